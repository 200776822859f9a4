"""Run the same job over files, without sending anything.

Reads newline-delimited records, plain or gzip, as they were on the stream or on SNS: bare payloads, SNS notifications,
SQS and Lambda events. Every reply it would have sent is recorded as suppressed(replay). Running it again over the same
files writes the same objects.

examples:
  twoway replay archive/2026-11/ --lake rebuilt
  twoway replay s3://my-archive/raw/2026/11/ --lake s3://my-lake/rebuilt --program clinic.yaml
"""

import argparse
import logging
from collections.abc import Iterator
from dataclasses import replace

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import job
from pipelines.adapters.files import SourceFile, find_files, read_blocks
from pipelines.cli.options import add_lake, add_programs, add_state, settings
from pipelines.cli.programs import runnable
from pipelines.cli.wiring import prepared_lake, replay_ports
from pipelines.domain.blocks import RawBlock
from pipelines.transforms.metrics import Metric

NAME = "replay"
_FOR_EVER_S = 1e9
_LOG = logging.getLogger(__name__)


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SOURCE", help="a file, a folder, or s3://bucket/prefix")
    add_lake(parser)
    add_state(parser)
    add_programs(parser)
    parser.add_argument("--runner", default="FnApiRunner", help="Beam runner (default FnApiRunner, embedded)")


def run(options: argparse.Namespace) -> int:
    # However old a record is, it is read as it was: only the live job asks whether an answer still makes sense.
    made = replace(settings(options), reply_useful_s=_FOR_EVER_S)
    programs = runnable(made.programs)
    files = find_files(options.source)
    prepared_lake(made)
    _LOG.info("replaying %d files, %.1f MB", len(files), sum(f.compressed_bytes for f in files) / 1e6)
    pipeline = beam.Pipeline(options=PipelineOptions([f"--runner={options.runner}"]))
    records = pipeline | "Files" >> beam.Create(files) | "Read" >> beam.ParDo(ReadFile())
    job.build(records, replay_ports(made, programs), made)
    result = pipeline.run()
    result.wait_until_finish()
    counters = {
        c.key.metric.name: c.committed
        for c in result.metrics().query()["counters"]
        if c.key.metric.namespace == "twoway"
    }
    print(
        f"{counters.get(Metric.RECORDS_READ, 0)} records from {len(files)} files: "
        f"{counters.get(Metric.ROWS_WRITTEN, 0)} rows, {counters.get(Metric.DEAD_LETTERS, 0)} of them dead letters, in {made.lake}"
    )
    return 0


class ReadFile(beam.DoFn):
    """`SourceFile` → its blocks."""

    def process(self, file: SourceFile) -> Iterator[RawBlock]:
        records = 0
        for block in read_blocks(file):
            records += len(block)
            yield block
        _LOG.info("read %d records of %s", records, file.shard)
