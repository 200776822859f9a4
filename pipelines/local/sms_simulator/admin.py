"""The town's side of the port, JSON under `/_simulator/`: numbers, handsets, inbound texts, faults, what happened."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import orjson

from pipelines.local.sms_simulator.api import OPERATIONS
from pipelines.local.sms_simulator.calls import Call
from pipelines.local.sms_simulator.faults import FaultPlan
from pipelines.local.sms_simulator.inbound import Received, receive
from pipelines.local.sms_simulator.model import InboundText, MessageKind
from pipelines.local.sms_simulator.numbers import register_number
from pipelines.local.sms_simulator.publisher import BATCH, publish_batch
from pipelines.local.sms_simulator.rates import Rates
from pipelines.local.sms_simulator.reading import (
    Unreadable,
    parse_faults,
    parse_handsets,
    parse_inbound,
    parse_numbers,
)
from pipelines.local.sms_simulator.sending import put_handset
from pipelines.local.sms_simulator.settings import SimulatorSettings
from pipelines.local.sms_simulator.state import Counter, State, add_count

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

PREFIX = "/_simulator/"
_MOST_MESSAGES = 10_000

Json = dict[str, Any] | list[Any]


class Admin:
    """The routes on one state. Thread-safe."""

    def __init__(
        self,
        state: State,
        faults: FaultPlan,
        settings: SimulatorSettings,
        sns: "SNSClient",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._state = state
        self._faults = faults
        self._settings = settings
        self._sns = sns
        self._clock = clock
        self._gets: Mapping[str, Callable[[Mapping[str, str]], Json]] = {
            "health": lambda _: {"status": "ok"},
            "messages": self._messages,
            "stats": lambda _: self._stats(),
        }
        self._posts: Mapping[str, Callable[[object], Json]] = {
            "numbers": self._put_numbers,
            "handsets": self._put_handsets,
            "faults": self._put_faults,
            "inbound": self._inbound,
        }

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """HTTP status and JSON body for a request below `PREFIX`."""
        route, _, query = path.removeprefix(PREFIX).partition("?")
        try:
            if method == "GET" and route in self._gets:
                return _told(self._gets[route]({name: values[-1] for name, values in parse_qs(query).items()}))
            if method == "POST" and route in self._posts:
                return _told(self._posts[route](_loads(body)))
        except Unreadable as fault:
            return 400, orjson.dumps({"error": str(fault)})
        return 404, orjson.dumps({"error": "no such route"})

    def _put_numbers(self, said: object) -> Json:
        numbers = parse_numbers(said)
        with self._state.transaction() as db:
            for number in numbers:
                register_number(db, number, self._clock())
        return {"numbers": len(numbers)}

    def _put_handsets(self, said: object) -> Json:
        handsets = parse_handsets(said)
        with self._state.transaction() as db:
            for handset in handsets:
                put_handset(db, handset)
        return {"handsets": len(handsets)}

    def _put_faults(self, said: object) -> Json:
        faults = parse_faults(said)
        if any(fault.operation not in OPERATIONS for fault in faults):
            raise Unreadable("`operation` is not one that the simulator has")
        self._faults.replace(faults)
        return {"faults": len(faults)}

    def _inbound(self, said: object) -> Json:
        """One text, or a list of them; published before this returns."""
        if isinstance(said, list):
            return self._receive([parse_inbound(one) for one in said])
        return self._receive([parse_inbound(said)])[0]

    def _receive(self, texts: Sequence[InboundText]) -> list[dict[str, Any]]:
        with self._state.transaction() as db:
            call = Call(db, self._settings, Rates(), self._clock())
            received = [receive(call, text) for text in texts]
            add_count(db, Counter.INBOUND_RECEIVED, len(received))
        outcomes = [told for topic, batch in _batches(received) for told in self._publish(topic, batch)]
        published = sum(told["published"] for told in outcomes)
        if published:
            self._state.count(Counter.INBOUND_PUBLISHED, published)
        return outcomes

    def _publish(self, topic_arn: str | None, batch: Sequence[Received]) -> list[dict[str, Any]]:
        if topic_arn is None:
            return [_outcome(one, None, None) for one in batch]
        published_at = self._clock()
        errors = publish_batch(self._sns, topic_arn, [one.payload for one in batch])
        return [_outcome(one, published_at, error) for one, error in zip(batch, errors, strict=True)]

    def _messages(self, query: Mapping[str, str]) -> Json:
        after, limit = _natural(query, "after", 0), min(_natural(query, "limit", 1000), _MOST_MESSAGES)
        with self._state.reading() as db:
            rows = db.execute("SELECT * FROM messages WHERE row_id > ? ORDER BY row_id LIMIT ?", (after, limit))
            messages = [_message(row) for row in rows]
        return {"messages": messages, "last": messages[-1]["rowid"] if messages else after}

    def _stats(self) -> Json:
        with self._state.reading() as db:
            kinds = dict(db.execute("SELECT kind, COUNT(*) FROM messages GROUP BY kind").fetchall())
            pending = db.execute("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL").fetchone()[0]
            events = db.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]
            counters: dict[str, int] = dict(db.execute("SELECT name, value FROM counters").fetchall())
        faults = {name.removeprefix("fault:"): n for name, n in counters.items() if name.startswith("fault:")}
        return {
            "accepted": kinds.get(MessageKind.SEND, 0),
            "aws_auto": kinds.get(MessageKind.AWS_AUTO, 0),
            "faults": faults,
            "events_pending": pending,
            "events_published": events - pending,
            **{counter.value: counters.get(counter, 0) for counter in Counter},
        }


def _batches(received: Iterable[Received]) -> list[tuple[str | None, list[Received]]]:
    """Neighbours with one topic, at most ten together, in their order."""
    batches: list[tuple[str | None, list[Received]]] = []
    for topic, group in groupby(received, key=lambda one: one.topic_arn):
        run = list(group)
        batches += [(topic, run[start : start + BATCH]) for start in range(0, len(run), BATCH)]
    return batches


def _outcome(received: Received, published_at: float | None, error: str | None) -> dict[str, Any]:
    return {
        "inboundMessageId": received.inbound_message_id,
        "published_at": published_at,
        "published": published_at is not None and error is None,
        "answered_by_aws": received.answered_by_aws,
        "error": error,
    }


def _message(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "rowid": row["row_id"],
        "messageId": row["message_id"],
        "destination": row["destination"],
        "origination": row["origination"],
        "body": row["body"],
        "context": orjson.loads(row["context"]),
        "accepted_at": row["accepted_at"],
        "parts": row["parts"],
        "encoding": row["encoding"],
        "kind": row["kind"],
    }


def _natural(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise Unreadable(f"`{name}` is not a natural number")
    return int(text)


def _loads(body: bytes) -> object:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unreadable("the body is not JSON") from None


def _told(value: Json) -> tuple[int, bytes]:
    return 200, orjson.dumps(value)
