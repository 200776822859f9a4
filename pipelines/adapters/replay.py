"""What a replay is built from: a store that keeps nothing and gives nothing to send, a sender that cannot send."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.ports import (
    Applied,
    ConversationOutcome,
    Decide,
    Errand,
    NotSent,
    OutboundText,
    Outcome,
    Promise,
    Reply,
    Who,
    Work,
)
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

    def apply(self, works: Sequence[Work], decide: Decide, now: datetime) -> Applied:
        applied = super().apply(works, decide, now)
        return replace(applied, replies=[_withheld(reply) for reply in applied.replies])

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        only: Sequence[bytes] | None = None,
        paces: Mapping[str, float] | None = None,
    ) -> list[Reply]:
        return []

    def replies(self, reply_ids: Sequence[bytes]) -> list[Reply]:
        return []

    def take_errands(self, now: datetime, again_at: datetime, limit: int) -> list[Errand]:
        return []

    def due_threads(self, now: datetime, limit: int) -> list[Who]:
        return []

    def unwritten_outcomes(self, limit: int, before: datetime) -> list[ConversationOutcome]:
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


class NoOptOutList:
    """`pipelines.ports.OptOutList` that reaches no list."""

    def put(self, number: str, opt_out_list: str) -> bool:
        return True

    def remove(self, number: str, opt_out_list: str) -> bool | None:
        return True

    def close(self) -> None:
        pass
