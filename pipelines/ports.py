"""What the data flow needs from the world, as roles. The docstring is the contract; adapters keep it.

Each port is handed to the job as a picklable *factory* (`Ports`), opened once in a worker's `setup`, and closed in its
`teardown`. All times are UTC.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from schemas.errors import FailReason, ReplyStatus, SuppressReason, UnknownReason


@dataclass(frozen=True, slots=True)
class OutboundText:
    """One text to send. `destination` is E.164 and never leaves the process but in the request."""

    destination: str
    origination_identity: str
    body: str
    context: Mapping[str, str]
    configuration_set: str | None = None

    def __repr__(self) -> str:
        return f"OutboundText(origination_identity={self.origination_identity!r}, context={dict(self.context)!r})"


@dataclass(frozen=True, slots=True)
class Sent:
    """The API accepted the text."""

    message_id: str


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely not sent. `reason` None: try again, not before `retry_after`; otherwise final."""

    reason: SuppressReason | FailReason | None
    error_code: str
    retry_after: timedelta = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Unsure:
    """Perhaps sent: never to be sent again without proof that it was not."""

    reason: UnknownReason
    error_code: str


Outcome = Sent | NotSent | Unsure


class SmsSender(Protocol):
    """Calls the SMS API once a text, and never retries by itself."""

    def send(self, text: OutboundText) -> Outcome:
        """Send `text`; every fault of the API or the wire is an `Outcome`, not an exception. Thread-safe."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Promise:
    """A reply that an inbound message caused, as it is first stored.

    `suppress` set: the reply is withheld from the start and only recorded. `body` is the rendered text.
    """

    reply_id: bytes
    inbound_message_id: str
    customer_key: bytes
    key_id: str
    customer_mask: str
    origination_identity: str
    intent: str
    keyword: str | None
    program: str | None
    program_version: str | None
    template: str | None
    body: str | None
    parts: int | None
    encoding: str | None
    received_at: datetime
    arrived_at: datetime | None
    source_shard: str
    source_seq: str
    opt_out: bool = False
    opt_in: bool = False
    suppress: SuppressReason | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A stored reply and where it stands: a row of the dataset `replies`."""

    promise: Promise
    status: ReplyStatus
    version: int
    attempts: int
    promised_at: datetime
    settled_at: datetime | None = None
    reason: str | None = None
    error_code: str | None = None
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A delivery event that echoed a reply's Context: the message was accepted."""

    reply_id: bytes
    message_id: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended. Only the worker that holds the reply's lease may settle it."""

    reply_id: bytes
    status: ReplyStatus
    reason: str | None = None
    error_code: str | None = None
    message_id: str | None = None
    retry_at: datetime | None = None


class Store(Protocol):
    """Customer state that survives every restart and change of runner: outbox, opt-outs, checkpoints.

    Each method is one transaction: all of it is durable when it returns, or none of it. Safe for several processes.
    """

    def promise(self, promises: Sequence[Promise], now: datetime) -> list[Reply]:
        """Record opt-outs and opt-ins of the block, then store each promise that is new.

        A reply id that is known already is left as it stands. A new promise to a customer who is opted out, as of all
        that is recorded by the end of this call, is stored as suppressed(opted_out), unless it answers an opt-out
        (the one confirmation) that had not been recorded before. Returns how each stands, in the order given.
        An opt-out is a latch in event time: later of the two wins, and a tie goes to the opt-out.
        """
        ...

    def claim(
        self, owner: str, now: datetime, lease: timedelta, limit: int, only: Sequence[bytes] | None = None
    ) -> list[Reply]:
        """Take up to `limit` promised replies that are due, oldest first, and count the attempt: from here on a death
        of this process makes their outcome unknown. `only` restricts to these reply ids. Customers who have opted out
        since are settled as suppressed(opted_out) instead of being handed out."""
        ...

    def settle(self, owner: str, settlements: Sequence[Settlement], now: datetime) -> list[Reply]:
        """Record how attempts ended; status `promised` puts a reply back until `retry_at`. Returns how each stands.
        A reply that a delivery event has meanwhile proved sent stays sent."""
        ...

    def expire_leases(self, now: datetime) -> int:
        """Attempts whose worker did not settle within its lease become unknown(worker_lost). Returns how many."""
        ...

    def reconcile(self, proofs: Sequence[Proof], now: datetime) -> int:
        """Unknown or leased replies that a delivery event proves sent become sent. Returns how many changed."""
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
    clock: Clock
