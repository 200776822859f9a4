"""Programs that a job can be started with: read, and checked for what would only show at the first text."""

from collections.abc import Sequence
from pathlib import Path

from pipelines.domain.classify import Classifier
from schemas.errors import ConfigurationFault
from schemas.program import PLACEHOLDER, ProgramSet
from schemas.program_file import load_programs


def runnable(paths: Sequence[Path]) -> ProgramSet:
    """The programs in `paths`.

    Raises:
        ConfigurationFault: a file is at fault; a keyword can never be reached; a template has a variable, and nothing
            gives it a value yet.
    """
    programs = load_programs(paths)
    Classifier(programs)
    waiting = [
        f"{program.name}: templates.{name} has {{{match.group(1)}}}"
        for program in programs.programs
        for name, text in program.templates.items()
        if (match := PLACEHOLDER.search(text))
    ]
    if waiting:
        raise ConfigurationFault("nothing gives variables a value yet; write the words:\n  " + "\n  ".join(waiting))
    return programs
