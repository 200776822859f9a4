"""Reading one shard in a thread, from a position to its end; every fault retried or handed over."""

import logging
import queue
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from pipelines.adapters.kpl import deaggregate
from pipelines.domain.blocks import SEQUENCE_WIDTH, RawBlock, raw_block
from pipelines.ports import SHARD_END

if TYPE_CHECKING:
    from pipelines.adapters.kinesis import KinesisSettings

_LOG = logging.getLogger(__name__)
_RETRIES = 12
_LONGEST_PAUSE_S = 10.0
_FATAL = (
    "ResourceNotFoundException",
    "AccessDeniedException",
    "InvalidArgumentException",
    "UnrecognizedClientException",
)


@dataclass(frozen=True, slots=True)
class Read:
    """What a follower hands over: a block and the position after it; or the end of the shard; or what stopped it."""

    shard: str
    block: RawBlock | None = None
    position: str = SHARD_END
    error: Exception | None = None


class Follower:
    """Reads one shard from a position to its end, or until stopped."""

    def __init__(
        self,
        shard: str,
        position: str | None,
        client: Any,
        settings: "KinesisSettings",
        out: "queue.Queue[Read]",
        stop: threading.Event,
    ) -> None:
        self._shard, self._position, self._client = shard, position, client
        self._settings, self._out, self._stop = settings, out, stop
        self._faults = 0

    def run(self) -> None:
        iterator: str | None = None
        while not self._stop.is_set():
            try:
                iterator = iterator or self._iterator()
                answer = self._client.get_records(ShardIterator=iterator, Limit=self._settings.max_block)
            except (ClientError, BotoCoreError) as error:
                iterator = None
                if not self._survives(error):
                    self._hand_over(Read(self._shard, error=error))
                    return
                continue
            self._faults = 0
            if answer["Records"]:
                self._hand_over(self._block(answer["Records"]))
            iterator = answer.get("NextShardIterator")
            if iterator is None:
                self._hand_over(Read(self._shard))
                return
            if not answer["Records"] or not answer.get("MillisBehindLatest"):
                self._stop.wait(self._settings.poll_s)

    def _iterator(self) -> str:
        """After the last record read; from the oldest that is kept where nothing was read yet: nothing is lost."""
        start = (
            {"ShardIteratorType": "TRIM_HORIZON"}
            if self._position is None
            else {
                "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
                "StartingSequenceNumber": self._position.lstrip("0") or "0",
            }
        )
        answer = self._client.get_shard_iterator(StreamName=self._settings.stream, ShardId=self._shard, **start)
        return str(answer["ShardIterator"])

    def _block(self, records: list[dict[str, Any]]) -> Read:
        data: list[bytes] = []
        sequences: list[str] = []
        arrivals: list[Any] = []
        for record in records:
            sequence = record["SequenceNumber"].zfill(SEQUENCE_WIDTH)
            parts = deaggregate(record["Data"])
            for sub, part in enumerate(parts if parts is not None else [record["Data"]]):
                data.append(part)
                sequences.append(sequence if parts is None else f"{sequence}-{sub:06d}")
                arrivals.append(record["ApproximateArrivalTimestamp"])
        self._position = records[-1]["SequenceNumber"].zfill(SEQUENCE_WIDTH)
        return Read(self._shard, raw_block(self._shard, data, sequences, arrivals), self._position)

    def _survives(self, error: Exception) -> bool:
        """Wait before the next try; False when trying is pointless."""
        code = (
            error.response.get("Error", {}).get("Code", "") if isinstance(error, ClientError) else type(error).__name__
        )
        if code == "ExpiredIteratorException":
            return True
        self._faults += 1
        if code in _FATAL or self._faults > _RETRIES:
            return False
        pause = min(_LONGEST_PAUSE_S, self._settings.poll_s * 2**self._faults)
        _LOG.warning("shard %s: %s, trying again in %.1f s", self._shard, code, pause)
        self._stop.wait(pause)
        return True

    def _hand_over(self, read: Read) -> None:
        """Wait for room: a slow consumer slows the reading down, it never makes the memory grow."""
        while not self._stop.is_set():
            try:
                self._out.put(read, timeout=0.5)
            except queue.Full:
                continue
            return
