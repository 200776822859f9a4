"""Inbound rows gain what the customer meant."""

from collections.abc import Iterator

import apache_beam as beam

from pipelines.domain.blocks import Block
from pipelines.domain.classify import Classifier
from schemas.program import ProgramSet
from schemas.tables import Dataset


class Classify(beam.PTransform):
    """`Block` → `Block` whose inbound rows have the columns of `pipelines.domain.classify.Classification`."""

    def __init__(self, programs: ProgramSet) -> None:
        super().__init__()
        self._programs = programs

    def expand(self, blocks: beam.PCollection) -> beam.PCollection:
        return blocks | beam.ParDo(_Classify(Classifier(self._programs)))


class _Classify(beam.DoFn):
    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def process(self, block: Block) -> Iterator[Block]:
        yield block if block.is_tick else classify_block(block, self._classifier)


def classify_block(block: Block, classifier: Classifier) -> Block:
    """`block` with its inbound rows classified; row order is kept."""
    inbound = block.tables[Dataset.INBOUND]
    meaning = classifier.classify_block(
        inbound["origination_identity"], inbound["message_body"], inbound["message_kind"]
    )
    for name in meaning.column_names:
        inbound = inbound.append_column(name, meaning[name])
    return block.with_table(Dataset.INBOUND, inbound)
