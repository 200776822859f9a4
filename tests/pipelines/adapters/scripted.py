"""An AWS endpoint that answers each call as it was told to: for answers that no simulator gives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from pipelines.local.stack import local_environment


class _Script(BaseHTTPRequestHandler):
    answers: list[tuple[int, str]]
    asked: list[str]

    def do_POST(self) -> None:
        self.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        status, body = self.answers.pop(0)
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None: ...


@contextmanager
def scripted(monkeypatch: pytest.MonkeyPatch, *answers: tuple[int, str]) -> Iterator[list[str]]:
    """Statuses and bodies that boto3's default chain gets, in turn; the bodies of the calls."""
    asked: list[str] = []
    server = HTTPServer(("127.0.0.1", 0), type("Script", (_Script,), {"answers": list(answers), "asked": asked}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    endpoint = f"http://127.0.0.1:{server.server_port}"
    for name, value in local_environment(endpoint, endpoint).items():
        monkeypatch.setenv(name, value)
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()
