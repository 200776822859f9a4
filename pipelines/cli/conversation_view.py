"""What is known of a customer, as it may be shown: no number, and every fact by itself. The same for people and for JSON."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.cli.conversation_history import Older
from pipelines.domain.converse import Conversation, step_of
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import Event, Heard, Opening, Talk, Thread, Ticked
from pipelines.ports import Reply, Store
from schemas.program import Program, ProgramSet, Step


@dataclass(frozen=True, slots=True)
class Talked:
    """A conversation. `state`: open, expired (nobody answered in time), or over. `asked_again`: how often its question was
    put again. `offered`: the times that a choice chooses from now. `asked_for`: the time that the calendar is asked for."""

    conversation_id: str
    flow: str
    campaign: str | None
    variant: str | None
    opened_at: datetime
    state: str
    step: str | None
    asked_at: datetime
    expires_at: datetime | None
    asked_again: int
    offered: tuple[str, ...]
    asked_for: str | None
    outcome: str | None
    booked: str | None


@dataclass(frozen=True, slots=True)
class Answering:
    """What a text got: a reply as it stands in the outbox."""

    template: str | None
    body: str | None
    status: str
    reason: str | None
    error_code: str | None
    conversation_id: str | None


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a thread. `what`: text, prompt or time. `taken_for`: what a text was taken for. `waits`: the calendar has not
    answered yet, and the text with it."""

    at: datetime
    what: str
    text: str | None = None
    taken_for: str | None = None
    waits: bool = False
    reply: Answering | None = None


@dataclass(frozen=True, slots=True)
class Threaded:
    """The thread of a customer and one of our numbers. `due_at` and `due`: when time alone will bring something, and what."""

    origination_identity: str
    program: str | None
    language: str | None
    due_at: datetime | None
    due: str | None
    conversations: tuple[Talked, ...]
    events: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """All that is known of a customer."""

    customer_mask: str
    customer_key: str
    opted_out: bool
    threads: tuple[Threaded, ...]
    older: tuple[Older, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A thread as it is stored. `replies`: by inbound message id, as they stand."""

    number: str
    program: Program | None
    thread: Thread
    replies: Mapping[str, Reply]


def kept_of(store: Store, customer_key: bytes, numbers: Iterable[str], programs: ProgramSet) -> Iterator[Kept]:
    """The customer's threads with these numbers of ours."""
    for number in numbers:
        thread = store.thread(customer_key, number)
        if thread is None:
            continue
        ids = {reply_id(e.what.message_id): e.what.message_id for e in thread.events if isinstance(e.what, Heard)}
        replies = {ids[reply.promise.reply_id]: reply for reply in store.replies(list(ids))}
        yield Kept(number, programs.for_number(number), thread, replies)


def viewed(kept: Kept, now: datetime) -> Threaded:
    """A thread as it may be shown at `now`; its prompts and texts the oldest first."""
    thread = kept.thread
    talks = [talk for talk in thread.after.talks if talk.conversation is not None]
    return Threaded(
        origination_identity=kept.number,
        program=None if kept.program is None else kept.program.name,
        language=thread.language,
        due_at=thread.due_at,
        due=None if thread.due_at is None else _due(thread, kept.program),
        conversations=tuple(_talked(talk, kept.program, now) for talk in talks),
        events=tuple(_happened(event, kept.replies) for event in thread.events),
    )


def _talked(talk: Talk, program: Program | None, now: datetime) -> Talked:
    opened, conversation = talk.opening, talk.conversation
    assert conversation is not None
    step = _step(program, conversation)
    expires_at = None if step is None else conversation.asked_at + timedelta(seconds=step.expires_after_s)
    late = conversation.expired is not None or (talk.is_open and expires_at is not None and expires_at < now)
    return Talked(
        conversation_id=opened.conversation_id.hex(),
        flow=conversation.flow,
        campaign=opened.campaign,
        variant=opened.variant,
        opened_at=opened.at,
        state="expired" if late else "open" if talk.is_open else "over",
        step=conversation.step or conversation.expired or conversation.ended,
        asked_at=conversation.asked_at,
        expires_at=expires_at if talk.is_open else None,
        asked_again=conversation.unclear,
        offered=tuple(slot.label for slot in conversation.offered),
        asked_for=None if conversation.claiming is None else conversation.claiming.label,
        outcome=None if conversation.outcome is None else conversation.outcome.value,
        booked=None if conversation.booked is None else conversation.booked.label,
    )


def _step(program: Program | None, conversation: Conversation) -> Step | None:
    """The step at which a conversation stands, if the program has it still."""
    if program is None:
        return None
    try:
        return step_of(program, conversation)
    except KeyError:
        return None


def _due(thread: Thread, program: Program | None) -> str:
    """What time alone will bring to a thread."""
    if not all(event.done for event in thread.events):
        return "the calendar is asked again"
    reminded = list(_reminded(thread.after.talks, program, thread.due_at))
    return f"the reminder of {' and '.join(reminded)}" if reminded else "a reminder, or the end of a conversation"


def _reminded(talks: Sequence[Talk], program: Program | None, at: datetime | None) -> Iterator[str]:
    for talk in talks:
        conversation = talk.conversation
        step = None if conversation is None or not talk.is_open else _step(program, conversation)
        if step is None or conversation is None or step.remind_after_s is None:
            continue
        if conversation.asked_at + timedelta(seconds=step.remind_after_s) == at:
            yield f"{conversation.flow}, step {step.step}"


def _happened(event: Event, replies: Mapping[str, Reply]) -> Happened:
    match event.what:
        case Opening() as opening:
            named = ", ".join(filter(None, (opening.flow, opening.campaign, opening.variant)))
            return Happened(opening.at, "prompt", taken_for=named or None)
        case Ticked(at):
            return Happened(at, "time")
        case Heard() as heard:
            reply = replies.get(heard.message_id)
            answering = None if reply is None else _answering(reply)
            return Happened(heard.at, "text", heard.text, _taken_for(heard), not event.done, answering)


def _taken_for(heard: Heard) -> str:
    meant = heard.meant
    how = "" if meant.keyword is None else f" {meant.keyword} ({meant.match_kind.value})"
    return f"{meant.intent.value}{how}"


def _answering(reply: Reply) -> Answering:
    promise = reply.promise
    return Answering(
        template=promise.template,
        body=promise.body,
        status=reply.status.value,
        reason=reply.reason,
        error_code=reply.error_code,
        conversation_id=None if promise.conversation_id is None else promise.conversation_id.hex(),
    )
