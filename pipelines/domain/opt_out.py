"""Whether a customer asks to be texted no more, in whatever words; and the other two words that always work: help, start.

Three answers: *opt out* (carriers' words, or any wording that a reasonable person takes as revocation: 47 CFR
64.1200(a)(10)), *ask* (perhaps: texts are suppressed, and one text asks), or *no*. The words are in `opt_out_words`.
"""

import re

from pipelines.domain.normalise import look_alike, squeezed
from pipelines.domain.opt_out_lists import (
    AFTER,
    ANY_WORD,
    AT_THE_END,
    BEFORE,
    DECLINED,
    DRESSED,
    EXCUSES,
    GATE,
    HARD,
    JOINED,
    KEPT,
    LANGUAGES,
    LONGEST_UNCLEAR,
    LONGEST_WORD,
    MADE_TO,
    NAMES,
    NEGATED,
    NOTHING,
    OTHERS,
    PERHAPS,
    PLAIN,
    REFUSALS,
    RESERVED,
    RESERVED_LETTER,
    SOFT,
    SPELLED,
    SPOKEN,
    SYMBOLS,
    THAT,
    TURNS_ROUND,
    UNCLEAR,
    UNSPACED,
    VAGUE,
    WANTING,
    WORDING,
    OptOut,
    Request,
    ReservedWord,
    asking,
)

__all__ = ["GATE", "NOTHING", "OptOut", "Request", "ReservedWord", "requested"]


def requested(clauses: str, bare: str) -> Request:
    """What a text asks for: its clauses and its words as `normalise.read` gives them. Never raises.

    >>> from pipelines.domain.normalise import read
    >>> def says(text): return requested(*read(text)).opt_out.value
    >>> says("Stop. Thank you"), says("please take me off this list"), says("S.T.O.P"), says("ｓｔｏｏｏｐ!!")
    ('opt_out', 'opt_out', 'opt_out', 'opt_out')
    >>> says("leave me alone"), says("stop by any time"), says("next stop"), says("don't stop texting me")
    ('ask', 'no', 'no', 'no')
    """
    if (found := RESERVED.get(bare) or RESERVED_LETTER.get(bare)) is not None:
        return found
    words = bare.split()
    readings = _other_readings(bare, words)
    if len(bare) <= LONGEST_WORD and (found := _reserved([bare, *readings])) is not None:
        return found
    if not SPOKEN.holds(clauses):
        return NOTHING
    held = [NAMES[place] for place in LANGUAGES.Match(f" {bare} ") or ()]
    return _worded(clauses, held) or _by_clause(clauses, words) or _perhaps(clauses, held) or NOTHING


def _other_readings(bare: str, words: list[str]) -> list[str]:
    """What a short text can be read as: drawn-out letters shortened, dressed-up ones undressed, spelled-out ones joined."""
    if len(words) > 12 or len(bare) > LONGEST_WORD:
        return []
    readings = squeezed(bare)
    if (not bare.isascii() or DRESSED.search(bare)) and (seen := look_alike(bare)) is not None:
        readings.append(seen)
    if len(words) > 2 and SPELLED.search(bare):
        readings.append(SPELLED.sub(lambda found: found.group().replace(" ", ""), bare))
    return readings


def _reserved(readings: list[str]) -> Request | None:
    """The request of a text that is a reserved word and nothing else, but for politeness, emoji and repetition."""
    return next((found for reading in readings if (found := _polite(reading)) is not None), None)


def _polite(bare: str) -> Request | None:
    plain = bare
    if not bare.isascii():
        plain = SYMBOLS.sub(" ", bare).strip()
        plain = JOINED.sub("", plain) if " " not in plain else plain
    if (found := RESERVED.get(plain)) is not None:
        return found
    if plain.isascii() and ANY_WORD.isdisjoint(plain.split()):
        return None
    core = _core(plain)
    found = RESERVED.get(core) or RESERVED.get(JOINED.sub("", core))
    if found is not None:
        soft = core in SOFT and not EXCUSES.isdisjoint(plain.split())
        return asking(found.language) if soft else found
    return _repeated(core.split())


def _core(plain: str) -> str:
    """A text without the politeness around it."""
    return AFTER.sub("", BEFORE.sub("", plain, count=1))


def _repeated(words: list[str]) -> Request | None:
    """`stop stop`, `stop cancel end`."""
    each = [RESERVED.get(word) for word in words]
    if each and all(found is not None and found.word is ReservedWord.OPT_OUT for found in each):
        return each[0]
    return None


def _worded(clauses: str, held: list[tuple[str, str]]) -> Request | None:
    """An opt-out by wording anywhere in the text."""
    text = clauses.replace("?", ".")
    for kind, language in held:
        if kind == "worded" and _begun(WORDING[language], text):
            return None if KEPT.search(text) else _opted_out(language)
    if _plain(text):
        return None if KEPT.search(text) else _opted_out("en")
    if not clauses.isascii():
        for language, unspaced in UNSPACED.items():
            if unspaced.search(clauses):
                return _opted_out(language)
    return None


def _opted_out(language: str | None) -> Request:
    return Request(ReservedWord.OPT_OUT, OptOut.OPT_OUT, True, language)


def _begun(wording: re.Pattern[str], text: str) -> bool:
    """Whether a wording stands in the text, and what leads to it is not negated: `I don't want to unsubscribe`."""
    for found in wording.finditer(text):
        before = text[: found.start()].rsplit(maxsplit=1)
        negated = bool(before) and before[-1] in NEGATED
        if not (negated and WANTING.match(found["lead"])):
            return True
    return False


def _plain(text: str) -> bool:
    for found in PLAIN.finditer(text):
        before, first = found["before"], (found["first"] or "").strip()
        if before not in TURNS_ROUND and not (before in OTHERS and first in MADE_TO):
            return True
    return (end := AT_THE_END.search(text)) is not None and end["before"] not in TURNS_ROUND | NEGATED


def _by_clause(marked: str, words: list[str]) -> Request | None:
    """What the clauses of a short text say, each for itself."""
    if len(words) > LONGEST_UNCLEAR:
        return None
    clauses = [clause for clause in map(str.strip, marked.replace("?", ".").split(".")) if clause]
    asked = None
    for place, clause in enumerate(clauses):
        core = _core(SYMBOLS.sub(" ", clause).strip())
        if (unclear := UNCLEAR.get(clause) or UNCLEAR.get(core)) is not None:
            asked = asked or unclear
        elif place and core in SOFT | THAT and (asked or "number" in words):
            return _opted_out("en")
        elif (found := _polite(clause)) is not None and found.opt_out is OptOut.OPT_OUT and core not in SOFT:
            last = place == len(clauses) - 1
            alone = len(clauses) == 1 or (len(words) - len(core.split()) < 2 and words[0] not in REFUSALS)
            if not alone and (" " in core or (last and core in HARD)) and core not in VAGUE:
                return _opted_out(found.language)
            if core in HARD and asked is None and not KEPT.search(" ".join(words)):
                asked = asking(found.language)
                if not UNCLEAR.keys().isdisjoint(map(_core, clauses[place + 1 :])):
                    return _opted_out(found.language)
    if asked is not None and KEPT.search(" ".join(words)):
        return None
    return asked or _stop_and(clauses)


def _stop_and(clauses: list[str]) -> Request | None:
    """`stop i dont know you`, `stop 12345`: STOP, and without a comma what makes it plain."""
    words = clauses[0].split() if len(clauses) == 1 else []
    if len(words) > 1 and words[-1] in HARD and " ".join(words[:-1]) in DECLINED:
        return _opted_out("en")
    if len(words) < 2 or words[0] not in ("stop", "stopp"):
        return None
    rest = " ".join(words[1:])
    plain = (
        _core(rest) in UNCLEAR
        or rest.isdigit()
        or re.match(r"(?:or (?:i|ill|we) |i (?:dont|do not|never) |im (?:a minor|not|under|only \d))", rest)
    )
    return _opted_out("en") if plain else None


def _perhaps(clauses: str, held: list[tuple[str, str]]) -> Request | None:
    text = clauses.replace("?", ".")
    for kind, language in held:
        if kind == "perhaps" and PERHAPS[language].search(text):
            return None if KEPT.search(text) else asking(language)
    return None
