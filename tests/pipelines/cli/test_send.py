"""`twoway send`, up to where it would send: the plan, the faults, the question."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.cli import main, send
from pipelines.cli.send_shown import in_words
from tests.pipelines.domain.campaigns import ANN, APPOINTMENTS, BAKERY, BOB, CLINIC, EVE

ROWS = f"number,name,when,variant\n{ANN},Ann,Tue 2 pm,a\n{BOB},{'x' * 90},Wed 9 am,b\n{EVE},Ramírez,Thu 4 pm,a\n"
PACE = APPOINTMENTS.numbers[0].pace
TAKES = in_words(timedelta(seconds=5 / PACE))
Sent = list[tuple[object, ...]]


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TWOWAY_PROGRAMS", raising=False)
    monkeypatch.setattr(cli, "COMMANDS", tuple(dict.fromkeys((*cli.COMMANDS, send.NAME))))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    Path("november.csv").write_text(ROWS, encoding="utf-8")
    Path("bakery.yaml").write_text(BAKERY, encoding="utf-8")


@pytest.fixture
def submitted(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What was submitted."""
    sent: Sent = []

    def submit(*given: object) -> int:
        sent.append(given)
        return 0

    monkeypatch.setattr(send, "submit", submit)
    return sent


def asked(*arguments: str, file: str = "november.csv", program: str = "appointments", name: str = "november") -> int:
    return main(["send", file, "--program", program, "--campaign", name, *arguments])


def test_help_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["send", "--help"])
    assert ended.value.code == 0
    assert "--dry-run" in capsys.readouterr().out.split("examples", 1)[1]


def test_a_dry_run_shows_the_plan_and_sends_nothing(submitted: Sent, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--dry-run", "--price", "0.0083") == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.startswith("campaign november, program appointments ")
    assert head.endswith(f", from {CLINIC}")
    assert lines == [
        "  3 prompts, 5 message parts: 1 of 1 part, 2 of 2 parts; 2 GSM, 1 UNICODE",
        "  variants: a 2, b 1",
        "  cost: 0.0415 US dollars. Replies come on top",
        f"  takes {TAKES} at the number's pace",
        "  dearest: line 3 (2 parts, GSM), line 4 (2 parts, UNICODE)",
    ]
    assert submitted == []


def test_the_plan_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("--dry-run", "--json", "--price", "0.0083") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told.pop("program_version")) == 12
    assert told == {
        "campaign": "november",
        "program": "appointments",
        "from": CLINIC,
        "prompts": 3,
        "customers": 3,
        "parts": 5,
        "by_parts": {"1": 1, "2": 2},
        "encodings": {"GSM": 2, "UNICODE": 1},
        "price": "0.0415",
        "seconds": round(5 / PACE, 1),
        "dearest": [{"line": 3, "parts": 2, "encoding": "GSM"}, {"line": 4, "parts": 2, "encoding": "UNICODE"}],
        "variants": {"a": 2, "b": 1},
        "unused_columns": [],
    }


def test_no_number_and_no_words_of_a_customer_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.csv").write_text(ROWS.replace("Wed 9 am", "").replace(EVE, "4255550003"), encoding="utf-8")
    assert [
        asked("--dry-run"),
        asked("--dry-run", "--json"),
        asked(file="bad.csv"),
        asked("--json", file="bad.csv"),
    ] == [
        *(0, 0, 2, 2),
    ]
    shown = capsys.readouterr()
    for secret in ("555000", "Ann", "Ramírez", "Tue"):
        assert secret not in shown.out + shown.err


def test_what_is_left_out_and_who_gets_several_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    rows = f"number,id,name,when,born\n{ANN},1,Ann,Tue,1980\n{ANN},2,Ann,Wed,1980\n"
    Path("november.csv").write_text(rows, encoding="utf-8")
    assert asked("--dry-run") == 0
    out = capsys.readouterr().out
    assert "2 prompts to 1 customer, 2 message parts: 2 of 1 part; 2 GSM" in out
    assert "left out, for no template names them: born" in out
    assert "cost: unknown; --price says what a part costs" in out


def test_every_fault_is_told_and_nothing_is_sent(submitted: Sent, capsys: pytest.CaptureFixture[str]) -> None:
    Path("november.csv").write_text(ROWS.replace("Wed 9 am", "").replace(",b", ",b c"), encoding="utf-8")
    assert asked("--yes") == 2
    assert capsys.readouterr().err == (
        "twoway send: nothing is sent, for 2 faults:\n"
        "  november.csv:3: variant: 'b c' is no token; write up to 64 letters, digits and _.- without spaces, as short_text\n"
        "  november.csv:3: when: is empty; fill it in\n"
    )
    assert submitted == []


def test_faults_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    Path("november.csv").write_text(ROWS.replace(BOB, "4255550002"), encoding="utf-8")
    assert asked("--json", "--dry-run") == 2
    told = json.loads(capsys.readouterr().out)
    [fault] = told["faults"]
    assert (told["file"], fault["line"], fault["column"], fault["value"]) == ("november.csv", 3, "number", "•••••••002")
    assert fault["what"].startswith("has no country code; ")


def test_national_numbers_are_those_of_a_country() -> None:
    Path("november.csv").write_text(ROWS.replace("+1", ""), encoding="utf-8")
    assert asked("--dry-run", "--country", "us") == 0


@pytest.mark.parametrize("answer", ["y\n", "YES\n"])
def test_it_asks_and_sends_on_a_yes(
    submitted: Sent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert asked() == 0
    assert capsys.readouterr().err == f"Send 3 texts from {CLINIC} in {TAKES}? [y/N] "
    [(rows, campaign, program, sender, options)] = submitted
    assert [row.line for row in rows] == [2, 3, 4]  # type: ignore[attr-defined]
    assert (campaign, program.name, sender, options.yes) == ("november", "appointments", CLINIC, False)  # type: ignore[attr-defined]


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yo\n"])
def test_it_sends_nothing_on_anything_else(
    submitted: Sent, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    assert asked() == 2
    assert capsys.readouterr().err.endswith("Nothing was sent.\n")
    assert submitted == []


def test_without_a_terminal_it_needs_a_yes(submitted: Sent, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked() == 2
    assert "send needs --yes" in capsys.readouterr().err
    assert submitted == []
    assert asked("--yes") == 0
    assert len(submitted) == 1


def test_a_program_may_be_a_file_or_a_name_among_those_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("november.csv").write_text(f"number,cake\n{ANN},tart\n", encoding="utf-8")
    wanted = ("--dry-run", "--flow", "poll", "--from", "55555")
    assert asked(*wanted, program="bakery.yaml") == 0
    assert asked(*wanted, program="./bakery.yaml") == 0
    assert asked(*wanted, program="bakery") == 2
    monkeypatch.setenv("TWOWAY_PROGRAMS", "bakery.yaml")
    assert asked(*wanted, program="bakery") == 0


def test_the_number_that_it_leaves_from_sets_the_pace(capsys: pytest.CaptureFixture[str]) -> None:
    lines = "".join(f"+1425555{n:04},tart\n" for n in range(200))
    Path("november.csv").write_text(f"number,cake\n{lines}", encoding="utf-8")
    for number, takes in (("+1 206 555 0133", "3 minutes"), ("55555", "2 seconds")):
        assert asked("--dry-run", "--flow", "poll", "--from", number, program="bakery.yaml") == 0
        assert f"takes {takes} at the number's pace" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "program", "says"),
    [
        ((), "apointments", "--program apointments is not one program; write appointments"),
        ((), "zzz", "--program zzz is not one program; write one of appointments, charge_alerts, offers"),
        ((), "nowhere.yaml", "nowhere.yaml"),
        (("--flow", "apointment"), "appointments", "--flow apointment is no flow of appointments; write appointment"),
        (("--from", ANN), "appointments", f"--from is no number of appointments; write --from with one of {CLINIC}"),
        ((), "bakery.yaml", "which number? write --from with one of +12065550133, 55555"),
        (("--country", "UK"), "appointments", "--country 'UK' is no country; write its ISO code, as US or GB"),
        (("--campaign", " "), "appointments", "--campaign ' ' is no name"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], program: str, says: str
) -> None:
    assert asked("--dry-run", *arguments, program=program) == 2
    assert says in capsys.readouterr().err


def test_numbers_of_every_program_in_force_are_ours(capsys: pytest.CaptureFixture[str]) -> None:
    Path("november.csv").write_text(ROWS.replace(BOB, "+12065550122"), encoding="utf-8")
    assert asked("--dry-run") == 2
    assert "is one of our own numbers" in capsys.readouterr().err
