"""Which adapter plays which role. Factories are picklable: a worker anywhere opens its own."""

from collections.abc import Callable
from functools import partial

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.clock import SystemClock
from pipelines.adapters.dynamo_table import check_table
from pipelines.adapters.lake import open_lake
from pipelines.adapters.opt_out_list import AwsOptOutList
from pipelines.adapters.outcomes_sns import NoOutcomes, SnsOutcomes
from pipelines.adapters.program_files import Snapshot
from pipelines.adapters.program_source import FixedPrograms, Watch, watched_programs
from pipelines.adapters.replay import NoOptOutList, ReplaySender, ReplayStore
from pipelines.adapters.sms import AwsSmsSender
from pipelines.adapters.store_dynamodb import DynamoStore
from pipelines.adapters.store_sqlite import SharedStore
from pipelines.adapters.vault import SqliteVault
from pipelines.adapters.vault_dynamodb import DynamoVault
from pipelines.cli.calendars import live_calendar
from pipelines.cli.programs import judge
from pipelines.ports import Ports, Store, Vault
from pipelines.settings import Settings
from pipelines.transforms.write import prepare_lake
from schemas.program import ProgramSet


def live_ports(settings: Settings, started_with: Snapshot) -> Ports:
    """Everything real: the stream's replies leave, and its programs follow their files."""
    watch = Watch(
        job=f"{settings.stream} to {settings.lake}",
        locations=settings.programs,
        poll_s=settings.programs_poll_s,
        started_with=started_with,
        judge=judge,
        lake=partial(open_lake, settings.lake),
        clock=SystemClock(),
    )
    return Ports(
        store=live_store(settings),
        vault=live_vault(settings),
        lake=partial(open_lake, settings.lake),
        sender=partial(AwsSmsSender, settings.send_timeout_s, settings.send_threads),
        programs=partial(watched_programs, watch),
        calendar=live_calendar(settings),
        outcomes=NoOutcomes if settings.outcomes_topic is None else partial(SnsOutcomes, settings.outcomes_topic),
        opt_outs=AwsOptOutList,
        clock=SystemClock(),
    )


def live_store(settings: Settings) -> Callable[[], Store]:
    """Opens the store that `TWOWAY_STORE` names."""
    if settings.table_prefix is None:
        return partial(SharedStore.of, settings.store_path)
    return partial(DynamoStore, settings.state_table)


def live_vault(settings: Settings) -> Callable[[], Vault]:
    """Opens the vault that belongs to the store."""
    if settings.table_prefix is None:
        return partial(SqliteVault, settings.vault_path)
    return partial(DynamoVault, settings.vault_table)


def check_store(settings: Settings) -> None:
    """Return if the tables of the store and the vault are there; files are made when they are opened.

    Raises:
        ConfigurationFault: there is no such table in this account and region.
    """
    if settings.table_prefix is not None:
        check_table(settings.state_table)
        check_table(settings.vault_table)


def replay_ports(settings: Settings, programs: ProgramSet) -> Ports:
    """For a replay: a store that gives nothing to send, a vault that is forgotten, a sender that has no way to send,
    and programs that stay as they are."""
    return Ports(
        store=ReplayStore,
        vault=partial(SqliteVault, ":memory:"),
        lake=partial(open_lake, settings.lake),
        sender=ReplaySender,
        programs=partial(FixedPrograms, programs),
        calendar=partial(SqliteCalendar, ":memory:"),
        outcomes=NoOutcomes,
        opt_outs=NoOptOutList,
        clock=SystemClock(),
    )


def prepared_lake(settings: Settings) -> None:
    """Give a lake that is new its empty objects, so that views can be made before the first record."""
    lake = open_lake(settings.lake)
    prepare_lake(lake)
    lake.close()
