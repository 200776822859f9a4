"""The bridge on a host, against real queues and streams of the embedded AWS."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from pipelines.bridge import Counters, Poller

from .conftest import CUSTOMER, KEY, OURS, Line, delivered, inbound, until


@contextmanager
def polling(line: Line, sqs: Any = None, put: Any = None, **options: Any) -> Iterator[Poller]:
    """A poller at work; on leaving it is told to stop, and must."""
    settings = {"receivers": 2, "wait_s": 1, "visibility_s": 30, "jitter": lambda: 0.05, **options}
    sqs = sqs or line.client("sqs")
    put = put or line.client("kinesis").put_records
    poller = Poller(sqs, put, line.queue, line.stream, KEY, **settings)
    stop = threading.Event()
    faults: list[BaseException] = []

    def work() -> None:
        try:
            poller.run(stop, every_s=0.05)
        except BaseException as error:
            faults.append(error)
            raise

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield poller
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert not faults


class Refusing:
    """A Kinesis that refuses records whose data holds `word`."""

    def __init__(self, put: Any, word: bytes) -> None:
        self.put = put
        self.word = word

    def put_records(self, *, StreamName: str, Records: list[dict[str, Any]]) -> Mapping[str, Any]:  # noqa: N803
        failed = {n for n, record in enumerate(Records) if self.word in record["Data"]}
        good = [record for n, record in enumerate(Records) if n not in failed]
        accepted = iter(self.put(StreamName=StreamName, Records=good)["Records"]) if good else iter(())
        error = {"ErrorCode": "InternalFailure", "ErrorMessage": f"about {CUSTOMER}"}
        return {
            "FailedRecordCount": len(failed),
            "Records": [error if n in failed else next(accepted) for n in range(len(Records))],
        }


class Unreliable:
    """An SQS client whose n-th call of an operation fails as planned: an exception, or every entry in `Failed`."""

    def __init__(self, sqs: Any, plan: dict[str, list[Exception | str]]) -> None:
        self.sqs = sqs
        self.plan = plan

    def __getattr__(self, name: str) -> Any:
        def call(**request: Any) -> Any:
            step = self.plan[name].pop(0) if self.plan.get(name) else None
            if isinstance(step, Exception):
                raise step
            if step is not None:
                return {"Failed": [{"Id": e["Id"], "Code": step, "SenderFault": False} for e in request["Entries"]]}
            return getattr(self.sqs, name)(**request)

        return call


def test_a_published_text_reaches_the_stream_in_its_envelope(line: Line) -> None:
    line.create_stream()
    with polling(line) as poller:
        ids = {line.publish(inbound(n)) for n in range(25)} | {line.publish(delivered(1)), line.publish("garbage")}
        until(lambda: poller.counters().delivered == 27)

    envelopes = [json.loads(record["Data"]) for record in line.records()]
    assert {envelope["MessageId"] for envelope in envelopes} == ids
    assert all(envelope["Timestamp"].endswith("Z") for envelope in envelopes)
    assert line.count(line.queue) == 0
    assert poller.counters() == Counters(received=27, delivered=27)


def test_a_conversation_stays_in_one_shard(line: Line) -> None:
    line.create_stream(shards=4)
    with polling(line) as poller:
        for n in range(6):
            line.publish(inbound(n))
            line.publish(delivered(n))
        until(lambda: poller.counters().delivered == 12)

    records = line.records()
    assert {record["PartitionKey"] for record in records} == {KEY.pair_token(CUSTOMER, OURS)}
    assert len({record["ShardId"] for record in records}) == 1


def test_a_record_never_taken_ends_in_the_dead_letter_queue(line: Line) -> None:
    line.create_stream()
    picky = Refusing(line.client("kinesis").put_records, b"never")
    for n in range(3):
        line.publish(inbound(n))
    sqs = line.client("sqs")
    line.publish("never: " + inbound(9))

    receives = 0
    while line.count(line.dead) == 0:
        receives += 1
        assert receives <= 6
        answer = sqs.receive_message(QueueUrl=line.queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
        records = [{"messageId": m["MessageId"], "body": m["Body"]} for m in answer.get("Messages", [])]
        failed = _handle(records, picky, line)
        done = [m for m in answer.get("Messages", []) if m["MessageId"] not in failed]
        for message in done:
            sqs.delete_message(QueueUrl=line.queue, ReceiptHandle=message["ReceiptHandle"])

    assert receives == 6
    assert len(line.records()) == 3
    dead = sqs.receive_message(QueueUrl=line.dead)["Messages"]
    assert json.loads(dead[0]["Body"])["Message"].startswith("never")


def _handle(records: list[dict[str, str]], picky: Refusing, line: Line) -> list[str]:
    from pipelines.bridge import QueueMessage, relay

    batch = [QueueMessage(record["messageId"], record["body"]) for record in records]
    return relay(batch, picky.put_records, line.stream, KEY, attempts=2, sleep=lambda _: None)


def test_a_record_that_the_stream_can_never_take_leaves_the_poller_for_the_dead_letter_queue(line: Line) -> None:
    """A body of 1 MiB fits the queue and, with its partition key, no record."""
    line.create_stream()
    line.client("sqs").send_message(QueueUrl=line.queue, MessageBody="x" * 1_048_576)
    with polling(line, receivers=1, visibility_s=0) as poller:
        until(lambda: line.count(line.dead) == 1)
        line.publish(inbound(1))
        until(lambda: poller.counters().delivered == 1)

    assert poller.counters() == Counters(received=6, delivered=1, failed=5)
    assert line.count(line.queue) == 0


def test_the_poller_resumes_after_the_stream_was_absent(line: Line) -> None:
    with polling(line) as poller:
        for n in range(15):
            line.publish(inbound(n))
        until(lambda: poller.counters().retried >= 100)
        line.create_stream()
        until(lambda: poller.counters().delivered == 15)

    assert len(line.records()) == 15
    assert line.count(line.dead) == 0
    assert poller.counters().received == 15
    assert poller.counters().failed == 0


def test_an_outage_of_the_stream_uses_up_no_receives(line: Line) -> None:
    with polling(line, visibility_s=1, jitter=lambda: 0.03) as poller:
        line.publish(inbound(1))
        until(lambda: poller.counters().retried >= 100)  # several visibility time-outs long
        assert poller.counters().received == 1
        line.create_stream()
        until(lambda: poller.counters().delivered == 1)

    assert line.count(line.queue) == 0


def test_the_poller_survives_an_outage_of_the_queue(line: Line) -> None:
    line.create_stream()
    away = EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
    sqs = Unreliable(line.client("sqs"), {"receive_message": [away] * 5})
    line.publish(inbound(1))
    with polling(line, sqs=sqs) as poller:
        until(lambda: poller.counters().delivered == 1)

    assert line.count(line.queue) == 0


@pytest.mark.parametrize("fault", ["InternalError", EndpointConnectionError(endpoint_url="http://127.0.0.1:1")])
def test_a_failed_delete_is_tried_again(line: Line, fault: Exception | str) -> None:
    line.create_stream()
    sqs = Unreliable(line.client("sqs"), {"delete_message_batch": [fault, fault]})
    line.publish(inbound(1))
    with polling(line, sqs=sqs):
        until(lambda: line.count(line.queue) == 0)

    assert len(line.records()) == 1


def test_what_is_not_delivered_is_not_deleted(line: Line) -> None:
    line.create_stream()
    picky = Refusing(line.client("kinesis").put_records, b"never")
    with polling(line, put=picky.put_records) as poller:
        line.publish("never: " + inbound(1))
        line.publish(inbound(2))
        until(lambda: poller.counters().delivered == 1)
        until(lambda: poller.counters().retried >= 8)

    assert line.count(line.queue) == 1
    assert poller.counters().failed == 1


def test_what_is_published_twice_goes_on_twice(line: Line) -> None:
    line.create_stream()
    with polling(line) as poller:
        line.publish(inbound(1))
        line.publish(inbound(1))
        until(lambda: poller.counters().delivered == 2)

    assert len(line.records()) == 2


def test_a_bug_in_a_receiver_stops_the_poller_and_is_raised(line: Line) -> None:
    class Broken:
        def receive_message(self, **request: Any) -> Any:
            raise ZeroDivisionError

    poller = Poller(Broken(), None, line.queue, line.stream, KEY)  # type: ignore[arg-type]
    with pytest.raises(ZeroDivisionError):
        poller.run(threading.Event())


def test_nothing_logged_holds_a_number_or_a_body(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="pipelines")
    away = EndpointConnectionError(endpoint_url="http://127.0.0.1:1")
    plan: dict[str, list[Exception | str]] = {
        "receive_message": [away],
        "delete_message_batch": ["InternalError"] * 3,
        "change_message_visibility_batch": [away],
    }
    picky = Refusing(line.client("kinesis").put_records, b"never")
    line.create_stream()
    line.publish(inbound(1, body="my secret"))
    line.publish(f"never {CUSTOMER} my secret")
    with polling(line, sqs=Unreliable(line.client("sqs"), plan), put=picky.put_records) as poller:
        until(lambda: poller.counters().failed >= 1)
        until(lambda: not any(plan.values()))

    assert "could not be held" in caplog.text
    assert "could not be deleted" in caplog.text
    assert not [text for text in (CUSTOMER, CUSTOMER[1:], OURS, "my secret", "never") if text in caplog.text]


def test_sigterm_ends_a_bridge_process_and_leaves_nothing_behind(line: Line) -> None:
    line.create_stream()
    code = (
        "import threading, sys; from pipelines.bridge import run; from schemas.pseudonym import PseudonymKey;"
        "run(sys.argv[1], sys.argv[2], PseudonymKey('k1', bytes(16)), threading.Event(), wait_s=1, every_s=0.1,"
        " progress=lambda c: print(c, flush=True))"
    )
    environment = {**os.environ, **line.aws.environment}
    command = [sys.executable, "-c", code, line.queue, line.stream]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        for n in range(30):
            line.publish(inbound(n))
        assert process.stdout is not None
        until(lambda: "delivered 30" in process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0

    assert len(line.records()) == 30
    assert line.count(line.queue) == 0
