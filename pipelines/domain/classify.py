"""What a customer meant: stop, help and start first, then the program's keywords.

The pure function reads one message; the block form gives the same answers for columns, and runs it once for each
distinct message.
"""

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.keywords import KeywordIndex
from pipelines.domain.normalise import normalise
from pipelines.domain.opt_out import ReservedWord, reserved_word
from schemas.notification import MessageKind
from schemas.program import OptOuts, Program, ProgramSet

_PREFIX = 2000
"""Characters that are looked at: no keyword and no reserved word is longer, and a huge body costs nothing."""

_NO_MESSAGE = {MessageKind.TYPING.value, MessageKind.CONVERSATION_STARTED.value, MessageKind.OTHER_EVENT.value}
_NO_TEXT = {MessageKind.MEDIA.value, MessageKind.LOCATION.value}


class Intent(StrEnum):
    """What an inbound message is for. Stored in `inbound.intent`."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    KEYWORD = "keyword"
    UNMATCHED = "unmatched"
    NOT_A_MESSAGE = "not_a_message"


class MatchKind(StrEnum):
    """How it was recognised. Stored in `inbound.match_kind`."""

    EXACT = "exact"
    FIRST_WORD = "first_word"
    RESERVED = "reserved"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Classification:
    """The meaning of one message. `template`: the reply's, where one is due; `answered_by_aws`: AWS itself replies."""

    intent: str
    keyword: str | None = None
    match_kind: str = MatchKind.NONE.value
    is_opt_out: bool = False
    is_help: bool = False
    is_auto_response: bool = False
    program: str | None = None
    program_version: str | None = None
    template: str | None = None
    answered_by_aws: bool = False


# Phones report a reaction as a text that quotes ours, which holds "STOP" and "YES".
_TAPBACK = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? \w+ from|reacted .{1,12} to|.{1,4} to) \s*[\"'“«].*",
    re.DOTALL,
)
_AUTOMATIC = re.compile(
    r"(?:i'm|i am) (?:currently )?(?:driving|out of (?:the )?office|on vacation|away from)|auto(?:matic|mated)?[ -]?(?:reply|response|message)"
    r"|this is an automated|do not disturb while driving"
)


class Classifier:
    """Reads messages by the programs of a set. Holds no state but dictionaries; picklable."""

    def __init__(self, programs: ProgramSet) -> None:
        self._programs = programs

    @cached_property
    def _indices(self) -> dict[str, tuple[Program, str, KeywordIndex]]:
        return {p.name: (p, p.version, KeywordIndex(p)) for p in self._programs.programs}

    def __reduce__(self) -> tuple[type["Classifier"], tuple[ProgramSet]]:
        return (Classifier, (self._programs,))

    def classify(self, number: str, body: str | None, message_kind: str = "message") -> Classification:
        """The meaning of one message to `number`, ours. Never raises on any text."""
        program = self._programs.for_number(number)
        name, version = (None, None) if program is None else (program.name, self._indices[program.name][1])
        if message_kind in _NO_MESSAGE:
            return Classification(Intent.NOT_A_MESSAGE.value, program=name, program_version=version)
        if body is None or message_kind in _NO_TEXT:
            return Classification(Intent.UNMATCHED.value, program=name, program_version=version)
        start = body[:_PREFIX]
        text = normalise(start)
        reserved = reserved_word(text) if len(body) <= _PREFIX else None
        if reserved is not None:
            return self._reserved(reserved, number, program, version)
        if is_automatic(start):
            return Classification(Intent.UNMATCHED.value, is_auto_response=True, program=name, program_version=version)
        if program is None:
            return Classification(Intent.UNMATCHED.value)
        hit = self._indices[program.name][2].find(text)
        if hit is None:
            return Classification(
                Intent.UNMATCHED.value, program=name, program_version=version, template=program.replies.unmatched
            )
        return Classification(
            Intent.KEYWORD.value, hit.keyword, hit.match, program=name, program_version=version, template=hit.template
        )

    def _reserved(
        self, word: ReservedWord, number: str, program: Program | None, version: str | None
    ) -> Classification:
        by_aws = program is not None and program.opt_outs_on(number) is OptOuts.AWS
        template = None
        if program is not None and not by_aws:
            replies = program.replies
            template = {"opt_out": replies.stop, "help": replies.help, "opt_in": replies.start}[word.value]
        return Classification(
            intent=word.value,
            keyword=None,
            match_kind=MatchKind.RESERVED.value,
            is_opt_out=word is ReservedWord.OPT_OUT,
            is_help=word is ReservedWord.HELP,
            program=program.name if program is not None else None,
            program_version=version,
            template=template,
            answered_by_aws=by_aws,
        )

    def classify_block(self, numbers: pa.Array, bodies: pa.Array, kinds: pa.Array) -> pa.Table:
        """A column for each field of `Classification`, in row order: the pure function once a distinct message."""
        columns = [_plain(column) for column in (numbers, bodies, kinds)]
        encoded = [pc.dictionary_encode(column, null_encoding="encode") for column in columns]
        code = pa.array([0] * 0, pa.int64()) if not len(columns[0]) else _codes(encoded)
        distinct = pc.dictionary_encode(code)
        answers = [self.classify(*triple) for triple in _triples(encoded, distinct.dictionary)]
        return pa.table(
            {
                field.name: pa.array([getattr(a, field.name) for a in answers], _type_of(field.name)).take(
                    distinct.indices
                )
                for field in fields(Classification)
            }
        )


def _plain(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _codes(encoded: list[pa.DictionaryArray]) -> pa.Array:
    """One number for each (number, body, kind)."""
    code = pc.cast(encoded[0].indices, pa.int64())
    for column in encoded[1:]:
        code = pc.add(pc.multiply(code, len(column.dictionary)), column.indices)
    return code


def _triples(encoded: list[pa.DictionaryArray], codes: pa.Array) -> list[tuple[str, str | None, str]]:
    numbers, bodies, kinds = (column.dictionary.to_pylist() for column in encoded)
    triples = []
    for code in codes.to_pylist():
        rest, kind = divmod(code, len(kinds))
        number, body = divmod(rest, len(bodies))
        triples.append((numbers[number], bodies[body], kinds[kind]))
    return triples


def _type_of(name: str) -> pa.DataType:
    return pa.bool_() if name.startswith("is_") or name == "answered_by_aws" else pa.string()


def is_automatic(text: str) -> bool:
    """Whether a machine wrote it: a reported reaction, an out-of-office note.

    >>> is_automatic('Liked “Reply STOP to opt out”'), is_automatic("I'm driving right now"), is_automatic("yes")
    (True, True, False)
    """
    folded = text.replace("’", "'").casefold().strip()
    return bool(_TAPBACK.fullmatch(folded) or _AUTOMATIC.search(folded[:300]))
