"""HTTP/1.1 with keep-alive around `Api` and `Admin`.

Head and body leave in one write: in two, the second waits for the client's delayed acknowledgement, 40 ms.
"""

import os
import socket
import struct
import sys
import threading
from http.client import responses
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from pipelines.local.sms_simulator.admin import PREFIX, Admin
from pipelines.local.sms_simulator.api import Answer, Api, Broken

_LONGEST_BODY = 64 * 1024 * 1024
_LONGEST_LINE = 64 * 1024
_MOST_HEADERS = 100
_STOP_S = 5.0


class SimulatorServer(ThreadingHTTPServer):
    """Listens on `host`:`port`; port 0 lets the system choose. `hold_s`: how long an unanswered request stays open."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, api: Api, admin: Admin, hold_s: float) -> None:
        self.api = api
        self.admin = admin
        self.hold_s = hold_s
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        super().__init__((host, port), _Handler)

    def opened(self, connection: socket.socket) -> None:
        """A handler has begun."""
        with self._changed:
            self._connections.add(connection)

    def closed(self, connection: socket.socket) -> None:
        """A handler has ended."""
        with self._changed:
            self._connections.discard(connection)
            self._changed.notify_all()

    def server_close(self) -> None:
        """Close the port and every connection, and wait for the handlers."""
        super().server_close()
        with self._changed:
            for connection in self._connections:
                _shut(connection)
            self._changed.wait_for(lambda: not self._connections, _STOP_S)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault of the server; anything else is a bug, and shown."""

        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SimulatorServer
    raw_requestline: bytes

    def parse_request(self) -> bool:
        """The request line and headers, read plainly: http.server's e-mail parser takes half of a request's time."""
        self.requestline = str(self.raw_requestline, "iso-8859-1").rstrip("\r\n")
        words = self.requestline.split()
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return self._refuse("not an HTTP/1 request")
        self.command, self.path, self.request_version = words
        self.close_connection = words[2] == "HTTP/1.0"
        self.told: dict[str, str] = {}
        for _ in range(_MOST_HEADERS):
            line = self.rfile.readline(_LONGEST_LINE + 1)
            name, _, value = line.partition(b":")
            if line in (b"\r\n", b"\n", b""):
                return True
            self.told[str(name, "iso-8859-1").lower()] = str(value, "iso-8859-1").strip()
        return self._refuse("too many headers")

    def setup(self) -> None:
        super().setup()
        self.server.opened(self.connection)

    def finish(self) -> None:
        try:
            super().finish()
        finally:
            self.server.closed(self.connection)

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            self._refuse("a body needs a Content-Length of at most 64 MiB")
        elif self.path.startswith(PREFIX):
            self._write(*self.server.admin.answer("POST", self.path, body), "application/json")
        else:
            self._answer(self.server.api.answer(self.told.get("x-amz-target", ""), body))

    def do_GET(self) -> None:
        self._write(*self.server.admin.answer("GET", self.path, b""), "application/json")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a request line may be anything that a client wrote."""

    def _body(self) -> bytes | None:
        length = self.told.get("content-length", "0")
        if not length.isdigit() or int(length) > _LONGEST_BODY or "transfer-encoding" in self.told:
            return None
        return self.rfile.read(int(length))

    def _refuse(self, why: str) -> bool:
        """Answer what cannot be read, and end the connection, since its next request cannot be found."""
        self.close_connection = True
        self._write(400, b'{"error":"%s"}' % why.encode("ascii"), "application/json")
        return False

    def _answer(self, answer: Answer | Broken) -> None:
        match answer:
            case Answer():
                self._write(answer.status, answer.body, "application/x-amz-json-1.0", answer.request_id)
            case Broken.HELD:
                self._hold()
            case Broken.RESET:
                self._reset()

    def _write(self, status: int, body: bytes, content_type: str, request_id: str = "") -> None:
        head = (
            f"HTTP/1.1 {status} {responses.get(status, '')}\r\nDate: {self.date_time_string()}\r\n"
            f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\nx-amzn-RequestId: {request_id}\r\n\r\n"
        )
        self.wfile.write(head.encode("ascii") + body)

    def _hold(self) -> None:
        """Wait for the client to give up, then close without an answer."""
        self.close_connection = True
        self.connection.settimeout(self.server.hold_s)
        try:
            self.connection.recv(1)
        except TimeoutError:
            return

    def _reset(self) -> None:
        """Close so that the client meets a TCP reset: no time to linger, and no orderly end before it."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was faster
