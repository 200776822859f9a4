"""Telling a machine from a person: two machines that answer each other end after five replies, a person is never cut off."""

import zlib
from datetime import datetime, timedelta

from pipelines.domain.thread import Heard, State
from schemas.errors import SuppressReason

STRIKES = 5
"""Replies to texts in a row that lead nowhere; then a machine is at the other end."""
ROUND = timedelta(minutes=10)
"""How long a text is remembered for telling a machine."""


def bodies_after(state: State, heard: Heard) -> tuple[tuple[int, datetime], ...]:
    """What was texted lately, this text included."""
    return (*_before(state, heard)[-STRIKES:], (_mark(heard.text), heard.at))


def _before(state: State, heard: Heard) -> list[tuple[int, datetime]]:
    return [each for each in state.bodies if timedelta(0) <= heard.at - each[1] <= ROUND]


def _mark(text: str) -> int:
    return zlib.crc32(text.encode())


def strikes_after(state: State, heard: Heard, understood: bool, moves: bool) -> int:
    """Count a text that leads nowhere: it is not understood, or says again what was said. A person says something else
    in the end; two machines never do, and the sixth gets no reply until ten minutes are quiet. What moves a conversation
    on leads somewhere, however often it is said (more, more)."""
    before = [mark for mark, _ in _before(state, heard)]
    if understood and (moves or _mark(heard.text) not in before):
        return 0
    return (state.strikes if before else 0) + 1


def muted(strikes: int) -> SuppressReason | None:
    return SuppressReason.LOOP if strikes > STRIKES else None
