"""`twoway check`: a program in, findings out."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.cli import main
from tests.pipelines.domain.lint.good import GOOD

WARNING = GOOD.replace('"Elm Salon: we will wait for you."', '"Elm Salon: we’ll wait for you."')
ERROR = WARNING.replace("CAN'T COME", "cancel")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("good", GOOD), ("warning", WARNING), ("error", ERROR)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["check", *arguments])
    return code, capfd.readouterr().out


def test_the_shipped_programs_have_no_finding(capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(["--strict"], capfd) == (0, "3 programs, 12 transcripts: no finding\n")


def test_a_good_program_has_no_finding(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(["good.yaml", "--strict"], capfd) == (0, "1 program: no finding\n")


def test_a_warning_is_shown_and_is_no_failure(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = asked(["warning.yaml"], capfd)
    assert code == 0
    line = WARNING[: WARNING.index("we’ll")].count("\n") + 1
    assert out.startswith(f"warning.yaml:{line}\n  warning ucs2_by_few  templates.late.en: is UCS-2 for ’")
    assert "they text        “LATE”\n    they are sent    “Elm Salon: we’ll wait for you.”\n" in out
    assert out.endswith("1 program: 1 warning\n")


def test_strict_makes_a_warning_a_failure(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(["warning.yaml", "--strict"], capfd)[0] == 2


def test_an_error_is_a_failure(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = asked(["error.yaml"], capfd)
    assert code == 2
    assert "error reserved_word  keywords[1].synonyms[0]: asks for STOP" in out
    assert "they text        “cancel”" in out
    assert out.endswith("1 program: 1 error, 1 warning\n")


def test_json_is_a_line_a_finding(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = asked(["error.yaml", "--json"], capfd)
    first, second = map(json.loads, out.splitlines())
    assert code == 2
    assert first.keys() == {"kind", "severity", "file", "line", "field", "what", "advice", "witness"}
    assert (first["kind"], first["severity"], first["field"]) == (
        "reserved_word",
        "error",
        "keywords[1].synonyms[0]",
    )
    assert first["witness"]["inbound"] == "cancel"
    assert second["witness"]["outbound"] == "Elm Salon: we’ll wait for you."


def test_a_folder_is_looked_through_and_what_is_between_its_files(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, out = asked(["."], capfd)
    assert code == 2
    assert "is the number of error.yaml too" in out
    assert "3 programs: " in out


def test_files_and_the_option_are_one_list(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _, out = asked(["good.yaml", "--program", "warning.yaml"], capfd)
    assert "2 programs: " in out


def test_what_cannot_be_read_is_a_finding(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.yaml").write_text("program: p\n\tnumbers: []\n", encoding="utf-8")
    code, out = asked(["absent.yaml", "broken.yaml", "--json"], capfd)
    absent, broken = map(json.loads, out.splitlines())
    assert code == 2
    assert (absent["kind"], absent["file"], absent["witness"]["inbound"]) == ("fault", "absent.yaml", "HELP")
    assert absent["what"] == "cannot be read (No such file or directory)"
    assert (broken["kind"], broken["file"], broken["line"]) == ("fault", "broken.yaml", 2)


def test_colours_stay_out_of_a_pipe(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in asked(["error.yaml"], capfd)[1]


def test_a_table_of_countries_of_ones_own(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    header = "country_or_region,iso_code,dialing_code,short_codes,long_codes,sender_ids,two_way\n"
    (folder / "own.csv").write_text(f"{header}United States,US,1,yes,yes,no,no\n", encoding="utf-8")
    code, out = asked(["good.yaml", "--countries", "own.csv"], capfd)
    assert code == 2
    assert "country_without_two_way" in out


def test_nothing_is_written(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(folder.rglob("*"))
    asked([], capfd)
    assert sorted(folder.rglob("*")) == before


def test_the_programs_of_the_environment_are_looked_through(
    folder: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWOWAY_PROGRAMS", "warning.yaml")
    assert asked([], capfd)[1].endswith("1 program: 1 warning\n")
