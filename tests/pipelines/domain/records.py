"""Records as they arrive, written fresh from AWS's field tables."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pipelines.domain.blocks import Block, RawBlock, raw_block
from pipelines.domain.decode import decode
from pipelines.domain.tokens import Tokens
from schemas.pseudonym import PseudonymKey
from schemas.tables import Dataset

KEY = PseudonymKey("test", b"a secret of the tests, 32 bytes.")
TOKENS = Tokens(KEY)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
CLINIC = "+12065550100"


def inbound(body: str | None = "YES", number: str = "+14255550001", **fields: Any) -> dict[str, Any]:
    """A two-way payload; `fields` replace or add, None removes."""
    payload = {
        "originationNumber": number,
        "destinationNumber": CLINIC,
        "messageKeyword": "keyword_123456789012",
        "messageBody": body,
        "inboundMessageId": f"in-{number[-4:]}",
        "previousPublishedMessageId": None,
        **fields,
    }
    return {name: value for name, value in payload.items() if value is not None}


def delivery(event: str = "TEXT_DELIVERED", message_id: str = "m-1", **fields: Any) -> dict[str, Any]:
    """A delivery event."""
    return {
        "eventType": event,
        "eventVersion": "1.0",
        "eventTimestamp": 1795348800000,
        "isFinal": True,
        "originationPhoneNumber": CLINIC,
        "destinationPhoneNumber": "+14255550001",
        "isoCountryCode": "US",
        "messageId": message_id,
        "messageRequestTimestamp": 1795348799000,
        "messageEncoding": "GSM",
        "messageType": "TRANSACTIONAL",
        "messageStatus": event.partition("_")[2],
        "messageStatusDescription": "Message has been accepted by phone",
        "totalMessageParts": 1,
        "totalMessagePrice": 0.00581,
        "totalCarrierFee": 0.006,
        **fields,
    }


def sns(
    payload: dict[str, Any] | str, message_id: str = "sns-1", at: str = "2026-11-22T11:59:58.123Z"
) -> dict[str, Any]:
    """The payload in an SNS notification."""
    return {
        "Type": "Notification",
        "MessageId": message_id,
        "TopicArn": "arn:aws:sns:us-east-1:123456789012:inbound",
        "Message": payload if isinstance(payload, str) else json.dumps(payload),
        "Timestamp": at,
        "SignatureVersion": "1",
        "Signature": "unchecked here",
    }


def block(*records: object, shard: str = "shardId-000000000000") -> RawBlock:
    """A raw block of records: bytes as they are, anything else as JSON; sequence numbers from 1."""
    data = [r if isinstance(r, bytes) else json.dumps(r).encode() for r in records]
    return raw_block(shard, data, [str(n) for n in range(1, len(data) + 1)], [NOON] * len(data))


def decoded(*records: object) -> Block:
    """The decoded block of records."""
    return decode(block(*records), TOKENS)


def rows(result: Block, dataset: Dataset) -> Sequence[dict[str, Any]]:
    """A dataset's rows as dicts."""
    return result.tables[dataset].to_pylist()
