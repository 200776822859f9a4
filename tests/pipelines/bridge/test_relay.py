"""What goes on the stream, in which requests, and what stays behind."""

import json
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError
from hypothesis import given
from hypothesis import strategies as st

from pipelines.bridge import QueueMessage, relay
from pipelines.bridge.relay import MAX_RECORD_BYTES, MAX_REQUEST_BYTES, partition_key
from schemas.pseudonym import PseudonymKey

from .conftest import CUSTOMER, KEY, OURS, Line, delivered, inbound


class Stream:
    """A Kinesis that takes every record but those of the next `plan` entry: a set of positions, or an exception."""

    def __init__(self, plan: Sequence[set[int] | Exception] = ()) -> None:
        self.plan = list(plan)
        self.requests: list[list[bytes]] = []
        self.taken: list[bytes] = []

    def put_records(self, *, StreamName: str, Records: list[dict[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        self.requests.append([record["Data"] for record in Records])
        step = self.plan.pop(0) if self.plan else set()
        if isinstance(step, Exception):
            raise step
        outcomes = []
        for position, record in enumerate(Records):
            if position in step:
                outcomes.append({"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "slow down"})
            else:
                self.taken.append(record["Data"])
                outcomes.append({"SequenceNumber": str(len(self.taken)), "ShardId": "shardId-000000000000"})
        return {"FailedRecordCount": len(step), "Records": outcomes}


class Picky(Stream):
    """A Kinesis that refuses a whole request for one record in it."""

    def put_records(self, *, StreamName: str, Records: list[dict[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        if any(record["Data"] == b"poison" for record in Records):
            raise refusal("InvalidArgumentException")
        return super().put_records(StreamName=StreamName, Records=Records)


def refusal(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": f"about {CUSTOMER}"}}, "PutRecords")


def messages(*bodies: str) -> list[QueueMessage]:
    return [QueueMessage(f"m{n}", body) for n, body in enumerate(bodies)]


def send(stream: Stream, batch: list[QueueMessage], waits: list[float] | None = None, attempts: int = 5) -> list[str]:
    waited = [] if waits is None else waits
    return relay(batch, stream.put_records, "s", KEY, attempts=attempts, sleep=waited.append, jitter=lambda: 1.0)


def test_a_real_stream_gets_the_envelope_byte_for_byte(line: Line) -> None:
    line.create_stream()
    bodies = [json.dumps({"Type": "Notification", "Message": inbound(n, body="größe 🎉 €")}) for n in range(3)]
    put = line.client("kinesis").put_records

    assert relay(messages(*bodies), put, line.stream, KEY) == []

    assert [record["Data"] for record in line.records()] == [body.encode() for body in bodies]


def test_only_the_entries_that_failed_are_put_again() -> None:
    stream, waits = Stream([{1, 3}, {0}]), []

    assert send(stream, messages("a", "b", "c", "d"), waits) == []

    assert stream.requests == [[b"a", b"b", b"c", b"d"], [b"b", b"d"], [b"b"]]
    assert stream.taken == [b"a", b"c", b"d", b"b"]
    assert waits == [0.1, 0.2]


def test_entries_that_go_on_failing_are_reported_and_the_others_are_not() -> None:
    stream = Stream([{1}, {0}, {0}])

    assert send(stream, messages("a", "b", "c"), attempts=3) == ["m1"]
    assert len(stream.requests) == 3


@pytest.mark.parametrize(
    "fault",
    [
        refusal("ProvisionedThroughputExceededException"),
        refusal("ResourceNotFoundException"),
        refusal("InternalFailure"),
        EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
    ],
)
def test_a_fault_of_the_world_is_retried_and_then_reported(fault: Exception) -> None:
    assert send(Stream([fault]), messages("a", "b")) == []
    assert send(Stream([fault] * 5), messages("a", "b")) == ["m0", "m1"]


def test_a_bug_of_ours_is_raised() -> None:
    with pytest.raises(ParamValidationError):
        send(Stream([ParamValidationError(report="Records")]), messages("a"))


def test_waits_grow_and_are_bounded() -> None:
    waits: list[float] = []
    send(Stream([{0}] * 9), messages("a"), waits, attempts=9)
    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]


def test_a_record_that_the_service_refuses_takes_no_other_with_it() -> None:
    stream = Picky()

    assert send(stream, messages("a", "b", "poison", "d", "e")) == ["m2"]
    assert stream.taken == [b"a", b"b", b"d", b"e"]


def test_an_oversized_record_is_reported_and_never_put() -> None:
    stream = Stream()
    largest = "x" * (MAX_RECORD_BYTES - len(partition_key(QueueMessage("m0", ""), KEY)))

    assert send(stream, messages(largest, largest + "x", "b")) == ["m1"]
    assert [len(data) for data in stream.taken] == [len(largest), 1]


def test_requests_hold_at_most_500_records_in_the_order_given() -> None:
    stream = Stream()
    bodies = [f"body {n}" for n in range(1201)]

    assert send(stream, messages(*bodies)) == []
    assert [len(request) for request in stream.requests] == [500, 500, 201]
    assert stream.taken == [body.encode() for body in bodies]


def test_requests_hold_at_most_5_mib() -> None:
    stream = Stream()

    assert send(stream, messages(*["x" * 1_000_000] * 11)) == []
    assert [len(request) for request in stream.requests] == [5, 5, 1]
    assert all(sum(map(len, request)) <= MAX_REQUEST_BYTES for request in stream.requests)


@given(st.lists(st.sets(st.integers(0, 7)), max_size=6), st.integers(1, 8))
def test_each_message_is_either_taken_once_or_reported(plan: list[set[int]], count: int) -> None:
    stream = Stream(plan)
    batch = messages(*[f"body {n}" for n in range(count)])

    failed = send(stream, batch)

    delivered_bodies = [message.body.encode() for message in batch if message.id not in failed]
    assert sorted(stream.taken) == sorted(delivered_bodies)


def test_nothing_is_put_for_no_messages() -> None:
    stream = Stream()
    assert send(stream, []) == []
    assert stream.requests == []


def test_both_directions_of_a_conversation_share_a_partition_key() -> None:
    key = KEY.pair_token(CUSTOMER, OURS)
    envelope = json.dumps({"Type": "Notification", "Message": inbound()})
    by_rcs = inbound(customer=CUSTOMER.lstrip("+"))

    assert [partition_key(QueueMessage("m", b), KEY) for b in (inbound(), envelope, delivered(), by_rcs)] == [key] * 4
    assert partition_key(QueueMessage("m", inbound(customer="+12065550183")), KEY) != key


@pytest.mark.parametrize(
    "body",
    ["", " ", "no json", "[]", "null", "1" * 5000, "[" * 100_000, '{"Message": 1}', '{"Message": "{"}',
     '{"originationNumber": 1, "destinationNumber": "+1"}', '{"eventType": "TEXT_SENT"}', "\ud83d \x00"],
)  # fmt: skip
def test_an_unreadable_body_goes_on_under_a_key_of_its_message_id(body: str) -> None:
    stream = Stream()
    first, second = (partition_key(QueueMessage(name, body), KEY) for name in ("m1", "m2"))

    assert send(stream, messages(body)) == []
    assert stream.taken == [body.encode("utf-8", "surrogatepass")]
    assert first != second
    assert 1 <= len(first) <= 256


def test_a_partition_key_depends_on_the_secret_and_holds_no_number() -> None:
    message = QueueMessage("m", inbound())
    token = partition_key(message, KEY)

    assert token != partition_key(message, PseudonymKey("k2", b"another secret of sixteen bytes"))
    assert CUSTOMER.lstrip("+") not in token


def test_nothing_logged_or_shown_holds_a_number_or_a_body(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    batch = messages(inbound(body="my secret"), "x" * (MAX_RECORD_BYTES + 1))
    send(Stream([{0}, refusal("InternalFailure"), refusal("InvalidArgumentException")]), batch)

    shown = caplog.text + repr(batch)
    assert "ProvisionedThroughputExceededException" in shown
    assert "InternalFailure" in shown
    assert not [text for text in (CUSTOMER, CUSTOMER[1:], OURS, "my secret", "xxxx") if text in shown]


def test_the_bridge_is_light_enough_for_a_lambda() -> None:
    code = "import sys, pipelines.bridge; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"apache_beam", "pyarrow", "duckdb", "pydantic", "streamlit", "moto", "yaml"} & set(loaded)
