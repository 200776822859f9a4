"""What a row's prompt is called, says and carries."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.campaign import (
    LONGEST_NAME,
    campaign_name,
    flow_named,
    prompt_context,
    prompt_id,
    prompt_text,
    variables_of,
)
from pipelines.local.sms_simulator.validation import validate
from schemas.errors import ConfigurationFault
from schemas.pseudonym import PseudonymKey
from tests.pipelines.domain.campaigns import ANN, APPOINTMENTS, OFFERS, bakery, row

KEY = PseudonymKey("k1", b"secret")


def test_a_row_has_one_prompt_in_a_campaign_whenever_it_is_asked_for() -> None:
    first = prompt_id(KEY, "november", "A-17")
    assert len(first) == 16
    assert prompt_id(PseudonymKey("k1", b"secret"), "november", "A-17") == first
    others = [prompt_id(KEY, "december", "A-17"), prompt_id(KEY, "november", "A-18")]
    others += [prompt_id(PseudonymKey("k2", b"other"), "november", "A-17"), KEY.token("A-17")]
    assert first not in others


@given(*[st.text(alphabet="ab\u00e9 -", min_size=1)] * 4)
def test_no_two_rows_share_a_prompt(campaign: str, row_id: str, other: str, other_id: str) -> None:
    same = prompt_id(KEY, campaign, row_id) == prompt_id(KEY, other, other_id)
    assert same == ((campaign, row_id) == (other, other_id))


def test_a_rows_repr_shows_neither_the_number_nor_what_is_said() -> None:
    shown = repr(row(name="Ann Example"))
    assert "5550001" not in shown
    assert "Ann" not in shown


def test_the_context_is_five_pairs_that_aws_takes() -> None:
    said = prompt_context("x" * LONGEST_NAME, replace(row(), variant="b" * 64), bytes(16))
    assert list(said) == ["kind", "reply_id", "campaign", "flow", "variant"]
    assert said["kind"] == "prompt"
    validate("SendTextMessage", {"DestinationPhoneNumber": ANN, "MessageBody": "x", "Context": said})


def test_the_context_says_nothing_of_a_variant_that_there_is_none_of() -> None:
    assert "variant" not in prompt_context("november", row(), bytes(16))


def test_a_prompt_is_in_the_customers_language() -> None:
    assert prompt_text(APPOINTMENTS, row()).startswith("Lakeside Clinic: Ann, you have an appointment on Tue 2 pm.")
    assert prompt_text(APPOINTMENTS, replace(row(), language="es")).startswith("Lakeside Clinic: Ann, tiene una cita")


def test_a_prompt_needs_what_it_says_and_what_can_follow_says() -> None:
    program = bakery()
    pickup, poll = program.flows
    # {times} and {choices} the job fills in, and {when} the time that was chosen.
    assert variables_of(program, pickup) == ("cake", "name", "shop", "slip")
    assert variables_of(program, poll) == ("cake",)


def test_the_shipped_programs_need_few() -> None:
    assert variables_of(APPOINTMENTS, flow_named(APPOINTMENTS, "appointment")) == ("name", "when")
    assert variables_of(OFFERS, flow_named(OFFERS, "offer")) == ("offer",)


@pytest.mark.parametrize("name", ["november", "Week 48", "2026-11", "é", "x" * LONGEST_NAME])
def test_a_name_of_a_campaign(name: str) -> None:
    assert campaign_name(name) == name


@pytest.mark.parametrize("name", ["", " ", " november", "november ", "a\nb", "a\x00b", "x" * (LONGEST_NAME + 1)])
def test_what_is_no_name_of_a_campaign(name: str) -> None:
    with pytest.raises(ConfigurationFault, match="november-reminders"):
        campaign_name(name)
