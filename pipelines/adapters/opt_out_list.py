"""The account's opt-out lists over boto3: AWS End User Messaging SMS refuses to text whoever is on one.

Source: End User Messaging SMS API reference, "PutOptedOutNumber" and "DeleteOptedOutNumber". Both may be repeated, so
botocore's own retries stay on, unlike those of `sms`: one, since whoever asks comes back with what is left undone.
"""

import logging
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_pinpoint_sms_voice_v2 import PinpointSMSVoiceV2Client

_LOG = logging.getLogger(__name__)
_FOR_GOOD = ("ConflictException", "ValidationException:PHONE_NUMBER_CANNOT_BE_OPTED_IN")
"""AWS does not say how it refuses to take a number off twice in 30 days; of the answers in its model these two fit."""


class AwsOptOutList:
    """`pipelines.ports.OptOutList` over `pinpoint-sms-voice-v2`; one client, any number of threads."""

    def __init__(self) -> None:
        config = Config(
            connect_timeout=3,
            read_timeout=5,
            retries={"mode": "standard", "total_max_attempts": 2},
            tcp_keepalive=True,
        )
        self._client: PinpointSMSVoiceV2Client = boto3.client("pinpoint-sms-voice-v2", config=config)

    def put(self, number: str, opt_out_list: str) -> bool:
        try:
            self._client.put_opted_out_number(OptOutListName=opt_out_list, OptedOutNumber=number)
        except (BotoCoreError, ClientError) as fault:
            _LOG.warning("a number could not be put on the opt-out list %s: %s", opt_out_list, _label(fault))
            return False
        return True

    def remove(self, number: str, opt_out_list: str) -> bool | None:
        try:
            self._client.delete_opted_out_number(OptOutListName=opt_out_list, OptedOutNumber=number)
        except self._client.exceptions.ResourceNotFoundException:
            return True
        except (BotoCoreError, ClientError) as fault:
            _LOG.warning("a number could not be taken off the opt-out list %s: %s", opt_out_list, _label(fault))
            return None if _label(fault).startswith(_FOR_GOOD) else False
        return True

    def close(self) -> None:
        self._client.close()


def _label(fault: Exception) -> str:
    """Code and reason of an error; its text, which can hold the number, is left out."""
    if not isinstance(fault, ClientError):
        return type(fault).__name__
    code = str(fault.response.get("Error", {}).get("Code", "Unknown"))
    reason = fault.response.get("Reason")
    return f"{code}:{reason}" if reason else code
