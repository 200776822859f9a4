"""What an operator writes: a messaging program, one YAML file. Read, checked and fingerprinted.

Every fault of every file is reported at once, each with file, line and field, and what to do about it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from schemas.errors import ConfigurationFault

_LARGEST = 1 << 20
RESERVED = frozenset(
    ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "help", "info", "start", "unstop"]
)
"""Words that carriers and AWS keep for opting out, help and opting in: no keyword of a program."""


class OptOuts(StrEnum):
    """Who answers STOP, HELP and START on a number, as the number is set up at AWS."""

    AWS = "aws"  # AWS answers and keeps the list; we neither reply nor usually see them
    SELF = "self"  # self-managed opt-outs: AWS routes them to us, and we answer


class Match(StrEnum):
    """How a keyword is found in a text."""

    EXACT = "exact"  # the whole text is the keyword
    FIRST_WORD = "first_word"  # or the text begins with it


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(_Model):
    """A number that the program answers on: E.164, or a short code."""

    number: Annotated[str, Field(pattern=r"^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$")]
    opt_outs: OptOuts
    number_type: str | None = None


class Keyword(_Model):
    """What customers text, other ways to write it, and the template that answers it."""

    keyword: Annotated[str, Field(min_length=1, max_length=30)]
    synonyms: tuple[Annotated[str, Field(min_length=1, max_length=30)], ...] = ()
    match: Match = Match.EXACT
    template: str


class Replies(_Model):
    """Templates for what is no keyword; absent: no reply."""

    unmatched: str | None = None
    help: str | None = None
    stop: str | None = None
    start: str | None = None


class Program(_Model):
    """One program. `version` is a hash of all that it says: comments and the order of keys do not change it."""

    program: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    description: str = ""
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    languages: tuple[str, ...] = ("en",)
    keywords: tuple[Keyword, ...] = ()
    templates: dict[str, Annotated[str, Field(min_length=1, max_length=1530)]]
    replies: Replies = Replies()

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program

    @property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 of the canonical JSON of the program."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def opt_outs_on(self, number: str) -> OptOuts | None:
        """Who answers STOP on one of the program's numbers."""
        return next((n.opt_outs for n in self.numbers if n.number == number), None)


class ProgramSet:
    """Several programs, no number in two of them."""

    def __init__(self, programs: Sequence[Program]) -> None:
        self.programs = tuple(programs)
        self._by_number = {number.number: program for program in programs for number in program.numbers}

    def for_number(self, number: str) -> Program | None:
        """The program that answers on `number`, our number as AWS writes it."""
        return self._by_number.get(number)


class ProgramFaults(ConfigurationFault):
    """Everything that is wrong with the given program files, a line each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        count = f"{len(faults)} faults" if len(faults) > 1 else "a fault"
        super().__init__(f"{count} in the programs:\n  " + "\n  ".join(faults))


def load_program(path: Path) -> Program:
    """The program in a file.

    Raises:
        ProgramFaults: all that is wrong with it.
    """
    return load_programs([path]).programs[0]


def load_programs(paths: Iterable[Path]) -> ProgramSet:
    """The programs in several files.

    Raises:
        ProgramFaults: all that is wrong with any of them, or a number that two of them claim.
    """
    faults: list[str] = []
    programs: list[Program] = []
    owners: dict[str, Path] = {}
    for path in paths:
        program = _load(path, faults)
        if program is None:
            continue
        programs.append(program)
        for number in program.numbers:
            if (owner := owners.setdefault(number.number, path)) is not path:
                faults.append(f"{path}: numbers: {number.number} is claimed by {owner} too; a number has one program")
    if faults:
        raise ProgramFaults(faults)
    return ProgramSet(programs)


def program_json_schema() -> dict[str, Any]:
    """JSON Schema of a program file, for editors."""
    return Program.model_json_schema()


def _load(path: Path, faults: list[str]) -> Program | None:
    try:
        text = path.read_bytes()
    except OSError as error:
        faults.append(f"{path}: cannot be read: {error.strerror}")
        return None
    if len(text) > _LARGEST:
        faults.append(f"{path}: larger than 1 MiB; a program is a few hundred lines")
        return None
    before = len(faults)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = dict(_lines(node, (), faults, path))
        if len(faults) > before:
            return None
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        faults.append(f"{path}{where}: no YAML: {getattr(error, 'problem', None) or 'it cannot be decoded'}")
        return None
    except RecursionError:
        faults.append(f"{path}: nested too deep")
        return None
    try:
        program = Program.model_validate(value)
    except ValidationError as error:
        faults.extend(_explained(path, lines, error))
        return None
    faults.extend(f"{path}:{_line(lines, at)}: {_dotted(at)}: {what}" for at, what in _faults_of(program))
    return program if len(faults) == before else None


_Path = tuple[str | int, ...]


def _lines(node: yaml.Node | None, at: _Path, faults: list[str], path: Path) -> Iterator[tuple[_Path, int]]:
    """The line of each field; anchors are refused, because a few lines of them can stand for millions."""
    if node is None:
        return
    yield at, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                faults.append(f"{path}:{key.start_mark.line + 1}: {_dotted((*at, name))}: stands here twice; keep one")
            seen.add(name)
            if value.start_mark.index < key.start_mark.index:
                faults.append(
                    f"{path}:{key.start_mark.line + 1}: {_dotted((*at, name))}: aliases (*name) are not allowed; write it out"
                )
                continue
            yield from _lines(value, (*at, name), faults, path)
    elif isinstance(node, yaml.SequenceNode):
        last = node.start_mark.index
        for n, value in enumerate(node.value):
            if value.start_mark.index < last:
                faults.append(
                    f"{path}:{node.start_mark.line + 1}: {_dotted(at)}: aliases (*name) are not allowed; write it out"
                )
                continue
            yield from _lines(value, (*at, n), faults, path)


def _line(lines: Mapping[_Path, int], at: _Path) -> int:
    """The line of a field, or of the nearest thing around it that is there."""
    while at not in lines and at:
        at = at[:-1]
    return lines.get(at, 1)


def _dotted(at: _Path) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at)
    return text.lstrip(".") or "the file"


def _explained(path: Path, lines: Mapping[_Path, int], error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        at = fault["loc"]
        what = {
            "extra_forbidden": "no such field; see docs/programs.md for those there are",
            "missing": "is missing; add it",
            "model_type": "should be a mapping of fields",
        }.get(fault["type"], fault["msg"])
        yield f"{path}:{_line(lines, at)}: {_dotted(at)}: {what}"


def _faults_of(program: Program) -> Iterator[tuple[_Path, str]]:
    """What the fields' own types cannot tell."""
    for n, keyword in enumerate(program.keywords):
        if keyword.template not in program.templates:
            yield ("keywords", n, "template"), f"no template {keyword.template!r}; write it under templates"
    yield from _reply_faults(program)
    yield from _keyword_faults(program)


def _reply_faults(program: Program) -> Iterator[tuple[_Path, str]]:
    for name, template in program.replies.model_dump().items():
        if template is not None and template not in program.templates:
            yield ("replies", name), f"no template {template!r}; write it under templates"
    if any(number.opt_outs is OptOuts.SELF for number in program.numbers):
        for name in ("help", "stop"):
            if getattr(program.replies, name) is None:
                yield ("replies",), f"{name} is missing; with opt_outs: self it is you who must answer {name.upper()}"


def _keyword_faults(program: Program) -> Iterator[tuple[_Path, str]]:
    seen: dict[str, str] = {}
    for n, keyword in enumerate(program.keywords):
        for at, word in (
            (("keywords", n, "keyword"), keyword.keyword),
            *((("keywords", n, "synonyms", i), s) for i, s in enumerate(keyword.synonyms)),
        ):
            plain = " ".join(word.casefold().split())
            if plain in RESERVED:
                yield at, f"{word!r} is a word that carriers keep for opt-out, help or opt-in; choose another"
            elif plain in seen:
                yield at, f"{word!r} is a keyword of {seen[plain]!r} already; keep one"
            seen.setdefault(plain, keyword.keyword)
