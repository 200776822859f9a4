"""What conversations owe to others, in the state table: errands, outcomes for the lake, threads whose time has come."""

from collections.abc import Sequence
from datetime import datetime

from pipelines.adapters.dynamo_items import id_in
from pipelines.adapters.dynamo_places import standing
from pipelines.adapters.dynamo_table import DynamoTable
from pipelines.adapters.dynamo_threads import (
    errand_of,
    finish_errand,
    outcome_key,
    outcome_of,
    outcome_written,
    put_errand,
    put_outcome,
    take_errand,
    who_of,
)
from pipelines.domain.moments import microseconds
from pipelines.ports import ConversationOutcome, Errand, Who


def due_threads(table: DynamoTable, now: datetime, limit: int) -> list[Who]:
    """Threads in which time alone brings something."""
    return list(map(who_of, standing(table, "work", "thread", microseconds(now), limit)))


def owe(table: DynamoTable, outcomes: Sequence[ConversationOutcome], errands: Sequence[Errand], now: datetime) -> None:
    """Keep outcomes and errands that are not known yet; those that are, are refused."""
    table.write([[put_outcome(table.name, each, now)] for each in outcomes])
    table.write([[put_errand(table.name, each, now)] for each in errands])


def take_errands(table: DynamoTable, now: datetime, again_at: datetime, limit: int) -> list[Errand]:
    """Errands that are due, put off until `again_at`; those that another worker takes meanwhile are left to it."""
    due = standing(table, "work", "errand", microseconds(now), limit)
    taken = table.write([[take_errand(table.name, item, again_at)] for item in due])
    return [errand_of(item) for item, was_taken in zip(due, taken, strict=True) if was_taken]


def finish_errands(table: DynamoTable, errand_ids: Sequence[bytes]) -> None:
    """These errands are done."""
    table.write([[finish_errand(table.name, i)] for i in dict.fromkeys(errand_ids)])


def outcomes(table: DynamoTable, outcome_ids: Sequence[bytes]) -> list[ConversationOutcome]:
    """Outcomes that are known, in the order of the ids."""
    found = {id_in(item): outcome_of(item) for item in table.get([outcome_key(i) for i in dict.fromkeys(outcome_ids)])}
    return [found[i] for i in dict.fromkeys(outcome_ids) if i in found]


def unwritten_outcomes(table: DynamoTable, limit: int, before: datetime) -> list[ConversationOutcome]:
    """Outcomes that are not in the lake."""
    return list(map(outcome_of, standing(table, "unwritten", "outcome", microseconds(before) - 1, limit)))


def write_outcomes(table: DynamoTable, outcome_ids: Sequence[bytes]) -> None:
    """These outcomes are in the lake."""
    table.write([[outcome_written(table.name, i)] for i in dict.fromkeys(outcome_ids)])
