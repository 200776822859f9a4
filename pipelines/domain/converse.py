"""One conversation, a turn at a time: what a message, a claimed time, or the passing of time does to it. Pure.

A flow's step says what each kind of answer does. What is none of them is asked again with a better question, and after
so many times a person has to go on. Nothing here sends, books or waits: a turn gives effects, and whoever runs it
reports back what came of them. STOP and HELP are not a step's business: they end the conversation, or leave it as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipelines.domain.answers import Classification, Intent
from pipelines.domain.choices.choose import Chosen, Option, choose
from pipelines.domain.normalise import read
from pipelines.domain.yes_no import SURE, answer
from schemas.program import END, Answer, Flow, Outcome, Program, Step

PAGE = 3
"""Open times that are offered at once."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An open time: its key in the calendar, its time in the zone that the customer sees, and what the customer is shown."""

    key: str
    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
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
    expired: str | None = None
    """The step that nobody answered in time: an answer to it that comes later is told so, and does nothing."""


@dataclass(frozen=True, slots=True)
class Say:
    """A text to the customer: a template and what it is rendered with."""

    template: str
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What the conversation came to, for the business's own system; `slot` with what was moved to."""

    outcome: Outcome
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Ask the calendar for a time, for this customer alone; `claimed` takes its answer."""

    slot: Slot


Effect = Say | Report | Claim


@dataclass(frozen=True, slots=True)
class Turn:
    """A conversation after a turn. `handled` False: the message is not the conversation's; the program's keywords and
    replies answer it."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    handled: bool = True


def opened(flow: Flow, variables: Mapping[str, str], at: datetime) -> Turn:
    """A conversation that begins with the flow's prompt."""
    begun = Conversation(flow.flow, flow.steps[0].step, at, dict(variables))
    return Turn(begun, (Say(flow.prompt, begun.variables),))


def converse(
    program: Program,
    conversation: Conversation,
    text: str,
    meant: Classification,
    at: datetime,
    open_times: Sequence[Slot] = (),
) -> Turn:
    """What a customer's text, and what it was taken for, does to a conversation at `at`. `open_times`: what the calendar
    has, the earliest first. A text that comes after the step has expired changes nothing but the conversation's end.

    Raises:
        KeyError: the program has no such flow or step any more.
    """
    if meant.intent in (Intent.HELP, Intent.OPT_IN, Intent.NOT_A_MESSAGE):
        return Turn(conversation, handled=False)
    if conversation.step is None:
        return _late(program, conversation, text, meant, at)
    if meant.is_opt_out or meant.intent is Intent.UNCLEAR_OPT_OUT:
        return Turn(_over(conversation), handled=False)
    if meant.is_auto_response:
        return Turn(conversation)
    step = step_of(program, conversation)
    if at - conversation.asked_at > timedelta(seconds=step.expires_after_s):
        return _late(program, _expired(conversation), text, meant, at)
    found, slot = _answered(program, step, conversation, text, meant, at)
    if found is None:
        return _asked_again(program, step, conversation, at)
    if slot is not None:
        return Turn(replace(conversation, claiming=slot), (Claim(slot),))
    return _answer(program, conversation, found, at, open_times)


def claimed(
    program: Program, conversation: Conversation, got: bool, at: datetime, open_times: Sequence[Slot] = ()
) -> Turn:
    """What the calendar's answer to a `Claim` does: the time is booked, or other times are offered."""
    slot = conversation.claiming
    assert slot is not None
    step = step_of(program, conversation)
    conversation = replace(conversation, claiming=None)
    if got:
        booked = replace(conversation, variables={**conversation.variables, "when": slot.label})
        found = next(each for each in step.answers if each.when == "choice")
        turn = _answer(program, booked, found, at, open_times)
        effects = tuple(replace(e, slot=slot) if isinstance(e, Report) else e for e in turn.effects)
        return replace(turn, effects=effects)
    lost = replace(conversation, seen=tuple(key for key in conversation.seen if key != slot.key))
    return _offer(program, lost, step.unclear, at, [each for each in open_times if each.key != slot.key], ())


def ticked(program: Program, conversation: Conversation, at: datetime) -> Turn:
    """What the passing of time does: a reminder, or the end."""
    if conversation.step is None:
        return Turn(conversation)
    step = step_of(program, conversation)
    waited = at - conversation.asked_at
    if waited > timedelta(seconds=step.expires_after_s):
        return Turn(_expired(conversation))
    due = step.remind_after_s is not None and waited >= timedelta(seconds=step.remind_after_s)
    if step.reminder is not None and due and not conversation.reminded:
        return Turn(replace(conversation, reminded=True), (Say(step.reminder, conversation.variables),))
    return Turn(conversation)


def step_of(program: Program, conversation: Conversation) -> Step:
    """The step at which a conversation stands.

    Raises:
        KeyError: the program has no such flow or step any more.
    """
    for flow in program.flows:
        for step in flow.steps if flow.flow == conversation.flow else ():
            if step.step == (conversation.step or conversation.expired):
                return step
    raise KeyError(conversation.step)


def _over(conversation: Conversation, outcome: Outcome | None = None) -> Conversation:
    return replace(conversation, step=None, offered=(), claiming=None, outcome=outcome)


def _expired(conversation: Conversation) -> Conversation:
    return replace(_over(conversation), offered=conversation.offered, expired=conversation.step)


def _late(program: Program, conversation: Conversation, text: str, meant: Classification, at: datetime) -> Turn:
    """An answer to a step that has expired is the conversation's still: else a keyword would answer as if it counted."""
    if conversation.expired is None or meant.is_auto_response or meant.opt_out != "no":
        return Turn(conversation, handled=False)
    step = step_of(program, conversation)
    found, _ = _answered(program, step, conversation, text, meant, at)
    if found is None:
        return Turn(conversation, handled=False)
    return Turn(conversation, () if step.expired is None else (Say(step.expired, conversation.variables),))


def _answered(
    program: Program, step: Step, conversation: Conversation, text: str, meant: Classification, at: datetime
) -> tuple[Answer | None, Slot | None]:
    """The answer that a text is, and the time that it chooses. A word that the operator listed goes first, then a choice
    among what is on offer, then a yes or a no that was understood whole, then anything."""
    by_kind = {each.when: each for each in step.answers}
    if meant.keyword is not None and meant.match_kind != "meaning" and meant.keyword in by_kind:
        return by_kind[meant.keyword], None
    if conversation.offered:
        options = [Option(slot.at, slot.label) for slot in conversation.offered]
        choice = choose(text, options, at, [tag.partition("-")[0] for tag in program.languages])
        if choice.chosen is Chosen.ONE and choice.index is not None and "choice" in by_kind:
            return by_kind["choice"], conversation.offered[choice.index]
        kind = {Chosen.MORE: "more", Chosen.NONE_OF_THESE: "none_of_these"}.get(choice.chosen)
        if kind in by_kind:
            return by_kind[kind], None
        if choice.chosen in (Chosen.AMBIGUOUS, Chosen.NONE_OFFERED):
            return None, None
    if meant.keyword is not None and meant.keyword in by_kind:
        return by_kind[meant.keyword], None
    said = answer(*read(text), program.languages)
    if said.score == SURE and said.means is not None and said.means.value in by_kind:
        return by_kind[said.means.value], None
    return by_kind.get("any"), None


def _answer(
    program: Program, conversation: Conversation, found: Answer, at: datetime, open_times: Sequence[Slot]
) -> Turn:
    """The turn that an answer makes."""
    reports = () if found.outcome is None else (Report(found.outcome),)
    if found.next == END:
        said = () if found.reply is None else (Say(found.reply, conversation.variables),)
        return Turn(_over(conversation, found.outcome), (*said, *reports))
    moved = conversation
    if found.next is not None and found.next != conversation.step:
        moved = replace(conversation, step=found.next, seen=(), offered=())
    moved = replace(moved, asked_at=at, unclear=0, reminded=False)
    if step_of(program, moved).offers is not None:
        return _offer(program, moved, found.reply, at, open_times, reports)
    said = () if found.reply is None else (Say(found.reply, moved.variables),)
    return Turn(moved, (*said, *reports))


def _offer(
    program: Program,
    conversation: Conversation,
    template: str | None,
    at: datetime,
    open_times: Sequence[Slot],
    reports: tuple[Effect, ...],
) -> Turn:
    """The next page of open times; a person goes on where there is none."""
    fresh = [slot for slot in open_times if slot.key not in conversation.seen and slot.at > at][:PAGE]
    if not fresh:
        return _handed_off(program, conversation)
    times = " ".join(f"{place}) {slot.label}" for place, slot in enumerate(fresh, 1))
    offered = replace(
        conversation,
        asked_at=at,
        offered=tuple(fresh),
        seen=(*conversation.seen, *(slot.key for slot in fresh)),
        variables={**conversation.variables, "times": times},
    )
    said = () if template is None else (Say(template, offered.variables),)
    return Turn(offered, (*said, *reports))


def _asked_again(program: Program, step: Step, conversation: Conversation, at: datetime) -> Turn:
    if conversation.unclear >= step.retries:
        return _handed_off(program, conversation)
    again = replace(conversation, unclear=conversation.unclear + 1, asked_at=at)
    template = step.unclear or program.replies.unmatched
    return Turn(again, () if template is None else (Say(template, again.variables),))


def _handed_off(program: Program, conversation: Conversation) -> Turn:
    step = step_of(program, conversation)
    said = () if step.hand_off is None else (Say(step.hand_off, conversation.variables),)
    return Turn(_over(conversation, Outcome.HANDED_OFF), (*said, Report(Outcome.HANDED_OFF)))
