"""How many message parts a text becomes: what AWS charges for and what the rate limit counts.

A part holds 140 bytes. Text that the GSM 03.38 default alphabet can write takes 7 bits a character, anything else turns
the whole text into UCS-2, 16 bits a code unit. A text of several parts loses 6 bytes of each to the header that joins
them again. AWS picks the encoding itself and uses no national shift tables (AWS End User Messaging SMS user guide, page
"SMS character limits").
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["GSM", "UNICODE"]

# GSM 03.38 (3GPP TS 23.038), section 6.2.1: the default alphabet, one septet each.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Section 6.2.1.1: the extension table, an escape and a septet each.
_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = _BASIC | _EXTENSION

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
    encoding: Encoding = "GSM" if _GSM.issuperset(text) else "UNICODE"
    widths = _widths(text, encoding)
    units = sum(widths)
    if units <= _SINGLE[encoding]:
        return Segments(encoding, 1, units, _SINGLE[encoding] - units)
    parts, remaining = _fill(widths, _JOINED[encoding])
    return Segments(encoding, parts, units, remaining)


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
    cut = segments(text)
    return cut.units <= max_characters(cut.encoding) and cut.parts <= _MAX_PARTS


def _widths(text: str, encoding: Encoding) -> list[int]:
    """Units of each character."""
    if encoding == "GSM":
        return [2 if character in _EXTENSION else 1 for character in text]
    return [2 if character > "\uffff" else 1 for character in text]


def _fill(widths: Iterable[int], capacity: int) -> tuple[int, int]:
    """Parts of `capacity` units that are needed when no width is split, and the units left in the last."""
    parts, left = 1, capacity
    for width in widths:
        if width > left:
            parts, left = parts + 1, capacity
        left -= width
    return parts, left
