"""Instants at which a life of the job ends: named ones, between a fact and its record, found by counting the calls of ports.

`deadly(ports, life)` gives the same ports, with each store, sender, lake and calendar in a `Counted`.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.ports import Ports, Sent, Unsure


class Instant(StrEnum):
    """Where a process dies."""

    AFTER_APPLY = "after store.apply"
    AFTER_CLAIM = "after store.claim"
    BEFORE_CALL = "before the call"
    AFTER_ACCEPTED = "after the API accepted"
    AFTER_SETTLE = "after store.settle"
    BEFORE_PUT = "before lake.put"
    AFTER_PUT = "after lake.put"
    BEFORE_WRITTEN = "before store.written"
    AFTER_WRITTEN = "after store.written"
    BEFORE_CHECKPOINT = "before save_checkpoints"
    AFTER_CHECKPOINT = "after save_checkpoints"
    AFTER_HOLD = "after calendar.hold"
    AFTER_BOOK = "after calendar.book"
    BEFORE_RUN = "before errands are settled"


RANDOM = "at random"


@dataclass(frozen=True, slots=True)
class Life:
    """One life of the job. It ends at the `nth` pass of `instant` later than `armed_s` after it began; None: when it is
    killed from outside."""

    number: int
    instant: Instant | None = None
    armed_s: float = 0.0
    nth: int = 1


@dataclass(slots=True)
class Fate:
    """Counts the passes of a life's instant, and kills the process at the last one. `marks`: told there before."""

    life: Life
    marks: Path
    began: float
    passed: int = 0

    def meets(self, instant: Instant) -> None:
        """The process is at `instant`."""
        if instant is not self.life.instant or time.monotonic() - self.began < self.life.armed_s:
            return
        self.passed += 1
        if self.passed == self.life.nth:
            tell(self.marks, f"{self.life.number}\t{instant}")
            os.kill(os.getpid(), signal.SIGKILL)


def tell(path: Path, line: str) -> None:
    """Add a line to a file, whole, whoever else writes there."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


Counts = Callable[[Sequence[Any], Any], bool]
"""Whether a call counts, from its arguments and its result (None before it): an idle one does not."""


def _argument(place: int) -> Counts:
    return lambda arguments, _: bool(arguments[place])


_BEFORE: Mapping[tuple[str, str], tuple[Instant, Counts]] = {
    ("sender", "send"): (Instant.BEFORE_CALL, _argument(0)),
    ("lake", "put"): (Instant.BEFORE_PUT, _argument(1)),
    ("store", "written"): (Instant.BEFORE_WRITTEN, _argument(0)),
    ("store", "save_checkpoints"): (Instant.BEFORE_CHECKPOINT, _argument(1)),
    ("store", "run"): (Instant.BEFORE_RUN, _argument(0)),
}
_AFTER: Mapping[tuple[str, str], tuple[Instant, Counts]] = {
    ("store", "apply"): (Instant.AFTER_APPLY, _argument(0)),
    ("store", "claim"): (Instant.AFTER_CLAIM, lambda _, result: bool(result)),
    ("sender", "send"): (Instant.AFTER_ACCEPTED, lambda _, result: isinstance(result, Sent)),
    ("store", "settle"): (Instant.AFTER_SETTLE, _argument(1)),
    ("lake", "put"): (Instant.AFTER_PUT, _argument(1)),
    ("store", "written"): (Instant.AFTER_WRITTEN, _argument(0)),
    ("store", "save_checkpoints"): (Instant.AFTER_CHECKPOINT, _argument(1)),
    ("calendar", "hold"): (Instant.AFTER_HOLD, _argument(0)),
    ("calendar", "book"): (Instant.AFTER_BOOK, _argument(0)),
}
_ROLES = ("store", "sender", "lake", "calendar")


class Counted:
    """A port in its `role`, each call of which may be the last. `journal`: what it leaves unsure is told there."""

    def __init__(self, role: str, port: Any, fate: Fate, journal: Path) -> None:
        self._role, self._port, self._fate, self._journal = role, port, fate, journal

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._port, name)
        place = (self._role, name)
        return partial(self._called, place, call) if place in _BEFORE or place in _AFTER else call

    def _called(self, place: tuple[str, str], call: Callable[..., Any], *arguments: Any) -> Any:
        before, after = _BEFORE.get(place), _AFTER.get(place)
        if before is not None and before[1](arguments, None):
            self._fate.meets(before[0])
        result = call(*arguments)
        if isinstance(result, Unsure):
            tell(self._journal, f"{arguments[0].context['reply_id']}\t{result.reason}")
        if after is not None and after[1](arguments, result):
            self._fate.meets(after[0])
        return result


_fates: list[Fate] = []
"""Of this process: Beam hands factories over as bytes, and all that they open must count together."""


def deadly(ports: Ports, life: Life, marks: Path, journal: Path) -> Ports:
    """`ports`, of which this process is to die as `life` says, counted from now."""
    _fates[:] = [Fate(life, marks, time.monotonic())]
    made = {role: partial(_opened, role, getattr(ports, role), journal) for role in _ROLES}
    return replace(ports, **made)


def _opened(role: str, factory: Callable[[], Any], journal: Path) -> Counted:
    return Counted(role, factory(), _fates[0], journal)
