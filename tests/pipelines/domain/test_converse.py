"""What one turn does to a conversation: the laws of flows, on the programs that ship."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipelines
from pipelines.domain.classify import Classifier
from pipelines.domain.converse import Claim, Conversation, Report, Say, Slot, Turn, claimed, converse, opened, ticked
from pipelines.domain.transcript import slot_at
from schemas.program import Outcome, Program
from schemas.program_file import load_programs

PROGRAMS = load_programs(sorted(Path(next(iter(pipelines.__path__)), "programs").glob("*.yaml")))
CLASSIFIER = Classifier(PROGRAMS)
CLINIC, BANK = PROGRAMS.programs[0], PROGRAMS.programs[1]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SLOTS = [slot_at(NOON + timedelta(days=day, hours=hour)) for day in (1, 2) for hour in (0, 2)]


def begun(program: Program) -> Conversation:
    return opened(program.flows[0], program.variables, NOON).conversation


def turn(
    program: Program, conversation: Conversation, text: str, at: datetime = NOON, slots: list[Slot] = SLOTS
) -> Turn:
    meant = CLASSIFIER.classify(program.numbers[0].number, text)
    return converse(program, conversation, text, meant, at, slots)


def said(made: Turn) -> list[str]:
    return [each.template if isinstance(each, Say) else type(each).__name__ for each in made.effects]


def choosing() -> Conversation:
    return turn(CLINIC, begun(CLINIC), "no").conversation


def test_a_yes_confirms_and_ends() -> None:
    made = turn(CLINIC, begun(CLINIC), "yep 👍")
    assert made.effects == (Say("confirmed", CLINIC.variables), Report(Outcome.CONFIRMED))
    assert (made.conversation.step, made.conversation.outcome) == (None, Outcome.CONFIRMED)


def test_a_no_offers_the_earliest_open_times_by_number() -> None:
    made = turn(CLINIC, begun(CLINIC), "can't make it")
    [offer] = made.effects
    assert isinstance(offer, Say)
    assert offer.variables["times"] == "1) Tue 24 Nov 12:00 pm 2) Tue 24 Nov 2:00 pm 3) Wed 25 Nov 12:00 pm"
    assert made.conversation.step == "choosing"


@pytest.mark.parametrize(
    "text", ["tuesday", "the later one?", "2 or 3", "1 and 2", "hello", "tomorrow at 3", "yes", "12"]
)
def test_nothing_is_booked_from_an_ambiguous_answer(text: str) -> None:
    made = turn(CLINIC, choosing(), text)
    assert not any(isinstance(each, Claim) for each in made.effects)
    assert said(made) == ["which"]


def test_a_time_is_booked_only_when_the_calendar_gives_it() -> None:
    asked = turn(CLINIC, choosing(), "2")
    assert asked.effects == (Claim(SLOTS[1]),)
    booked = claimed(CLINIC, asked.conversation, True, NOON, SLOTS)
    assert said(booked) == ["moved", "Report"]
    assert booked.effects[1] == Report(Outcome.MOVED, SLOTS[1])
    lost = claimed(CLINIC, asked.conversation, False, NOON, [SLOTS[3]])
    assert said(lost) == ["which"]
    assert lost.conversation.offered == (SLOTS[3],)
    assert said(claimed(CLINIC, asked.conversation, False, NOON, [])) == ["person", "Report"]


def test_more_shows_other_times_until_there_are_none() -> None:
    more = turn(CLINIC, choosing(), "more")
    assert more.conversation.offered == (SLOTS[3],)
    assert said(turn(CLINIC, more.conversation, "more")) == ["person", "Report"]
    assert said(turn(CLINIC, choosing(), "none of these")) == ["person", "Report"]


def test_after_so_many_unclear_answers_a_person_goes_on() -> None:
    conversation, texts = begun(BANK), []
    for _ in range(3):
        made = turn(BANK, conversation, "what is this")
        conversation = made.conversation
        texts += said(made)
    assert texts == ["unmatched", "unmatched", "person", "Report"]
    assert conversation.outcome is Outcome.HANDED_OFF


def test_stop_ends_a_conversation_and_help_leaves_it() -> None:
    stopped = turn(BANK, begun(BANK), "please stop texting me")
    assert (stopped.handled, stopped.conversation.step, stopped.effects) == (False, None, ())
    helped = turn(BANK, begun(BANK), "help")
    assert (helped.handled, helped.conversation) == (False, begun(BANK))


def test_a_machines_text_does_nothing_at_all() -> None:
    made = turn(BANK, begun(BANK), "Liked “Reply YES or NO”")
    assert (made.conversation, made.effects, made.handled) == (begun(BANK), (), True)


@pytest.mark.parametrize("noticed", [True, False])
def test_an_answer_after_expiry_is_told_so_and_does_nothing(noticed: bool) -> None:
    late = NOON + 2 * HOUR
    conversation = ticked(BANK, begun(BANK), late).conversation if noticed else begun(BANK)
    made = turn(BANK, conversation, "YES", late)
    assert said(made) == ["late"]
    assert said(turn(BANK, made.conversation, "YES", late + HOUR)) == ["late"]
    assert not turn(BANK, made.conversation, "who are you", late).handled


def test_a_reminder_goes_out_once() -> None:
    step = CLINIC.flows[0].steps[0].model_copy(update={"reminder": "reminder", "remind_after_s": 3600})
    flow = CLINIC.flows[0].model_copy(update={"steps": (step, *CLINIC.flows[0].steps[1:])})
    program = CLINIC.model_copy(update={"flows": (flow,)})
    assert said(ticked(program, begun(program), NOON + HOUR / 2)) == []
    reminded = ticked(program, begun(program), NOON + HOUR)
    assert said(reminded) == ["reminder"]
    assert said(ticked(program, reminded.conversation, NOON + 2 * HOUR)) == []


@given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["no", "1", "more", "yes", "2.", "none"])), max_size=8))
def test_a_conversation_survives_any_texts_and_ends_at_most_once(texts: list[str]) -> None:
    conversation, ends = begun(CLINIC), 0
    for text in texts:
        made = turn(CLINIC, conversation, text)
        for effect in made.effects:
            if isinstance(effect, Claim):
                made = claimed(CLINIC, made.conversation, True, NOON, SLOTS)
        ends += sum(isinstance(each, Report) for each in made.effects)
        conversation = made.conversation
    assert ends <= 1


def test_a_keyword_that_is_no_answer_is_answered_and_the_step_stays() -> None:
    made = turn(CLINIC, begun(CLINIC), "where are you?")
    assert (made.handled, made.conversation, made.effects) == (False, begun(CLINIC), ())
    assert said(turn(CLINIC, made.conversation, "yes")) == ["confirmed", "Report"]
