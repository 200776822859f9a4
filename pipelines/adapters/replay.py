"""What a replay is built from: a store that keeps nothing and gives nothing to send, a sender that cannot send."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.ports import NotSent, OutboundText, Outcome, Promise, Reply
from schemas.errors import ReplyStatus, SuppressReason


class ReplayStore(SqliteStore):
    """`pipelines.ports.Store` for one replay, in memory.

    Opt-outs are followed as in life, so that the rows tell who would have been answered. Every reply stands as
    suppressed, in version 0: beside a row of the live job, which starts at 1, it counts for nothing. Its times are those
    of the inbound message, so that the same records give the same rows.
    """

    def __init__(self) -> None:
        super().__init__(":memory:")

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        return [_withheld(reply) for reply in super().promise(promises, now)]

    def claim(
        self, owner: str, now: datetime, lease: timedelta, limit: int, only: Sequence[bytes] | None = None
    ) -> list[Reply]:
        return []

    def unwritten(self, limit: int, before: datetime) -> list[Reply]:
        return []


def _withheld(reply: Reply) -> Reply:
    at = reply.promise.received_at
    reason = SuppressReason.REPLAY.value if reply.status is ReplyStatus.PROMISED else reply.reason
    return replace(
        reply, status=ReplyStatus.SUPPRESSED, reason=reason, version=0, attempts=0, promised_at=at, settled_at=at
    )


class ReplaySender:
    """`pipelines.ports.SmsSender` that has no way to send: it opens no connection."""

    def send(self, text: OutboundText) -> Outcome:
        return NotSent(SuppressReason.REPLAY, "replay")

    def close(self) -> None:
        pass
