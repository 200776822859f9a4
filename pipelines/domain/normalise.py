"""One spelling for what people type in many: the form in which texts, keywords and word lists are compared.

Case, width, accents, apostrophes, punctuation, invisible characters, skin tones and the two kana do not count; digits of
every script are 0 to 9. Emoji stand as words of their own. Accents are dropped because phones are typed on without them:
`confirme` is what people send for `confirmé`. Vowel signs of Indic and South-East Asian scripts are letters and stay.
"""

import re
import unicodedata
from collections.abc import Sequence

_NOTHING = frozenset("'`‘’ʼʹ′‛\u2640\u2642\u20e3")  # apostrophes; the signs that give an emoji a sex; keycaps
_QUESTION = frozenset("?؟;՞፧")
_BETWEEN_CLAUSES = frozenset(".,;:!()[]{}/|…。、،؛।॥・—–―‒~")
_APART = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": "", "ँ": "ं",
}  # fmt: skip
# Marks that no reader of these scripts needs: accents, Hebrew points, Arabic vowels, the nukta.
_ACCENT = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u1ab0-\u1aff\u1dc0-\u1dff"
    "\u20d0-\u20f0]"
)
# Unicode's Default_Ignorable_Code_Point, and skin tones.
_IGNORED = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_KEPT_COMPOSED = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")  # kana and Hangul: their parts mean something else
_IN_A_BUBBLE = re.compile("NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER ([A-Z])$")


class _Folding(dict[int, str | None]):
    """What becomes of each character (`None`: nothing); worked out once for each that is met."""

    def __missing__(self, code: int) -> str | None:
        folded = self[code] = _folded(chr(code))
        return folded


def _folded(character: str) -> str | None:
    kind = unicodedata.category(character)
    if character in _NOTHING or _IGNORED.match(character):
        return None
    if character.isspace() or kind[0] == "Z":
        return " "
    if character in _QUESTION:
        return "?"
    if character in _BETWEEN_CLAUSES:
        return "."
    if kind[0] == "C":
        return None
    if (character.isascii() and not character.isalnum()) or kind[0] == "P":
        return " "
    if bubble := _IN_A_BUBBLE.match(unicodedata.name(character, "")):
        return bubble.group(1).lower()
    return f" {character} " if kind[0] == "S" else _letter(character)


def _letter(character: str) -> str:
    """A letter, digit or mark in its plainest form; several letters for one that is a ligature."""
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    if _KATAKANA.match(character):
        return to_hiragana(character)
    if _KEPT_COMPOSED.match(character):
        return character
    plain = unicodedata.normalize("NFKD", character.casefold()).replace("\u0345", "ι")
    return "".join(_APART.get(letter, letter) for letter in _ACCENT.sub("", plain))


_NUMBER_SIGN = re.compile(r"#(?!\w)")  # "wrong #", "my # is"; not a hashtag
_KATAKANA = re.compile("[\u30a1-\u30f6]")


def to_hiragana(text: str) -> str:
    """`text` with hiragana for katakana.

    >>> to_hiragana("メール停止")
    'めーる停止'
    """
    return _KATAKANA.sub(lambda found: chr(ord(found.group()) - 0x60), text)


_FOLDING = _Folding()
_ASCII = str.maketrans({code: _folded(chr(code)) for code in range(128)})
_ASCII_LINES = _ASCII | {0x1E: "\n"}


def mark(text: str) -> str:
    """`text` in its compared form, in which `.` stands between clauses and `?` after a question; spaces are not tidied.

    >>> mark("Can’t come. ＭＯＶＥ it?")
    'cant come. move it?'
    """
    if "#" in text:
        text = _NUMBER_SIGN.sub(" number ", text)
    if text.isascii():
        return text.replace(" - ", ".").translate(_ASCII)
    composed = unicodedata.normalize("NFKC", text.replace(" - ", "."))
    # NFKC makes a space and an accent of the ´ that people type for an apostrophe.
    return composed.replace(" \u0301", "'").translate(_FOLDING)


def read(text: str) -> tuple[str, str]:
    """A text's clauses and its words, both in the compared form: the clauses with `.` or `?` around each, the words alone.

    >>> read("Sí, confirmo 👍🏽!"), read("STOP✋please"), read("Ok. Where?"), read("?!")
    (('. si . confirmo 👍 . .', 'si confirmo 👍'), ('. stop ✋ please .', 'stop ✋ please'), ('. ok . where ? .', 'ok where'), ('. ? . .', ''))
    """
    marked = mark(text)
    if "?" not in marked and "." not in marked:
        words = " ".join(marked.split())
        return f". {words} .", words
    words = " ".join(marked.replace(".", " ").replace("?", " ").split())
    return f". {' '.join(marked.replace('.', ' . ').replace('?', ' ? ').split())} .", words


_APART_LINES = "\x1e"  # a control character: no text keeps one


def read_all(texts: Sequence[str]) -> list[tuple[str, str]]:
    """`read` for many texts, those in ASCII all at once.

    >>> read_all(["Yes, please", "Sí", ""])
    [('. yes . please .', 'yes please'), ('. si .', 'si'), ('.  .', '')]
    """
    if not texts:
        return []
    plain = [text if text.isascii() and "#" not in text and _APART_LINES not in text else "" for text in texts]
    marked = _APART_LINES.join(plain).replace(" - ", ".").translate(_ASCII_LINES)
    words = marked.replace(".", " ").replace("?", " ").split("\n")
    clauses = marked.replace(".", " . ").replace("?", " ? ").split("\n")
    return [
        (f". {' '.join(clause.split())} .", " ".join(word.split())) if ascii_ else read(text)
        for text, ascii_, clause, word in zip(texts, plain, clauses, words, strict=True)
    ]


def normalise(text: str) -> str:
    """The words of `text` in their compared form, a space between them; a text without any is only trimmed.
    Idempotent; never raises.

    >>> normalise("  “Yes”!! "), normalise("ＳＴＯＰ."), normalise("St\\u200bop"), normalise("Can’t"), normalise("?!")
    ('yes', 'stop', 'stop', 'cant', '?!')
    """
    return read(text)[1] or _signs(text)


def _signs(text: str) -> str:
    """What can be seen of a text without words."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if unicodedata.category(c)[0] not in "CZM" and not _IGNORED.match(c))


_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")


def squeezed(words: str) -> list[str]:
    """Other readings of words in which a letter is drawn out: twice, and once. None where no letter is.

    >>> squeezed("stooop yesss"), squeezed("goooood"), squeezed("stop")
    (['stoop yess', 'stop yes'], ['good', 'god'], [])
    """
    if not _LONG_RUN.search(words):
        return []
    return [_LONG_RUN.sub(r"\1\1", words), _LONG_RUN.sub(r"\1", words)]


# Letters of other alphabets that look like Latin ones, as Unicode's confusables (UTS 39) pair them; by their capitals
# too, because case does not count.
_LOOK_ALIKE = str.maketrans(
    {
        **dict(zip("авеѕкмнортухіјсԁԛԝһ", "abeskmhoptyxijcdqwh", strict=True)),
        **dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True)),
        "0": "o",
        "1": "l",
        "3": "e",
        "5": "s",
        "$": "s",
    }
)


def look_alike(words: str) -> str | None:
    """Words as they look to someone who reads Latin: for words that carriers keep, which people dress up to slip past.
    None where nothing looks like anything else, or where some letter looks like no Latin one.

    >>> look_alike(normalise("ЅТОР")), look_alike(normalise("st0p")), look_alike(normalise("стоп")), look_alike("stop")
    ('stop', 'stop', None, None)
    """
    seen = words.translate(_LOOK_ALIKE)
    return seen if seen != words and seen.isascii() else None
