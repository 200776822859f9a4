"""A provider that is slow, away, or says something else: tried again where that may help, told as `CalendarAway` else."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.adapters import calendar_calls
from pipelines.adapters.calendar_http import HttpCalendar
from pipelines.domain.slot_times import CalendarTime
from pipelines.ports import Hold
from schemas.errors import CalendarAway
from tests.contracts.calendar_server import TOKEN, Provider, provider
from tests.contracts.replies import NOON

ANN = b"ann".ljust(16, b".")
UNTIL = NOON + timedelta(minutes=10)
HOLD = Hold("clinic", "a", ANN)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    monkeypatch.setenv("TESTS_TOKEN", TOKEN)
    with provider(tmp_path) as started:
        times = [CalendarTime("clinic", f"{c}", NOON + timedelta(days=1), "Europe/London") for c in "abcdefghijklmnop"]
        started.calendar.load(times, NOON)
        yield started


@pytest.fixture
def calendar(server: Provider) -> Iterator[HttpCalendar]:
    opened = HttpCalendar(server.url + "/", "TESTS_TOKEN")
    yield opened
    opened.close()


def test_what_goes_over_the_wire(server: Provider, calendar: HttpCalendar) -> None:
    calendar.open_times("clinic & co", NOON, 60)
    calendar.hold([HOLD], NOON, UNTIL)
    calendar.book([HOLD], NOON)
    calendar.release([Hold("clinic", "a", None)], NOON)
    named = {"calendar": "clinic", "slot": "a", "holder": ANN.hex()}
    assert [(method, path, asked) for method, path, _, asked in server.seen] == [
        ("GET", "/sms/open-times", {"calendar": "clinic & co", "after": "2026-11-22T12:00:00Z", "limit": "60"}),
        ("POST", "/sms/holds", {**named, "until": "2026-11-22T12:10:00Z"}),
        ("POST", "/sms/bookings", named),
        ("POST", "/sms/releases", {**named, "holder": None}),
    ]
    assert {headers["Authorization"] for _, _, headers, _ in server.seen} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("fault", [500, 503, 429, "drop", "lose"])
def test_what_may_pass_is_tried_again(server: Provider, calendar: HttpCalendar, fault: int | str) -> None:
    server.faults = [fault] * 3
    assert calendar.hold([HOLD], NOON, UNTIL) == [True]
    server.faults = [fault]
    assert calendar.book([HOLD], NOON) == [True]
    server.faults = [fault]
    calendar.release([HOLD], NOON)
    server.faults = [fault]
    assert "a" in [slot.key for slot in calendar.open_times("clinic", NOON, 60)]
    assert len(server.seen) == 10


@pytest.mark.parametrize(("fault", "told"), [(503, "status 503"), ("drop", "ProtocolError")])
def test_what_does_not_pass_is_told_after_four_tries(
    server: Provider, calendar: HttpCalendar, fault: int | str, told: str
) -> None:
    server.faults = [fault] * 4
    with pytest.raises(CalendarAway, match=rf"^POST /holds at 127\.0\.0\.1:\d+: {told}$"):
        calendar.hold([HOLD], NOON, UNTIL)
    assert len(server.seen) == 4


def test_who_does_not_listen_is_away() -> None:
    calendar = HttpCalendar("http://127.0.0.1:9/sms", "TESTS_TOKEN")
    with pytest.raises(CalendarAway, match=r"^GET /open-times at 127\.0\.0\.1:9: NewConnectionError$"):
        calendar.open_times("clinic", NOON, 3)


def test_who_does_not_answer_is_given_up_and_asked_again(server: Provider) -> None:
    assert (calendar_calls._TIMEOUT.connect_timeout, calendar_calls._TIMEOUT.read_timeout) == (5, 5)
    quick = HttpCalendar(server.url, "TESTS_TOKEN")
    quick._calls._pool.connection_pool_kw["timeout"] = 0.2
    server.faults = ["hang"]
    assert quick.hold([HOLD], NOON, UNTIL) == [True]
    server.faults = ["hang"] * 4
    began = time.monotonic()
    with pytest.raises(CalendarAway, match="ReadTimeoutError"):
        quick.book([HOLD], NOON)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (401, "status 401: it refuses the token in TESTS_TOKEN"),
        (302, "status 302: it is somewhere else; TWOWAY_CALENDAR_URL must be where it ends up"),
        (404, "status 404"),
        (204, "it does not keep to the protocol: the answer: Invalid JSON"),
        (b"<html>", "it does not keep to the protocol: the answer: Invalid JSON"),
        (b"[]", "it does not keep to the protocol: the answer: Input should be an object"),
        (b'{"held": "yes"}', "it does not keep to the protocol: held: Input should be a valid boolean"),
        (b'{"ok": true}', "it does not keep to the protocol: held: Field required"),
        (b" " * (2 << 20), "it does not keep to the protocol: the answer: Invalid JSON"),
    ],
)
def test_what_does_not_keep_to_the_protocol_is_told_at_once(
    server: Provider, calendar: HttpCalendar, fault: int | bytes, told: str
) -> None:
    server.faults = [fault]
    with pytest.raises(CalendarAway) as away:
        calendar.hold([HOLD], NOON, UNTIL)
    assert told in str(away.value)
    assert ANN.hex() not in str(away.value)
    assert len(server.seen) == 1
    assert calendar.hold([HOLD], NOON, UNTIL) == [True], "the connection is fit for the next call"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"starts_at": "2026-11-24T15:00:00"}, "times.1.starts_at: Input should have timezone info"),
        ({"starts_at": 1_800_000_000}, "times.1.starts_at: Input should be a valid datetime"),
        ({"time_zone": "Berlin"}, "times.1.time_zone: Value error, is no IANA time zone, as Europe/London"),
        ({"time_zone": "../../etc"}, "times.1.time_zone: Value error, is no IANA time zone"),
        ({"slot": ""}, "times.1.slot: String should have at least 1 character"),
        ({"slot": 7}, "times.1.slot: Input should be a valid string"),
    ],
)
def test_a_time_that_is_none_is_told_with_its_place(
    server: Provider, calendar: HttpCalendar, wrong: dict[str, object], told: str
) -> None:
    right = {"slot": "a", "starts_at": "2026-11-24T15:00:00Z", "time_zone": "Europe/London"}
    server.faults = [json.dumps({"times": [right, {**right, **wrong}]}).encode()]
    with pytest.raises(CalendarAway) as away:
        calendar.open_times("clinic", NOON, 3)
    assert told in str(away.value)


def test_times_that_are_too_many_or_out_of_order_are_put_right(server: Provider, calendar: HttpCalendar) -> None:
    times = [
        {"slot": slot, "starts_at": f"2026-11-{day}T15:00:00+01:00", "time_zone": "Europe/Paris", "room": 4}
        for slot, day in [("d", 27), ("b", 24), ("past", 20), ("c", 25)]
    ]
    server.faults = [json.dumps({"times": times, "page": 1}).encode()]
    slots = calendar.open_times("clinic", NOON, 2)
    assert [(slot.key, slot.label) for slot in slots] == [("b", "Tue 24 Nov 3:00 pm"), ("c", "Wed 25 Nov 3:00 pm")]


def test_a_calendar_that_goes_away_in_a_block_is_not_waited_for_by_each_of_it(
    server: Provider, calendar: HttpCalendar
) -> None:
    server.faults = [503] * 1_000
    holds = [Hold("clinic", "abcdefghijklmnop"[n % 16], bytes([n]) * 16) for n in range(200)]
    with pytest.raises(CalendarAway):
        calendar.hold(holds, NOON, UNTIL)
    assert len(server.seen) < 150


def test_without_a_token_none_is_sent(server: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TESTS_TOKEN")
    calendar = HttpCalendar(server.url, "TESTS_TOKEN")
    with pytest.raises(CalendarAway, match="401"):
        calendar.book([HOLD], NOON)
    assert "Authorization" not in server.seen[0][2]
