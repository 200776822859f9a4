"""What `twoway slots` prints: the counts of a load, calendars with their next times, and how far a big file is."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from pipelines.domain.slot_times import Loaded, Occupancy
from pipelines.ports import Slot

_HEADINGS = ("calendar", "open", "held", "booked", "taken")


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar, and its next open times. `counts` None: a provider keeps it, and tells no counts."""

    calendar: str
    counts: Occupancy | None
    next: Sequence[Slot]


def show_loaded(loaded: Loaded, past: int, where: str, *, as_json: bool) -> None:
    """Print what became of a load; `past`: how many of its times are over."""
    if as_json:
        print(json.dumps({**asdict(loaded), "past": past}))
        return
    over = f" {past:,} of them are past, and offered to nobody." if past else ""
    print(f"{loaded.added:,} added, {loaded.changed:,} changed, {loaded.there:,} as they were, in {where}.{over}")


def show_calendars(calendars: Sequence[Shown], *, as_json: bool) -> None:
    """Print calendars as a table with the next open times below, or as one JSON object."""
    if as_json:
        print(json.dumps({"calendars": [_plain(each) for each in calendars]}, indent=2, ensure_ascii=False))
        return
    if not calendars:
        print("No calendar has times. Load some: twoway slots load FILE")
        return
    for line in [*_table([each.counts for each in calendars if each.counts]), *_next(calendars)]:
        print(line)


def _plain(each: Shown) -> dict[str, object]:
    times = [
        {"slot": slot.key, "starts_at": slot.at.isoformat(), "time_zone": str(slot.at.tzinfo), "label": slot.label}
        for slot in each.next
    ]
    counts = {} if each.counts is None else asdict(each.counts)
    return {"calendar": each.calendar, **counts, "next": times}


def _table(counts: Iterable[Occupancy]) -> list[str]:
    rows = [(one.calendar, *(f"{n:,}" for n in (one.open, one.held, one.booked, one.taken))) for one in counts]
    if not rows:
        return []
    widths = [max(map(len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    return ["  ".join(_cells(row, widths)) for row in (_HEADINGS, *rows)]


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]


def _next(calendars: Iterable[Shown]) -> list[str]:
    lines: list[str] = []
    for each in calendars:
        lines += ["", f"{each.calendar}, next open times:"]
        lines += [f"  {slot.label}  {slot.at.tzinfo}  {slot.key}" for slot in each.next] or ["  none"]
    return lines


class Progress:
    """One line on a terminal that says how far it is; on no terminal, nothing."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._told = False

    def __call__(self, done: int) -> None:
        if sys.stderr.isatty():
            self._told = True
            print(f"\r{done:,} {self._what}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self._told:
            print(file=sys.stderr)
