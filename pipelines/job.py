"""The Beam job: the data flow, error path included, shared by every way of running it.

    records ─► Decode ─► Classify ─► Converse ─► IssueReplies ─► Write ─► lake
                 │            programs    │ store, calendar │ store, SMS API
                 └ dead letters ──────────┴─────────────────┴──────► lake (dead_letters)

One fused chain of blocks: no shuffle, window, state or timer, so the same graph runs on the embedded FnApiRunner, on
portable runners (Prism, Flink) and in batch. Entry points differ in their source and in their ports, never in the graph.
"""

from datetime import timedelta

import apache_beam as beam

from pipelines.ports import Ports
from pipelines.settings import Settings
from pipelines.transforms.classify import Classify
from pipelines.transforms.converse import Converse
from pipelines.transforms.decode import Decode
from pipelines.transforms.reply import IssueReplies, ReplySettings
from pipelines.transforms.write import Write


def build(records: beam.PCollection, ports: Ports, settings: Settings) -> None:
    """Attach the whole job to `records`, a collection of `pipelines.domain.blocks.RawBlock`.

    Every record of a block ends as a row of `inbound`, `deliveries` or `dead_letters`; every reply it causes as rows of
    `replies`. A bundle's rows are in the lake before its checkpoint is finalised.
    """
    replies = ReplySettings(
        configuration_set=settings.configuration_set,
        threads=settings.send_threads,
        lease=timedelta(seconds=settings.lease_s),
        useful=timedelta(seconds=settings.reply_useful_s),
        recover_after=timedelta(seconds=2 * settings.flush_s + 1),
    )
    (
        records
        | "Decode" >> Decode(settings.key)
        | "Classify" >> Classify(ports)
        | "Converse" >> Converse(ports, replies.useful, replies.recover_after)
        | "Reply" >> IssueReplies(ports, replies)
        | "Write" >> Write(ports)
    )
