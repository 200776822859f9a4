"""Where texts and delivery events of numbers go: topics and their policies, a configuration set and its destination."""

import re
from collections.abc import Iterable, Iterator, Sequence

from pipelines.domain.numbers.account import (
    DESTINATION,
    EVENT_TYPES,
    Account,
    Asked,
    Case,
    EventDestination,
    Finding,
    Home,
    topic_fault,
)
from pipelines.domain.numbers.changes import (
    Change,
    CreateConfigurationSet,
    CreateEventDestination,
    CreateTopic,
    LetPublish,
    UpdateEventDestination,
)
from pipelines.domain.numbers.topic_policy import lets_publish

_MOST_DESTINATIONS = 5
_AWS_KEY = "alias/aws/sns"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def topic_for(case: Case, asked: Asked, home: Home) -> str | None:
    """The topic that a number's texts are to go to: the program's, else the one asked for, else where they go now."""
    made = home.topic_arn(asked.create_topic) if asked.create_topic else None
    return case.wanted.two_way_topic or asked.topic or made or (case.owned.channel if case.owned.two_way else None)


def topics_of(cases: Iterable[Case], asked: Asked, home: Home) -> list[str]:
    """ARNs of all topics that a plan is about, each once, in the order of the programs; some may be none."""
    named = [topic_for(case, asked, home) for case in cases] + [asked.events_topic]
    return list(dict.fromkeys(arn for arn in named if arn is not None))


def topic_refusals(cases: Iterable[Case], account: Account, asked: Asked, home: Home) -> Iterator[Finding]:
    """Topics that are none, or not there."""
    made = home.topic_arn(asked.create_topic) if asked.create_topic else None
    for arn in topics_of(cases, asked, home):
        if (fault := topic_fault(arn, home)) is not None:
            yield Finding(arn, fault)
        elif arn not in account.topics and arn != made:
            yield Finding(arn, "there is no such topic; make it, or give --create-topic NAME")


def topic_changes(cases: Sequence[Case], account: Account, asked: Asked, home: Home) -> Iterator[Change]:
    """Topics to make, and policies that do not let the SMS service publish. A number that publishes under a role of its
    own needs no policy."""
    by_policy = {topic_for(case, asked, home) for case in cases if case.owned.channel_role is None}
    for arn in topics_of(cases, asked, home):
        topic = account.topics.get(arn)
        if topic is None:
            yield CreateTopic(arn.rpartition(":")[2], arn)
        may = topic is not None and lets_publish(topic.policy, arn, home.account_id)
        if not may and arn in by_policy | {asked.events_topic}:
            yield LetPublish(arn, home.account_id)


def topic_cautions(cases: Iterable[Case], account: Account, asked: Asked, home: Home) -> Iterator[Finding]:
    """Topics that nobody hears, or that the SMS service cannot write to for want of a key."""
    for arn in topics_of(cases, asked, home):
        topic = account.topics.get(arn)
        if topic is None or not topic.heard:
            yield Finding(
                arn, "nothing is subscribed to it: what is published there is lost. Subscribe the bridge's queue"
            )
        if topic is not None and topic.kms_key is not None and topic.kms_key.endswith(_AWS_KEY):
            yield Finding(
                arn, f"is encrypted with {_AWS_KEY}, which the SMS service cannot use; take a key of your own"
            )


def event_refusals(account: Account, asked: Asked) -> Iterator[Finding]:
    """Why delivery events cannot be sent as asked."""
    name, topic = asked.configuration_set, asked.events_topic
    if name is None:
        if topic is not None:
            yield Finding(topic, "events come by a configuration set; give --configuration-set NAME too")
        return
    if _NAME.fullmatch(name) is None:
        yield Finding(name, "is no name of a configuration set; write letters, digits, _ and -, 64 at most")
    destinations = account.configuration_sets.get(name, ())
    ours = _ours(destinations)
    if topic is None or _is_covered(destinations, topic):
        return
    if ours is not None and ours.topic is None:
        yield Finding(name, f"sends {DESTINATION} elsewhere than to SNS, which AWS does not change; remove it there")
    elif ours is None and len(destinations) >= _MOST_DESTINATIONS:
        yield Finding(name, f"has {_MOST_DESTINATIONS} event destinations, the most that AWS allows; remove one")


def event_changes(account: Account, asked: Asked) -> Iterator[Change]:
    """The configuration set, and its destination where no destination sends all that is wanted."""
    name, topic = asked.configuration_set, asked.events_topic
    if name is None:
        return
    if name not in account.configuration_sets:
        yield CreateConfigurationSet(name)
    destinations = account.configuration_sets.get(name, ())
    if topic is None or _is_covered(destinations, topic):
        return
    ours, wanted = _ours(destinations), EventDestination(DESTINATION, topic)
    yield CreateEventDestination(name, wanted) if ours is None else UpdateEventDestination(name, wanted, ours)


def event_cautions(account: Account, asked: Asked) -> Iterator[Finding]:
    """A configuration set that tells nobody."""
    name = asked.configuration_set
    if name is not None and asked.events_topic is None:
        destinations = account.configuration_sets.get(name, ())
        if not any(one.enabled and one.topic is not None for one in destinations):
            yield Finding(name, "sends no events to SNS: rates will have no denominators. Give --events-topic ARN")


def list_refusals(cases: Iterable[Case]) -> Iterator[Finding]:
    """Names that no opt-out list can have."""
    for case in cases:
        name = case.wanted.opt_out_list
        if name is not None and _NAME.fullmatch(name) is None:
            what = "opt_out_list is no name of a list; write letters, digits, _ and -, 64 at most"
            yield Finding(case.wanted.number, what)


def _ours(destinations: Iterable[EventDestination]) -> EventDestination | None:
    return next((one for one in destinations if one.name == DESTINATION), None)


def _is_covered(destinations: Iterable[EventDestination], topic: str) -> bool:
    """Whether all that is wanted goes to the topic: exactly, by our destination, or by somebody else's."""
    ours = _ours(destinations)
    if ours is not None:
        return ours == EventDestination(DESTINATION, topic)
    return any(
        one.enabled and one.topic == topic and ("ALL" in one.event_types or one.event_types >= EVENT_TYPES)
        for one in destinations
    )
