"""Phone numbers: DescribePhoneNumbers, UpdatePhoneNumber, and registering them, which AWS does in its own time."""

import hashlib
import sqlite3
from typing import Any

from pipelines.local.sms_simulator.calls import (
    Call,
    NumberRow,
    Request,
    Response,
    fetch_page,
    find_number,
    marks,
    number_of,
    require_number,
    require_opt_out_list,
    resource_name,
)
from pipelines.local.sms_simulator.errors import FieldFault, invalid, not_found
from pipelines.local.sms_simulator.keywords import put_mandatory_keywords
from pipelines.local.sms_simulator.model import DEFAULT_OPT_OUT_LIST, PARTS_PER_SECOND, Number
from pipelines.local.sms_simulator.opt_outs import ensure_opt_out_list
from schemas.countries import Availability, countries
from schemas.pseudonym import canonical_number

_UPSERT = """
INSERT INTO numbers (number, phone_number_id, number_type, iso_country_code, parts_per_second, two_way_enabled,
    two_way_channel_arn, self_managed_opt_outs, opt_out_list, events_topic_arn, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (number) DO UPDATE SET number_type = excluded.number_type, iso_country_code = excluded.iso_country_code,
    parts_per_second = excluded.parts_per_second, two_way_enabled = excluded.two_way_enabled,
    two_way_channel_arn = excluded.two_way_channel_arn, self_managed_opt_outs = excluded.self_managed_opt_outs,
    opt_out_list = excluded.opt_out_list, events_topic_arn = excluded.events_topic_arn
"""
_FILTERS = {
    "iso-country-code": "IsoCountryCode",
    "number-type": "NumberType",
    "message-type": "MessageType",
    "status": "Status",
    "two-way-enabled": "TwoWayEnabled",
    "two-way-channel-arn": "TwoWayChannelArn",
    "self-managed-opt-outs-enabled": "SelfManagedOptOutsEnabled",
    "opt-out-list-name": "OptOutListName",
    "deletion-protection-enabled": "DeletionProtectionEnabled",
}


def register_number(db: sqlite3.Connection, number: Number, now: float) -> None:
    """Add a number to the account, with the keywords that every number has, or change it to be as told."""
    name = canonical_number(number.number)
    ensure_opt_out_list(db, DEFAULT_OPT_OUT_LIST, now)
    ensure_opt_out_list(db, number.opt_out_list, now)
    row = (
        name,
        f"phone-{hashlib.sha256(name.encode()).hexdigest()[:32]}",
        number.number_type,
        number.iso_country_code,
        number.parts_per_second or PARTS_PER_SECOND[number.number_type],
        number.two_way_topic_arn is not None,
        number.two_way_topic_arn,
        number.self_managed_opt_outs,
        number.opt_out_list,
        number.events_topic_arn,
        now,
    )
    db.execute(_UPSERT, row)
    put_mandatory_keywords(db, name)


def describe_phone_numbers(call: Call, request: Request) -> Response:
    """DescribePhoneNumbers. An unknown id is an error, not an empty page."""
    identities = request.get("PhoneNumberIds") or []
    found = [_required_by_id(call.db, identity) for identity in identities]
    chosen = f"number IN ({marks(found)})" if found else "1"
    rows, more = fetch_page(call.db, f"SELECT * FROM numbers WHERE {chosen}", found, request)  # noqa: S608
    told = [_information(call, number_of(row)) for row in rows]
    return {"PhoneNumbers": [one for one in told if _passes(one, request.get("Filters") or [])], **more}


def update_phone_number(call: Call, request: Request) -> Response:
    """UpdatePhoneNumber: two-way messaging, self-managed opt-outs, opt-out list, protections."""
    number = require_number(call.db, request["PhoneNumberId"])
    columns = {
        "TwoWayEnabled": "two_way_enabled",
        "TwoWayChannelArn": "two_way_channel_arn",
        "TwoWayChannelRole": "two_way_channel_role",
        "SelfManagedOptOutsEnabled": "self_managed_opt_outs",
        "InternationalSendingEnabled": "international",
        "DeletionProtectionEnabled": "deletion_protection",
    }
    changes = {column: request[name] for name, column in columns.items() if request.get(name) is not None}
    if request.get("OptOutListName") is not None:
        changes["opt_out_list"] = require_opt_out_list(call.db, request["OptOutListName"])
    if changes:
        assignments = ", ".join(f"{column} = ?" for column in changes)
        call.db.execute(f"UPDATE numbers SET {assignments} WHERE number = ?", (*changes.values(), number.number))  # noqa: S608
    updated = require_number(call.db, number.number)
    _check_two_way(updated)
    if updated.two_way_enabled and not number.two_way_enabled:
        _check_country(updated)
    return _information(call, updated)


def _check_two_way(number: NumberRow) -> None:
    if number.two_way_enabled and number.two_way_channel_arn is None:
        fault = FieldFault("TwoWayChannelArn", "Is required to enable two-way messaging.")
        raise invalid("TWO_WAY_CHANNEL_NOT_PRESENT", fault.message, [fault])
    if number.self_managed_opt_outs and not number.two_way_enabled:
        fault = FieldFault("SelfManagedOptOutsEnabled", "Needs two-way messaging.")
        raise invalid("TWO_WAY_NOT_ENABLED", fault.message, [fault])


def _check_country(number: NumberRow) -> None:
    """By AWS's table of countries; what the table leaves open is allowed."""
    country = countries().get(number.iso_country_code)
    if country is not None and country.two_way is Availability.NO:
        fault = FieldFault("TwoWayEnabled", "Two-way messaging is not supported in the country of the number.")
        raise invalid("TWO_WAY_NOT_SUPPORTED_IN_COUNTRY", fault.message, [fault])


def _required_by_id(db: sqlite3.Connection, identity: str) -> str:
    found = find_number(db, identity)
    if found is None or found.phone_number_id != resource_name(identity):
        raise not_found("phone-number", identity)
    return found.number


def _information(call: Call, number: NumberRow) -> Response:
    optional = {"TwoWayChannelArn": number.two_way_channel_arn, "TwoWayChannelRole": number.two_way_channel_role}
    return {
        "PhoneNumberArn": call.settings.arn(f"phone-number/{number.phone_number_id}"),
        "PhoneNumberId": number.phone_number_id,
        "PhoneNumber": number.number,
        "Status": "ACTIVE",
        "IsoCountryCode": number.iso_country_code,
        "MessageType": "TRANSACTIONAL",
        "NumberCapabilities": ["SMS"],
        "NumberType": number.number_type,
        "MonthlyLeasingPrice": "1.00",
        "TwoWayEnabled": number.two_way_enabled,
        "SelfManagedOptOutsEnabled": number.self_managed_opt_outs,
        "OptOutListName": number.opt_out_list,
        "InternationalSendingEnabled": number.international,
        "DeletionProtectionEnabled": number.deletion_protection,
        "CreatedTimestamp": number.created_at,
        **{name: value for name, value in optional.items() if value is not None},
    }


def _passes(told: Response, filters: list[dict[str, Any]]) -> bool:
    """Whether a number meets every filter; within one, any of its values."""
    for one in filters:
        if one["Name"] == "number-capability":
            values = set(told["NumberCapabilities"])
        else:
            values = {str(told.get(_FILTERS[one["Name"]])).lower()}
        if values.isdisjoint(value if values == {"SMS"} else value.lower() for value in one["Values"]):
            return False
    return True
