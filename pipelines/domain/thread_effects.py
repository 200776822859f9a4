"""What a thread says to its events, and what it must ask: the values between `follow` and whoever runs it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import datetime

from pipelines.domain.answers import Classification
from pipelines.domain.converse import Say, Slot
from pipelines.domain.thread import Event, Finding, Heard, Opening, State, Talk, Thread, claim_of
from pipelines.domain.values import value
from schemas.errors import SuppressReason
from schemas.program import ProgramSet

OpenTimes = Mapping[str, Sequence[Slot]]
"""Calendar → its open times, the earliest first; a calendar that is absent was not looked up."""
Read = Callable[[str, str | None], Classification]
"""What a text to the thread's number means, as an answer to a prompt of a campaign."""


@value(frozen=True, slots=True)
class Rules:
    """By what a thread goes on. `open_times` None: what has not been looked up by now is none. `read` None: texts mean what
    they were taken for when they came. `gives_up`: the calendar is waited for no longer; it gives nothing."""

    programs: ProgramSet
    open_times: OpenTimes | None = None
    read: Read | None = None
    gives_up: bool = False


@value(frozen=True, slots=True)
class Told:
    """What a text gets from its thread. `plain`: the reply of the program's keywords, or of its being none; otherwise
    `says`, which may be nothing. `muted`: why that reply is withheld. `decides`: it changed what
    its conversation came to. `event`: with what was found out."""

    event: Event
    finding: Finding
    plain: bool = True
    says: tuple[Say, ...] = ()
    muted: SuppressReason | None = None
    decides: bool = False

    @property
    def heard(self) -> Heard:
        """The text."""
        assert isinstance(self.event.what, Heard)
        return self.event.what


class NotKnown(tuple[Slot, ...]):
    """Open times that nobody has looked up yet."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Slot]:
        raise LookUp


class LookUp(Exception):
    """A conversation would offer open times, and they are not known."""


NOT_KNOWN = NotKnown()


@value(frozen=True, slots=True)
class Asked:
    """What the calendar must be asked before the thread can go on: for the time that a text (`event`, its inbound message
    id) chose, or, where `slot` is None, which times are open. `holder`: the conversation. `finding`: of the text."""

    event: str
    calendar: str
    slot: Slot | None
    holder: bytes
    finding: Finding

    @property
    def claim(self) -> str | None:
        """The time as this conversation asks for it; None: none was chosen."""
        return None if self.slot is None else claim_of(self.holder, self.slot.key)


@value(frozen=True, slots=True)
class Reminded:
    """A text that the passing of time brings."""

    talk: Talk
    say: Say
    at: datetime


@value(frozen=True, slots=True)
class Followed:
    """A thread after its events. `told`: of each new text, and of those that had waited. `waits`: what holds it up.
    `decisive`: conversation id → the text that last changed what it came to, as far as the thread was gone through."""

    thread: Thread
    told: tuple[Told, ...] = ()
    reminders: tuple[Reminded, ...] = ()
    waits: Asked | None = None
    decisive: Mapping[bytes, Heard] = field(default_factory=dict)


@value(frozen=True, slots=True)
class Step:
    """A state after an event, the event with what was found out, and what it gets."""

    state: State
    event: Event
    told: Told | None = None
    reminders: tuple[Reminded, ...] = ()
    waits: Asked | None = None


def calendar_of(opening: Opening) -> str:
    """The calendar from which a conversation offers times: its variable `calendar`, else its program's name."""
    return opening.variables.get("calendar", opening.program)
