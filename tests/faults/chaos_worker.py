"""A fork server for the job: it has imported everything, and forks a child for each life. One thread, no gRPC of its own.

Lines of JSON in: a life to begin. Lines of JSON out: the process of a life, then how it ended. It ends with its input.
"""

import argparse
import ctypes
import json
import logging
import os
import signal
import sys
import traceback
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import boto3

from pipelines.adapters.program_files import read_snapshot
from pipelines.cli.programs import judge
from pipelines.cli.stream import EMBEDDED, run_on
from pipelines.cli.wiring import live_ports, prepared_lake
from pipelines.ports import Ports, ProgramChanges, ProgramsInForce
from pipelines.settings import Settings, from_environment
from tests.faults.chaos_clock import ChaosClock
from tests.faults.chaos_instants import Instant, Life, deadly

_PR_SET_PDEATHSIG = 1
_SERVICES = ("kinesis", "sns", "pinpoint-sms-voice-v2")
_in_force: list[ProgramsInForce] = []


@dataclass(frozen=True, slots=True)
class Files:
    """What a run keeps beside the job's own state, in one folder."""

    folder: Path

    @property
    def clock(self) -> Path:
        return self.folder / "ahead"

    @property
    def marks(self) -> Path:
        """A line for each life that ended at its instant."""
        return self.folder / "marks"

    @property
    def journal(self) -> Path:
        """A line for each call that nobody can tell the outcome of: reply id and reason."""
        return self.folder / "unsure"

    @property
    def log(self) -> Path:
        return self.folder / "job.log"


class ReadyPrograms:
    """`pipelines.ports.ProgramSource` of what the fork server has read: its automata are made once for all lives."""

    def current(self) -> ProgramsInForce:
        return _in_force[0]

    def take_changes(self) -> ProgramChanges:
        return ProgramChanges()

    def close(self) -> None: ...


def to_json(life: Life) -> str:
    """A life as a line."""
    return json.dumps(asdict(life))


def from_json(line: str) -> Life:
    """The life of a line."""
    told = json.loads(line)
    instant = told.pop("instant")
    return Life(instant=None if instant is None else Instant(instant), **told)


def serve(made: Settings, files: Files) -> None:
    """Read everything, then begin a life for each line."""
    snapshot = read_snapshot(made.programs)
    _in_force.append(judge(snapshot))
    prepared_lake(made)
    ports = replace(live_ports(made, snapshot), programs=ReadyPrograms, clock=ChaosClock(files.clock))
    for service in _SERVICES:  # botocore reads a service's model once for all lives
        boto3.client(service).close()
    _say(ready=os.getpid())
    for line in sys.stdin:
        life = from_json(line)
        child = os.fork()
        if child == 0:
            _live(ports, made, files, life)
        _say(life=life.number, pid=child)
        _, status = os.waitpid(child, 0)
        _say(life=life.number, ended=os.waitstatus_to_exitcode(status))


def _say(**told: Any) -> None:
    print(json.dumps(told), flush=True)


def _live(ports: Ports, made: Settings, files: Files, life: Life) -> None:
    """One life; never returns."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    log = os.open(files.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for stream in (0, 1, 2):
        os.dup2(os.open(os.devnull, os.O_RDONLY) if stream == 0 else log, stream)
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s life {life.number} %(levelname)s %(message)s", force=True)
    options = argparse.Namespace(runner=EMBEDDED, beam_options=[], max_restarts=-1, drain_file=None)
    code = 70
    try:
        code = run_on(deadly(ports, life, files.marks, files.journal), made, options)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> None:
    """Serve for the run in the folder that is the only argument; the environment says the rest, as for `twoway stream`."""
    files = Files(Path(sys.argv[1]))
    serve(replace(from_environment(), max_block=int(os.environ["CHAOS_MAX_BLOCK"])), files)


if __name__ == "__main__":
    main()
