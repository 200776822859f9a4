"""Programs that follow their files: a version that is fit comes into force without a restart, one that is not stays out.

A change is judged when two looks found the same bytes, so that a file is not taken while an editor is half done.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from pipelines.adapters.program_files import ProgramFiles, Snapshot
from pipelines.adapters.program_status import ProgramStatus, code_of, versions
from pipelines.domain.classify import Classifier
from pipelines.ports import Clock, Lake, ProgramChanges, ProgramsInForce
from schemas.errors import ConfigurationFault
from schemas.program import ProgramFaults, ProgramSet

_LOG = logging.getLogger(__name__)
_SETTLE_S = 1.0


class FixedPrograms:
    """`pipelines.ports.ProgramSource` that never changes: for a replay, and for tests."""

    def __init__(self, programs: ProgramSet) -> None:
        self._in_force = ProgramsInForce(programs, Classifier(programs))

    def current(self) -> ProgramsInForce:
        return self._in_force

    def take_changes(self) -> ProgramChanges:
        return ProgramChanges()

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Watch:
    """What is watched, and how it is judged. Picklable.

    `started_with` is in force until something else that is fit is found. `judge` raises ConfigurationFault for what is
    not. `job` keeps apart those who watch the same files in one process.
    """

    job: str
    locations: tuple[str, ...]
    poll_s: float
    started_with: Snapshot
    judge: Callable[[Snapshot], ProgramsInForce]
    lake: Callable[[], Lake]
    clock: Clock


class WatchedPrograms:
    """`pipelines.ports.ProgramSource` that follows program files; `start` sets a thread to look at them.

    Raises:
        ConfigurationFault: what it is started with is not fit.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._files = ProgramFiles(watch.locations)
        self._in_force = watch.judge(watch.started_with)
        self._names_in_force = _names(watch.started_with)
        self._status = ProgramStatus(self._in_force.programs, watch.lake(), watch.clock)
        self._judged = watch.started_with.fingerprint
        self._faults: tuple[str, ...] = ()
        self._unsettled: str | None = None
        self._reloaded = self._refused = 0
        self._counting = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, name="programs", daemon=True)

    def current(self) -> ProgramsInForce:
        return self._in_force

    def take_changes(self) -> ProgramChanges:
        with self._counting:
            changes = ProgramChanges(self._reloaded, self._refused)
            self._reloaded = self._refused = 0
        return changes

    def close(self) -> None:
        """Nothing: a pipeline that starts again in this process goes on with what is in force."""

    def start(self) -> None:
        """Look now, taking what lies there as it is, and from then on in a thread that ends with the process."""
        self._look_safely(at_once=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; what is in force stays so."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()
        self._files.close()
        self._status.close()

    def look(self, *, at_once: bool = False) -> None:
        """Read the files; judge them if they changed and the last look found the same, or `at_once`."""
        try:
            seen = self._files.read()
        except (BotoCoreError, ClientError) as error:
            self._status.refused((self._all(f"cannot be read now ({code_of(error)}); it is tried again"),))
        else:
            self._consider(seen, at_once)
        self._status.write()

    def _consider(self, seen: Snapshot, at_once: bool) -> None:
        found = seen.fingerprint
        settled = at_once or found == self._unsettled
        self._unsettled = None if settled or found == self._judged else found
        if found == self._judged:
            self._status.refused(self._faults)
        elif settled:
            self._judge(seen)

    def _judge(self, seen: Snapshot) -> None:
        faults: tuple[str, ...] = ()
        try:
            new = self._watch.judge(seen)
            self._refuse_withdrawal(seen, new.programs)
        except ConfigurationFault as fault:
            faults = tuple(str(fault).splitlines())
            self._count(refused=1)
            self._status.refused(faults, anew=True)
        else:
            self._put_in_force(new, seen)
        self._judged, self._faults = seen.fingerprint, faults

    def _refuse_withdrawal(self, seen: Snapshot, new: ProgramSet) -> None:
        gone = sorted(self._names_in_force - _names(seen))
        without = ", ".join(sorted(versions(self._in_force.programs).keys() - versions(new).keys()))
        if gone and without:
            what = f"is gone, and program {without} with it; put it back, or restart to go on without it"
            raise ProgramFaults([f"{name}:1: file: {what}" for name in gone])

    def _put_in_force(self, new: ProgramsInForce, seen: Snapshot) -> None:
        if versions(new.programs) != versions(self._in_force.programs):
            self._in_force = new
            self._count(reloaded=1)
        self._names_in_force = _names(seen)
        self._status.in_force(new.programs)

    def _count(self, reloaded: int = 0, refused: int = 0) -> None:
        with self._counting:
            self._reloaded += reloaded
            self._refused += refused

    def _keep_looking(self) -> None:
        poll_s = self._watch.poll_s
        while not self._stopped.wait(poll_s if self._unsettled is None else min(poll_s, _SETTLE_S)):
            self._look_safely()

    def _look_safely(self, *, at_once: bool = False) -> None:
        try:
            self.look(at_once=at_once)
        except Exception as error:  # the thread's outermost: what meets a bug of ours stays out, and the old goes on
            _LOG.debug("what stopped it", exc_info=True)
            self._status.refused((self._all(f"met a bug ({type(error).__name__}); TWOWAY_LOG=DEBUG tells more"),))
            self._status.write()

    def _all(self, what: str) -> str:
        return f"{', '.join(self._watch.locations)}: {what}"


_OPEN: dict[tuple[str, tuple[str, ...]], WatchedPrograms] = {}
_OPENING = threading.Lock()


def watched_programs(watch: Watch) -> WatchedPrograms:
    """The one watcher of this process for a job and its locations, started; what it has put in force outlives a
    pipeline that fails and starts again.

    Raises:
        ConfigurationFault: what it is started with is not fit.
    """
    with _OPENING:
        key = (watch.job, watch.locations)
        if key not in _OPEN:
            opened = WatchedPrograms(watch)
            opened.start()
            _OPEN[key] = opened
        return _OPEN[key]


def _names(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(name for name, _ in snapshot.files)
