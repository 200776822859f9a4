"""What a campaign will cost, and how long it takes: its prompts counted in message parts, each as it is rendered."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from heapq import nsmallest

from pipelines.domain.campaign import CampaignRow, prompt_text
from pipelines.domain.segments import Encoding, segments
from schemas.program import Program

_MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PromptCost:
    """A row by its line, and what its prompt is cut into."""

    line: int
    parts: int
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class CampaignCost:
    """The prompts alone: replies and reminders come on top. `price` in US dollars, None when no price is known.

    `encodings` and `by_parts` count messages; `dearest` are the rows that take more parts than the cheapest, the dearest
    first; `lasts` is the time to send all of them at the number's pace.
    """

    messages: int
    parts: int
    encodings: Mapping[Encoding, int]
    by_parts: Mapping[int, int]
    price: Decimal | None
    dearest: tuple[PromptCost, ...]
    lasts: timedelta


def cost(
    rows: Iterable[CampaignRow], program: Program, price: Decimal | None = None, origination_identity: str | None = None
) -> CampaignCost:
    """The forecast of rows. `price`: US dollars a part, as AWS lists it for the country, with the carriers' fees.
    `origination_identity`: the program's number that they leave from; its first unless said otherwise.
    """
    each = [_cut(row.line, prompt_text(program, row)) for row in rows]
    parts = sum(one.parts for one in each)
    by_parts = Counter(one.parts for one in each)
    dear = [one for one in each if one.parts > min(by_parts)]
    return CampaignCost(
        messages=len(each),
        parts=parts,
        encodings=Counter(one.encoding for one in each),
        by_parts=dict(sorted(by_parts.items())),
        price=None if price is None else parts * price,
        dearest=tuple(nsmallest(_MOST_SHOWN, dear, key=lambda one: (-one.parts, one.line))),
        lasts=timedelta(seconds=parts / _pace(program, origination_identity)),
    )


def _cut(line: int, text: str) -> PromptCost:
    cut = segments(text)
    return PromptCost(line, cut.parts, cut.encoding)


def _pace(program: Program, origination_identity: str | None) -> float:
    number = program.number(origination_identity or program.numbers[0].number)
    return (number or program.numbers[0]).pace
