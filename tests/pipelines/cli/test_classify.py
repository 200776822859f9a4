"""`twoway classify` answers each line, in order, whatever is in it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import main
from pipelines.cli.classify import FIELDS


def classified(lines: list[str], *options: str, code: int = 0) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "pipelines.cli", "classify", *options]
    ran = subprocess.run(command, input="\n".join(lines).encode("utf-8"), capture_output=True, check=False)
    assert ran.returncode == code, ran.stderr
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_one_line_comes_out_for_each_that_goes_in_and_in_its_order() -> None:
    bodies = [
        "yes pls",
        "Si, confirmo",
        "👍",
        "Stop. Thank you",
        "leave me alone",
        "Liked “Reply STOP to…”",
        "",
        "yes pls",
    ]
    answers = classified([json.dumps({"messageBody": body}) for body in bodies])
    assert [tuple(answer) for answer in answers] == [FIELDS] * len(bodies)
    assert [(a["opt_out"], a["yes_no"], a["is_auto_response"]) for a in answers] == [
        *(("no", "yes", False), ("no", "yes", False), ("no", "yes", False), ("opt_out", None, False)),
        *(("ask", None, False), ("no", None, True), ("no", None, False), ("no", "yes", False)),
    ]
    assert answers[1]["language"] == "es"
    assert answers[0] == answers[-1]


def test_the_number_chooses_the_program_and_the_prompt_tells_what_a_letter_means() -> None:
    answers = classified(
        [
            json.dumps(
                {"messageBody": "deals", "destinationNumber": "+12065550122", "originationNumber": "+12065550199"}
            ),
            json.dumps({"messageBody": "deals", "destinationNumber": "+12065559999"}),
            json.dumps({"messageBody": "X", "previousPrompt": "Reply X to cancel your visit"}),
        ]
    )
    assert [(a["program"], a["keyword"]) for a in answers[:2]] == [("offers", "OFFERS"), (None, None)]
    assert answers[2]["yes_no"] == "no"


def test_what_cannot_be_read_says_why_in_its_place() -> None:
    answers = classified(
        ['{"messageBody": "yes"}', "nonsense", "[]", '{"messageBody": 7}', '{"messageBody": "\\ud83d yes"}'], code=2
    )
    assert [answer.get("error") for answer in answers] == [
        *(None, "the line is no JSON", "the line is no JSON object", "messageBody is no text", None)
    ]
    assert answers[-1]["intent"] == "keyword" or answers[-1]["yes_no"] in ("yes", None)


def test_other_programs_can_be_tried(tmp_path: Path) -> None:
    program = tmp_path / "own.yaml"
    program.write_text(
        "program: own\nnumbers: [{number: '55555', opt_outs: aws}]\nkeywords: [{keyword: BREAD, template: t}]\ntemplates: {t: t}\n"
    )
    [answer] = classified(['{"messageBody": "bread!"}'], "--program", str(program))
    assert (answer["program"], answer["keyword"], answer["match_kind"], answer["score"]) == (
        "own",
        "BREAD",
        "exact",
        1.0,
    )


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "no-such-file.jsonl"]) == 2
    assert "no-such-file.jsonl" in capsys.readouterr().err
