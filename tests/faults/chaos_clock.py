"""The time of a chaos run: the machine's, put forward now and then, so that pauses of minutes need not be waited for."""

import os
import struct
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

_AHEAD = struct.Struct("<d")


@dataclass(frozen=True, slots=True)
class ChaosClock:
    """`pipelines.ports.Clock`: now, and the seconds that `path` holds. Every process that knows `path` has the same time."""

    path: Path

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead())

    def ahead(self) -> float:
        """Seconds before the machine's clock."""
        try:
            return float(_AHEAD.unpack(self.path.read_bytes())[0])
        except FileNotFoundError:
            return 0.0


@dataclass(slots=True)
class TimeMachine:
    """Puts a clock forward, and remembers when it did: epoch seconds of the machine, and how far ahead from then on."""

    clock: ChaosClock
    jumps: list[tuple[float, float]] = field(default_factory=list)

    def forward(self, seconds: float) -> None:
        """From now on it is later."""
        ahead = self.clock.ahead() + seconds
        temporary = self.clock.path.with_suffix(".new")
        temporary.write_bytes(_AHEAD.pack(ahead))
        os.replace(temporary, self.clock.path)
        self.jumps.append((time.time(), ahead))

    def at(self, machine_s: float) -> float:
        """The run's time, in epoch seconds, when the machine's clock showed `machine_s`."""
        return machine_s + next((ahead for since, ahead in reversed(self.jumps) if since <= machine_s), 0.0)
