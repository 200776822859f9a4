"""One conversation, a turn at a time: what a message, a claimed time, or the passing of time does to it. Pure.

A flow's step says what each kind of answer does. What is none of them is asked again with a better question, and after
so many times a person has to go on. Nothing here sends, books or waits: a turn gives effects, and whoever runs it
reports back what came of them. STOP and HELP are not a step's business: they end the conversation, or leave it as it is.

An answer that `overrules` takes another one back after that has ended the conversation: a no freezes a charge that was
approved a minute ago.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.domain.answers import Classification, Intent
from pipelines.domain.choices.choose import Chosen, Option, choose
from pipelines.domain.conversation import Claim, Conversation, Effect, Report, Say, Slot, Turn
from pipelines.domain.keywords import MatchKind
from pipelines.domain.normalise import read
from pipelines.domain.yes_no import SURE, answer
from schemas.program import END, Answer, Flow, Outcome, Program, Step

__all__ = [
    "PAGE",
    "Claim",
    "Conversation",
    "Effect",
    "Report",
    "Say",
    "Slot",
    "Turn",
    "claimed",
    "converse",
    "opened",
    "step_of",
    "ticked",
]

PAGE = 3
"""Open times that are offered at once."""


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
        return _afterwards(program, conversation, text, meant, at, open_times)
    if meant.is_opt_out or meant.intent is Intent.UNCLEAR_OPT_OUT:
        return Turn(_over(conversation), handled=False)
    if meant.is_auto_response:
        return Turn(conversation)
    step = step_of(program, conversation)
    if at - conversation.asked_at > _lasts(step):
        return _afterwards(program, _expired(conversation), text, meant, at, open_times)
    found, slot = _answered(program, step, conversation, text, meant, at)
    if found is None and _asks_something_else(step, meant):
        return Turn(conversation, handled=False)
    if found is None:
        return _asked_again(program, step, conversation, at)
    if slot is not None:
        return Turn(replace(conversation, claiming=slot), (Claim(slot),))
    return _answer(program, conversation, found, at, open_times)


def _asks_something_else(step: Step, meant: Classification) -> bool:
    """A keyword of the program that the step does not know (WHERE, to a reminder) gets its own reply; the step stays."""
    written = meant.intent is Intent.KEYWORD and meant.match_kind not in (MatchKind.MEANING, MatchKind.FUZZY)
    return written and meant.keyword not in {each.when for each in step.answers}


def claimed(
    program: Program, conversation: Conversation, got: bool, at: datetime, open_times: Sequence[Slot] = ()
) -> Turn:
    """What the calendar's answer to a `Claim` does: the time is booked, or other times are offered."""
    slot = conversation.claiming
    assert slot is not None
    step = step_of(program, conversation)
    conversation = replace(conversation, claiming=None)
    if got:
        booked = replace(conversation, booked=slot, variables={**conversation.variables, "when": slot.label})
        found = next(each for each in step.answers if each.when == "choice")
        turn = _answer(program, booked, found, at, open_times)
        effects = tuple(replace(e, slot=slot) if isinstance(e, Report) else e for e in turn.effects)
        return replace(turn, effects=effects)
    # The other times of the page were not turned down: they are offered again with what comes after them.
    on_offer = {each.key for each in conversation.offered}
    lost = replace(conversation, seen=tuple(key for key in conversation.seen if key not in on_offer))
    return _offer(program, lost, step.unclear, at, [each for each in open_times if each.key != slot.key], ())


def ticked(program: Program, conversation: Conversation, at: datetime) -> Turn:
    """What the passing of time does: a reminder, or the end."""
    if conversation.step is None:
        return Turn(conversation)
    step = step_of(program, conversation)
    waited = at - conversation.asked_at
    if waited > _lasts(step):
        return Turn(_expired(conversation))
    due = step.remind_after_s is not None and waited >= timedelta(seconds=step.remind_after_s)
    if step.reminder is not None and due and not conversation.reminded:
        return Turn(replace(conversation, reminded=True), (Say(step.reminder, conversation.variables),))
    return Turn(conversation)


def step_of(program: Program, conversation: Conversation) -> Step:
    """The step at which a conversation stands, or stood when it was over.

    Raises:
        KeyError: the program has no such flow or step any more.
    """
    for flow in program.flows:
        for step in flow.steps if flow.flow == conversation.flow else ():
            if step.step == (conversation.step or conversation.expired or conversation.ended):
                return step
    raise KeyError(conversation.step)


def _over(conversation: Conversation, outcome: Outcome | None = None) -> Conversation:
    ended = None if outcome is None else conversation.step
    return replace(conversation, step=None, offered=(), claiming=None, outcome=outcome, ended=ended)


def _expired(conversation: Conversation) -> Conversation:
    return replace(_over(conversation), offered=conversation.offered, expired=conversation.step)


def _afterwards(
    program: Program,
    conversation: Conversation,
    text: str,
    meant: Classification,
    at: datetime,
    open_times: Sequence[Slot],
) -> Turn:
    """A text to a conversation that is over. An answer to a step that has expired is the conversation's still, and so is
    one that would change what was decided in a step whose answers overrule: else a keyword would answer as if it counted."""
    machine = meant.is_auto_response or meant.opt_out != "no"
    if machine or (conversation.expired is None and conversation.ended is None):
        return Turn(conversation, handled=False)
    step = step_of(program, conversation)
    found, _ = _answered(program, step, conversation, text, meant, at)
    if found is None or (conversation.expired is None and not _would_change(step, conversation, found)):
        return Turn(conversation, handled=False)
    if conversation.expired is None and found.overrules and at - conversation.asked_at <= _lasts(step):
        return _answer(program, _reopened(conversation, found), found, at, open_times)
    if step.expired is None:
        return Turn(conversation, handled=conversation.expired is not None)
    return Turn(conversation, (Say(step.expired, conversation.variables),))


def _would_change(step: Step, conversation: Conversation, found: Answer) -> bool:
    """Whether an answer comes to something else than was decided, where that matters: in a step whose answers overrule.
    What is only `any` text does not: thanks are no change of mind."""
    matters = found.overrules or (found.when != "any" and any(each.overrules for each in step.answers))
    return matters and found.outcome is not None and found.outcome is not conversation.outcome


def _reopened(conversation: Conversation, found: Answer) -> Conversation:
    """At the step that it ended in, what was decided there taken back."""
    return replace(conversation, step=conversation.ended, ended=None, outcome=found.outcome, booked=None, unclear=0)


def _lasts(step: Step) -> timedelta:
    return timedelta(seconds=step.expires_after_s)


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
    moved = replace(moved, asked_at=at, unclear=0, reminded=False, outcome=found.outcome or moved.outcome)
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
