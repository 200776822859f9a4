"""`TWOWAY_OUTCOMES_TOPIC` says where outcomes are published."""

import pytest

from pipelines.settings import from_environment
from schemas.errors import ConfigurationFault

TOPIC = "arn:aws-cn:sns:cn-north-1:123456789012:twoway-sms-OutcomesTopic-1A2B3C"


def topic(**environ: str) -> str | None:
    return from_environment({"TWOWAY_HMAC_KEY": "ab" * 32, **environ}).outcomes_topic


def test_outcomes_are_published_nowhere_unless_a_topic_is_named() -> None:
    assert topic() is None
    assert topic(TWOWAY_OUTCOMES_TOPIC="") is None
    assert topic(TWOWAY_OUTCOMES_TOPIC=TOPIC) == TOPIC


@pytest.mark.parametrize("said", ["outcomes", TOPIC + ".fifo", TOPIC.replace(":sns:", ":sqs:"), TOPIC + " "])
def test_what_is_no_standard_topic_is_refused_at_the_start(said: str) -> None:
    with pytest.raises(ConfigurationFault, match="OutcomesTopicArn"):
        topic(TWOWAY_OUTCOMES_TOPIC=said)
