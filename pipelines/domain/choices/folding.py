"""A text as the tokens that choosing looks at: words, numbers, and the few signs that mean something between them.

`normalise` folds all punctuation away, which is right for keywords; here 3:30, 24/11 and "2?" must keep theirs.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Sign(StrEnum):
    """What kind of token it is."""

    WORD = "word"
    NUMBER = "number"
    PAIR = "pair"  # 3:30, 24/11, 24.11, 1-2
    TRIPLE = "triple"  # 24/11/2026, 2026-11-24
    BREAK = "break"  # what stands between clauses
    QUESTION = "question"


class Token(NamedTuple):
    """A piece of a folded text. `is_attached`: nothing is between it and the token before."""

    text: str
    sign: Sign
    is_attached: bool


_TOKEN = re.compile(
    r"(?P<word>[^\W\d_]+)|(?P<triple>\d{1,4}([-/.])\d{1,2}\3\d{1,4}(?![\d:]))|(?P<pair>\d{1,4}[-/.:]\d{1,4}(?![\d:]))"
    r"|(?P<number>\d+)|(?P<question>\?)|(?P<break>[.,;:()!\-]+)|(?P<sign>\S)"
)
_SIGNS = {name: Sign.WORD if name == "sign" else Sign(name) for name in _TOKEN.groupindex}
_NUMERO = re.compile(r"(?:\b(?:no|nr|num|opt)\.|\bn(?:\.º?|º\.?)) ?(?=\d)")
_MERIDIEM = re.compile(r"(?<![^\W\d_])([ap])\. ?m\b\.?|(?<=\d)([ap])\b(?!\.)")
_TITLE = re.compile(r"\b(dr|mr|mrs|ms|st|sr|sra|mme|prof)\.")
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")

_PLAIN = {
    **dict.fromkeys("'`´’‘ʼʹ′‛＇", None),
    **dict.fromkeys("*_~\"“”„«»<>[]{}|¿¡\u20e3", " "),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("？؟", "?"),
    **dict.fromkeys("、，，。।…", "."),
    "º": "º", "°": "º", "№": "#", "🔟": " 10 ", "ß": "ss",
}  # fmt: skip
# Accents, and what is not seen: variation selectors, joiners, direction marks, skin tones.
_UNSEEN = re.compile(
    "[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)


class _Folding(dict[int, str | None]):
    """What becomes of each character; worked out once for each that is met."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        folded = self[code] = _PLAIN[character] if character in _PLAIN else _folded(character)
        return folded


def _folded(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in ("Nd", "No", "Nl"):
        return _number(character)
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", character.casefold()))


def _number(character: str) -> str:
    """A digit, or a number in a circle; a fraction or a power is no digit and stays a sign of its own."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    is_number = unicodedata.decomposition(character).startswith(("<circle>", "<compat>"))
    return f" {unicodedata.normalize('NFKD', character)} " if is_number else f" {character} "


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` without case, accents, apostrophes and quotation marks, its digits ASCII.

    >>> fold("Él 2️⃣"), fold("I’ll take Nº ２"), fold("٣ p.m."), fold("3½")
    ('el 2 ', 'ill take #2', '3 pm', '3 ½ ')
    """
    folded = text.translate(_FOLDING)
    folded = _NUMERO.sub("#", folded).replace("º", "o")
    return _HYPHEN.sub(" ", _TITLE.sub(r"\1", _MERIDIEM.sub(r"\1\2m", folded)))


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text.

    >>> [token.text for token in tokens_of("The 2nd one, 3:30pm on 24/11?")]
    ['the', '2', 'nd', 'one', ',', '3:30', 'pm', 'on', '24/11', '?']
    """
    tokens = []
    end = -1
    for match in _TOKEN.finditer(fold(text)):
        tokens.append(Token(match.group(), _SIGNS[match.lastgroup or "sign"], match.start() == end))
        end = match.end()
    return tokens


@lru_cache(maxsize=4096)
def words_of_name(name: str) -> tuple[str, ...]:
    """The words that name something, as they appear among the tokens of a text.

    >>> words_of_name("Dr. Lee (Main St.)")
    ('dr', 'lee', 'main', 'st')
    """
    return tuple(token.text for token in tokens_of(name) if token.sign is not Sign.BREAK)
