"""How much one of our numbers may send now: a token bucket in message parts.

Source: AWS End User Messaging SMS user guide, "SMS limits: message parts per second"; a longer text takes more of it.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Bucket:
    """`parts` that may leave now, at most one second's worth (one text at the least). A text of more parts than that may
    leave when the bucket is full, and the next ones wait the longer."""

    pace: float
    parts: float
    is_used: bool = False

    @classmethod
    def at(cls, pace: float, before: tuple[float, datetime] | None, now: datetime) -> "Bucket":
        """The bucket at `now`; `before`: what was in it, and when. A clock that went back gives nothing.

        >>> from datetime import UTC, timedelta
        >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
        >>> bucket = Bucket.at(10, None, noon)
        >>> [bucket.take(4), bucket.take(4), bucket.take(4), bucket.take(1)], bucket.parts
        ([True, True, True, False], -2)
        >>> Bucket.at(10, (bucket.parts, noon), noon + timedelta(seconds=0.5)).parts
        3.0
        """
        full = max(pace, 1.0)
        if before is None:
            return cls(pace, full)
        parts, counted_at = before
        return cls(pace, min(full, parts + pace * max(0.0, (now - counted_at).total_seconds())))

    @property
    def has_any(self) -> bool:
        """Something may leave now."""
        return self.parts > 0

    def take(self, parts: int) -> bool:
        """Whether a text of so many parts may leave now; it is counted."""
        if not self.has_any:
            return False
        self.parts -= parts
        self.is_used = True
        return True
