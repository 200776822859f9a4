"""Whether a customer asks to be texted no more, in whatever words; and the other two words that always work: help, start.

Three answers: *opt out* (carriers' words, or any wording that a reasonable person takes as revocation: 47 CFR
64.1200(a)(10)), *ask* (perhaps: texts are suppressed, and one text asks), or *no*. The words are in `opt_out_words`.
"""

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import re2

from pipelines.domain import opt_out_words as said
from pipelines.domain.gate import Gate, without_looks
from pipelines.domain.normalise import look_alike, normalise, squeezed, to_hiragana
from schemas.program import CARRIER_HELP, CARRIER_OPT_IN, CARRIER_OPT_OUT


class ReservedWord(StrEnum):
    """What a customer can ask for, whatever the program."""

    OPT_OUT = "opt_out"
    HELP = "help"
    OPT_IN = "opt_in"


class OptOut(StrEnum):
    """Whether a message revokes consent. Stored in `inbound.opt_out`."""

    OPT_OUT = "opt_out"  # it does
    ASK = "ask"  # perhaps: nothing more is sent but one text that asks
    NO = "no"  # it does not


@dataclass(frozen=True, slots=True)
class Request:
    """What a text asks for. `wording`: told by free wording, not by a reserved word. `language`: of the words."""

    word: ReservedWord | None
    opt_out: OptOut = OptOut.NO
    wording: bool = False
    language: str | None = None


NOTHING = Request(None)


def _phrases(text: str) -> Iterator[str]:
    """Comma-separated phrases in the compared form."""
    yield from (phrase for phrase in map(normalise, text.split(",")) if phrase)


def _table(word: ReservedWord, by_language: dict[str, str], carriers: Iterable[str]) -> dict[str, Request]:
    opt_out = OptOut.OPT_OUT if word is ReservedWord.OPT_OUT else OptOut.NO
    found = {normalise(phrase): Request(word, opt_out, language="en") for phrase in carriers}
    for language, phrases in by_language.items():
        for phrase in _phrases(phrases):
            found.setdefault(phrase, Request(word, opt_out, language=language))
    return found


# STOP and what it stands for comes last, so that it wins.
_RESERVED = {
    **_table(ReservedWord.OPT_IN, said.OPT_IN, CARRIER_OPT_IN),
    **_table(ReservedWord.HELP, said.HELP, CARRIER_HELP),
    **_table(ReservedWord.OPT_OUT, said.OPT_OUT | {"und": said.TYPED_WRONG}, CARRIER_OPT_OUT),
}
_RESERVED_LETTER = {
    "t": Request(ReservedWord.OPT_OUT, OptOut.OPT_OUT, language="zh")
}  # and nothing else: "T_T" is no word
for _word, _language in (("arret", "fr"), ("td", "fr"), ("aide", "fr")):
    _RESERVED[_word] = Request(_RESERVED[_word].word, _RESERVED[_word].opt_out, language=_language)

_POLITE = sorted(set(_phrases(said.POLITE)), key=lambda phrase: -len(phrase))
_AROUND = "|".join(map(re.escape, _POLITE))
_BEFORE = re.compile(rf"^(?:(?:{_AROUND}) )+")
_AFTER = re.compile(rf"(?: (?:{_AROUND}))+$")
# In languages without spaces politeness is written together with the word.
_JOINED_BEFORE = "请|請|麻烦|麻煩|拜托|すみません|もう"
_JOINED_AFTER = (
    "谢谢|謝謝|了|吧|してください|して下さい|お願いします|おねがいします|ください|下さい|で|です|して|します|お願い致します|お願いいたします|希望|"
    "해주세요|해 주세요|하세요|합니다|주세요|요|해줘|ครับ|ค่ะ|คะ|นะ"
)
_JOINED = re.compile(f"^(?:{_JOINED_BEFORE})+|(?:{_JOINED_AFTER})+$")
_SYMBOLS = re.compile(r"(?: ?[\u2190-\u2bff\U0001f000-\U0001faff])+ ?")
_SPELLED = re.compile(r"(?<!\S)\w(?: \w){2,}(?!\S)")
_DRESSED = re.compile(r"[a-z][0135][a-z]")
_NO_SPACES = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
# Words that people also use of an appointment or an order: with a yes or an excuse around, they are asked.
_SOFT = frozenset(
    _phrases(
        "cancel,end,quit,remove,cancelar,annuler,annulla,annullare,annuleren,cancele,取消,キャンセル,ende,end all,delete me"
    )
)
_EXCUSES = frozenset(["yes", "ok", "okay", "sorry", "im", "already", "just", "again", "k", "today"])


def _expressions(text: str) -> Iterator[str]:
    yield from (line for line in map(str.strip, text.strip().splitlines()) if line)


def _possessive(expression: str) -> str:
    """What may follow is judged after all that can be taken: `(?! until)` must see what stands behind `text me`."""
    return re.sub(r"\)([?*+])\(\?!", r")\1+(?!", expression)


_UNCLEAR = {phrase: language for language, text in said.UNCLEAR.items() for phrase in _phrases(text)}
# Who says that it is the wrong number goes on without a comma: "wrong number stop texting me".
_BEGIN = {
    phrase for phrase in _UNCLEAR if phrase.rsplit(" ", 1)[-1] not in ("dont", "not", "no", "dare", "mas", "nicht")
}
_LEADS = "|".join(map(re.escape, sorted({*_phrases(said.LEADS), *_BEGIN}, key=lambda phrase: (-len(phrase), phrase))))


def _compiled(text: str, leads: str = rf"(?P<lead>\.|{_LEADS})") -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){leads} (?:{'|'.join(f'(?:{_possessive(e)})' for e in _expressions(text))})(?!\S)")


_WORDING = {language: _compiled(text) for language, text in said.WORDING.items()}
_PERHAPS = {language: _compiled(text) for language, text in said.PERHAPS.items()}
_KEPT = re.compile(rf"(?<!\S)(?:{said.KEPT})(?!\S)")
# A plain "stop texting me" needs no beginning, only nothing before it that turns it round.
_PLAIN = re.compile(
    r"(?<!\S)(?P<first>\S+ )?(?P<before>\S+) (?:stop|quit) (?:calling and )?(?:texting|text|txting|txtin|txtn|messaging|contacting|msging|spamming|harassing)"
    r" (?:me|us|this number)(?= (?:\.|please|pls|now|thanks|i |or|fr|already|asap|immediately|you|and))"
)
_TURNS_ROUND = frozenset(
    [
        "dont",
        "not",
        "didnt",
        "never",
        "wont",
        "cant",
        "you",
        "u",
        "he",
        "she",
        "they",
        "it",
        "to",
        "why",
        "who",
        "if",
        "when",
        "would",
        "will",
        "i",
        "couldnt",
        "doesnt",
        "hes",
        "shes",
        "theyll",
        "must",
        "should",
        "ill",
        "we",
        "did",
        "does",
        "cannot",
        "always",
        "people",
        "guy",
        "guys",
        "girl",
        "ex",
        "could",
    ]
)
_OTHERS = frozenset(["her", "him", "them", "someone", "everybody", "everyone"])
_MADE_TO = frozenset(
    ["tell", "told", "make", "made", "let", "ask", "asked", "get", "got", "have", "had", "see", "saw", "want", "wanted"]
)
# "I already voted please stop": politeness and STOP at the very end, whatever came before.
_AT_THE_END = re.compile(
    r"(?<!\S)(?P<before>\S+) (?:please|pls|plz|kindly) (?:stop|unsubscribe|remove me|quit|discontinue|remove my number|stop texting|stop texts)"
    r"(?: (?:thanks|thank you|thx|ty|now|asap))* \.$"
)
_WANTING = re.compile(
    r"(?:want|wish|like|quiero|deseo|quisiera|veux|voudrais|souhaite|will|mochte|voglio|vorrei|quero|wil|trying|need|have|going|would|wants|prefer)\b"
)
_NEGATED = frozenset(
    [
        "dont",
        "not",
        "didnt",
        "never",
        "no",
        "non",
        "nao",
        "ne",
        "didn",
        "wont",
        "doesnt",
        "cant",
        "niet",
        "nicht",
        "nie",
    ]
)
_UNSPACED = {
    language: re.compile("|".join(f"(?:{_possessive(e)})" for e in _expressions(to_hiragana(text))))
    for language, text in said.UNSPACED.items()
}
_HARD = frozenset(
    _phrases(
        "stop,stopp,stopall,unsubscribe,unsub,optout,opt out,arret,arretez,detener,parar,abmelden,afmelden,退订,退訂,停止,stop all"
    )
)
"""Words that say nothing but this: at the end of a text they are meant."""
_REFUSALS = frozenset(["no", "nope", "nah", "non", "nein", "nee", "não", "nao"])
_DECLINED = frozenset(
    _phrases(
        "no,nope,nah,no thanks,no thank you,hell no,no no,fuck no,not interested,im not interested,i am not interested"
    )
)
_VAGUE = frozenset(_phrases("no more,no mas,ya no mas,halt,end this,turn off,end it,mas,cancel it"))
_THAT = frozenset(_phrases("remove it,delete it,remove this,take it off,remove,delete,take me off,remove them,stop"))

_LONGEST_WORD = 80
"""Characters: the longest reserved phrase with all the politeness that anyone puts around it."""
_LONGEST_UNCLEAR = 16
"""Words of a text one clause of which may make it unclear; in a longer one people say many things."""


_ANY_WORD = frozenset(word for phrase in (*_RESERVED, *_UNCLEAR) for word in phrase.split())


def _languages() -> tuple[re2.Set, list[tuple[str, str]]]:
    """Which languages' wordings a text may hold, without their look-arounds: those are judged afterwards."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 256 << 20
    languages = re2.Set.SearchSet(options)
    names: list[tuple[str, str]] = []
    for kind, wordings in (("worded", said.WORDING), ("perhaps", said.PERHAPS)):
        for language, text in wordings.items():
            languages.Add(f" (?:{'|'.join(map(without_looks, _expressions(text)))}) ")
            names.append((kind, language))
    languages.Compile()
    return languages, names


# Letters drawn out, dressed up, or spelled apart: other readings are tried.
_DISGUISED = "|".join(
    (
        *(letter * 3 for letter in string.ascii_lowercase),
        r"[a-z][0135][a-z]|s[\W_]?t[\W_]?[o0][\W_]?p| \w \w \w ",
        "(?m:^. [\u0370-\u03ff\u0400-\u04ffa-z]{3,14} [.]$)",
    )
)


def _may_ask() -> str:
    """An expression that every text holds which asks for anything: `requested` says nothing of all others."""
    lists = [said.WORDING, said.PERHAPS]
    wordings = [
        without_looks(each) for by_language in lists for text in by_language.values() for each in _expressions(text)
    ]
    unspaced = [without_looks(each) for text in said.UNSPACED.values() for each in _expressions(to_hiragana(text))]
    phrases = "|".join(sorted(map(re.escape, _RESERVED.keys() | _RESERVED_LETTER.keys() | _UNCLEAR.keys() | _THAT)))
    symbols = "(?:[\u2190-\u2bff\U0001f000-\U0001faff] ?)*"
    before = rf"{symbols}(?:(?:{_AROUND}) ?{symbols}[.?]? )*(?:{_JOINED_BEFORE})*"
    return "|".join(
        (
            f" (?:{'|'.join(wordings)}) ",
            "|".join(unspaced).replace("^", ""),
            rf"[.?] {before}(?:{phrases})(?:{_JOINED_AFTER})*[ .?]",
            " stopp? ",
        )
    )


_LANGUAGES, _NAMES = _languages()
_SPOKEN = Gate(_may_ask())
GATE = Gate(f"{_may_ask()}|{_DISGUISED}")
"""Texts that do not hold it ask for nothing."""


def requested(clauses: str, bare: str) -> Request:
    """What a text asks for: its clauses and its words as `normalise.read` gives them. Never raises.

    >>> from pipelines.domain.normalise import read
    >>> def says(text): return requested(*read(text)).opt_out.value
    >>> says("Stop. Thank you"), says("please take me off this list"), says("S.T.O.P"), says("ｓｔｏｏｏｐ!!")
    ('opt_out', 'opt_out', 'opt_out', 'opt_out')
    >>> says("leave me alone"), says("stop by any time"), says("next stop"), says("don't stop texting me")
    ('ask', 'no', 'no', 'no')
    """
    if (found := _RESERVED.get(bare) or _RESERVED_LETTER.get(bare)) is not None:
        return found
    words = bare.split()
    readings = _other_readings(bare, words)
    if len(bare) <= _LONGEST_WORD and (found := _reserved([bare, *readings])) is not None:
        return found
    if not _SPOKEN.holds(clauses):
        return NOTHING
    held = [_NAMES[place] for place in _LANGUAGES.Match(f" {bare} ") or ()]
    return _worded(clauses, held) or _by_clause(clauses, words) or _perhaps(clauses, held) or NOTHING


def _other_readings(bare: str, words: list[str]) -> list[str]:
    """What a short text can be read as: drawn-out letters shortened, dressed-up ones undressed, spelled-out ones joined."""
    if len(words) > 12 or len(bare) > _LONGEST_WORD:
        return []
    readings = squeezed(bare)
    if (not bare.isascii() or _DRESSED.search(bare)) and (seen := look_alike(bare)) is not None:
        readings.append(seen)
    if len(words) > 2 and _SPELLED.search(bare):
        readings.append(_SPELLED.sub(lambda found: found.group().replace(" ", ""), bare))
    return readings


def _reserved(readings: list[str]) -> Request | None:
    """The request of a text that is a reserved word and nothing else, but for politeness, emoji and repetition."""
    return next((found for reading in readings if (found := _polite(reading)) is not None), None)


def _polite(bare: str) -> Request | None:
    plain = bare
    if not bare.isascii():
        plain = _SYMBOLS.sub(" ", bare).strip()
        plain = _JOINED.sub("", plain) if " " not in plain else plain
    if (found := _RESERVED.get(plain)) is not None:
        return found
    if plain.isascii() and _ANY_WORD.isdisjoint(plain.split()):
        return None
    core = _core(plain)
    found = _RESERVED.get(core) or _RESERVED.get(_JOINED.sub("", core))
    if found is not None:
        soft = core in _SOFT and not _EXCUSES.isdisjoint(plain.split())
        return _ask(found.language) if soft else found
    return _repeated(core.split())


def _core(plain: str) -> str:
    """A text without the politeness around it."""
    return _AFTER.sub("", _BEFORE.sub("", plain, count=1))


def _repeated(words: list[str]) -> Request | None:
    """`stop stop`, `stop cancel end`."""
    each = [_RESERVED.get(word) for word in words]
    if each and all(found is not None and found.word is ReservedWord.OPT_OUT for found in each):
        return each[0]
    return None


def _worded(clauses: str, held: list[tuple[str, str]]) -> Request | None:
    """An opt-out by wording anywhere in the text."""
    text = clauses.replace("?", ".")
    for kind, language in held:
        if kind == "worded" and _begun(_WORDING[language], text):
            return None if _KEPT.search(text) else _opted_out(language)
    if _plain(text):
        return None if _KEPT.search(text) else _opted_out("en")
    if not clauses.isascii():
        for language, unspaced in _UNSPACED.items():
            if unspaced.search(clauses):
                return _opted_out(language)
    return None


def _opted_out(language: str | None) -> Request:
    return Request(ReservedWord.OPT_OUT, OptOut.OPT_OUT, True, language)


def _ask(language: str | None) -> Request:
    return Request(None, OptOut.ASK, True, language)


def _begun(wording: re.Pattern[str], text: str) -> bool:
    """Whether a wording stands in the text, and what leads to it is not negated: `I don't want to unsubscribe`."""
    for found in wording.finditer(text):
        before = text[: found.start()].rsplit(maxsplit=1)
        negated = bool(before) and before[-1] in _NEGATED
        if not (negated and _WANTING.match(found["lead"])):
            return True
    return False


def _plain(text: str) -> bool:
    for found in _PLAIN.finditer(text):
        before, first = found["before"], (found["first"] or "").strip()
        if before not in _TURNS_ROUND and not (before in _OTHERS and first in _MADE_TO):
            return True
    return (end := _AT_THE_END.search(text)) is not None and end["before"] not in _TURNS_ROUND | _NEGATED


def _by_clause(marked: str, words: list[str]) -> Request | None:
    """What the clauses of a short text say, each for itself."""
    if len(words) > _LONGEST_UNCLEAR:
        return None
    clauses = [clause for clause in map(str.strip, marked.replace("?", ".").split(".")) if clause]
    asked = None
    for place, clause in enumerate(clauses):
        core = _core(_SYMBOLS.sub(" ", clause).strip())
        if (language := _UNCLEAR.get(clause) or _UNCLEAR.get(core)) is not None:
            asked = asked or _ask(language)
        elif place and core in _SOFT | _THAT and (asked or "number" in words):
            return _opted_out("en")
        elif (found := _polite(clause)) is not None and found.opt_out is OptOut.OPT_OUT and core not in _SOFT:
            last = place == len(clauses) - 1
            alone = len(clauses) == 1 or (len(words) - len(core.split()) < 2 and words[0] not in _REFUSALS)
            if not alone and (" " in core or (last and core in _HARD)) and core not in _VAGUE:
                return _opted_out(found.language)
            if core in _HARD and asked is None and not _KEPT.search(" ".join(words)):
                asked = _ask(found.language)
                if not _UNCLEAR.keys().isdisjoint(map(_core, clauses[place + 1 :])):
                    return _opted_out(found.language)
    if asked is not None and _KEPT.search(" ".join(words)):
        return None
    return asked or _stop_and(clauses)


def _stop_and(clauses: list[str]) -> Request | None:
    """`stop i dont know you`, `stop 12345`: STOP, and without a comma what makes it plain."""
    words = clauses[0].split() if len(clauses) == 1 else []
    if len(words) > 1 and words[-1] in _HARD and " ".join(words[:-1]) in _DECLINED:
        return _opted_out("en")
    if len(words) < 2 or words[0] not in ("stop", "stopp"):
        return None
    rest = " ".join(words[1:])
    plain = (
        _core(rest) in _UNCLEAR
        or rest.isdigit()
        or re.match(r"(?:or (?:i|ill|we) |i (?:dont|do not|never) |im (?:a minor|not|under|only \d))", rest)
    )
    return _opted_out("en") if plain else None


def _perhaps(clauses: str, held: list[tuple[str, str]]) -> Request | None:
    text = clauses.replace("?", ".")
    for kind, language in held:
        if kind == "perhaps" and _PERHAPS[language].search(text):
            return None if _KEPT.search(text) else _ask(language)
    return None
