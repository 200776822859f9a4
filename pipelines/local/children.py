"""Child processes that do not outlive us, each with its own log."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import ConfigurationFault

_PR_SET_PDEATHSIG = 1


@contextmanager
def twoway(arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`twoway ARGUMENTS` in a process of its own while the block runs; SIGTERM at its end, SIGKILL 20 s later.

    A Ctrl-C at the terminal does not reach it: it ends when we say so, or when we die.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", *arguments],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
    try:
        yield process
    finally:
        stop(process)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(process: "subprocess.Popen[bytes]", patience_s: float = 20.0) -> int:
    """End a process and return its exit code."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=patience_s)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def await_true(condition: Callable[[], bool], what: str, patience_s: float, every_s: float = 0.1) -> None:
    """Return as soon as `condition` holds.

    Raises:
        ConfigurationFault: it did not within `patience_s`.
    """
    deadline = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > deadline:
            raise ConfigurationFault(f"waited {patience_s:.0f} s in vain for {what}")
        time.sleep(every_s)


def says(log: Path, text: str) -> bool:
    """Whether a log holds `text`."""
    return log.exists() and text in log.read_text(encoding="utf-8", errors="replace")
