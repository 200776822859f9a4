"""Keywords that take texts which are not meant for them: common words, single letters, slips of the finger."""

import string
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

from pipelines.domain.classify import Intent
from pipelines.domain.keywords import SHORTEST_FUZZY, MatchKind
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Spelling, Subject
from pipelines.domain.normalise import normalise
from schemas.program import CARRIER_HELP, CARRIER_OPT_IN, CARRIER_OPT_OUT, Match

_COMMON_WORDS = """a about all also am an and any are as at be because been but by can could did do does for from get had has
have he her him his i if in is it its ill im just like me my not of on or our she so some than that the their them then
there they this to too up us was we were will with would you your
de la le les el los las der die das und et y o en un une una ein eine il que qui che e per por para"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that stand in sentences on any subject; those that ask, and those that answer, are none of them."""
_PLAIN_ANSWERS = (
    *("yes", "yeah", "yep", "yup", "sure", "okay", "nope", "nah", "never", "correct", "right", "confirmed"),
    *("claro", "vale", "nunca", "oui", "ouais", "jamais", "nein", "genau", "gerne", "klar", "certo", "nunca"),
)
_CARRIER_WORDS = sorted(word for word in CARRIER_OPT_OUT | CARRIER_HELP | CARRIER_OPT_IN if " " not in word)
_OPEN = (Match.FIRST_WORD, Match.PHRASE, Match.ANY_WORDS, Match.ALL_WORDS)


def find_in_loose_matches(subject: Subject) -> Finds:
    """What is wrong with keywords that are found inside texts, or by texts that are nearly them."""
    spelled = [(spelling, normalise(spelling.text)) for spelling in subject.spellings]
    fuzzy = [each for each in spelled if subject.program.keywords[each[0].place].match is Match.FUZZY]
    for spelling, bare in spelled:
        if subject.program.keywords[spelling.place].match in _OPEN:
            yield from _too_common(subject, spelling, bare)
    for spelling, bare in fuzzy:
        yield from _near_reserved(subject, spelling, bare)
        yield from _near_answer(subject, spelling, bare)
        yield from _too_short(subject, spelling, bare)
        yield from _near_keywords(subject, spelling, bare, spelled)
    for n, keyword in enumerate(subject.program.keywords):
        if keyword.match is not Match.FUZZY and keyword.max_edits != 1:
            what = f"forgives no slip: the keyword's match is {keyword.match.value}"
            witness = Witness(_slip(keyword.keyword), number=subject.contexts(keyword)[0].number)
            advice = "write match: fuzzy, or remove max_edits"
            yield Found(FindingKind.EDITS_UNUSED, ("keywords", n, "max_edits"), what, advice, witness)


def _too_common(subject: Subject, spelling: Spelling, bare: str) -> Finds:
    keyword = subject.program.keywords[spelling.place]
    words = bare.split()
    if keyword.match is not Match.ANY_WORDS:
        words = words if len(words) == 1 else []
    for word in words:
        kind = FindingKind.COMMON_WORD if word in _COMMON else FindingKind.ONE_LETTER
        if kind is FindingKind.ONE_LETTER and not (len(word) == 1 and word.isascii() and word.isalpha()):
            continue
        text = f"{word} bus was late" if keyword.match is Match.FIRST_WORD else f"we saw {word} bus"
        for context in subject.contexts(keyword):
            if subject.reaches(subject.hear(text, context), spelling.place):
                witness = Witness(text, number=context.number, campaign=context.campaign)
                what = f"is found in any text that holds {word!r} ({keyword.match.value})"
                yield Found(kind, spelling.at, what, "write match: exact, or choose a longer word", witness)
                return


def _near_reserved(subject: Subject, spelling: Spelling, bare: str) -> Finds:
    near = (
        word
        for word in _CARRIER_WORDS
        if OSA.distance(word, bare, score_cutoff=3) <= _edits(subject, spelling, bare) + 1
    )
    slips = ((word, slip) for word in near for slip in slips_of(word))
    for word, slip in slips:
        if witness := _taken(subject, spelling, slip):
            what = f"is so near to {word.upper()} that {slip!r} reaches it"
            advice = "write match: exact, or choose a word that is less like it"
            yield Found(FindingKind.FUZZY_NEAR_RESERVED, spelling.at, what, advice, witness)
            return


def _near_answer(subject: Subject, spelling: Spelling, bare: str) -> Finds:
    for answer in _PLAIN_ANSWERS:
        if answer != bare and (witness := _taken(subject, spelling, answer)):
            heard = subject.hear(answer, prompt=None)
            if heard.yes_no is None:
                continue
            what = f"takes {answer!r}, a plain {heard.yes_no.value}, for a slip"
            advice = "write match: exact, or have a keyword with means: " + heard.yes_no.value
            yield Found(FindingKind.FUZZY_NEAR_ANSWER, spelling.at, what, advice, witness)
            return


def _near_keywords(subject: Subject, spelling: Spelling, bare: str, others: list[tuple[Spelling, str]]) -> Finds:
    """Slips of another keyword that reach this one, or, both being as near, neither."""
    edits = _edits(subject, spelling, bare)
    name = subject.program.keywords[spelling.place].keyword
    if not edits:
        return
    texts = {n: text for n, (other, text) in enumerate(others) if other.place != spelling.place}
    for text, _, n in process.extract(bare, texts, scorer=OSA.distance, score_cutoff=edits + 1, limit=None):
        other = others[n][0]
        for slip in slips_of(str(text)):
            # Whoever errs in the first letter errs in a word that nobody guesses: the reader does not either.
            if (
                OSA.distance(slip, bare, score_cutoff=edits) > edits
                or slip in (bare, text)
                or slip[:1] != str(text)[:1]
            ):
                continue
            both = {*subject.contexts(subject.program.keywords[other.place])} & {
                *subject.contexts(subject.program.keywords[spelling.place])
            }
            for context in sorted(both, key=str)[:1]:
                heard = subject.hear(slip, context)
                mine = subject.reaches(heard, spelling.place) and heard.match_kind is MatchKind.FUZZY
                neither = heard.intent is Intent.UNMATCHED and _is_fuzzy(subject, other)
                if mine or (neither and spelling.place < other.place):
                    keyword = subject.program.keywords[other.place].keyword
                    gets = f"{name} gets it" if mine else "neither gets it"
                    what = f"is as near to {slip!r} as {keyword} is: {gets}"
                    witness = Witness(slip, number=context.number, campaign=context.campaign)
                    advice = "choose words that are less alike, or write match: exact"
                    yield Found(FindingKind.FUZZY_COLLIDES, spelling.at, what, advice, witness)
                    return


def _too_short(subject: Subject, spelling: Spelling, bare: str) -> Finds:
    keyword = subject.program.keywords[spelling.place]
    if spelling.text == keyword.keyword and not _edits(subject, spelling, bare):
        shortest = SHORTEST_FUZZY[1]
        what = f"has fewer than {shortest} letters: no slip is forgiven"
        witness = Witness(_slip(bare), number=subject.contexts(keyword)[0].number)
        yield Found(
            FindingKind.FUZZY_TOO_SHORT, spelling.at, what, "write match: exact, or choose a longer word", witness
        )


def _edits(subject: Subject, spelling: Spelling, bare: str) -> int:
    allowed = (edits for edits, shortest in SHORTEST_FUZZY.items() if len(bare) >= shortest)
    return min(subject.program.keywords[spelling.place].max_edits, max(allowed, default=0))


def _is_fuzzy(subject: Subject, spelling: Spelling) -> bool:
    return subject.program.keywords[spelling.place].match is Match.FUZZY


def _taken(subject: Subject, spelling: Spelling, text: str) -> Witness | None:
    """The witness that a text reaches the keyword as a slip of this spelling."""
    for context in subject.contexts(subject.program.keywords[spelling.place]):
        heard = subject.hear(text, context)
        if heard.match_kind is MatchKind.FUZZY and subject.reaches(heard, spelling.place):
            return Witness(text, number=context.number, campaign=context.campaign)
    return None


def _slip(word: str) -> str:
    """A word with two letters swapped, or one drawn out."""
    bare = normalise(word)
    swapped = (bare[:n] + bare[n + 1] + bare[n] + bare[n + 2 :] for n in range(len(bare) - 1) if bare[n] != bare[n + 1])
    return next(reversed(list(swapped)), bare + "x")


def slips_of(word: str) -> Iterator[str]:
    """Every text that one slip of the finger makes of a word: a letter missing, swapped, wrong, or added.

    >>> list(slips_of("ab"))[:4]
    ['b', 'a', 'ba', 'aa']
    """
    made = dict.fromkeys([word[:n] + word[n + 1 :] for n in range(len(word))])
    made.update(dict.fromkeys(word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)))
    made.update(dict.fromkeys(_with_letters(word)))
    yield from (text for text in made if text != word)


def _with_letters(word: str) -> Iterable[str]:
    for letter in string.ascii_lowercase:
        yield from (word[:n] + letter + word[n + 1 :] for n in range(len(word)))
        yield from (word[:n] + letter + word[n:] for n in range(len(word) + 1))
