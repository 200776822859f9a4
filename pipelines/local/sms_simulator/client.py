"""The admin interface, typed: what the town and the tests use. One connection, kept open; for one thread at a time."""

import http.client
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import orjson

from pipelines.local.sms_simulator.admin import PREFIX
from pipelines.local.sms_simulator.model import (
    Fault,
    Handset,
    InboundOutcome,
    InboundText,
    Message,
    MessageKind,
    Number,
    Stats,
)
from pipelines.local.sms_simulator.reading import to_json

_TEXTS_PER_REQUEST = 100  # so that a slow SNS does not use up the time-out of one request


class SimulatorRefused(Exception):
    """The simulator answered, but did not do what was asked; the text is its own, and names no value."""


class SimulatorUnreachable(Exception):
    """No answer. An inbound text may have been published all the same."""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Accepted messages in the order of acceptance; `last` is the `after` of the next page."""

    messages: Sequence[Message]
    last: int


class SimulatorClient:
    """Speaks to the simulator at `endpoint`, such as `http://127.0.0.1:4999`.

    Every method raises SimulatorRefused or SimulatorUnreachable; nothing is retried.
    """

    def __init__(self, endpoint: str, timeout_s: float = 30.0) -> None:
        address = urlsplit(endpoint)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout_s)

    def health(self) -> bool:
        """Whether the simulator answers that it is well."""
        return bool(self._ask("GET", "health") == {"status": "ok"})

    def put_numbers(self, numbers: Iterable[Number]) -> None:
        """Add origination numbers to the account, or change them."""
        self._ask("POST", "numbers", [to_json(number) for number in numbers])

    def put_handsets(self, handsets: Iterable[Handset]) -> None:
        """Describe customers' phones, or describe them anew."""
        self._ask("POST", "handsets", [to_json(handset) for handset in handsets])

    def put_faults(self, faults: Iterable[Fault]) -> None:
        """Replace the fault plan; an empty one ends all faults."""
        self._ask("POST", "faults", [to_json(fault) for fault in faults])

    def inbound(self, text: InboundText) -> InboundOutcome:
        """A customer's text. It has been published when this returns, unless the outcome says otherwise."""
        return _outcome(self._ask("POST", "inbound", text.to_json()))

    def inbound_many(self, texts: Iterable[InboundText]) -> list[InboundOutcome]:
        """The same for several texts, published in their order, ten at a time."""
        said = [text.to_json() for text in texts]
        chunks = [said[start : start + _TEXTS_PER_REQUEST] for start in range(0, len(said), _TEXTS_PER_REQUEST)]
        return [_outcome(told) for chunk in chunks for told in self._ask("POST", "inbound", chunk)]

    def messages(self, after: int = 0, limit: int = 1000) -> MessagePage:
        """Up to `limit` accepted messages whose row id is above `after`."""
        told = self._ask("GET", f"messages?after={after}&limit={limit}")
        return MessagePage([_message(one) for one in told["messages"]], told["last"])

    def every_message(self) -> list[Message]:
        """All accepted messages, in the order of acceptance."""
        found: list[Message] = []
        page = self.messages()
        while page.messages:
            found += page.messages
            page = self.messages(page.last)
        return found

    def stats(self) -> Stats:
        """What has happened since the state was made."""
        return Stats(**self._ask("GET", "stats"))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, method: str, route: str, said: object = None) -> Any:
        status, told = self._exchange(method, route, None if said is None else orjson.dumps(said))
        if status != 200:
            raise SimulatorRefused(f"{route.partition('?')[0]}: {told.get('error')}")
        return told

    def _exchange(self, method: str, route: str, body: bytes | None) -> tuple[int, Any]:
        try:
            self._connection.request(method, PREFIX + route, body, {"Content-Type": "application/json"})
            response = self._connection.getresponse()
            return response.status, orjson.loads(response.read())
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise SimulatorUnreachable(f"{method} {route.partition('?')[0]}: {type(error).__name__}") from error


def _outcome(told: dict[str, Any]) -> InboundOutcome:
    return InboundOutcome(
        inbound_message_id=told["inboundMessageId"],
        published=told["published"],
        answered_by_aws=told["answered_by_aws"],
        published_at=told["published_at"],
        error=told["error"],
    )


def _message(told: dict[str, Any]) -> Message:
    return Message(
        row_id=told["rowid"],
        message_id=told["messageId"],
        destination=told["destination"],
        origination=told["origination"],
        body=told["body"],
        context=told["context"],
        accepted_at=told["accepted_at"],
        parts=told["parts"],
        encoding=told["encoding"],
        kind=MessageKind(told["kind"]),
    )
