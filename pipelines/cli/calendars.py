"""Which calendar customers choose from: one of our own, beside the store, or the provider's."""

from collections.abc import Callable
from functools import partial

from pipelines.adapters.calendar_dynamodb import DynamoCalendar
from pipelines.adapters.calendar_http import HttpCalendar
from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.kept_calendar import KeptCalendar
from pipelines.ports import Calendar
from pipelines.settings import Settings

TOKEN_VARIABLE = "TWOWAY_CALENDAR_TOKEN"  # noqa: S105  the name, not the token


def live_calendar(settings: Settings) -> Callable[[], Calendar]:
    """Opens the provider's calendar where `TWOWAY_CALENDAR_URL` names one, else that of the store."""
    if settings.calendar_url is not None:
        return partial(HttpCalendar, settings.calendar_url, TOKEN_VARIABLE)
    return kept_calendar(settings)


def kept_calendar(settings: Settings) -> Callable[[], KeptCalendar]:
    """Opens the calendar that is kept in the store that `TWOWAY_STORE` names."""
    if settings.table_prefix is None:
        return partial(SqliteCalendar, settings.store_path)
    return partial(DynamoCalendar, settings.state_table)
