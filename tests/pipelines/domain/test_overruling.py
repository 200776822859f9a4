"""No freezes first: what a customer says after they have answered. On the charge program that ships, and in every order."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pytest

from pipelines.domain.answers import Classification
from pipelines.domain.converse import Conversation, Report, Say, Turn, claimed, converse, step_of, ticked
from schemas.program import Answer, Flow, Outcome, Program, Step
from tests.pipelines.domain.test_converse import BANK, CLASSIFIER, CLINIC, HOUR, NOON, SLOTS, begun, said, turn

MINUTE = timedelta(minutes=1)
LATE = "+61m"
"""Time that passes, more than the hour that an alert waits for its answer."""
ALPHABET = ("YES", "NO", "FRAUD", "what is this", "HELP", "STOP", LATE)
LONGEST = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A point of the tree of all orders: what was texted, and what that has made of the conversation."""

    texts: tuple[str, ...]
    minutes: int
    conversation: Conversation
    turn: Turn | None = None

    @property
    def told(self) -> list[str]:
        """The templates that this text brought, a keyword's too; none to who has opted out."""
        if self.turn is None or "STOP" in self.texts:
            return []
        kept = {"YES": ["approved"], "NO": ["denied"], "FRAUD": ["denied"]}.get(self.texts[-1], [])
        return said(self.turn) if self.turn.handled else kept


@cache
def heard(text: str) -> Classification:
    return CLASSIFIER.classify(BANK.numbers[0].number, text)


def after(node: Node, text: str, ticks: bool) -> Node:
    minutes = node.minutes + (61 if text == LATE else 1)
    at, conversation = NOON + minutes * MINUTE, node.conversation
    if ticks:
        conversation = ticked(BANK, conversation, at).conversation
    if text == LATE:
        return Node((*node.texts, text), minutes, conversation)
    made = converse(BANK, conversation, text, heard(text), at)
    return Node((*node.texts, text), minutes, made.conversation, made)


def every_order(ticks: bool) -> Iterator[Node]:
    """All orders of up to six, each common beginning gone through once."""
    waiting = [Node((), 0, begun(BANK))]
    while waiting:
        node = waiting.pop()
        if len(node.texts) < LONGEST:
            following = [after(node, text, ticks) for text in ALPHABET]
            waiting += following
            yield from following


def oracle(texts: tuple[str, ...]) -> Outcome | None:
    """What it comes to: what the first answer says, if that comes within an hour of the question, which is asked twice
    more at most, then a person goes on; after it a NO or FRAUD within that hour denies. STOP comes to nothing."""
    minutes, deadline, asked, state = 0, 60, 1, "open"
    for text in texts:
        minutes += 61 if text == LATE else 1
        in_time = minutes <= deadline
        if state == "open" and not in_time:
            state = "expired"
        if state == "open" and text == "what is this":
            asked += 1
            state, deadline = ("open", minutes + 60) if asked <= 3 else ("handed over", deadline)
        denies = state in ("YES", "handed over") and text in ("NO", "FRAUD") and in_time
        if denies or (state == "open" and text in ("YES", "NO", "FRAUD", "STOP")):
            state = text
    return OUTCOMES.get(state)


OUTCOMES = {
    "YES": Outcome.APPROVED,
    "NO": Outcome.DENIED,
    "FRAUD": Outcome.DENIED,
    "handed over": Outcome.HANDED_OFF,
}


@pytest.mark.parametrize("ticks", [True, False])
def test_every_order_of_six_texts_comes_to_what_it_should(ticks: bool) -> None:
    """And so a charge is approved if and only if it should be."""
    seen: Counter[Outcome | None] = Counter()
    for node in every_order(ticks):
        assert node.conversation.outcome is oracle(node.texts), node.texts
        seen[node.conversation.outcome] += 1
    assert seen.total() == sum(len(ALPHABET) ** length for length in range(1, LONGEST + 1))
    assert len(seen) == 4


@pytest.mark.parametrize("ticks", [True, False])
def test_nothing_is_approved_after_expiry_after_stop_or_after_a_no(ticks: bool) -> None:
    for node in every_order(ticks):
        if node.turn is None or Report(Outcome.APPROVED) not in node.turn.effects:
            continue
        assert node.texts[-1] == "YES"
        assert not {"NO", "FRAUD", "STOP", LATE, "YES"} & set(node.texts[:-1]), node.texts


@pytest.mark.parametrize("ticks", [True, False])
def test_customers_are_told_what_is_so(ticks: bool) -> None:
    so = {"approved": Outcome.APPROVED, "denied": Outcome.DENIED}
    for node in every_order(ticks):
        for template in node.told:
            assert so.get(template, node.conversation.outcome) is node.conversation.outcome, (node.texts, template)


def decided(*texts: str) -> Conversation:
    conversation = begun(BANK)
    for text in texts:
        conversation = turn(BANK, conversation, text).conversation
    return conversation


def test_a_no_takes_an_approval_back() -> None:
    made = turn(BANK, decided("YES"), "NO", NOON + 59 * MINUTE)
    assert made.effects == (Say("denied", BANK.variables), Report(Outcome.DENIED))
    assert (made.conversation.step, made.conversation.outcome, made.conversation.ended) == (
        None,
        Outcome.DENIED,
        "asked",
    )


def test_a_yes_never_takes_a_denial_back_and_is_told_so() -> None:
    made = turn(BANK, decided("NO"), "YES", NOON + MINUTE)
    assert (said(made), made.conversation) == (["late"], decided("NO"))


def test_the_same_answer_again_is_the_keywords() -> None:
    assert not turn(BANK, decided("NO"), "FRAUD").handled
    assert not turn(BANK, decided("YES"), "YES").handled


def test_a_no_too_late_takes_nothing_back_and_is_told_so() -> None:
    made = turn(BANK, decided("YES"), "NO", NOON + HOUR + MINUTE)
    assert (said(made), made.conversation.outcome) == (["late"], Outcome.APPROVED)


@pytest.mark.parametrize("text", ["STOP", "HELP", "what?", "Liked “Reply YES or NO”", "wrong number"])
def test_what_is_no_answer_takes_nothing_back(text: str) -> None:
    made = turn(BANK, decided("YES"), text)
    assert (made.handled, made.conversation) == (False, decided("YES"))


def test_who_was_handed_over_may_deny_and_not_approve() -> None:
    handed = decided("who", "what", "why")
    assert handed.outcome is Outcome.HANDED_OFF
    assert turn(BANK, handed, "YES").conversation.outcome is Outcome.HANDED_OFF
    assert turn(BANK, handed, "NO").conversation.outcome is Outcome.DENIED


def test_where_nothing_overrules_keywords_answer_what_comes_later() -> None:
    confirmed = turn(CLINIC, begun(CLINIC), "yes").conversation
    assert confirmed.ended == "asked"
    assert not turn(CLINIC, confirmed, "MOVE").handled


def clinic(*answers: Answer) -> Program:
    """The clinic with further answers to its offer of times."""
    asked, choosing = CLINIC.flows[0].steps
    longer: Step = choosing.model_copy(update={"answers": (*choosing.answers, *answers)})
    flow: Flow = CLINIC.flows[0].model_copy(update={"steps": (asked, longer)})
    return CLINIC.model_copy(update={"flows": (flow,)})


def booked(program: Program) -> Conversation:
    conversation = turn(program, begun(program), "no").conversation
    asked = turn(program, conversation, "2").conversation
    return claimed(program, asked, True, NOON, SLOTS).conversation


def test_what_is_taken_back_gives_its_time_back() -> None:
    program = clinic(Answer(when="no", reply="person", outcome=Outcome.CANCELLED, next="end", overrules=True))
    made = turn(program, booked(program), "no")
    assert booked(program).booked == SLOTS[1]
    assert made.effects[1:] == (Report(Outcome.CANCELLED),)
    assert made.conversation.booked is None


def test_an_overruling_answer_may_lead_back_into_the_conversation() -> None:
    program = clinic(Answer(when="no", reply="times", outcome=Outcome.ANSWERED, next="choosing", overrules=True))
    made = turn(program, booked(program), "no", NOON + MINUTE)
    assert [type(each).__name__ for each in made.effects] == ["Say", "Report"]
    assert step_of(program, made.conversation).step == "choosing"
    assert made.conversation.offered
    assert made.conversation.ended is None
    assert turn(program, made.conversation, "1", NOON + MINUTE).conversation.claiming == made.conversation.offered[0]


def test_any_text_overrules_only_if_it_says_so() -> None:
    program = clinic(
        Answer(when="any", reply="person", outcome=Outcome.ANSWERED, next="end"),
        Answer(when="no", reply="person", outcome=Outcome.CANCELLED, next="end", overrules=True),
    )
    moved = booked(program)
    assert not turn(program, moved, "thanks a lot").handled
    assert turn(program, moved, "no").conversation.outcome is Outcome.CANCELLED
    anything = clinic(Answer(when="any", reply="person", outcome=Outcome.ANSWERED, next="end", overrules=True))
    assert turn(anything, booked(anything), "thanks a lot").conversation.outcome is Outcome.ANSWERED
    for text in ("STOP", "leave me alone", "Liked “your appointment is now on Tuesday”", "HELP"):
        assert not turn(anything, booked(anything), text).handled


def test_a_stop_leaves_nothing_that_could_be_taken_back() -> None:
    stopped = decided("STOP")
    assert (stopped.ended, turn(BANK, stopped, "NO").handled) == (None, False)
