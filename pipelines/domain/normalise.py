"""One spelling for what people type in many: the form in which texts and keywords are compared."""

import re
import unicodedata

# Controls that are no white space, and what shows nothing: soft hyphen, zero-width and direction marks, fillers,
# variation selectors, tags (Unicode's Default_Ignorable_Code_Point).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]+"
)
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛′‵`ʼʹ", "'") | dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‐‑‒–—―−", "-") | {"ı": "i"}
)
# Symbols by Unicode's account, punctuation to whoever types them.
_ALSO_PUNCTUATION = frozenset("^~|<>=+")


def normalise(text: str) -> str:
    """`text` in NFKC, case-folded, without invisible characters, with plain quotes and hyphens, single spaces and no
    punctuation around it; a text of punctuation alone keeps it. Idempotent; never raises.

    >>> normalise("  “Yes”!! "), normalise("ＳＴＯＰ."), normalise("St\\u200bop"), normalise("Can’t"), normalise("?!")
    ('yes', 'stop', 'stop', "can't", '?!')
    """
    if text.isascii():
        folded = (text if text.isprintable() else _INVISIBLE.sub("", text)).lower().replace("`", "'")
    else:
        folded = _folded(_INVISIBLE.sub("", text))
    spaced = " ".join(folded.split())
    return trim(spaced) or spaced


def trim(text: str) -> str:
    """`text` without the punctuation and the white space around it.

    >>> trim("¿(deals)? "), trim("👍!"), trim("...")
    ('deals', '👍', '')
    """
    if text and text[0].isalnum() and text[-1].isalnum():
        return text
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _folded(text: str) -> str:
    # Decomposed first: an iota subscript folds to a letter, however it was composed. NFKC makes a space and an accent
    # of the ´ that people type for an apostrophe.
    decomposed = unicodedata.normalize("NFKD", text).translate(_PLAIN)
    composed = unicodedata.normalize("NFKC", decomposed.casefold())
    return _INVISIBLE.sub("", composed).replace(" \u0301", "'")


def _is_edge(character: str) -> bool:
    if character.isalnum():
        return False
    return character.isspace() or character in _ALSO_PUNCTUATION or unicodedata.category(character)[0] == "P"
