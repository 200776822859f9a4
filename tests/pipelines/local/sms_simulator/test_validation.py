"""Requests against AWS's own service model."""

from typing import Any

import pytest

from pipelines.local.sms_simulator.errors import ApiError
from pipelines.local.sms_simulator.validation import validate

GOOD: dict[str, Any] = {
    "DestinationPhoneNumber": "+12065550101",
    "OriginationIdentity": "+12065550199",
    "MessageBody": "Hello",
    "MessageType": "PROMOTIONAL",
    "Context": {"kind": "reply", "campaign": "spring sale"},
    "TimeToLive": 300,
    "MaxPrice": "0.05",
    "DryRun": False,
}


def _faults(operation: str, request: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ApiError) as caught:
        validate(operation, request)
    assert caught.value.kind == "ValidationException"
    assert caught.value.status == 400
    assert caught.value.reason == "FIELD_VALIDATION_FAILED"
    return {field["Name"]: field["Message"] for field in caught.value.body["Fields"]}


def test_a_good_request_passes() -> None:
    validate("SendTextMessage", GOOD)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"DestinationPhoneNumber": None}, "DestinationPhoneNumber"),
        ({"DestinationPhoneNumber": "0123456789"}, "DestinationPhoneNumber"),
        ({"DestinationPhoneNumber": "+1206555010112345678901"}, "DestinationPhoneNumber"),
        ({"MessageBody": ""}, "MessageBody"),
        ({"MessageBody": " \n "}, "MessageBody"),
        ({"MessageBody": "x" * 1601}, "MessageBody"),
        ({"MessageBody": 5}, "MessageBody"),
        ({"MessageType": "MARKETING"}, "MessageType"),
        ({"TimeToLive": 4}, "TimeToLive"),
        ({"TimeToLive": 259201}, "TimeToLive"),
        ({"TimeToLive": True}, "TimeToLive"),
        ({"MaxPrice": "free"}, "MaxPrice"),
        ({"DryRun": "yes"}, "DryRun"),
        ({"Context": {f"k{n}": "v" for n in range(6)}}, "Context"),
        ({"Context": {"two words": "v"}}, "Context.key[0]"),
        ({"Context": {"k" * 101: "v"}}, "Context.key[0]"),
        ({"Context": {"k": " v"}}, "Context.value[0]"),
        ({"Context": {"k": "v" * 801}}, "Context.value[0]"),
        ({"DestinationCountryParameters": {"US": "1"}}, "DestinationCountryParameters.key[0]"),
    ],
)
def test_each_broken_rule_names_its_field(change: dict[str, Any], field: str) -> None:
    assert field in _faults("SendTextMessage", GOOD | change)


def test_every_fault_is_told_at_once() -> None:
    assert _faults("SendTextMessage", {"MessageBody": "", "TimeToLive": 1}).keys() == {
        "DestinationPhoneNumber",
        "MessageBody",
        "TimeToLive",
    }


def test_lists_and_structures_are_checked_within() -> None:
    request = {"OriginationIdentity": "phone-1", "Keywords": ["A"] * 6, "Filters": [{"Name": "colour", "Values": []}]}
    assert _faults("DescribeKeywords", request).keys() == {"Keywords", "Filters[0].Name", "Filters[0].Values"}


def test_unknown_and_null_members_are_ignored() -> None:
    validate("SendTextMessage", GOOD | {"Colour": "blue", "TimeToLive": None})


def test_faults_never_repeat_a_value() -> None:
    secret = "+0155501234567890123456"
    told = _faults("SendTextMessage", {"DestinationPhoneNumber": secret, "MessageBody": "pin 4711 " * 300})
    assert secret not in str(told)
    assert "4711" not in str(told)
