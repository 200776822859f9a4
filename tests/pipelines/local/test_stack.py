"""The embedded AWS: one definition deployed, reached by plain boto3, gone when its parent is gone."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from pipelines.local.sms_simulator import SimulatorSettings, SmsOddities
from pipelines.local.stack import LocalStack, StackHandle, start_stack_process
from pipelines.local.template import NOT_EMBEDDED, load_template
from schemas.errors import ConfigurationFault


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StackHandle]:
    with start_stack_process(tmp_path_factory.mktemp("stack")) as handle:
        yield handle


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, "the condition was not reached in time"
        pause.wait(0.02)


def is_alive(pid: int) -> bool:
    """Whether the process runs; a zombie that its new parent has not reaped does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_everything_that_the_template_promises_is_there(stack: StackHandle) -> None:
    out = stack.outputs
    assert (
        stack.client("kinesis").describe_stream_summary(StreamName=out["StreamName"])["StreamDescriptionSummary"][
            "OpenShardCount"
        ]
        == 2
    )
    stack.client("s3").head_bucket(Bucket=out["LakeBucket"])
    for table in (out["StateTable"], out["VaultTable"]):
        assert stack.client("dynamodb").describe_table(TableName=table)["Table"]["TableStatus"] == "ACTIVE"
    for role in ("BridgeRoleArn", "JobRoleArn", "DashboardRoleArn"):
        assert out[role].startswith("arn:aws:iam::")


def test_each_output_is_given_but_those_of_what_moto_lacks(stack: StackHandle) -> None:
    template = load_template()
    absent = {name for name, resource in template["Resources"].items() if resource["Type"] in NOT_EMBEDDED}
    conditional = {name for name, output in template["Outputs"].items() if "Condition" in output}
    expected = {name for name, output in template["Outputs"].items() if output["Value"].get("Ref") not in absent}
    assert set(stack.outputs) == expected - conditional


@pytest.mark.parametrize("topic", ["InboundTopicArn", "EventsTopicArn"])
def test_what_is_published_waits_in_the_queue_in_its_envelope(stack: StackHandle, topic: str) -> None:
    sqs = stack.client("sqs")
    published = stack.client("sns").publish(TopicArn=stack.outputs[topic], Message="{}")["MessageId"]
    message = sqs.receive_message(QueueUrl=stack.outputs["QueueUrl"], WaitTimeSeconds=5)["Messages"][0]
    sqs.delete_message(QueueUrl=stack.outputs["QueueUrl"], ReceiptHandle=message["ReceiptHandle"])
    envelope = json.loads(message["Body"])
    assert (envelope["MessageId"], envelope["TopicArn"]) == (published, stack.outputs[topic])


def test_policies_come_from_the_template(stack: StackHandle) -> None:
    sqs, sns = stack.client("sqs"), stack.client("sns")
    queue = sqs.get_queue_attributes(QueueUrl=stack.outputs["QueueUrl"], AttributeNames=["All"])["Attributes"]
    topics = {stack.outputs["InboundTopicArn"], stack.outputs["EventsTopicArn"]}
    statement = json.loads(queue["Policy"])["Statement"][0]
    assert set(statement["Condition"]["ArnEquals"]["aws:SourceArn"]) == topics
    assert statement["Resource"] == stack.outputs["QueueArn"]
    assert json.loads(queue["RedrivePolicy"])["maxReceiveCount"] == 5
    for topic in topics:
        policy = json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"])
        assert policy["Statement"][0]["Principal"] == {"Service": "sms-voice.amazonaws.com"}


def test_a_subscription_has_a_dead_letter_queue_of_its_own(stack: StackHandle) -> None:
    sns = stack.client("sns")
    targets = []
    for subscription in sns.list_subscriptions()["Subscriptions"]:
        attributes = sns.get_subscription_attributes(SubscriptionArn=subscription["SubscriptionArn"])["Attributes"]
        assert attributes["RawMessageDelivery"] == "false"
        targets.append(json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"].rpartition(":")[2])
    urls = [stack.outputs[f"{name}SubscriptionDeadLetterQueueUrl"] for name in ("Inbound", "Events")]
    assert sorted(targets) == sorted(url.rpartition("/")[2] for url in urls)


def test_the_simulator_publishes_to_the_deployed_topic(stack: StackHandle) -> None:
    number = {
        "number": "+18885550100",
        "number_type": "TOLL_FREE",
        "iso_country_code": "US",
        "parts_per_second": 3,
        "two_way_topic_arn": stack.outputs["InboundTopicArn"],
        "self_managed_opt_outs": True,
        "events_topic_arn": stack.outputs["EventsTopicArn"],
    }
    requests.post(f"{stack.simulator_endpoint}/_simulator/numbers", json=[number], timeout=10).raise_for_status()
    sms, sqs = stack.client("pinpoint-sms-voice-v2"), stack.client("sqs")
    sent = sms.send_text_message(
        DestinationPhoneNumber="+12065550182", OriginationIdentity="+18885550100", MessageBody="hello"
    )["MessageId"]
    message = sqs.receive_message(QueueUrl=stack.outputs["QueueUrl"], WaitTimeSeconds=20)["Messages"][0]
    assert json.loads(json.loads(message["Body"])["Message"])["messageId"] == sent


def test_nothing_listens_beyond_this_machine(stack: StackHandle) -> None:
    assert stack.environment["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert stack.simulator_endpoint.startswith("http://127.0.0.1:")


def test_a_stack_in_this_process_leaves_the_environment_alone_and_starts_anew(tmp_path: Path) -> None:
    before = dict(os.environ)
    for _ in range(2):
        with LocalStack(tmp_path, parameters={"ShardCount": "3"}) as stack:
            shards = stack.client("kinesis").list_shards(StreamName=stack.outputs["StreamName"])["Shards"]
            assert len(shards) == 3
            assert len(stack.client("kinesis").list_streams()["StreamNames"]) == 1
            assert dict(os.environ) == before


def test_the_stack_process_ends_with_its_block(tmp_path: Path) -> None:
    with start_stack_process(tmp_path, SimulatorSettings(seed=7, oddities=SmsOddities(duplicate=0.5))) as handle:
        pid = json.loads((tmp_path / "stack.json").read_text())["pid"]
        assert is_alive(pid)
        assert handle.environment["AWS_REGION"] == "us-east-1"
    assert not is_alive(pid)
    assert (tmp_path / "stack.log").read_text() == ""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_no_orphan_is_left_however_the_parent_dies(tmp_path: Path, how: signal.Signals) -> None:
    code = (
        "import sys, threading, pathlib; from pipelines.local.stack import start_stack_process\n"
        "with start_stack_process(pathlib.Path(sys.argv[1])): threading.Event().wait()"
    )
    ready = tmp_path / "stack.json"
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as parent:
        until(ready.exists, 60)
        pid = json.loads(ready.read_text())["pid"]
        assert is_alive(pid)
        parent.send_signal(how)
    until(lambda: not is_alive(pid))


def test_a_stack_that_cannot_start_tells_why(tmp_path: Path) -> None:
    (tmp_path / "simulator.sqlite").mkdir()
    with pytest.raises(ConfigurationFault, match="did not start"), start_stack_process(tmp_path):
        pass
