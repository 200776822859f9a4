"""Texts from customers."""

import time

import pytest

from pipelines.local.sms_simulator import InboundText, MessageKind, SimulatorRefused, SimulatorSettings

from .conftest import CUSTOMER, OURS, SHORT, World, WorldMaker


def _text(body: str, **more: str | None) -> InboundText:
    return InboundText(CUSTOMER, OURS, body, **more)


def _register(world: World, keyword: str) -> None:
    phone_id = world.sms.describe_phone_numbers()["PhoneNumbers"][0]["PhoneNumberId"]
    world.sms.put_keyword(
        OriginationIdentity=phone_id,
        Keyword=keyword,
        KeywordMessage="Welcome",
    )


def _auto_replies(world: World) -> list[str]:
    return [one.body for one in world.admin.messages().messages if one.kind is MessageKind.AWS_AUTO]


def _opted_out(world: World) -> list[tuple[str, bool]]:
    told = world.sms.describe_opted_out_numbers(OptOutListName="Default")["OptedOutNumbers"]
    return [(one["OptedOutNumber"], one["EndUserOptedOut"]) for one in told]


@pytest.fixture
def self_managed(make_world: WorldMaker) -> World:
    made = make_world()
    made.add_number(self_managed_opt_outs=True)
    return made


def test_a_text_is_published_as_aws_publishes_it(world: World) -> None:
    outcome = world.admin.inbound(_text("Yes 😀 \x00", previous_message_id="862a8790"))
    (envelope,) = world.inbound.envelopes(1)
    assert envelope["Type"] == "Notification"
    assert "MessageAttributes" not in envelope
    assert envelope["Message"] == (
        f'{{"originationNumber":"{CUSTOMER}","destinationNumber":"{OURS}","messageKeyword":"keyword_123456789012",'
        f'"messageBody":"Yes 😀 \\u0000","inboundMessageId":"{outcome.inbound_message_id}",'
        '"previousPublishedMessageId":"862a8790"}'
    )
    assert outcome.published
    assert not outcome.answered_by_aws


def test_the_answer_comes_after_the_publish(world: World) -> None:
    before = time.time()
    outcome = world.admin.inbound(_text("Yes"))
    assert outcome.published_at is not None
    assert before <= outcome.published_at <= time.time()
    assert world.inbound.payloads(1)[0]["messageBody"] == "Yes"


def test_a_named_inbound_keeps_its_id(world: World) -> None:
    assert world.admin.inbound(_text("Yes", inbound_message_id="cae173d2")).inbound_message_id == "cae173d2"
    assert world.inbound.payloads(1)[0]["inboundMessageId"] == "cae173d2"


def test_an_answer_names_the_last_text_that_was_sent(world: World) -> None:
    world.send("First")
    last = world.send("Second")
    world.send("To another", to="+12065550102")
    world.admin.inbound(InboundText(CUSTOMER, OURS, "Yes"))
    assert world.inbound.payloads(1)[0]["previousPublishedMessageId"] == last


def test_a_text_out_of_the_blue_answers_nothing(world: World) -> None:
    world.admin.inbound(InboundText(CUSTOMER, OURS, "Hello?"))
    assert "previousPublishedMessageId" not in world.inbound.payloads(1)[0]


def test_no_previous_message_is_told_where_none_is_wanted(world: World) -> None:
    world.send("First")
    world.admin.inbound(_text("Yes", previous_message_id=None))
    assert "previousPublishedMessageId" not in world.inbound.payloads(1)[0]


def test_a_registered_keyword_is_answered_and_published_all_the_same(world: World) -> None:
    _register(world, "JOIN")
    outcome = world.admin.inbound(_text("join please"))
    assert (outcome.answered_by_aws, outcome.published) == (True, True)
    assert world.inbound.payloads(1)[0]["messageKeyword"] == "JOIN"
    assert _auto_replies(world) == ["Welcome"]


@pytest.mark.parametrize("body", ["STOP", "stop.", "Unsubscribe", "arret"])
def test_stop_is_dealt_with_by_aws_and_stays_off_the_topic(world: World, body: str) -> None:
    outcome = world.admin.inbound(_text(body))
    assert (outcome.answered_by_aws, outcome.published, outcome.published_at) == (True, False, None)
    assert _opted_out(world) == [(CUSTOMER, True)]
    assert len(_auto_replies(world)) == 1
    assert world.inbound.is_empty()


def test_a_second_stop_is_not_confirmed_again(world: World) -> None:
    world.admin.inbound(_text("STOP"))
    world.admin.inbound(_text("STOP"))
    assert len(_auto_replies(world)) == 1


def test_nothing_is_sent_after_stop_until_start(world: World) -> None:
    world.admin.inbound(_text("STOP"))
    with pytest.raises(world.sms.exceptions.ConflictException):
        world.send()
    outcome = world.admin.inbound(_text("Start"))
    assert (outcome.answered_by_aws, outcome.published) == (True, False)
    assert _opted_out(world) == []
    world.send()


def test_start_after_stop_is_not_bound_by_the_thirty_days(world: World) -> None:
    for body in ("STOP", "START", "STOP", "START"):
        world.admin.inbound(_text(body))
    assert _opted_out(world) == []


def test_help_is_answered_by_aws(world: World) -> None:
    outcome = world.admin.inbound(_text("Help"))
    assert (outcome.answered_by_aws, outcome.published) == (True, False)
    assert len(_auto_replies(world)) == 1


def test_managed_keywords_are_published_where_that_is_wanted(make_world: WorldMaker) -> None:
    world = make_world(SimulatorSettings(publish_managed_keywords=True))
    world.add_number()
    outcome = world.admin.inbound(_text("STOP"))
    assert (outcome.answered_by_aws, outcome.published) == (True, True)
    assert world.inbound.payloads(1)[0]["messageKeyword"] == "STOP"


@pytest.mark.parametrize(("body", "keyword"), [("STOP", "STOP"), ("Help", "HELP"), ("start", "keyword_123456789012")])
def test_self_managed_keywords_are_published_and_not_answered(self_managed: World, body: str, keyword: str) -> None:
    outcome = self_managed.admin.inbound(_text(body))
    assert (outcome.answered_by_aws, outcome.published) == (False, True)
    assert self_managed.inbound.payloads(1)[0]["messageKeyword"] == keyword
    assert _auto_replies(self_managed) == []
    assert _opted_out(self_managed) == []


def test_a_registered_response_is_answered_though_opt_outs_are_self_managed(self_managed: World) -> None:
    _register(self_managed, "JOIN")
    outcome = self_managed.admin.inbound(_text("JOIN"))
    assert (outcome.answered_by_aws, outcome.published) == (True, True)


def test_a_number_without_two_way_messaging_publishes_nothing(world: World) -> None:
    world.add_number(SHORT, two_way_topic_arn=None)
    outcome = world.admin.inbound(InboundText(CUSTOMER, SHORT, "Hello?"))
    assert (outcome.answered_by_aws, outcome.published, outcome.error) == (False, False, None)


def test_a_text_to_nobody_is_refused_without_naming_it(world: World) -> None:
    with pytest.raises(SimulatorRefused) as caught:
        world.admin.inbound(InboundText(CUSTOMER, "+12065550000", "Hello?"))
    assert "5550000" not in str(caught.value)
    assert "not a number of this account" in str(caught.value)


def test_many_texts_are_published_in_their_order(world: World) -> None:
    bodies = [f"text {n}" if n % 7 else "STOP" for n in range(25)]
    outcomes = world.admin.inbound_many(_text(body) for body in bodies)
    assert [one.published for one in outcomes] == [body != "STOP" for body in bodies]
    got = {payload["inboundMessageId"]: payload["messageBody"] for payload in world.inbound.payloads(21)}
    assert [got[one.inbound_message_id] for one in outcomes if one.published] == [b for b in bodies if b != "STOP"]
    stats = world.admin.stats()
    assert (stats.inbound_received, stats.inbound_published) == (25, 21)


def test_one_unreadable_text_keeps_the_others_from_being_half_done(world: World) -> None:
    with pytest.raises(SimulatorRefused):
        world.admin.inbound_many([_text("STOP"), InboundText(CUSTOMER, "99999", "Hello?")])
    assert _opted_out(world) == []


def test_a_publish_that_sns_refuses_is_told(world: World) -> None:
    world.add_number(SHORT, two_way_topic_arn="arn:aws:sns:us-east-1:123456789012:nowhere")
    outcome = world.admin.inbound(InboundText(CUSTOMER, SHORT, "Hello?"))
    assert not outcome.published
    assert outcome.error == "NotFound"
