"""A conversation written down as plain text, which is the test of a program.

    # what it shows
    flow: appointment
    at: 2026-11-23 09:00
    name: Ada
    slot: 2026-11-24 15:00

    < Lakeside Clinic: Ada, you have an appointment…
    > can't come
    +2h
    < Lakeside Clinic: we have 1) Tue 24 Nov 3:00 pm…
    ! moved

`>` the customer, `<` a reply, `!` an outcome, `+` time that passes (`30m`, `2h`, `3d`). A reply that ends in `…` need only begin so.
Times are those of the customer, in UTC here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.domain.converse import Slot
from pipelines.domain.player import Line, Player
from schemas.program import Program

DEFAULT_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""A Monday morning: when a transcript begins that does not say."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WAIT = re.compile(r"\+\s*(\d{1,5})\s*([smhd])$")
_SETTING = re.compile(r"([a-z_]+):\s*(.+)$")


class TranscriptFault(Exception):
    """A line of a transcript that is none."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


@dataclass(frozen=True, slots=True)
class Event:
    """A line: its number, its mark (`>`, `<`, `!` or `+`) and what follows."""

    line: int
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Transcript:
    """A transcript as it was read: the flow, when it begins, what variables are, which times are open, and its events."""

    flow: str | None
    at: datetime
    variables: dict[str, str]
    slots: tuple[Slot, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a program does otherwise: the transcript's line, what it says, and what came; either may be absent."""

    line: int
    expected: str | None
    came: str | None


def read_transcript(text: str) -> Transcript:
    """A transcript from its text.

    Raises:
        TranscriptFault: a line that is none of the kinds.
    """
    flow, at, slots, variables, events = None, DEFAULT_AT, [], {}, []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line[0] in "<>!+":
            if line[0] == "+" and not _WAIT.match(line):
                raise TranscriptFault(number, "is no time that passes; write +30m, +2h or +3d")
            events.append(Event(number, line[0], line[1:].strip()))
            continue
        setting = _SETTING.match(line)
        if setting is None or events:
            raise TranscriptFault(number, "begins with none of > < ! + #; settings such as flow: stand at the top")
        name, value = setting.groups()
        if name == "flow":
            flow = value
        elif name == "at":
            at = _time(number, value)
        elif name == "slot":
            slots.append(slot_at(_time(number, value)))
        else:
            variables[name] = value
    return Transcript(flow, at, variables, tuple(slots), tuple(events))


def slot_at(at: datetime) -> Slot:
    """An open time as customers are shown it.

    >>> slot_at(datetime(2026, 11, 24, 15, 0, tzinfo=UTC)).label
    'Tue 24 Nov 3:00 pm'
    """
    hour = f"{at.hour % 12 or 12}:{at.minute:02d} {'am' if at.hour < 12 else 'pm'}"
    return Slot(at.isoformat(), at, f"{at:%a} {at.day} {at:%b} {hour}")


def waited(text: str) -> timedelta:
    """How long `2h` is.

    >>> waited("2h"), waited("30m")
    (datetime.timedelta(seconds=7200), datetime.timedelta(seconds=1800))
    """
    found = _WAIT.match(f"+{text.removeprefix('+')}")
    if found is None:
        raise ValueError(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def differences(program: Program, transcript: Transcript) -> list[Difference]:
    """Where the program does otherwise than the transcript says; none where it does the same.

    Raises:
        ConfigurationFault: the program has no such flow, or a variable has no value.
    """
    player = Player(program, transcript.at, transcript.slots, transcript.variables)
    came = list(player.begin(transcript.flow)) if transcript.flow is not None else []
    found: list[Difference] = []
    last = 0
    for event in transcript.events:
        last = event.line
        if event.mark in "<!":
            found += _compared(event, came.pop(0) if came else None)
            continue
        found += _unexpected(event.line, came)
        came = player.hear(event.text) if event.mark == ">" else player.wait(waited(event.text))
    return [*found, *_unexpected(last + 1, came)]


def _compared(event: Event, came: Line | None) -> Iterator[Difference]:
    same = came is not None and came.mark == event.mark and _alike(event.text, came.text)
    if not same:
        yield Difference(event.line, f"{event.mark} {event.text}", None if came is None else str(came))


def _alike(expected: str, came: str) -> bool:
    if expected.endswith("…"):
        return came.startswith(expected.removesuffix("…"))
    return expected == came


def _unexpected(line: int, came: list[Line]) -> Iterator[Difference]:
    yield from (Difference(line, None, str(each)) for each in came)


def _time(line: int, text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        raise TranscriptFault(line, "is no time; write it as 2026-11-23 09:00") from None
