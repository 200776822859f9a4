"""Spellings that no message reaches, or that two keywords claim."""

from collections.abc import Sequence

from pipelines.domain import opt_out
from pipelines.domain.classify import Classification, Intent
from pipelines.domain.keywords import MatchKind
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Context, Spelling, Subject
from pipelines.domain.normalise import normalise, read
from schemas.program import Keyword, Match, Means
from schemas.program_rules import dotted

FILLERS = ("please", "tomorrow", "by the way")
"""What people put behind a keyword, and before it."""
_PLAIN = {
    Means.YES: ("yep", "yes", "sure", "of course", "ok", "absolutely", "sí", "oui", "ja"),
    Means.NO: ("nope", "no", "nah", "no way", "of course not", "non", "nein"),
}


def find_in_keywords(subject: Subject) -> Finds:
    """All that is wrong with keywords, fuzzy matches and expressions aside."""
    for spelling in subject.spellings:
        found = list(_unreached(subject, spelling))
        yield from found or _reached(subject, spelling)
    yield from _repeated(subject)
    yield from _means(subject)
    yield from _campaigns(subject)
    unmatched = subject.program.replies.unmatched
    for n, keyword in enumerate(subject.program.keywords):
        if keyword.template == unmatched and subject.texts(keyword.template):
            what, advice = "answers what it understood as if it had not", "write a template for it"
            witness = subject.draws(keyword.template)
            yield Found(FindingKind.SAME_AS_UNMATCHED, ("keywords", n, "template"), what, advice, witness)


def _unreached(subject: Subject, spelling: Spelling) -> Finds:
    """Why no message reaches a spelling, if none does."""
    keyword = subject.program.keywords[spelling.place]
    contexts = subject.contexts(keyword)
    request = opt_out.requested(*read(spelling.text))
    heard = [subject.hear(spelling.text, context) for context in contexts]
    witness = Witness(spelling.text, number=contexts[0].number, campaign=contexts[0].campaign)
    if request.word is not None:
        kind = FindingKind.RESERVED_WORDING if request.wording else FindingKind.RESERVED_WORD
        asks = {opt_out.ReservedWord.OPT_OUT: "stop", opt_out.ReservedWord.HELP: "help"}.get(request.word, "start")
        what = f"asks for {asks.upper()}, whatever the program says: the keyword never gets it"
        yield Found(kind, spelling.at, what, "choose another word", witness)
    elif spelling.at in subject.doubles:
        other = subject.program.keywords[int(subject.doubles[spelling.at][1])].keyword
        what = f"reads as {dotted(subject.doubles[spelling.at])}, so that {other} gets it"
        yield Found(FindingKind.SAME_SPELLING, spelling.at, what, "keep one", witness)
    elif not any(subject.reaches(each, spelling.place) for each in heard):
        yield _explained(subject, spelling, heard[0], witness)


def _explained(subject: Subject, spelling: Spelling, heard: Classification, witness: Witness) -> Found:
    if heard.answered_by_aws:
        what = "begins with a keyword that AWS itself answers on this number: the keyword never gets it"
        return Found(FindingKind.ANSWERED_BY_AWS, spelling.at, what, "remove one of the two", witness)
    if heard.is_auto_response:
        what, advice = "is taken for a machine's text, which is never answered", "choose words that people type"
        return Found(FindingKind.MACHINE_TEXT, spelling.at, what, advice, witness)
    if heard.intent is Intent.KEYWORD:
        what = f"reaches the keyword {heard.keyword}, which is looked for first ({heard.match_kind.value})"
        return Found(FindingKind.SHADOWED, spelling.at, what, "remove it, or narrow the other keyword", witness)
    what = "has no letter, digit or sign that is compared: no message reaches it"
    return Found(FindingKind.UNREADABLE_SPELLING, spelling.at, what, "choose a word", witness)


def _reached(subject: Subject, spelling: Spelling) -> Finds:
    keyword = subject.program.keywords[spelling.place]
    contexts = subject.contexts(keyword)
    here = next((c for c in contexts if subject.reaches(subject.hear(spelling.text, c), spelling.place)), contexts[0])
    heard = subject.hear(spelling.text, here)
    witness = Witness(spelling.text, number=here.number, campaign=here.campaign)
    if opt_out.requested(*read(spelling.text)).opt_out is opt_out.OptOut.ASK:
        what = f"may ask to be texted no more, and is answered as {keyword.keyword}"
        yield Found(FindingKind.UNCLEAR_OPT_OUT, spelling.at, what, "remove it: customers are asked then", witness)
    if _stance(subject, keyword, here) not in (None, heard.yes_no) and heard.yes_no is not None:
        what = f"says {heard.yes_no.value}, and {keyword.keyword} stands for the other"
        yield Found(FindingKind.MEANS_CONTRADICTED, spelling.at, what, "move it to the other keyword", witness)
    for text in _with_fillers(keyword, spelling.text):
        each = [(context, subject.hear(text, context)) for context in contexts]
        if all(_elsewhere(subject, heard, spelling.place) for _, heard in each):
            context, other = each[0]
            what = (
                f"is in a text that {other.keyword} matches too, and {other.keyword} gets it ({other.match_kind.value})"
            )
            advice = "narrow one of the two, or give both the same template"
            witness = Witness(text, number=context.number, campaign=context.campaign)
            yield Found(FindingKind.BOTH_MATCH, spelling.at, what, advice, witness)
            return


def _elsewhere(subject: Subject, heard: Classification, place: int) -> bool:
    return heard.intent is Intent.KEYWORD and not subject.reaches(heard, place)


def _with_fillers(keyword: Keyword, text: str) -> Sequence[str]:
    """Texts that a keyword's rule matches, because a spelling of it stands in them."""
    bare = normalise(text)
    match keyword.match:
        case Match.FIRST_WORD:
            return [f"{bare} {filler}" for filler in FILLERS[:1]]
        case Match.PHRASE | Match.ALL_WORDS:
            return [f"{bare} {FILLERS[0]}", f"{FILLERS[1]} {bare}"]
        case Match.ANY_WORDS:
            return [f"{FILLERS[1]} {word}" for word in bare.split()]
    return []


def _stance(subject: Subject, keyword: Keyword, here: Context) -> Means | None:
    return keyword.means or subject.hear(keyword.keyword, here).yes_no


def _repeated(subject: Subject) -> Finds:
    seen: dict[tuple[int, str], Spelling] = {}
    for spelling in subject.spellings:
        bare = normalise(spelling.text)
        first = seen.setdefault((spelling.place, bare), spelling)
        if first is not spelling and spelling.at not in subject.doubles:
            what = f"reads as {dotted(first.at)}: case, accents, apostrophes and skin tones do not count"
            here = subject.contexts(subject.program.keywords[spelling.place])[0]
            witness = Witness(bare, number=here.number, campaign=here.campaign)
            yield Found(FindingKind.REPEATED_SPELLING, spelling.at, what, "keep one", witness)


def _means(subject: Subject) -> Finds:
    for n, keyword in enumerate(subject.program.keywords):
        if keyword.means is None or subject.fit[n] is None:
            continue
        heard = [
            (text, context, subject.hear(text, context))
            for context in subject.contexts(keyword)
            for text in _PLAIN[keyword.means]
        ]
        meant = [each for each in heard if each[2].match_kind is MatchKind.MEANING]
        if meant and not any(subject.reaches(each[2], n) for each in meant):
            text, context, other = meant[0]
            what = f"stands for {keyword.means.value}, as {other.keyword} does, which gets every {text!r}"
            witness = Witness(text, number=context.number, campaign=context.campaign)
            yield Found(FindingKind.MEANS_TWICE, ("keywords", n, "means"), what, "keep one", witness)
    yield from _one_sided(subject)


def _one_sided(subject: Subject) -> Finds:
    """A program that understands yes and not no, or the other way round."""
    for n, number in enumerate(subject.program.numbers):
        here = Context(number.number)
        if any(keyword.campaigns for keyword in subject.program.keywords) or subject.program.flows:
            return  # what is asked, and so what is answered, differs from prompt to prompt
        heard = {said: subject.hear(said, here) for said in ("yes", "no")}
        for known, other in (("yes", "no"), ("no", "yes")):
            if heard[known].intent is Intent.KEYWORD and heard[other].intent is Intent.UNMATCHED:
                place = next((k for k in range(len(subject.fit)) if subject.reaches(heard[known], k)), 0)
                what = f"takes {known.upper()}, and nothing of the program takes {other.upper()}"
                advice = f"add a keyword with means: {other}"
                witness = Witness(other, number=number.number)
                yield Found(FindingKind.YES_WITHOUT_NO, ("keywords", place, "keyword"), what, advice, witness)
                return
        if n >= 50:
            return


def _campaigns(subject: Subject) -> Finds:
    seen: dict[str, str] = {}
    for n, keyword in enumerate(subject.program.keywords):
        for i, campaign in enumerate(keyword.campaigns):
            first = seen.setdefault(" ".join(campaign.casefold().replace("_", " ").replace("-", " ").split()), campaign)
            if first != campaign:
                what = f"differs from the campaign {first!r} by its spelling alone: they are two campaigns"
                here = Witness(keyword.keyword, number=subject.contexts(keyword)[0].number, campaign=first)
                at = ("keywords", n, "campaigns", i)
                yield Found(FindingKind.CAMPAIGN_SPELLED_TWICE, at, what, f"write {first}", here)
