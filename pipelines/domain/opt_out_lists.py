"""The lists of `opt_out_words` as they are searched: tables of phrases, expressions by language, and the gate before them."""

import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import re2

from pipelines.domain import opt_out_words as said
from pipelines.domain.gate import Gate, without_looks
from pipelines.domain.languages import spoken
from pipelines.domain.normalise import normalise, to_hiragana
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


def asking(language: str | None) -> Request:
    """Perhaps an opt-out, in words of this language: the customer is asked."""
    return Request(None, OptOut.ASK, True, language)


def _phrases(text: str) -> Iterator[str]:
    """Comma-separated phrases in the compared form."""
    yield from (phrase for phrase in map(normalise, text.split(",")) if phrase)


def _table(word: ReservedWord, by_language: dict[str, str], carriers: Iterable[str]) -> dict[str, Request]:
    opt_out = OptOut.OPT_OUT if word is ReservedWord.OPT_OUT else OptOut.NO
    found = {normalise(phrase): Request(word, opt_out, language="en") for phrase in carriers}
    for language, phrases in by_language.items():
        for phrase in _phrases(phrases):
            found.setdefault(phrase, Request(word, opt_out, language=spoken(language)))
    return found


# STOP and what it stands for comes last, so that it wins.
RESERVED = {
    **_table(ReservedWord.OPT_IN, said.OPT_IN, CARRIER_OPT_IN),
    **_table(ReservedWord.HELP, said.HELP, CARRIER_HELP),
    **_table(ReservedWord.OPT_OUT, said.OPT_OUT | {"und": said.TYPED_WRONG}, CARRIER_OPT_OUT),
}
RESERVED_LETTER = {
    "t": Request(ReservedWord.OPT_OUT, OptOut.OPT_OUT, language="zh")
}  # and nothing else: "T_T" is no word
for _word, _language in (("arret", "fr"), ("td", "fr"), ("aide", "fr")):
    RESERVED[_word] = Request(RESERVED[_word].word, RESERVED[_word].opt_out, language=_language)

_POLITE = sorted(set(_phrases(said.POLITE)), key=lambda phrase: -len(phrase))
_AROUND = "|".join(map(re.escape, _POLITE))
BEFORE = re.compile(rf"^(?:(?:{_AROUND}) )+")
AFTER = re.compile(rf"(?: (?:{_AROUND}))+$")
# In languages without spaces politeness is written together with the word.
_JOINED_BEFORE = "请|請|麻烦|麻煩|拜托|すみません|もう"
_JOINED_AFTER = (
    "谢谢|謝謝|了|吧|してください|して下さい|お願いします|おねがいします|ください|下さい|で|です|して|します|お願い致します|お願いいたします|希望|"
    "해주세요|해 주세요|하세요|합니다|주세요|요|해줘|ครับ|ค่ะ|คะ|นะ"
)
JOINED = re.compile(f"^(?:{_JOINED_BEFORE})+|(?:{_JOINED_AFTER})+$")
SYMBOLS = re.compile(r"(?: ?[\u2190-\u2bff\U0001f000-\U0001faff])+ ?")
SPELLED = re.compile(r"(?<!\S)\w(?: \w){2,}(?!\S)")
DRESSED = re.compile(r"[a-z][0135][a-z]")
_NO_SPACES = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")
# Words that people also use of an appointment or an order: with a yes or an excuse around, they are asked.
SOFT = frozenset(
    _phrases(
        "cancel,end,quit,remove,cancelar,annuler,annulla,annullare,annuleren,cancele,取消,キャンセル,ende,end all,delete me"
    )
)
EXCUSES = frozenset(["yes", "ok", "okay", "sorry", "im", "already", "just", "again", "k", "today"])


def _expressions(text: str) -> Iterator[str]:
    yield from (line for line in map(str.strip, text.strip().splitlines()) if line)


def _possessive(expression: str) -> str:
    """What may follow is judged after all that can be taken: `(?! until)` must see what stands behind `text me`."""
    return re.sub(r"\)([?*+])\(\?!", r")\1+(?!", expression)


UNCLEAR = {phrase: asking(spoken(language)) for language, text in said.UNCLEAR.items() for phrase in _phrases(text)}
# Who says that it is the wrong number goes on without a comma: "wrong number stop texting me".
_BEGIN = {
    phrase for phrase in UNCLEAR if phrase.rsplit(" ", 1)[-1] not in ("dont", "not", "no", "dare", "mas", "nicht")
}
_LEADS = "|".join(map(re.escape, sorted({*_phrases(said.LEADS), *_BEGIN}, key=lambda phrase: (-len(phrase), phrase))))


def _compiled(text: str, leads: str = rf"(?P<lead>\.|{_LEADS})") -> re.Pattern[str]:
    return re.compile(rf"(?<!\S){leads} (?:{'|'.join(f'(?:{_possessive(e)})' for e in _expressions(text))})(?!\S)")


WORDING = {language: _compiled(text) for language, text in said.WORDING.items()}
PERHAPS = {language: _compiled(text) for language, text in said.PERHAPS.items()}
KEPT = re.compile(rf"(?<!\S)(?:{said.KEPT})(?!\S)")
# A plain "stop texting me" needs no beginning, only nothing before it that turns it round.
PLAIN = re.compile(
    r"(?<!\S)(?P<first>\S+ )?(?P<before>\S+) (?:stop|quit) (?:calling and )?(?:texting|text|txting|txtin|txtn|messaging|contacting|msging|spamming|harassing)"
    r" (?:me|us|this number)(?= (?:\.|please|pls|now|thanks|i |or|fr|already|asap|immediately|you|and))"
)
TURNS_ROUND = frozenset(
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
OTHERS = frozenset(["her", "him", "them", "someone", "everybody", "everyone"])
MADE_TO = frozenset(
    ["tell", "told", "make", "made", "let", "ask", "asked", "get", "got", "have", "had", "see", "saw", "want", "wanted"]
)
# "I already voted please stop": politeness and STOP at the very end, whatever came before.
AT_THE_END = re.compile(
    r"(?<!\S)(?P<before>\S+) (?:please|pls|plz|kindly) (?:stop|unsubscribe|remove me|quit|discontinue|remove my number|stop texting|stop texts)"
    r"(?: (?:thanks|thank you|thx|ty|now|asap))* \.$"
)
WANTING = re.compile(
    r"(?:want|wish|like|quiero|deseo|quisiera|veux|voudrais|souhaite|will|mochte|voglio|vorrei|quero|wil|trying|need|have|going|would|wants|prefer)\b"
)
NEGATED = frozenset(
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
UNSPACED = {
    language: re.compile("|".join(f"(?:{_possessive(e)})" for e in _expressions(to_hiragana(text))))
    for language, text in said.UNSPACED.items()
}
HARD = frozenset(
    _phrases(
        "stop,stopp,stopall,unsubscribe,unsub,optout,opt out,arret,arretez,detener,parar,abmelden,afmelden,退订,退訂,停止,stop all"
    )
)
"""Words that say nothing but this: at the end of a text they are meant."""
REFUSALS = frozenset(["no", "nope", "nah", "non", "nein", "nee", "não", "nao"])
DECLINED = frozenset(
    _phrases(
        "no,nope,nah,no thanks,no thank you,hell no,no no,fuck no,not interested,im not interested,i am not interested"
    )
)
VAGUE = frozenset(_phrases("no more,no mas,ya no mas,halt,end this,turn off,end it,mas,cancel it"))
THAT = frozenset(_phrases("remove it,delete it,remove this,take it off,remove,delete,take me off,remove them,stop"))

LONGEST_WORD = 80
"""Characters: the longest reserved phrase with all the politeness that anyone puts around it."""
LONGEST_UNCLEAR = 16
"""Words of a text one clause of which may make it unclear; in a longer one people say many things."""


ANY_WORD = frozenset(word for phrase in (*RESERVED, *UNCLEAR) for word in phrase.split())


def _languages() -> tuple[re2.Set, list[tuple[str, str]]]:
    """Which languages' wordings a text may hold, without their look-arounds: those are judged afterwards."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 128 << 20
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
    phrases = "|".join(sorted(map(re.escape, RESERVED.keys() | RESERVED_LETTER.keys() | UNCLEAR.keys() | THAT)))
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


LANGUAGES, NAMES = _languages()
SPOKEN = Gate(_may_ask())
GATE = Gate(f"{_may_ask()}|{_DISGUISED}")
"""Texts that do not hold it ask for nothing."""
