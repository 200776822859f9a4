"""Conversations held through the two stages that answer, on a store that the command line opens, and their lake."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.domain.blocks import Block
from pipelines.domain.slot_times import CalendarTime
from pipelines.settings import shipped_programs
from pipelines.transforms.write import by_date, concatenate, to_parquet
from schemas.program import ProgramSet
from schemas.program_file import load_programs
from schemas.tables import Dataset
from tests.pipelines.domain.records import delivery, inbound, sns
from tests.pipelines.transforms.desk import NOON, Desk

__all__ = ["ANN", "BANK", "CLINIC", "HOUR", "MINUTE", "NOON", "SECOND", "SHOP", "HeldDesk"]

CLINIC, BANK, SHOP = "+12065550100", "+12065550111", "+12065550122"
ANN = "+14255550001"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ZONE = "America/Los_Angeles"


class HeldDesk(Desk):
    """A desk whose folder is a state folder, and whose rows can be put in a lake."""

    def __init__(self, folder: Path, programs: ProgramSet | None = None) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "store.sqlite").symlink_to(folder / "store")
        self._rows: list[Block] = []
        self._ids = count()
        super().__init__(folder, programs or load_programs(shipped_programs()))

    def _answered(self, block: Block) -> Iterator[Block]:
        for made in super()._answered(block):
            self._rows.append(made)
            yield made

    def texted(self, body: str, after: timedelta, number: str = CLINIC, **fields: Any) -> None:
        """A text of Ann's."""
        name = f"text-{next(self._ids)}"
        payload = inbound(body, ANN, inboundMessageId=name, destinationNumber=number, **fields)
        at = (NOON + after).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.read(sns(payload, f"sns-{name}", at))

    def prompted(
        self, flow: str, after: timedelta, number: str = CLINIC, message_id: str = "p-1", **variables: str
    ) -> None:
        """A prompt that another system sent."""
        context = {"kind": "prompt", "campaign": "spring", "flow": flow, "variables": urlencode(variables)}
        at = int((NOON + after).timestamp() * 1000)
        self.read(
            delivery(message_id=message_id, originationPhoneNumber=number, messageRequestTimestamp=at, context=context)
        )

    def reminded(self, after: timedelta = -HOUR) -> None:
        """A clinic's reminder of an appointment."""
        self.prompted("appointment", after, CLINIC, name="Ann Lee", when="Wed 9 am")

    def alerted(
        self, after: timedelta = -MINUTE, message_id: str = "p-1", amount: str = "$12.00", merchant: str = "SHOP"
    ) -> None:
        """A bank's alert of a charge."""
        self.prompted("charge", after, BANK, message_id, amount=amount, merchant=merchant, when="today")

    def opened(self, *days: int) -> None:
        """Open times at 9 in the morning of these days of November, in Los Angeles."""
        at = [datetime(2026, 11, day, 9, 0, tzinfo=ZoneInfo(ZONE)).astimezone(UTC) for day in days]
        calendar = SqliteCalendar(self.folder / "store")
        calendar.load([CalendarTime("appointments", f"slot-{each:%d}", each, ZONE) for each in at], NOON)
        calendar.close()

    def lake(self) -> Path:
        """The lake of all that was read and told."""
        folder = self.folder / "lake"
        for dataset in (Dataset.INBOUND, Dataset.REPLIES, Dataset.OUTCOMES, Dataset.DELIVERIES):
            tables = [block.tables[dataset] for block in self._rows if dataset in block.tables]
            for day, part in by_date(dataset, concatenate(dataset, tables)):
                file = folder / dataset / f"event_date={day}" / "rows.parquet"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(to_parquet(part))
        return folder
