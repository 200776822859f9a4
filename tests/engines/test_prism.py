"""The same job on Beam's portable runner, its worker in a process of its own: every record in exactly one row.

Prism speaks the job and Fn protocols that Flink and Dataflow speak. Needs Go, to build it once into `.tools/bin`.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.domain.plan import reply_id
from pipelines.local.children import await_true, stop
from pipelines.local.stack import StackHandle, start_stack_process
from tests.faults.rig import Rig, texted

ROOT = Path(__file__).resolve().parents[2]
MODULE = "github.com/apache/beam/sdks/v2/go/cmd/prism@v2.77.0"
RECORDS = 200


@pytest.fixture(scope="session")
def prism() -> Path:
    built = ROOT / ".tools" / "bin" / "prism"
    if built.exists():
        return built
    if shutil.which("go") is None:
        pytest.skip("Prism is not built: there is no Go on this machine")
    subprocess.run(["go", "install", MODULE], env={**os.environ, "GOBIN": str(built.parent)}, check=True, timeout=900)
    return built


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def worker_pool(stack: StackHandle, log: Path) -> Iterator[int]:
    """A pool of SDK workers as a process of its own: it starts a Python for each job that asks."""
    port = free_port()
    # The pool starts workers as `python`: this environment's must be the first on the path.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "apache_beam.runners.worker.worker_pool_main", f"--service_port={port}"]
    with log.open("wb") as sink:
        pool = subprocess.Popen(
            command,
            env={**os.environ, **stack.environment, "PATH": path},
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    try:
        await_true(lambda: answers(port), "the worker pool", 60)
        yield port
    finally:
        stop(pool)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_on_prism_every_record_is_one_row_and_every_reply_one_text(prism: Path, tmp_path: Path) -> None:
    with (
        start_stack_process(tmp_path / "stack") as stack,
        Rig(stack, tmp_path, "on-prism", shards=2) as rig,
        worker_pool(stack, tmp_path / "pool.log") as port,
    ):
        rig.numbers(events=False)
        drain = tmp_path / "drain"
        rig.start_job(
            "--runner=PrismRunner",
            f"--prism_location={prism}",
            "--environment_type=EXTERNAL",
            f"--environment_config=localhost:{port}",
            f"--drain-file={drain}",
            ready="running job",
        )
        rig.put([texted("CONFIRM", f"+1425{5600000 + n}", f"p{n}") for n in range(RECORDS)])
        rig.put([b"garbage", b"[]"])
        rig.await_committed(120)
        drain.touch()
        assert rig.job is not None
        assert rig.job.wait(timeout=120) == 0
        rows = Counter(row[0] for row in rig.sql("SELECT inbound_message_id FROM inbound"))
        assert rows == Counter({f"p{n}": 1 for n in range(RECORDS)})
        assert rig.sql("SELECT count(DISTINCT source_shard) FROM inbound") == [(2,)]
        assert rig.sql("SELECT reason, count(*) FROM dead_letters GROUP BY ALL ORDER BY 1") == [
            ("not_an_object", 1),
            ("not_json", 1),
        ]
        accepted = Counter(message.context["reply_id"] for message in rig.accepted_replies())
        assert accepted == Counter({reply_id(f"p{n}").hex(): 1 for n in range(RECORDS)})
        assert rig.sql("SELECT status, count(*) FROM replies GROUP BY ALL") == [("sent", RECORDS)]
