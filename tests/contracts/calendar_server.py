"""A provider's calendar for tests: the protocol of docs/calendars.md over real HTTP, kept by a `SqliteCalendar`."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.ports import Hold
from tests.contracts.replies import NOON

TOKEN = "a-token-of-the-tests"
Answer = tuple[int, Mapping[str, Any] | bytes]


class Provider(ThreadingHTTPServer):
    """`now` is its clock. `faults`: what the next requests meet instead of an answer: a status, "hang", "drop" (before
    anything is done), "lose" (the answer, after it is done), or bytes. `seen`: method, path, headers and body of each."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calendar = SqliteCalendar(path)
        self.now: datetime = NOON
        self.faults: list[int | str | bytes] = []
        self.seen: list[tuple[str, str, Mapping[str, str], Any]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/sms"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what is tested."""

    def answer(self, path: str, asked: Mapping[str, Any]) -> Answer:
        """Status and body of the answer to a request that was understood."""
        if path == "/sms/open-times":
            after = datetime.fromisoformat(asked["after"])
            slots = self.calendar.open_times(asked["calendar"], after, int(asked["limit"]))
            times = [
                {"slot": slot.key, "starts_at": slot.at.isoformat(), "time_zone": str(slot.at.tzinfo)} for slot in slots
            ]
            return 200, {"times": times}
        holder = asked["holder"]
        hold = Hold(asked["calendar"], asked["slot"], None if holder is None else bytes.fromhex(holder))
        if path == "/sms/holds":
            [held] = self.calendar.hold([hold], self.now, datetime.fromisoformat(asked["until"]))
            return 200, {"held": held}
        if path == "/sms/bookings":
            return 200, {"booked": self.calendar.book([hold], self.now)[0]}
        if path == "/sms/releases":
            self.calendar.release([hold], self.now)
            return 204, b""
        return 404, {}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Provider

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self._answer({key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, asked: Mapping[str, Any]) -> None:
        path = urlsplit(self.path).path
        self.server.seen.append((self.command, path, dict(self.headers), asked))
        fault = self.server.faults.pop(0) if self.server.faults else None
        if fault == "hang":
            self.server.over.wait(20)
        if fault in ("hang", "drop"):
            self.close_connection = True
        elif isinstance(fault, int):
            self._send(fault, b"")
        elif isinstance(fault, bytes):
            self._send(200, fault)
        elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send(401, b"")
        else:
            status, body = self.server.answer(path, asked)
            if fault == "lose":
                self.close_connection = True
            else:
                self._send(status, body if isinstance(body, bytes) else json.dumps(body).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def provider(folder: Path) -> Iterator[Provider]:
    """A provider that serves while the block runs, from a file in `folder`."""
    server = Provider(folder / f"provider-{time.monotonic_ns()}.sqlite")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
        server.calendar.close()
