"""Promises as the contract tests make them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pipelines.domain.plan import reply_id
from pipelines.ports import Promise

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = timedelta(seconds=60)


def customer(name: str) -> bytes:
    """A customer key."""
    return name.encode().ljust(16, b".")


def promise(message: str = "m1", who: str = "ann", at: datetime = NOON, **fields: Any) -> Promise:
    """A promise to answer `message` of `who`."""
    made = Promise(
        reply_id=reply_id(message),
        inbound_message_id=message,
        customer_key=customer(who),
        key_id="k1",
        customer_mask="+1•••••••001",
        origination_identity="+12065550100",
        intent="keyword",
        keyword="CONFIRM",
        program="appointments",
        program_version="abc",
        template="confirmed",
        body="Thank you, 10:30 ✓",
        parts=1,
        encoding="UNICODE",
        received_at=at,
        arrived_at=at,
        source_shard="shardId-000000000000",
        source_seq="1",
    )
    return replace(made, **fields)


def stop(message: str, who: str = "ann", at: datetime = NOON) -> Promise:
    """A STOP, with its confirmation."""
    return promise(message, who, at, intent="opt_out", opt_out=True, keyword=None, template="stop")


def start(message: str, who: str = "ann", at: datetime = NOON) -> Promise:
    """A START, with its welcome."""
    return promise(message, who, at, intent="opt_in", opt_in=True, keyword=None, template="start")
