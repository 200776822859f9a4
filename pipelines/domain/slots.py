"""Times in a calendar that customers choose from: what is asked for, by whom."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hold:
    """A claim on one time of a calendar. `slot` is its key there; `holder` names the conversation that asks, and None
    stands for whoever had the time when the calendar was loaded."""

    calendar: str
    slot: str
    holder: bytes | None
