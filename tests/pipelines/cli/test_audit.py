"""`twoway audit`: a lake in, verdicts out."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer
from pyarrow import fs

from dashboards.audit import LAWS, law
from pipelines.cli import main
from tests.dashboards.audit_changes import reminded
from tests.dashboards.audit_lakes import in_conversation, sound
from tests.dashboards.audit_opt_outs import stop_then_prompt
from tests.dashboards.lake_builder import OUR_NUMBER, LakeBuilder, at, key

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LakeBuilder:
    monkeypatch.chdir(tmp_path)
    for name in ("TWOWAY_LAKE", "TWOWAY_PROGRAMS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "lake").mkdir()
    made = LakeBuilder("lake")
    sound(made)
    return made


def asked(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["audit", *arguments])
    return code, capfd.readouterr().out


def test_a_sound_lake_passes_with_a_line_a_law(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = asked([], capfd)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].split() == ["law", "stands", "checked", "time"]
    assert [line.split()[:2] for line in lines[1:-1]] == [[name, "holds"] for name in LAWS]
    assert lines[-1] == f"{len(LAWS)} hold"


def test_a_broken_law_fails_and_shows_its_first_rows(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    stop_then_prompt(31)(lake)
    code, out = asked(["--lake", "lake"], capfd)
    assert code == 1
    assert "stop_is_a_latch             1 violation" in out
    assert f"\nstop_is_a_latch: {law('stop_is_a_latch').says}\n" in out
    assert "2026-11-20 12:00:00Z  2026-11-20 12:00:00Z  2026-11-20 12:00:31Z  prompt  bea-p" in out
    assert out.endswith(f"{len(LAWS) - 1} hold, 1 broken\n")
    assert OUR_NUMBER not in out


def test_a_warning_passes(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    lake.reply("r", status="unknown", reason="timeout", message_id=None, inbound_message_id="yes")
    code, out = asked([], capfd)
    assert code == 0
    assert "unknown_outcomes            1 to look at" in out
    assert "timeout" in out
    assert out.endswith(f"{len(LAWS) - 1} hold, 1 to look at\n")


def test_what_is_skipped_says_why(tmp_path: Path, lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare").mkdir()
    LakeBuilder("bare").inbound("i")
    code, out = asked(["--lake", "bare"], capfd)
    assert code == 0
    assert "a_denial_stands             skipped: no outcomes here" in out
    assert out.endswith(f"{len(LAWS) - 2} hold, 2 skipped\n")


def test_json_is_a_line_a_law(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    stop_then_prompt(31)(lake)
    code, out = asked(["--json"], capfd)
    assert code == 1
    lines = {line["law"]: line for line in map(json.loads, out.splitlines())}
    assert tuple(lines) == LAWS
    told = lines["stop_is_a_latch"]
    assert (told["verdict"], told["violations"], told["needs"]) == ("broken", 1, None)
    assert told["checked"] > 5
    [row] = told["rows"]
    assert (row["message_id"], row["sent_at"], row["after_s"]) == ("bea-p", "2026-11-20T12:00:31Z", 31.0)
    assert len(row["customer_key"]) == 36
    assert {line["verdict"] for name, line in lines.items() if name != "stop_is_a_latch"} == {"holds"}


def test_only_the_laws_that_are_named_are_audited(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    stop_then_prompt(31)(lake)
    code, out = asked(["--json", "--only", "one_confirmation", "--only", "an_end_is_final"], capfd)
    assert code == 0
    assert [json.loads(line)["law"] for line in out.splitlines()] == ["one_confirmation", "an_end_is_final"]


@pytest.mark.parametrize(
    ("seconds", "options", "code"),
    [(5, ["--grace", "0"], 1), (5, ["--grace", "5"], 0), (40, ["--grace", "60"], 0), (0.5, ["--grace", "0.4"], 1)],
)
def test_the_grace_of_stop_is_an_option(
    lake: LakeBuilder, seconds: float, options: list[str], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    stop_then_prompt(seconds)(lake)
    assert asked(["--only", "stop_is_a_latch", *options], capfd)[0] == code


def test_rows_and_stuck_are_options(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    for name in "abc":
        lake.reply(name, status="promised", message_id=None, settled_at=None, inbound_message_id="yes")
    only = ["--json", "--only", "every_reply_ends"]
    assert asked(only, capfd)[0] == 0
    code, out = asked([*only, "--stuck", "60", "--rows", "2"], capfd)
    told = json.loads(out)
    assert (code, told["violations"], len(told["rows"])) == (1, 3, 2)


def test_expiry_comes_from_the_programs(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    """The shipped charge alerts wait an hour."""
    in_conversation(lake, "odd", 61, "odd")
    of = {"occurred_at": at(minutes=61), "inbound_message_id": "odd", "flow": "charge"}
    lake.outcome("odd", outcome="approved", program="charge_alerts", **of)
    assert asked(["--only", "no_late_approval"], capfd)[0] == 1
    other = str(ROOT / "pipelines" / "programs" / "offers.yaml")
    assert asked(["--only", "no_late_approval", "--program", other], capfd)[0] == 0


def test_what_may_leave_again_comes_from_the_programs(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    """The shipped appointments may nudge three times."""
    reminded(3)(lake)
    assert asked(["--only", "one_reply_per_inbound"], capfd)[0] == 1
    for time in range(3):
        of = {"kind": "reminder", "program": "appointments", "template": "nudge", "inbound_message_id": None}
        lake.reply("nudge", version=9 + time, message_id=f"n{time}", **of)
    assert asked(["--only", "one_reply_per_inbound"], capfd)[0] == 0


def test_the_laws_are_listed_without_a_lake(lake: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    code, out = asked(["--list", "--lake", "nowhere"], capfd)
    assert code == 0
    assert out.splitlines()[::3] == list(LAWS)
    assert f"  {law('stop_is_a_latch').says}\n" in out
    code, out = asked(["--list", "--json"], capfd)
    assert [json.loads(line)["law"] for line in out.splitlines()] == list(LAWS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lake", "nowhere"], "There is no lake at"),
        (["--lake", "empty"], "no dataset has a file under empty"),
        (["--only", "stop"], "there is no law stop. They are: each_record_once, "),
        (["--program", "nowhere.yaml"], "nowhere.yaml:1: file: cannot be read"),
    ],
)
def test_a_mistake_is_told_with_exit_code_2(
    lake: LakeBuilder, arguments: list[str], said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    Path("empty").mkdir()
    assert main(["audit", *arguments]) == 2
    assert said in capfd.readouterr().err


@pytest.mark.parametrize("options", [["--grace", "-1"], ["--grace", "x"], ["--stuck", "0"], ["--rows", "0"]])
def test_a_bound_that_is_none_is_told_with_exit_code_2(lake: LakeBuilder, options: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["audit", *options])
    assert ended.value.code == 2


@pytest.mark.parametrize(("variable", "coloured"), [("FORCE_COLOR", True), ("NO_COLOR", False)])
def test_colour_is_only_where_it_is_wanted(
    lake: LakeBuilder,
    variable: str,
    coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, "1")
    assert ("\x1b[" in asked(["--only", "unknown_outcomes"], capfd)[1]) is coloured


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[LakeBuilder]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host = f"127.0.0.1:{server.get_host_and_port()[1]}"
    credentials = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "us-east-1"}
    for name, value in {**credentials, "AWS_ENDPOINT_URL": f"http://{host}"}.items():
        monkeypatch.setenv(name, value)
    files = fs.S3FileSystem(scheme="http", endpoint_override=host, region="us-east-1", allow_bucket_creation=True)
    files.create_dir("a-bucket")
    yield LakeBuilder("a-bucket/lake", files)
    server.stop()


def test_a_lake_on_s3_is_audited_like_a_folder(bucket: LakeBuilder, capfd: pytest.CaptureFixture[str]) -> None:
    sound(bucket)
    assert asked(["--lake", "s3://a-bucket/lake", "--json"], capfd)[0] == 0
    bucket.inbound("odd", customer_key=key("bea"), score=2.0)
    code, out = asked(["--lake", "s3://a-bucket/lake"], capfd)
    assert code == 1
    assert "rates_lie_in_0_1            1 violation" in out
