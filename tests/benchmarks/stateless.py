"""Decode, classify and write without a world around them, beside DuckDB reading the same records on one thread."""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from pipelines.domain.blocks import RawBlock, raw_block
from pipelines.domain.classify import Classifier
from pipelines.domain.decode import decode
from pipelines.domain.tokens import Tokens
from pipelines.settings import shipped_programs
from pipelines.transforms.classify import classify_block
from pipelines.transforms.write import concatenate, to_parquet
from schemas.program_file import load_programs
from schemas.tables import Dataset
from tests.pipelines.domain.records import KEY, NOON, inbound, sns

T = TypeVar("T")
BLOCK = 2000
BODIES = ("CONFIRM", "yes", "Yes!", "move please", "no thanks", "what time was it again", "STOP", "👍", "ok", "C")


def stateless(records: int) -> list[tuple[str, str, str, bool]]:
    """Rows of the table: name, figure, target, met."""
    blocks = [_block(start) for start in range(0, records, BLOCK)]
    tokens, classifier = Tokens(KEY), Classifier(load_programs(shipped_programs()))
    decode(blocks[0], tokens)
    decoding, decoded = _timed(lambda: [decode(block, tokens) for block in blocks])
    classifying, classified = _timed(lambda: [classify_block(block, classifier) for block in decoded])
    writing, _ = _timed(
        lambda: to_parquet(concatenate(Dataset.INBOUND, [block.tables[Dataset.INBOUND] for block in classified]))
    )
    ours = decoding + classifying + writing
    reference = _duckdb(blocks)
    return [
        ("decode", f"{records / decoding:,.0f} records/s", "", True),
        ("classify", f"{records / classifying:,.0f} messages/s", "", True),
        ("decode + classify + Parquet, one core", f"{records / ours:,.0f} records/s", "", True),
        ("the same by DuckDB JSON to Parquet, one thread", f"{records / reference:,.0f} records/s", "", True),
        ("ratio to DuckDB", f"{reference / ours:.2f}", "", True),
    ]


def _block(start: int) -> RawBlock:
    data = [
        json.dumps(
            {
                **sns(
                    inbound(BODIES[n % len(BODIES)], f"+1425{n % 1_000_000:07d}", inboundMessageId=f"m{n}"), f"sns-{n}"
                ),
                "Signature": "x" * 344,
                "SigningCertURL": "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem",
                "UnsubscribeURL": "https://sns.us-east-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:x",
            }
        ).encode()
        for n in range(start, start + BLOCK)
    ]
    return raw_block("shardId-000000000000", data, [str(n) for n in range(start, start + BLOCK)], [NOON] * BLOCK)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """CPU seconds of this process, and the result."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def _duckdb(blocks: list[RawBlock]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "records.ndjson", Path(folder) / "out.parquet"
        with source.open("wb") as file:
            for block in blocks:
                file.write(b"\n".join(block.records.to_pylist()) + b"\n")
        with duckdb.connect() as con:
            con.execute("SET threads = 1")
            seconds, _ = _timed(
                lambda: con.execute(
                    f"""COPY (
                        SELECT "Timestamp"::TIMESTAMP AS received_at, p.*, upper(trim(p.messageBody)) AS norm
                        FROM (
                            SELECT "Timestamp", from_json("Message", '{{"originationNumber":"VARCHAR","destinationNumber":"VARCHAR",
                                "messageKeyword":"VARCHAR","messageBody":"VARCHAR","inboundMessageId":"VARCHAR"}}') AS p
                            FROM read_json('{source}', format='newline_delimited', columns={{Message: 'VARCHAR', Timestamp: 'VARCHAR'}})
                        ) ORDER BY received_at
                    ) TO '{target}' (FORMAT parquet, COMPRESSION zstd)"""
                )
            )
        return seconds
