"""Values of the hot path: dataclasses that nobody changes, at the price of plain ones.

`frozen=True` makes a value three times as dear: a call for each of its fields. So these are held to it by the type checker
alone.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool):
        """`dataclass` with the same options; equal values have equal hashes."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]
