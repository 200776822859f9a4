"""Texts in, a line for each out: in their order, in one pass, and each distinct text counted once."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, BinaryIO

import orjson

from pipelines.domain.forecast import price_of
from pipelines.domain.segments import part_texts
from pipelines.domain.substitution import Offender, Substitutions, substitutions

FIELDS = ("text", "messageBody", "body")
"""Where a JSON object keeps its text: the first of these that is a string."""
_REMEMBERED, _SHORT = 1 << 15, 4_000
_SHOWN_OFFENDERS = 3


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is answered."""

    price: Decimal | None = None
    """US dollars a part."""
    as_json: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A line that tells about a text."""

    line: bytes
    fits: bool = True
    """Whether AWS sends the text."""
    read: bool = True
    """Whether there was a text."""


@dataclass(slots=True)
class Done:
    """What was found on the way."""

    fits: bool = True
    """Whether AWS sends every text."""
    unread: int = 0
    first_unread: int = 0
    """Number of the first line without a text; 0 where there is none."""


def measure(lines: Iterable[bytes], out: BinaryIO, read: Callable[[bytes], str | None], form: Form) -> Done:
    """Write the answer to each line to `out`. Line ends and a byte order mark are no text; an empty line is an empty one."""

    def answered(line: bytes) -> Answer:
        text = read(line)
        return nothing(form) if text is None else row(text, form)

    remembered, done, prompt = lru_cache(_REMEMBERED)(answered), Done(), out.isatty()
    for number, line in enumerate(lines, 1):
        text = line.removesuffix(b"\n").removesuffix(b"\r")
        if number == 1:
            text = text.removeprefix(b"\xef\xbb\xbf")
        answer = remembered(text) if len(text) < _SHORT else answered(text)
        out.write(answer.line)
        if prompt:
            out.flush()
        done.fits &= answer.fits
        if not answer.read:
            done.unread += 1
            done.first_unread = done.first_unread or number
    return done


def from_line(line: bytes) -> str:
    """The text of a plain line. What is no UTF-8 becomes U+FFFD, as it would on its way to AWS."""
    return line.decode("utf-8", "replace")


def from_json(line: bytes) -> str | None:
    """The text of a line of JSON: an object's field, or a string; None where there is none.

    >>> from_json(b'{"messageBody": "YES"}'), from_json(b'"YES"'), from_json(b'{"text": 1}'), from_json(b"YES")
    ('YES', 'YES', None, None)
    """
    try:
        value = _parsed(line)
    except (ValueError, RecursionError):
        return None
    found = [value.get(name) for name in FIELDS] if isinstance(value, dict) else [value]
    return next((text for text in found if isinstance(text, str)), None)


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        # A lone surrogate, or bytes that are no UTF-8: the slower reader takes both.
        return json.loads(line.decode("utf-8", "replace"))


def row(text: str, form: Form) -> Answer:
    """What is told about a text. It never raises, whatever the text holds."""
    found = substitutions(text)
    cut, cost = found.before, price_of(found.before, form.price)
    if not form.as_json:
        notes = "; ".join(_notes(found))
        cells = [cut.encoding, str(cut.parts), str(cut.remaining), *([] if cost is None else [dollars(cost)]), notes]
        return Answer("\t".join(cells).rstrip("\t").encode("utf-8", "backslashreplace") + b"\n", cut.fits)
    told = {
        "text": text,
        "encoding": cut.encoding,
        "parts": cut.parts,
        "units": cut.units,
        "remaining": cut.remaining,
        "fits": cut.fits,
        **({} if cost is None else {"price": dollars(cost)}),
        "part_texts": part_texts(text),
        **offered(found),
    }
    return Answer(as_line(told), cut.fits)


def nothing(form: Form) -> Answer:
    """What is told about a line that holds no text."""
    return Answer(as_line({"text": None, "error": "no text"}) if form.as_json else b"-\t-\t-\tno text\n", read=False)


def offered(found: Substitutions) -> dict[str, Any]:
    """Offenders and plain text, for JSON."""
    return {
        "offenders": [
            {
                "character": each.character,
                "name": each.name,
                "position": each.position,
                "replacement": each.replacement,
                "kind": each.kind,
            }
            for each in found.offenders
        ],
        "plain": found.plain,
        "plain_parts": found.after.parts if found.after else None,
    }


def as_line(told: dict[str, Any]) -> bytes:
    """A line of JSON. Half a surrogate pair is no UTF-8: such a line is escaped."""
    try:
        return orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE)
    except orjson.JSONEncodeError:
        return json.dumps(told).encode() + b"\n"


def dollars(amount: Decimal) -> str:
    """Without an exponent.

    >>> dollars(Decimal("1E-5") * 2)
    '0.00002'
    """
    return format(amount, "f")


def _notes(found: Substitutions) -> list[str]:
    notes = [] if found.before.fits else ["longer than AWS sends"]
    if found.offenders:
        notes.append(f"beyond GSM: {told_offenders(found.offenders)}")
    if found.after is not None:
        notes.append(f"then {found.after.parts} GSM, {found.after.remaining} left")
    return notes


def told_offenders(offenders: Iterable[Offender]) -> str:
    """The first distinct ones, for people: ``’ at 2, could be '``."""
    distinct = {each.character: each for each in reversed(list(offenders))}
    each = sorted(distinct.values(), key=lambda one: one.position)
    more = f" and {len(each) - _SHOWN_OFFENDERS} more" if len(each) > _SHOWN_OFFENDERS else ""
    return ", ".join(map(_told, each[:_SHOWN_OFFENDERS])) + more


def _told(one: Offender) -> str:
    shown = one.character if one.character.isprintable() else one.name
    if one.replacement is None:
        return f"{shown} at {one.position}"
    instead = {"": "nothing", " ": "a space", "\n": "a line break"}.get(one.replacement, one.replacement)
    return f"{shown} at {one.position}, could be {instead}"
