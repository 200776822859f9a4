"""SendTextMessage."""

import boto3
import pytest
from botocore.exceptions import ClientError

from pipelines.local.sms_simulator import Fate, Handset, MessageKind, NumberType

from .conftest import CUSTOMER, OURS, SHORT, FakeClock, World, WorldMaker


def _reason(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, str | None]:
    response = caught.value.response
    return response["Error"]["Code"], response.get("Reason")  # type: ignore[return-value]


def test_plain_boto3_finds_the_simulator_by_the_environment(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2", world.simulator.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    sms = boto3.client("pinpoint-sms-voice-v2", region_name="us-east-1")
    sent = sms.send_text_message(DestinationPhoneNumber=CUSTOMER, OriginationIdentity=OURS, MessageBody="Hello")
    assert sent["MessageId"] == world.admin.messages().messages[0].message_id


def test_an_accepted_text_is_kept_as_it_was_sent(make_world: WorldMaker, clock: FakeClock) -> None:
    world = make_world(clock=clock)
    world.add_number()
    message_id = world.send("Grüße € 😀", Context={"kind": "reply", "campaign": "é"})
    (kept,) = world.admin.messages().messages
    assert (kept.message_id, kept.destination, kept.origination) == (message_id, CUSTOMER, OURS)
    assert (kept.body, kept.context) == ("Grüße € 😀", {"kind": "reply", "campaign": "é"})
    assert (kept.parts, kept.encoding, kept.kind) == (1, "UNICODE", MessageKind.SEND)
    assert kept.accepted_at == clock.now


def test_messages_are_read_in_pages(world: World) -> None:
    sent = [world.send(f"Number {n}") for n in range(5)]
    first = world.admin.messages(limit=3)
    rest = world.admin.messages(after=first.last)
    assert [one.message_id for one in (*first.messages, *rest.messages)] == sent
    assert world.admin.messages(after=rest.last).last == rest.last


def test_a_number_answers_to_its_id_and_its_arn(world: World) -> None:
    told = world.sms.describe_phone_numbers()["PhoneNumbers"][0]
    world.send(origin=told["PhoneNumberId"])
    world.send(origin=told["PhoneNumberArn"])
    assert [one.origination for one in world.admin.messages().messages] == [OURS, OURS]


def test_an_unknown_origination_identity_is_not_found(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException) as caught:
        world.send(origin="+12065550000")
    assert caught.value.response.get("ResourceType") == "phone-number"


def test_aws_chooses_a_number_where_none_is_named(make_world: WorldMaker) -> None:
    world = make_world()
    with pytest.raises(ClientError) as caught:
        world.sms.send_text_message(DestinationPhoneNumber=CUSTOMER, MessageBody="Hello")
    assert _reason(caught) == ("ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND")
    world.add_number()
    world.sms.send_text_message(DestinationPhoneNumber=CUSTOMER, MessageBody="Hello")
    assert world.admin.messages().messages[0].origination == OURS


@pytest.mark.parametrize("body", ["a" * 1530, "’" * 630])
def test_the_longest_text_is_accepted(world: World, body: str) -> None:
    world.send(body)


@pytest.mark.parametrize("body", ["a" * 1531, "’" * 631])
def test_a_longer_text_is_not(world: World, body: str) -> None:
    with pytest.raises(ClientError) as caught:
        world.send(body)
    assert _reason(caught) == ("ValidationException", "MAXIMUM_SIZE_EXCEEDED")
    assert caught.value.response["Fields"][0]["Name"] == "MessageBody"  # type: ignore[typeddict-item]


def test_a_text_without_a_body_is_refused(world: World) -> None:
    with pytest.raises(ClientError) as caught:
        world.sms.send_text_message(DestinationPhoneNumber=CUSTOMER, OriginationIdentity=OURS)
    assert _reason(caught) == ("ValidationException", "MISSING_PARAMETER")


def test_a_body_too_long_for_the_api_names_its_field(world: World) -> None:
    with pytest.raises(ClientError) as caught:
        world.send("a" * 1601)
    assert _reason(caught) == ("ValidationException", "FIELD_VALIDATION_FAILED")


def test_a_text_dearer_than_its_limit_is_refused(world: World) -> None:
    world.send(MaxPrice="0.00581")
    with pytest.raises(ClientError) as caught:
        world.send("a" * 200, MaxPrice="0.00581")
    assert _reason(caught) == ("ValidationException", "PRICE_OVER_THRESHOLD")


def test_an_opted_out_destination_is_a_conflict(world: World) -> None:
    world.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=CUSTOMER)
    with pytest.raises(world.sms.exceptions.ConflictException) as caught:
        world.send()
    assert _reason(caught) == ("ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT")
    assert caught.value.response.get("ResourceType") == "opted-out-number"
    stats = world.admin.stats()
    assert (stats.accepted, stats.opted_out_conflicts) == (0, 1)


def test_another_numbers_opt_out_list_does_not_bind(world: World) -> None:
    world.add_number(SHORT, NumberType.SHORT_CODE, opt_out_list="offers")
    world.sms.put_opted_out_number(OptOutListName="offers", OptedOutNumber=CUSTOMER)
    world.send(origin=OURS)
    with pytest.raises(world.sms.exceptions.ConflictException):
        world.send(origin=SHORT)


def test_parts_and_not_messages_are_rationed(make_world: WorldMaker, clock: FakeClock) -> None:
    world = make_world(clock=clock)
    world.add_number(parts_per_second=3)
    world.send("a" * 161)
    world.send("a")
    with pytest.raises(ClientError) as caught:
        world.send("a")
    assert _reason(caught) == ("ThrottlingException", None)
    clock.now += 0.34
    world.send("a")
    stats = world.admin.stats()
    assert (stats.accepted, stats.throttled) == (3, 1)


@pytest.mark.parametrize(("kind", "parts"), [(NumberType.TEN_DLC, 1), (NumberType.TOLL_FREE, 3)])
def test_a_number_has_the_rate_of_its_type(
    make_world: WorldMaker, clock: FakeClock, kind: NumberType, parts: int
) -> None:
    world = make_world(clock=clock)
    world.add_number(kind=kind, parts_per_second=None)
    for _ in range(parts):
        world.send()
    with pytest.raises(world.sms.exceptions.ThrottlingException):
        world.send()


def test_a_refused_text_costs_no_parts(make_world: WorldMaker, clock: FakeClock) -> None:
    world = make_world(clock=clock)
    world.add_number(parts_per_second=1)
    world.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=CUSTOMER)
    with pytest.raises(world.sms.exceptions.ConflictException):
        world.send()
    world.send(to="+12065550102")


def test_a_dry_run_is_checked_and_not_sent(world: World) -> None:
    world.send(DryRun=True)
    assert world.admin.messages().messages == []
    assert world.admin.stats().events_pending == 0


def test_events_tell_of_what_was_sent(world: World) -> None:
    world.admin.put_handsets([Handset(CUSTOMER, Fate.DELIVERED)])
    message_id = world.send(Context={"campaign": "spring"})
    (event,) = world.events.payloads(1)
    assert (event["eventType"], event["messageId"]) == ("TEXT_DELIVERED", message_id)
    assert event["context"] == {"campaign": "spring"}
    assert (event["destinationPhoneNumber"], event["originationPhoneNumber"]) == (CUSTOMER, OURS)


def test_a_handset_is_found_with_or_without_its_plus(world: World) -> None:
    world.admin.put_handsets([Handset(CUSTOMER.removeprefix("+"), Fate.INVALID)])
    world.send(to=CUSTOMER.removeprefix("+"))
    (event,) = world.events.payloads(1)
    assert (event["eventType"], event["destinationPhoneNumber"]) == ("TEXT_INVALID", CUSTOMER)


def test_a_handset_can_change_its_fate(world: World) -> None:
    world.admin.put_handsets([Handset(CUSTOMER, Fate.INVALID)])
    world.admin.put_handsets([Handset(CUSTOMER, Fate.NO_RECEIPT)])
    world.send()
    assert world.admin.stats().events_pending == 0
    assert world.events.is_empty()
