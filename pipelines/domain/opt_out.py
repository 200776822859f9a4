"""The words that a customer can always say, whatever the program: stop, help, start.

Sources: AWS End User Messaging SMS user guide, "Required keywords"; 47 CFR 64.1200(a)(10); CTIA Messaging Principles and
Best Practices (both: see `schemas.program`, which keeps these words from being keywords); the toll-free network's
French words; for other languages the lists that Sinch, Adobe and Braze publish for their customers, and general
knowledge. YES and CONTINUE are no opt-in here: they are answers first.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from schemas.program import CARRIER_HELP, CARRIER_OPT_IN, CARRIER_OPT_OUT


class ReservedWord(StrEnum):
    """What a reserved word asks for."""

    OPT_OUT = "opt_out"
    HELP = "help"
    OPT_IN = "opt_in"


_OPT_OUT = {
    "en": "remove me,unsubscribe me,unsubscribe all,opt me out,un subscribe,stop texting,stop texting me,"
    "stop messaging,stop messaging me,stop texts,stop messages,stop sms,cancel all,end all",
    "fr": "arrêt,arrête,arrêter,arrêtez,désabonner,désabonnement,désinscrire,stop sms",
    "es": "detener,salir,baja,alto,cancelar,parar,no más",
    "pt": "parar,cancelar,sair,remover",
    "de": "stopp,abmelden,abbestellen",
    "it": "ferma,basta,annulla",
    "nl": "afmelden,uitschrijven",
}
_HELP = {"en": "help me", "es": "ayuda", "pt": "ajuda", "de": "hilfe", "it": "aiuto", "nl": "hulp"}
_OPT_IN = {"en": "opt in,optin,opt me in,opt back in,resubscribe", "fr": "début,débuter,nonarrêt,non arrêt"}

_POLITE = "|".join(
    (
        *("please", "pls", "plz", "kindly", "thanks", "thank you", "thankyou", "thx", "ty", "now", "ok", "okay"),
        *("hi", "hello", "hey"),
        *("s'il vous plait", "s'il te plait", "svp", "stp", "merci", "maintenant"),
        *("por favor", "porfavor", "gracias", "ahora", "obrigado", "obrigada", "agora"),
        *(
            "bitte",
            "danke",
            "jetzt",
            "per favore",
            "grazie",
            "ora",
            "alstublieft",
            "alsjeblieft",
            "aub",
            "bedankt",
            "nu",
        ),
    )
)
_BEFORE = re.compile(rf"(?:(?:{_POLITE}) )+")
_AFTER = re.compile(rf"(?: (?:{_POLITE}))+$")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LONGEST = 80
"""Characters: the longest phrase with all the politeness that anyone puts around it."""


def _words(text: str) -> list[str]:
    """The words of a normalised text without accents; what is between words does not count."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = _WORD.findall(text)
    return ["".join(words)] if len(words) > 2 and all(len(word) == 1 for word in words) else words


def _phrases(carriers: Iterable[str], by_language: dict[str, str]) -> set[str]:
    """Phrases in the form that they are looked up in."""
    others = (phrase for phrases in by_language.values() for phrase in phrases.split(","))
    return {" ".join(_words(phrase)) for phrase in (*carriers, *others)}


_CLASSES = {
    ReservedWord.OPT_IN: _phrases(CARRIER_OPT_IN, _OPT_IN),
    ReservedWord.HELP: _phrases(CARRIER_HELP, _HELP),
    ReservedWord.OPT_OUT: _phrases(CARRIER_OPT_OUT, _OPT_OUT),
}
_PHRASES = {phrase: word for word, phrases in _CLASSES.items() for phrase in phrases}
_ANY_WORD = frozenset(word for phrase in _PHRASES for word in phrase.split())


def reserved_word(normalised: str) -> ReservedWord | None:
    """What a normalised message asks for, if it is a reserved word and nothing else, but for politeness, punctuation,
    emoji, repetition and spaced-out letters.

    >>> [reserved_word(t) for t in ("stop", "please opt-out, thanks", "stop stop", "s.t.o.p")].count(ReservedWord.OPT_OUT)
    4
    >>> [reserved_word(t) for t in ("stop by any time", "next stop", "don't stop", "yes")]
    [None, None, None, None]
    """
    if len(normalised) > _LONGEST:
        return None
    if (found := _PHRASES.get(normalised)) is not None:
        return found
    words = _words(normalised)
    if _ANY_WORD.isdisjoint(words):
        return None
    bare = _AFTER.sub("", _BEFORE.sub("", " ".join(words), count=1))
    if (found := _PHRASES.get(bare)) is not None:
        return found
    asked = {_PHRASES.get(word) for word in bare.split()}
    return ReservedWord.OPT_OUT if asked == {ReservedWord.OPT_OUT} else None
