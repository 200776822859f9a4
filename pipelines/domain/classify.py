"""What a customer meant: stop, help and start first, then the program's keywords.

The pure function reads one message; the block form gives the same answers for columns, and runs it once for each
distinct message.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.keywords import KeywordMatcher, MatchKind
from pipelines.domain.normalise import normalise
from pipelines.domain.opt_out import ReservedWord, reserved_word
from schemas.notification import MAX_BODY, MessageKind
from schemas.program import OptOuts, Program, ProgramSet
from schemas.pseudonym import canonical_number

__all__ = ["LONGEST_READ", "Classification", "Classifier", "Intent", "MatchKind", "is_automatic"]

LONGEST_READ = 2000
"""Characters of a body that are looked at: more than any text that is sent, and a huge body costs nothing."""


class Intent(StrEnum):
    """What an inbound message is for. Stored in `inbound.intent`."""

    OPT_OUT = "opt_out"  # the customer wants no more texts
    OPT_IN = "opt_in"  # the customer wants them again
    HELP = "help"  # the customer asks who this is and how to reach them
    KEYWORD = "keyword"  # a keyword of the program
    UNMATCHED = "unmatched"  # a message, but nothing that the program knows
    NOT_A_MESSAGE = "not_a_message"  # an RCS event that nobody wrote


@dataclass(frozen=True, slots=True)
class Classification:
    """The meaning of one message, and what answers it.

    `keyword` is as the program spells it, whatever synonym was written. `template` names the reply's text: None where
    no reply of ours is due. `answered_by_aws`: AWS itself answers this message, so `template` is None.
    """

    intent: Intent
    keyword: str | None = None
    match_kind: MatchKind = MatchKind.NONE
    is_opt_out: bool = False
    is_help: bool = False
    is_auto_response: bool = False
    program: str | None = None
    program_version: str | None = None
    template: str | None = None
    answered_by_aws: bool = False


class Classifier:
    """Reads messages by the programs of a set. Picklable; holds nothing but dictionaries.

    Raises:
        ConfigurationFault: a keyword that no message can reach; see `KeywordMatcher`.
    """

    def __init__(self, programs: ProgramSet) -> None:
        self._nobody = _Answers(None, None, by_aws=False)
        self._by_number = {
            number.number: _Answers(program, matcher, by_aws=number.opt_outs is OptOuts.AWS)
            for program, matcher in [(program, KeywordMatcher(program)) for program in programs.programs]
            for number in program.numbers
        }

    def classify(self, number: str, body: str | None, message_kind: str = "message") -> Classification:
        """The meaning of a message to `number`, ours, of which the first `LONGEST_READ` characters are read.

        `message_kind` is a `MessageKind`. A number that no program has still hears stop, help and start. Never raises,
        whatever the body.
        """
        answers = self._by_number.get(number) or self._by_number.get(canonical_number(number), self._nobody)
        if message_kind in _TEXT_KINDS:
            text = body or "" if message_kind == MessageKind.MESSAGE else _tapped(body or "")
            return answers.to(text.lstrip()[:LONGEST_READ])
        return answers.silent if message_kind in _SILENT_KINDS else answers.no_message

    def classify_block(
        self,
        numbers: pa.StringArray | pa.ChunkedArray,
        bodies: pa.StringArray | pa.ChunkedArray,
        kinds: pa.StringArray | pa.ChunkedArray,
    ) -> pa.Table:
        """A column for each field of `Classification`, in row order: strings and bools, as `classify` answers.

        Only `bodies` may hold nulls.
        """
        columns = [pc.dictionary_encode(_whole(column), null_encoding="encode") for column in (numbers, bodies, kinds)]
        codes = _codes(columns)
        answers = [self.classify(*message) for message in _messages(columns, codes.dictionary)]
        # A program has few answers: rows point at them.
        distinct = list({id(answer): answer for answer in answers}.values())
        place = {id(answer): n for n, answer in enumerate(distinct)}
        rows = pa.array([place[id(answer)] for answer in answers], pa.int32()).take(codes.indices)
        return _table(distinct).take(rows)


class _Answers:
    """All that a message to one number can mean, made once: to read a message is to choose among them."""

    def __init__(self, program: Program | None, matcher: KeywordMatcher | None, by_aws: bool) -> None:
        base = Classification(Intent.UNMATCHED)
        if program is not None:
            base = replace(base, program=program.name, program_version=program.version)
        self.silent = base
        self.no_message = replace(base, intent=Intent.NOT_A_MESSAGE)
        self._automatic = replace(base, is_auto_response=True)
        self._unmatched = base if program is None else replace(base, template=program.replies.unmatched)
        self._reserved = {word: _reserved(base, word, program, by_aws) for word in ReservedWord}
        self._matcher = matcher
        self._keywords = {
            match: replace(
                base,
                intent=Intent.KEYWORD,
                keyword=match.keyword,
                match_kind=match.match_kind,
                template=match.template,
            )
            for match in (matcher.matches if matcher else ())
        }

    def to(self, text: str) -> Classification:
        """The answer to a text."""
        plain = normalise(text)
        if (word := reserved_word(plain)) is not None:
            return self._reserved[word]
        if is_automatic(plain, is_question="?" in text):
            return self._automatic
        match = self._matcher.match(plain) if self._matcher else None
        return self._unmatched if match is None else self._keywords[match]


def _reserved(base: Classification, word: ReservedWord, program: Program | None, by_aws: bool) -> Classification:
    template = None
    if program is not None and not by_aws:
        replies = program.replies
        by_word = {
            ReservedWord.OPT_OUT: replies.stop,
            ReservedWord.HELP: replies.help,
            ReservedWord.OPT_IN: replies.start,
        }
        template = by_word[word]
    return replace(
        base,
        intent=Intent(word.value),
        match_kind=MatchKind.RESERVED,
        is_opt_out=word is ReservedWord.OPT_OUT,
        is_help=word is ReservedWord.HELP,
        template=template,
        answered_by_aws=by_aws,
    )


_TEXT_KINDS = frozenset((MessageKind.MESSAGE, MessageKind.SUGGESTION))
_SILENT_KINDS = frozenset((MessageKind.MEDIA, MessageKind.LOCATION))


def _tapped(body: str) -> str:
    """The text of a tapped suggestion, which RCS sends as JSON (AWS user guide, "RCS inbound messages")."""
    if not body.startswith("{") or len(body) > MAX_BODY:
        return body
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    return value["text"] if isinstance(value.get("text"), str) else body


# iOS and Google Messages tell other phones of a reaction by a text that quotes ours, with its "STOP" and its "YES".
_TAPBACK = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S.{0,40}? to"
    r"|removed (?:an? )?\S.{0,40}? from|[^\w\s]{1,8} to)"
    r" (?:[\"']|an? (?:image|photo|picture|video|movie|gif|sticker|attachment|audio message|message|link|location)$)"
)
# What phones that drive, mail servers and carriers answer by themselves.
_MACHINE = re.compile(
    r"\bthis is an auto(?:mated|matic|-?generated) (?:response|reply|message|text)"
    r"|^\W*auto(?:matic|mated)?[ -]?(?:reply|response)\b"
    r"|\b(?:do not disturb|focus)(?: while driving)? turned on\b"
    r"|\bthis (?:number|mailbox|inbox|line) (?:(?:is not|isn't) (?:monitored|able)|is un(?:monitored|able))"
    r"|\b(?:do not|don't) reply to this (?:message|text|email)\b"
    r"|\bdoes not accept (?:incoming )?(?:text |sms )?messages\b"
    r"|\bmessage blocking is active\b"
)
# Each machine's text holds one of these: searches for a literal take a quarter of the time of the expression.
_MACHINE_HINTS = ("auto", " turned on", "monitored", "able", "reply to this", "not accept", "blocking")
_ABSENT = re.compile(r"(?:i'm|i am) (?:currently )?(?:driving|out of (?:the )?office)\b|out of (?:the )?office\b")


def is_automatic(normalised: str, is_question: bool = False) -> bool:
    """Whether a machine wrote a normalised text: a reaction that a phone reports, an out-of-office note, a carrier's
    notice. Whoever is driving and asks something (normalising takes the last question mark away) is a person.

    >>> is_automatic(normalise("Liked “Reply STOP to opt out”")), is_automatic("i'm driving right now")
    (True, True)
    >>> is_automatic("i'm driving, can we make it 4", is_question=True), is_automatic("liked it")
    (False, False)
    """
    if _TAPBACK.match(normalised):
        return True
    beginning = normalised[:300]
    for hint in _MACHINE_HINTS:
        if hint in beginning and _MACHINE.search(beginning):
            return True
    return not is_question and _ABSENT.match(normalised) is not None


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _codes(columns: list[pa.DictionaryArray]) -> pa.DictionaryArray:
    """One integer for each row's values, dictionary-encoded: equal rows, equal codes."""
    code = pc.cast(columns[0].indices, pa.int64())
    for column in columns[1:]:
        code = pc.add(pc.multiply(code, len(column.dictionary)), pc.cast(column.indices, pa.int64()))
    return pc.dictionary_encode(code)


def _messages(columns: list[pa.DictionaryArray], codes: pa.Int64Array) -> Iterable[tuple[str, str | None, str]]:
    """What each code stands for."""
    numbers, bodies, kinds = (column.dictionary.to_pylist() for column in columns)
    for code in codes.to_pylist():
        rest, kind = divmod(code, len(kinds))
        number, body = divmod(rest, len(bodies))
        yield numbers[number], bodies[body], kinds[kind]


def _table(rows: list[Classification]) -> pa.Table:
    names = [field.name for field in fields(Classification)]
    kinds = [pa.bool_() if name.startswith("is_") or name == "answered_by_aws" else pa.string() for name in names]
    return pa.table(
        [pa.array([getattr(row, name) for row in rows], kind) for name, kind in zip(names, kinds, strict=True)],
        names=names,
    )
