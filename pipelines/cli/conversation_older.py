"""Texts of a conversation that are in the lake alone, read for a transcript."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pipelines.cli.conversation_history import Said
from pipelines.domain.converse import Slot
from pipelines.domain.player import Line
from pipelines.domain.transcript import slot_at
from pipelines.domain.transcript_export import Mask, Moment
from schemas.errors import SuppressReason

_LABEL = r"([A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}) (\d{1,2}:\d\d [ap]m)"
_SHOWN, _OFFERED = re.compile(_LABEL), re.compile(rf"\b\d\) {_LABEL}")


def moment_of(said: Said, mask: Mask) -> Moment:
    """A text of the lake and what it brought."""
    if said.message_id is None:
        return Moment(said.at, None)
    lines = tuple(_lines(said, mask))
    kept = said.status in (None, "sent", "promised")
    text = mask.customers(said.text or "", is_choice=said.has_slot)
    return Moment(said.at, text, lines, () if kept else (f"{said.status}: {said.reason}",))


def _lines(said: Said, mask: Mask) -> Iterator[Line]:
    if said.reason == SuppressReason.ANSWERED_BY_AWS:
        yield Line("!", "answered by AWS")
    elif said.body is not None and said.reason != SuppressReason.OPTED_OUT:
        yield Line("<", mask.ours(said.template, said.body))
    if said.outcome is not None:
        shown = _SHOWN.search(said.body or "") if said.has_slot else None
        yield Line("!", said.outcome if shown is None else f"{said.outcome} {shown[0]}")


def slots_in(said: Sequence[Said]) -> Iterator[Slot]:
    """The times that texts of ours offered, as the customer's clock shows them."""
    for each in said:
        for day, clock in _OFFERED.findall(each.body or ""):
            at = _near(f"{day} {clock}", each.at)
            if at is not None:
                yield slot_at(at)


def _near(label: str, at: datetime) -> datetime | None:
    """The time that a label of a text sent at `at` stands for: it has no year.

    >>> _near("Fri 1 Jan 9:00 am", datetime(2026, 12, 30, tzinfo=UTC))
    datetime.datetime(2027, 1, 1, 9, 0, tzinfo=datetime.timezone.utc)
    """
    for year in (at.year, at.year + 1):
        try:
            found = datetime.strptime(f"{year} {label}", "%Y %a %d %b %I:%M %p").replace(tzinfo=UTC)
        except ValueError:
            continue
        if f"{found:%a}" == label[:3]:
            return found
    return None
