"""Configuration sets: where delivery events go."""

import pytest

from pipelines.local.sms_simulator import Fate, Handset

from .conftest import CUSTOMER, SHORT, World


@pytest.fixture
def named(world: World) -> World:
    """A world with the configuration set `texts`."""
    world.sms.create_configuration_set(ConfigurationSetName="texts")
    return world


def _destination(world: World, name: str, arn: str, types: list[str]) -> None:
    world.sms.create_event_destination(
        ConfigurationSetName="texts",
        EventDestinationName=name,
        MatchingEventTypes=types,  # type: ignore[arg-type]
        SnsDestination={"TopicArn": arn},
    )


def test_a_set_is_described_with_its_destinations(named: World) -> None:
    _destination(named, "all", named.events.arn, ["TEXT_ALL"])
    (told,) = named.sms.describe_configuration_sets(ConfigurationSetNames=["texts"])["ConfigurationSets"]
    assert told["EventDestinations"] == [
        {
            "EventDestinationName": "all",
            "Enabled": True,
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": named.events.arn},
        }
    ]


def test_names_are_taken_once(named: World) -> None:
    _destination(named, "all", named.events.arn, ["ALL"])
    with pytest.raises(named.sms.exceptions.ConflictException):
        named.sms.create_configuration_set(ConfigurationSetName="texts")
    with pytest.raises(named.sms.exceptions.ConflictException):
        _destination(named, "all", named.events.arn, ["ALL"])


def test_a_destination_needs_exactly_one_sink_and_no_text_sent(named: World) -> None:
    with pytest.raises(named.sms.exceptions.ValidationException):
        named.sms.create_event_destination(
            ConfigurationSetName="texts", EventDestinationName="none", MatchingEventTypes=["ALL"]
        )
    with pytest.raises(named.sms.exceptions.ValidationException):
        _destination(named, "sent", named.events.arn, ["TEXT_SENT"])


def test_a_set_has_at_most_five_destinations(named: World) -> None:
    for index in range(5):
        _destination(named, f"d{index}", named.events.arn, ["ALL"])
    with pytest.raises(named.sms.exceptions.ServiceQuotaExceededException):
        _destination(named, "d5", named.events.arn, ["ALL"])


def test_events_go_to_the_destinations_that_ask_for_their_type(named: World) -> None:
    named.add_number(SHORT, events_topic_arn=None)
    named.admin.put_handsets([Handset(CUSTOMER, Fate.SUCCESSFUL_THEN_DELIVERED)])
    _destination(named, "all", named.events.arn, ["TEXT_ALL"])
    _destination(named, "some", named.inbound.arn, ["TEXT_DELIVERED", "TEXT_INVALID"])
    named.send(origin=SHORT, ConfigurationSetName="texts")
    assert {event["eventType"] for event in named.events.payloads(2)} == {"TEXT_SUCCESSFUL", "TEXT_DELIVERED"}
    assert [event["eventType"] for event in named.inbound.payloads(1)] == ["TEXT_DELIVERED"]


def test_no_configuration_set_and_no_topic_means_no_events(world: World) -> None:
    world.add_number(SHORT, events_topic_arn=None)
    world.send(origin=SHORT)
    assert world.admin.stats().events_pending + world.admin.stats().events_published == 0


def test_an_unknown_set_refuses_the_text(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException) as caught:
        world.send(ConfigurationSetName="nowhere")
    assert caught.value.response.get("ResourceType") == "configuration-set"
    assert world.admin.messages().messages == []


def test_a_destination_is_changed_and_what_is_not_said_stays(named: World) -> None:
    _destination(named, "all", named.events.arn, ["TEXT_ALL"])
    change = {"ConfigurationSetName": "texts", "EventDestinationName": "all"}
    named.sms.update_event_destination(**change, MatchingEventTypes=["TEXT_INVALID"])
    named.sms.update_event_destination(**change, SnsDestination={"TopicArn": named.inbound.arn}, Enabled=False)
    (told,) = named.sms.describe_configuration_sets()["ConfigurationSets"]
    assert told["EventDestinations"] == [
        {
            "EventDestinationName": "all",
            "Enabled": False,
            "MatchingEventTypes": ["TEXT_INVALID"],
            "SnsDestination": {"TopicArn": named.inbound.arn},
        }
    ]


def test_a_destination_that_is_switched_off_gets_nothing(named: World) -> None:
    named.add_number(SHORT, events_topic_arn=None)
    _destination(named, "all", named.events.arn, ["TEXT_ALL"])
    named.sms.update_event_destination(ConfigurationSetName="texts", EventDestinationName="all", Enabled=False)
    named.send(origin=SHORT, ConfigurationSetName="texts")
    assert named.admin.stats().events_pending + named.admin.stats().events_published == 0


def test_a_destination_keeps_its_kind_and_must_be_there(named: World) -> None:
    _destination(named, "all", named.events.arn, ["TEXT_ALL"])
    logs = {
        "IamRoleArn": "arn:aws:iam::123456789012:role/logs",
        "LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:sms",
    }
    with pytest.raises(named.sms.exceptions.ConflictException) as caught:
        named.sms.update_event_destination(
            ConfigurationSetName="texts",
            EventDestinationName="all",
            CloudWatchLogsDestination=logs,  # type: ignore[arg-type]
        )
    assert caught.value.response.get("Reason") == "EVENT_DESTINATION_MISMATCH"
    with pytest.raises(named.sms.exceptions.ResourceNotFoundException):
        named.sms.update_event_destination(ConfigurationSetName="texts", EventDestinationName="other", Enabled=True)
    with pytest.raises(named.sms.exceptions.ValidationException):
        named.sms.update_event_destination(
            ConfigurationSetName="texts", EventDestinationName="all", MatchingEventTypes=["TEXT_SENT"]
        )
