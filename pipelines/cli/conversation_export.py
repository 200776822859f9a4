"""The latest conversation of a customer, read out of its thread for a transcript: gone through again event by event, with the
replies that were stored. What the thread keeps no longer comes from the lake."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta

from pipelines.cli.conversation_history import Said
from pipelines.cli.conversation_older import moment_of, slots_in
from pipelines.cli.conversation_view import Kept
from pipelines.domain.answers import Classification, Intent
from pipelines.domain.attribute import attribute, flow_of
from pipelines.domain.classify import Classifier
from pipelines.domain.converse import Conversation, Slot
from pipelines.domain.player import Line
from pipelines.domain.thread import Event, Heard, State, Talk, Thread
from pipelines.domain.thread_effects import Told, calendar_of
from pipelines.domain.thread_fold import follow
from pipelines.domain.transcript_export import Held, Mask, Moment
from pipelines.ports import Reply
from schemas.errors import ConfigurationFault, ReplyStatus, SuppressReason
from schemas.program import Program, ProgramSet

_LATCHES = (Intent.OPT_OUT, Intent.UNCLEAR_OPT_OUT, Intent.OPT_IN)
_ELSEWHERE = (
    "the store keeps the texts of a thread's last hour, and those that this conversation began with are older. Add"
    " --lake WHERE: they are there."
)
_LOST_RACE = "somebody else had the time that was chosen then, which no transcript can show: it ends here"
_Older = Callable[[], Sequence[Said]]


@dataclass(frozen=True, slots=True)
class Gone:
    """An event of a thread, gone through again: the state before it, the one after it, and what it got."""

    event: Event
    before: State
    after: State
    told: Told | None


def latest(kept: Sequence[Kept]) -> tuple[Kept, Talk] | None:
    """The conversation that was opened last, of all threads; None: there is none."""
    talks = [(each, talk) for each in kept for talk in each.thread.after.talks if talk.conversation is not None]
    return max(talks, key=lambda pair: pair[1].opening.at, default=None)


def held_of(kept: Kept, talk: Talk, programs: ProgramSet, older: _Older | None) -> Held:
    """A conversation as it was held, masked. `older` asks the lake for its texts.

    Raises:
        ConfigurationFault: its program is gone; or its first texts are in the lake alone, and no lake was given.
    """
    opened = talk.opening
    program = programs.named(opened.program)
    if program is None or flow_of(program, talk) is None:
        raise ConfigurationFault(
            f"no program {opened.program} has a flow {opened.flow} any more. Name the file that has it: --program FILE"
        )
    mask = Mask(program, opened.variables)
    gone = list(gone_through(kept, programs))
    ours = [each for each in gone if _is_of(each, talk)]
    said = list(_said_before(kept, talk, program, gone, older))
    moments = [*_reminded_before(kept, talk, program), *(moment_of(each, mask) for each in said)]
    moments += [
        moment for each in _until_lost(ours) if (moment := _moment(each, kept, talk, program, mask)) is not None
    ]
    slots = list(_slots(kept, talk, ours))
    versions = {each.program_version for each in said} | {
        reply.promise.program_version for reply in kept.replies.values() if _is_reply_of(reply, talk)
    }
    return Held(
        program=program,
        flow=opened.flow or "",
        at=opened.at,
        zone=next((slot.at.tzinfo for slot in slots if slot.at.tzinfo is not None), UTC),
        slots=(*slots, *slots_in(said)),
        moments=tuple(moments),
        missing=mask.missing,
        is_same=versions <= {None, program.version},
        remarks=tuple(_remarks(kept, ours)),
    )


def gone_through(kept: Kept, programs: ProgramSet) -> Iterator[Gone]:
    """A thread's events again, one after the other, up to one that waits for the calendar. The times that were found
    then stand in the events; nothing is looked up."""
    state, classifier = kept.thread.before, Classifier(programs)
    times: dict[str, Sequence[Slot]] = {calendar_of(talk.opening): () for talk in kept.thread.after.talks}

    def read(text: str, campaign: str | None) -> Classification:
        return classifier.classify(kept.number, text, campaign=campaign)

    for event in kept.thread.events:
        if not event.done:
            return
        followed = follow(Thread(before=state, after=state), [replace(event, done=False)], programs, times, read)
        yield Gone(event, state, followed.thread.after, next(iter(followed.told), None))
        state = followed.thread.after


def _is_of(gone: Gone, talk: Talk) -> bool:
    """Whether an event belongs to a conversation. STOP and START concern all of them; so does time."""
    if isinstance(gone.event.what, Heard):
        is_latch = gone.event.what.meant.intent in _LATCHES and gone.event.what.at >= talk.opening.at
        found = None if gone.told is None else gone.told.finding.conversation_id
        return is_latch or found == talk.opening.conversation_id
    before, after = _conversation(gone.before, talk), _conversation(gone.after, talk)
    return before is not None and before != after


def _is_reply_of(reply: Reply, talk: Talk) -> bool:
    return reply.promise.conversation_id == talk.opening.conversation_id


def _until_lost(gone: Sequence[Gone]) -> Iterator[Gone]:
    for each in gone:
        if each.event.got is False:
            return
        yield each


def _moment(gone: Gone, kept: Kept, talk: Talk, program: Program, mask: Mask) -> Moment | None:
    heard = gone.event.what
    if not isinstance(heard, Heard):
        return Moment(heard.at, None)
    found = attribute(gone.before, heard, program)
    if found.named and not found.text:
        return None  # it only says which conversation is meant, and a transcript has one
    reply = kept.replies.get(heard.message_id)
    return Moment(
        at=heard.at,
        text=mask.customers(found.text if found.named else heard.text, is_choice=gone.event.got is not None),
        lines=(*(() if reply is None else _lines(reply, mask)), *_outcome(gone, talk)),
        remarks=() if reply is None else _remarks_of(reply),
    )


def _lines(reply: Reply, mask: Mask) -> tuple[Line, ...]:
    promise = reply.promise
    if reply.reason == SuppressReason.ANSWERED_BY_AWS:
        return (Line("!", "answered by AWS"),)
    if promise.body is None or reply.reason == SuppressReason.OPTED_OUT:
        return ()
    return (Line("<", mask.ours(promise.template, promise.body)),)


def _remarks_of(reply: Reply) -> tuple[str, ...]:
    if reply.status in (ReplyStatus.SENT, ReplyStatus.PROMISED) or reply.reason == SuppressReason.ANSWERED_BY_AWS:
        return ()
    return (f"{reply.status.value}: {reply.reason}",)


def _outcome(gone: Gone, talk: Talk) -> Iterator[Line]:
    """What the conversation came to by an event."""
    before, after = _conversation(gone.before, talk), _conversation(gone.after, talk)
    if before is None or after is None or after.outcome is None:
        return
    if (before.outcome, before.booked) != (after.outcome, after.booked):
        slot = after.booked if after.booked != before.booked else None
        yield Line("!", after.outcome.value if slot is None else f"{after.outcome.value} {slot.label}")


def _conversation(state: State, talk: Talk) -> Conversation | None:
    key = talk.opening.conversation_id
    return next((each.conversation for each in state.talks if each.opening.conversation_id == key), None)


def _said_before(
    kept: Kept, talk: Talk, program: Program, gone: Sequence[Gone], older: _Older | None
) -> Iterator[Said]:
    """Texts of the conversation that came before the events that the thread keeps."""
    before = _conversation(kept.thread.before, talk)
    if before is None or _is_untouched(before, talk, program):
        return
    if older is None:
        raise ConfigurationFault(_ELSEWHERE)
    known = {each.event.what.message_id for each in gone if isinstance(each.event.what, Heard)}
    begins = kept.thread.events[0].what.at if kept.thread.events else None
    yield from (each for each in older() if each.message_id not in known and (begins is None or each.at < begins))


def _is_untouched(conversation: Conversation, talk: Talk, program: Program) -> bool:
    """Whether nothing but time has happened to a conversation since its prompt."""
    flow = flow_of(program, talk)
    first = None if flow is None else flow.steps[0].step
    asked = (conversation.step or conversation.expired) == first and conversation.asked_at == talk.opening.at
    return asked and conversation.unclear == 0 and not conversation.seen and conversation.outcome is None


def _reminded_before(kept: Kept, talk: Talk, program: Program) -> Iterator[Moment]:
    """The reminder of a conversation of which only the state is kept."""
    before, flow = _conversation(kept.thread.before, talk), flow_of(program, talk)
    if before is not None and flow is not None and before.reminded and _is_untouched(before, talk, program):
        yield Moment(before.asked_at + timedelta(seconds=flow.steps[0].remind_after_s or 0), None)


def _slots(kept: Kept, talk: Talk, ours: Sequence[Gone]) -> Iterator[Slot]:
    """The times that were offered, as far as the thread keeps them."""
    for state in (kept.thread.before, kept.thread.after):
        conversation = _conversation(state, talk)
        if conversation is not None:
            yield from (*conversation.offered, *filter(None, (conversation.booked, conversation.claiming)))
    for each in ours:
        yield from each.event.times or ()


def _remarks(kept: Kept, ours: Sequence[Gone]) -> Iterator[str]:
    yield "Written by twoway conversation: values are the program's examples, numbers of four digits or more are #."
    if any(each.event.got is False for each in ours):
        yield f"It is not whole: {_LOST_RACE}."
    if not all(event.done for event in kept.thread.events):
        yield "It is not whole: the calendar has not answered yet."
