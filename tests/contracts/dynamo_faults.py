"""What can be done to a DynamoDB store: refusals in DynamoDB's place, somebody else in between, a death."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.compat import HTTPHeaders

from pipelines.adapters.store_dynamodb import DynamoStore

WRITE = "TransactWriteItems"


class Died(BaseException):
    """The process ends here."""


class _Body(io.BytesIO):
    def stream(self, **_: object) -> Iterator[bytes]:
        yield self.read()


def refusal(request: AWSRequest, code: str, **more: object) -> AWSResponse:
    """DynamoDB's answer of an error."""
    body = json.dumps({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no", **more}).encode()
    headers = HTTPHeaders.from_pairs([("Content-Type", "application/x-amz-json-1.0")])
    return AWSResponse(str(request.url), 400, headers, _Body(body))


def hook(store: DynamoStore, event: str, act: Callable[..., Any]) -> None:
    """Let `act` see each request of the store, and answer it in DynamoDB's place if it returns something."""
    store._table._client.meta.events.register(event, act)


def between_read_and_write(store: DynamoStore, act: Callable[[], object]) -> None:
    """Let somebody else `act` once, after the store has read and before it writes."""
    acted: list[object] = []

    def once(**_: object) -> None:
        if not acted:
            acted.append(None)
            act()

    hook(store, f"before-send.dynamodb.{WRITE}", once)


def throttle(store: DynamoStore, operation: str, times: int) -> list[int]:
    """Refuse so many requests; how many are left to be refused."""
    left = [times]

    def refuse(request: AWSRequest, **_: object) -> AWSResponse | None:
        left[0] -= 1
        return refusal(request, "ProvisionedThroughputExceededException") if left[0] >= 0 else None

    hook(store, f"before-send.dynamodb.{operation}", refuse)
    return left


def cancel(store: DynamoStore, reason: str, times: int) -> list[int]:
    """Cancel so many transactions; how many actions each of them had."""
    cancelled: list[int] = []

    def answer(request: AWSRequest, **_: object) -> AWSResponse | None:
        count = len(json.loads(request.body)["TransactItems"])
        if len(cancelled) == times:
            return None
        cancelled.append(count)
        reasons = [{"Code": reason}, *[{"Code": "None"}] * (count - 1)]
        return refusal(request, "TransactionCanceledException", CancellationReasons=reasons)

    hook(store, f"before-send.dynamodb.{WRITE}", answer)
    return cancelled


def die_at(store: DynamoStore, transaction: int, event: str) -> None:
    """Die in the n-th transaction, before it is sent or after it is done."""
    seen: list[object] = []

    def die(**_: object) -> None:
        seen.append(None)
        if len(seen) == transaction:
            raise Died

    hook(store, f"{event}.dynamodb.{WRITE}", die)
