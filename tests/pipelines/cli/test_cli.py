"""The command line tells what it can do and what is wrong, without a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import cli
from pipelines.cli import main
from tests.pipelines.domain.records import inbound, sns

COMMANDS = cli.COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"twoway {command}" in capsys.readouterr().out.split("example", 1)[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["replay", "/nowhere"], "no file with records"),
        (["stream", "--program", "/nowhere.yaml"], "no such program file: /nowhere.yaml"),
        (["replay", "records", "--lake", "gs://bucket"], "neither a folder nor s3"),
        (["bridge"], "Give --queue-url or set TWOWAY_QUEUE_URL"),
        (["replay", "x", "--unknown"], "unrecognised: --unknown"),
    ],
)
def test_a_mistake_is_told_in_a_line_with_exit_code_2(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "records").write_text("{}")
    command = [sys.executable, "-m", "pipelines.cli", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


BARE = """
program: p
numbers: [{number: "+12065550100", opt_outs: aws}]
keywords: [{keyword: KEYWORD, template: t}]
templates: {t: "TEXT"}
"""


@pytest.mark.parametrize(
    ("keyword", "text", "said"),
    [("HELLO", "Hello {name}", "templates.t has {name}"), ("stop please", "Hello", "stop please")],
)
def test_a_program_that_would_fail_at_the_first_text_is_refused_at_the_start(
    keyword: str, text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program, records = tmp_path / "p.yaml", tmp_path / "records"
    program.write_text(BARE.replace("KEYWORD", keyword).replace("TEXT", text))
    records.write_text(json.dumps(sns(inbound(keyword))))
    arguments = ["--program", str(program), "--lake", str(tmp_path / "lake"), "--state", str(tmp_path / "state")]
    assert main(["replay", str(records), *arguments]) == 2
    assert said.casefold() in capsys.readouterr().err.casefold()


def test_a_lake_that_cannot_be_written_is_told_in_a_line_with_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "records").write_text(json.dumps(sns(inbound())))
    (tmp_path / "lake" / "inbound").mkdir(parents=True)
    (tmp_path / "lake" / "inbound" / "event_date=2026-11-22").write_text("in the way")
    command = [sys.executable, "-m", "pipelines.cli", "replay", "records", "--lake", "lake", "--state", "state"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "twoway replay: stopped by" in done.stderr
    assert "Traceback (most recent call last)" not in done.stderr
    assert "4255550001" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [["stream", "--flush", "0"], ["demo", "--customers", "-3"], ["sql", "--limit", "x"]]
)
def test_a_number_that_cannot_be_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert arguments[1] in capsys.readouterr().err


def test_a_key_that_is_no_key_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TWOWAY_HMAC_KEY", "not hex")
    (tmp_path / "records").write_text(json.dumps(sns(inbound())))
    assert main(["replay", "records"]) == 2
    assert "openssl rand -hex 32" in capsys.readouterr().err


def test_a_state_folder_that_is_named_is_the_only_one_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "records").write_text(json.dumps(sns(inbound())))
    assert main(["replay", "records", "--lake", "lake", "--state", "elsewhere"]) == 0
    assert (tmp_path / "elsewhere" / "hmac.key").exists()
    assert not (tmp_path / "state").exists()


def test_a_made_key_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    from pipelines.settings import pseudonym_key

    first = pseudonym_key({}, tmp_path)
    assert (tmp_path / "hmac.key").stat().st_mode & 0o077 == 0
    assert pseudonym_key({}, tmp_path).secret == first.secret
    assert first.secret.hex() not in repr(first)
