"""A program from its YAML file: every fault of every file reported at once, each with file, line and field, and what to do.

A value is the text that stands in the file: YAML 1.1 would make true of a keyword `YES` and false of `NO`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from schemas.program import Program, ProgramFaults, ProgramSet
from schemas.program_advice import explained, field_of
from schemas.program_rules import Where, between_fields, claimed_numbers, dotted
from schemas.program_sending import sending_faults

MAX_BYTES = 750_000
"""Of a file. Five thousand keywords take about 500 kB."""
MAX_VALUES = 200_000
MAX_DEPTH = 16


def load_program(path: Path) -> Program:
    """The program in a file.

    Raises:
        ProgramFaults: all that is wrong with it.
    """
    return load_programs([path]).programs[0]


def load_programs(paths: Iterable[Path]) -> ProgramSet:
    """The programs in several files, in their order.

    Raises:
        ProgramFaults: all that is wrong with any of them, or between them.
    """
    return _loaded([_File(Path(path)) for path in paths])


def read_programs(files: Iterable[tuple[str, bytes]]) -> ProgramSet:
    """The programs in several files whose names and contents are given, wherever they lie, in their order.

    Raises:
        ProgramFaults: all that is wrong with any of them, or between them.
    """
    return _loaded([_File(name, content) for name, content in files])


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as far as it can be read. `program` is None where a single field is at fault; of what is wrong between
    fields `faults` tell. `data`: its plain data; `lines`: path of a field → its line, the first being 1."""

    file: str
    program: Program | None
    data: Mapping[str, Any]
    lines: Mapping[Where, int]
    faults: "tuple[Fault, ...]"


def examine_programs(files: Iterable[tuple[str, bytes]]) -> list[Reading]:
    """Each file with all that is wrong with it, in itself or beside the others; never raises for what stands in it."""
    opened = [_File(name, content) for name, content in files]
    programs = [file.validated() for file in opened]
    _compare(opened)
    return [
        Reading(str(file.path), program, file.data, file.lines, tuple(sorted(file.faults)))
        for file, program in zip(opened, programs, strict=True)
    ]


def _loaded(files: "Sequence[_File]") -> ProgramSet:
    programs = [file.read() for file in files]
    _compare(files)
    faults = [str(fault) for file in files for fault in sorted(file.faults)]
    if faults:
        raise ProgramFaults(faults)
    return ProgramSet([program for program in programs if program is not None])


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a file: the line, the field as `keywords[2].template`, what is wrong and what to do."""

    line: int
    where: str
    what: str
    file: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.what}"


class _File:
    """A file being read: its plain data, the line of each value, and what is wrong with it."""

    def __init__(self, path: Path | str, content: bytes | None = None) -> None:
        self.path = path
        self._content = content
        self.data: Mapping[str, Any] = {}
        self.lines: dict[Where, int] = {}
        self.faults: list[Fault] = []
        self._values = 0

    def read(self) -> Program | None:
        """The program, if nothing is wrong with it; else `faults` tells."""
        program = self.validated()
        return None if self.faults else program

    def validated(self) -> Program | None:
        """The program, if nothing is wrong with its single fields; what is wrong between them `faults` tells too."""
        try:
            data = self._plain()
        except _Refused as refused:
            self.fault((), refused.what, refused.line)
            return None
        if not isinstance(data, Mapping):
            self.fault((), "is no program; write fields such as program: and numbers:", 1)
            return None
        self.data = data
        program, found = None, [*between_fields(data), *sending_faults(data)]
        try:
            program = Program.model_validate(self.data)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            within = {each["loc"][:n] for each in errors for n in range(len(each["loc"]))}
            # A list whose entries are at fault counts as empty: the entries tell more.
            told = [each for each in errors if each["type"] != "too_short" or each["loc"] not in within]
            found += [(field_of(each["loc"]), explained(each)) for each in told]
        for at, what in found:
            self.fault(at, what)
        return program

    def fault(self, at: Where, what: str, line: int | None = None) -> None:
        """Note what is wrong at a field; without a line, it is that of the nearest value around it."""
        near = next((at[:n] for n in range(len(at), -1, -1) if at[:n] in self.lines), ())
        self.faults.append(Fault(line or self.lines.get(near, 1), dotted(at), what, str(self.path)))

    def _plain(self) -> Any:
        """The file's data as mappings, lists and texts, with `lines` filled in.

        Raises:
            _Refused: nothing can be read.
        """
        try:
            content = self._content if self._content is not None else self._bytes()
        except OSError as error:
            raise _Refused(f"cannot be read ({error.strerror}); check the path and its permissions") from None
        if len(content) > MAX_BYTES:
            raise _Refused(f"is larger than {MAX_BYTES:,} bytes; split the program")
        try:
            return self._value(_composed(content.decode("utf-8-sig")), ())
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise _Refused("is no UTF-8 text; save it as UTF-8", line) from None
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise _Refused(f"is no YAML: {error.problem}; correct it", mark.line + 1 if mark else 1) from None
        except yaml.YAMLError:
            raise _Refused("holds a character that YAML does not allow; remove it") from None

    def _bytes(self) -> bytes:
        with open(self.path, "rb") as file:
            return file.read(MAX_BYTES + 1)

    def _value(self, node: yaml.Node | None, at: Where) -> Any:
        if node is None:
            return None
        self._values += 1
        line = node.start_mark.line + 1
        # A few lines of aliases can stand for billions of values, or for themselves.
        if self._values > MAX_VALUES or len(at) > MAX_DEPTH:
            raise _Refused("expands to too much by its aliases (*name); write the values out", line)
        self.lines.setdefault(at, line)
        if node.tag not in _TAGS:
            self.fault(at, "has a tag (!…); write plain text, lists and fields")
        if isinstance(node, yaml.MappingNode):
            return dict(self._fields(node, at))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(each, (*at, n)) for n, each in enumerate(node.value)]
        return None if node.tag == _NULL and not node.value.strip("~") else node.value

    def _fields(self, node: yaml.MappingNode, at: Where) -> Iterator[tuple[str, Any]]:
        names: dict[str, int] = {}
        for key, value in node.value:
            line, name = key.start_mark.line + 1, str(key.value)
            if not isinstance(key, yaml.ScalarNode):
                self.fault(at, "has a list or fields for a name; write a word", line)
            elif name in names:
                self.fault((*at, name), f"stands here twice, first on line {names[name]}; keep one", line)
            else:
                names[name] = self.lines[(*at, name)] = line
                yield name, self._value(value, (*at, name))


_NULL = "tag:yaml.org,2002:null"
_PLAIN = ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in _PLAIN)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Refused(Exception):
    def __init__(self, what: str, line: int = 1) -> None:
        super().__init__(what)
        self.what, self.line = what, line


def _composed(text: str) -> yaml.Node | None:
    """The document's nodes. Its depth is looked at first, event by event: composing recurses."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _Refused(
                f"is nested deeper than {MAX_DEPTH}; no field is", event.start_mark.line + 1 if event.start_mark else 1
            )
    return yaml.compose(text, Loader=_LOADER)


def _compare(files: Sequence[_File]) -> None:
    """Note what is wrong between files."""
    owners: dict[str, _File] = {}
    for file in files:
        claims: list[tuple[Where, str]] = list(claimed_numbers(file.data))
        if isinstance(name := file.data.get("program"), str):
            claims.append((("program",), f"program {name}"))
        for at, claim in claims:
            owner = owners.setdefault(claim, file)
            if owner is not file:
                what = "name" if at == ("program",) else "number"
                file.fault(at, f"is the {what} of {owner.path} too; a {what} belongs to one program")
