"""What stop, help, start and everything that nobody understands are answered."""

import re
from collections.abc import Iterator

from pipelines.domain import opt_out
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import GIBBERISH, Subject
from pipelines.domain.normalise import normalise, read
from schemas.program import OptOuts, Program
from schemas.program_rules import Where

_CONTACT = re.compile(
    r"(?:\+?\d[\d ().\-/]{5,}\d)|\b1[- ]?8\d\d[- ]?[A-Z]{4,}|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|gov|edu|io|co|us|uk|ca|de|fr|es|it|nl|eu|health|bank|shop|info|example)\b(?:/\S*)?",
    re.IGNORECASE,
)
_CONFIRMS = re.compile(
    r"\b(?:opt(?:ed)? ?out|unsubscribed?|no (?:more|further|longer)|(?:not|wont|never) (?:\w+ )?(?:send|text|message|receive|get|hear)"
    r"|stopped|removed|cancell?ed|ended|baja|ya no|no (?:\w+ ){0,2}(?:recib|envi|escrib|mand)\w+|desinscri\w*|desabonn\w*"
    r"|ne (?:\w+ ){0,2}(?:rece[vp]|enver)\w+|plus (?:de|aucun)|abgemeldet|abbestellt|keine|nicht mehr|descadastr\w*"
    r"|nao (?:\w+ ){0,2}(?:receb|envi)\w+|cancelad[oa]|cancelaste|disiscri\w*|non (?:\w+ ){0,2}(?:ricev|invi)\w+|annullat\w*"
    r"|afgemeld|uitgeschreven|geen)\b"
)
_READABLE = frozenset(("en", "es", "fr", "de", "pt", "it", "nl"))
"""Languages in which a confirmation is recognised well enough to miss it."""
_MARKETS = re.compile(
    r"\d+ ?% ?(?:off|discount)|\b(?:discount|coupon|promo code|use code|shop now|buy now|buy one|limited time|order now|"
    r"best price|save \$?\d|sale (?:ends|starts|now)|don'?t miss|free (?:gift|shipping|delivery|trial)|visit our)\b|[$€£]\d+ off",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?<![\w'’-])[\w'’-]+(?: [\w'’-]+)?")


def find_in_replies(subject: Subject) -> Finds:
    """All that is wrong with the replies, their lengths aside."""
    yield from _missing(subject)
    replies = subject.program.replies
    for at, text, _ in _texts(subject, replies.help):
        witness = _answered(subject, "HELP", text)
        if not _CONTACT.search(text):
            what = "answers HELP without a phone number, an address or a page"
            yield Found(FindingKind.HELP_WITHOUT_CONTACT, at, what, "add one: carriers require it", witness)
        if not says_stop(text):
            what = "answers HELP without saying how to opt out"
            yield Found(FindingKind.HELP_WITHOUT_STOP, at, what, "add: STOP to opt out", witness)
    for at, text, language in _texts(subject, replies.stop):
        witness = _answered(subject, "STOP", text)
        if language.partition("-")[0] in _READABLE and not _CONFIRMS.search(normalise(text)):
            what, advice = "answers STOP without saying that texts end", "say: you will get no more texts from us"
            yield Found(FindingKind.STOP_UNCONFIRMED, at, what, advice, witness)
        if found := advertising(text):
            what = f"answers STOP and advertises: {found!r}"
            yield Found(FindingKind.STOP_MARKETS, at, what, "confirm the opt-out, and nothing else", witness)
    for at, text, _ in _texts(subject, replies.ask):
        if not says_stop(text) and not _names(text, opt_out.ReservedWord.OPT_IN):
            what = "asks whether to opt out, and names neither STOP nor START"
            witness = _answered(subject, "wrong number", text)
            yield Found(FindingKind.ASK_WITHOUT_WORD, at, what, "say: reply START to keep getting texts", witness)


def says_stop(text: str) -> bool:
    """Whether a text names a word that opts out.

    >>> says_stop("Msg & data rates may apply. STOP to opt out."), says_stop("See you at the bus stop")
    (True, False)
    """
    return _names(text, opt_out.ReservedWord.OPT_OUT)


def advertising(text: str) -> str | None:
    """The first words by which a text advertises.

    >>> advertising("Colour at 20% off on Tuesdays."), advertising("See you on Tuesday.")
    ('20% off', None)
    """
    found = _MARKETS.search(text)
    return found[0] if found else None


def _names(text: str, wanted: opt_out.ReservedWord) -> bool:
    words = (found[0] for found in _AFTER.finditer(text))
    capitals = {word for phrase in words for word in (phrase, *phrase.split()) if word == word.upper()}
    return any(opt_out.requested(*read(word)).word is wanted for word in capitals)


def _answered(subject: Subject, inbound: str, text: str) -> Witness:
    return Witness(inbound, subject.sent(text), _own(subject.program))


def _own(program: Program) -> str:
    """The first number on which we answer STOP, else the first."""
    own = (number.number for number in program.numbers if number.opt_outs is OptOuts.SELF)
    return next(own, program.numbers[0].number)


def _texts(subject: Subject, template: str | None) -> Iterator[tuple[Where, str, str]]:
    if template is not None:
        for language, text in subject.texts(template).items():
            yield subject.at_text(template, language), text, language


def _missing(subject: Subject) -> Finds:
    program, replies = subject.program, subject.program.replies
    here = _own(program)
    if program.opt_outs_on(here) is OptOuts.SELF:
        wanted = (
            (FindingKind.HELP_MISSING, "help", "HELP", "and it is us who must answer HELP on this number"),
            (FindingKind.STOP_MISSING, "stop", "STOP", "and it is us who must confirm STOP on this number"),
            (FindingKind.START_MISSING, "start", "START", "so that nobody hears that they are texted again"),
            (FindingKind.ASK_MISSING, "ask", "wrong number", "so that who may want to opt out is not asked"),
        )
        for kind, name, text, why in wanted:
            if getattr(replies, name) is None:
                witness = Witness(text, number=here)
                yield Found(
                    kind, ("replies", name), f"is missing, {why}", f"write a template, and {name}: its name", witness
                )
    if replies.unmatched is None:
        what = "is missing: who is not understood hears nothing"
        witness = Witness(GIBBERISH, number=here)
        yield Found(FindingKind.UNMATCHED_MISSING, ("replies", "unmatched"), what, "say what can be texted", witness)
