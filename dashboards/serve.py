"""Starts the dashboard as a process of its own, and knows when it is ready."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from dashboards.s3_files import WarehouseError

APP = Path(__file__).with_name("app.py")
READY_WITHIN_S = 60.0


def serve(lake: str, port: int, host: str = "127.0.0.1", headless: bool = True) -> "subprocess.Popen[bytes]":
    """Start Streamlit over `lake`; the process comes out once it answers at `url(host, port)`. Stop it with `terminate()`.

    The lake need not exist yet: the page says so, and shows it as soon as it does. Nothing is sent to anybody: no telemetry.

    Raises:
        WarehouseError: it did not start, or did not answer within a minute; what it said last is told.
    """
    source = str(APP.parents[1])
    place = lake if lake.startswith("s3://") else str(Path(lake).expanduser().absolute())
    environ = os.environ | {
        "TWOWAY_LAKE": place,
        "PYTHONPATH": os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH")))),
    }
    said = tempfile.TemporaryFile()  # noqa: SIM115 - the server writes into it for as long as it lives
    process = subprocess.Popen(
        [
            sys.executable, "-m", "streamlit", "run", str(APP),
            f"--server.port={port}", f"--server.address={host}", f"--server.headless={str(headless).lower()}",
            "--browser.gatherUsageStats=false",
        ],
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=said,
    )  # fmt: skip
    try:
        _wait(process, f"{url(host, port)}/_stcore/health")
    except _NotReady as fault:
        said.seek(0)
        lines = said.read().decode(errors="replace").strip().splitlines()
        raise WarehouseError(f"The dashboard {fault}. {lines[-1] if lines else ''}".strip()) from None
    return process


def url(host: str, port: int) -> str:
    """Where the dashboard is looked at."""
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - compared, not bound


def main(lake: str, port: int, host: str = "127.0.0.1", headless: bool = True) -> int:
    """Serve until the process ends or Ctrl-C; an exit code comes out.

    Raises:
        WarehouseError: as `serve` does.
    """
    process = serve(lake, port, host, headless)
    print(f"Dashboard: {url(host, port)}  (Ctrl-C to stop)", flush=True)
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        process.wait(timeout=10)
        return 0


class _NotReady(Exception):
    """Why the server does not answer."""


def _wait(process: "subprocess.Popen[bytes]", health: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise _NotReady("did not start")
        try:
            with urllib.request.urlopen(health, timeout=1):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise _NotReady(f"did not answer at {health} within {READY_WITHIN_S:.0f} s")
