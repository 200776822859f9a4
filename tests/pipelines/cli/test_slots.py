"""`twoway slots`: files to calendars, every fault told at once, and what is open."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.adapters.calendar_dynamodb import DynamoCalendar
from pipelines.adapters.calendar_http import HttpCalendar
from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.cli import main
from pipelines.cli.calendars import live_calendar
from pipelines.domain.slot_times import CalendarTime
from pipelines.local.template import load_template
from pipelines.ports import Hold
from pipelines.settings import from_environment
from schemas.errors import ConfigurationFault
from tests.contracts.calendar_server import TOKEN, provider
from tests.contracts.dynamodb import dynamodb

NOW = datetime.now(UTC).replace(microsecond=0)
SOON = NOW + timedelta(days=30)
ANN = b"ann".ljust(16, b".")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    for name in ("TWOWAY_STORE", "TWOWAY_STATE", "TWOWAY_CALENDAR_URL", "TWOWAY_CALENDAR_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    yield tmp_path  # noqa: PT022  the fixture restores what it changed


def slots(*arguments: str | Path) -> int:
    return main(["slots", *map(str, arguments)])


def file(text: str, name: str = "times.csv") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def soon(hours: int) -> str:
    return (SOON + timedelta(hours=hours)).isoformat()


def a_week() -> Path:
    rows = [f"clinic,{soon(n)},Europe/London,s{n},{'true' if n == 2 else ''}" for n in range(7)]
    return file("\n".join(["calendar,starts_at,time_zone,slot,taken", *rows]))


def test_times_are_loaded_and_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert slots("load", a_week()) == 0
    where = Path("state/store.sqlite").absolute()
    assert capsys.readouterr().out == f"7 added, 0 changed, 0 as they were, in {where}.\n"
    calendar = SqliteCalendar(where)
    calendar.hold([Hold("clinic", "s0", ANN), Hold("clinic", "s1", ANN)], NOW, NOW + timedelta(hours=1))
    calendar.book([Hold("clinic", "s1", ANN)], NOW)
    calendar.close()
    assert slots("list") == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == ["calendar  open  held  booked  taken", "clinic       4     1       1      1"]
    assert out[3] == "clinic, next open times:"
    assert [line.split()[-2:] for line in out[4:]] == [["Europe/London", f"s{n}"] for n in (3, 4, 5, 6)]


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert slots("load", a_week()) == 0
    assert slots("load", a_week(), "--json") == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1]) == {"added": 0, "there": 7, "changed": 0, "past": 0}


def test_a_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert slots("list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"calendars": []}
    slots("load", a_week(), "--json")
    capsys.readouterr()
    assert slots("list", "clinic", "--json", "--state", "state") == 0
    [told] = json.loads(capsys.readouterr().out)["calendars"]
    assert (told["calendar"], told["open"], told["held"], told["booked"], told["taken"]) == ("clinic", 6, 0, 0, 1)
    first = told["next"][0]
    assert (first["slot"], first["time_zone"]) == ("s0", "Europe/London")
    assert datetime.fromisoformat(first["starts_at"]) == SOON


def test_every_fault_of_every_file_is_told_and_nothing_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    good = file(f"\ufeffcalendar,starts_at,slot\r\nclinic,{soon(1)},s1\r\n\r\n", "good.csv")
    bad = file(
        "calendar,starts_at,time_zone,slot\n"
        "clinic,2027-03-28 02:30,Europe/Berlin,a\n"
        '"two\nlines",2027-10-31 02:30,Europe/Berlin,b\n'
        f"clinic,{soon(1)},UTC,s1\n"
        f"clinic,{soon(2)},UTC,s1\n"
        f"clinic,{soon(2)},Berlin,c\n"
        f"clinic,{soon(2)},UTC,d,extra\n",
        "bad.csv",
    )
    assert slots("load", good, bad, "gone.csv", "--time-zone", "UTC") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "twoway slots: nothing is loaded, for 7 faults:"
    assert [line.partition(": ")[0].strip() for line in lines[1:]] == [
        *("bad.csv:2", "bad.csv:4", "bad.csv:4", "bad.csv:6", "bad.csv:7", "bad.csv:8", "gone.csv"),
    ]
    assert "is skipped in Europe/Berlin" in lines[1]
    assert "calendar: 'two\\nlines' has spaces around it, or characters that" in lines[2]
    assert "comes twice in Europe/Berlin" in lines[3]
    assert "slot: 's1' is the slot of good.csv:2 already" in lines[4]
    assert "time_zone: 'Berlin' is no IANA time zone; write Europe/Berlin" in lines[5]
    assert "has 5 cells for 4 columns" in lines[6]
    assert lines[7].strip() == "gone.csv: No such file or directory; name a file that can be read"
    assert slots("list", "clinic") == 2
    assert "no calendar 'clinic' in" in capsys.readouterr().err


def test_a_time_twice_in_one_file_is_a_fault_and_in_two_files_is_one_time(capsys: pytest.CaptureFixture[str]) -> None:
    rows = f"calendar,starts_at\nclinic,{soon(1)}\n"
    twice = file(f"{rows}clinic,{soon(1)}\n")
    assert slots("load", twice, "--time-zone", "UTC") == 2
    assert "times.csv:3: slot: 'clinic/" in (err := capsys.readouterr().err)
    assert "is the slot of line 2 already; remove one, or give each a key of its own" in err
    assert slots("load", file(rows, "a.csv"), file(rows, "b.csv"), "--time-zone", "UTC") == 0
    assert capsys.readouterr().out.startswith("1 added, 0 changed, 1 as they were")


def test_a_key_that_stands_for_another_time_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    slots("load", a_week())
    moved = file(f"calendar,starts_at,slot\nclinic,{soon(50)},s7\nclinic,{soon(51)},s3\n", "moved.csv")
    assert slots("load", moved, "--time-zone", "UTC") == 2
    told = f"moved.csv:3: slot: 's3' is the key of the time {soon(3)} in the calendar; give this one a key of its own"
    assert told in capsys.readouterr().err
    slots("list", "--json")
    assert json.loads(capsys.readouterr().out)["calendars"][0]["open"] == 6


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "times.csv:1: calendar: is missing; add the column"),
        ("calendar;starts_at\n", "times.csv:1: 'calendar;starts_at': is no column; separate columns with commas"),
        ('calendar,starts_at\n"clinic,2027-01-01T10:00Z\n', "times.csv:2: is no CSV"),
        (
            "calendar,starts_at\ncl\udce4nic,2027-01-01T10:00Z\n",
            "'cl\\udce4nic' has spaces around it, or characters that",
        ),
        ("PAR1 is how Parquet begins\n", "times.csv: is damaged, or no Parquet"),
    ],
)
def test_a_file_that_is_none_is_told(text: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("times.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert slots("load", "times.csv", "--time-zone", "UTC") == 2
    assert told in capsys.readouterr().err


def test_parquet_is_read_as_csv_is(capsys: pytest.CaptureFixture[str]) -> None:
    local = [SOON.replace(tzinfo=None), datetime.fromisoformat("2027-03-28T02:30"), None]
    aware = pa.array([SOON, SOON + timedelta(hours=1), SOON], pa.timestamp("ns", "America/New_York"))
    named = {"calendar": pa.array(["a", "b", "c"]).dictionary_encode(), "taken": pa.array([None, True, False])}
    zone = pa.array(["Europe/Berlin"] * 3)
    pq.write_table(pa.table({**named, "starts_at": aware, "time_zone": zone}), "aware.parquet")
    pq.write_table(pa.table({**named, "starts_at": pa.array(local), "time_zone": zone}), "local.parquet")
    pq.write_table(pa.table({**named, "starts_at": pa.array([1, 2, 3])}), "numbers.parquet")
    assert slots("load", "aware.parquet") == 0
    assert capsys.readouterr().out.startswith("3 added")
    assert slots("load", "local.parquet", "numbers.parquet") == 2
    lines = [line.strip() for line in capsys.readouterr().err.splitlines()[1:]]
    assert lines[0].startswith("local.parquet:2: starts_at: '2027-03-28T02:30:00' is skipped in Europe/Berlin")
    assert lines[1].startswith("local.parquet:3: starts_at: is missing")
    assert lines[2].startswith("numbers.parquet: starts_at: 'int64' is no type for it")


def test_a_big_file_is_loaded_and_times_that_are_over_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    start = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=300)
    rows = [f"clinic,{(start + timedelta(minutes=n)).isoformat()}" for n in range(25_000)]
    big = file("\n".join(["calendar,starts_at", *rows]))
    assert slots("load", big, "--time-zone", "UTC", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["added"], told["past"] in range(300, 303)) == (25_000, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["load"], "load what? Name CSV or Parquet files."),
        (["load", "x.csv", "--time-zone", "Berlin"], "--time-zone 'Berlin' is no IANA time zone; write Europe/Berlin"),
        (["list", "a", "b"], "list takes one calendar"),
        (["list", "clinic"], "There is: none."),
    ],
)
def test_what_cannot_be_is_refused(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert slots(*arguments) == 2
    assert told in capsys.readouterr().err


def test_the_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        slots("--help")
    assert ended.value.code == 0
    assert "twoway slots load november.csv --time-zone Europe/London" in capsys.readouterr().out


def made_state_table(name: str) -> None:
    properties = load_template()["Resources"]["StateTable"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    boto3.client("dynamodb").create_table(TableName=name, **{key: properties[key] for key in wanted})


def test_the_shared_store_keeps_the_calendar_where_it_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with dynamodb():
        monkeypatch.setenv("TWOWAY_STORE", "dynamodb:nowhere")
        assert slots("load", a_week()) == 2
        assert "no DynamoDB table 'nowhere-state'" in capsys.readouterr().err
        made_state_table("sms-state")
        monkeypatch.setenv("TWOWAY_STORE", "dynamodb:sms")
        assert slots("load", a_week()) == 0
        assert capsys.readouterr().out == "7 added, 0 changed, 0 as they were, in sms-state.\n"
        assert slots("list", "--json") == 0
        assert json.loads(capsys.readouterr().out)["calendars"][0]["open"] == 6
        calendar = live_calendar(from_environment())()
        assert isinstance(calendar, DynamoCalendar)
        calendar.close()


def test_a_providers_calendar_is_used_where_it_is_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with provider(folder) as server:
        server.calendar.load([CalendarTime("clinic", "s1", SOON, "Asia/Tokyo")], NOW)
        monkeypatch.setenv("TWOWAY_CALENDAR_URL", server.url)
        assert slots("list", "clinic") == 1
        assert "the calendar is away: GET /open-times at 127.0.0.1" in (err := capsys.readouterr().err)
        assert "it refuses the token in TWOWAY_CALENDAR_TOKEN" in err
        monkeypatch.setenv("TWOWAY_CALENDAR_TOKEN", TOKEN)
        assert slots("list", "clinic") == 0
        assert "Asia/Tokyo  s1" in capsys.readouterr().out
        assert slots("list") == slots("load", a_week()) == 2
        err = capsys.readouterr().err
        assert "a provider does not tell their names" in err
        assert "the provider keeps the calendar" in err
        assert isinstance(live_calendar(from_environment())(), HttpCalendar)


@pytest.mark.parametrize("url", ["booking.org", "ftp://booking.example", "https://a:b@c.example", "https://c/?q=1"])
def test_a_calendar_that_is_no_base_url_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationFault, match="TWOWAY_CALENDAR_URL is no http") as fault:
        from_environment({"TWOWAY_HMAC_KEY": "ab" * 32, "TWOWAY_CALENDAR_URL": url})
    assert url not in str(fault.value)
