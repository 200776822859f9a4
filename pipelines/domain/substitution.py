"""Which characters turn a text into UCS-2, and the plain GSM text that they could become: offered, never applied.

One curly quote cuts the room of a text from 160 characters to 70. What is offered reads the same; what would change the
meaning has no replacement: emoji, other scripts, and letters whose accent is a letter of its own (Turkish ş and ı).
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from pipelines.domain.graphemes import extending, graphemes
from pipelines.domain.segments import GSM_CLASS, Segments, is_gsm, segments


class Kind(StrEnum):
    """What a replacement does to the text."""

    TYPOGRAPHY = "typography"  # the same text in plainer signs: quotes, dashes, spaces, invisible characters
    SPELLING = "spelling"  # a letter loses its accent, as people type it who have none: á as a


@dataclass(frozen=True, slots=True)
class Offender:
    """What GSM cannot write: a character, or a letter with its accents, or an emoji of several characters."""

    position: int
    """Of its first character in the text, the first being 0."""
    character: str
    name: str
    """As Unicode names it; several characters are joined by ` + `. What has no name is a number such as U+0000."""
    replacement: str | None
    """GSM text, empty for what is invisible; None where nothing plain says the same."""
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Substitutions:
    """What keeps a text from GSM, and what it could become."""

    offenders: tuple[Offender, ...]
    before: Segments
    plain: str | None
    """The text with every replacement made; None unless that makes it GSM, in no more parts, and leaves something."""
    after: Segments | None
    """How `plain` is cut."""


def substitutions(text: str) -> Substitutions:
    """The characters that force `text` into UCS-2, in their order, and the plain text that is offered instead.

    >>> offered = substitutions("It’s on – see you")
    >>> [(one.position, one.name, one.replacement) for one in offered.offenders]
    [(2, 'RIGHT SINGLE QUOTATION MARK', "'"), (8, 'EN DASH', '-')]
    >>> offered.plain, offered.before.remaining, offered.after.remaining
    ("It's on - see you", 53, 143)
    >>> substitutions("See you 👍").plain is None
    True
    """
    before = segments(text)
    if before.encoding == "GSM":
        return Substitutions((), before, None, None)
    offenders = tuple(each for found in _pattern().finditer(text) for each in _offenders(found[0], found.start()))
    plain = _replaced(text, offenders)
    after = segments(plain) if plain is not None else None
    if after is None or after.encoding != "GSM" or after.parts > before.parts:
        return Substitutions(offenders, before, None, None)
    return Substitutions(offenders, before, plain, after)


def _replaced(text: str, offenders: tuple[Offender, ...]) -> str | None:
    pieces, end = [], 0
    for each in offenders:
        if each.replacement is None:
            return None
        pieces += [text[end : each.position], each.replacement]
        end = each.position + len(each.character)
    plain = "".join((*pieces, text[end:]))
    return plain if plain.strip() else None


@cache
def _pattern() -> re.Pattern[str]:
    """A run of what GSM cannot write, and a letter before it that the run may belong to."""
    return re.compile(f"[{GSM_CLASS}]?[{extending()}][^{GSM_CLASS}]*|[^{GSM_CLASS}]+")


def _offenders(run: str, position: int) -> list[Offender]:
    found = []
    for cluster in graphemes(run):
        if not is_gsm(cluster):
            found += _in_cluster(cluster, position)
        position += len(cluster)
    return found


def _in_cluster(cluster: str, position: int) -> list[Offender]:
    """A cluster is replaced as a whole, or else character by character, or else stays as a whole."""
    replacement, kind = _replacement(cluster)
    each = [(n, character, *_replacement(character)) for n, character in enumerate(cluster) if not is_gsm(character)]
    if replacement is None and all(plain is not None for _, _, plain, _ in each):
        return [Offender(position + n, character, _name(character), plain, k) for n, character, plain, k in each]
    return [Offender(position, cluster, _name(cluster), replacement, kind)]


@lru_cache(maxsize=4096)
def _replacement(character: str) -> tuple[str | None, Kind | None]:
    if (plain := _TYPOGRAPHY.get(character)) is not None:
        return plain, Kind.TYPOGRAPHY
    composed = unicodedata.normalize("NFC", character)
    if is_gsm(composed):
        return composed, Kind.TYPOGRAPHY
    if composed in _SPELLING:
        return _SPELLING[composed], Kind.SPELLING
    if _INVISIBLE.fullmatch(character):
        return "", Kind.TYPOGRAPHY
    if _STYLED.fullmatch(character) and is_gsm(styled := unicodedata.normalize("NFKC", character)):
        return styled, Kind.TYPOGRAPHY
    return None, None


def _name(cluster: str) -> str:
    return " + ".join(unicodedata.name(character, f"U+{ord(character):04X}") for character in cluster)


_STYLED = re.compile("[\ufb00-\ufb06\uff01-\uff5e\U0001d400-\U0001d7ff]")
"""Ligatures, full-width letters, and the letters in other type that mathematics has: 𝐒𝐀𝐋𝐄."""
_INVISIBLE = re.compile(
    "[\0-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\ufe00-\ufe0f\ufeff]"
)
"""Controls, directions, joiners, and what only says how the character before is drawn: the key of 1️⃣."""


def _each(characters: str, replacement: str) -> dict[str, str]:
    return dict.fromkeys(characters, replacement)


_TYPOGRAPHY = {
    **_each("‘’‚‛‹›′‵ʹʻʼʽˈ`´＇｀", "'"),
    **_each("“”„‟«»″‶〝〞＂", '"'),
    **_each("‐‑‒–—―−⁃﹘﹣－", "-"),
    **_each("•‣◦●○▪▫■□·∙⋅", "-"),
    **_each("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
    **_each("\v\u0085\u2028\u2029", "\n"),
    **_each("⁄∕÷", "/"),
    **_each("★☆∗", "*"),
    **dict(zip("…⋯‥‼⁇⁈⁉¦×¢∼", ["...", "...", "..", "!!", "??", "?!", "!?", "|", "x", "c", "~"], strict=True)),
    **dict(zip("©®™№→←≤≥", ["(c)", "(R)", "TM", "No.", "->", "<-", "<=", ">="], strict=True)),
    **dict(zip("œŒĳĲẞ", ["oe", "OE", "ij", "IJ", "SS"], strict=True)),
    # The same shapes as Latin capitals: 3GPP TS 23.038 has only the Greek capitals that Latin lacks.
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
}

# Letters with accents of Western European languages, where people text without them and are understood.
_SPELLING = {letter: unicodedata.normalize("NFD", letter)[0] for letter in "ÀÁÂÃÈÊËÌÍÎÏÒÓÔÕÙÚÛÝŸáâãçêëíîïóôõúûýÿ"} | {
    "ª": "a",
    "º": "o",
}
