"""`make bench`: latency on the local stack and throughput of the stateless path, each beside its target.

Figures are of this machine and this minute; quote the ratios. `--quick` runs a third of the load.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.domain.plan import reply_id
from pipelines.local.demo_report import percentile
from pipelines.local.sms_simulator import InboundText
from pipelines.local.stack import StackHandle, start_stack_process
from tests.benchmarks.classification import classification
from tests.benchmarks.stateful import stateful
from tests.benchmarks.stateless import stateless
from tests.faults.rig import CLINIC, Load, Rig, texted

Row = tuple[str, str, str, bool]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the load")
    parser.add_argument("--only", choices=["classify", "stateless", "stateful", "put", "publish"], help="one part")
    parser.add_argument("--texts", type=int, default=120_000, metavar="N", help="of the part with state (120,000)")
    options = parser.parse_args(arguments)
    share = 3 if options.quick else 1
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    rows: list[Row] = []
    if options.only in (None, "classify"):
        rows += classification(300_000 // share)
    if options.only in (None, "stateless"):
        rows += stateless(300_000 // share)
    if options.only in (None, "stateful"):
        rows += stateful(options.texts // share)
    if options.only in (None, "put"):
        rows += _with_stack(lambda stack, folder: put_to_send(stack, folder, 200, 20 // share))
    if options.only in (None, "publish"):
        rows += _with_stack(lambda stack, folder: publish_to_reply(stack, folder, 20, 30 // share))
    table = Table("figure", "measured", "target", "")
    for name, measured, target, met in rows:
        table.add_row(name, measured, target, ("met" if met else "MISSED") if target else "")
    console.print(table)
    return 0 if all(met for *_, met in rows) else 1


def _with_stack(measure: object) -> list[Row]:
    assert callable(measure)
    with tempfile.TemporaryDirectory() as folder, start_stack_process(Path(folder) / "stack") as stack:
        rows: list[Row] = measure(stack, Path(folder))
        return rows


def put_to_send(stack: StackHandle, folder: Path, per_s: int, seconds: int) -> list[Row]:
    """From PutRecords to the acceptance of SendTextMessage, `per_s` messages a second in batches of a tenth of it."""
    batch = per_s // 20
    with Rig(stack, folder, "bench-put", shards=2) as rig:
        rig.numbers(events=False, parts_per_second=10_000)
        rig.start_job()
        warm_up(rig)
        put_at: dict[str, float] = {}

        def put(n: int) -> None:
            names = [f"b{n}-{k}" for k in range(batch)]
            records = [texted("CONFIRM", f"+1425{7000000 + n * batch + k}", name) for k, name in enumerate(names)]
            put_at.update((reply_id(name).hex(), time.time()) for name in names)
            rig.put(records, [f"{n}-{k}" for k in range(batch)])

        with Load(range(seconds * 20), per_s=20, act=put):
            pass
        rig.await_committed()
        took = _took(rig, put_at)
    name = f"Kinesis put to send call, {per_s} messages/s, {len(took):,} messages"
    return [_latency(name, took, len(put_at), 0.300)]


def publish_to_reply(stack: StackHandle, folder: Path, per_s: int, seconds: int) -> list[Row]:
    """From SNS publish to the acceptance of the reply, delivery events and all, at a rate that moto bears."""
    with Rig(stack, folder, stack.outputs["StreamName"]) as rig:
        rig.numbers(events=True, parts_per_second=10_000)
        rig.start_bridge()
        rig.start_job()
        warm_up(rig)
        people = [f"+1425{7500000 + n}" for n in range(per_s * seconds)]
        published: dict[str, float] = {}

        def text(person: str) -> None:
            outcome = rig.simulator.inbound(InboundText(person, CLINIC, "CONFIRM", None))
            assert outcome.published_at is not None
            published[reply_id(outcome.inbound_message_id).hex()] = outcome.published_at

        with Load(people, per_s=per_s, act=text):
            pass
        rig.await_committed(180)
        took = _took(rig, published)
    name = f"SNS publish to accepted reply, {per_s} messages/s, {len(took):,} messages"
    return [_latency(name, took, len(published), 1.0)]


def warm_up(rig: Rig) -> None:
    """Some messages first: clients open connections, Python imports the rest."""
    rig.put([texted("CONFIRM", f"+1425{7900000 + n}", f"warm{n}") for n in range(20)])
    rig.await_committed()


def _took(rig: Rig, started: dict[str, float]) -> list[float]:
    accepted = {m.context["reply_id"]: m.accepted_at for m in rig.accepted_replies()}
    return sorted(accepted[key] - at for key, at in started.items() if key in accepted)


def _latency(name: str, took: list[float], expected: int, target_s: float) -> Row:
    p50, p99 = percentile(took, 0.5), percentile(took, 0.99)
    measured = f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms"
    return name, measured, f"p99 < {target_s * 1000:.0f} ms", p99 < target_s and len(took) == expected


if __name__ == "__main__":
    raise SystemExit(main())
