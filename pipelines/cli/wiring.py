"""Which adapter plays which role. Factories are picklable: a worker anywhere opens its own."""

from functools import partial

from pipelines.adapters.clock import SystemClock
from pipelines.adapters.lake import open_lake
from pipelines.adapters.replay import ReplaySender, ReplayStore
from pipelines.adapters.sms import AwsSmsSender
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.adapters.vault import SqliteVault
from pipelines.ports import Ports
from pipelines.settings import Settings
from pipelines.transforms.write import prepare_lake


def live_ports(settings: Settings) -> Ports:
    """Everything real: the stream's replies leave."""
    return Ports(
        store=partial(SqliteStore, settings.store_path),
        vault=partial(SqliteVault, settings.vault_path),
        lake=partial(open_lake, settings.lake),
        sender=partial(AwsSmsSender, settings.send_timeout_s, settings.send_threads),
        clock=SystemClock(),
    )


def replay_ports(settings: Settings) -> Ports:
    """For a replay: a store that gives nothing to send, a vault that is forgotten, a sender that has no way to send."""
    return Ports(
        store=ReplayStore,
        vault=partial(SqliteVault, ":memory:"),
        lake=partial(open_lake, settings.lake),
        sender=ReplaySender,
        clock=SystemClock(),
    )


def prepared_lake(settings: Settings) -> None:
    """Give a lake that is new its empty objects, so that views can be made before the first record."""
    lake = open_lake(settings.lake)
    prepare_lake(lake)
    lake.close()
