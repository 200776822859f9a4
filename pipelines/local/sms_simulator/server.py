"""The simulator as one object: state, server, publisher."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipelines.local.sms_simulator.admin import Admin
from pipelines.local.sms_simulator.api import Api
from pipelines.local.sms_simulator.faults import FaultPlan
from pipelines.local.sms_simulator.http_server import SimulatorServer
from pipelines.local.sms_simulator.publisher import Publisher
from pipelines.local.sms_simulator.settings import SimulatorSettings
from pipelines.local.sms_simulator.state import State

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient


class SmsSimulator:
    """`pinpoint-sms-voice-v2` at `endpoint`, from `start` to `stop`; also a context manager.

    `sns` makes the clients that publish: one for inbound texts, one for each publisher thread. `clock` gives epoch
    seconds; rates, due events and the 30 days of DeleteOptedOutNumber follow it.

    Raises:
        OSError: on `start`, when the port is taken.
    """

    def __init__(
        self, settings: SimulatorSettings, sns: "Callable[[], SNSClient]", clock: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._sns = sns
        self._clock = clock
        self._running: _Running | None = None

    @property
    def endpoint(self) -> str:
        """URL for `AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2`. Raises: RuntimeError unless it is running."""
        if self._running is None:
            raise RuntimeError("the simulator is not running")
        return f"http://{self._settings.host}:{self._running.port}"

    def start(self) -> None:
        """Open the state, listen and publish; returns when requests are answered."""
        if self._running is None:
            self._running = _Running(self._settings, self._sns, self._clock)

    def stop(self) -> None:
        """Stop listening, finish what is under way, close the state. Undelivered events stay in a state file."""
        if self._running is not None:
            self._running.stop()
            self._running = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Running:
    """What exists only while the simulator runs."""

    def __init__(self, settings: SimulatorSettings, sns: "Callable[[], SNSClient]", clock: Callable[[], float]) -> None:
        self._state = State(settings.path)
        faults = FaultPlan(self._state, settings.seed)
        api = Api(self._state, faults, settings, clock)
        admin = Admin(self._state, faults, settings, sns(), clock)
        try:
            self._server = SimulatorServer(settings.host, settings.port, api, admin, settings.hold_s)
        except OSError:
            self._state.close()
            raise
        self._publisher = Publisher(self._state, sns, settings.publisher_threads, clock)
        # The poll interval is how long `stop` may take, not how soon a request is seen.
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="sms-simulator", daemon=True
        )
        self._thread.start()
        self._publisher.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._publisher.stop()
        self._state.close()
