"""What `twoway send` prints: the plan of a campaign, or all that is wrong with its file; as text or as JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from pipelines.cli.segments_texts import dollars
from pipelines.cli.send_files import CampaignFaults
from pipelines.domain.campaign import CampaignRow
from pipelines.domain.campaign_cells import shown
from pipelines.domain.campaign_cost import CampaignCost
from schemas.program import Program


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """A campaign as it would be sent. `unused`: columns of its file that nothing needs."""

    campaign: str
    program: Program
    origination_identity: str
    rows: Sequence[CampaignRow]
    cost: CampaignCost
    unused: tuple[str, ...] = ()

    @property
    def customers(self) -> int:
        """How many get a text; some may get several."""
        return len({row.number for row in self.rows})


def show_plan(plan: CampaignPlan, *, as_json: bool) -> None:
    """Print a plan."""
    print(json.dumps(_json(plan), indent=2, ensure_ascii=False) if as_json else "\n".join(_lines(plan)))


def show_faults(faults: CampaignFaults) -> None:
    """Print all that is wrong as one JSON object."""
    told = [
        {"line": fault.line, "column": fault.column, "value": fault.shown, "what": fault.what}
        for fault in faults.faults
    ]
    print(json.dumps({"file": str(faults.file), "faults": told}, indent=2, ensure_ascii=False))


def in_words(lasts: timedelta) -> str:
    """A time to wait, as people say it.

    >>> [in_words(timedelta(seconds=s)) for s in (0.2, 59, 90, 5400, 200_000)]
    ['1 second', '59 seconds', '2 minutes', '1.5 hours', '2.3 days']
    """
    seconds = max(1.0, lasts.total_seconds())
    for size, noun, digits in ((86_400, "day", 1), (3_600, "hour", 1), (60, "minute", 0)):
        if seconds >= size:
            return _counted(seconds / size, noun, digits)
    return _counted(seconds, "second", 0)


def _counted(number: float, noun: str, digits: int = 0) -> str:
    shown = f"{number:,.{digits}f}".removesuffix(".0")
    return f"{shown} {noun}{'' if shown == '1' else 's'}"


def _lines(plan: CampaignPlan) -> Iterable[str]:
    cost, program = plan.cost, plan.program
    yield f"campaign {plan.campaign}, program {program.name} {program.version}, from {plan.origination_identity}"
    twice = "" if plan.customers == cost.messages else f" to {_counted(plan.customers, 'customer')}"
    yield f"  {_counted(cost.messages, 'prompt')}{twice}, {_counted(cost.parts, 'message part')}: {_spread(cost)}"
    for name, counts in _kinds(plan).items():
        yield f"  {name}: {', '.join(f'{each} {count:,}' for each, count in counts.items())}"
    price = "unknown; --price says what a part costs" if cost.price is None else f"{dollars(cost.price)} US dollars"
    yield f"  cost: {price}. Replies come on top"
    yield f"  takes {in_words(cost.lasts)} at the number's pace"
    if cost.dearest:
        dear = (f"line {each.line} ({each.parts} parts, {each.encoding})" for each in cost.dearest)
        yield f"  dearest: {', '.join(dear)}"
    if plan.unused:
        yield f"  left out, for no template names them: {', '.join(map(shown, plan.unused))}"


def _spread(cost: CampaignCost) -> str:
    parts = (f"{count:,} of {_counted(size, 'part')}" for size, count in cost.by_parts.items())
    encodings = (f"{count:,} {encoding}" for encoding, count in cost.encodings.items())
    return f"{', '.join(parts)}; {', '.join(encodings)}"


def _kinds(plan: CampaignPlan) -> Mapping[str, Mapping[str, int]]:
    """How many rows there are of each flow, variant and language; left out where there is only one."""
    kinds = {
        "flows": Counter(row.flow for row in plan.rows),
        "variants": Counter(row.variant or "none" for row in plan.rows),
        "languages": Counter(row.language or plan.program.languages[0] for row in plan.rows),
    }
    return {name: dict(sorted(counts.items())) for name, counts in kinds.items() if len(counts) > 1}


def _json(plan: CampaignPlan) -> dict[str, object]:
    cost = plan.cost
    return {
        "campaign": plan.campaign,
        "program": plan.program.name,
        "program_version": plan.program.version,
        "from": plan.origination_identity,
        "prompts": cost.messages,
        "customers": plan.customers,
        "parts": cost.parts,
        "by_parts": cost.by_parts,
        "encodings": cost.encodings,
        "price": None if cost.price is None else dollars(cost.price),
        "seconds": round(cost.lasts.total_seconds(), 1),
        "dearest": [asdict(each) for each in cost.dearest],
        **_kinds(plan),
        "unused_columns": [shown(name) for name in plan.unused],
    }
