"""Programs follow their files: what is fit comes into force, what is not stays out, and both are seen."""

import json
import logging
import pickle
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pipelines.adapters.clock import SystemClock
from pipelines.adapters.lake import open_lake
from pipelines.adapters.program_files import Snapshot, read_snapshot
from pipelines.adapters.program_source import Watch, WatchedPrograms, watched_programs
from pipelines.adapters.program_status import STATUS_KEY
from pipelines.cli.programs import judge
from pipelines.local.children import await_true
from pipelines.ports import ProgramChanges, ProgramsInForce
from schemas.errors import ConfigurationFault

BUCKET = "programs-of-ours"


def program(name: str = "clinic", says: str = "Hello", number: str = "+12065550100") -> str:
    return f"""
program: {name}
numbers: [{{number: "{number}", opt_outs: aws}}]
keywords: [{{keyword: HI, template: hi}}]
templates: {{hi: "{says}"}}
"""


class Desk:
    """Program files in a folder, or wherever they are said to be, and a watcher that looks when it is told to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.lake = folder / "programs", folder / "lake"
        self.folder.mkdir()

    def write(self, text: str | bytes, name: str = "clinic.yaml") -> str:
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def watch(self, *locations: str, judge: Callable[[Snapshot], ProgramsInForce] = judge) -> Watch:
        where = locations or (str(self.folder),)
        lake = partial(open_lake, str(self.lake))
        return Watch("job", where, 0.05, read_snapshot(where), judge, lake, SystemClock())

    def open(self, *locations: str) -> WatchedPrograms:
        return WatchedPrograms(self.watch(*locations))

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads((self.lake / STATUS_KEY).read_bytes())
        return status


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def settled(source: WatchedPrograms) -> ProgramChanges:
    """What changed once the files have been found the same twice."""
    source.look()
    source.look()
    return source.take_changes()


def says(source: WatchedPrograms, name: str = "clinic") -> str | None:
    found = {p.name: p.text("hi") for p in source.current().programs.programs}
    return found.get(name)


def test_a_changed_file_comes_into_force_with_its_reader(desk: Desk) -> None:
    source = desk.open(desk.write(program()))
    before = source.current()
    desk.write(program().replace("HI,", "YO,"))
    assert settled(source) == ProgramChanges(reloaded=1)
    after = source.current()
    assert before.classifier.classify("+12065550100", "hi").keyword == "HI"
    assert after.classifier.classify("+12065550100", "hi").keyword is None
    read = after.classifier.classify("+12065550100", "yo")
    assert (read.keyword, read.program_version) == ("YO", after.programs.programs[0].version)
    assert read.program_version != before.programs.programs[0].version


def test_a_change_is_told_from_version_to_version(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    source = desk.open(desk.write(program()))
    old = source.current().programs.programs[0].version
    desk.write(program(says="Good day"))
    settled(source)
    new = source.current().programs.programs[0].version
    assert f"programs in force: clinic {old} -> {new}" in caplog.text
    assert desk.status()["programs"] == [{"program": "clinic", "version": new}]
    assert desk.status()["faults"] == []


def test_a_file_that_changes_from_look_to_look_is_not_judged_before_it_rests(desk: Desk) -> None:
    source = desk.open(desk.write(program()))
    whole = program(says="Good day")
    # Each half would do as a program, or as a fault, if it were judged.
    for half in (whole[:40], whole[: len(whole) // 2], program(says="Go"), whole):
        desk.write(half)
        source.look()
        assert says(source) == "Hello"
    source.look()
    assert says(source) == "Good day"
    assert source.take_changes() == ProgramChanges(reloaded=1)


def test_a_bad_version_stays_out_and_is_told_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    path = desk.write(program())
    source = desk.open(path)
    in_force = source.current()
    desk.write(program().replace("template: hi", "template: ho"))
    assert settled(source) == ProgramChanges(refused=1)
    assert settled(source) == ProgramChanges()
    assert source.current() is in_force
    [fault] = desk.status()["faults"]
    assert fault.startswith(f"{path}:4: keywords[0].template: ")
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told[1:] == [f"refused: {fault}"]
    assert f"clinic {in_force.programs.programs[0].version} stays in force" in told[0]


def test_another_bad_version_is_told_too_and_a_good_one_ends_it(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    source = desk.open(desk.write(program()))
    for bad in ("no: program", "no: program\n#"):
        desk.write(bad)
        assert settled(source).refused == 1
    assert sum("changed programs are refused" in record.getMessage() for record in caplog.records) == 2
    desk.write(program(says="Good day"))
    assert settled(source) == ProgramChanges(reloaded=1)
    assert (says(source), desk.status()["faults"], desk.status()["refused_at"]) == ("Good day", [], None)


def test_going_back_to_what_is_in_force_ends_a_refusal_without_a_reload(desk: Desk) -> None:
    source = desk.open(desk.write(program()))
    in_force = source.current()
    desk.write("no: program")
    settled(source)
    desk.write(program())
    assert settled(source) == ProgramChanges()
    assert source.current() is in_force
    assert desk.status()["faults"] == []


@pytest.mark.parametrize("same", [program(), "# a comment\n" + program(), program() + "description: ''\n"])
def test_what_says_the_same_is_no_change(desk: Desk, same: str) -> None:
    source = desk.open(desk.write(program()))
    in_force = source.current()
    desk.write(same)
    assert settled(source) == ProgramChanges()
    assert source.current() is in_force


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (program().replace("Hello", "Hello {name}"), "templates.hi has {name}"),
        (program().replace("{hi: ", "{hi: {en: ").replace('"}', ' {name}"}}'), "templates.hi has {name}"),
        (program().replace("HI,", "stop please,"), "stop please"),
        (program() + "---\n" + program(), "YAML"),
        ("", "is no program"),
    ],
)
def test_what_would_be_refused_at_the_start_is_refused_later_too(desk: Desk, bad: str, said: str) -> None:
    source = desk.open(desk.write(program()))
    desk.write(bad)
    assert settled(source) == ProgramChanges(refused=1)
    assert said in "\n".join(desk.status()["faults"])
    with pytest.raises(ConfigurationFault, match=said):
        desk.open()


def test_a_file_that_is_deleted_leaves_its_program_in_force(desk: Desk) -> None:
    path = Path(desk.write(program()))
    source = desk.open(str(path))
    path.unlink()
    assert settled(source) == ProgramChanges(refused=1)
    assert says(source) == "Hello"
    assert desk.status()["faults"] == [
        f"{path}:1: file: cannot be read (No such file or directory); check the path and its permissions"
    ]
    desk.write(program())
    settled(source)
    assert desk.status()["faults"] == []


def test_a_file_that_leaves_a_folder_leaves_its_program_in_force(desk: Desk) -> None:
    desk.write(program())
    salon = Path(desk.write(program("salon", number="+12065550101"), "salon.yaml"))
    source = desk.open()
    salon.unlink()
    assert settled(source) == ProgramChanges(refused=1)
    assert says(source, "salon") == "Hello"
    assert f"{salon}:1: file: is gone, and program salon with it" in desk.status()["faults"][0]


def test_a_file_may_be_renamed_and_its_program_moved(desk: Desk) -> None:
    path = Path(desk.write(program()))
    source = desk.open()
    path.rename(desk.folder / "clinics.yaml")
    assert settled(source) == ProgramChanges()
    desk.write(program("hospital"), "clinics.yaml")
    assert settled(source) == ProgramChanges(reloaded=1)
    assert [p.name for p in source.current().programs.programs] == ["hospital"]


def test_a_folder_gains_a_program_and_its_other_files_are_passed_over(desk: Desk) -> None:
    desk.write(program())
    for name in (".clinic.yaml", "_draft.yaml", "clinic.yaml~", "notes.txt"):
        desk.write("no: program", name)
    source = desk.open()
    desk.write(program("salon", number="+12065550101"), "salon.yml")
    assert settled(source) == ProgramChanges(reloaded=1)
    assert says(source, "salon") == "Hello"


def test_a_number_in_two_files_is_refused_with_both_named(desk: Desk) -> None:
    desk.write(program())
    source = desk.open()
    salon = desk.write(program("salon"), "salon.yaml")
    settled(source)
    assert desk.status()["faults"] == [
        f"{salon}:3: numbers[0].number: is the number of {desk.folder / 'clinic.yaml'} too;"
        " a number belongs to one program"
    ]


def test_a_folder_without_a_program_is_refused_at_the_start(desk: Desk) -> None:
    with pytest.raises(ConfigurationFault, match="holds no program"):
        desk.open()


def test_a_bug_of_ours_keeps_a_version_out_and_the_watcher_alive(desk: Desk) -> None:
    desk.write(program())

    def judge_or_fail(snapshot: Snapshot) -> ProgramsInForce:
        assert b"bug" not in snapshot.files[0][1]
        return judge(snapshot)

    source = WatchedPrograms(desk.watch(judge=judge_or_fail))
    source.start()
    try:
        desk.write(program(says="bug"))
        await_true(lambda: "met a bug (AssertionError)" in str(desk.status()["faults"]), "the bug to be told", 20, 0.02)
        assert says(source) == "Hello"
        desk.write(program(says="Good day"))
        await_true(lambda: says(source) == "Good day", "the next version", 20, 0.02)
        await_true(lambda: desk.status()["faults"] == [], "the bug to be forgotten", 20, 0.02)
    finally:
        source.stop()


def test_a_lake_that_takes_nothing_does_not_keep_a_version_out(desk: Desk) -> None:
    source = desk.open(desk.write(program()))
    (desk.lake / "_programs").write_text("in the way")
    desk.write(program(says="Good day"))
    settled(source)
    assert says(source) == "Good day"
    (desk.lake / "_programs").unlink()
    source.look()
    assert desk.status()["programs"][0]["version"] == source.current().programs.programs[0].version


def test_a_process_has_one_watcher_and_a_pipeline_that_starts_again_goes_on_with_it(desk: Desk) -> None:
    desk.write(program())
    watch: Watch = pickle.loads(pickle.dumps(desk.watch()))  # noqa: S301  as Beam hands it to a worker
    source = watched_programs(watch)
    try:
        desk.write(program(says="Good day"))
        await_true(lambda: says(source) == "Good day", "the change", 20, 0.02)
        source.close()
        again = watched_programs(watch)
        assert again is source
        assert says(again) == "Good day"
    finally:
        source.stop()


def test_a_worker_that_starts_late_takes_what_lies_there_at_once(desk: Desk) -> None:
    desk.write(program())
    watch = desk.watch()
    desk.write(program(says="Good day"))
    source = WatchedPrograms(watch)
    source.start()
    source.stop()
    assert says(source) == "Good day"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket=BUCKET)
    yield client
    for item in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=item["Key"])
    client.delete_bucket(Bucket=BUCKET)


def put(s3: Any, text: str, key: str = "live/clinic.yaml") -> None:
    s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())


@pytest.mark.parametrize("key", ["live", "live/", "live/clinic.yaml"])
def test_an_object_that_is_replaced_comes_into_force(desk: Desk, s3: Any, key: str) -> None:
    put(s3, program())
    put(s3, "no: program", "live/deeper/clinic.yaml")
    put(s3, "no: program", "live/_draft.yaml")
    source = desk.open(f"s3://{BUCKET}/{key}")
    put(s3, program(says="Good day"))
    assert settled(source) == ProgramChanges(reloaded=1)
    assert says(source) == "Good day"
    put(s3, program(says="Good day").replace("template: hi", "template: ho"))
    assert settled(source) == ProgramChanges(refused=1)
    assert desk.status()["faults"][0].startswith(f"s3://{BUCKET}/live/clinic.yaml:4: keywords[0].template: ")


@pytest.mark.parametrize("key", ["live", "live/clinic.yaml"])
def test_an_object_that_is_deleted_leaves_its_program_in_force(desk: Desk, s3: Any, key: str) -> None:
    put(s3, program())
    source = desk.open(f"s3://{BUCKET}/{key}")
    s3.delete_object(Bucket=BUCKET, Key="live/clinic.yaml")
    assert settled(source) == ProgramChanges(refused=1)
    assert says(source) == "Hello"
    assert len(desk.status()["faults"]) == 1


def test_an_object_is_fetched_again_only_when_it_was_replaced(
    desk: Desk, s3: Any, caplog: pytest.LogCaptureFixture
) -> None:
    put(s3, program())
    source = desk.open(f"s3://{BUCKET}/live")
    source.look()
    caplog.set_level(logging.INFO, logger="werkzeug")
    caplog.clear()
    settled(source)
    asked = [record.getMessage() for record in caplog.records if record.name == "werkzeug"]
    assert len([line for line in asked if "list-type" in line]) == 2
    assert [line for line in asked if "clinic.yaml" in line] == []


def test_an_s3_that_is_away_is_told_until_it_is_back(desk: Desk, s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(s3, program())
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    port = server.get_host_and_port()[1]
    with monkeypatch.context() as there:
        there.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        source = desk.open(f"s3://{BUCKET}/live")
        source.look()
    server.stop()
    put(s3, program(says="Good day"))
    source.look()
    assert "cannot be read now (EndpointConnectionError)" in desk.status()["faults"][0]
    assert (says(source), source.take_changes()) == ("Hello", ProgramChanges())
    # The same objects on the same port: moto keeps them in this process.
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    assert settled(source) == ProgramChanges(reloaded=1)
    assert (says(source), desk.status()["faults"]) == ("Good day", [])
    source.stop()
    server.stop()
