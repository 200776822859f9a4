"""Run the Beam job on a Kinesis stream: decode, classify, reply, write.

Reads from where it last committed (the oldest record on a first run), sends replies, and flushes Parquet every few
seconds. SIGTERM or Ctrl-C drains: what was read is written and committed, then it ends with 0. After a fault it starts
its pipeline again by itself, with back-off. Programs that change come into force without a restart.

examples:
  twoway stream --stream twoway-sms --lake s3://my-lake/sms --configuration-set twoway
  twoway stream --program s3://my-programs/live       programs from S3, followed as they change
  twoway stream --runner PrismRunner --environment_type=LOOPBACK      other options go to Beam
"""

import argparse
import logging
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import apache_beam as beam
from apache_beam.io.unbounded_source import ReadFromUnboundedSource
from apache_beam.options.pipeline_options import PipelineOptions

from pipelines import job
from pipelines.adapters.kinesis import DRAIN, KinesisSettings, KinesisSource
from pipelines.adapters.program_files import read_snapshot
from pipelines.adapters.program_status import in_words
from pipelines.adapters.shards import check_stream, close_all
from pipelines.cli.options import add_lake, add_programs, add_state, settings
from pipelines.cli.programs import judge
from pipelines.cli.told import positive, told
from pipelines.cli.wiring import check_store, live_ports, prepared_lake
from pipelines.ports import Ports
from pipelines.settings import Settings

NAME = "stream"
EMBEDDED = "FnApiRunner"
_LOG = logging.getLogger(__name__)
_LONGEST_PAUSE_S = 60.0
_CALM_S = 300.0


def add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stream", metavar="NAME", help="the Kinesis stream (TWOWAY_STREAM, else twoway-sms)")
    add_lake(parser)
    add_state(parser)
    add_programs(parser)
    parser.add_argument(
        "--configuration-set", metavar="NAME", help="for SendTextMessage: without one there are no delivery events"
    )
    parser.add_argument(
        "--flush", dest="flush_s", type=positive, metavar="S", help="seconds between Parquet flushes (default 5)"
    )
    parser.add_argument(
        "--poll", dest="poll_s", type=positive, metavar="S", help="seconds between reads of a quiet shard (default 0.2)"
    )
    parser.add_argument("--runner", default=EMBEDDED, help=f"Beam runner (default {EMBEDDED}, embedded)")
    parser.add_argument(
        "--drain-file", type=Path, metavar="FILE", help="drain and end when FILE appears (for workers elsewhere)"
    )
    parser.add_argument(
        "--max-restarts", type=int, default=-1, metavar="N", help="give up after N faults in a row (default: never)"
    )


def run(options: argparse.Namespace) -> int:
    made = settings(options)
    started_with = read_snapshot(made.programs)
    programs = judge(started_with).programs
    check_stream(made.stream)
    check_store(made)
    prepared_lake(made)
    _LOG.info("stream %s to %s, programs %s", made.stream, made.lake, in_words(programs))
    return run_on(live_ports(made, started_with), made, options)


def run_on(ports: Ports, made: Settings, options: argparse.Namespace) -> int:
    """Run the job on these ports until it is told to drain; the exit code."""
    source = KinesisSource(_kinesis(made, options), ports.store)
    beam_options = PipelineOptions([f"--runner={options.runner}", "--streaming", *options.beam_options])

    def once() -> None:
        with beam.Pipeline(options=beam_options) as pipeline:
            # The reader ends bundles by its own clock; Beam's cap only has to be later.
            read = ReadFromUnboundedSource(source, poll_interval=0.01, max_read_time_seconds=made.flush_s * 4)
            job.build(pipeline | "Read" >> read, ports, made)

    _drain_on_signals()
    return keep_running(once, options.max_restarts)


def _kinesis(made: Settings, options: argparse.Namespace) -> KinesisSettings:
    return KinesisSettings(
        stream=made.stream,
        poll_s=made.poll_s,
        flush_s=made.flush_s,
        tick_s=made.tick_s,
        max_block=made.max_block,
        one_reader=options.runner == EMBEDDED,
        drain_file=options.drain_file.absolute() if options.drain_file else None,
    )


def keep_running(once: Callable[[], None], max_restarts: int) -> int:
    """Run `once` until it ends by itself; after a fault, again, with a pause that doubles up to a minute."""
    faults = 0
    while True:
        started = time.monotonic()
        try:
            once()
            return 0
        except Exception as error:  # the outermost loop: whatever stopped the pipeline, the stream must go on
            close_all()
            faults = 1 if time.monotonic() - started > _CALM_S else faults + 1
            # The text of an error may quote a record; its type and place may not.
            _LOG.error(
                "the pipeline stopped (%s), fault %d in a row",
                told(error),
                faults,
                exc_info=_LOG.isEnabledFor(logging.DEBUG),
            )
            if DRAIN.is_set() or (0 <= max_restarts < faults):
                return 1
            DRAIN.wait(min(_LONGEST_PAUSE_S, 2.0 ** (faults - 1)))


def _drain_on_signals() -> None:
    def drain(_number: int, _frame: FrameType | None) -> None:
        _LOG.info("draining: writing what was read")
        DRAIN.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, drain)
