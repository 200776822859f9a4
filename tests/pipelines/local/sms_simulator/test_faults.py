"""The fault plan."""

from collections.abc import Callable
from functools import partial

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError

from pipelines.local.sms_simulator import Fault, FaultKind, SimulatorRefused
from pipelines.local.sms_simulator.faults import FaultPlan
from pipelines.local.sms_simulator.state import State

from .conftest import World

SEND = "SendTextMessage"


def _outcome(call: Callable[[], object]) -> str:
    """How a call ends for a boto3 client: `sent`, an error code, or the exception of a broken wire."""
    try:
        call()
    except ClientError as error:
        return str(error.response["Error"]["Code"])
    except (ConnectionClosedError, ReadTimeoutError) as error:
        return type(error).__name__
    return "sent"


@pytest.mark.parametrize(
    ("kind", "met", "accepted"),
    [
        (FaultKind.ERROR_500, "InternalServerException", 0),
        (FaultKind.ERROR_500_AFTER_ACCEPT, "InternalServerException", 1),
        (FaultKind.THROTTLE, "ThrottlingException", 0),
        (FaultKind.RESET_BEFORE_ACCEPT, "ConnectionClosedError", 0),
        (FaultKind.RESET_AFTER_ACCEPT, "ConnectionClosedError", 1),
        (FaultKind.TIMEOUT_AFTER_ACCEPT, "ReadTimeoutError", 1),
    ],
)
def test_each_kind_is_met_as_it_would_be_at_aws(world: World, kind: FaultKind, met: str, accepted: int) -> None:
    world.admin.put_faults([Fault(kind, every=1, limit=1)])
    assert _outcome(world.send) == met
    assert len(world.admin.messages().messages) == accepted
    assert world.admin.stats().faults == {kind.value: 1}
    assert _outcome(world.send) == "sent"


def test_a_refusal_has_its_status_its_error_and_its_reason(world: World) -> None:
    refused = Fault(FaultKind.REFUSED, every=1, error="ConflictException", reason="RESOURCE_NOT_ACTIVE", status=409)
    world.admin.put_faults([refused])
    with pytest.raises(world.sms.exceptions.ConflictException) as caught:
        world.send()
    assert caught.value.response["Reason"] == "RESOURCE_NOT_ACTIVE"
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert world.admin.messages().messages == []


def test_a_server_error_has_status_500(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.ERROR_500, every=1)])
    with pytest.raises(world.sms.exceptions.InternalServerException) as caught:
        world.send()
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


def test_events_tell_of_a_text_whose_answer_was_lost(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.ERROR_500_AFTER_ACCEPT, every=1)])
    with pytest.raises(ClientError):
        world.send(Context={"reply": "r1"})
    assert {event["context"]["reply"] for event in world.events.payloads(2)} == {"r1"}


def test_every_third_is_struck(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.THROTTLE, every=3)])
    assert [_outcome(world.send) for _ in range(7)] == ["sent", "sent", "ThrottlingException"] * 2 + ["sent"]


def test_a_limit_ends_a_line(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.THROTTLE, every=2, limit=1)])
    assert [_outcome(world.send) for _ in range(5)] == ["sent", "ThrottlingException", "sent", "sent", "sent"]


def test_after_accept_counts_accepted_requests_only(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.ERROR_500_AFTER_ACCEPT, every=2)])
    outcomes = [_outcome(partial(world.send, body)) for body in ("ok", "’" * 631, "’" * 631, "ok")]
    assert outcomes == ["sent", "ValidationException", "ValidationException", "InternalServerException"]


def test_a_fault_of_another_operation_leaves_sending_alone(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.ERROR_500, every=1, operation="PutOptedOutNumber")])
    assert _outcome(world.send) == "sent"
    assert (
        _outcome(lambda: world.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber="+12065550101"))
        == "InternalServerException"
    )


def test_a_new_plan_replaces_the_old(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.THROTTLE, every=1)])
    world.admin.put_faults([])
    assert _outcome(world.send) == "sent"


def test_an_operation_that_is_not_there_is_refused(world: World) -> None:
    with pytest.raises(SimulatorRefused, match="operation"):
        world.admin.put_faults([Fault(FaultKind.THROTTLE, every=1, operation="SendPigeon")])


def kind_of(plan: FaultPlan) -> FaultKind | None:
    """What strikes the next request on its arrival."""
    strike = plan.before_accept(SEND)
    return None if strike is None else strike.kind


def test_probabilities_are_a_matter_of_the_seed() -> None:
    def strikes(seed: int) -> list[bool]:
        plan = FaultPlan(State(":memory:"), seed)
        plan.replace([Fault(FaultKind.THROTTLE, probability=0.3)])
        return [plan.before_accept(SEND) is not None for _ in range(200)]

    assert strikes(1) == strikes(1)
    assert strikes(1) != strikes(2)
    assert 30 < sum(strikes(1)) < 90


def test_lines_are_asked_in_order_and_do_not_see_what_was_struck_before() -> None:
    plan = FaultPlan(State(":memory:"), 0)
    plan.replace([Fault(FaultKind.THROTTLE, every=2), Fault(FaultKind.ERROR_500, every=2)])
    assert [kind_of(plan) for _ in range(6)] == [
        None,
        FaultKind.THROTTLE,
        FaultKind.ERROR_500,
        FaultKind.THROTTLE,
        None,
        FaultKind.THROTTLE,
    ]


def test_a_restart_does_not_begin_the_plan_anew(state_file: str) -> None:
    first = State(state_file)
    plan = FaultPlan(first, 0)
    plan.replace([Fault(FaultKind.THROTTLE, every=3, limit=1)])
    assert [kind_of(plan) for _ in range(2)] == [None, None]
    first.close()
    again = FaultPlan(State(state_file), 0)
    assert [kind_of(again) for _ in range(2)] == [FaultKind.THROTTLE, None]
