"""What the data flow needs from the world, as roles. The docstring is the contract; adapters keep it.

Each port is handed to the job as a picklable *factory* (`Ports`), opened once in a worker's `setup`, and closed in its
`teardown`. All times are UTC.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pipelines.domain.classify import Classifier
from pipelines.domain.converse import Slot
from pipelines.domain.decide import Applied, Decide, Work
from pipelines.domain.errand import Errand
from pipelines.domain.outcome import ConversationOutcome
from pipelines.domain.reply import (
    NotSent,
    OutboundText,
    Outcome,
    Promise,
    Proof,
    Reply,
    Sent,
    Settlement,
    Unsure,
)
from pipelines.domain.slots import Hold
from pipelines.domain.thread import Thread
from pipelines.domain.who import Who
from schemas.program import ProgramSet

__all__ = [
    "SHARD_END",
    "Applied",
    "Calendar",
    "Clock",
    "ConversationOutcome",
    "Decide",
    "Errand",
    "Hold",
    "Lake",
    "NotSent",
    "OptOutList",
    "OutboundText",
    "Outcome",
    "OutcomePublisher",
    "Ports",
    "ProgramChanges",
    "ProgramSource",
    "ProgramsInForce",
    "Promise",
    "Proof",
    "Reply",
    "Sent",
    "Settlement",
    "Slot",
    "SmsSender",
    "Store",
    "Thread",
    "Unsure",
    "Vault",
    "Who",
    "Work",
]  # fmt: skip


class SmsSender(Protocol):
    """Calls the SMS API once a text, and never retries by itself."""

    def send(self, text: OutboundText) -> Outcome:
        """Send `text`; every fault of the API or the wire is an `Outcome`, not an exception. Thread-safe."""
        ...

    def close(self) -> None: ...


class Store(Protocol):
    """Customer state that survives every restart and change of runner: outbox, opt-outs, checkpoints.

    Each method is one transaction: all of it is durable when it returns, or none of it. Safe for several processes.
    """

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        """Record opt-outs and opt-ins of the block, then store each promise that is new.

        A reply id that is known already is left as it stands. A new promise to a customer who is opted out, as of all
        that is recorded by the end of this call, is stored as suppressed(opted_out), unless it answers an opt-out
        (the one confirmation) that had not been recorded before. Returns how each stands, in the order given.
        An opt-out is a latch in event time: later of the two wins, and a tie goes to the opt-out. A promise with a
        `reopening` by a customer who opted out before it is stored as that opt-in.
        """
        ...

    def apply(self, works: Sequence[Work], decide: Decide, now: datetime) -> Applied:
        """Let `decide` say what became of each thread, and keep all of it: threads, promises, outcomes, errands.

        A text that was applied before is not applied again: its finding and its reply are given back as they stand. A
        prompt and its conversation are kept together. Promises go by the rules of `promise`. What `decide` is given of a
        text's `answers` is looked up here.
        """
        ...

    def due_threads(self, now: datetime, limit: int) -> list[Who]:
        """Threads in which time alone brings something by `now`, the longest due first."""
        ...

    def thread(self, customer_key: bytes, origination_identity: str) -> Thread | None:
        """What is kept of a thread."""
        ...

    def claim(
        self,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
        only: Sequence[bytes] | None = None,
        paces: Mapping[str, float] | None = None,
    ) -> list[Reply]:
        """Take up to `limit` promised replies that are due, oldest first, and count the attempt: from here on a death
        of this process makes their outcome unknown. `only`: from these reply ids, in their order. Customers who have opted out
        since are settled as suppressed(opted_out) instead of being handed out; one that is past its `useful_until` as
        suppressed(stale). `paces`: our number → message parts a second; what is over it stays where it is, and holds up
        no other number. Nothing while sending is halted."""
        ...

    def halt(self, reason: str, until: datetime) -> None:
        """Hand out no reply before `until`."""
        ...

    def halted(self, now: datetime) -> tuple[str, datetime] | None:
        """Why nothing is handed out, and until when."""
        ...

    def owe(self, outcomes: Sequence[ConversationOutcome], errands: Sequence[Errand], now: datetime) -> None:
        """Keep outcomes and errands that are not known yet."""
        ...

    def take_errands(self, now: datetime, again_at: datetime, limit: int) -> list[Errand]:
        """Errands that are due, the oldest first. They are due again at `again_at` unless they are `run` before."""
        ...

    def run(self, errand_ids: Sequence[bytes]) -> None:
        """These errands are done."""
        ...

    def replies(self, reply_ids: Sequence[bytes]) -> list[Reply]:
        """Replies that are known, as they stand, in order."""
        ...

    def outcomes(self, outcome_ids: Sequence[bytes]) -> list[ConversationOutcome]:
        """Outcomes that are known."""
        ...

    def unwritten_outcomes(self, limit: int, before: datetime) -> list[ConversationOutcome]:
        """Outcomes that are not in the lake and were reached before `before`, oldest first."""
        ...

    def outcomes_written(self, outcome_ids: Sequence[bytes]) -> None:
        """These outcomes are in the lake."""
        ...

    def prune(self, before: datetime, limit: int) -> int:
        """Forget up to `limit` of each of the things that nothing will ask for again and were last changed before
        `before`: texts applied, settled replies in the lake, threads. How many were forgotten."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """What the body asks of this store may be written in one step, which takes less of it; or call by call."""
        ...

    def settle(self, owner: str, settlements: Sequence[Settlement], now: datetime) -> list[Reply]:
        """Record how attempts ended; status `promised` puts a reply back until `retry_at`. Returns how each stands.
        A reply that a delivery event has meanwhile proved sent stays sent."""
        ...

    def expire_leases(self, now: datetime) -> list[Reply]:
        """Attempts whose worker did not settle within its lease become unknown(worker_lost). Returns those."""
        ...

    def reconcile(self, proofs: Sequence[Proof], now: datetime) -> list[Reply]:
        """Replies that a delivery event proves sent become sent, whatever they were. Returns those that changed."""
        ...

    def unwritten(self, limit: int, before: datetime) -> list[Reply]:
        """Replies whose present version is not in the lake and was reached before `before`, oldest first."""
        ...

    def written(self, versions: Sequence[tuple[bytes, int]]) -> None:
        """These (reply id, version) are in the lake."""
        ...

    def opted_out(self, customer_keys: Sequence[bytes]) -> set[bytes]:
        """Which of these customers are opted out."""
        ...

    def load_checkpoints(self, stream: str) -> dict[str, str]:
        """Shard id → last sequence number whose rows are in the lake, or `SHARD_END`."""
        ...

    def save_checkpoints(self, stream: str, positions: Mapping[str, str]) -> None:
        """Advance checkpoints; a position never moves back."""
        ...

    def queued(self, limit: int) -> list[tuple[Reply, datetime | None]]:
        """Replies that are promised, the longest due first, and when each is due; None: it is being attempted."""
        ...

    def waiting(self) -> int:
        """How many replies are promised or being attempted: 0 means that the outbox is drained."""
        ...

    def close(self) -> None: ...


SHARD_END = "SHARD_END"


class Vault(Protocol):
    """The only place that holds phone numbers: customer key → E.164."""

    def keep(self, numbers: Mapping[bytes, str]) -> None:
        """Store numbers not yet known; durable on return."""
        ...

    def reveal(self, customer_keys: Sequence[bytes]) -> dict[bytes, str]:
        """E.164 of each known key."""
        ...

    def close(self) -> None: ...


class Lake(Protocol):
    """Where Parquet objects are put: a folder or an S3 prefix."""

    def put(self, key: str, data: bytes) -> None:
        """Write one object whole or not at all, replacing an older one of that key. Bounded retries, then raises."""
        ...

    def exists(self, key: str) -> bool: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ProgramsInForce:
    """The programs by which texts are read and answered, and their reader. A block is read by one of these."""

    programs: ProgramSet
    classifier: Classifier


@dataclass(frozen=True, slots=True)
class ProgramChanges:
    """How many changes of the programs were put in force, and how many were refused."""

    reloaded: int = 0
    refused: int = 0


class ProgramSource(Protocol):
    """The programs that an operator wants to have in force, as far as they are fit for it. Thread-safe."""

    def current(self) -> ProgramsInForce:
        """What is in force now: cheap enough for each block, touches no file and no network, never fails."""
        ...

    def take_changes(self) -> ProgramChanges:
        """What changed since anybody in this process asked last: each change is told once."""
        ...

    def close(self) -> None: ...


class Calendar(Protocol):
    """Open times, and who has them. Each method is atomic for each time, and safe to call again."""

    def open_times(self, calendar: str, after: datetime, limit: int) -> list[Slot]:
        """Times later than `after` that nobody holds, the earliest first; a hold that has run out is none."""
        ...

    def hold(self, holds: Sequence[Hold], now: datetime, until: datetime) -> list[bool]:
        """Keep each time for its holder until `until`; whether the holder has it now. True again for who has it already,
        held or booked; of several holders who ask at once, one gets it."""
        ...

    def book(self, holds: Sequence[Hold], now: datetime) -> list[bool]:
        """Make each hold last; whether the holder has the time. A hold that ran out is booked still if nobody else has
        taken the time since."""
        ...

    def release(self, holds: Sequence[Hold], now: datetime) -> None:
        """Open each time again that its holder has; what somebody else holds stays as it is."""
        ...

    def close(self) -> None: ...


class OutcomePublisher(Protocol):
    """Tells the business's own system what conversations came to."""

    def publish(self, outcomes: Sequence[ConversationOutcome]) -> list[bool]:
        """Whether each was taken, in order. Publishing one again is harmless: its id is the same. Faults of the world
        are `False`, not an exception."""
        ...

    def close(self) -> None: ...


class OptOutList(Protocol):
    """The account's own opt-out list, for numbers with self-managed opt-outs."""

    def put(self, number: str, opt_out_list: str) -> bool:
        """Put a customer's E.164 on it; whether it is there now. Faults of the world are `False`."""
        ...

    def remove(self, number: str, opt_out_list: str) -> bool | None:
        """Take it off; whether it is off now. None: AWS refuses for good (once in 30 days is all it allows)."""
        ...

    def close(self) -> None: ...


class Clock(Protocol):
    """The time, for facts that the job itself makes; a row's content never depends on it otherwise."""

    def now(self) -> datetime:
        """Now, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """Factories of everything the job touches; picklable, so that a worker anywhere can open them."""

    store: Callable[[], Store]
    vault: Callable[[], Vault]
    lake: Callable[[], Lake]
    sender: Callable[[], SmsSender]
    programs: Callable[[], ProgramSource]
    calendar: Callable[[], Calendar]
    outcomes: Callable[[], OutcomePublisher]
    opt_outs: Callable[[], OptOutList]
    clock: Clock
