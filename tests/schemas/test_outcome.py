"""The message that tells of an outcome: what it looks like, and that its schema says the same."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

import schemas
from schemas.outcome import MESSAGE_VERSION, OutcomeKind, OutcomeMessage, outcome_json_schema

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHOLE: dict[str, Any] = {
    "schema_version": MESSAGE_VERSION,
    "outcome_id": "ab" * 16,
    "conversation_id": "cd" * 16,
    "revision": 2,
    "outcome": OutcomeKind.MOVED,
    "occurred_at": NOON,
    "customer_key": "ef" * 16,
    "key_id": "k1",
    "customer_mask": "+1•••••••182",
    "origination_identity": "+12065550100",
    "program": "clinic",
    "program_version": "3f2a9c01d7e4",
    "flow": "confirm",
    "campaign": "november",
    "variant": "a",
    "inbound_message_id": "in-1",
    "slot": "tue-9",
    "slot_at": NOON + timedelta(days=1),
    "variables": {"appointment": "A-17", "name": "Zoë"},
}
BARE = WHOLE | dict.fromkeys(
    ("program", "program_version", "flow", "campaign", "variant", "inbound_message_id", "slot", "slot_at")
)


def told(fields: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(OutcomeMessage(**fields).model_dump_json())
    return found


@pytest.mark.parametrize("fields", [WHOLE, BARE | {"variables": {}}])
def test_every_message_keeps_to_the_schema_and_can_be_read_back(fields: dict[str, Any]) -> None:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(outcome_json_schema(), format_checker=checker).validate(told(fields))
    message = OutcomeMessage(**fields)
    assert OutcomeMessage.model_validate_json(message.model_dump_json()) == message


def test_the_exported_schema_is_the_models() -> None:
    exported = json.loads((Path(schemas.__file__).parent / "outcome.schema.json").read_text(encoding="utf-8"))
    assert exported == outcome_json_schema(), "write it again: see schemas.outcome.outcome_json_schema"


def test_every_field_is_always_there_in_camel_case() -> None:
    assert list(told(BARE)) == [
        *("schemaVersion", "outcomeId", "conversationId", "revision", "outcome", "occurredAt", "customerKey", "keyId"),
        *("customerMask", "originationIdentity", "program", "programVersion", "flow", "campaign", "variant"),
        *("inboundMessageId", "slot", "slotAt", "variables"),
    ]
    assert set(outcome_json_schema()["required"]) == set(told(BARE))
    assert told(BARE)["campaign"] is None


def test_times_are_told_in_utc_to_the_millisecond() -> None:
    in_seattle = datetime(2026, 11, 22, 4, 0, 0, 123999, timezone(timedelta(hours=-8)))
    assert told(WHOLE | {"occurred_at": in_seattle})["occurredAt"] == "2026-11-22T12:00:00.123Z"
    assert told(WHOLE)["slotAt"] == "2026-11-23T12:00:00.000Z"


def test_a_field_that_a_later_version_adds_is_ignored() -> None:
    later = json.dumps(told(WHOLE) | {"schemaVersion": 2, "mood": "good"})
    assert OutcomeMessage.model_validate_json(later) == OutcomeMessage(**WHOLE | {"schema_version": 2})
    jsonschema.Draft202012Validator(outcome_json_schema()).validate(json.loads(later))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer_key", "+14255550001"),
        ("outcome_id", "AB" * 16),
        ("revision", 0),
        ("occurred_at", NOON.replace(tzinfo=None)),
    ],
)
def test_what_no_outcome_can_be_is_refused_without_its_value(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        OutcomeMessage(**WHOLE | {field: value})
    assert "4255550001" not in str(caught.value)
