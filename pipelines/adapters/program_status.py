"""What an operator sees of the programs: which are in force, and what keeps a change out. In the log and in the lake."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError

from pipelines.ports import Clock, Lake
from schemas.program import ProgramSet

_LOG = logging.getLogger(__name__)
STATUS_KEY = "_programs/status.json"
"""The lake's object that tells which programs are in force, and what is refused."""
_MOST_LOGGED = 20
Versions = dict[str, str]
"""Name → version of programs."""


class ProgramStatus:
    """Tells of each change once, and keeps the lake's object up to date. Not thread-safe."""

    def __init__(self, programs: ProgramSet, lake: Lake, clock: Clock) -> None:
        self._lake, self._clock = lake, clock
        self._versions, self._since = versions(programs), clock.now()
        self._faults: tuple[str, ...] = ()
        self._refused_at: datetime | None = None
        self._written: bytes | None = None

    def in_force(self, programs: ProgramSet) -> None:
        """These programs are in force from now on, and nothing is refused."""
        before, self._versions = self._versions, versions(programs)
        self._faults = ()
        if before == self._versions:
            _LOG.info("the program files say what is in force: %s", in_words(programs))
        else:
            self._since = self._clock.now()
            _LOG.info("programs in force: %s", _changed(before, self._versions))

    def refused(self, faults: tuple[str, ...], *, anew: bool = False) -> None:
        """A change is refused for these faults, a line each; empty: it is not refused any more. What was told last is
        not told again, unless it is another change (`anew`) with the same faults."""
        if faults == self._faults and not anew:
            return
        self._faults, self._refused_at = faults, self._clock.now()
        if not faults:
            _LOG.info("the program files can be read again")
            return
        stays = ", ".join(f"{name} {version}" for name, version in self._versions.items())
        _LOG.error("changed programs are refused, %s stays in force; faults: %d", stays, len(faults))
        for fault in faults[:_MOST_LOGGED]:
            _LOG.error("refused: %s", fault)

    def write(self) -> None:
        """Put the lake's object where it has changed; a lake that does not take it is asked again the next time."""
        status = json.dumps(self._told(), indent=1).encode()
        if status == self._written:
            return
        try:
            self._lake.put(STATUS_KEY, status)
        except (OSError, BotoCoreError, ClientError) as error:
            _LOG.warning("the lake did not take %s (%s); it is tried again", STATUS_KEY, code_of(error))
        else:
            self._written = status

    def close(self) -> None:
        """Let the lake go."""
        self._lake.close()

    def _told(self) -> dict[str, object]:
        return {
            "programs": [{"program": name, "version": version} for name, version in self._versions.items()],
            "in_force_since": _utc(self._since),
            "refused_at": _utc(self._refused_at) if self._faults and self._refused_at else None,
            "faults": self._faults,
        }


def versions(programs: ProgramSet) -> Versions:
    """Name → version of each program."""
    return {program.name: program.version for program in programs.programs}


def in_words(programs: ProgramSet) -> str:
    """`clinic 3f2a9c01d7e4, salon 91bc5a7740fe`."""
    return ", ".join(f"{name} {version}" for name, version in versions(programs).items())


def code_of(error: Exception) -> str:
    """AWS's code or the fault's type, never its text."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    return type(error).__name__


def _changed(before: Versions, after: Versions) -> str:
    """What became of each program.

    >>> _changed({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"})
    'a 1, b 1 -> 2, d new 1, c 1 -> gone'
    """
    words: Sequence[str] = [
        f"{name} {version}"
        if before.get(name) == version
        else f"{name} {before[name] + ' ->' if name in before else 'new'} {version}"
        for name, version in after.items()
    ]
    gone = [f"{name} {version} -> gone" for name, version in before.items() if name not in after]
    return ", ".join([*words, *gone])


def _utc(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
