"""All that a message to one number can mean, and the order in which it is found out: see docs/understanding.md."""

from dataclasses import replace
from enum import IntFlag, StrEnum

from pipelines.domain import automatic, opt_out, yes_no
from pipelines.domain.gate import Lines
from pipelines.domain.keywords import KeywordMatch, MatchKind, ScopedMatchers
from pipelines.domain.languages import language_of
from pipelines.domain.normalise import normalise, read_all, squeezed
from pipelines.domain.opt_out import OptOut, Request, ReservedWord
from pipelines.domain.values import value
from schemas.program import AwsAction, Means, Number, OptOuts, Program


class Intent(StrEnum):
    """What an inbound message is for. Stored in `inbound.intent`."""

    OPT_OUT = "opt_out"  # the customer wants no more texts
    UNCLEAR_OPT_OUT = "unclear_opt_out"  # perhaps: nothing more is sent but one text that asks
    OPT_IN = "opt_in"  # the customer wants them again
    HELP = "help"  # the customer asks who this is and how to reach them
    KEYWORD = "keyword"  # a keyword of the program
    UNMATCHED = "unmatched"  # a message, but nothing that the program knows
    NOT_A_MESSAGE = "not_a_message"  # an RCS event that nobody wrote


@value(frozen=True, slots=True)
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


ASK, ANSWER, MACHINE, REACT, EXPRESS = (int(flag) for flag in _May if flag)  # plain numbers are ten times as quick


class Read:
    """Many texts, each read once and looked at by the gates all at once."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.readings = read_all(texts)
        clauses = Lines([clauses for clauses, _ in self.readings])
        self.bare = Lines([bare for _, bare in self.readings])
        self.may = [REACT if automatic.may_react(text) else 0 for text in texts]
        for flag, places in (
            (ASK, opt_out.GATE.held_by(clauses)),
            (ANSWER, yes_no.GATE.held_by(clauses)),
            (MACHINE, automatic.GATE.held_by(self.bare)),
        ):
            for place in places:
                self.may[place] |= flag


class Answers:
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
        if may & (REACT | MACHINE) and automatic.is_reaction(text):
            return self._answer(Intent.UNMATCHED, None, language_of(bare), is_auto=True)
        request = opt_out.requested(clauses, bare) if may & ASK else opt_out.NOTHING
        certain = request.word is not None and not request.wording
        if may & MACHINE and not certain and automatic.is_machine(bare, "?" in text):
            return self._answer(Intent.UNMATCHED, None, language_of(bare), is_auto=True)
        said = yes_no.answer(clauses, bare, self._languages) if may & ANSWER else yes_no.NEITHER
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
            readings = (bare, *squeezed(bare)) if may & ASK else (bare,)
            means = said.means if said.score == yes_no.SURE else None
            match = self._keywords.match(readings, means, campaign, bool(may & EXPRESS))
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

    def expressed_by(self, read_: Read) -> set[int]:
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
