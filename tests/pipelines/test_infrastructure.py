"""The template says what the design says: nothing lost on the way, nobody allowed more than the work needs."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.local.template import TEMPLATE, load_template

TEMPLATE_BODY = load_template()
RESOURCES: dict[str, dict[str, Any]] = TEMPLATE_BODY["Resources"]


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = RESOURCES[name]["Properties"]
    return found


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {name: r["Properties"] for name, r in RESOURCES.items() if r["Type"] == kind}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(value: Any) -> Iterator[dict[str, Any]]:
    """Every policy statement anywhere below `value`."""
    if isinstance(value, list):
        for item in value:
            yield from statements(item)
    elif isinstance(value, dict):
        if "Effect" in value:
            yield value
        for item in value.values():
            yield from statements(item)


def actions_of(role: str) -> set[str]:
    return {
        action
        for s in statements(properties(role)["Policies"])
        for action in as_list(s["Action"])
        if s["Effect"] == "Allow"
    }


def users_of(action: str) -> list[str]:
    """Resources with a statement that names an action, or a service's actions."""
    return [name for name, r in RESOURCES.items() if action in str(list(statements(r)))]


def test_cfn_lint_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    command = str(linter) if linter.exists() else shutil.which("cfn-lint")
    if command is None:
        pytest.skip("cfn-lint is not installed")
    done = subprocess.run([command, "--regions", "us-east-1", "--", str(TEMPLATE)], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_queue_outlives_six_runs_of_the_bridge() -> None:
    assert properties("Queue")["VisibilityTimeout"] >= 6 * properties("Bridge")["Timeout"]
    assert properties("Queue")["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]},
        "maxReceiveCount": 5,
    }


def test_every_queue_keeps_its_messages_fourteen_days_and_encrypted() -> None:
    for queue in of_type("AWS::SQS::Queue").values():
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600
        assert queue["SqsManagedSseEnabled"] is True


def test_what_the_sms_service_publishes_is_subscribed_to_with_its_envelope_and_a_dead_letter_queue_each() -> None:
    subscriptions = of_type("AWS::SNS::Subscription").values()
    assert {s["TopicArn"]["Ref"] for s in subscriptions} == set(of_type("AWS::SNS::Topic")) - {"OutcomesTopic"}
    assert all(s["RawMessageDelivery"] is False for s in subscriptions)
    targets = [s["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] for s in subscriptions]
    assert len(set(targets)) == len(targets)
    assert "DeadLetterQueue" not in targets


def test_only_the_topics_may_send_to_a_queue_and_only_the_sms_service_of_this_account_to_a_topic() -> None:
    queues = [s for p in of_type("AWS::SQS::QueuePolicy").values() for s in statements(p)]
    assert len(queues) == 3
    assert all(set(s["Condition"]["ArnEquals"]) == {"aws:SourceArn"} for s in queues)
    topics = [s for p in of_type("AWS::SNS::TopicPolicy").values() for s in statements(p)]
    assert [s["Principal"] for s in topics] == [{"Service": "sms-voice.amazonaws.com"}] * 2
    account = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
    assert all(s["Condition"] == account and s["Action"] == "sns:Publish" for s in topics)


def test_every_topic_is_encrypted_by_the_same_key() -> None:
    topics = of_type("AWS::SNS::Topic")
    assert set(topics) == {"InboundTopic", "EventsTopic", "OutcomesTopic"}
    key = {"Fn::If": ["EncryptTopics", {"Ref": "TopicKmsKey"}, {"Ref": "AWS::NoValue"}]}
    assert all(topic == {"KmsMasterKeyId": key} for topic in topics.values())


def test_the_job_may_publish_outcomes_and_nothing_else_and_use_the_topics_key_for_that_alone() -> None:
    published = {
        name: [s["Resource"] for s in statements(r) if "sns:Publish" in as_list(s["Action"])]
        for name, r in RESOURCES.items()
        if r["Type"] in ("AWS::IAM::Role", "AWS::IAM::Policy")
    }
    assert {name: found for name, found in published.items() if found} == {"JobRole": [{"Ref": "OutcomesTopic"}]}
    (statement,) = statements(properties("JobTopicKeyPolicy"))
    assert RESOURCES["JobTopicKeyPolicy"]["Condition"] == "EncryptTopics"
    assert statement["Action"] == ["kms:GenerateDataKey", "kms:Decrypt"]
    used = statement["Condition"]["StringEquals"]
    assert used["kms:EncryptionContext:aws:sns:topicArn"] == {"Ref": "OutcomesTopic"}
    assert used["kms:ViaService"] == {"Fn::Sub": "sns.${AWS::Region}.${AWS::URLSuffix}"}


def test_records_live_a_week_and_encrypted_on_the_stream() -> None:
    stream = properties("Stream")
    assert (stream["RetentionPeriodHours"], stream["StreamEncryption"]["EncryptionType"]) == (168, "KMS")
    assert TEMPLATE_BODY["Parameters"]["ShardCount"]["Default"] == 2


def test_what_holds_data_survives_the_stack() -> None:
    for name in ("Stream", "LakeBucket", "StateTable", "VaultTable", "VaultKey", "Secret"):
        assert RESOURCES[name]["DeletionPolicy"] == RESOURCES[name]["UpdateReplacePolicy"] == "Retain", name


def test_the_lake_is_private_encrypted_unversioned_and_over_tls_only() -> None:
    bucket = properties("LakeBucket")
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert "BucketEncryption" in bucket
    assert "VersioningConfiguration" not in bucket
    assert "AbortIncompleteMultipartUpload" in bucket["LifecycleConfiguration"]["Rules"][0]
    (denied,) = statements(properties("LakeBucketPolicy"))
    assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": False}})


def test_both_tables_expire_items_and_can_be_restored_and_the_vault_has_its_own_key() -> None:
    for name in ("StateTable", "VaultTable"):
        table = properties(name)
        assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
        assert table["BillingMode"] == "PAY_PER_REQUEST"
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties("VaultTable")["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["VaultKey", "Arn"]}


def test_the_tables_are_found_by_the_stacks_name_and_the_store_may_do_what_it_does_and_no_more() -> None:
    assert properties("StateTable")["TableName"] == {"Fn::Sub": "${AWS::StackName}-state"}
    assert properties("VaultTable")["TableName"] == {"Fn::Sub": "${AWS::StackName}-vault"}
    indexes = {i["IndexName"]: i for i in properties("StateTable")["GlobalSecondaryIndexes"]}
    assert [key["AttributeName"] for key in indexes["work"]["KeySchema"]] == ["work", "work_at"]
    assert [key["AttributeName"] for key in indexes["unwritten"]["KeySchema"]] == ["unwritten", "changed_at"]
    assert {i["Projection"]["ProjectionType"] for i in indexes.values()} == {"KEYS_ONLY"}
    by_sid = {s["Sid"]: s for s in statements(properties("JobRole")["Policies"])}
    assert by_sid["FindWork"]["Action"] == "dynamodb:Query"
    assert by_sid["FindWork"]["Resource"] == [{"Fn::Sub": f"${{StateTable.Arn}}/index/{name}"} for name in indexes]
    used = {"BatchGetItem", "ConditionCheckItem", "DescribeTable", "PutItem", "Query", "UpdateItem"}
    assert set(by_sid["KeepState"]["Action"]) == {f"dynamodb:{action}" for action in used}
    assert set(by_sid["KeepNumbers"]["Action"]) == {
        f"dynamodb:{a}" for a in ("BatchGetItem", "DescribeTable", "PutItem")
    }


def test_nothing_is_allowed_on_everything() -> None:
    granted = [
        s for name, r in RESOURCES.items() if name != "VaultKey" for s in statements(r) if s["Effect"] == "Allow"
    ]
    assert len(granted) > 15
    for statement in granted:
        assert not [a for a in as_list(statement["Action"]) if "*" in a], statement
        assert "*" not in as_list(statement.get("Resource", "named by the trust policy")), statement
        assert statement.get("Principal") not in ("*", {"AWS": "*"}), statement


def test_each_role_may_do_its_own_work_alone() -> None:
    assert actions_of("BridgeRole") == {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
        "kinesis:PutRecords",
        "secretsmanager:GetSecretValue",
    }
    assert actions_of("DashboardRole") == {"s3:GetObject", "s3:ListBucket"}
    assert {action.partition(":")[0] for action in actions_of("JobRole")} == {
        "kinesis", "s3", "dynamodb", "kms", "secretsmanager", "sns",
    }  # fmt: skip
    assert not [a for a in actions_of("JobRole") if a.startswith("kinesis:Put") or a == "s3:DeleteObject"]


def test_nothing_can_be_sent_until_origination_arns_are_given() -> None:
    assert users_of("sms-voice:SendTextMessage") == ["JobSendPolicy"]
    assert users_of("sms-voice:") == ["JobSendPolicy", "JobOptOutPolicy"]
    (statement,) = statements(properties("JobSendPolicy"))
    assert statement["Resource"] == {"Ref": "OriginationArns"}
    assert RESOURCES["JobSendPolicy"]["Condition"] == "CanSend"
    assert TEMPLATE_BODY["Parameters"]["OriginationArns"]["Default"] == ""


def test_no_opt_out_list_can_be_written_to_until_its_arn_is_given() -> None:
    (statement,) = statements(properties("JobOptOutPolicy"))
    assert statement["Action"] == ["sms-voice:PutOptedOutNumber", "sms-voice:DeleteOptedOutNumber"]
    assert statement["Resource"] == {"Ref": "OptOutListArns"}
    assert properties("JobOptOutPolicy")["Roles"] == [{"Ref": "JobRole"}]
    assert RESOURCES["JobOptOutPolicy"]["Condition"] == "CanListOptOuts"
    assert TEMPLATE_BODY["Parameters"]["OptOutListArns"]["Default"] == ""


def test_the_secret_is_as_many_hex_digits_as_the_key_is_read_from() -> None:
    made = properties("Secret")["GenerateSecretString"]
    assert made["PasswordLength"] == 64
    assert made["ExcludePunctuation"] is True
    assert made["ExcludeUppercase"] is True
    left = re.sub(f"[{made['ExcludeCharacters']}]", "", "0123456789abcdefghijklmnopqrstuvwxyz")
    assert left == "0123456789abcdef"


def test_the_bridge_is_deployed_only_with_code_and_reports_each_failure() -> None:
    conditional = {name for name, r in RESOURCES.items() if r.get("Condition") == "DeployBridge"}
    assert conditional == {"Bridge", "BridgeMapping", "BridgeLog", "BridgeLogPolicy", "BridgeErrorsAlarm"}
    mapping = properties("BridgeMapping")
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BatchSize"] <= 10 or mapping["MaximumBatchingWindowInSeconds"] >= 1


def test_the_bridge_has_the_handler_and_the_variables_that_the_template_names() -> None:
    from importlib import import_module

    from pipelines.bridge import function

    module, _, name = properties("Bridge")["Handler"].rpartition(".")
    assert callable(getattr(import_module(module), name))
    source = Path(function.__file__).read_text(encoding="utf-8")
    assert all(variable in source for variable in properties("Bridge")["Environment"]["Variables"])


def test_every_dead_letter_queue_has_an_alarm() -> None:
    watched = {
        dimension["Value"]["Fn::GetAtt"][0]
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "QueueName"
    }
    assert {name for name in of_type("AWS::SQS::Queue") if name.endswith("DeadLetterQueue")} <= watched


def test_no_resource_of_the_account_stands_in_the_template() -> None:
    assert not re.findall(r"\b\d{12}\b", TEMPLATE.read_text(encoding="utf-8"))
