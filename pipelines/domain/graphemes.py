"""What a reader takes for one character: a letter with its accents, a flag, a family joined by zero-width joiners."""

import re
import unicodedata
from functools import cache

_JOINER = "\u200d"
_REGIONAL = "\U0001f1e6-\U0001f1ff"
_MODIFIERS = "\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_PICTURES = (
    "©®‼⁉™ℹ\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2500-\u27bf\u2900-\u297f\u2b00-\u2bff〰〽㊗㊙\U0001f000-\U0001faff"
)
_MARKS_BEGIN, _MARKS_END = 0x0300, 0xFFFF


@cache
def extending() -> str:
    """Body of a character class: what never begins a grapheme. Combining marks of the basic plane, variation selectors,
    skin tones, tags and the joiner."""
    marks = (chr(code) for code in range(_MARKS_BEGIN, _MARKS_END) if unicodedata.category(chr(code))[0] == "M")
    return re.escape("".join(marks)) + _MODIFIERS + _JOINER


def graphemes(text: str) -> list[str]:
    r"""`text` cut into grapheme clusters: Unicode Standard Annex 29, section 3.1.1, without Hangul syllables written
    letter by letter and without prepended marks.

    >>> [len(cluster) for cluster in graphemes("e\u0301a👩\u200d👦🇫🇷!")]
    [2, 1, 3, 2, 1]
    """
    return _pattern().findall(text)


@cache
def _pattern() -> re.Pattern[str]:
    tail = f"[{extending()}]*"
    picture = f"[{_PICTURES}][{_MODIFIERS}]*"
    return re.compile(rf"\r\n|[{_REGIONAL}]{{2}}{tail}|{picture}(?:{_JOINER}{picture})*{tail}|.{tail}", re.DOTALL)
