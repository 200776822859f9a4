"""`twoway chat` holds a conversation with a program, and `twoway check` plays the transcripts beside one."""

import io
import shutil
from pathlib import Path

import pytest

import pipelines
from pipelines.cli import main

PROGRAMS = Path(next(iter(pipelines.__path__)), "programs")


def chat(monkeypatch: pytest.MonkeyPatch, typed: str, *options: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    return main(["chat", "--program", str(PROGRAMS / "appointments.yaml"), *options])


def test_a_conversation_is_held(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    typed = "no can't make it\n2\n+1d\nSTOP\nhello\nyes\n/quit\nnever read\n"
    assert chat(monkeypatch, typed, "--at", "2026-11-23 09:00") == 0
    out = capsys.readouterr().out
    assert "! moved Tue 24 Nov 11:00 am" in out
    assert "you are opted out" in out
    assert "(nothing is sent)" in out
    assert "you will get appointment reminders again" in out
    assert "never read" not in out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--flow", "nope"], "has no flow nope"),
        (["--at", "noon"], "is no time"),
        (["--name", "nope"], "no program nope"),
    ],
)
def test_what_cannot_be_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    assert chat(monkeypatch, "", *options) == 2
    assert told in capsys.readouterr().err


def test_a_transcript_that_the_program_does_not_keep_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(PROGRAMS, tmp_path / "programs")
    moves = tmp_path / "programs" / "transcripts" / "appointments" / "moves.txt"
    moves.write_text(moves.read_text(encoding="utf-8").replace("! moved", "! cancelled"), encoding="utf-8")
    assert main(["check", str(tmp_path / "programs")]) == 2
    out = capsys.readouterr().out
    assert "moves.txt:18" in out
    assert "the program says ! moved Tue 24 Nov 3:00 pm, not ! cancelled" in out
    moves.write_text("nonsense\n", encoding="utf-8")
    assert main(["check", str(tmp_path / "programs")]) == 2
    assert "line 1" in capsys.readouterr().out
