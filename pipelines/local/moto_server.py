"""moto over HTTP as the embedded AWS: one request at a time, long polls that block nobody, no log lines.

moto's models are not safe for threads (its Kinesis says so in `Shard.put_record`): under its own threaded server two
writers can be given one sequence number, and an SQS delete can drop a message that is published meanwhile. Here
requests take turns, which costs nothing under one interpreter lock, and nothing is lost.
"""

import io
import json
import select
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from moto.kinesis import models as kinesis_models
from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.sqs import models as sqs_models
from werkzeug.serving import BaseWSGIServer, make_server

from pipelines.local.moto_dynamodb import copy_once
from pipelines.local.moto_resharding import close_parents

_Environ = dict[str, Any]
_Answer = tuple[str, list[tuple[str, str]], bytes]
_App = Callable[[_Environ, Callable[..., Any]], Iterable[bytes]]
_RECHECK_S = 0.5  # how late a message whose visibility time-out has passed may be seen


class MotoServer:
    """moto on a free port of 127.0.0.1. `endpoint` is valid after `start`."""

    def __init__(self) -> None:
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def endpoint(self) -> str:
        """URL for `AWS_ENDPOINT_URL`."""
        assert self._server is not None, "start() first"
        return f"http://127.0.0.1:{self._server.port}"

    def start(self) -> str:
        """Listen and serve in a thread; the endpoint."""
        _spare_the_scans()
        close_parents()
        copy_once()
        app = TurnTaking(_Dispatcher(create_backend_app))
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Handler)
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, args=(0.05,), name="moto", daemon=True)
        self._thread.start()
        return self.endpoint

    def stop(self) -> None:
        """Stop listening, and forget all that was stored: moto's state is the process's, not the server's."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            moto_api_backend.reset()


class _Handler(MotoRequestHandler):
    """Quiet. Head and body are two writes, but on a connection of their own: no 40 ms of Nagle were measured."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: a request line may hold anything."""


class _Dispatcher(DomainDispatcherApplication):
    """Remembers which service answers for a host: moto looks through its folders, 180 `stat` calls for each request."""

    def __init__(self, create_app: Callable[..., Any]) -> None:
        super().__init__(create_app)
        self._backends: dict[str | None, Any] = {}

    def get_backend_for_host(self, host: str | None) -> Any:
        """The service's name; None where there is none."""
        if host not in self._backends:
            self._backends[host] = super().get_backend_for_host(host)
        return self._backends[host]


class TurnTaking:
    """A WSGI app around `app`: one request at a time; SQS long polls are short polls repeated outside the turn."""

    def __init__(self, app: _App) -> None:
        self._app = app
        self._turn = threading.Lock()
        self._arrival = threading.Condition()
        self._arrivals = 0

    def __call__(self, environ: _Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The answer of `app`, whole."""
        body = _read(environ)
        if environ.get("HTTP_X_AMZ_TARGET") == "AmazonSQS.ReceiveMessage":
            status, headers, data = self._receive(environ, body)
        else:
            status, headers, data = self._answer(environ, body)
            if "/sqs/" in environ.get("HTTP_AUTHORIZATION", "") or "/sns/" in environ.get("HTTP_AUTHORIZATION", ""):
                self._announce()
        start_response(status, headers)
        return [data]

    def _answer(self, environ: _Environ, body: bytes) -> _Answer:
        began: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> None:
            began.append((status, headers))

        environ = {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        with self._turn:
            chunks = self._app(environ, start_response)
            data = b"".join(chunks)
            if hasattr(chunks, "close"):
                chunks.close()
        return (*began[-1], data)

    def _announce(self) -> None:
        with self._arrival:
            self._arrivals += 1
            self._arrival.notify_all()

    def _receive(self, environ: _Environ, body: bytes) -> _Answer:
        request = json.loads(body)
        deadline = time.monotonic() + int(request.get("WaitTimeSeconds") or 0)
        body = json.dumps({**request, "WaitTimeSeconds": 0}).encode()
        while True:
            seen = self._arrivals
            answer = self._answer(environ, body)
            left = deadline - time.monotonic()
            if left <= 0 or b'"Messages"' in answer[2] or not answer[0].startswith("200"):
                return answer
            with self._arrival:
                self._arrival.wait_for(lambda: self._arrivals != seen, timeout=min(left, _RECHECK_S))  # noqa: B023
            if _hung_up(environ):
                return answer


def _read(environ: _Environ) -> bytes:
    """The request's body, read before the turn is taken.

    Raises:
        ConnectionAbortedError: the client went away in the middle of it.
    """
    if environ.get("wsgi.input_terminated"):
        return bytes(environ["wsgi.input"].read())
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = bytes(environ["wsgi.input"].read(length))
    if len(body) < length:
        raise ConnectionAbortedError("the request ended before its Content-Length")
    return body


def _hung_up(environ: _Environ) -> bool:
    """Whether the client is gone: it must not be given messages that nobody would then see for a while."""
    connection = environ.get("werkzeug.socket")
    return connection is not None and bool(select.select([connection], [], [], 0)[0])


def _spare_the_scans() -> None:
    """Make three of moto's look-ups cheap, however much is stored; their results stay the same.

    Measured with 300 messages waiting: 40 ms to receive one batch of ten, because each message's age is checked by
    counting the whole queue five times, at 8 µs a message for the time of day. A shard copies all of its keys for each
    record that it takes.
    """
    sqs: Any = sqs_models
    sqs.unix_time_millis = _unix_time_millis
    sqs.SQSBackend.is_message_valid_based_on_retention_period = _is_retained
    shard: Any = kinesis_models.Shard
    shard.get_max_sequence_number = _last_sequence_number


def _unix_time_millis(dt: object = None) -> float:
    return time.time() * 1000.0


def _is_retained(backend: Any, queue_name: str, message: Any) -> bool:
    retention_s = backend.get_queue(queue_name).message_retention_period
    return bool(retention_s + message.sent_timestamp / 1000 > time.time())


def _last_sequence_number(shard: Any) -> int:
    return next(reversed(shard.records), 0)
