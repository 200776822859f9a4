"""The two stages that answer, one behind the other, on a store in a folder; what they are told and what they send."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.program_source import FixedPrograms
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.adapters.vault import SqliteVault
from pipelines.domain.blocks import Block, tick
from pipelines.domain.classify import Classifier
from pipelines.domain.decode import decode
from pipelines.ports import ConversationOutcome, OutboundText, Outcome, Ports, ProgramsInForce, Sent
from pipelines.transforms.classify import read_block
from pipelines.transforms.converse import _Converse
from pipelines.transforms.outbox import ReplySettings
from pipelines.transforms.reply import _IssueReplies
from schemas.program import ProgramSet
from schemas.tables import Dataset
from tests.pipelines.domain.records import TOKENS, decoded

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTINGS = ReplySettings("set", 2, timedelta(seconds=60), timedelta(hours=4), timedelta(seconds=11))


class Clock:
    """Stands still until it is moved."""

    def __init__(self, time: datetime = NOON) -> None:
        self.time = time

    def now(self) -> datetime:
        return self.time


class Sender:
    """Answers as told; keeps what it was given."""

    def __init__(self) -> None:
        self.texts: list[OutboundText] = []
        self.answer: Callable[[OutboundText], Outcome] = lambda text: Sent(f"aws-{text.context['reply_id'][:6]}")

    def send(self, text: OutboundText) -> Outcome:
        self.texts.append(text)
        return self.answer(text)

    def close(self) -> None: ...


class Published:
    """Takes outcomes, or refuses them."""

    def __init__(self) -> None:
        self.outcomes: list[ConversationOutcome] = []
        self.is_away = False

    def publish(self, outcomes: Sequence[ConversationOutcome]) -> list[bool]:
        if not self.is_away:
            self.outcomes += outcomes
        return [not self.is_away] * len(outcomes)

    def close(self) -> None: ...


class Listed:
    """AWS's list: what was put on it and taken off."""

    def __init__(self) -> None:
        self.numbers: list[str] = []
        self.calls: list[tuple[str, str]] = []
        self.refuses = False

    def put(self, number: str, opt_out_list: str) -> bool:
        self.calls.append(("put", opt_out_list))
        self.numbers.append(number)
        return True

    def remove(self, number: str, opt_out_list: str) -> bool | None:
        self.calls.append(("remove", opt_out_list))
        if self.refuses:
            return None
        self.numbers = [each for each in self.numbers if each != number]
        return True

    def close(self) -> None: ...


class Desk:
    """`read` records, `tick`; rows of replies come back. `inbound`: rows of the last block."""

    def __init__(self, folder: Path, programs: ProgramSet, settings: ReplySettings = SETTINGS) -> None:
        self.clock, self.sender, self.published, self.listed = Clock(), Sender(), Published(), Listed()
        self.in_force = ProgramsInForce(programs, Classifier(programs))
        self.folder, self.settings = folder, settings
        self.inbound: list[dict[str, Any]] = []
        self.outcomes: list[dict[str, Any]] = []
        self.ports = Ports(
            store=lambda: SqliteStore(folder / "store"),
            vault=lambda: SqliteVault(folder / "vault"),
            lake=lambda: None,  # type: ignore[arg-type, return-value]
            sender=lambda: self.sender,
            programs=partial(FixedPrograms, programs),
            calendar=lambda: SqliteCalendar(folder / "store"),
            outcomes=lambda: self.published,
            opt_outs=lambda: self.listed,
            clock=self.clock,
        )
        self.open()

    def open(self) -> None:
        self.converse = _Converse(self.ports, self.settings.useful, self.settings.recover_after)
        self.stage = _IssueReplies(self.ports, self.settings)
        self.converse.setup()
        self.stage.setup()

    def close(self) -> None:
        self.converse.teardown()
        self.stage.teardown()

    def read(self, *records: object) -> list[dict[str, Any]]:
        """Rows of replies after these records."""
        return self._through(read_block(decoded(*records), self.in_force))

    def tick(self) -> list[dict[str, Any]]:
        """Rows of replies after a tick."""
        return self._through(self._a_tick())

    def ticked(self) -> list[Block]:
        """Blocks that leave after a tick."""
        return list(self._answered(self._a_tick()))

    def _a_tick(self) -> Block:
        return replace(decode(tick(), TOKENS), programs=self.in_force.programs)

    def _through(self, block: Block) -> list[dict[str, Any]]:
        replies: list[dict[str, Any]] = []
        for made in self._answered(block):
            if Dataset.INBOUND in made.tables:
                self.inbound = made.tables[Dataset.INBOUND].to_pylist()
            if Dataset.OUTCOMES in made.tables:
                self.outcomes += made.tables[Dataset.OUTCOMES].to_pylist()
            if Dataset.REPLIES in made.tables:
                replies += made.tables[Dataset.REPLIES].to_pylist()
        return replies

    def _answered(self, block: Block) -> Iterator[Block]:
        for conversed in self.converse.process(block):
            yield from self.stage.process(conversed)

    def said(self) -> list[str]:
        """What was sent, in order."""
        return [text.body for text in self.sender.texts]
