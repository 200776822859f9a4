"""What one event does to a thread: pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.domain.answers import Intent
from pipelines.domain.attribute import Answered, attribute, flow_of, label_of
from pipelines.domain.converse import Claim, Conversation, Report, Say, Slot, Turn, claimed, converse, ticked
from pipelines.domain.loop import bodies_after, muted, strikes_after
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import (
    MOST_TALKS,
    Attribution,
    Event,
    Finding,
    Heard,
    Opening,
    State,
    Talk,
    Ticked,
    claim_of,
)
from pipelines.domain.thread_effects import (
    NOT_KNOWN,
    Asked,
    LookUp,
    OpenTimes,
    Reminded,
    Rules,
    Step,
    Told,
    calendar_of,
)
from schemas.errors import SuppressReason
from schemas.program import Keyword, Outcome, Program, ProgramSet


def step(state: State, event: Event, rules: Rules) -> Step:
    """One event."""
    match event.what:
        case Opening():
            return Step(_opened(state, event.what, rules.programs), event)
        case Ticked():
            return _tick(state, event, event.what.at, rules.programs)
        case Heard():
            return _hear(state, event, event.what, rules)


def _opened(state: State, opening: Opening, programs: ProgramSet) -> State:
    if any(talk.opening.conversation_id == opening.conversation_id for talk in state.talks):
        return state
    program = programs.named(opening.program)
    flow = None if program is None else next((f for f in program.flows if f.flow == opening.flow), None)
    begun = None if flow is None else Conversation(flow.flow, flow.steps[0].step, opening.at, dict(opening.variables))
    talks = [*state.talks, Talk(opening, begun)]
    while len(talks) > MOST_TALKS:
        talks.remove(next((talk for talk in talks if not talk.is_open), talks[0]))
    return State(tuple(talks), state.focus, state.focused_at, state.asking, state.bodies, state.strikes, state.answered)


def _tick(state: State, event: Event, at: datetime, programs: ProgramSet) -> Step:
    reminders: list[Reminded] = []
    talks = []
    for talk in state.talks:
        turn = _ticked(talk, at, programs)
        says = [] if turn is None else [effect for effect in turn.effects if isinstance(effect, Say)]
        reminders += [Reminded(talk, say, at) for say in says]
        talks.append(talk if turn is None else replace(talk, conversation=turn.conversation))
    return Step(replace(state, talks=tuple(talks)), event, reminders=tuple(reminders))


def _ticked(talk: Talk, at: datetime, programs: ProgramSet) -> Turn | None:
    program = programs.named(talk.opening.program)
    if program is None or talk.conversation is None or not talk.is_open or talk.conversation.claiming is not None:
        return None
    try:
        return ticked(program, talk.conversation, at)
    except KeyError:  # the program has no such step any more
        return None


def _hear(state: State, event: Event, heard: Heard, rules: Rules) -> Step:
    meant = heard.meant
    if meant.intent is Intent.NOT_A_MESSAGE or meant.is_auto_response:
        return Step(state, event, Told(event, Finding()))
    program = rules.programs.named(meant.program)
    found = attribute(state, heard, program)
    if meant.intent in (Intent.OPT_OUT, Intent.UNCLEAR_OPT_OUT):
        ended = tuple(replace(talk, conversation=_over(talk.conversation)) for talk in state.talks)
        stopped = State(ended, bodies=bodies_after(state, heard), answered=state.answered)
        return Step(stopped, event, Told(event, _finding(found)))
    heard = _reread(heard, found, program, rules)
    if meant.intent in (Intent.HELP, Intent.OPT_IN) or program is None:
        return _default(state, event, heard, found, program)
    if not found.several and not found.named and found.how is Attribution.WINDOW:
        found = _taken_back(state, heard, found, program)
    if found.several:
        return _which(state, event, heard, found, program)
    if found.talk is None or found.talk.conversation is None:
        return _default(state, event, heard, found, program)
    return _answered(state, event, heard, found, program, rules)


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


def _reread(heard: Heard, found: Answered, program: Program | None, rules: Rules) -> Heard:
    """A text as what is answered makes it mean: without the words that named a conversation, and by the keywords that are
    kept to the campaign of its prompt."""
    if rules.read is None or program is None or found.talk is None:
        return heard
    campaign = found.talk.opening.campaign
    scoped = campaign is not None and any(keyword.campaigns for keyword in program.keywords)
    if not scoped and (not found.named or not found.text):
        return heard
    return replace(heard, meant=rules.read(found.text or heard.text, campaign))


def _answered(state: State, event: Event, heard: Heard, found: Answered, program: Program, rules: Rules) -> Step:
    talk = found.talk
    assert talk is not None
    assert talk.conversation is not None
    key = talk.opening.conversation_id
    if found.named and not found.text:
        flow = flow_of(program, talk)
        prompt = () if flow is None else (Say(flow.prompt, talk.conversation.variables),)
        state = replace(
            _kept(state, talk), asking=(), focus=key, focused_at=heard.at, bodies=bodies_after(state, heard)
        )
        return Step(state, event, Told(event, _finding(found), not prompt, prompt))
    times = _times(event, talk, rules.open_times)
    try:
        turn = converse(program, talk.conversation, found.text, heard.meant, heard.at, times)
        claim = next((effect for effect in turn.effects if isinstance(effect, Claim)), None)
        if claim is not None:
            # What the calendar said of another time, or to another conversation, says nothing here.
            got = event.got if event.claim == claim_of(key, claim.slot.key) else None
            if got is None and not rules.gives_up:
                return _waiting(state, event, replace(talk, conversation=turn.conversation), _finding(found))
            turn = claimed(program, turn.conversation, bool(got), heard.at, times)
    except LookUp:
        return _waiting(state, event, talk, _finding(found))
    except KeyError:  # the program has no such step any more
        return _default(state, event, heard, found, program)
    if not turn.handled:
        return _default(_kept(state, replace(talk, conversation=turn.conversation)), event, heard, found, program)
    event = _with_times(event, talk.conversation, turn.conversation)
    says = tuple(effect for effect in turn.effects if isinstance(effect, Say))
    strikes = strikes_after(state, heard, turn.conversation.unclear == 0 and turn.conversation.expired is None, True)
    said = (*talk.said, reply_id(heard.message_id)) if says else talk.said
    after = Talk(talk.opening, turn.conversation, said[-MOST_TALKS:])
    talks = tuple(after if t.opening.conversation_id == key else t for t in state.talks)
    state = State(talks, key, heard.at, (), bodies_after(state, heard), strikes, state.answered)
    decides = (turn.conversation.outcome, turn.conversation.booked) != (
        talk.conversation.outcome,
        talk.conversation.booked,
    )
    return Step(state, event, Told(event, _finding(found), False, says, muted(strikes), decides))


def _with_times(event: Event, before: Conversation, after: Conversation) -> Event:
    """The event with the open times that it brought, so that the same are offered when it is gone through again."""
    if after.offered and after.offered != before.offered:
        return replace(event, times=after.offered)
    return replace(event, times=()) if after.outcome is Outcome.HANDED_OFF else event


def _waiting(state: State, event: Event, talk: Talk, finding: Finding) -> Step:
    assert isinstance(event.what, Heard)
    assert talk.conversation is not None
    opened = talk.opening
    asked = Asked(
        event.what.message_id, calendar_of(opened), talk.conversation.claiming, opened.conversation_id, finding
    )
    return Step(_kept(state, talk), event, waits=asked)


def _times(event: Event, talk: Talk, open_times: OpenTimes | None) -> Sequence[Slot]:
    if event.times is not None:
        return event.times
    return () if open_times is None else open_times.get(calendar_of(talk.opening), NOT_KNOWN)


def _kept(state: State, talk: Talk) -> State:
    key = talk.opening.conversation_id
    return replace(state, talks=tuple(talk if t.opening.conversation_id == key else t for t in state.talks))


def _which(state: State, event: Event, heard: Heard, found: Answered, program: Program) -> Step:
    """Several conversations are open: which is meant?"""
    flow = flow_of(program, found.several[0])
    if flow is None or flow.several is None:
        return _default(state, event, heard, found, program)
    listed = [(talk, flow_of(program, talk) or flow) for talk in found.several]
    choices = " ".join(f"{place}) {label_of(its, talk)}" for place, (talk, its) in enumerate(listed, 1))
    strikes = strikes_after(state, heard, False, False)
    asking = tuple(talk.opening.conversation_id for talk in found.several)
    state = State(state.talks, None, None, asking, bodies_after(state, heard), strikes, state.answered)
    say = Say(flow.several, {**found.several[0].opening.variables, "choices": choices})
    return Step(state, event, Told(event, _finding(found), False, (say,), muted(strikes)))


def _default(state: State, event: Event, heard: Heard, found: Answered, program: Program | None) -> Step:
    """What the program's keywords, or its having none, answer."""
    strikes = strikes_after(state, heard, heard.meant.intent is not Intent.UNMATCHED, False)
    withheld, answered = muted(strikes), state.answered
    says: tuple[Say, ...] = ()
    if event.what != heard and heard.meant.template is not None:
        says = (Say(heard.meant.template, {}),)  # a keyword of the prompt's campaign
    keyword = _once_in_a_while(heard, program)
    if keyword is not None and keyword.once_per_s is not None:
        last = answered.get(keyword.keyword)
        if last is None or not timedelta(0) <= heard.at - last < timedelta(seconds=keyword.once_per_s):
            answered = {**answered, keyword.keyword: heard.at}
        elif keyword.again is not None:
            says = (Say(keyword.again, {}),)
        else:
            withheld = withheld or SuppressReason.ANSWERED
    state = State(
        state.talks, state.focus, state.focused_at, state.asking, bodies_after(state, heard), strikes, answered
    )
    return Step(state, event, Told(event, _finding(found), not says, says, withheld))


def _once_in_a_while(heard: Heard, program: Program | None) -> Keyword | None:
    """The keyword of a text, if customers get its reply once in a period."""
    if program is None or heard.meant.intent is not Intent.KEYWORD:
        return None
    meant = heard.meant
    named = (each for each in program.keywords if each.keyword == meant.keyword and each.once_per_s is not None)
    # A text that was kept for a while has lost its template; a keyword may stand twice, for two campaigns.
    return next((each for each in named if meant.template in (None, each.template)), None)


def _finding(found: Answered) -> Finding:
    talk = found.talk
    if talk is None:
        return Finding(found.how)
    opened = talk.opening
    step = talk.conversation.step or talk.conversation.expired if talk.conversation is not None else None
    return Finding(
        found.how, opened.message_id, opened.campaign, opened.flow, step, opened.conversation_id
    )  # fmt: skip
