"""Inbound rows gain what the customer meant."""

from collections.abc import Iterator
from dataclasses import replace

import apache_beam as beam

from pipelines.domain.blocks import Block
from pipelines.domain.classify import Classifier
from pipelines.ports import Ports, ProgramsInForce
from pipelines.transforms.metrics import Metric, count
from schemas.tables import Dataset


class Classify(beam.PTransform):
    """`Block` → `Block` whose inbound rows have the columns of `pipelines.domain.classify.Classification`, all by the
    programs that were in force when it came; the block names them, so that the reply goes by the same. A tick names
    them too."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self._ports = ports

    def expand(self, blocks: beam.PCollection) -> beam.PCollection:
        return blocks | beam.ParDo(_Classify(self._ports))


class _Classify(beam.DoFn):
    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def setup(self) -> None:
        self._source = self._ports.programs()

    def teardown(self) -> None:
        self._source.close()

    def process(self, block: Block) -> Iterator[Block]:
        changes = self._source.take_changes()
        count(Metric.PROGRAMS_RELOADED, changes.reloaded)
        count(Metric.PROGRAMS_REFUSED, changes.refused)
        in_force = self._source.current()
        yield (
            replace(block, programs=in_force.programs, classifier=in_force.classifier)
            if block.is_tick
            else read_block(block, in_force)
        )


def read_block(block: Block, in_force: ProgramsInForce) -> Block:
    """`block` classified by the programs in force, and naming them."""
    classified = classify_block(block, in_force.classifier)
    return replace(classified, programs=in_force.programs, classifier=in_force.classifier)


def classify_block(block: Block, classifier: Classifier) -> Block:
    """`block` with its inbound rows classified; row order is kept."""
    inbound = block.tables[Dataset.INBOUND]
    meaning = classifier.classify_block(
        inbound["origination_identity"], inbound["message_body"], inbound["message_kind"]
    )
    for name in meaning.column_names:
        inbound = inbound.append_column(name, meaning[name])
    return block.with_table(Dataset.INBOUND, inbound)
