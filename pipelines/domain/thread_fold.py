"""What happens in a thread, event by event: pure.

`follow` puts new events in their places and goes through the thread again from there. A text that was answered before is
not answered again; a time that was offered, or that the calendar gave, stays as it was found then. So the end state is
that of the event times, whatever the order of arrival.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipelines.domain.answers import Intent
from pipelines.domain.attribute import Answered, attribute, flow_of, label_of
from pipelines.domain.converse import (
    Claim,
    Conversation,
    Report,
    Say,
    Slot,
    Turn,
    claimed,
    converse,
    ticked,
)
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import (
    LATE,
    MOST_EVENTS,
    MOST_TALKS,
    Attribution,
    Event,
    Finding,
    Heard,
    Opening,
    State,
    Talk,
    Thread,
    Ticked,
)
from schemas.errors import SuppressReason
from schemas.program import Keyword, Outcome, Program, ProgramSet

REPEATED = timedelta(seconds=5)
"""The same words of the same customer under a new id, so close to each other, are one text."""
STRIKES = 5
"""Replies to texts in a row that lead nowhere; then a machine is at the other end."""
ROUND = timedelta(minutes=10)
"""How long a text is remembered for telling a machine."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a text gets from its thread. `plain`: the reply of the program's keywords, or of its being none; otherwise
    `says`, which may be nothing. `muted`: why that reply is withheld. `event`: with what was found out."""

    event: Event
    finding: Finding
    plain: bool = True
    says: tuple[Say, ...] = ()
    muted: SuppressReason | None = None

    @property
    def heard(self) -> Heard:
        """The text."""
        assert isinstance(self.event.what, Heard)
        return self.event.what


@dataclass(frozen=True, slots=True)
class Asked:
    """A time that the calendar must be asked for before the thread can go on. `holder`: its conversation."""

    event: str
    calendar: str
    slot: Slot
    holder: bytes


@dataclass(frozen=True, slots=True)
class Reminded:
    """A text that the passing of time brings."""

    talk: Talk
    say: Say
    at: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """A thread after its events. `told`: of each new text, and of those that had waited. `waits`: what holds it up."""

    thread: Thread
    told: tuple[Told, ...] = ()
    reminders: tuple[Reminded, ...] = ()
    waits: Asked | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    state: State
    event: Event
    told: Told | None = None
    reminders: tuple[Reminded, ...] = ()
    waits: Asked | None = None


def repeats(thread: Thread, heard: Heard) -> str | None:
    """The inbound message id of the text that `heard` repeats under a new id; None: it repeats none."""
    for event in thread.events:
        other = event.what
        if (
            isinstance(other, Heard)
            and other.text == heard.text
            and other.message_id != heard.message_id
            and other.previous == heard.previous
            and abs(other.at - heard.at) <= REPEATED
        ):
            return other.message_id
    return None


def follow(thread: Thread, happened: Sequence[Event], programs: ProgramSet, open_times: Sequence[Slot] = ()) -> Followed:
    """`thread` after `happened`. An event that is known already replaces itself (the calendar has answered, say); one that
    is older than all that is kept is taken as it comes."""
    known = {event.order: event for event in thread.events}
    new = {event.order: event for event in happened}
    forward = not thread.events or min(new, default=thread.events[-1].order) > thread.events[-1].order
    ordered = [(known | new)[order] for order in sorted(known | new)]
    if forward and not _is_waiting(thread):
        state, rest, kept = thread.after, [e for e in ordered if e.order in new], list(thread.events)
    else:
        state, rest, kept = thread.before, ordered, []
    told, reminders, waits = [], [], None
    for place, event in enumerate(rest):
        step = _step(state, event, programs, open_times)
        if step.waits is not None:
            waits = step.waits
            kept += [step.event, *rest[place + 1 :]]
            state = step.state
            break
        state = step.state
        if not event.done:
            told += [step.told] if step.told is not None else []
            reminders += step.reminders
        kept.append(replace(step.event, done=True))
    followed = replace(thread, after=state, events=tuple(kept))
    if waits is None:
        followed = _settled(followed, programs)
    return Followed(followed, tuple(told), tuple(reminders), waits)


def _is_waiting(thread: Thread) -> bool:
    return bool(thread.events) and not all(event.done for event in thread.events)


def _settled(thread: Thread, programs: ProgramSet) -> Thread:
    """Old events become part of the state before the others."""
    if not thread.events:
        return thread
    newest = thread.events[-1].order[0]
    cut = sum(event.order[0] < newest - LATE for event in thread.events)
    cut = max(cut, len(thread.events) - MOST_EVENTS)
    if cut <= 0:
        return thread
    state = thread.before
    for event in thread.events[:cut]:
        state = _step(state, event, programs, ()).state
    return replace(thread, before=state, events=thread.events[cut:])


def _step(state: State, event: Event, programs: ProgramSet, open_times: Sequence[Slot]) -> _Step:
    match event.what:
        case Opening():
            return _Step(_opened(state, event.what, programs), event)
        case Ticked():
            return _tick(state, event, programs)
        case Heard():
            return _hear(state, event, event.what, programs, open_times)


def _opened(state: State, opening: Opening, programs: ProgramSet) -> State:
    if any(talk.opening.conversation_id == opening.conversation_id for talk in state.talks):
        return state
    program = program_named(programs, opening.program)
    flow = None if program is None else next((f for f in program.flows if f.flow == opening.flow), None)
    begun = None if flow is None else Conversation(flow.flow, flow.steps[0].step, opening.at, dict(opening.variables))
    talks = [*state.talks, Talk(opening, begun)]
    while len(talks) > MOST_TALKS:
        talks.remove(next((talk for talk in talks if not talk.is_open), talks[0]))
    return replace(state, talks=tuple(talks))


def program_named(programs: ProgramSet, name: str) -> Program | None:
    """The program of that name."""
    return next((program for program in programs.programs if program.name == name), None)


def _tick(state: State, event: Event, programs: ProgramSet) -> _Step:
    reminders = []
    talks = []
    for talk in state.talks:
        turn = _ticked(talk, event.what.at, programs)
        reminders += [Reminded(talk, say, event.what.at) for say in turn.effects if isinstance(say, Say)] if turn else []
        talks.append(talk if turn is None else replace(talk, conversation=turn.conversation))
    return _Step(replace(state, talks=tuple(talks)), event, reminders=tuple(reminders))


def _ticked(talk: Talk, at: datetime, programs: ProgramSet) -> Turn | None:
    program = program_named(programs, talk.opening.program)
    if program is None or talk.conversation is None or not talk.is_open or talk.conversation.claiming is not None:
        return None
    try:
        return ticked(program, talk.conversation, at)
    except KeyError:  # the program has no such step any more
        return None


def _hear(state: State, event: Event, heard: Heard, programs: ProgramSet, open_times: Sequence[Slot]) -> _Step:
    meant = heard.meant
    if meant.intent is Intent.NOT_A_MESSAGE or meant.is_auto_response:
        return _Step(state, event, Told(event, Finding()))
    state = _remembered(state, heard)
    program = _program_of(heard, programs)
    found = attribute(state, heard, program)
    if meant.intent in (Intent.OPT_OUT, Intent.UNCLEAR_OPT_OUT):
        ended = tuple(replace(talk, conversation=_over(talk.conversation)) for talk in state.talks)
        stopped = replace(state, talks=ended, focus=None, asking=(), strikes=0)
        return _Step(stopped, event, Told(event, _finding(found)))
    if meant.intent in (Intent.HELP, Intent.OPT_IN) or program is None:
        return _default(state, event, heard, found, program)
    if not found.several and not found.named and found.how is Attribution.WINDOW:
        found = _taken_back(state, heard, found, program)
    if found.several:
        return _which(state, event, heard, found, program)
    if found.talk is None or found.talk.conversation is None:
        return _default(state, event, heard, found, program)
    return _answered(state, event, heard, found, program, open_times)


def _taken_back(state: State, heard: Heard, found: Answered, program: Program) -> Answered:
    """A text that comes when no conversation waits may take an earlier answer back. Whose, if there are several?"""
    changed = [talk for talk in state.talks if _would_report(talk, heard, program)]
    if not changed:
        return found
    return replace(found, talk=changed[0]) if len(changed) == 1 else replace(found, talk=None, several=tuple(changed))


def _would_report(talk: Talk, heard: Heard, program: Program) -> bool:
    if talk.conversation is None or talk.conversation.outcome is None or talk.opening.at > heard.at:
        return False
    try:
        turn = converse(program, talk.conversation, heard.text, heard.meant, heard.at)
    except KeyError:
        return False
    return any(isinstance(effect, Report) for effect in turn.effects)


def _over(conversation: Conversation | None) -> Conversation | None:
    if conversation is None or conversation.step is None:
        return conversation
    return replace(conversation, step=None, offered=(), claiming=None)


def _program_of(heard: Heard, programs: ProgramSet) -> Program | None:
    """The program that read a text; a number has one."""
    return None if heard.meant.program is None else program_named(programs, heard.meant.program)


def _answered(
    state: State, event: Event, heard: Heard, found: Answered, program: Program, open_times: Sequence[Slot]
) -> _Step:
    talk = found.talk
    assert talk is not None
    assert talk.conversation is not None
    key = talk.opening.conversation_id
    state = replace(state, asking=(), focus=key, focused_at=heard.at)
    if found.named and not found.text:
        flow = flow_of(program, talk)
        prompt = () if flow is None else (Say(flow.prompt, talk.conversation.variables),)
        return _Step(_kept(state, talk), event, Told(event, _finding(found), not prompt, prompt))
    times = open_times if event.times is None else event.times
    try:
        turn = converse(program, talk.conversation, found.text, heard.meant, heard.at, times)
        if any(isinstance(effect, Claim) for effect in turn.effects):
            if event.got is None:
                return _waiting(state, event, talk, turn)
            turn = claimed(program, turn.conversation, event.got, heard.at, times)
    except KeyError:  # the program has no such step any more
        return _default(state, event, heard, found, program)
    if not turn.handled:
        return _default(_kept(state, replace(talk, conversation=turn.conversation)), event, heard, found, program)
    event = _with_times(event, talk.conversation, turn.conversation)
    says = tuple(effect for effect in turn.effects if isinstance(effect, Say))
    state, muted = _struck(state, heard, turn.conversation.unclear == 0 and turn.conversation.expired is None, True)
    said = (*talk.said, reply_id(heard.message_id)) if says else talk.said
    after = replace(talk, conversation=turn.conversation, said=said[-MOST_TALKS:])
    return _Step(_kept(state, after), event, Told(event, _finding(found), False, says, muted))


def _with_times(event: Event, before: Conversation, after: Conversation) -> Event:
    """The event with the open times that it brought, so that the same are offered when it is gone through again."""
    if after.offered and after.offered != before.offered:
        return replace(event, times=after.offered)
    return replace(event, times=()) if after.outcome is Outcome.HANDED_OFF else event


def _waiting(state: State, event: Event, talk: Talk, turn: Turn) -> _Step:
    [claim] = [effect for effect in turn.effects if isinstance(effect, Claim)]
    assert isinstance(event.what, Heard)
    calendar = talk.opening.variables.get("calendar", talk.opening.program)
    asked = Asked(event.what.message_id, calendar, claim.slot, talk.opening.conversation_id)
    return _Step(_kept(state, replace(talk, conversation=turn.conversation)), event, waits=asked)


def _kept(state: State, talk: Talk) -> State:
    key = talk.opening.conversation_id
    return replace(state, talks=tuple(talk if t.opening.conversation_id == key else t for t in state.talks))


def _which(state: State, event: Event, heard: Heard, found: Answered, program: Program) -> _Step:
    """Several conversations are open: which is meant?"""
    flow = flow_of(program, found.several[0])
    if flow is None or flow.several is None:
        return _default(state, event, heard, found, program)
    listed = [(talk, flow_of(program, talk) or flow) for talk in found.several]
    choices = " ".join(f"{place}) {label_of(its, talk)}" for place, (talk, its) in enumerate(listed, 1))
    state, muted = _struck(state, heard, False, False)
    state = replace(state, asking=tuple(talk.opening.conversation_id for talk in found.several), focus=None)
    say = Say(flow.several, {**found.several[0].opening.variables, "choices": choices})
    return _Step(state, event, Told(event, _finding(found), False, (say,), muted))


def _default(state: State, event: Event, heard: Heard, found: Answered, program: Program | None) -> _Step:
    """What the program's keywords, or its having none, answer."""
    state, muted = _struck(state, heard, heard.meant.intent is not Intent.UNMATCHED, False)
    keyword = _once_in_a_while(heard, program)
    if keyword is None:
        return _Step(state, event, Told(event, _finding(found), muted=muted))
    last = state.answered.get(keyword.keyword)
    assert keyword.once_per_s is not None
    if last is not None and timedelta(0) <= heard.at - last < timedelta(seconds=keyword.once_per_s):
        says = () if keyword.again is None else (Say(keyword.again, {}),)
        again = Told(event, _finding(found), bool(not says), says, muted or (None if says else SuppressReason.ANSWERED))
        return _Step(state, event, again)
    state = replace(state, answered={**state.answered, keyword.keyword: heard.at})
    return _Step(state, event, Told(event, _finding(found), muted=muted))


def _once_in_a_while(heard: Heard, program: Program | None) -> Keyword | None:
    """The keyword of a text, if customers get its reply once in a period."""
    if program is None or heard.meant.intent is not Intent.KEYWORD:
        return None
    named = (each for each in program.keywords if each.keyword == heard.meant.keyword)
    return next((each for each in named if each.once_per_s is not None), None)


def _remembered(state: State, heard: Heard) -> State:
    bodies = [(mark, at) for mark, at in state.bodies if timedelta(0) <= heard.at - at <= ROUND]
    return replace(state, bodies=(*bodies[-STRIKES:], (_mark(heard.text), heard.at)))


def _mark(text: str) -> int:
    return zlib.crc32(text.encode())


def _struck(state: State, heard: Heard, understood: bool, moves: bool) -> tuple[State, SuppressReason | None]:
    """Count a text that leads nowhere: it is not understood, or says again what was said. A person says something else
    in the end; two machines never do, and the sixth gets no reply until ten minutes are quiet. What moves a conversation
    on leads somewhere, however often it is said (more, more)."""
    before = [mark for mark, _ in state.bodies[:-1]]
    if understood and (moves or _mark(heard.text) not in before):
        return replace(state, strikes=0), None
    strikes = (state.strikes if before else 0) + 1
    return replace(state, strikes=strikes), SuppressReason.LOOP if strikes > STRIKES else None


def _finding(found: Answered) -> Finding:
    talk = found.talk
    if talk is None:
        return Finding(found.how)
    opened = talk.opening
    step = talk.conversation.step or talk.conversation.expired if talk.conversation is not None else None
    return Finding(
        found.how, opened.message_id, opened.campaign, opened.flow, step, opened.conversation_id
    )  # fmt: skip
