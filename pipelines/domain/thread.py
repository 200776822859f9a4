"""A thread: one customer and one of our numbers. What is kept of it between two texts, and what can happen in it.

Events are put in order of their event time, not of their arrival: a thread keeps those of the last hour beside the state
before them, so that one which comes late is put in its place and the rest is gone through again. All times are UTC.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum

from pipelines.domain.answers import Classification, Intent
from pipelines.domain.converse import Conversation, Slot
from pipelines.domain.reply import Promise
from pipelines.domain.values import value
from schemas.program import Outcome

LATE = timedelta(hours=1)
"""How late, against the latest event of its thread, an event may be and still be put in its place."""
MOST_EVENTS = 60
"""Events that are kept apart from the state; older ones become part of it."""
MOST_TALKS = 12
"""Conversations that a thread remembers; the oldest that are over go first."""


class Attribution(StrEnum):
    """How it was decided which prompt a text answers. Stored in `inbound.attribution`."""

    EXPLICIT = "explicit"  # AWS names the message that is answered
    OPEN_PROMPT = "open_prompt"  # the one conversation that waits for an answer
    WINDOW = "window"  # the latest prompt from that number within 72 hours
    NONE = "none"  # no prompt is known


@value(frozen=True, slots=True)
class Opening:
    """A prompt. `flow` None: it opens no conversation, and is only what texts are attributed to. `message_id`: of the
    API, where known."""

    conversation_id: bytes
    at: datetime
    program: str
    flow: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    campaign: str | None = None
    variant: str | None = None
    message_id: str | None = None


@value(frozen=True, slots=True)
class Heard:
    """A text of the customer's. `previous`: the API's id of the message that it answers, where AWS names one, and
    `answers` the reply id or conversation id under which we sent that one."""

    message_id: str
    at: datetime
    text: str
    meant: Classification
    previous: str | None = None
    answers: bytes | None = None


@value(frozen=True, slots=True)
class Ticked:
    """Time has passed: reminders are due, or a conversation has run out."""

    at: datetime


Happening = Opening | Heard | Ticked


Order = tuple[datetime, int, str]
"""Event time, rank within an instant, and a name: where an event stands among those of its thread."""


@value(frozen=True, slots=True)
class Event:
    """Something that happened in a thread, and what was found out outside of it since: `times`, the open times that were
    offered then; `claim` and `got`, for whom the calendar was asked for which
    time (`claim_of`), and whether it gave it. `done`: its reply is decided for good; until then `draft` is the
    reply that it gets if no conversation takes it. `waits`: for the calendar; the later events wait with it."""

    what: Happening
    done: bool = False
    times: tuple[Slot, ...] | None = None
    got: bool | None = None
    claim: str | None = None
    draft: Promise | None = None
    waits: bool = False

    @property
    def order(self) -> Order:
        """Where it stands among the events of its thread. In one instant: prompts, then STOP, then the other texts."""
        if isinstance(self.what, Opening):
            return self.what.at, 0, self.what.conversation_id.hex()
        if isinstance(self.what, Ticked):
            return self.what.at, 9, ""
        return self.what.at, _RANK.get(self.what.meant.intent, 3), self.what.message_id


_RANK = {Intent.OPT_OUT: 1, Intent.UNCLEAR_OPT_OUT: 2}


def claim_of(conversation_id: bytes, slot: str) -> str:
    """A time as one conversation asks for it: what the calendar says to that says nothing to another one.

    >>> claim_of(bytes(16), "t1")
    '00000000000000000000000000000000/t1'
    """
    return f"{conversation_id.hex()}/{slot}"


@value(frozen=True, slots=True)
class Talk:
    """A prompt and what became of it. `conversation` None: a prompt that asks nothing. `said`: reply ids of its texts."""

    opening: Opening
    conversation: Conversation | None
    said: tuple[bytes, ...] = ()

    @property
    def is_open(self) -> bool:
        """An answer is awaited."""
        return self.conversation is not None and self.conversation.step is not None


@value(frozen=True, slots=True)
class State:
    """A thread between two events. `focus`: the conversation that was asked about last, when several were open, and when; `asking`:
    those among which the customer was asked to choose. `bodies`: what was texted lately, hashed, and `strikes`, how many
    of these in a row led nowhere. `answered`: when a keyword that answers once in a while did so last."""

    talks: tuple[Talk, ...] = ()
    focus: bytes | None = None
    focused_at: datetime | None = None
    asking: tuple[bytes, ...] = ()
    bodies: tuple[tuple[int, datetime], ...] = ()
    strikes: int = 0
    answered: Mapping[str, datetime] = field(default_factory=dict)


@value(frozen=True, slots=True)
class Told:
    """The outcome of a conversation as it was last told to the business. `slot`: the time that is booked for it. `denied`: a
    denial was told, and not withdrawn since."""

    outcome: Outcome | None
    slot: str | None
    revision: int
    denied: bool = False


@value(frozen=True, slots=True)
class Thread:
    """What is stored: the state before the kept events, the events in order, and the state after those that are decided.

    `told`: conversation id → what its outcome was told to be. `language`: of the customer, as far as it has shown.
    `due_at`: when time alone will bring something. `key_id` and `customer_mask`: of the customer.
    """

    before: State = State()
    events: tuple[Event, ...] = ()
    after: State = State()
    told: Mapping[bytes, Told] = field(default_factory=dict)
    language: str | None = None
    due_at: datetime | None = None
    key_id: str = ""
    customer_mask: str = ""


@value(frozen=True, slots=True)
class Finding:
    """What the thread says of a text: columns of `inbound`. `duplicate_of`: the inbound message id that it repeats."""

    attribution: Attribution = Attribution.NONE
    prompt_message_id: str | None = None
    campaign: str | None = None
    flow: str | None = None
    step: str | None = None
    conversation_id: bytes | None = None
    duplicate_of: str | None = None
