"""The embedded AWS in one piece: moto, the SMS simulator, and `infrastructure.yaml` deployed on them.

In this process: `with LocalStack(state) as stack: ...`. In a process of its own, which outlives a crash of nobody:
`with start_stack_process(state) as stack: ...` or `python -m pipelines.local.stack --state DIR --ready-file FILE`.
Ports are chosen by the system; nothing listens beyond 127.0.0.1.
"""

import argparse
import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from pipelines.local.sms_simulator import SimulatorSettings, SmsOddities, SmsSimulator
from pipelines.local.template import TEMPLATE, deploy
from schemas.errors import ConfigurationFault

if TYPE_CHECKING:
    from pipelines.local.moto_server import MotoServer

REGION = "us-east-1"
START_S = 60.0
_PR_SET_PDEATHSIG = 1
_CONFIG = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=30, max_pool_connections=32)


def local_environment(endpoint: str, simulator: str) -> dict[str, str]:
    """The variables by which boto3 in any process finds the embedded AWS instead of an account."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2": simulator,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def local_client(environment: Mapping[str, str], service: str, config: Config = _CONFIG) -> Any:
    """A boto3 client of `service` on the stack that `environment` tells of; `os.environ` is neither read nor set."""
    name = f"AWS_ENDPOINT_URL_{service.upper().replace('-', '_')}"
    session = boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_REGION"],
    )
    endpoint = environment.get(name, environment["AWS_ENDPOINT_URL"])
    return session.client(service, endpoint_url=endpoint, config=config)  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class StackHandle:
    """A running stack: what child processes need in their environment, what was deployed, where the simulator is."""

    environment: Mapping[str, str]
    outputs: Mapping[str, str]
    simulator_endpoint: str

    def client(self, service: str) -> Any:
        """A boto3 client of `service` on this stack."""
        return local_client(self.environment, service)


class LocalStack:
    """The embedded AWS in this process, as a context manager. moto's state is the process's: one stack at a time.

    Nothing of an earlier stack remains: moto forgets, and so the simulator's file in `state` is made anew.
    `simulator` sets its seed, oddities and delays (path and port are the stack's); `parameters` are the template's.
    """

    def __init__(
        self,
        state: Path,
        simulator: SimulatorSettings | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self._state = state
        self._settings = simulator or SimulatorSettings()
        self._parameters = parameters or {}
        self._server: MotoServer | None = None
        self._simulator: SmsSimulator | None = None
        self.environment: dict[str, str] = {}
        self.outputs: Mapping[str, str] = {}

    def __enter__(self) -> "LocalStack":
        from pipelines.local.moto_server import MotoServer  # takes a second: only who starts a stack pays for it

        self._state.mkdir(parents=True, exist_ok=True)
        self._server = MotoServer()
        try:
            endpoint = self._server.start()
            self.environment = local_environment(endpoint, "")
            self._simulator = self._start_simulator()
            self.environment = local_environment(endpoint, self._simulator.endpoint)
            self.outputs = self._deploy()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def simulator_endpoint(self) -> str:
        """URL of the SMS simulator, its API and its `/_simulator` admin paths."""
        return self.environment["AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2"]

    def client(self, service: str) -> Any:
        """A boto3 client of `service` on this stack; no global session, no environment is touched."""
        return local_client(self.environment, service)

    def _start_simulator(self) -> SmsSimulator:
        path = self._state / "simulator.sqlite"
        for old in self._state.glob(f"{path.name}*"):
            old.unlink()
        settings = replace(self._settings, path=str(path), port=0, region=REGION)
        simulator = SmsSimulator(settings, sns=lambda: self.client("sns"))
        simulator.start()
        return simulator

    def _deploy(self) -> dict[str, str]:
        cloudformation, sns, sqs = (self.client(service) for service in ("cloudformation", "sns", "sqs"))
        return deploy(cloudformation, sns, sqs, TEMPLATE, self._parameters)

    def _stop(self) -> None:
        if self._simulator is not None:
            self._simulator.stop()
        if self._server is not None:
            self._server.stop()


@contextmanager
def start_stack_process(
    state: Path, simulator: SimulatorSettings | None = None, start_s: float = START_S
) -> Iterator[StackHandle]:
    """Run a stack in a process of its own while the block runs, then stop it.

    It has a session of its own, so that a Ctrl-C which ends this process's work does not take the stack from under
    it, and it ends by itself when this process dies, however that happens.

    Raises:
        ConfigurationFault: it ended, or was not ready within `start_s` seconds; the end of its log is in the message.
    """
    state.mkdir(parents=True, exist_ok=True)
    ready, log = state / "stack.json", state / "stack.log"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pipelines.local.stack", "--state", str(state), "--ready-file", str(ready)]
    if simulator is not None:
        command += ["--simulator", json.dumps(asdict(simulator))]
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [*command, "--parent", str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield _await_ready(process, ready, log, start_s)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_ready(process: "subprocess.Popen[bytes]", ready: Path, log: Path, start_s: float) -> StackHandle:
    deadline = time.monotonic() + start_s
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise ConfigurationFault(f"The embedded AWS did not start. Its log, {log}, ends:\n{tail}")
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    told = json.loads(ready.read_text(encoding="utf-8"))
    return StackHandle(told["environment"], told["outputs"], told["simulator"])


def _write_whole(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _follow_parent(parent: int, stop: threading.Event) -> None:
    """Set `stop` once `parent` is no longer our parent.

    Linux tells at once (prctl); it also tells when only the *thread* that started us has ended, so the signal merely
    makes us look. Everywhere a look twice a second does.
    """

    def look(*_: object) -> None:
        if os.getppid() != parent:
            stop.set()

    def poll() -> None:
        while not stop.wait(0.5):
            look()

    signal.signal(signal.SIGHUP, look)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGHUP)
    threading.Thread(target=poll, name="parent", daemon=True).start()


def _settings(text: str) -> SimulatorSettings:
    fields = json.loads(text)
    return SimulatorSettings(**{**fields, "oddities": SmsOddities(**fields.get("oddities", {}))})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a stack until SIGTERM, SIGINT or the death of the parent process; 0."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.local.stack", description=main.__doc__)
    parser.add_argument("--state", type=Path, required=True, help="folder for the simulator's state")
    parser.add_argument("--ready-file", type=Path, required=True, help="JSON of environment, outputs and simulator")
    parser.add_argument("--parent", type=int, default=os.getppid(), help="process to live as long as (default: parent)")
    parser.add_argument("--simulator", type=_settings, default=None, help="settings of the SMS simulator, as JSON")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    _follow_parent(options.parent, stop)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with LocalStack(options.state, options.simulator) as stack:
        told = {"environment": stack.environment, "outputs": stack.outputs, "simulator": stack.simulator_endpoint}
        _write_whole(options.ready_file, json.dumps({**told, "pid": os.getpid()}))
        while not stop.wait(1.0):
            pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
