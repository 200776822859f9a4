"""Raw blocks to blocks of rows."""

from collections.abc import Iterator

import apache_beam as beam

from pipelines.domain.blocks import Block, RawBlock
from pipelines.domain.decode import decode
from pipelines.domain.tokens import Tokens
from pipelines.transforms.metrics import Metric, count
from schemas.pseudonym import PseudonymKey


class Decode(beam.PTransform):
    """`RawBlock` → `Block` with inbound (unclassified), deliveries and dead letters. See `pipelines.domain.decode`."""

    def __init__(self, key: PseudonymKey) -> None:
        super().__init__()
        self._key = key

    def expand(self, blocks: beam.PCollection) -> beam.PCollection:
        return blocks | beam.ParDo(_Decode(self._key))


class _Decode(beam.DoFn):
    def __init__(self, key: PseudonymKey) -> None:
        self._tokens = Tokens(key)

    def process(self, raw: RawBlock) -> Iterator[Block]:
        count(Metric.RECORDS_READ, len(raw))
        yield decode(raw, self._tokens)
