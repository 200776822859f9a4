"""The contract of `pipelines.ports.Calendar`, on every adapter that keeps it."""

import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.adapters.calendar_http import HttpCalendar
from pipelines.ports import Calendar
from tests.contracts.calendar_server import TOKEN
from tests.contracts.calendars import ANN, BOB, CID, DAY, LONG, UNTIL, Model, Place, ask, at, calendar_on, keys
from tests.contracts.replies import NOON, SECOND


@pytest.fixture(params=["file", "memory", "dynamodb", "http"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("TESTS_TOKEN", TOKEN)
    if request.param == "dynamodb":
        request.getfixturevalue("database")
    with calendar_on(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def calendar(place: Place) -> Iterator[Calendar]:
    opened = place.open()
    yield opened
    if opened is not place.keeper:
        opened.close()


def test_open_times_are_later_ones_the_earliest_first_and_no_more_than_asked_for(
    place: Place, calendar: Calendar
) -> None:
    place.load(at("c", 3), at("a", 1), at("now", 0), at("past", -1), at("b", 2), at("b2", 2), at("other", 1, name="gp"))
    assert keys(calendar) == ["a", "b", "b2", "c"]
    assert keys(calendar, limit=2) == ["a", "b"]
    assert keys(calendar, after=NOON + timedelta(hours=2)) == ["c"]
    assert keys(calendar, name="nobody's") == []


def test_a_page_of_open_times_is_full_however_many_before_them_are_booked(place: Place, calendar: Calendar) -> None:
    place.load(*(at(f"{n:03}", 1 + n / 10, taken=n < 250) for n in range(260)))
    assert keys(calendar, limit=7) == [f"{n}" for n in range(250, 257)]


@pytest.mark.parametrize(
    ("zone", "label", "shown_at"),
    [
        ("America/New_York", "Mon 23 Nov 7:00 am", "2026-11-23T07:00:00-05:00"),
        ("Australia/Adelaide", "Mon 23 Nov 10:30 pm", "2026-11-23T22:30:00+10:30"),
        ("UTC", "Mon 23 Nov 12:00 pm", "2026-11-23T12:00:00+00:00"),
    ],
)
def test_a_time_is_shown_in_its_own_zone(
    place: Place, calendar: Calendar, zone: str, label: str, shown_at: str
) -> None:
    place.load(at("a", zone=zone))
    [slot] = calendar.open_times("clinic", NOON, 1)
    assert (slot.key, slot.label, slot.at.isoformat(), str(slot.at.tzinfo)) == ("a", label, shown_at, zone)


def test_a_held_time_is_its_holders_alone_until_the_hold_runs_out(place: Place, calendar: Calendar) -> None:
    place.load(at("a"))
    assert calendar.hold([ask("a")], NOON, UNTIL) == [True]
    assert keys(calendar, UNTIL - SECOND) == []
    assert calendar.hold([ask("a", BOB)], UNTIL - SECOND, UNTIL + LONG) == [False]
    assert calendar.book([ask("a", BOB)], UNTIL - SECOND) == [False]
    assert keys(calendar, UNTIL) == ["a"]
    assert calendar.hold([ask("a", BOB)], UNTIL, UNTIL + LONG) == [True]
    assert calendar.book([ask("a")], UNTIL) == [False]
    assert calendar.hold([ask("a")], UNTIL, UNTIL + LONG) == [False]


def test_a_holder_who_asks_again_has_it_still_and_for_longer(place: Place, calendar: Calendar) -> None:
    place.load(at("a"))
    calendar.hold([ask("a")], NOON, UNTIL)
    assert calendar.hold([ask("a")], UNTIL - SECOND, UNTIL + LONG) == [True]
    assert calendar.hold([ask("a", BOB)], UNTIL + SECOND, UNTIL + 2 * LONG) == [False]
    assert calendar.hold([ask("a")], UNTIL + 2 * LONG, UNTIL + 3 * LONG) == [True]


def test_a_booked_time_stays_its_holders_however_often_it_is_asked_for(place: Place, calendar: Calendar) -> None:
    place.load(at("a"))
    calendar.hold([ask("a")], NOON, UNTIL)
    for later in (NOON, NOON + DAY):
        assert calendar.book([ask("a")], later) == [True]
        assert calendar.hold([ask("a")], later, later + LONG) == [True]
        assert calendar.hold([ask("a", BOB)], later, later + LONG) == [False]
        assert calendar.book([ask("a", BOB)], later) == [False]
    assert keys(calendar) == []


def test_a_hold_that_ran_out_is_booked_if_nobody_else_has_taken_the_time(place: Place, calendar: Calendar) -> None:
    place.load(at("a"), at("b"))
    calendar.hold([ask("a"), ask("b")], NOON, UNTIL)
    calendar.hold([ask("b", BOB)], UNTIL, UNTIL + LONG)
    calendar.release([ask("b", BOB)], UNTIL)
    assert calendar.book([ask("a"), ask("b")], UNTIL + DAY) == [True, False]
    assert keys(calendar) == ["b"]


def test_nothing_is_booked_that_was_never_held(place: Place, calendar: Calendar) -> None:
    place.load(at("a"))
    assert calendar.book([ask("a"), ask("none"), ask("a", None)], NOON) == [False, False, False]
    assert calendar.hold([ask("none"), ask("a", name="gp"), ask("x" * 3000)], NOON, UNTIL) == [False] * 3
    assert keys(calendar) == ["a"]


@pytest.mark.parametrize("booked", [False, True])
def test_a_release_opens_what_its_holder_has_and_nothing_else(place: Place, calendar: Calendar, booked: bool) -> None:
    place.load(at("a"), at("b"))
    calendar.hold([ask("a"), ask("b", BOB)], NOON, UNTIL)
    if booked:
        calendar.book([ask("a"), ask("b", BOB)], NOON)
    for _ in range(2):
        calendar.release([ask("a"), ask("b"), ask("b", None), ask("none"), ask("x" * 3000)], NOON)
    assert keys(calendar) == ["a"]
    assert calendar.hold([ask("a", CID), ask("b", BOB)], NOON, UNTIL) == [True, True]
    calendar.release([ask("a")], NOON)
    assert calendar.book([ask("a", CID)], NOON) == [True], "who had it before has no say in it"


def test_a_time_that_was_loaded_as_taken_is_opened_by_a_release_of_nobody(place: Place, calendar: Calendar) -> None:
    place.load(at("own", taken=True), at("free", 25))
    assert keys(calendar) == ["free"]
    assert calendar.hold([ask("own", None), ask("own"), ask("free", None)], NOON, UNTIL) == [True, False, False]
    assert calendar.book([ask("own", None), ask("own")], NOON) == [True, False]
    calendar.hold([ask("free")], NOON, UNTIL)
    calendar.release([ask("own", None), ask("free", None)], NOON)
    assert keys(calendar) == ["own"]
    assert calendar.hold([ask("own", BOB)], NOON, UNTIL) == [True]
    calendar.release([ask("own", None)], NOON)
    assert calendar.book([ask("own", BOB)], NOON) == [True]


def test_answers_come_in_the_order_of_the_holds(place: Place, calendar: Calendar) -> None:
    place.load(*(at(f"s{n}", taken=n % 3 == 0) for n in range(130)))
    holds = [ask(f"s{n}", bytes([n]) * 16) for n in range(140)]
    assert calendar.hold(holds, NOON, UNTIL) == [n % 3 > 0 and n < 130 for n in range(140)]
    assert calendar.hold([], NOON, UNTIL) == calendar.book([], NOON) == []


def test_of_several_holders_in_one_call_one_gets_it(place: Place, calendar: Calendar) -> None:
    place.load(at("a"))
    holds = [ask("a", bytes([n]) * 16) for n in (1, 2, 3, 1, 2, 3)]
    got = calendar.hold(holds, NOON, UNTIL)
    assert sum(got) == 2
    assert got[:3] == got[3:]


def test_of_several_holders_at_once_one_gets_it(place: Place) -> None:
    place.load(*(at(f"s{n}") for n in range(6)))
    ready = threading.Barrier(4)
    won: list[tuple[str, bytes]] = []

    def race(holder: bytes) -> None:
        own = place.open()
        ready.wait()
        for n in range(6):
            if own.hold([ask(f"s{n}", holder)], NOON, UNTIL) == [True]:
                assert own.book([ask(f"s{n}", holder)], NOON) == [True]
                won.append((f"s{n}", holder))

    threads = [threading.Thread(target=race, args=(bytes([n]) * 16,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(slot for slot, _ in won) == [f"s{n}" for n in range(6)]


_KILLED = """
import os, pickle, signal, sys
from datetime import datetime
from pipelines.ports import Hold
calendar = pickle.loads(bytes.fromhex(sys.argv[1]))()
now, until = (datetime.fromisoformat(at) for at in sys.argv[3:])
assert calendar.hold([Hold("clinic", "a", bytes.fromhex(sys.argv[2]))], now, until) == [True]
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("place", ["file", "dynamodb", "http"], indirect=True)
def test_who_is_killed_between_hold_and_book_asks_again_and_has_it(place: Place) -> None:
    place.load(at("a"))
    opens = partial(HttpCalendar, place.server.url, "TESTS_TOKEN") if place.server else place.open
    arguments = [pickle.dumps(opens).hex(), ANN.hex(), NOON.isoformat(), UNTIL.isoformat()]
    assert subprocess.run([sys.executable, "-c", _KILLED, *arguments]).returncode == -signal.SIGKILL
    again = place.open()
    assert again.hold([ask("a", BOB)], NOON + SECOND, UNTIL) == [False]
    assert again.hold([ask("a")], NOON + SECOND, UNTIL) == [True]
    assert again.book([ask("a")], NOON + SECOND) == [True]
    again.close()


_STEPS = st.tuples(
    st.sampled_from(["hold", "hold", "book", "release", "look"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([ANN, BOB, None]),
    st.sampled_from([0, 0, 300, 600, 601]),
)
_EXAMPLES = count()


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_STEPS, max_size=14), st.booleans())
def test_whatever_is_asked_in_whatever_order_a_time_has_one_owner(
    place: Place, calendar: Calendar, steps: list[tuple[str, str, bytes | None, int]], twice: bool
) -> None:
    name = f"clinic{next(_EXAMPLES)}"
    place.load(at("a", name=name), at("b", 25, taken=True, name=name))
    model = Model({"a": (None, False, None), "b": (None, True, None)})
    now = NOON
    for what, slot, holder, passed in steps:
        now += passed * SECOND
        for _ in range(2 if twice else 1):
            hold = [ask(slot, holder, name)]
            if what == "hold":
                assert calendar.hold(hold, now, now + LONG) == [model.hold(slot, holder, now)]
            elif what == "book":
                assert calendar.book(hold, now) == [model.book(slot, holder, now)]
            elif what == "release":
                calendar.release(hold, now)
                model.release(slot, holder, now)
            else:
                assert keys(calendar, now, name=name) == [key for key in "ab" if model.free(key, now)]
