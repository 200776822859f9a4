"""What leaves for SNS."""

import threading
import time
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from pipelines.local.sms_simulator.publisher import Publisher, publish_batch
from pipelines.local.sms_simulator.state import State

from .conftest import Aws, FakeClock, wait_until

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class FlakySns:
    """An SNS that fails as planned, one entry of `plan` a call, and then takes everything."""

    def __init__(self, *plan: Exception | dict[str, Any]) -> None:
        self.plan = list(plan)
        self.answering = threading.Event()
        self.answering.set()
        self.batches: list[tuple[str, list[str]]] = []

    def publish_batch(self, *, TopicArn: str, PublishBatchRequestEntries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803
        self.batches.append((TopicArn, [entry["Message"] for entry in PublishBatchRequestEntries]))
        assert self.answering.wait(10)
        step = self.plan.pop(0) if self.plan else None
        if isinstance(step, Exception):
            raise step
        return step or {"Successful": [{"Id": entry["Id"]} for entry in PublishBatchRequestEntries], "Failed": []}


def _sns(fake: FlakySns) -> "SNSClient":
    return cast("SNSClient", fake)


def _schedule(state: State, *rows: tuple[float, str, str]) -> None:
    with state.transaction() as db:
        db.executemany("INSERT INTO outbox (due_at, topic_arn, payload) VALUES (?, ?, ?)", rows)


def _pending(state: State) -> int:
    with state.reading() as db:
        return int(db.execute("SELECT COUNT(*) FROM outbox WHERE published_at IS NULL").fetchone()[0])


def _run_until_drained(state: State, fake: FlakySns, threads: int = 1) -> None:
    publisher = Publisher(state, lambda: _sns(fake), threads)
    publisher.start()
    wait_until(lambda: _pending(state) == 0)
    publisher.stop()


def test_what_is_due_leaves_ten_at_a_time_and_in_order() -> None:
    state, fake = State(":memory:"), FlakySns()
    _schedule(state, *((float(n), "a", f"p{n}") for n in range(23)))
    _run_until_drained(state, fake)
    assert [len(payloads) for _, payloads in fake.batches] == [10, 10, 3]
    assert [payload for _, payloads in fake.batches for payload in payloads] == [f"p{n}" for n in range(23)]


def test_topics_are_not_mixed() -> None:
    state, fake = State(":memory:"), FlakySns()
    _schedule(state, *((float(n), "ab"[n % 2], f"{'ab'[n % 2]}{n}") for n in range(12)))
    _run_until_drained(state, fake)
    assert all(payload.startswith(topic) for topic, payloads in fake.batches for payload in payloads)


def test_several_threads_publish_each_event_once() -> None:
    state, fake = State(":memory:"), FlakySns()
    _schedule(state, *((0.0, "ab"[n % 2], f"p{n}") for n in range(200)))
    _run_until_drained(state, fake, threads=3)
    assert sorted(p for _, payloads in fake.batches for p in payloads) == sorted(f"p{n}" for n in range(200))


def test_an_event_under_way_is_not_taken_by_another_thread() -> None:
    state, fake = State(":memory:"), FlakySns()
    fake.answering.clear()
    publisher = Publisher(state, lambda: _sns(fake), 2)
    publisher.start()
    _schedule(state, (0.0, "a", "first"))
    wait_until(lambda: len(fake.batches) == 1)
    _schedule(state, (0.0, "a", "second"))
    wait_until(lambda: len(fake.batches) == 2)
    fake.answering.set()
    wait_until(lambda: _pending(state) == 0)
    publisher.stop()
    assert fake.batches == [("a", ["first"]), ("a", ["second"])]


def test_what_is_not_due_waits(clock: FakeClock) -> None:
    state, fake = State(":memory:"), FlakySns()
    _schedule(state, (clock.now, "a", "now"), (clock.now + 60, "a", "later"))
    publisher = Publisher(state, lambda: _sns(fake), 1, clock)
    publisher.start()
    wait_until(lambda: _pending(state) == 1)
    assert fake.batches == [("a", ["now"])]
    clock.now += 60
    wait_until(lambda: _pending(state) == 0)
    publisher.stop()
    assert fake.batches == [("a", ["now"]), ("a", ["later"])]


@pytest.mark.parametrize(
    "step",
    [
        EndpointConnectionError(endpoint_url="http://127.0.0.1:1"),
        ClientError({"Error": {"Code": "Throttled", "Message": ""}}, "PublishBatch"),
        {"Successful": [], "Failed": [{"Id": "0", "Code": "InternalError", "SenderFault": False}]},
        {"Successful": [], "Failed": []},
    ],
)
def test_what_sns_does_not_take_is_tried_again(step: Exception | dict[str, Any]) -> None:
    state, fake = State(":memory:"), FlakySns(step)
    _schedule(state, (0.0, "a", "p"))
    _run_until_drained(state, fake)
    assert fake.batches == [("a", ["p"])] * 2
    with state.reading() as db:
        assert dict(db.execute("SELECT name, value FROM counters").fetchall()) == {"publish_retries": 1}


def test_only_the_refused_entries_are_tried_again() -> None:
    failed = [{"Id": "1", "Code": "InternalError", "SenderFault": False}]
    state, fake = State(":memory:"), FlakySns({"Successful": [{"Id": "0"}, {"Id": "2"}], "Failed": failed})
    _schedule(state, *((0.0, "a", payload) for payload in "xyz"))
    _run_until_drained(state, fake)
    assert [payloads for _, payloads in fake.batches] == [["x", "y", "z"], ["y"]]


def test_a_topic_that_fails_does_not_hold_up_the_others() -> None:
    missing = ClientError({"Error": {"Code": "NotFound", "Message": ""}}, "PublishBatch")
    state, fake = State(":memory:"), FlakySns(*[missing] * 3)
    _schedule(state, (0.0, "missing", "p"))
    publisher = Publisher(state, lambda: _sns(fake), 1)
    publisher.start()
    wait_until(lambda: len(fake.batches) == 3)
    _schedule(state, (time.time(), "there", "q"))
    wait_until(lambda: ("there", ["q"]) in fake.batches)
    publisher.stop()


def test_outcomes_are_told_for_each_payload() -> None:
    answer = {"Successful": [{"Id": "1"}], "Failed": [{"Id": "0", "Code": "Bad"}]}
    assert publish_batch(_sns(FlakySns(answer)), "a", ["x", "y", "z"]) == ["Bad", None, "NotTaken"]


def test_events_reach_a_real_queue_with_no_attributes(aws: Aws) -> None:
    topic, state = aws.topic(), State(":memory:")
    _schedule(state, *((0.0, topic.arn, f'{{"n":{n}}}') for n in range(12)))
    publisher = Publisher(state, aws.sns, 1)
    publisher.start()
    envelopes = topic.envelopes(12)
    publisher.stop()
    assert {envelope["Message"] for envelope in envelopes} == {f'{{"n":{n}}}' for n in range(12)}
    assert all("MessageAttributes" not in envelope for envelope in envelopes)
