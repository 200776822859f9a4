"""Regular expressions that fit nothing, everything, or something else than they should."""

import re2

from pipelines.domain.classify import Intent
from pipelines.domain.lint.expression_samples import pump, samples
from pipelines.domain.lint.expression_tree import parse
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Spelling, Subject
from pipelines.domain.normalise import normalise

_UNLIKE = ("good morning", "12", "where are you", "xyz", "👍")
"""Texts that have nothing in common."""
_LONGER = """know another note nothing nose snow piano casino canopy minor enough eyes yesterday keyes played day cat book
look token broken smoke spoke wholesale salesman okra forget together timer sometime timetable update candidate movement
recall caller callback openly reopen unopened shopping workshop barrier stay staying inform format password carpet scar
payment repay freedom located education vacation begin finish bookings parked apart buyer boy storey restore showing canada"""
"""Longer words in which short ones stand."""
_REPEATED = 24
_RESERVED = ("stop", "help", "start", "cancel", "end", "quit", "unsubscribe")


def find_in_expressions(subject: Subject) -> Finds:
    """All that is wrong with the synonyms of keywords with match: regex."""
    for spelling in subject.expressions:
        if spelling.at in subject.refused:
            yield _refused(subject, spelling)
        elif (everything := _everything(subject, spelling)) is not None:
            yield everything
        else:
            yield from _tried(subject, spelling)
        yield from _backtracks(subject, spelling)


def _refused(subject: Subject, spelling: Spelling) -> Found:
    # No reader is made of it; what it was meant for is the best guess at what shows it.
    meant = next(filter(None, samples(parse(spelling.text))), spelling.text)
    what = f"is no expression of RE2's ({subject.refused[spelling.at]})"
    advice = "look-around and back-references do not exist there; write the words out"
    here = subject.contexts(subject.program.keywords[spelling.place])[0]
    return Found(FindingKind.EXPRESSION_REFUSED, spelling.at, what, advice, Witness(meant, number=here.number))


def _found(expression: str, text: str) -> bool:
    return re2.search(expression, text) is not None


def _everything(subject: Subject, spelling: Spelling) -> Found | None:
    if _found(spelling.text, ""):
        kind, what = FindingKind.EXPRESSION_EMPTY, "may be empty, so that it is found in every text"
    elif all(_found(spelling.text, text) for text in map(normalise, _UNLIKE[:4])):
        kind, what = FindingKind.EXPRESSION_EVERYTHING, "is found in texts that have nothing in common"
    else:
        return None
    witness = next((found for text in _UNLIKE if (found := _reaching(subject, spelling, text))), None)
    return Found(kind, spelling.at, what, "say which words it needs", witness or Witness(_UNLIKE[0]))


def _reaching(subject: Subject, spelling: Spelling, text: str) -> Witness | None:
    for context in subject.contexts(subject.program.keywords[spelling.place]):
        if subject.reaches(subject.hear(text, context), spelling.place):
            return Witness(text, number=context.number, campaign=context.campaign)
    return None


def _tried(subject: Subject, spelling: Spelling) -> Finds:
    keyword = subject.program.keywords[spelling.place]
    here = subject.contexts(keyword)[0]
    meant = samples(parse(spelling.text))
    fitting = [text for text in meant if _found(spelling.text, normalise(text))]
    if not fitting and (odd := next((text for text in meant if _found(spelling.text, text)), None)):
        what = f"fits {odd!r} and never {normalise(odd)!r}, which is how that text is compared"
        advice = "write lower case, without accents, apostrophes and punctuation"
        witness = Witness(odd, number=here.number, campaign=here.campaign)
        yield Found(FindingKind.EXPRESSION_NEVER, spelling.at, what, advice, witness)
        return
    reserved = next((word for word in _RESERVED if _found(spelling.text, word)), None)
    if reserved is not None and subject.hear(reserved, here).intent is not Intent.KEYWORD:
        what = f"fits {reserved.upper()} too, which never reaches a keyword"
        witness = Witness(reserved, number=here.number, campaign=here.campaign)
        yield Found(FindingKind.EXPRESSION_RESERVED, spelling.at, what, "take the word out", witness)
    yield from _taken(subject, spelling, fitting)
    if all(len(text) <= 4 for text in fitting):
        longer = (word for word in _LONGER.split() if _found(spelling.text, word) and word not in fitting)
        if inside := next((found for word in longer if (found := _reaching(subject, spelling, word))), None):
            what = f"is found inside {inside.inbound!r}"
            yield Found(FindingKind.EXPRESSION_INSIDE_WORD, spelling.at, what, r"write \b around it", inside)


def _taken(subject: Subject, spelling: Spelling, fitting: list[str]) -> Finds:
    """Texts that the expression fits and that another keyword gets."""
    keyword = subject.program.keywords[spelling.place]
    contexts = subject.contexts(keyword)
    lost = []
    for text in fitting:
        heard = [(context, subject.hear(text, context)) for context in contexts]
        if all(each.intent is Intent.KEYWORD and not subject.reaches(each, spelling.place) for _, each in heard):
            lost.append((text, *heard[0]))
    if lost:
        text, context, other = lost[0]
        shadowed = len(lost) == len(fitting)
        kind = FindingKind.SHADOWED if shadowed else FindingKind.BOTH_MATCH
        what = f"fits {text!r}, which {other.keyword} gets ({other.match_kind.value})"
        advice = "remove it, or narrow the other keyword" if shadowed else "narrow one of the two"
        yield Found(kind, spelling.at, what, advice, Witness(text, number=context.number, campaign=context.campaign))


def _backtracks(subject: Subject, spelling: Spelling) -> Finds:
    found = pump(parse(spelling.text))
    if found is not None:
        text = found.before + found.again * _REPEATED + "!"
        what = (
            f"repeats what repeats: an engine that backtracks tries {found.again!r} twice as often with each repetition"
        )
        advice = "RE2 reads it in linear time; write one repetition, so that it can be read everywhere"
        here = subject.contexts(subject.program.keywords[spelling.place])[0]
        witness = Witness(text, number=here.number, campaign=here.campaign)
        yield Found(FindingKind.EXPRESSION_BACKTRACKS, spelling.at, what, advice, witness)
