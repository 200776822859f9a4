"""SNS → SQS → here → Kinesis: every notification goes on as it came, or back to the queue; none is lost.

A record's data is the SQS body, byte for byte: the SNS envelope, since the payload inside has no time of its own. The
partition key is a keyed token of the two numbers, so that a conversation, texts and delivery events alike, stays in one
shard and no number stands in stream metadata. Delivery is at least once: what is redelivered by SNS or SQS is put
again, and the catalogue keeps one.

One function, `relay`, runs in two places: `handler` is a Lambda with an SQS event source, `run` polls from any host.
This package imports the standard library, boto3 and `schemas`, nothing that would make the Lambda heavy.
"""

from pipelines.bridge.function import handler
from pipelines.bridge.poller import Counters, Poller, run
from pipelines.bridge.relay import PutRecords, QueueMessage, relay

__all__ = ["Counters", "Poller", "PutRecords", "QueueMessage", "handler", "relay", "run"]
