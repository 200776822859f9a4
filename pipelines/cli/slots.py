"""Fill calendars with times that customers choose from, and look at what is open.

`load` adds the times of CSV or Parquet files and tells how many: the columns are calendar, starts_at (ISO 8601, with an
offset or local to time_zone), time_zone (IANA), slot (its key; made from the time where it is empty) and taken (true or
false); the first two must be there. What a customer holds or has booked is never changed, and loading a file again
changes nothing. Of files with a fault nothing is loaded. `list` counts what is open, held by a conversation that is
choosing, booked by one, and taken since it was loaded, of the times to come.

examples:
  twoway slots load november.csv --time-zone Europe/London
  twoway slots load export/*.parquet --state /var/lib/twoway
  twoway slots list appointments --json
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from pipelines.adapters.clock import SystemClock
from pipelines.adapters.dynamo_table import check_table
from pipelines.adapters.kept_calendar import KeptCalendar
from pipelines.cli.calendars import kept_calendar, live_calendar
from pipelines.cli.options import add_state, settings
from pipelines.cli.slots_files import Place, Reading, SlotFaults, read_files
from pipelines.cli.slots_shown import Progress, Shown, show_calendars, show_loaded
from pipelines.domain.slot_rows import RowFault, check_zone
from pipelines.domain.slot_times import CalendarTime, Loaded, TimeMoved
from pipelines.settings import Settings
from schemas.errors import CalendarAway, ConfigurationFault

NAME = "slots"
_ACTIONS = ("load", "list")
_AT_ONCE = 1_000
_NEXT = 5


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=_ACTIONS, metavar="ACTION", help="load or list")
    parser.add_argument("what", nargs="*", metavar="WHAT", help="load: CSV or Parquet files; list: a calendar")
    parser.add_argument("--time-zone", metavar="ZONE", help="load: of rows that name none, as Europe/London")
    add_state(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of text")


def run(options: argparse.Namespace) -> int:
    made = settings(options)
    if made.calendar_url is None and made.table_prefix is not None:
        check_table(made.state_table)
    try:
        return _load(options, made) if options.action == "load" else _list(options, made)
    except CalendarAway as away:
        print(f"twoway slots: the calendar is away: {away}", file=sys.stderr)
        return 1


def _load(options: argparse.Namespace, made: Settings) -> int:
    if not options.what:
        raise ConfigurationFault("load what? Name CSV or Parquet files.")
    if made.calendar_url is not None:
        raise ConfigurationFault(
            "TWOWAY_CALENDAR_URL is set: the provider keeps the calendar, and its times are added there. Unset it to keep"
            " calendars in the store."
        )
    zone = None if options.time_zone is None else _zone(options.time_zone)
    progress = Progress("rows read")
    reading = read_files(map(Path, options.what), zone, progress)
    progress.end()
    calendar = kept_calendar(made)()
    try:
        now = SystemClock().now()
        loaded = _loaded(reading, calendar, now)
    finally:
        calendar.close()
    past = sum(time.starts_at <= now for _, time in reading.times)
    show_loaded(loaded, past, _where(made), as_json=options.json)
    return 0


def _zone(name: str) -> str:
    try:
        return check_zone(name).key
    except ValueError as fault:
        raise ConfigurationFault(f"--time-zone {name!r} {fault}") from None


def _loaded(reading: Reading, calendar: KeptCalendar, now: datetime) -> Loaded:
    """Load all that was read, or nothing where something is at fault.

    Raises:
        SlotFaults: every fault of the files, and every key that stands for another time in the calendar.
    """
    parts = [reading.times[n : n + _AT_ONCE] for n in range(0, len(reading.times), _AT_ONCE)]
    faults = reading.faults + [fault for part in parts for fault in _moved(part, calendar)]
    if faults:
        raise SlotFaults(faults)
    loaded, progress = Loaded(), Progress("times loaded")
    for n, part in enumerate(parts):
        loaded += _load_part(part, calendar, now)
        if len(parts) > 1:
            progress(min((n + 1) * _AT_ONCE, len(reading.times)))
    progress.end()
    return loaded


def _moved(part: Sequence[tuple[Place, CalendarTime]], calendar: KeptCalendar) -> list[str]:
    known = calendar.known([time for _, time in part])
    moved = [(place, time, known.get((time.calendar, time.slot), time.starts_at)) for place, time in part]
    return [_told(place, time, stands_at) for place, time, stands_at in moved if stands_at != time.starts_at]


def _load_part(part: Sequence[tuple[Place, CalendarTime]], calendar: KeptCalendar, now: datetime) -> Loaded:
    try:
        return calendar.load([time for _, time in part], now)
    except TimeMoved as moved:
        # Somebody else has loaded it a moment ago; what stands before it may be loaded.
        place = next(place for place, time in part if time == moved.time)
        raise ConfigurationFault(_told(place, moved.time, moved.stands_at)) from None


def _told(place: Place, time: CalendarTime, stands_at: datetime) -> str:
    what = f"is the key of the time {stands_at.isoformat()} in the calendar; give this one a key of its own"
    return place.told(RowFault("slot", time.slot, what))


def _list(options: argparse.Namespace, made: Settings) -> int:
    if len(options.what) > 1:
        raise ConfigurationFault("list takes one calendar, or none for all of them.")
    now = SystemClock().now()
    shown = _provided(options.what, made, now) if made.calendar_url is not None else _kept(options.what, made, now)
    show_calendars(shown, as_json=options.json)
    return 0


def _provided(names: Sequence[str], made: Settings, now: datetime) -> list[Shown]:
    if not names:
        raise ConfigurationFault(
            "which calendar? TWOWAY_CALENDAR_URL is set, and a provider does not tell their names."
        )
    calendar = live_calendar(made)()
    try:
        return [Shown(name, None, calendar.open_times(name, now, _NEXT)) for name in names]
    finally:
        calendar.close()


def _kept(names: Sequence[str], made: Settings, now: datetime) -> list[Shown]:
    calendar = kept_calendar(made)()
    try:
        counts = {each.calendar: each for each in calendar.occupancy(now)}
        missing = [name for name in names if name not in counts]
        if missing:
            there = ", ".join(counts) or "none"
            raise ConfigurationFault(f"no calendar {missing[0]!r} in {_where(made)}. There is: {there}.")
        return [Shown(name, counts[name], calendar.open_times(name, now, _NEXT)) for name in names or counts]
    finally:
        calendar.close()


def _where(made: Settings) -> str:
    return str(made.store_path) if made.table_prefix is None else made.state_table
