"""What was held is written as the program plays it, and nothing in it tells whose it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.domain.player import Line, Player
from pipelines.domain.transcript import differences, read_transcript, slot_at, waited
from pipelines.domain.transcript_export import Held, Mask, Moment, transcript_of
from pipelines.settings import PROGRAMS, shipped_programs
from schemas.program import Program
from schemas.program_file import load_programs

BY_NAME = {program.name: program for program in load_programs(shipped_programs()).programs}
NOON = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
VARIABLES = {"amount": "$1,312.00", "merchant": "BLUE BAR", "when": "today", "order": "77-AB"}


def program(**changes: object) -> Program:
    return BY_NAME["charge_alerts"].model_copy(update=changes)


def held(*moments: Moment, **fields: object) -> Held:
    made = Held(program(), "charge", NOON, UTC, (), moments)
    return replace(made, **fields)  # type: ignore[arg-type]


ALERT = "First Harbor Bank: $1,249.00 at NORTHWEST ELECTRONICS on 24 Sep 10:30 am."


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("was it 1312 or $1,312.00?", "was it 1,249.00 or $1,249.00?"),
        ("Blue bar, yes\nthat was me", "NORTHWEST ELECTRONICS, yes that was me"),
        ("21312 and 1312.50", "##### and ####.50"),
        ("call +1 (425) 555-0001", "call # (###) ###-####"),
        ("room 12 at 3", "room 12 at 3"),
        ("\x1b[2Jhi\u2028> yes", "[2Jhi > yes"),
        ("order 77-ab", "order order"),
    ],
)
def test_what_a_customer_wrote_is_masked(text: str, masked: str) -> None:
    assert Mask(program(), VARIABLES).customers(text) == masked


def test_the_numbers_of_a_choice_stay() -> None:
    assert Mask(program(), VARIABLES).customers("24.11.2026 at 1030", is_choice=True) == "24.11.2026 at 1030"


def test_a_text_of_ours_is_rendered_anew() -> None:
    mask = Mask(program(), VARIABLES)
    said = "First Harbor Bank: $1,312.00 at BLUE BAR on today. Was it you? Reply YES or NO. Reply STOP to opt out, HELP for help."
    assert mask.ours("alert", said).startswith(ALERT)


def test_what_was_booked_is_no_value_that_the_conversation_began_with() -> None:
    mask = Mask(BY_NAME["appointments"], {"name": "Ann", "when": "Wed 9 am"})
    said = "Lakeside Clinic: your appointment is now on Thu 26 Nov 9:00 am. If you need another time, reply MOVE."
    assert mask.ours("moved", said) == said


def test_a_text_whose_template_has_changed_has_its_values_replaced() -> None:
    mask = Mask(program(templates={"alert": "Other words."}), VARIABLES)
    assert mask.ours("alert", "BLUE BAR took $1,312.00 today") == "NORTHWEST ELECTRONICS took $1,249.00 24 Sep 10:30 am"
    assert mask.ours("gone", "nothing to hide: 206-555-0198") == "nothing to hide: 206-555-0198"


def test_what_was_said_is_what_is_written() -> None:
    approved = "First Harbor Bank: thank you. We noted that this charge is yours. There is nothing else to do."
    moment = Moment(NOON + MINUTE, "yes", (Line("<", approved), Line("!", "approved")))
    text = transcript_of(held(moment))
    assert text.splitlines()[:2] == ["flow: charge", "at: 2026-11-22 12:00"]
    assert text.splitlines()[4:] == ["+1m", "> yes", f"< {approved}", "! approved"]
    assert differences(program(), read_transcript(text)) == []


def test_what_the_program_does_otherwise_is_remarked() -> None:
    moment = Moment(NOON + MINUTE, "yes", (Line("<", "Hello\nthere."),))
    text = transcript_of(held(moment))
    assert text.endswith("! approved\n# it was: < Hello there.\n")
    assert differences(program(), read_transcript(text)) == []
    assert transcript_of(held(Moment(NOON + MINUTE, "yes"))).endswith("# it was nothing\n")
    withheld = Moment(NOON + MINUTE, "yes", remarks=("suppressed: opted_out",))
    assert transcript_of(held(withheld)).endswith("! approved\n# suppressed: opted_out\n")


def test_another_program_gives_what_was_said() -> None:
    moment = Moment(NOON + MINUTE, "yes", (Line("<", "Hello\nthere."),))
    assert transcript_of(held(moment, is_same=False)).endswith("> yes\n< Hello…\n")


def test_seconds_are_written_where_they_decide() -> None:
    late = Line("<", program().text("late"))
    early = Moment(
        NOON + 59 * MINUTE + timedelta(seconds=59),
        "yes",
        (Line("<", program().text("approved")), Line("!", "approved")),
    )
    assert "+59m\n> yes" in transcript_of(held(early))
    assert "+1h\n+1s\n> yes" in transcript_of(held(Moment(NOON + 60 * MINUTE + timedelta(seconds=1), "yes", (late,))))


def test_a_variable_without_an_example_stands_for_itself() -> None:
    examples = {name: value for name, value in program().variables.items() if name != "merchant"}
    without = program(variables=examples)
    mask = Mask(without, VARIABLES)
    assert mask.missing == ("merchant",)
    text = transcript_of(held(program=without, missing=mask.missing))
    assert "merchant: merchant\n" in text
    assert "$1,249.00 at merchant on" in text
    assert differences(without, read_transcript(text)) == []


SHIPPED = sorted((PROGRAMS / "transcripts").rglob("*.txt"))


@pytest.mark.parametrize(
    "path", [path for path in SHIPPED if "flow:" in path.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_a_transcript_that_is_held_comes_out_as_it_went_in(path: Path) -> None:
    """A conversation as a transcript tells it, held, and written down again."""
    told = read_transcript(path.read_text(encoding="utf-8"))
    its = BY_NAME[path.parent.name]
    player = Player(its, told.at, told.slots, its.variables)
    assert told.flow is not None
    player.begin(told.flow)
    moments = []
    for event in told.events:
        if event.mark == "+":
            player.wait(waited(event.text))
            moments.append(Moment(player.at, None))
        if event.mark == ">":
            moments.append(Moment(player.at, event.text, tuple(player.hear(event.text))))
    text = transcript_of(Held(its, told.flow, told.at, UTC, told.slots, tuple(moments)))
    again = read_transcript(text)
    assert "# it was" not in text
    assert differences(its, again) == []
    assert [e.text for e in again.events if e.mark == ">"] == [e.text for e in told.events if e.mark == ">"]
    assert again.slots == tuple(slot_at(slot.at) for slot in told.slots)
