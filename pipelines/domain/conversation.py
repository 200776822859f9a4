"""A conversation and what a turn of it gives: values alone. `converse` makes them."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from pipelines.domain.values import value
from schemas.program import Outcome


@value(frozen=True, slots=True)
class Slot:
    """An open time: its key in the calendar, its time in the zone that the customer sees, and what the customer is shown."""

    key: str
    at: datetime
    label: str


@value(frozen=True, slots=True)
class Conversation:
    """Where a conversation stands. `step` None: it is over. All times are aware.

    `asked_at`: when the present question was put; expiry counts from it. `unclear`: how often it was put again. `offered`:
    what `choice` chooses from now; `seen`: keys of all that was offered. `claiming`: the time that the calendar is being
    asked for. `variables`: what templates are rendered with.
    """

    flow: str
    step: str | None
    asked_at: datetime
    variables: Mapping[str, str] = field(default_factory=dict)
    unclear: int = 0
    offered: tuple[Slot, ...] = ()
    seen: tuple[str, ...] = ()
    claiming: Slot | None = None
    reminded: bool = False
    outcome: Outcome | None = None
    booked: Slot | None = None
    """The time that the customer chose and the calendar gave."""
    expired: str | None = None
    """The step that nobody answered in time: an answer to it that comes later is told so, and does nothing."""
    ended: str | None = None
    """The step in which an answer, or a hand-over, ended it with `outcome`: until that step expires, an answer that
    overrules counts still."""


@value(frozen=True, slots=True)
class Say:
    """A text to the customer: a template and what it is rendered with."""

    template: str
    variables: Mapping[str, str]


@value(frozen=True, slots=True)
class Report:
    """What the conversation came to, for the business's own system; `slot` with what was moved to."""

    outcome: Outcome
    slot: Slot | None = None


@value(frozen=True, slots=True)
class Claim:
    """Ask the calendar for a time, for this customer alone; `claimed` takes its answer."""

    slot: Slot


Effect = Say | Report | Claim


@value(frozen=True, slots=True)
class Turn:
    """A conversation after a turn. `handled` False: the message is not the conversation's; the program's keywords and
    replies answer it."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    handled: bool = True
