"""The page on outcomes shows what is published, and names every kind."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas.outcome import MESSAGE_VERSION, OutcomeKind, OutcomeMessage, outcome_json_schema

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "outcomes.md").read_text(encoding="utf-8")
EXAMPLES: list[dict[str, Any]] = [json.loads(one) for one in re.findall(r"^```json\n(.*?)^```", PAGE, re.M | re.S)]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_message_that_is_shown_is_one(example: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(outcome_json_schema()).validate(example)
    message = OutcomeMessage.model_validate(example)
    assert json.loads(message.model_dump_json()) == example
    assert list(example) == list(json.loads(message.model_dump_json()))
    assert message.schema_version == MESSAGE_VERSION


def test_every_kind_of_outcome_is_explained_and_no_other() -> None:
    assert EXAMPLES
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.M) == ["outcome", *OutcomeKind]


def test_the_filter_policies_that_are_shown_name_attributes_that_messages_have() -> None:
    policies = [json.loads(json.loads(one)["FilterPolicy"]) for one in re.findall(r"--attributes '(.*)'", PAGE)]
    assert len(policies) == 2
    assert {name for policy in policies for name in policy} <= {"outcome", "program", "campaign"}
