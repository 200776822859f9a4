"""Programs that a job can be started with: read, and checked for what would only show at the first text."""

from collections.abc import Sequence

from pipelines.adapters.program_files import Snapshot, read_snapshot
from pipelines.domain.classify import Classifier
from pipelines.ports import ProgramsInForce
from schemas.errors import ConfigurationFault
from schemas.program import PLACEHOLDER, ProgramFaults, ProgramSet
from schemas.program_file import read_programs


def programs_at(locations: Sequence[str]) -> ProgramSet:
    """The programs at `locations`: files, folders, s3://bucket/prefix; whether a job could run them is not asked.

    Raises:
        ProgramFaults: a file is at fault, or cannot be read.
        ClientError: S3 refuses.
        BotoCoreError: S3 cannot be reached.
    """
    return _programs(read_snapshot(locations))


def runnable(locations: Sequence[str]) -> ProgramSet:
    """The programs at `locations`, as `programs_at` finds them, if a job can run them.

    Raises:
        ConfigurationFault: see `judge`.
        ClientError: S3 refuses.
        BotoCoreError: S3 cannot be reached.
    """
    return judge(read_snapshot(locations)).programs


def judge(snapshot: Snapshot) -> ProgramsInForce:
    """The programs in `snapshot` with their reader, fit to be in force.

    Raises:
        ConfigurationFault: a file is at fault; a keyword can never be reached; a template that answers a text has a
            variable, and nothing gives it a value yet (the templates of flows may have them).
    """
    programs = _programs(snapshot)
    classifier = Classifier(programs)
    waiting = [
        f"{program.name}: templates.{name} has {{{match.group(1)}}}"
        for program in programs.programs
        for name in program.replying_templates
        for text in program.texts(name).values()
        if (match := PLACEHOLDER.search(text))
    ]
    if waiting:
        raise ConfigurationFault("nothing gives variables a value yet; write the words:\n  " + "\n  ".join(waiting))
    return ProgramsInForce(programs, classifier)


def _programs(snapshot: Snapshot) -> ProgramSet:
    faults = list(snapshot.faults)
    try:
        programs = read_programs(snapshot.files)
    except ProgramFaults as found:
        faults += found.faults
    if faults:
        raise ProgramFaults(faults)
    return programs
