"""SendTextMessage over boto3, once a text. Every answer is an `Outcome`; errors by AWS's table of exceptions.

Source: End User Messaging SMS API reference, "SendTextMessage"; botocore's service model names the reasons. botocore's
own retries are off: by default it repeats a call that timed out, and the customer is texted twice.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from pipelines.ports import NotSent, OutboundText, Outcome, Sent, Unsure
from schemas.errors import FailReason, SuppressReason, UnknownReason

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2.type_defs import SendTextMessageRequestTypeDef

_SOON = timedelta(seconds=1)
_LATER = timedelta(minutes=5)
_OPTED_OUT = "DESTINATION_PHONE_NUMBER_OPTED_OUT"


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

    def send(self, text: OutboundText) -> Outcome:
        request: SendTextMessageRequestTypeDef = {
            "DestinationPhoneNumber": text.destination,
            "OriginationIdentity": text.origination_identity,
            "MessageBody": text.body,
            "MessageType": "TRANSACTIONAL",
            "Context": dict(text.context),
        }
        if text.configuration_set is not None:
            request["ConfigurationSetName"] = text.configuration_set
        try:
            answer = self._client.send_text_message(**request)
        except ClientError as error:
            return _refused(error)
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            return NotSent(None, type(error).__name__, _SOON)
        except (NoCredentialsError, ParamValidationError) as error:
            reason = FailReason.ACCESS_DENIED if isinstance(error, NoCredentialsError) else FailReason.REJECTED
            return NotSent(reason, type(error).__name__)
        except ReadTimeoutError as error:
            return Unsure(UnknownReason.TIMEOUT, type(error).__name__)
        except BotoCoreError as error:
            return Unsure(UnknownReason.CONNECTION_LOST, type(error).__name__)
        return Sent(answer["MessageId"])

    def close(self) -> None:
        self._client.close()


def _refused(error: ClientError) -> Outcome:
    """What an error answer means; its code and reason are kept, its text, which can hold a number, is not."""
    code = str(error.response.get("Error", {}).get("Code", "Unknown"))
    reason = str(error.response.get("Reason", ""))
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    label = f"{code}:{reason}" if reason else code
    if code == "ThrottlingException":
        return NotSent(None, label, _SOON)
    if code == "ServiceQuotaExceededException":
        return NotSent(None, label, _LATER)
    if code == "ConflictException" and reason == _OPTED_OUT:
        return NotSent(SuppressReason.OPTED_OUT_AT_AWS, label)
    if code == "AccessDeniedException":
        return NotSent(FailReason.ACCESS_DENIED, label)
    if status >= 500:
        return Unsure(UnknownReason.SERVER_ERROR, label)
    return NotSent(FailReason.REJECTED, label)
