"""What the state table holds, as values: a reply with how it may go on, and a customer's opt-out latch."""

from dataclasses import dataclass, replace
from datetime import datetime

from pipelines.adapters.promise_rules import too_late
from pipelines.domain.reply import PROVED_WITHIN, may_be_sent_again
from pipelines.ports import Promise, Proof, Reply, Settlement
from schemas.errors import ReplyStatus, SuppressReason, UnknownReason


@dataclass(frozen=True, slots=True)
class Row:
    """A reply as it is stored. `revision` counts every write of it, `version` those that change how it stands."""

    promise: Promise
    status: ReplyStatus
    promised_at: datetime
    changed_at: datetime
    version: int = 1
    written: int = 0
    attempts: int = 0
    revision: int = 0
    reason: str | None = None
    error_code: str | None = None
    message_id: str | None = None
    due_at: datetime | None = None
    owner: str | None = None
    lease_until: datetime | None = None

    def reply(self) -> Reply:
        """The reply as the port tells it."""
        settled_at = None if self.status is ReplyStatus.PROMISED else self.changed_at
        return Reply(
            self.promise, self.status, self.version, self.attempts, self.promised_at, settled_at,
            self.reason, self.error_code, self.message_id,
        )  # fmt: skip

    def is_due(self, now: datetime) -> bool:
        """Whether it may be attempted."""
        waits = self.status is ReplyStatus.PROMISED and self.owner is None
        return waits and self.due_at is not None and self.due_at <= now

    def is_stale(self, now: datetime) -> bool:
        """Whether it is of no more use."""
        until = self.promise.useful_until
        return until is not None and until < now

    def is_lost(self, now: datetime) -> bool:
        """Whether it is attempted under a lease that has run out."""
        return self.lease_until is not None and self.lease_until < now

    def claimed(self, owner: str, until: datetime) -> "Row":
        """This reply with one more attempt, by `owner`."""
        return replace(self, owner=owner, lease_until=until, attempts=self.attempts + 1)

    def withheld(self, now: datetime) -> "Row":
        """This reply, whose customer has opted out since."""
        reason = SuppressReason.OPTED_OUT
        return self._stands(ReplyStatus.SUPPRESSED, now, reason, self.error_code, self.message_id)

    def given_up(self, now: datetime) -> "Row":
        """This reply, which is of no more use."""
        status, reason = too_late(self.attempts, self.error_code)
        return self._stands(status, now, reason, self.error_code, self.message_id)

    def settled(self, settlement: Settlement, now: datetime) -> "Row":
        """This reply after an attempt."""
        s = settlement
        changed = self._stands(s.status, now, s.reason, s.error_code, s.message_id)
        return replace(changed, due_at=s.retry_at)

    def lost(self, now: datetime) -> "Row":
        """This reply, whose worker did not tell how the attempt ended: unknown, or due again where it may be sent twice."""
        if may_be_sent_again(self.reply()):
            again = self._stands(ReplyStatus.PROMISED, now, None, self.error_code, self.message_id)
            return replace(again, due_at=now + PROVED_WITHIN)
        reason = UnknownReason.WORKER_LOST
        return self._stands(ReplyStatus.UNKNOWN, now, reason, self.error_code, self.message_id)

    def proved(self, proof: Proof, now: datetime) -> "Row":
        """This reply, sent."""
        return self._stands(ReplyStatus.SENT, now, None, self.error_code, proof.message_id)

    def in_lake(self, version: int) -> "Row | None":
        """This reply, of which `version` is in the lake; None where that is known."""
        return replace(self, written=version) if version > self.written else None

    def _stands(
        self, status: ReplyStatus, now: datetime, reason: str | None, error_code: str | None, message_id: str | None
    ) -> "Row":
        return replace(
            self, status=status, changed_at=now, version=self.version + 1, reason=reason, error_code=error_code,
            message_id=message_id, due_at=None, owner=None, lease_until=None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Latch:
    """When a customer last opted out, and in: microseconds since 1970, 0 for never. A tie goes to the opt-out."""

    opted_out_at: int = 0
    opted_in_at: int = 0

    @property
    def is_out(self) -> bool:
        """Whether the customer is opted out."""
        return self.opted_out_at > 0 and self.opted_out_at >= self.opted_in_at
