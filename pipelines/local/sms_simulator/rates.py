"""Message parts per second: a token bucket for each number, of one second's size.

A message of more parts than the bucket holds leaves when the bucket is full and puts it into debt, so the long-run rate
holds and no message is too long to leave at all.
"""

import threading
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Bucket:
    parts: float
    filled_at: float


@dataclass(slots=True)
class Rates:
    """Buckets by name. Thread-safe. Not kept over a restart: a second later they are full anyway."""

    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, parts: int, per_second: float, now: float) -> bool:
        """Whether `parts` may leave at `now` (epoch seconds); if so they are taken.

        >>> rates = Rates()
        >>> [rates.take("n", 2, per_second=3, now=at) for at in (0.0, 0.0, 0.4)]
        [True, False, True]
        """
        size = max(per_second, 1.0)
        with self._lock:
            bucket = self._buckets.setdefault(name, _Bucket(size, now))
            bucket.parts = min(size, bucket.parts + max(0.0, now - bucket.filled_at) * per_second)
            bucket.filled_at = now
            if bucket.parts + 1e-9 < min(parts, size):
                return False
            bucket.parts -= parts
            return True
