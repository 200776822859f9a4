"""One spelling for what people type in many: the form in which texts and keywords are compared."""

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "′": "'", "`": "'", "´": "'"}
)
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_EDGE = " .,;:!?¡¿\"'()[]{}<>*_~-–—…·•#/\\|。、！？"


def normalise(text: str) -> str:
    """`text` in NFKC, case-folded, without invisible characters, with plain quotes, single spaces and no punctuation
    around it. Idempotent; never raises.

    >>> normalise("  “Yes”!! "), normalise("ＳＴＯＰ."), normalise("St\\u200bop")
    ('yes', 'stop', 'stop')
    """
    # Folding and composing can each undo the other for a few characters: go on until nothing changes.
    for _ in range(4):
        folded = _once(text)
        if folded == text:
            break
        text = folded
    return text


def _once(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", composed).casefold())
    return _SPACE.sub(" ", folded).strip(_EDGE)
