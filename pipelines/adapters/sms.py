"""SendTextMessage over boto3, once a text. Every answer, and every silence, is an `Outcome`.

Source: End User Messaging SMS API reference, "SendTextMessage". botocore's own retries are off: by default it repeats a
call that timed out, and the customer is texted twice.
"""

from random import Random
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from pipelines.adapters.sms_errors import refused, unanswered
from pipelines.ports import OutboundText, Outcome, Sent, Unsure
from schemas.errors import UnknownReason

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2.type_defs import SendTextMessageRequestTypeDef

_UNREADABLE = (ResponseParserError, UnicodeDecodeError, AttributeError, TypeError)
"""How botocore's parser stumbles over an answer that is no JSON object: a proxy's, with any status."""


class AwsSmsSender:
    """`pipelines.ports.SmsSender` over `pinpoint-sms-voice-v2`; one client, any number of threads."""

    def __init__(self, timeout_s: float, connections: int) -> None:
        config = Config(
            retries={"total_max_attempts": 1},
            connect_timeout=5,
            read_timeout=timeout_s,
            max_pool_connections=connections,
            tcp_keepalive=True,
        )
        self._client = boto3.client("pinpoint-sms-voice-v2", config=config)
        self._random = Random()  # of pauses alone

    def send(self, text: OutboundText) -> Outcome:
        request = _request(text)
        try:
            answer = self._client.send_text_message(**request)
        except ClientError as error:
            return refused(error, self._random)
        except BotoCoreError as error:
            return unanswered(error, self._random)
        except _UNREADABLE:
            return Unsure(UnknownReason.SERVER_ERROR, "UnreadableAnswer")
        message_id: object = answer.get("MessageId")
        if not isinstance(message_id, str) or not message_id:
            return Unsure(UnknownReason.SERVER_ERROR, "UnreadableAnswer")
        return Sent(message_id)

    def close(self) -> None:
        self._client.close()


def _request(text: OutboundText) -> "SendTextMessageRequestTypeDef":
    request: SendTextMessageRequestTypeDef = {
        "DestinationPhoneNumber": text.destination,
        "OriginationIdentity": text.origination_identity,
        "MessageBody": text.body,
        "MessageType": "PROMOTIONAL" if text.promotional else "TRANSACTIONAL",
        "Context": dict(text.context),
    }
    if text.configuration_set is not None:
        request["ConfigurationSetName"] = text.configuration_set
    return request
