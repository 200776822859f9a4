"""Every error that AWS's service model lets SendTextMessage answer with, over HTTP, one by one.

A reason that a newer botocore names and that stands nowhere here fails by its name: decide what it means, then list it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from botocore.exceptions import ClientError

from pipelines.adapters.sms import AwsSmsSender
from pipelines.adapters.sms_errors import refused
from pipelines.domain.reply import NotSent, OutboundText, Outcome, Unsure
from pipelines.local.sms_simulator import Fault, FaultKind, Number, SimulatorClient, SimulatorSettings, SmsSimulator
from pipelines.local.sms_simulator.validation import service_model
from pipelines.local.stack import local_client, local_environment
from schemas.errors import FailReason, SuppressReason, UnknownReason

CLINIC, ANN = "+12065550100", "+14255550001"
LATER, RENEWED = timedelta(minutes=5), timedelta(minutes=1)

# Reasons that tell of the text, its number, or the account: what each comes to.
MEANT: Mapping[str, Mapping[str, SuppressReason | FailReason]] = {
    "ConflictException": {
        "DESTINATION_PHONE_NUMBER_OPTED_OUT": SuppressReason.OPTED_OUT_AT_AWS,
        "DESTINATION_PHONE_NUMBER_NOT_VERIFIED": FailReason.NOT_VERIFIED,
        "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION": FailReason.BLOCKED_BY_PROTECT,
        "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE": FailReason.BLOCKED_BY_PROTECT,
        "KEYWORD_MISMATCH": FailReason.BAD_ORIGINATION,
        "MESSAGE_TYPE_MISMATCH": FailReason.BAD_ORIGINATION,
        "NO_ORIGINATION_IDENTITIES_FOUND": FailReason.BAD_ORIGINATION,
        "NUMBER_CAPABILITIES_MISMATCH": FailReason.BAD_ORIGINATION,
        "RESOURCE_NOT_ACTIVE": FailReason.BAD_ORIGINATION,
    },
    "ValidationException": {
        "CHANNEL_NOT_ENABLED": FailReason.BAD_ORIGINATION,
        "RESOURCE_NOT_ACCESSIBLE": FailReason.BAD_ORIGINATION,
        "SENDER_ID_NOT_REGISTERED": FailReason.BAD_ORIGINATION,
        "SENDER_ID_NOT_SUPPORTED": FailReason.BAD_ORIGINATION,
        "SENDER_ID_REQUIRES_REGISTRATION": FailReason.BAD_ORIGINATION,
        "COUNTRY_NOT_ENABLED": FailReason.COUNTRY_NOT_ENABLED,
        "DESTINATION_COUNTRY_BLOCKED": FailReason.COUNTRY_NOT_ENABLED,
        "INTERNATIONAL_SENDING_NOT_SUPPORTED": FailReason.COUNTRY_NOT_ENABLED,
        "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY": FailReason.COUNTRY_NOT_ENABLED,
    },
}
# Reasons that say no more than that this request is refused, or that belong to other operations: failed, rejected.
REJECTED = {
    "ConflictException": """
        CREATE_REGISTRATION_VERSION_NOT_ALLOWED DELETION_PROTECTION_ENABLED DISASSOCIATE_REGISTRATION_NOT_ALLOWED
        DISCARD_REGISTRATION_VERSION_NOT_ALLOWED EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED EVENT_DESTINATION_MISMATCH
        LAST_PHONE_NUMBER NOTIFY_CONFIGURATION_NOT_ACTIVE OPT_OUT_LIST_MISMATCH PHONE_NUMBER_ASSOCIATED_TO_POOL
        PHONE_NUMBER_ASSOCIATED_TO_REGISTRATION PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL
        PHONE_NUMBER_NOT_IN_REGISTRATION_REGION POOL_ASSOCIATED_TO_NOTIFY_CONFIGURATION
        PROTECT_CONFIGURATION_ASSOCIATED_WITH_CONFIGURATION_SET PROTECT_CONFIGURATION_IS_ACCOUNT_DEFAULT
        PROTECT_CONFIGURATION_NOT_ASSOCIATED_WITH_CONFIGURATION_SET RCS_AGENT_ALREADY_ASSOCIATED_TO_REGISTRATION_TYPE
        RCS_AGENT_ASSOCIATED_TO_POOL REGISTRATION_ALREADY_SUBMITTED REGISTRATION_NOT_COMPLETE RESOURCE_ALREADY_ASSOCIATED
        RESOURCE_ALREADY_EXISTS RESOURCE_DELETION_NOT_ALLOWED RESOURCE_MODIFICATION_NOT_ALLOWED RESOURCE_NOT_EMPTY
        SELF_MANAGED_OPT_OUTS_MISMATCH SENDER_ID_ASSOCIATED_TO_POOL SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED
        TWO_WAY_CONFIG_MISMATCH VERIFICATION_ALREADY_COMPLETE VERIFICATION_CODE_EXPIRED
    """,
    "ValidationException": """
        ATTACHMENT_TYPE_NOT_SUPPORTED CANNOT_ADD_OPTED_OUT_NUMBER CANNOT_PARSE COUNTRY_CODE_MISMATCH
        FIELD_VALIDATION_FAILED INVALID_ARN INVALID_FILTER_VALUES INVALID_NEXT_TOKEN INVALID_PARAMETER
        INVALID_REGISTRATION_ASSOCIATION INVALID_REQUEST MAXIMUM_SIZE_EXCEEDED MEDIA_TYPE_NOT_SUPPORTED
        MISSING_PARAMETER OTHER PARAMETERS_CANNOT_BE_USED_TOGETHER PHONE_NUMBER_CANNOT_BE_OPTED_IN
        PHONE_NUMBER_CANNOT_BE_RELEASED PRICE_OVER_THRESHOLD REGISTRATION_FIELD_CANNOT_BE_DELETED
        REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT TWO_WAY_CHANNEL_NOT_PRESENT TWO_WAY_NOT_ENABLED
        TWO_WAY_NOT_SUPPORTED_IN_COUNTRY TWO_WAY_NOT_SUPPORTED_IN_REGION TWO_WAY_TOPIC_NOT_PRESENT UNKNOWN_OPERATION
        UNKNOWN_REGISTRATION_FIELD UNKNOWN_REGISTRATION_SECTION UNKNOWN_REGISTRATION_TYPE UNKNOWN_REGISTRATION_VERSION
        UNSPECIFIED_PARAMETER_NOT_SUPPORTED VERIFICATION_CODE_MISMATCH VOICE_CAPABILITY_NOT_AVAILABLE
    """,
}
# Reasons that pass, or that an operator puts right: tried again.
HALTING = {
    "ServiceQuotaExceededException": "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
    "AccessDeniedException": "ACCOUNT_DISABLED INSUFFICIENT_ACCOUNT_REPUTATION",
}
PUT_BACK = {
    "ServiceQuotaExceededException": """
        ASSOCIATIONS_PER_REGISTRATION CONFIGURATION_SETS_PER_ACCOUNT DAILY_DESTINATION_CALL_LIMIT
        DAILY_NOTIFY_TIER_MESSAGE_LIMIT EVENT_DESTINATIONS_PER_CONFIGURATION_SET KEYWORDS_PER_PHONE_NUMBER
        KEYWORDS_PER_POOL MONTHLY_SPEND_LIMIT_REACHED_FOR_MEDIA MONTHLY_SPEND_LIMIT_REACHED_FOR_NOTIFY
        MONTHLY_SPEND_LIMIT_REACHED_FOR_RCS MONTHLY_SPEND_LIMIT_REACHED_FOR_VOICE NOTIFY_CONFIGURATIONS_PER_ACCOUNT
        OPT_OUT_LISTS_PER_ACCOUNT ORIGINATION_IDENTITIES_PER_POOL PHONE_NUMBERS_PER_ACCOUNT
        PHONE_NUMBERS_PER_REGISTRATION POOLS_PER_ACCOUNT PROTECT_CONFIGURATIONS_PER_ACCOUNT RCS_AGENTS_PER_ACCOUNT
        REGISTRATIONS_PER_ACCOUNT REGISTRATION_ATTACHMENTS_CREATED_PER_DAY REGISTRATION_ATTACHMENTS_PER_ACCOUNT
        REGISTRATION_VERSIONS_CREATED_PER_DAY SENDER_IDS_PER_ACCOUNT TAGS_PER_RESOURCE VERIFICATION_ATTEMPTS_PER_DAY
        VERIFIED_DESTINATION_NUMBERS_PER_ACCOUNT
    """,
}
# Exceptions without reasons: AWS's own, and what its page "Common Errors" lists for all services.
BAD_CREDENTIALS = """
    ExpiredToken ExpiredTokenException IncompleteSignature IncompleteSignatureException InvalidClientTokenId
    InvalidSignatureException InvalidToken MissingAuthenticationToken MissingAuthenticationTokenException NotAuthorized
    OptInRequired RequestExpired SignatureDoesNotMatch UnrecognizedClientException
"""
THROTTLED = "RequestLimitExceeded Throttling ThrottlingException TooManyRequestsException"


@dataclass(frozen=True, slots=True)
class Case:
    """An answer of the API, and what it comes to. `outcome` None: throttled."""

    error: str
    outcome: Outcome | None
    reason: str | None = None
    status: int = 400

    @property
    def code(self) -> str:
        return f"{self.error}:{self.reason}" if self.reason else self.error


def cases() -> Iterator[Case]:
    for error, meant in MEANT.items():
        for reason, meaning in meant.items():
            yield Case(error, NotSent(meaning, f"{error}:{reason}"), reason)
    for error, reasons in REJECTED.items():
        for reason in (*reasons.split(), None):
            yield Case(error, NotSent(FailReason.REJECTED, f"{error}:{reason}" if reason else error), reason)
    for halts, group in ((True, HALTING), (False, PUT_BACK)):
        for error, reasons in group.items():
            for reason in reasons.split():
                yield Case(error, NotSent(None, f"{error}:{reason}", LATER, halts), reason)
    yield Case("AccessDeniedException", NotSent(None, "AccessDeniedException", LATER, halts=False))
    yield Case("AccessDeniedException", NotSent(None, "AccessDeniedException", LATER, halts=False), status=403)
    yield Case("ServiceQuotaExceededException", NotSent(None, "ServiceQuotaExceededException", LATER, halts=False))
    yield Case("ResourceNotFoundException", NotSent(FailReason.BAD_ORIGINATION, "ResourceNotFoundException"))
    for status in (500, 502, 503, 504):
        yield Case("InternalServerException", nobody_knows("InternalServerException"), status=status)
    yield Case("ServiceUnavailable", nobody_knows("ServiceUnavailable"), status=503)
    yield Case("InternalFailure", nobody_knows("InternalFailure"), status=500)
    for error in BAD_CREDENTIALS.split():
        yield Case(error, NotSent(None, error, RENEWED, halts=True), status=403)
    for error in THROTTLED.split():
        yield Case(error, None)
    yield Case("Unheard", None, status=429)
    yield Case("UnknownOperationException", NotSent(FailReason.REJECTED, "UnknownOperationException"))
    yield Case("SerializationException", NotSent(FailReason.REJECTED, "SerializationException"))
    yield Case("Unheard", NotSent(FailReason.REJECTED, "Unheard"))
    yield Case("ConflictException", NotSent(FailReason.REJECTED, "ConflictException:UNHEARD"), "UNHEARD")


def nobody_knows(code: str) -> Unsure:
    return Unsure(UnknownReason.SERVER_ERROR, code)


CASES = list(cases())


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorClient]:
    environment = local_environment("http://127.0.0.1:9", "")
    with (
        SmsSimulator(SimulatorSettings(), sns=lambda: local_client(environment, "sns")) as server,
        pytest.MonkeyPatch.context() as monkeypatch,
        SimulatorClient(server.endpoint) as client,
    ):
        for name, value in local_environment("http://127.0.0.1:9", server.endpoint).items():
            monkeypatch.setenv(name, value)
        client.put_numbers([Number(number=CLINIC, parts_per_second=100.0)])
        yield client


@pytest.fixture(scope="module")
def sender(simulator: SimulatorClient) -> Iterator[AwsSmsSender]:
    opened = AwsSmsSender(timeout_s=5, connections=1)
    yield opened
    opened.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.status}")
def test_an_error_comes_to_what_it_means(sender: AwsSmsSender, simulator: SimulatorClient, case: Case) -> None:
    fault = Fault(FaultKind.REFUSED, every=1, error=case.error, reason=case.reason, status=case.status)
    simulator.put_faults([fault])
    before = simulator.stats().faults.get("refused", 0)
    outcome = sender.send(OutboundText(ANN, CLINIC, "Thank you", {"kind": "reply"}))
    if case.outcome is None:
        assert isinstance(outcome, NotSent)
        assert (outcome.reason, outcome.error_code, outcome.halts) == (None, case.code, False)
        assert timedelta(seconds=0.5) <= outcome.retry_after <= timedelta(seconds=2)
    else:
        assert outcome == case.outcome
    assert simulator.stats().faults["refused"] == before + 1
    assert simulator.stats().accepted == 0


def modelled() -> dict[str, set[str]]:
    """Exception → its reasons, of all that SendTextMessage can raise, as the installed botocore has them."""
    shapes = service_model().operation_model("SendTextMessage").error_shapes
    return {each.name: set(getattr(each.members.get("Reason"), "enum", ())) for each in shapes}


def test_every_exception_of_the_model_is_known() -> None:
    assert set(modelled()) - {case.error for case in CASES} == set()


@pytest.mark.parametrize("error", sorted(modelled()))
def test_every_reason_of_the_model_is_known(error: str) -> None:
    known = [case.reason for case in CASES if case.error == error and case.reason]
    assert sorted(modelled()[error] - set(known)) == [], "new in botocore: decide what it means, and list it"
    assert sorted(set(known) - modelled()[error] - {"UNHEARD"}) == [], "no longer in botocore"
    assert len(known) == len(set(known))


def test_an_error_of_the_call_that_gets_credentials_is_none_of_the_text() -> None:
    answer = {"Error": {"Code": "ServiceUnavailable"}, "ResponseMetadata": {"HTTPStatusCode": 503}}
    error = ClientError(answer, "AssumeRoleWithWebIdentity")  # type: ignore[arg-type]
    assert refused(error, Random(0)) == NotSent(None, "ServiceUnavailable", RENEWED, halts=True)


@pytest.mark.parametrize("said", [ANN, "14255550001", "Exception to +14255550001", "", None, 7])
def test_a_code_that_could_hold_a_number_is_not_kept(said: object) -> None:
    answer = {"Error": {"Code": said}, "Reason": said, "ResponseMetadata": {"HTTPStatusCode": 400}}
    outcome = refused(ClientError(answer, "SendTextMessage"), Random(0))  # type: ignore[arg-type]
    assert isinstance(outcome, NotSent)
    assert re.fullmatch(r"Unknown", outcome.error_code)
