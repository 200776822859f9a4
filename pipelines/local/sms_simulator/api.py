"""AWS's side of the port: an operation and its body in, an answer out, or a wire that breaks as the fault plan says."""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

import orjson

from pipelines.local.sms_simulator.calls import Call, Request, Response
from pipelines.local.sms_simulator.configuration_sets import (
    create_configuration_set,
    create_event_destination,
    describe_configuration_sets,
    update_event_destination,
)
from pipelines.local.sms_simulator.errors import (
    ApiError,
    internal,
    planned,
    throttled,
    unknown_operation,
    unreadable,
)
from pipelines.local.sms_simulator.faults import FaultPlan, Strike
from pipelines.local.sms_simulator.keywords import delete_keyword, describe_keywords, put_keyword
from pipelines.local.sms_simulator.model import FaultKind
from pipelines.local.sms_simulator.numbers import describe_phone_numbers, update_phone_number
from pipelines.local.sms_simulator.opt_outs import (
    create_opt_out_list,
    delete_opted_out_number,
    describe_opt_out_lists,
    describe_opted_out_numbers,
    put_opted_out_number,
)
from pipelines.local.sms_simulator.rates import Rates
from pipelines.local.sms_simulator.sending import send_text_message
from pipelines.local.sms_simulator.settings import SimulatorSettings
from pipelines.local.sms_simulator.state import Counter, State
from pipelines.local.sms_simulator.validation import validate

TARGET_PREFIX = "PinpointSMSVoiceV2."
OPERATIONS: Mapping[str, Callable[[Call, Request], Response]] = {
    "CreateConfigurationSet": create_configuration_set,
    "CreateEventDestination": create_event_destination,
    "CreateOptOutList": create_opt_out_list,
    "DeleteKeyword": delete_keyword,
    "DeleteOptedOutNumber": delete_opted_out_number,
    "DescribeConfigurationSets": describe_configuration_sets,
    "DescribeKeywords": describe_keywords,
    "DescribeOptOutLists": describe_opt_out_lists,
    "DescribeOptedOutNumbers": describe_opted_out_numbers,
    "DescribePhoneNumbers": describe_phone_numbers,
    "PutKeyword": put_keyword,
    "PutOptedOutNumber": put_opted_out_number,
    "SendTextMessage": send_text_message,
    "UpdateEventDestination": update_event_destination,
    "UpdatePhoneNumber": update_phone_number,
}


class Broken(Enum):
    """How a connection ends without an answer."""

    HELD = auto()  # kept open until the client gives up
    RESET = auto()  # TCP reset at once


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status and a JSON body."""

    status: int
    body: bytes
    request_id: str


class Api:
    """The operations on one state. Thread-safe; what is answered has been committed."""

    def __init__(
        self, state: State, faults: FaultPlan, settings: SimulatorSettings, clock: Callable[[], float] = time.time
    ) -> None:
        self._state = state
        self._faults = faults
        self._settings = settings
        self._clock = clock
        self._rates = Rates()

    def answer(self, target: str, body: bytes) -> Answer | Broken:
        """Answer a request whose X-Amz-Target header is `target`."""
        request_id = str(uuid.uuid4())
        try:
            return self._perform(target, body, request_id)
        except ApiError as error:
            self._count(error)
            return Answer(error.status, orjson.dumps(error.body), request_id)

    def _perform(self, target: str, body: bytes, request_id: str) -> Answer | Broken:
        operation = target.removeprefix(TARGET_PREFIX)
        if operation not in OPERATIONS or not target.startswith(TARGET_PREFIX):
            raise unknown_operation()
        strike = self._faults.before_accept(operation)
        if strike is not None:
            return _struck(strike, request_id)
        request = _request(body)
        validate(operation, request)
        with self._state.transaction() as db:
            response = OPERATIONS[operation](Call(db, self._settings, self._rates, self._clock()), request)
            strike = self._faults.after_accept(db, operation)
        if strike is not None:
            return _struck(strike, request_id)
        return Answer(200, orjson.dumps(response), request_id)

    def _count(self, error: ApiError) -> None:
        if error.kind == "ThrottlingException":
            self._state.count(Counter.THROTTLED)
        elif error.reason == "DESTINATION_PHONE_NUMBER_OPTED_OUT":
            self._state.count(Counter.OPTED_OUT_CONFLICTS)
        else:
            self._state.count(Counter.REJECTED)


def _request(body: bytes) -> Request:
    try:
        request = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        raise unreadable() from None
    if not isinstance(request, dict):
        raise unreadable()
    return request


def _struck(strike: Strike, request_id: str) -> Answer | Broken:
    """A planned fault as the client meets it; counted as a fault, not as a refusal."""
    match strike.kind:
        case FaultKind.TIMEOUT_AFTER_ACCEPT:
            return Broken.HELD
        case FaultKind.RESET_BEFORE_ACCEPT | FaultKind.RESET_AFTER_ACCEPT:
            return Broken.RESET
        case FaultKind.THROTTLE:
            error = throttled()
        case FaultKind.REFUSED:
            error = planned(strike.error or "", strike.reason, strike.status)
        case _:
            error = internal(request_id)
    return Answer(error.status, orjson.dumps(error.body), request_id)
