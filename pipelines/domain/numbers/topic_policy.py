"""An SNS topic's policy: whether the SMS service may publish to the topic, and the policy with which it may.

Source: AWS End User Messaging SMS user guide, "Two-way SMS messaging", section "Amazon SNS topic policies".
"""

import json
from collections.abc import Mapping
from typing import Any

SMS_SERVICE = "sms-voice.amazonaws.com"
STATEMENT = "TwowaySmsPublishes"
"""Sid of the statement that `with_publishing` adds."""

_ACTIONS = frozenset(("sns:publish", "sns:*", "*"))
_OWN_ACCOUNT = "aws:sourceaccount"


def lets_publish(policy: str | None, topic_arn: str, account_id: str) -> bool:
    """Whether a statement of the policy lets the SMS service publish to the topic for this account.

    A statement under conditions counts only if the account is its one condition: of others it cannot be said here when
    they hold. Denials are not looked at.

    >>> arn = "arn:aws:sns:us-east-1:111122223333:texts"
    >>> lets_publish(None, arn, "111122223333"), lets_publish(with_publishing(None, arn, "111122223333"), arn, "111122223333")
    (False, True)
    """
    return any(_lets(statement, topic_arn, account_id) for statement in _statements(policy))


def with_publishing(policy: str | None, topic_arn: str, account_id: str) -> str:
    """The policy, with one statement more, and that one renewed if it was there; what others wrote stays."""
    document = json.loads(policy) if policy else {"Version": "2012-10-17"}
    others = [one for one in _statements(policy) if one.get("Sid") != STATEMENT]
    return json.dumps({**document, "Statement": [*others, _statement(topic_arn, account_id)]})


def _statement(topic_arn: str, account_id: str) -> Mapping[str, Any]:
    return {
        "Sid": STATEMENT,
        "Effect": "Allow",
        "Principal": {"Service": SMS_SERVICE},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id}},
    }


def _statements(policy: str | None) -> list[Mapping[str, Any]]:
    return [one for one in _listed(json.loads(policy).get("Statement")) if isinstance(one, dict)] if policy else []


def _lets(statement: Mapping[str, Any], topic_arn: str, account_id: str) -> bool:
    principal = statement.get("Principal")
    services = _listed(principal.get("Service")) if isinstance(principal, dict) else [principal]
    return (
        statement.get("Effect") == "Allow"
        and (SMS_SERVICE in services or services == ["*"])
        and not _ACTIONS.isdisjoint(str(action).casefold() for action in _listed(statement.get("Action")))
        and not {topic_arn, "*"}.isdisjoint(map(str, _listed(statement.get("Resource"))))
        and _holds(statement.get("Condition") or {}, account_id)
    )


def _holds(condition: Mapping[str, Any], account_id: str) -> bool:
    if not condition:
        return True
    if list(condition) not in (["StringEquals"], ["StringLike"]):
        return False
    [keys] = condition.values()
    return [key.casefold() for key in keys] == [_OWN_ACCOUNT] and account_id in _listed(next(iter(keys.values())))


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
