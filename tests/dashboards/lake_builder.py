"""Lakes made by hand: rows with sensible defaults, written as the job writes them, in the schemas of `schemas.tables`."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq

from schemas.tables import SCHEMA_VERSION, TABLES, Dataset

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OUR_NUMBER = "+12065550100"
_serial = count(1)


def at(**after: float) -> datetime:
    """Noon and so long after it: `at(minutes=5)`."""
    return NOON + timedelta(**after)


def key(name: str) -> bytes:
    """The 16 bytes that stand for a customer, or a reply, of that name."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name).bytes


def _defaults(dataset: Dataset) -> dict[str, Any]:
    serial = next(_serial)
    common = {
        "arrived_at": NOON,
        "source_shard": "shard-0",
        "source_seq": f"{serial:012}",
        "schema_version": SCHEMA_VERSION,
        "customer_key": key("ann"),
        "key_id": "k1",
        "customer_mask": "+1•••••••182",
        "origination_identity": OUR_NUMBER,
    }
    special: dict[Dataset, dict[str, Any]] = {
        Dataset.INBOUND: {
            "inbound_message_id": f"in-{serial}",
            "message_kind": "message",
            "channel": "sms",
            "received_at": at(minutes=5),
            "message_body": "yes",
            "intent": "keyword",
            "keyword": "YES",
            "match_kind": "exact",
            "is_opt_out": False,
            "is_help": False,
            "is_auto_response": False,
        },
        Dataset.DELIVERIES: {
            "message_id": f"out-{serial}",
            "event_type": "TEXT_DELIVERED",
            "status": "DELIVERED",
            "is_final": True,
            "occurred_at": at(seconds=3),
            "requested_at": NOON,
            "kind": "prompt",
            "campaign": "offers",
            "parts": 1,
        },
        Dataset.REPLIES: {
            "reply_id": key(f"reply-{serial}"),
            "version": 2,
            "status": "sent",
            "inbound_message_id": f"in-{serial}",
            "message_id": f"re-{serial}",
            "intent": "keyword",
            "attempts": 1,
            "received_at": at(minutes=5),
            "promised_at": at(minutes=5),
            "settled_at": at(minutes=5, seconds=1),
        },
        Dataset.OUTCOMES: {
            "outcome_id": key(f"outcome-{serial}"),
            "conversation_id": key(f"conversation-{serial}"),
            "revision": 1,
            "outcome": "confirmed",
            "occurred_at": at(minutes=5),
            "campaign": "offers",
            "flow": "confirm",
        },
        Dataset.DEAD_LETTERS: {
            "dead_letter_id": key(f"dead-{serial}"),
            "stage": "decode",
            "reason": "not_json",
            "payload": b"{",
            "payload_bytes": 1,
            "received_at": NOON,
        },
    }
    return {**common, **special[dataset]}


def row(dataset: Dataset, **overrides: Any) -> dict[str, Any]:
    """One row: the defaults (a prompt of the campaign `offers` that reached Ann at noon, Ann's `yes` at 12:05) and
    what the test says otherwise."""
    names = set(TABLES[dataset].schema.names)
    if unknown := overrides.keys() - names:
        raise AssertionError(f"no such columns in {dataset}: {sorted(unknown)}")
    return {name: value for name, value in {**_defaults(dataset), **overrides}.items() if name in names}


@dataclass(slots=True)
class LakeBuilder:
    """Writes rows into a folder, or into an S3 prefix where `files` is given, one object a call and date."""

    root: str
    files: pyarrow.fs.FileSystem = field(default_factory=pyarrow.fs.LocalFileSystem)

    def write(self, dataset: Dataset, rows: Sequence[Mapping[str, Any]], name: str | None = None) -> None:
        """Put `rows` where their event time says; an object of the same `name` is replaced."""
        table = TABLES[dataset]
        days: dict[str, list[Mapping[str, Any]]] = {}
        for one in rows:
            days.setdefault(f"{one[table.event_time]:%Y-%m-%d}", []).append(one)
        for day, some in days.items():
            folder = f"{self.root}/{dataset}/event_date={day}"
            if isinstance(self.files, pyarrow.fs.LocalFileSystem):
                Path(folder).mkdir(parents=True, exist_ok=True)
            target = f"{folder}/{name or f'part-{next(_serial)}'}.parquet"
            pq.write_table(
                pa.Table.from_pylist([dict(one) for one in some], schema=table.schema), target, filesystem=self.files
            )

    def prompt(self, message_id: str, **overrides: Any) -> None:
        """A prompt, as its delivery event tells of it."""
        self.write(Dataset.DELIVERIES, [row(Dataset.DELIVERIES, message_id=message_id, **overrides)])

    def inbound(self, inbound_message_id: str, **overrides: Any) -> None:
        """A text from a customer."""
        self.write(Dataset.INBOUND, [row(Dataset.INBOUND, inbound_message_id=inbound_message_id, **overrides)])

    def reply(self, name: str, **overrides: Any) -> None:
        """A reply of ours, in one of its states."""
        self.write(Dataset.REPLIES, [row(Dataset.REPLIES, reply_id=key(name), **overrides)])

    def outcome(self, conversation: str, **overrides: Any) -> None:
        """What a conversation came to."""
        self.write(Dataset.OUTCOMES, [row(Dataset.OUTCOMES, conversation_id=key(conversation), **overrides)])
