"""What an error of SendTextMessage means: AWS's exceptions with their reasons, and botocore's own, as outcomes.

Sources: End User Messaging SMS API reference, "SendTextMessage" and "Common Errors"; botocore's service model names the
reasons, and a test knows them all. What AWS answers with 4xx was not sent; with 5xx, nobody knows.
"""

import re
import ssl
from collections.abc import Mapping
from datetime import timedelta
from random import Random

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    LoginError,
    MetadataRetrievalError,
    NoAuthTokenError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
    SSOError,
    TokenRetrievalError,
)

from pipelines.ports import NotSent, Outcome, Unsure
from schemas.errors import FailReason, SuppressReason, UnknownReason

_OPERATION = "SendTextMessage"
_LATER = timedelta(minutes=5)
"""What an operator has to put right. Waiting loses nothing: a text goes stale by itself."""
_RENEWED = timedelta(minutes=1)
"""Credentials are renewed by themselves, and the confirmation of an opt-out is of use for five minutes only."""
_SHORTEST_S, _LONGEST_S = 0.5, 2.0
"""The pause of a throttled text. Longer ones are the outbox's, which knows how often a text was tried."""

_CONFLICTS: Mapping[str, SuppressReason | FailReason] = {
    "DESTINATION_PHONE_NUMBER_OPTED_OUT": SuppressReason.OPTED_OUT_AT_AWS,
    "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": FailReason.NOT_VERIFIED,
    "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": FailReason.BLOCKED_BY_PROTECT,
    "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": FailReason.BLOCKED_BY_PROTECT,
    "KEYWORD_MISMATCH": FailReason.BAD_ORIGINATION,
    "MESSAGE_TYPE_MISMATCH": FailReason.BAD_ORIGINATION,
    "NO_ORIGINATION_IDENTITIES_FOUND": FailReason.BAD_ORIGINATION,
    "NUMBER_CAPABILITIES_MISMATCH": FailReason.BAD_ORIGINATION,
    "RESOURCE_NOT_ACTIVE": FailReason.BAD_ORIGINATION,
}
_INVALID: Mapping[str, FailReason] = {
    "CHANNEL_NOT_ENABLED": FailReason.BAD_ORIGINATION,
    "RESOURCE_NOT_ACCESSIBLE": FailReason.BAD_ORIGINATION,
    "SENDER_ID_NOT_REGISTERED": FailReason.BAD_ORIGINATION,
    "SENDER_ID_NOT_SUPPORTED": FailReason.BAD_ORIGINATION,
    "SENDER_ID_REQUIRES_REGISTRATION": FailReason.BAD_ORIGINATION,
    "COUNTRY_NOT_ENABLED": FailReason.COUNTRY_NOT_ENABLED,
    "DESTINATION_COUNTRY_BLOCKED": FailReason.COUNTRY_NOT_ENABLED,
    "INTERNATIONAL_SENDING_NOT_SUPPORTED": FailReason.COUNTRY_NOT_ENABLED,
    "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY": FailReason.COUNTRY_NOT_ENABLED,
}
_FINAL: Mapping[str, Mapping[str, SuppressReason | FailReason]] = {
    "ConflictException": _CONFLICTS,
    "ValidationException": _INVALID,
}
_HALTING = frozenset(
    (
        "ServiceQuotaExceededException:MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
        "AccessDeniedException:ACCOUNT_DISABLED",
        "AccessDeniedException:INSUFFICIENT_ACCOUNT_REPUTATION",
    )
)
"""Whatever the text, nothing of this account leaves. IAM's refusal, which has no reason, is none of these: a policy may
name the numbers that texts leave from, and one that was forgotten must not hold back the others."""
_THROTTLED = frozenset(("ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded"))
_BAD_CREDENTIALS = frozenset(
    (
        *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidToken", "InvalidClientTokenId"),
        *("IncompleteSignature", "IncompleteSignatureException", "InvalidSignatureException", "SignatureDoesNotMatch"),
        *("MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorized", "OptInRequired"),
        *("UnrecognizedClientException",),
    )
)
_NO_CREDENTIALS = (
    *(NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, MetadataRetrievalError),
    *(NoAuthTokenError, TokenRetrievalError, SSOError, LoginError),
)
_NOT_CONNECTED = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError)
_WORD = re.compile(r"[A-Za-z][A-Za-z_.-]{0,99}|[0-9]{3}")


def refused(error: ClientError, random: Random) -> Outcome:
    """What an error answer means. Its code and reason are kept; its text, which can hold a number, is not."""
    code, status = _code(error), int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    label = ":".join(filter(None, (code, _reason(error))))
    if error.operation_name != _OPERATION:  # a role was to be assumed: no text has left yet
        return NotSent(None, label, _RENEWED, halts=True)
    if code in _THROTTLED or status == 429:
        return NotSent(None, label, _soon(random))
    if not 400 <= status < 500:
        return Unsure(UnknownReason.SERVER_ERROR, label)
    if code in ("ServiceQuotaExceededException", "AccessDeniedException") or code.isdigit():
        # A status for a code: a proxy's page, not AWS's judgement of the text.
        return NotSent(None, label, _LATER, halts=label in _HALTING)
    if code in _BAD_CREDENTIALS:
        return NotSent(None, label, _RENEWED, halts=True)
    if code == "ResourceNotFoundException":
        return NotSent(FailReason.BAD_ORIGINATION, label)
    return NotSent(_FINAL.get(code, {}).get(_reason(error), FailReason.REJECTED), label)


def unanswered(error: BotoCoreError, random: Random) -> Outcome:
    """What it means that no answer came: before the request was written nothing was sent, afterwards nobody knows."""
    name = type(error).__name__
    if isinstance(error, _NOT_CONNECTED) or _is_untrusted(error):
        return NotSent(None, name, _soon(random))
    if isinstance(error, _NO_CREDENTIALS):
        return NotSent(None, name, _RENEWED, halts=True)
    if isinstance(error, ParamValidationError):
        return NotSent(FailReason.REJECTED, name)
    timed_out = isinstance(error, ReadTimeoutError)
    return Unsure(UnknownReason.TIMEOUT if timed_out else UnknownReason.CONNECTION_LOST, name)


def _soon(random: Random) -> timedelta:
    return timedelta(seconds=random.uniform(_SHORTEST_S, _LONGEST_S))


def _code(error: ClientError) -> str:
    return _word(error.response.get("Error", {}).get("Code")) or "Unknown"


def _reason(error: ClientError) -> str:
    """AWS's Reason; a resource that was not found has none, but a type."""
    return _word(error.response.get("Reason") or error.response.get("ResourceType"))


def _word(said: object) -> str:
    """A name, as codes and reasons are; anything else might be a number."""
    return said if isinstance(said, str) and _WORD.fullmatch(said) else ""


def _is_untrusted(error: BaseException) -> bool:
    """Whether a certificate was not accepted, so that no request was written."""
    cause: BaseException | None = error if isinstance(error, SSLError) else None
    while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
        cause = cause.__cause__ or cause.__context__
    return cause is not None
