"""What every operation is given, and what they share: finding a number, cutting a list into pages."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.local.sms_simulator.errors import FieldFault, invalid, not_found
from pipelines.local.sms_simulator.model import NumberType
from pipelines.local.sms_simulator.rates import Rates
from pipelines.local.sms_simulator.settings import SimulatorSettings
from schemas.pseudonym import canonical_number

Request = Mapping[str, Any]
Response = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One request, within its transaction. `now` in epoch seconds."""

    db: sqlite3.Connection
    settings: SimulatorSettings
    rates: Rates
    now: float


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number as it is stored."""

    number: str
    phone_number_id: str
    number_type: NumberType
    iso_country_code: str
    parts_per_second: float
    two_way_enabled: bool
    two_way_channel_arn: str | None
    two_way_channel_role: str | None
    self_managed_opt_outs: bool
    opt_out_list: str
    international: bool
    deletion_protection: bool
    events_topic_arn: str | None
    created_at: float


def number_of(row: sqlite3.Row) -> NumberRow:
    """A row of `numbers`."""
    return NumberRow(
        number=row["number"],
        phone_number_id=row["phone_number_id"],
        number_type=NumberType(row["number_type"]),
        iso_country_code=row["iso_country_code"],
        parts_per_second=row["parts_per_second"],
        two_way_enabled=bool(row["two_way_enabled"]),
        two_way_channel_arn=row["two_way_channel_arn"],
        two_way_channel_role=row["two_way_channel_role"],
        self_managed_opt_outs=bool(row["self_managed_opt_outs"]),
        opt_out_list=row["opt_out_list"],
        international=bool(row["international"]),
        deletion_protection=bool(row["deletion_protection"]),
        events_topic_arn=row["events_topic_arn"],
        created_at=row["created_at"],
    )


def find_number(db: sqlite3.Connection, identity: str) -> NumberRow | None:
    """The number that `identity` names: the number itself, its id or its ARN."""
    name = resource_name(identity)
    row = db.execute(
        "SELECT * FROM numbers WHERE number IN (?, ?) OR phone_number_id = ?", (name, canonical_number(name), name)
    ).fetchone()
    return None if row is None else number_of(row)


def require_number(db: sqlite3.Connection, identity: str) -> NumberRow:
    """The same. Raises: ApiError ResourceNotFoundException."""
    found = find_number(db, identity)
    if found is None:
        raise not_found("phone-number", identity)
    return found


def require_opt_out_list(db: sqlite3.Connection, identity: str) -> str:
    """Name of the opt-out list with this name or ARN. Raises: ApiError ResourceNotFoundException."""
    return _require_named(db, "opt_out_lists", "opt-out-list", identity)


def require_configuration_set(db: sqlite3.Connection, identity: str) -> str:
    """Name of the configuration set with this name or ARN. Raises: ApiError ResourceNotFoundException."""
    return _require_named(db, "configuration_sets", "configuration-set", identity)


def _require_named(db: sqlite3.Connection, table: str, resource_type: str, identity: str) -> str:
    name = resource_name(identity)
    if db.execute(f"SELECT 1 FROM {table} WHERE name = ?", (name,)).fetchone() is None:  # noqa: S608
        raise not_found(resource_type, identity)
    return name


def resource_name(identity: str) -> str:
    """The name at the end of an ARN, or what is no ARN as it is.

    >>> resource_name("arn:aws:sms-voice:us-east-1:123456789012:opt-out-list/Default"), resource_name("Default")
    ('Default', 'Default')
    """
    return identity.rpartition("/")[2] if identity.startswith("arn:") else identity


def fetch_page(
    db: sqlite3.Connection, query: str, parameters: Sequence[Any], request: Request
) -> tuple[list[sqlite3.Row], Response]:
    """One page of a query that ends in a WHERE clause and selects `row_id`, and `NextToken` where there is more.

    Raises:
        ApiError: ValidationException INVALID_NEXT_TOKEN.
    """
    token = request.get("NextToken", "0")
    if not (token.isascii() and token.isdigit()):
        raise invalid("INVALID_NEXT_TOKEN", "The token is not valid.", [FieldFault("NextToken", "Is not valid.")])
    size = request.get("MaxResults", 100)
    rows = db.execute(f"{query} AND row_id > ? ORDER BY row_id LIMIT ?", (*parameters, int(token), size + 1)).fetchall()
    more = {"NextToken": str(rows[size - 1]["row_id"])} if len(rows) > size else {}
    return rows[:size], more


def marks(values: Sequence[object]) -> str:
    """As many SQL parameters as there are values."""
    return ", ".join("?" * len(values))
