"""Conversation outcomes to an SNS topic, as the JSON of `schemas.outcome`.

A message can be published twice without harm, since its id tells that it is the same one; so botocore's own retries stay
on, unlike those of `sms`: one, since whoever asks comes back with what was not taken.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from pipelines.ports import ConversationOutcome
from schemas.outcome import MESSAGE_VERSION, OutcomeMessage

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef, PublishBatchRequestEntryTypeDef

_LOG = logging.getLogger(__name__)
_AT_ONCE = 10  # PublishBatch's limits: messages, and bytes of them all with their attributes
_MOST_BYTES = 256 << 10


class SnsOutcomes:
    """`pipelines.ports.OutcomePublisher` over one topic, in the region that its ARN names; any number of threads.

    Each message has the attributes `outcome`, `program` and `campaign`, where there is one, for filter policies.
    """

    def __init__(self, topic_arn: str) -> None:
        config = Config(
            connect_timeout=3,
            read_timeout=5,
            retries={"mode": "standard", "total_max_attempts": 2},
            tcp_keepalive=True,
        )
        self._topic = topic_arn
        self._client: SNSClient = boto3.client("sns", region_name=topic_arn.split(":")[3], config=config)

    def publish(self, outcomes: Sequence[ConversationOutcome]) -> list[bool]:
        taken: list[bool] = []
        for batch in _batches([_entry(str(n), outcome) for n, outcome in enumerate(outcomes)]):
            answered = self._publish(batch)
            if answered is None:
                break  # the other batches would wait as long for as little
            taken += answered
        return taken + [False] * (len(outcomes) - len(taken))

    def _publish(self, batch: "list[PublishBatchRequestEntryTypeDef]") -> list[bool] | None:
        """Whether each of a batch was taken; None: SNS gave no answer."""
        try:
            answer = self._client.publish_batch(TopicArn=self._topic, PublishBatchRequestEntries=batch)
        except ClientError as refusal:
            _warn(len(batch), {str(refusal.response.get("Error", {}).get("Code", "Unknown"))})
            return [False] * len(batch)
        except BotoCoreError as fault:
            _warn(len(batch), {type(fault).__name__})
            return None
        if failed := answer.get("Failed"):
            _warn(len(failed), {one["Code"] for one in failed})
        taken = {one["Id"] for one in answer.get("Successful", ())}
        return [entry["Id"] in taken for entry in batch]

    def close(self) -> None:
        self._client.close()


class NoOutcomes:
    """`pipelines.ports.OutcomePublisher` where no topic is set: every outcome is taken, and told to nobody."""

    def publish(self, outcomes: Sequence[ConversationOutcome]) -> list[bool]:
        return [True] * len(outcomes)

    def close(self) -> None: ...


def message_of(outcome: ConversationOutcome) -> OutcomeMessage:
    """The message that tells of an outcome."""
    return OutcomeMessage(
        schema_version=MESSAGE_VERSION,
        outcome_id=outcome.outcome_id.hex(),
        conversation_id=outcome.conversation_id.hex(),
        revision=outcome.revision,
        outcome=outcome.outcome,
        occurred_at=outcome.occurred_at,
        customer_key=outcome.customer_key.hex(),
        key_id=outcome.key_id,
        customer_mask=outcome.customer_mask,
        origination_identity=outcome.origination_identity,
        program=outcome.program,
        program_version=outcome.program_version,
        flow=outcome.flow,
        campaign=outcome.campaign,
        variant=outcome.variant,
        inbound_message_id=outcome.inbound_message_id,
        slot=outcome.slot,
        slot_at=outcome.slot_at,
        variables=dict(outcome.variables),
    )


def _entry(name: str, outcome: ConversationOutcome) -> "PublishBatchRequestEntryTypeDef":
    named = {"outcome": outcome.outcome.value, "program": outcome.program, "campaign": outcome.campaign}
    attributes: dict[str, MessageAttributeValueTypeDef] = {
        key: {"DataType": "String", "StringValue": value} for key, value in named.items() if value
    }
    return {"Id": name, "Message": message_of(outcome).model_dump_json(), "MessageAttributes": attributes}


def _batches(entries: "Sequence[PublishBatchRequestEntryTypeDef]") -> "Iterator[list[PublishBatchRequestEntryTypeDef]]":
    """Entries in order, as many at a time as SNS takes; one that is too long by itself stands alone."""
    batch: list[PublishBatchRequestEntryTypeDef] = []
    room = _MOST_BYTES
    for entry in entries:
        size = _size(entry)
        if batch and (len(batch) == _AT_ONCE or size > room):
            yield batch
            batch, room = [], _MOST_BYTES
        batch.append(entry)
        room -= size
    if batch:
        yield batch


def _size(entry: "PublishBatchRequestEntryTypeDef") -> int:
    attributes = entry.get("MessageAttributes", {})
    texts = [
        entry["Message"],
        *attributes,
        *(one["DataType"] + one.get("StringValue", "") for one in attributes.values()),
    ]
    return sum(len(text.encode()) for text in texts)


def _warn(count: int, codes: set[str]) -> None:
    _LOG.warning("%d outcomes were not published, to be tried again: %s", count, ", ".join(sorted(codes)))
