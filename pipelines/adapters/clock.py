"""The time."""

from datetime import UTC, datetime


class SystemClock:
    """`pipelines.ports.Clock` of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)
