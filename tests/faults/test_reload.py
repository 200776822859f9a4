"""An operator edits a program while texts come in: each is read and answered by one version, and none is lost."""

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipelines.adapters.program_status import STATUS_KEY
from pipelines.cli import main
from pipelines.local.children import await_true
from pipelines.local.stack import StackHandle
from schemas.program_file import read_programs
from tests.faults.rig import QUICK, Load, Rig, texted

BUCKET = "programs-of-the-clinic"
OFTEN = {**QUICK, "TWOWAY_PROGRAMS_POLL_S": "0.2"}
PROGRAM = """
program: clinic
numbers: [{number: "+12065550100", opt_outs: self}]
keywords: [{keyword: CONFIRM, template: kept}]
templates:
  kept: "KEPT"
  help: "Elm Clinic: help at 206-555-0196. STOP to opt out."
  stop: "Elm Clinic: you are opted out."
replies: {help: help, stop: stop}
"""


def version(text: str) -> str:
    return read_programs([("clinic.yaml", text.encode())]).programs[0].version


FIRST, SECOND, THIRD = (PROGRAM.replace("KEPT", f"{word} words") for word in ("First", "Second", "Third"))
BAD = SECOND.replace("template: kept", "template: keep")
BODIES = {version(text): f"{word} words" for text, word in ((FIRST, "First"), (SECOND, "Second"), (THIRD, "Third"))}


def status(rig: Rig) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((rig.lake / STATUS_KEY).read_bytes())
    return told


def in_force(rig: Rig) -> list[str]:
    return [each["version"] for each in status(rig)["programs"]]


def await_in_force(rig: Rig, text: str) -> None:
    await_true(lambda: in_force(rig) == [version(text)], f"version {version(text)}", 30)


def read(rig: Rig) -> list[tuple[str, str]]:
    """Id and version of each inbound row, in the order of the stream."""
    return rig.sql("SELECT inbound_message_id, program_version FROM inbound ORDER BY source_seq")  # type: ignore[return-value]


@pytest.mark.slow
def test_an_edited_program_comes_into_force_under_load_and_a_bad_one_does_not(stack: StackHandle, folder: Path) -> None:
    file = folder / "programs" / "clinic.yaml"
    file.parent.mkdir()
    file.write_text(FIRST)
    with Rig(stack, folder, "reload", shards=1) as rig:
        rig.numbers(events=False)
        rig.start_job("--program", str(file.parent), environment=OFTEN)
        assert rig.says(f"programs clinic {version(FIRST)}")
        texts = [texted("CONFIRM", f"+1425{5600000 + n}", f"reload{n}") for n in range(240)]
        with Load(texts, per_s=20, act=lambda text: rig.put([text])) as load:
            load.await_done(40)
            # As an editor that does not write aside: the file is there in part for a while.
            with file.open("w") as half:
                half.write(SECOND[:60])
                half.flush()
                load.await_done(44)
                half.write(SECOND[60:])
            await_in_force(rig, SECOND)
            load.await_done(120)
            file.write_text(BAD)
            await_true(lambda: status(rig)["faults"] != [], "the bad version to be told", 30)
            load.await_done(160)
            assert in_force(rig) == [version(SECOND)]
            file.unlink()
            await_true(lambda: "holds no program" in status(rig)["faults"][0], "the missing file to be told", 30)
            load.await_done(180)
            file.write_text(THIRD)
            await_in_force(rig, THIRD)
        rig.await_committed()
        assert rig.drain_job() == 0

        assert rig.says(f"programs in force: clinic {version(FIRST)} -> {version(SECOND)}")
        assert rig.says(f"programs in force: clinic {version(SECOND)} -> {version(THIRD)}")
        assert rig.says(f"refused: {file}:4: keywords[0].template: ")
        rows = read(rig)
        assert Counter(i for i, _ in rows) == Counter({f"reload{n}": 1 for n in range(240)})
        # One after the other in the order of the stream, and never back.
        turns = [here for n, (_, here) in enumerate(rows) if n == 0 or rows[n - 1][1] != here]
        assert turns == [version(text) for text in (FIRST, SECOND, THIRD)]
        replies = rig.sql("SELECT inbound_message_id, program_version, body, status FROM replies")
        assert {(i, v) for i, v, _, _ in replies} == set(rows)
        assert {(v, body, stands) for _, v, body, stands in replies} == {(v, b, "sent") for v, b in BODIES.items()}
        sent = Counter(m.body for m in rig.accepted_replies() if m.destination.startswith("+14255600"))
        assert sent == Counter(BODIES[v] for _, v in rows)


@pytest.mark.slow
def test_a_kill_while_an_object_changes_loses_nothing_and_texts_nobody_twice(stack: StackHandle, folder: Path) -> None:
    s3 = stack.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    put = partial(s3.put_object, Bucket=BUCKET, Key="live/clinic.yaml")
    put(Body=FIRST.encode())
    with Rig(stack, folder, "reload-kill", shards=1) as rig:
        rig.numbers(events=False)
        rig.start_job("--program", f"s3://{BUCKET}/live", environment=OFTEN)
        texts = [texted("CONFIRM", f"+1425{5610000 + n}", f"killed{n}") for n in range(120)]
        with Load(texts, per_s=20, act=lambda text: rig.put([text])) as load:
            for at, text in ((30, SECOND), (60, THIRD)):
                load.await_done(at)
                put(Body=text.encode())
                rig.kill_job()
                rig.start_job("--program", f"s3://{BUCKET}/live", environment=OFTEN)
                await_in_force(rig, text)
        rig.await_committed()
        assert rig.drain_job() == 0
        assert Counter(i for i, _ in read(rig)) == Counter({f"killed{n}": 1 for n in range(120)})
        sent = Counter(m.context["reply_id"] for m in rig.accepted_replies() if m.destination.startswith("+14255610"))
        assert max(sent.values()) == 1
        replies = rig.sql("SELECT program_version, body FROM replies")
        assert len(replies) == 120
        # Whatever read the text again, a reply is what was promised once.
        assert all(BODIES[here] == body for here, body in replies)


def test_a_job_does_not_start_with_a_bad_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "clinic.yaml"
    file.write_text(BAD)
    arguments = ["--lake", str(folder / "lake"), "--state", str(folder / "state")]
    assert main(["stream", "--program", str(folder), *arguments]) == 2
    assert f"{file}:4: keywords[0].template: " in capsys.readouterr().err
