"""What a customer meant: stop, help and start first, then the program's keywords, then yes and no.

The pure function reads one message; the block form gives the same answers for columns, and reads each distinct message
once. See docs/understanding.md for the order in which things are tried.
"""

from dataclasses import dataclass, fields, replace
from enum import IntFlag, StrEnum

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain import automatic, opt_out, yes_no
from pipelines.domain.gate import Lines
from pipelines.domain.keywords import KeywordMatch, MatchKind, ScopedMatchers
from pipelines.domain.languages import language_of
from pipelines.domain.normalise import normalise, read, read_all, squeezed
from pipelines.domain.opt_out import OptOut, Request, ReservedWord
from schemas.notification import MAX_BODY, MessageKind
from schemas.program import AwsAction, Means, Number, OptOuts, Program, ProgramSet
from schemas.pseudonym import canonical_number

__all__ = ["LONGEST_READ", "Classification", "Classifier", "Intent", "MatchKind", "OptOut"]

LONGEST_READ = 2000
"""Characters of a body that are looked at: more than any text that is sent, and a huge body costs nothing."""


class Intent(StrEnum):
    """What an inbound message is for. Stored in `inbound.intent`."""

    OPT_OUT = "opt_out"  # the customer wants no more texts
    UNCLEAR_OPT_OUT = "unclear_opt_out"  # perhaps: nothing more is sent but one text that asks
    OPT_IN = "opt_in"  # the customer wants them again
    HELP = "help"  # the customer asks who this is and how to reach them
    KEYWORD = "keyword"  # a keyword of the program
    UNMATCHED = "unmatched"  # a message, but nothing that the program knows
    NOT_A_MESSAGE = "not_a_message"  # an RCS event that nobody wrote


@dataclass(frozen=True, slots=True)
class Classification:
    """The meaning of one message, and what answers it.

    `keyword` is as the program spells it, whatever synonym was written. `score`, 0 to 1: how close the match is.
    `language`: of the words that decided, else a guess; None where nothing tells. `yes_no`: what it answers, whatever the
    program. `template` names the reply's text: None where no reply of ours is due. `answered_by_aws`: AWS itself answers
    this message, so `template` is None. `may_reopen`: a plain YES, which reopens for a customer who is opted out.
    """

    intent: Intent
    keyword: str | None = None
    match_kind: MatchKind = MatchKind.NONE
    score: float = 0.0
    language: str | None = None
    opt_out: OptOut = OptOut.NO
    yes_no: Means | None = None
    is_opt_out: bool = False
    is_help: bool = False
    is_auto_response: bool = False
    program: str | None = None
    program_version: str | None = None
    template: str | None = None
    answered_by_aws: bool = False
    may_reopen: bool = False


class _May(IntFlag):
    """What the gates let through; what they keep back says nothing of the kind."""

    NOTHING = 0
    ASK = 1
    ANSWER = 2
    BE_A_MACHINE = 4
    REACT = 8
    EXPRESS = 16  # an expression of the program may be found in it


_ASK, _ANSWER, _MACHINE, _REACT, _EXPRESS = (int(flag) for flag in _May if flag)  # plain numbers are ten times as quick


class Classifier:
    """Reads messages by the programs of a set. Picklable; holds dictionaries and automata.

    Raises:
        ConfigurationFault: a keyword that no message can reach; see `KeywordMatcher`.
    """

    def __init__(self, programs: ProgramSet) -> None:
        self._nobody = _Answers(None, None)
        self._by_number = {
            number.number: _Answers(program, number) for program in programs.programs for number in program.numbers
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
        may = _EXPRESS
        may |= _ASK if opt_out.GATE.holds(clauses) else 0
        may |= _ANSWER if yes_no.GATE.holds(clauses) else 0
        may |= _MACHINE if automatic.GATE.holds(bare) else 0
        may |= _REACT if automatic.may_react(text) else 0
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
        messages = {kind: _Read([_text(body, kind) for body in bodies]) for kind in kinds if kind in _TEXT_KINDS}
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
            may = read_.may[body] | (_EXPRESS if body in expressed else 0)
            found.append(answers.to(read_.texts[body], clauses, bare, may) if may else answers.to_plain(bare))
        return found

    def _answers(self, number: str) -> "_Answers":
        return self._by_number.get(number) or self._by_number.get(canonical_number(number), self._nobody)


class _Read:
    """Many texts, each read once and looked at by the gates all at once."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.readings = read_all(texts)
        clauses = Lines([clauses for clauses, _ in self.readings])
        self.bare = Lines([bare for _, bare in self.readings])
        self.may = [_REACT if automatic.may_react(text) else 0 for text in texts]
        for flag, places in (
            (_ASK, opt_out.GATE.held_by(clauses)),
            (_ANSWER, yes_no.GATE.held_by(clauses)),
            (_MACHINE, automatic.GATE.held_by(self.bare)),
        ):
            for place in places:
                self.may[place] |= flag


class _Answers:
    """All that a message to one number can mean."""

    def __init__(self, program: Program | None, number: Number | None) -> None:
        base = Classification(Intent.UNMATCHED)
        if program is not None:
            base = replace(base, program=program.name, program_version=program.version)
        self._base, self._program = base, program
        self._languages = program.languages if program is not None else ()
        self.silent = base
        self.no_message = replace(base, intent=Intent.NOT_A_MESSAGE)
        self._by_aws = number is not None and number.opt_outs is OptOuts.AWS
        self._aws = {normalise(each.keyword): each.action for each in number.aws_keywords} if number else {}
        self._keywords = ScopedMatchers(program, number.number) if program is not None and number is not None else None
        self._nothing: dict[str | None, Classification] = {}
        # Few answers differ: each is made once.
        self._made: dict[tuple[object, ...], Classification] = {}

    def to(
        self, text: str, clauses: str, bare: str, may: int, campaign: str | None = None, prompt: str | None = None
    ) -> Classification:
        """The answer to a text; the order is that of docs/understanding.md. `may`: see `_May`."""
        if may & (_REACT | _MACHINE) and automatic.is_reaction(text):
            return self._answer(Intent.UNMATCHED, None, language_of(bare), is_auto=True)
        request = opt_out.requested(clauses, bare) if may & _ASK else opt_out.NOTHING
        certain = request.word is not None and not request.wording
        if may & _MACHINE and not certain and automatic.is_machine(bare, "?" in text):
            return self._answer(Intent.UNMATCHED, None, language_of(bare), is_auto=True)
        said = yes_no.answer(clauses, bare, self._languages) if may & _ANSWER else yes_no.NEITHER
        if prompt is not None and said is yes_no.NEITHER:
            said = yes_no.told_by(prompt, bare)
        language = request.language or said.language or language_of(bare)
        if request.word is not None or (self._aws and self._aws_action(bare) is not None):
            return self._requested(request, bare, said.means, language)
        match = None
        if self._keywords is not None and (
            request is opt_out.NOTHING or self._keywords.exact(bare, campaign) is not None
        ):
            # Letters drawn out are among what the first gate lets through.
            readings = (bare, *squeezed(bare)) if may & _ASK else (bare,)
            means = said.means if said.score == yes_no.SURE else None
            match = self._keywords.match(readings, means, campaign, bool(may & _EXPRESS))
        if match is not None:
            return self._answer(Intent.KEYWORD, match, language, said.means, may_reopen=bare in _REOPENS)
        if request.opt_out is OptOut.ASK:
            return self._answer(Intent.UNCLEAR_OPT_OUT, None, language, said.means, request)
        return self._answer(Intent.UNMATCHED, None, language, said.means, may_reopen=bare in _REOPENS)

    def to_plain(self, bare: str) -> Classification:
        """The answer to a text that no gate lets through: a keyword or nothing."""
        if self._aws and self._aws_action(bare) is not None:
            return self._requested(opt_out.NOTHING, bare, None, language_of(bare))
        words = bare.split()
        match = self._keywords.plain(bare, words) if self._keywords is not None else None
        language = language_of(bare, words)
        if match is None:
            nothing = self._nothing.get(language)
            if nothing is None:
                nothing = self._nothing[language] = self._answer(Intent.UNMATCHED, None, language)
            return nothing
        return self._answer(Intent.KEYWORD, match, language)

    def expressed_by(self, read_: _Read) -> set[int]:
        """The places of the messages in which one of the program's expressions may be found."""
        return set() if self._keywords is None else self._keywords.expressed_by(read_.bare)

    def _requested(self, request: Request, bare: str, means: Means | None, language: str | None) -> Classification:
        action = self._aws_action(bare)
        word = request.word
        if action is AwsAction.OPT_OUT or action is AwsAction.OPT_IN:
            word = ReservedWord(action.value)
        if word is None:
            return self._answer(Intent.UNMATCHED, None, language, means, by_aws=True)
        by_aws = action is not None or (self._by_aws and _aws_hears(word, bare))
        return self._answer(Intent(word.value), None, language, means, request, by_aws=by_aws)

    def _aws_action(self, bare: str) -> AwsAction | None:
        """What AWS does with a text by a keyword put there: it looks whether the text begins with it."""
        words = bare.split(" ", 5)
        beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((self._aws[each] for each in beginnings if each in self._aws), None)

    def _answer(
        self,
        intent: Intent,
        match: KeywordMatch | None,
        language: str | None,
        means: Means | None = None,
        request: Request = opt_out.NOTHING,
        is_auto: bool = False,
        by_aws: bool = False,
        may_reopen: bool = False,
    ) -> Classification:
        key = (intent, match, language, means, request.opt_out, request.wording, is_auto, by_aws, may_reopen)
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = replace(
                self._base,
                intent=intent,
                keyword=match.keyword if match else None,
                match_kind=match.match_kind if match else _match_kind(intent, request),
                score=match.score if match else _SCORES.get(_match_kind(intent, request), 0.0),
                language=language,
                opt_out=OptOut.OPT_OUT if intent is Intent.OPT_OUT else request.opt_out,
                yes_no=means,
                is_opt_out=intent is Intent.OPT_OUT,
                is_help=intent is Intent.HELP,
                is_auto_response=is_auto,
                template=None if is_auto or by_aws else match.template if match else self._template(intent),
                answered_by_aws=by_aws,
                may_reopen=may_reopen,
            )
        return made

    def _template(self, intent: Intent) -> str | None:
        if self._program is None:
            return None
        replies = self._program.replies
        by_intent = {
            Intent.OPT_OUT: replies.stop,
            Intent.UNCLEAR_OPT_OUT: replies.ask or replies.stop,
            Intent.OPT_IN: replies.start,
            Intent.HELP: replies.help,
            Intent.UNMATCHED: replies.unmatched,
        }
        return by_intent.get(intent)


_REOPENS = frozenset(map(normalise, ("yes", "sí", "oui", "ja", "sim", "sì", "はい", "是", "نعم", "हाँ")))
"""CTIA's YES, in the languages in which opting out is understood."""
_SCORES = {MatchKind.RESERVED: 1.0, MatchKind.WORDING: 0.9}
_ASKING = frozenset((Intent.OPT_OUT, Intent.UNCLEAR_OPT_OUT, Intent.OPT_IN, Intent.HELP))


def _match_kind(intent: Intent, request: Request) -> MatchKind:
    if intent not in _ASKING:
        return MatchKind.NONE
    return MatchKind.WORDING if request.wording else MatchKind.RESERVED


# AWS user guide, "Required keywords". It answers what begins with one; START and UNSTOP where they are set up.
_AWS_HEARS = {
    ReservedWord.OPT_OUT: frozenset(
        ["arret", "cancel", "end", "optout", "opt", "quit", "remove", "stop", "td", "unsubscribe"]
    ),
    ReservedWord.HELP: frozenset(("help", "info")),
    ReservedWord.OPT_IN: frozenset(("start", "unstop")),
}


def _aws_hears(word: ReservedWord, bare: str) -> bool:
    return bare.split(" ", 1)[0] in _AWS_HEARS[word]


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
