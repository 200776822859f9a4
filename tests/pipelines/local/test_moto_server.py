"""The embedded AWS under many clients at once: nothing lost, nothing given twice, nobody blocked."""

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pipelines.local.moto_server import MotoServer
from pipelines.local.stack import local_client, local_environment


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = MotoServer()
    yield server.start()
    server.stop()


@pytest.fixture
def hurry() -> Iterator[None]:
    """Threads that interrupt one another five hundred times as often as usual: a race that can happen, does."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def client(endpoint: str, service: str) -> Any:
    return local_client(local_environment(endpoint, ""), service)


def receive(sqs: Any, url: str, wait_s: int) -> list[dict[str, str]]:
    messages: list[dict[str, str]] = sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=wait_s
    ).get("Messages", [])
    return messages


def test_no_message_is_lost_between_publishers_and_receivers(endpoint: str, hurry: None) -> None:
    sqs, sns = client(endpoint, "sqs"), client(endpoint, "sns")
    url = sqs.create_queue(QueueName="crowd")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name="crowd")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    sent = [str(n) for n in range(240)]
    seen: list[str] = []
    done = threading.Event()

    def drain() -> None:
        while True:
            messages = receive(sqs, url, 1)
            seen.extend(message["Body"] for message in messages)
            for message in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            if not messages and done.is_set():
                return

    with ThreadPoolExecutor(7) as pool:
        drains = [pool.submit(drain) for _ in range(3)]
        list(pool.map(lambda text: sns.publish(TopicArn=topic, Message=text), sent))
        done.set()
        for future in drains:
            future.result(60)

    assert sorted(seen, key=int) == sent


def test_writers_of_one_shard_are_given_different_sequence_numbers(endpoint: str, hurry: None) -> None:
    kinesis = client(endpoint, "kinesis")
    kinesis.create_stream(StreamName="crowd", ShardCount=1)

    def put(n: int) -> list[str]:
        records = [{"Data": f"{n}-{k}".encode(), "PartitionKey": "k"} for k in range(50)]
        return [
            entry["SequenceNumber"] for entry in kinesis.put_records(StreamName="crowd", Records=records)["Records"]
        ]

    with ThreadPoolExecutor(6) as pool:
        numbers = [number for given in pool.map(put, range(40)) for number in given]

    shard = kinesis.list_shards(StreamName="crowd")["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(StreamName="crowd", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    records = kinesis.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert len(set(numbers)) == 2000
    assert len({record["Data"] for record in records}) == 2000


def test_a_long_poll_returns_as_soon_as_a_message_comes_and_blocks_no_other_request(endpoint: str) -> None:
    sqs = client(endpoint, "sqs")
    url = sqs.create_queue(QueueName="patient")["QueueUrl"]
    with ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        poll = pool.submit(receive, sqs, url, 20)
        assert sqs.list_queues()["QueueUrls"]
        assert not poll.done()
        sqs.send_message(QueueUrl=url, MessageBody="now")
        assert [message["Body"] for message in poll.result(20)] == ["now"]
        assert time.monotonic() - began < 10


def test_a_long_poll_of_an_empty_queue_ends_after_its_wait(endpoint: str) -> None:
    sqs = client(endpoint, "sqs")
    url = sqs.create_queue(QueueName="empty")["QueueUrl"]
    began = time.monotonic()
    assert receive(sqs, url, 1) == []
    assert time.monotonic() - began >= 1


def test_a_message_comes_again_after_its_visibility_time_out_during_one_long_poll(endpoint: str) -> None:
    sqs = client(endpoint, "sqs")
    url = sqs.create_queue(QueueName="again", Attributes={"VisibilityTimeout": "1"})["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="x")
    first = receive(sqs, url, 0)
    assert receive(sqs, url, 0) == []
    assert [message["MessageId"] for message in receive(sqs, url, 10)] == [first[0]["MessageId"]]


def test_a_receiver_that_died_is_given_no_message(endpoint: str) -> None:
    sqs = client(endpoint, "sqs")
    url = sqs.create_queue(QueueName="gone")["QueueUrl"]
    from botocore.config import Config

    hasty = local_client(
        local_environment(endpoint, ""), "sqs", Config(read_timeout=1, retries={"total_max_attempts": 1})
    )
    with pytest.raises(Exception, match="Read timeout"):
        receive(hasty, url, 20)
    with ThreadPoolExecutor(1) as pool:
        poll = pool.submit(receive, sqs, url, 20)
        sqs.send_message(QueueUrl=url, MessageBody="for the living")
        assert len(poll.result(20)) == 1


def test_an_expired_message_is_not_received(endpoint: str) -> None:
    from pipelines.local import moto_server

    class Queue:
        message_retention_period = 60

    class Backend:
        def get_queue(self, name: str) -> Queue:
            return Queue()

    class Message:
        def __init__(self, age_s: float) -> None:
            self.sent_timestamp = (time.time() - age_s) * 1000

    assert moto_server._is_retained(Backend(), "q", Message(59))
    assert not moto_server._is_retained(Backend(), "q", Message(61))


def test_an_object_of_a_megabyte_is_kept_whole(endpoint: str) -> None:
    s3 = client(endpoint, "s3")
    s3.create_bucket(Bucket="whole")
    data = bytes(range(256)) * 4096
    s3.put_object(Bucket="whole", Key="folder/ä b.parquet", Body=data)
    assert s3.get_object(Bucket="whole", Key="folder/ä b.parquet")["Body"].read() == data
