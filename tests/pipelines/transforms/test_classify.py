"""A block is read and answered by the programs that were in force when it came, whatever comes into force meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest

from pipelines.adapters.calendar_sqlite import SqliteCalendar
from pipelines.adapters.outcomes_sns import NoOutcomes
from pipelines.adapters.program_source import FixedPrograms
from pipelines.adapters.replay import NoOptOutList, ReplaySender
from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.adapters.vault import SqliteVault
from pipelines.domain.blocks import Block, tick
from pipelines.domain.classify import Classifier
from pipelines.domain.decode import decode
from pipelines.ports import Ports, ProgramChanges, ProgramsInForce
from pipelines.transforms.classify import Classify, _Classify
from pipelines.transforms.converse import _Converse
from pipelines.transforms.reply import ReplySettings, _IssueReplies
from schemas.program import ProgramSet
from schemas.program_file import read_programs
from schemas.tables import Dataset
from tests.pipelines.domain.records import NOON, TOKENS, decoded, inbound

SETTINGS = ReplySettings(
    None, threads=1, lease=timedelta(seconds=60), useful=timedelta(hours=4), recover_after=timedelta(seconds=5)
)


def programs(says: str, keyword: str = "YES") -> ProgramSet:
    text = f"""
program: clinic
numbers: [{{number: "+12065550100", opt_outs: aws}}]
keywords: [{{keyword: "{keyword}", template: t}}]
templates: {{t: "{says}"}}
"""
    return read_programs([("clinic.yaml", text.encode())])


class Clock:
    """A clock that stands."""

    def now(self) -> Any:
        return NOON


class Turning:
    """A source that has the next programs at each look."""

    def __init__(self, *versions: ProgramSet) -> None:
        self.versions = list(versions)

    def current(self) -> ProgramsInForce:
        programs = self.versions.pop(0)
        return ProgramsInForce(programs, Classifier(programs))

    def take_changes(self) -> ProgramChanges:
        return ProgramChanges(reloaded=1)

    def close(self) -> None: ...


class Line:
    """The two stages, one behind the other, on a store in `folder`."""

    def __init__(self, folder: Path, source: Turning) -> None:
        self.source = source
        ports = Ports(
            store=lambda: SqliteStore(folder / "store"),
            vault=lambda: SqliteVault(folder / "vault"),
            lake=lambda: None,  # type: ignore[arg-type, return-value]
            sender=ReplaySender,
            programs=lambda: source,
            calendar=lambda: SqliteCalendar(":memory:"),
            outcomes=NoOutcomes,
            opt_outs=NoOptOutList,
            clock=Clock(),
        )
        self.classify, self._reply = _Classify(ports), _IssueReplies(ports, SETTINGS)
        self._converse = _Converse(ports, SETTINGS.useful, SETTINGS.recover_after)
        for stage in (self.classify, self._converse, self._reply):
            stage.setup()

    def answered(self, block: Block) -> Block:
        [conversed] = self._converse.process(block)
        [answered] = self._reply.process(conversed)
        return answered

    def classified(self, *records: object) -> Block:
        [block] = self.classify.process(decoded(*records))
        return block

    def close(self) -> None:
        for stage in (self._reply, self._converse, self.classify):
            stage.teardown()


OLD, NEW = programs("Old words"), programs("New words")


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    opened = Line(tmp_path, Turning(OLD, NEW))
    yield opened
    opened.close()


def test_a_block_is_answered_by_the_programs_that_read_it(line: Line) -> None:
    first = line.classified(*(inbound("YES", f"+1425555000{n}", inboundMessageId=f"a{n}") for n in range(3)))
    second = line.classified(*(inbound("YES", f"+1425555001{n}", inboundMessageId=f"b{n}") for n in range(3)))
    # The new programs are in force already when the first block reaches its replies.
    for block, expected, words in ((first, OLD, "Old words"), (second, NEW, "New words")):
        answered = line.answered(block)
        version = expected.programs[0].version
        assert set(answered.tables[Dataset.INBOUND]["program_version"].to_pylist()) == {version}
        replies = answered.tables[Dataset.REPLIES].to_pylist()
        assert [(r["program_version"], r["body"]) for r in replies] == [(version, words)] * 3


def test_a_keyword_that_the_next_version_lacks_is_still_answered(tmp_path: Path) -> None:
    line = Line(tmp_path, Turning(OLD, programs("New words", keyword="SURE")))
    block = line.classified(inbound("YES"))
    [after] = [line.classified(inbound("YES", "+14255550009", inboundMessageId="later"))]
    answered = line.answered(block)
    assert answered.tables[Dataset.REPLIES]["body"].to_pylist() == ["Old words"]
    unanswered = line.answered(after)
    assert len(unanswered.tables[Dataset.REPLIES]) == 0
    line.close()


def test_a_tick_is_passed_on_with_the_programs_that_word_reminders(line: Line) -> None:
    [passed] = line.classify.process(decode(tick(), TOKENS))
    assert passed.is_tick
    assert passed.programs is OLD


def test_the_transform_counts_changes_and_its_blocks_can_travel() -> None:
    ports = Ports(
        store=None,  # type: ignore[arg-type]
        vault=None,  # type: ignore[arg-type]
        lake=None,  # type: ignore[arg-type]
        sender=None,  # type: ignore[arg-type]
        programs=lambda: Turning(OLD, NEW),
        calendar=None,  # type: ignore[arg-type]
        outcomes=None,  # type: ignore[arg-type]
        opt_outs=None,  # type: ignore[arg-type]
        clock=Clock(),
    )
    pipeline = beam.Pipeline("FnApiRunner")
    # Behind a shuffle a block has been pickled.
    _ = (
        pipeline
        | beam.Create([decoded(inbound("YES"))])
        | Classify(ports)
        | beam.Reshuffle()
        | beam.Map(lambda block: _same(block.programs, OLD))
    )
    result = pipeline.run()
    result.wait_until_finish()
    counters = {c.key.metric.name: c.committed for c in result.metrics().query()["counters"]}
    assert counters["programs_reloaded"] == 1


def _same(got: ProgramSet | None, wanted: ProgramSet) -> None:
    assert got == wanted


def test_programs_that_are_fixed_never_change() -> None:
    source = FixedPrograms(OLD)
    assert source.current().programs is OLD
    assert source.current() is source.current()
    assert source.take_changes() == ProgramChanges()
