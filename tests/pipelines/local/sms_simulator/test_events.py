"""Delivery events of a sent message."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.local.sms_simulator.events import Scheduled, Sent, default_handset, plan_events, price
from pipelines.local.sms_simulator.model import Fate, Handset, NumberType
from pipelines.local.sms_simulator.settings import SmsOddities

CUSTOMER = "+16135550123"
SENT = Sent(
    message_id="221bc70c-7ee6-4987-b1ba-9684ba25be20",
    destination=CUSTOMER,
    origination="+13655550100",
    number_type=NumberType.LONG_CODE,
    iso_country_code="CA",
    message_type="TRANSACTIONAL",
    parts=1,
    encoding="GSM",
    accepted_at=1712944267.685,
    context={},
)


def _plan(sent: Sent, handset: Handset, oddities: SmsOddities | None = None, seed: int = 0) -> list[Scheduled]:
    return plan_events(sent, handset, 0.25, oddities or SmsOddities(), Random(seed))


def _told(planned: list[Scheduled]) -> list[tuple[str, bool]]:
    return [(one.event_type, one.event["isFinal"]) for one in planned]


@pytest.mark.parametrize(
    ("fate", "events"),
    [
        (Fate.DELIVERED, [("TEXT_DELIVERED", True)]),
        (Fate.SUCCESSFUL_FINAL, [("TEXT_SUCCESSFUL", True)]),
        (Fate.SUCCESSFUL_THEN_DELIVERED, [("TEXT_SUCCESSFUL", False), ("TEXT_DELIVERED", True)]),
        (Fate.UNREACHABLE, [("TEXT_UNREACHABLE", True)]),
        (Fate.CARRIER_BLOCKED, [("TEXT_CARRIER_BLOCKED", True)]),
        (Fate.INVALID, [("TEXT_INVALID", True)]),
        (Fate.TTL_EXPIRED, [("TEXT_TTL_EXPIRED", True)]),
        (Fate.UNKNOWN, [("TEXT_UNKNOWN", True)]),
        (Fate.NO_RECEIPT, []),
    ],
)
def test_each_fate_has_its_events(fate: Fate, events: list[tuple[str, bool]]) -> None:
    assert _told(_plan(SENT, Handset(CUSTOMER, fate))) == events


def test_every_fate_can_be_planned() -> None:
    assert all(_plan(SENT, Handset(CUSTOMER, fate)) or fate is Fate.NO_RECEIPT for fate in Fate)


def test_an_event_looks_like_one_that_aws_sent() -> None:
    (planned,) = _plan(SENT, Handset(CUSTOMER, Fate.DELIVERED, delay_s=1.192))
    assert list(planned.event.items()) == [
        ("eventType", "TEXT_DELIVERED"),
        ("eventVersion", "1.0"),
        ("eventTimestamp", 1712944268877),
        ("isFinal", True),
        ("originationPhoneNumber", "+13655550100"),
        ("destinationPhoneNumber", "+16135550123"),
        ("isoCountryCode", "CA"),
        ("isInternationalSend", False),
        ("mcc", "302"),
        ("mnc", "610"),
        ("carrierName", "Bell Cellular Inc. / Aliant Telecom"),
        ("messageId", "221bc70c-7ee6-4987-b1ba-9684ba25be20"),
        ("messageRequestTimestamp", 1712944267685),
        ("messageEncoding", "GSM"),
        ("messageType", "TRANSACTIONAL"),
        ("messageStatus", "DELIVERED"),
        ("messageStatusDescription", "Message has been accepted by phone"),
        ("totalMessageParts", 1),
        ("totalMessagePrice", 0.00581),
        ("totalCarrierFee", 0.006),
    ]


def test_a_short_code_names_no_carrier() -> None:
    sent = replace(SENT, origination="555555", number_type=NumberType.SHORT_CODE)
    (planned,) = _plan(sent, Handset(CUSTOMER, Fate.SUCCESSFUL_FINAL))
    assert planned.event.keys().isdisjoint({"mcc", "mnc", "carrierName", "isInternationalSend"})


def test_a_handset_that_nobody_described_has_the_usual_fate() -> None:
    assert default_handset(CUSTOMER, NumberType.SHORT_CODE).fate is Fate.SUCCESSFUL_FINAL
    assert default_handset(CUSTOMER, NumberType.TEN_DLC).fate is Fate.SUCCESSFUL_THEN_DELIVERED


def test_a_failure_names_no_carrier_and_costs_the_same() -> None:
    (planned,) = _plan(replace(SENT, parts=3), Handset(CUSTOMER, Fate.UNREACHABLE))
    assert "carrierName" not in planned.event
    assert planned.event["totalMessagePrice"] == 0.01743


def test_context_and_protection_are_echoed() -> None:
    sent = replace(SENT, context={"campaign": "spring"}, protect_configuration_id="protect-1")
    (planned,) = _plan(sent, Handset(CUSTOMER, Fate.DELIVERED))
    assert planned.event["context"] == {"campaign": "spring"}
    assert planned.event["protectConfiguration"] == {"protectConfigurationId": "protect-1", "protectStatus": "ALLOW"}


def test_a_handset_says_where_it_is() -> None:
    handset = Handset(CUSTOMER, Fate.DELIVERED, carrier="KDDI", mcc="440", mnc="54", iso_country_code="JP")
    (planned,) = _plan(SENT, handset)
    assert planned.event["isInternationalSend"] is True
    assert planned.event["totalMessagePrice"] == price("JP", 1)[0]
    assert planned.event["carrierName"] == "KDDI"


def test_out_of_order_events_swap_their_publication_and_not_their_times() -> None:
    first, second = _plan(SENT, Handset(CUSTOMER, out_of_order=True))
    assert _told([first, second]) == [("TEXT_DELIVERED", True), ("TEXT_SUCCESSFUL", False)]
    assert first.due_at < second.due_at
    assert first.event["eventTimestamp"] > second.event["eventTimestamp"]


def test_duplicates_are_the_same_event_again() -> None:
    planned = _plan(SENT, Handset(CUSTOMER, duplicate_events=True))
    kinds = [one.event_type for one in planned]
    assert sorted(kinds) == ["TEXT_DELIVERED", "TEXT_DELIVERED", "TEXT_SUCCESSFUL", "TEXT_SUCCESSFUL"]
    assert len({str(one.event) for one in planned}) == 2


def test_late_events_tell_when_it_happened() -> None:
    (planned,) = _plan(SENT, Handset(CUSTOMER, Fate.DELIVERED), SmsOddities(late=1.0, late_s=60.0))
    assert planned.due_at == pytest.approx(SENT.accepted_at + 0.25 + 60)
    assert planned.event["eventTimestamp"] == round((SENT.accepted_at + 0.25) * 1000)


def test_oddities_are_a_matter_of_the_seed() -> None:
    oddities = SmsOddities(duplicate=0.3, out_of_order=0.3, late=0.3)
    plans = [[one.due_at for one in _plan(SENT, Handset(CUSTOMER), oddities, seed)] for seed in range(60)]
    assert plans == [[one.due_at for one in _plan(SENT, Handset(CUSTOMER), oddities, seed)] for seed in range(60)]
    repeated = sum(len(plan) == 4 for plan in plans)
    assert 5 < repeated < 35


@given(st.sampled_from(Fate), st.booleans(), st.booleans(), st.integers(0, 1000), st.floats(0, 100))
def test_every_plan_has_one_final_status_and_is_in_order(
    fate: Fate, swapped: bool, repeated: bool, seed: int, delay_s: float
) -> None:
    handset = Handset(CUSTOMER, fate, delay_s, swapped, repeated)
    planned = _plan(SENT, handset, SmsOddities(0.5, 0.5, 0.5), seed)
    assert [one.due_at for one in planned] == sorted(one.due_at for one in planned)
    assert len({one.event_type for one in planned if one.event["isFinal"]}) == (fate is not Fate.NO_RECEIPT)
    assert all(one.due_at >= SENT.accepted_at for one in planned)
