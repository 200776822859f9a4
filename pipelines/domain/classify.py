"""What a customer meant: stop, help and start first, then the program's keywords, then yes and no.

The pure function reads one message; the block form gives the same answers for columns, and reads each distinct message
once. See docs/understanding.md for the order in which things are tried.
"""

from dataclasses import fields

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain import automatic, opt_out, yes_no
from pipelines.domain.answers import ANSWER, ASK, EXPRESS, MACHINE, REACT, Answers, Classification, Intent, Read
from pipelines.domain.keywords import MatchKind
from pipelines.domain.normalise import read
from pipelines.domain.opt_out import OptOut
from schemas.notification import MAX_BODY, MessageKind
from schemas.program import ProgramSet
from schemas.pseudonym import canonical_number

__all__ = ["LONGEST_READ", "Classification", "Classifier", "Intent", "MatchKind", "OptOut"]

LONGEST_READ = 2000
"""Characters of a body that are looked at: more than any text that is sent, and a huge body costs nothing."""


class Classifier:
    """Reads messages by the programs of a set. Picklable; holds dictionaries and automata.

    Raises:
        ConfigurationFault: a keyword that no message can reach; see `KeywordMatcher`.
    """

    def __init__(self, programs: ProgramSet) -> None:
        self._nobody = Answers(None, None)
        self._by_number = {
            number.number: Answers(program, number) for program in programs.programs for number in program.numbers
        }

    def classify(
        self,
        number: str,
        body: str | None,
        message_kind: str = MessageKind.MESSAGE,
        campaign: str | None = None,
        previous_prompt: str | None = None,
    ) -> Classification:
        """The meaning of a message to `number`, ours, of which the first `LONGEST_READ` characters are read.

        `message_kind` is a `MessageKind`. `campaign`: of the prompt that it answers, for keywords kept to campaigns;
        `previous_prompt`: the text of that prompt, which may tell people what to reply. A number that no program has
        still hears stop, help and start. Never raises, whatever the body.
        """
        answers = self._answers(number)
        if message_kind not in _TEXT_KINDS:
            return answers.silent if message_kind in _SILENT_KINDS else answers.no_message
        text = _text(body, message_kind)
        clauses, bare = read(text)
        may = EXPRESS
        may |= ASK if opt_out.GATE.holds(clauses) else 0
        may |= ANSWER if yes_no.GATE.holds(clauses) else 0
        may |= MACHINE if automatic.GATE.holds(bare) else 0
        may |= REACT if automatic.may_react(text) else 0
        return answers.to(text, clauses, bare, may, campaign, previous_prompt)

    def classify_block(
        self,
        numbers: pa.StringArray | pa.ChunkedArray,
        bodies: pa.StringArray | pa.ChunkedArray,
        kinds: pa.StringArray | pa.ChunkedArray,
    ) -> pa.Table:
        """A column for each field of `Classification`, in row order: strings, a float and bools, as `classify` answers.

        Only `bodies` may hold nulls.
        """
        distinct, rows = self._distinct(numbers, bodies, kinds)
        return _table(distinct).take(rows)

    def classify_each(
        self,
        numbers: pa.StringArray | pa.ChunkedArray,
        bodies: pa.StringArray | pa.ChunkedArray,
        kinds: pa.StringArray | pa.ChunkedArray,
    ) -> list[Classification]:
        """`classify_block` as values, in row order; equal answers are the same object."""
        distinct, rows = self._distinct(numbers, bodies, kinds)
        return [distinct[row] for row in rows.to_pylist()]

    def _distinct(self, *columns: pa.StringArray | pa.ChunkedArray) -> tuple[list[Classification], pa.Int32Array]:
        """The answers that differ, and which of them is each row's. A program has few answers: rows point at them."""
        numbers, bodies, kinds = (pc.dictionary_encode(_whole(column), null_encoding="encode") for column in columns)
        codes = _codes([kinds, numbers, bodies])
        answers = self._each([kinds, numbers, bodies], codes.dictionary)
        place: dict[int, int] = {}
        rows = pa.array([place.setdefault(id(answer), len(place)) for answer in answers], pa.int32())
        return list({id(answer): answer for answer in answers}.values()), rows.take(codes.indices)

    def _each(self, columns: list[pa.DictionaryArray], codes: pa.Int64Array) -> list[Classification]:
        """The answer to each message that a code stands for."""
        kinds, numbers, bodies = (column.dictionary.to_pylist() for column in columns)
        by_number = [self._answers(number) for number in numbers]
        messages = {kind: Read([_text(body, kind) for body in bodies]) for kind in kinds if kind in _TEXT_KINDS}
        # What a code says beside its body: few numbers and kinds come together in a block.
        routes = [
            (answers, messages.get(kind), answers.expressed_by(messages[kind]) if kind in messages else (), kind)
            for kind in kinds
            for answers in by_number
        ]
        found: list[Classification] = []
        for code in codes.to_pylist():
            route, body = divmod(code, len(bodies))
            answers, read_, expressed, kind = routes[route]
            if read_ is None:
                found.append(answers.silent if kind in _SILENT_KINDS else answers.no_message)
                continue
            clauses, bare = read_.readings[body]
            may = read_.may[body] | (EXPRESS if body in expressed else 0)
            found.append(answers.to(read_.texts[body], clauses, bare, may) if may else answers.to_plain(bare))
        return found

    def _answers(self, number: str) -> "Answers":
        return self._by_number.get(number) or self._by_number.get(canonical_number(number), self._nobody)


_TEXT_KINDS = frozenset((MessageKind.MESSAGE, MessageKind.SUGGESTION))
_SILENT_KINDS = frozenset((MessageKind.MEDIA, MessageKind.LOCATION))


def _text(body: str | None, kind: str) -> str:
    """What is read of a body."""
    text = body or ""
    if kind == MessageKind.SUGGESTION:
        text = _tapped(text)
    return text if len(text) <= LONGEST_READ else text.lstrip()[:LONGEST_READ]


def _tapped(body: str) -> str:
    """The text of a tapped suggestion, which RCS sends as JSON (AWS user guide, "RCS inbound messages")."""
    if not body.startswith("{") or len(body) > MAX_BODY:
        return body
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return body
    return value["text"] if isinstance(value.get("text"), str) else body


def _whole(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _codes(columns: list[pa.DictionaryArray]) -> pa.DictionaryArray:
    """One integer for each row's values, dictionary-encoded: equal rows, equal codes."""
    code = pc.cast(columns[0].indices, pa.int64())
    for column in columns[1:]:
        code = pc.add(pc.multiply(code, len(column.dictionary)), pc.cast(column.indices, pa.int64()))
    return pc.dictionary_encode(code)


def _table(rows: list[Classification]) -> pa.Table:
    return pa.table(
        [pa.array([getattr(row, field.name) for row in rows], _type(field.name)) for field in fields(Classification)],
        names=[field.name for field in fields(Classification)],
    )


def _type(name: str) -> pa.DataType:
    if name == "score":
        return pa.float32()
    return pa.bool_() if name.startswith("is_") or name in ("answered_by_aws", "may_reopen") else pa.string()
