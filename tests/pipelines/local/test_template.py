"""The template as moto is given it."""

from pathlib import Path

import pytest

from pipelines.local.template import APPLIED, NOT_EMBEDDED, embedded_copy, load_template


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(
        """
        Conditions: {Always: !Equals [a, a]}
        Resources:
          Topic: {Type: "AWS::SNS::Topic"}
          Queue: {Type: "AWS::SQS::Queue", Properties: {QueueName: !Sub "${AWS::StackName}-q"}}
          Secret: {Type: "AWS::SecretsManager::Secret"}
          Subscription:
            Type: AWS::SNS::Subscription
            Condition: Always
            Properties: {TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn, Protocol: sqs}
          Role:
            Type: AWS::IAM::Role
            Properties:
              Policies:
                - PolicyDocument:
                    Statement:
                      - {Effect: Allow, Resource: !Ref Secret}
                      - {Effect: Allow, Resource: !Ref Topic}
        Outputs:
          SecretArn: {Value: !Ref Secret}
          Subscribed: {Value: !Sub "x", Other: [!GetAtt Subscription.Arn]}
          TopicArn: {Value: !Ref Topic}
        """,
        encoding="utf-8",
    )
    return path


def test_short_forms_are_written_out(small: Path) -> None:
    template = load_template(small)
    assert template["Resources"]["Queue"]["Properties"] == {"QueueName": {"Fn::Sub": "${AWS::StackName}-q"}}
    assert template["Resources"]["Subscription"]["Properties"]["Endpoint"] == {"Fn::GetAtt": ["Queue", "Arn"]}
    assert template["Conditions"] == {"Always": {"Fn::Equals": ["a", "a"]}}


def test_what_moto_cannot_create_goes_with_all_that_refers_to_it(small: Path) -> None:
    copy = embedded_copy(load_template(small))
    assert set(copy["Resources"]) == {"Topic", "Queue", "Role"}
    assert set(copy["Outputs"]) == {"TopicArn", "AppliedSubscription"}
    statements = copy["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert statements == [{"Effect": "Allow", "Resource": {"Ref": "Topic"}}]


def test_what_calls_make_is_resolved_by_moto_under_the_same_condition(small: Path) -> None:
    output = embedded_copy(load_template(small))["Outputs"]["AppliedSubscription"]
    assert output["Condition"] == "Always"
    assert output["Value"]["Fn::ToJsonString"]["TopicArn"] == {"Ref": "Topic"}


def test_every_type_left_out_has_a_reason_and_is_in_the_template() -> None:
    types = {resource["Type"] for resource in load_template()["Resources"].values()}
    assert set(NOT_EMBEDDED) <= types
    assert set(APPLIED) <= types
    assert not set(NOT_EMBEDDED) & set(APPLIED)
    assert all(len(reason) > 20 for reason in NOT_EMBEDDED.values())
