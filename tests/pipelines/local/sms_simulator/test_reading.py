"""JSON of the admin interface as values."""

import dataclasses

import orjson
import pytest

from pipelines.local.sms_simulator import Fate, Fault, FaultKind, Handset, InboundText, Number, NumberType, Previous
from pipelines.local.sms_simulator.reading import (
    Unreadable,
    parse_faults,
    parse_handsets,
    parse_inbound,
    parse_numbers,
    to_json,
)

TOPIC = "arn:aws:sns:us-east-1:123456789012:inbound"


def test_what_is_written_is_read_back() -> None:
    number = Number("+12065550199", NumberType.TEN_DLC, "CA", 2.5, TOPIC, True, "Other", TOPIC)
    handset = Handset("+12065550101", Fate.UNKNOWN, 0.5, True, True, "KDDI", "440", "54", "JP")
    faults = [
        Fault(FaultKind.THROTTLE, every=3),
        Fault(FaultKind.ERROR_500, probability=0.5, limit=2),
        Fault(FaultKind.REFUSED, every=1, error="AccessDeniedException", reason="ACCOUNT_DISABLED", status=403),
    ]
    assert parse_numbers(orjson.loads(orjson.dumps([to_json(number)]))) == [number]
    assert parse_handsets(orjson.loads(orjson.dumps([to_json(handset)]))) == [handset]
    assert parse_faults(orjson.loads(orjson.dumps([to_json(fault) for fault in faults]))) == faults


@pytest.mark.parametrize("previous", [None, "862a8790", Previous.LAST_SENT])
def test_an_inbound_text_keeps_apart_no_previous_message_and_the_last_one(previous: str | Previous | None) -> None:
    text = InboundText("+12065550101", "55555", "Yes", previous_message_id=previous)
    assert parse_inbound(text.to_json()) == text


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Number("55555").number = "66666"  # type: ignore[misc]


@pytest.mark.parametrize(
    "said",
    [
        {"number": "55555"},
        [{"number": "phone"}],
        [{"number": "55555", "number_type": "PIGEON"}],
        [{"number": "55555", "colour": "blue"}],
        [{"number": "55555", "self_managed_opt_outs": True}],
        [{"number": "55555", "parts_per_second": 0}],
    ],
)
def test_what_is_no_number_is_refused(said: object) -> None:
    with pytest.raises(Unreadable):
        parse_numbers(said)


@pytest.mark.parametrize(
    "said",
    [{"kind": "error_500"}, {"kind": "error_500", "every": 2, "probability": 0.1}, {"kind": "flood", "every": 1}],
)
def test_a_fault_has_one_rhythm(said: object) -> None:
    with pytest.raises(Unreadable):
        parse_faults([said])


@pytest.mark.parametrize(
    "said",
    [{"kind": "refused", "every": 1}, {"kind": "throttle", "every": 1, "error": "ConflictException"}],
)
def test_a_refusal_and_nothing_else_names_an_error(said: object) -> None:
    with pytest.raises(Unreadable):
        parse_faults([said])


@pytest.mark.parametrize(
    "said", [[], {"from": "+12065550101", "to": "55555"}, {"from": "+1", "to": "5", "body": "x", "when": "now"}]
)
def test_what_is_no_inbound_text_is_refused(said: object) -> None:
    with pytest.raises(Unreadable):
        parse_inbound(said)


def test_a_refusal_never_repeats_a_value() -> None:
    with pytest.raises(Unreadable) as caught:
        parse_handsets([{"number": "+1206555010112345678901", "fate": "abducted"}])
    assert "555" not in str(caught.value)
    assert "0.fate" in str(caught.value)
