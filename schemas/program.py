"""What an operator writes: a messaging program, one YAML file. Read, checked and fingerprinted.

Every fault of every file is reported at once, each with file, line and field, and what to do about it. A value is the
text that stands in the file: YAML 1.1 would make true of a keyword `YES` and false of `NO`.
"""

import difflib
import hashlib
import json
import re
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from schemas.errors import ConfigurationFault
from schemas.pseudonym import NumberKind, canonical_number, kind_of

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A variable in a template. Braces have no other use there."""

LONGEST_TEXT = 1530
"""Characters AWS sends at most, in the GSM alphabet (AWS End User Messaging SMS user guide, "SMS character limits")."""

CARRIER_OPT_OUT = frozenset(
    (
        *("arret", "cancel", "end", "opt-out", "optout", "quit", "remove", "stop", "td", "unsubscribe"),
        *("revoke", "opt out"),
        *("stop all", "stopall", "unsub"),
    )
)
"""In this order: AWS user guide, "Required keywords"; what 47 CFR 64.1200(a)(10) adds; what carriers' default lists add
under CTIA's Messaging Principles."""
CARRIER_HELP = frozenset(("help", "info", "aide"))
"""CTIA's Messaging Principles; the Canadian short code guidelines."""
CARRIER_OPT_IN = frozenset(("start", "unstop"))
"""US toll-free: the network itself acts on them."""

MAX_BYTES = 750_000
"""Of a file. Five thousand keywords take about 500 kB."""
MAX_VALUES = 200_000
MAX_DEPTH = 16


class OptOuts(StrEnum):
    """Who answers STOP, HELP and START on a number, as the number is set up at AWS."""

    AWS = "aws"  # AWS answers and keeps the list; we neither reply nor usually see them
    SELF = "self"  # self-managed opt-outs: AWS routes them to us, and we answer


class Match(StrEnum):
    """How a keyword is found in a text."""

    EXACT = "exact"  # the whole text is the keyword
    FIRST_WORD = "first_word"  # the whole text, or the text begins with it


class NumberType(StrEnum):
    """AWS's NumberType, as DescribePhoneNumbers names it."""

    SHORT_CODE = "SHORT_CODE"
    LONG_CODE = "LONG_CODE"
    TOLL_FREE = "TOLL_FREE"
    TEN_DLC = "TEN_DLC"
    SIMULATOR = "SIMULATOR"


class ProgramFaults(ConfigurationFault):
    """All that is wrong with the given files, a line each: `file:line: field: what is wrong; what to do`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


def _answerable(number: str) -> str:
    canonical = canonical_number(number)
    if kind_of(canonical) not in (NumberKind.E164, NumberKind.SHORT_CODE, NumberKind.RCS_AGENT):
        raise ValueError("is no number that customers can text; write it like +12065550100 or 55555")
    return canonical


def _sendable(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write the text, or remove the template")
    if not {"{", "}"}.isdisjoint(PLACEHOLDER.sub("", text)):
        raise ValueError("has a brace that is no variable; write variables like {name}, and no other braces")
    return text


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)


_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]


class Number(_Model):
    """A number that the program answers on."""

    number: Annotated[str, AfterValidator(_answerable)]
    """E.164 such as +12065550100, a short code, or an RCS agent; kept in its canonical form."""
    opt_outs: OptOuts
    """Who answers STOP and HELP: aws, or self where self-managed opt-outs are switched on."""
    number_type: NumberType | None = None


class Keyword(_Model):
    """What customers text, other ways to write it, and the template that answers it."""

    keyword: Annotated[_Word, Field(max_length=30)]
    """At most 30 characters, as AWS's PutKeyword has it."""
    synonyms: tuple[_Word, ...] = ()
    match: Match = Match.EXACT
    template: str


class Replies(_Model):
    """Templates for what is no keyword; absent: no reply."""

    unmatched: str | None = None
    help: str | None = None
    stop: str | None = None
    start: str | None = None


class Program(_Model):
    """An operator's program. `load_program` also checks what shows only between fields."""

    program: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
    """Its name; stands in every row that it reads."""
    description: str = ""
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")], ...] = ("en",)
    """Language tags such as en or pt-BR."""
    keywords: tuple[Keyword, ...] = ()
    templates: dict[str, Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_sendable)]] = {}
    """Name → text, with variables like {name}."""
    replies: Replies = Replies()

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program

    @cached_property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 of the program's canonical JSON. Comments, the order of keys, and defaults
        that are written out do not change it."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]

    def opt_outs_on(self, number: str) -> OptOuts | None:
        """Who answers STOP on one of the program's numbers."""
        wanted = canonical_number(number)
        return next((n.opt_outs for n in self.numbers if n.number == wanted), None)


@dataclass(frozen=True, slots=True)
class ProgramSet:
    """Several programs, no number and no name in two of them.

    Raises:
        ConfigurationFault: two of them share a number or a name.
    """

    programs: Sequence[Program]
    _by_number: Mapping[str, Program] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        claimed = [(number.number, program) for program in self.programs for number in program.numbers]
        names = {program.name for program in self.programs}
        if len(dict(claimed)) < len(claimed) or len(names) < len(self.programs):
            raise ConfigurationFault("Two programs share a number or a name. load_programs tells where.")
        object.__setattr__(self, "programs", tuple(self.programs))
        object.__setattr__(self, "_by_number", dict(claimed))

    def for_number(self, number: str) -> Program | None:
        """The program that answers on `number`, ours, as AWS writes it or as people do."""
        return self._by_number.get(number) or self._by_number.get(canonical_number(number))


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
    files = [_File(Path(path)) for path in paths]
    programs = [file.read() for file in files]
    _compare(files)
    faults = [str(fault) for file in files for fault in sorted(file.faults)]
    if faults:
        raise ProgramFaults(faults)
    return ProgramSet([program for program in programs if program is not None])


def program_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a program file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Program.model_json_schema()}


_Where = tuple[str | int, ...]
_Found = Iterator[tuple[_Where, str]]


@dataclass(frozen=True, slots=True, order=True)
class _Fault:
    line: int
    where: str
    what: str
    file: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.where}: {self.what}"


class _File:
    """A file being read: its plain data, the line of each value, and what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.data: Mapping[str, Any] = {}
        self.lines: dict[_Where, int] = {}
        self.faults: list[_Fault] = []
        self._values = 0

    def read(self) -> Program | None:
        """The program, if nothing is wrong with it; else `faults` tells."""
        try:
            data = self._plain()
        except _Refused as refused:
            self.fault((), refused.what, refused.line)
            return None
        if not isinstance(data, Mapping):
            self.fault((), "is no program; write fields such as program: and numbers:", 1)
            return None
        self.data = data
        program, found = None, list(_between_fields(data))
        try:
            program = Program.model_validate(self.data)
        except ValidationError as error:
            found += [(each["loc"], _explained(each)) for each in error.errors(include_url=False)]
        for at, what in found:
            self.fault(at, what)
        return None if self.faults else program

    def fault(self, at: _Where, what: str, line: int | None = None) -> None:
        """Note what is wrong at a field; without a line, it is that of the nearest value around it."""
        near = next((at[:n] for n in range(len(at), -1, -1) if at[:n] in self.lines), ())
        self.faults.append(_Fault(line or self.lines.get(near, 1), _dotted(at), what, str(self.path)))

    def _plain(self) -> Any:
        """The file's data as mappings, lists and texts, with `lines` filled in.

        Raises:
            _Refused: nothing can be read.
        """
        try:
            with self.path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
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

    def _value(self, node: yaml.Node | None, at: _Where) -> Any:
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

    def _fields(self, node: yaml.MappingNode, at: _Where) -> Iterator[tuple[str, Any]]:
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


def _dotted(at: _Where) -> str:
    """`keywords[2].template`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).lstrip(".") or "file"


_NAMES = sorted({name for model in (Program, Number, Keyword, Replies) for name in model.model_fields})
_FORMS = {
    "program": "is no name; use a-z, 0-9 and _, as in charge_alerts",
    "languages": "is no language tag; write en or pt-BR",
}
_ADVICE = {
    "missing": "is missing; add it",
    "string_type": "is no text; write a word or a sentence",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "string_too_short": "is empty; write something, or remove it",
    "too_short": "is an empty list; add at least one entry",
    "tuple_type": "is no list; begin each entry with '- '",
    "dict_type": "has no fields; write name: text, a line each",
    "model_type": "has no fields; write name: value, a line each",
    "enum": "is none of {expected}; write one of them",
    "value_error": "{error}",
}


def _explained(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors means to an operator, and what to do. Never the value: it may be a number."""
    kind, at = error["type"], error["loc"]
    if kind == "extra_forbidden":
        meant = difflib.get_close_matches(str(at[-1]), _NAMES, n=1)
        return f"is no field of a program; {f'write {meant[0]}' if meant else 'remove it'}"
    if kind == "string_pattern_mismatch":
        return _FORMS[str(at[0])]
    return _ADVICE[kind].format(**error.get("ctx", {})) if kind in _ADVICE else str(error["msg"])


def _entries(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from (
        (n, entry) for n, entry in enumerate(value if isinstance(value, list) else ()) if isinstance(entry, dict)
    )


def _between_fields(data: Mapping[str, Any]) -> _Found:
    """What is wrong between fields, whatever else is wrong with them."""
    replies = data.get("replies")
    replies = replies if isinstance(replies, Mapping) else {}
    yield from _template_faults(data, replies)
    yield from _repeated(_words(data), "the same keyword")
    numbers = list(_entries(data.get("numbers")))
    yield from _repeated(_numbers(data), "the same number")
    if any(number.get("opt_outs") == OptOuts.SELF for _, number in numbers):
        for name in ("help", "stop"):
            if replies.get(name) is None:
                yield ("replies", name), f"is missing; with opt_outs: self it is us who must answer {name.upper()}"
    for at, word in _words(data):
        if word in _RESERVED:
            yield at, "is a word that carriers keep for opt-out, help or opt-in; choose another"


def _template_faults(data: Mapping[str, Any], replies: Mapping[str, Any]) -> _Found:
    templates = data.get("templates")
    known = templates if isinstance(templates, Mapping) else {}
    used: list[tuple[_Where, Any]] = [
        (("keywords", n, "template"), k.get("template")) for n, k in _entries(data.get("keywords"))
    ]
    used += [(("replies", name), template) for name, template in replies.items()]
    for at, name in used:
        if isinstance(name, str) and name not in known:
            meant = difflib.get_close_matches(name, map(str, known), n=1)
            yield at, f"names no template; {f'write {meant[0]}' if meant else 'add it under templates'}"


def _words(data: Mapping[str, Any]) -> Iterator[tuple[_Where, str]]:
    """Keywords and synonyms, as they are compared."""
    for n, keyword in _entries(data.get("keywords")):
        synonyms = keyword.get("synonyms")
        each: list[tuple[_Where, Any]] = [(("keywords", n, "keyword"), keyword.get("keyword"))]
        each += [
            (("keywords", n, "synonyms", i), s) for i, s in enumerate(synonyms if isinstance(synonyms, list) else ())
        ]
        yield from ((at, _compared(word)) for at, word in each if isinstance(word, str))


def _compared(word: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", word).casefold().split())
    return plain.strip(string.punctuation + " ") or plain


_RESERVED = CARRIER_OPT_OUT | CARRIER_HELP | CARRIER_OPT_IN


def _numbers(data: Mapping[str, Any]) -> Iterator[tuple[_Where, str]]:
    for n, number in _entries(data.get("numbers")):
        if isinstance(text := number.get("number"), str):
            yield ("numbers", n, "number"), canonical_number(text)


def _repeated(found: Iterable[tuple[_Where, str]], what: str) -> _Found:
    first: dict[str, _Where] = {}
    for at, value in found:
        if first.setdefault(value, at) != at:
            yield at, f"is {what} as {_dotted(first[value])}; keep one"


def _compare(files: Sequence[_File]) -> None:
    """Note what is wrong between files."""
    owners: dict[str, _File] = {}
    for file in files:
        claims: list[tuple[_Where, str]] = list(_numbers(file.data))
        if isinstance(name := file.data.get("program"), str):
            claims.append((("program",), f"program {name}"))
        for at, claim in claims:
            owner = owners.setdefault(claim, file)
            if owner is not file:
                what = "name" if at == ("program",) else "number"
                file.fault(at, f"is the {what} of {owner.path} too; a {what} belongs to one program")
