"""Deploy `infrastructure.yaml` on an embedded AWS: the CloudFormation API, and plain calls for what moto leaves out.

moto 5.2 creates topics, queues, streams, buckets, tables, keys and roles. Three types it leaves out are applied here
by the calls that CloudFormation would make, with properties taken from the template and resolved by moto itself: the
deployed copy has one more output for each, `Fn::ToJsonString` of its properties. So nothing is written twice.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from schemas.errors import ConfigurationFault

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

TEMPLATE = Path(__file__).parents[1] / "infrastructure.yaml"
STACK_NAME = "twoway-sms"

NOT_EMBEDDED: Mapping[str, str] = {
    "AWS::S3::BucketPolicy": "denies whatever is no TLS, and the embedded endpoint is plain HTTP",
    "AWS::SMSVOICE::ConfigurationSet": "moto has no such service; the SMS simulator publishes events without one",
    "AWS::SecretsManager::Secret": "not created by moto's CloudFormation; the state folder holds the key (`hmac.key`)",
    "AWS::CloudWatch::Alarm": "not created by moto's CloudFormation, and moto has no metrics to watch",
}
"""Resource types that a local deployment goes without, and why."""

_Document = dict[str, Any]
_PREFIX = "Applied"


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms: `!Ref x` is `{"Ref": "x"}`, `!Sub x` is `{"Fn::Sub": "x"}`."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> _Document:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


def load_template(path: Path = TEMPLATE) -> _Document:
    """The template as CloudFormation's JSON form, every short form written out."""
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (a SafeLoader)
    assert isinstance(document, dict)
    return document


def embedded_copy(template: _Document) -> _Document:
    """The template as moto can deploy it: without `NOT_EMBEDDED` and `APPLIED` types and without outputs that refer to
    them; with one more output, `Applied<logical id>`, for each resource of an `APPLIED` type."""
    resources: dict[str, _Document] = template["Resources"]
    gone = {name for name, resource in resources.items() if resource["Type"] in NOT_EMBEDDED}
    by_call = {name: resource for name, resource in resources.items() if resource["Type"] in APPLIED}
    outputs = {name: output for name, output in template["Outputs"].items() if not _refers(output, gone | set(by_call))}
    outputs |= {f"{_PREFIX}{name}": _as_output(resource) for name, resource in by_call.items()}
    kept = {name: _without(r, gone) for name, r in resources.items() if name not in gone and name not in by_call}
    return {**template, "Resources": kept, "Outputs": outputs}


def _as_output(resource: _Document) -> _Document:
    condition = {"Condition": resource["Condition"]} if "Condition" in resource else {}
    return {**condition, "Value": {"Fn::ToJsonString": resource["Properties"]}}


def _refers(value: Any, names: set[str]) -> bool:
    """Whether `Ref` or `Fn::GetAtt` of one of `names` is anywhere in `value`."""
    if isinstance(value, list):
        return any(_refers(item, names) for item in value)
    if not isinstance(value, dict):
        return False
    if value.get("Ref") in names or (value.get("Fn::GetAtt") or [None])[0] in names:
        return True
    return any(_refers(item, names) for item in value.values())


def _without(value: Any, names: set[str]) -> Any:
    """`value` without the policy statements that refer to a resource which is not there."""
    if isinstance(value, list):
        return [_without(item, names) for item in value if not (_is_statement(item) and _refers(item, names))]
    if isinstance(value, dict):
        return {key: _without(item, names) for key, item in value.items()}
    return value


def _is_statement(value: Any) -> bool:
    return isinstance(value, dict) and "Effect" in value


def deploy(
    cloudformation: "CloudFormationClient",
    sns: "SNSClient",
    sqs: "SQSClient",
    template_path: Path = TEMPLATE,
    parameters: Mapping[str, str] | None = None,
    stack_name: str = STACK_NAME,
) -> dict[str, str]:
    """Deploy the template on an embedded AWS and give its outputs, name → value.

    Raises:
        ConfigurationFault: the stack did not reach CREATE_COMPLETE.
    """
    template = load_template(template_path)
    cloudformation.create_stack(
        StackName=stack_name,
        TemplateBody=json.dumps(embedded_copy(template)),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in (parameters or {}).items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    stack = cloudformation.describe_stacks(StackName=stack_name)["Stacks"][0]
    if stack["StackStatus"] != "CREATE_COMPLETE":
        raise ConfigurationFault(f"{template_path.name} was not deployed: {stack['StackStatus']}")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    for name, resource in template["Resources"].items():
        properties = outputs.pop(f"{_PREFIX}{name}", None)
        if properties is not None:
            APPLIED[resource["Type"]](json.loads(properties), sns, sqs)
    return outputs


def _subscribe(properties: _Document, sns: "SNSClient", sqs: "SQSClient") -> None:
    attributes = {"RawMessageDelivery": json.dumps(properties.get("RawMessageDelivery", False))}
    if "RedrivePolicy" in properties:
        attributes["RedrivePolicy"] = json.dumps(properties["RedrivePolicy"])
    sns.subscribe(
        TopicArn=properties["TopicArn"],
        Protocol=properties["Protocol"],
        Endpoint=properties["Endpoint"],
        Attributes=attributes,
    )


def _set_topic_policy(properties: _Document, sns: "SNSClient", sqs: "SQSClient") -> None:
    policy = json.dumps(properties["PolicyDocument"])
    for topic in properties["Topics"]:
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


def _set_queue_policy(properties: _Document, sns: "SNSClient", sqs: "SQSClient") -> None:
    policy = json.dumps(properties["PolicyDocument"])
    for queue in properties["Queues"]:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})


APPLIED: Mapping[str, Callable[[_Document, "SNSClient", "SQSClient"], None]] = {
    "AWS::SNS::Subscription": _subscribe,
    "AWS::SNS::TopicPolicy": _set_topic_policy,
    "AWS::SQS::QueuePolicy": _set_queue_policy,
}
"""Resource types that moto's CloudFormation leaves out, and the calls that make them."""
