"""Cells of a campaign's file: what can be read in one, and how one may be shown. No number, and no words of a text."""

import re
import unicodedata
from dataclasses import dataclass

from pipelines.domain.campaign import COLUMNS, ID, NUMBER
from schemas.pseudonym import mask

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_MOST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a column of a line, and what to do. `shown`: the value as it may be shown, None where it may not."""

    line: int
    column: str
    shown: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.line}: {self.column}: {f'{self.shown} ' if self.shown else ''}{self.what}"


class Unreadable(Exception):
    """A cell that is at fault; its words go into the `RowFault`."""


def variant_of(cell: str | None) -> str | None:
    """A cell as the name of a variant. Raises: Unreadable."""
    if cell is not None and not _TOKEN.fullmatch(cell):
        raise Unreadable("is no token; write up to 64 letters, digits and _.- without spaces, as short_text")
    return cell


def filled(cell: str | None) -> str:
    """A cell that must say something. Raises: Unreadable."""
    if cell is None:
        raise Unreadable("is empty; fill it in")
    return cell


def plain(cell: str | None) -> str | None:
    """A cell as it is, if every character of it can be sent. Raises: Unreadable."""
    if cell is not None and any(unicodedata.category(each) in ("Cc", "Cs") and each != "\n" for each in cell):
        raise Unreadable("has characters that are no text; save the file as UTF-8, or remove them")
    return cell


def shown_cell(column: str, cell: str | None) -> str | None:
    """A cell as it may be shown: numbers and ids masked, and not at all what may be said to the customer."""
    if cell is None or column not in COLUMNS or not cell.isprintable():
        return None
    return mask(cell[:_MOST_SHOWN]) if column in (NUMBER, ID) else repr(shown(cell))


def shown(name: str) -> str:
    """A name out of a file as it may be shown: cut where it is long, and masked where it could be a number.

    >>> shown("birthday"), shown("+14255550001")
    ('birthday', '+1•••••••001')
    """
    if may_be_number(name):
        return mask(name[:_MOST_SHOWN])
    cut = name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}…"
    return "".join(each if each.isprintable() else "?" for each in cut)


def may_be_number(text: str) -> bool:
    """So many that they could be a number's."""
    return sum(each.isdigit() for each in text) > 4
