"""How many message parts a text becomes: what AWS charges for and what the rate limit counts.

A part holds 140 bytes. Text that the GSM 03.38 default alphabet can write takes 7 bits a character, anything else turns
the whole text into UCS-2, 16 bits a code unit. A text of several parts loses 6 bytes of each to the header that joins
them again. AWS picks the encoding itself and uses no national shift tables (AWS End User Messaging SMS user guide, page
"SMS character limits").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from pipelines.domain.graphemes import graphemes

Encoding = Literal["GSM", "UNICODE"]

# GSM 03.38 (3GPP TS 23.038), section 6.2.1: the default alphabet, one septet each. Its 0x1B is no character: it escapes.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Section 6.2.1.1: the extension table, an escape and a septet each.
_EXTENSION = "\f^{}\\[~]|€"
GSM_CLASS = re.escape(_BASIC + _EXTENSION)
"""Body of a regular expression's character class: every character that GSM 03.38 writes."""

_BEYOND_GSM = re.compile(f"[^{GSM_CLASS}]")
_EXTENDED = re.compile(f"[{re.escape(_EXTENSION)}]")
_SURROGATE = re.compile("[\ud800-\udfff]")

_SINGLE: dict[Encoding, int] = {"GSM": 160, "UNICODE": 70}
_JOINED: dict[Encoding, int] = {"GSM": 153, "UNICODE": 67}
_MAX_UNITS: dict[Encoding, int] = {"GSM": 1530, "UNICODE": 630}
_MAX_PARTS = 10


@dataclass(frozen=True, slots=True)
class Segments:
    """How a text is cut.

    `units` are septets (an extension character is two) or UTF-16 code units (an emoji is two); `remaining` are the
    units left in the last part.
    """

    encoding: Encoding
    parts: int
    units: int
    remaining: int

    @property
    def fits(self) -> bool:
        """Whether AWS sends it at all: at most 1530 units of GSM or 630 of anything else, and at most ten parts."""
        return self.units <= _MAX_UNITS[self.encoding] and self.parts <= _MAX_PARTS


def is_gsm(text: str) -> bool:
    """Whether GSM 03.38 can write every character of `text`.

    >>> is_gsm("10 € for Ç"), is_gsm("ç"), is_gsm("tab\\t")
    (True, False, False)
    """
    return _BEYOND_GSM.search(text) is None


def segments(text: str) -> Segments:
    """How `text` is cut into message parts. A character of two units is never cut in half: it moves to the next part
    whole. An empty text is one empty part.

    >>> segments("Your appointment is confirmed.")
    Segments(encoding='GSM', parts=1, units=30, remaining=130)
    >>> segments("Your appointment’s confirmed.")
    Segments(encoding='UNICODE', parts=1, units=29, remaining=41)
    >>> segments("a" * 161)
    Segments(encoding='GSM', parts=2, units=161, remaining=145)
    """
    return _segments(text, "GSM") if is_gsm(text) else segments_as_unicode(text)


def segments_as_unicode(text: str) -> Segments:
    """How `text` would be cut if one of its characters were beyond GSM: a name with an accent, put into a template.

    >>> segments_as_unicode("a" * 71)
    Segments(encoding='UNICODE', parts=2, units=71, remaining=63)
    """
    return _segments(_paired(text), "UNICODE")


def part_texts(text: str) -> tuple[str, ...]:
    """What stands in each part: as many as `segments` counts, and together the text.

    An emoji of several characters, or a letter and its accents, stays whole where that takes no further part. Who cuts
    is the network: a part may end elsewhere by a few characters, and phones join the parts again.

    >>> [len(part) for part in part_texts("a" * 66 + "👩\u200d👦" + "b" * 9)]
    [66, 12]
    """
    cut = segments(text)
    if cut.parts == 1:
        return (text,)
    capacity = _JOINED[cut.encoding]
    if cut.encoding == "GSM":
        return _fill(text, cut.encoding) if cut.units > len(text) else _sliced(text, capacity)
    text = _paired(text)
    clusters = graphemes(text)
    if len(clusters) == cut.units:
        return _sliced(text, capacity)
    whole = [piece for each in clusters for piece in ([each] if 2 * len(each) <= capacity else each)]
    parts = _fill(whole, cut.encoding)
    return parts if len(parts) == cut.parts else _fill(text, cut.encoding)


def max_characters(encoding: Encoding) -> int:
    """The longest body that AWS sends, in units; SendTextMessage's own maximum of 1600 is not the real one.

    >>> max_characters("GSM"), max_characters("UNICODE")
    (1530, 630)
    """
    return _MAX_UNITS[encoding]


def fits(text: str) -> bool:
    """Whether AWS sends `text` at all: at most 1530 units of GSM or 630 of anything else, and at most ten parts.

    >>> fits("a" * 1530), fits("a" * 1531), fits("’" * 630), fits("’" * 631)
    (True, False, True, False)
    """
    return segments(text).fits


def _segments(text: str, encoding: Encoding) -> Segments:
    units, capacity = _units(text, encoding), _JOINED[encoding]
    if units <= _SINGLE[encoding]:
        return Segments(encoding, 1, units, _SINGLE[encoding] - units)
    parts, used = divmod(units - 1, capacity)
    if units == len(text):
        return Segments(encoding, parts + 1, units, capacity - used - 1)
    parts, left = 1, capacity
    for width in _widths(text, encoding):
        if width > left:
            parts, left = parts + 1, capacity
        left -= width
    return Segments(encoding, parts, units, left)


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "GSM":
        return len(text) + len(_EXTENDED.findall(text))
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _widths(text: str, encoding: Encoding) -> Iterator[int]:
    """Units of each character: what `_units` says of it, without asking."""
    if encoding == "GSM":
        return (2 if character in _EXTENSION else 1 for character in text)
    return (2 if character > "\uffff" else 1 for character in text)


def _paired(text: str) -> str:
    """`text` with each high surrogate that a low one follows made the character that they write: as UTF-16 has it."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def _sliced(text: str, capacity: int) -> tuple[str, ...]:
    return tuple(text[begin : begin + capacity] for begin in range(0, len(text), capacity))


def _fill(pieces: Sequence[str], encoding: Encoding) -> tuple[str, ...]:
    """`pieces` in parts, none of them cut; each fits into one."""
    begins, left = [0], _JOINED[encoding]
    for n, piece in enumerate(pieces):
        if (width := _units(piece, encoding)) > left:
            begins.append(n)
            left = _JOINED[encoding]
        left -= width
    return tuple("".join(pieces[begin:end]) for begin, end in pairwise([*begins, len(pieces)]))
