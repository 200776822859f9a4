"""A conversation that was held comes out as a transcript that its program plays, and that tells nobody's name or number."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.cli import main
from pipelines.domain.transcript import differences, read_transcript
from pipelines.ports import Hold
from schemas.program_file import load_programs
from tests.pipelines.cli.conversations import ANN, BANK, CLINIC, HOUR, MINUTE, NOON, SECOND, HeldDesk
from tests.pipelines.domain.records import KEY

Export = Callable[..., str]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldDesk]:
    monkeypatch.setenv("TWOWAY_HMAC_KEY", KEY.secret.hex())
    opened = HeldDesk(tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def exported(desk: HeldDesk, capsys: pytest.CaptureFixture[str]) -> Export:
    """The transcript of the desk's last conversation, which must be what the program does."""

    def export(*options: str) -> str:
        capsys.readouterr()
        assert main(["conversation", ANN, "--state", str(desk.folder), "--transcript", *options]) == 0
        out, err = capsys.readouterr()
        transcript = read_transcript(out)
        [program] = [p for p in desk.in_force.programs.programs if any(f.flow == transcript.flow for f in p.flows)]
        assert differences(program, transcript) == []
        assert "does otherwise" not in err
        assert ANN not in out
        return out

    return export


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:1] in ("<", ">", "!", "+")]


def test_an_appointment_that_was_moved(desk: HeldDesk, exported: Export) -> None:
    desk.opened(*range(24, 31))
    desk.reminded()
    for minute, body in enumerate(("can't come", "HELP", "more", "which of them?", "sunday at 9", "thanks!")):
        desk.texted(body, minute * MINUTE)
    text = exported()
    assert "at: 2026-11-22 03:00" in text  # noon in Los Angeles, less the hour
    assert text.count("slot: 2026-11-2") == 6
    assert "! moved Sun 29 Nov 9:00 am" in text
    assert "# it was" not in text
    assert [line for line in lines(text) if line[0] in ">+"][:4] == ["+1h", "> can't come", "+1m", "> HELP"]


def test_values_and_numbers_are_not_those_of_the_customer(desk: HeldDesk, exported: Export) -> None:
    desk.alerted(amount="$1,312.00", merchant="BLUE BAR")
    desk.texted("1312 at blue bar? call me at 425-555 0001, card 4411", MINUTE, BANK)
    desk.texted("no", 2 * MINUTE, BANK)
    text = exported()
    assert "> 1,249.00 at NORTHWEST ELECTRONICS? call me at ###-### ####, card ####" in text
    assert not any(known in text.casefold() for known in ("1,312", "1312", "blue bar", "4411", "0001"))
    assert "First Harbor Bank: $1,249.00 at NORTHWEST ELECTRONICS on 24 Sep 10:30 am" in text
    assert "! denied" in text


def test_a_text_without_sense_three_times_is_handed_to_a_person(desk: HeldDesk, exported: Export) -> None:
    desk.alerted()
    for minute, body in enumerate(("what?", "who is this", "huh")):
        desk.texted(body, minute * MINUTE, BANK)
    assert lines(exported())[-1] == "! handed_off"


def test_stop_and_what_follows_it(desk: HeldDesk, exported: Export) -> None:
    desk.reminded()
    for minute, body in enumerate(("STOP", "2", "START", "where are you?")):
        desk.texted(body, minute * MINUTE)
    text = exported()
    assert "> 2\n# suppressed: opted_out\n" in text
    assert "you will get appointment reminders again" in text


def test_an_answer_after_the_alert_has_expired(desk: HeldDesk, exported: Export) -> None:
    desk.alerted(-61 * MINUTE + 30 * SECOND)
    desk.texted("YES", 0 * MINUTE, BANK)
    text = exported()
    assert "+1h\n+30s\n> YES" in text
    assert "! approved" not in text


def test_a_reminder_stands_where_its_time_came(desk: HeldDesk, exported: Export) -> None:
    desk.reminded()
    for hours in (24, 25):
        desk.clock.time = NOON + hours * HOUR
        desk.tick()
    desk.texted("confirm", 30 * HOUR)
    assert [line[:27] for line in lines(exported())[1:4]] == ["+1d", "< Lakeside Clinic: Alexandr", "+7h"]


def test_texts_that_came_late_stand_in_their_order(desk: HeldDesk, exported: Export) -> None:
    desk.alerted()
    desk.texted("YES", 2 * MINUTE, BANK)
    desk.texted("NO", MINUTE, BANK)
    text = exported()
    assert [line for line in lines(text) if line[0] in ">!"] == ["> NO", "! denied", "> YES"]
    assert "# it was: < First Harbor Bank: thank you. We noted that this charge is yours." in text


def test_of_two_open_alerts_only_one_is_told(desk: HeldDesk, exported: Export) -> None:
    desk.alerted(-20 * MINUTE)
    desk.alerted(-10 * MINUTE, "p-2", "$300.00", "BAR")
    for minute, body in enumerate(("YES", "2", "yes")):
        desk.texted(body, minute * MINUTE, BANK)
    assert [line for line in lines(exported()) if line[0] in ">!"] == ["> yes", "! approved"]


def test_a_time_that_somebody_else_had_ends_it(desk: HeldDesk, exported: Export) -> None:
    desk.opened(24, 25)
    desk.reminded()
    desk.texted("no", 0 * MINUTE)
    calendar = SqliteCalendar(desk.folder / "store")
    calendar.hold([Hold("appointments", "slot-24", b"x" * 16)], NOON, NOON + HOUR)
    calendar.close()
    desk.texted("1", MINUTE)
    text = exported()
    assert "somebody else had the time" in text
    assert [line for line in lines(text) if line[0] == ">"] == ["> no"]


def test_who_had_opted_out_before_was_told_nothing(desk: HeldDesk, exported: Export) -> None:
    desk.texted("STOP", -5 * HOUR, BANK)
    desk.alerted()
    desk.texted("YES", MINUTE, BANK)
    assert "! approved\n# suppressed: opted_out\n" in exported()


def test_what_the_store_keeps_no_longer_comes_from_the_lake(
    desk: HeldDesk, exported: Export, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.opened(*range(24, 31))
    desk.reminded()
    desk.texted("no", 0 * MINUTE)
    desk.texted("MORE", MINUTE)
    desk.texted("2", 3 * HOUR)
    desk.clock.time += MINUTE
    desk.tick()
    assert main(["conversation", ANN, "--state", str(desk.folder), "--transcript"]) == 2
    assert "Add --lake" in capsys.readouterr().err
    text = exported("--lake", str(desk.lake()))
    assert [line for line in lines(text) if line[0] in ">!+"] == [
        *("+1h", "> no", "+1m", "> MORE", "+2h", "+59m", "> 2", "! moved Sat 28 Nov 9:00 am")
    ]
    assert "# it was" not in text


def test_where_the_program_has_changed_it_is_what_was_said(
    desk: HeldDesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.alerted(amount="$77.00")
    desk.texted("what about $77.00", MINUTE, BANK)
    desk.texted("yes", 2 * MINUTE, BANK)
    [bank] = [program for program in desk.in_force.programs.programs if program.name == "charge_alerts"]
    words = {**bank.templates, "approved": "Thanks, it is yours.", "unmatched": "Yes or no?"}
    file = tmp_path / "bank.json.yaml"
    file.write_text(
        bank.model_copy(update={"templates": words}).model_dump_json(exclude_defaults=True), encoding="utf-8"
    )
    load_programs([file])
    options = ["conversation", ANN, "--state", str(desk.folder), "--program", str(file), "--transcript"]
    assert main(options) == 0
    out, err = capsys.readouterr()
    assert "> what about $1,249.00\n< First Harbor Bank: please reply YES" in out
    assert "< First Harbor Bank: thank you. We noted that this charge is yours." in out
    assert "it has changed since" in err


WORDS = [
    *("yes", "no", "2", "1", "more", "none", "STOP", "START", "HELP", "tuesday", "wed at 9", "thanks!", "where", "$12"),
    *(
        "2 yes",
        "what?",
        "call 4255550001",
        "si, confirmo",
        "Ann Lee here",
        "the second one",
        "24.11.2026",
        "1030",
        "👍",
    ),
]


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_said_comes_out_as_its_program_plays_it(desk: HeldDesk, exported: Export, seed: int) -> None:
    chance = random.Random(seed)
    desk.opened(*sorted(chance.sample(range(23, 31), 6)))
    desk.reminded()
    after = timedelta()
    for _ in range(8):
        desk.texted(chance.choice(WORDS), after - chance.choice((0, 0, 0, 5)) * MINUTE)
        after += chance.choice((2 * SECOND, MINUTE, 10 * MINUTE, 40 * MINUTE, 25 * HOUR))
        desk.clock.time = max(desk.clock.time, NOON + after)
        desk.tick()
    text = exported("--lake", str(desk.lake()))
    assert "Ann Lee" not in text
    assert "4255550001" not in text


def test_who_has_had_no_conversation_has_no_transcript(desk: HeldDesk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.texted("WHERE", MINUTE, CLINIC)
    assert main(["conversation", ANN, "--state", str(desk.folder), "--transcript"]) == 1
    assert "no conversation" in capsys.readouterr().err
