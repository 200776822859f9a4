"""Places in the two sparse indexes of the state table, and what stands in them.

| index | place | by | what |
|---|---|---|---|
| `work` | `due#<number>#n` | `work_at` | replies that are due, by the number of ours that they leave from |
| `work` | `leased#n` | `work_at` | replies that are being attempted, by the end of the lease |
| `work` | `thread#n` | `work_at` | threads in which time alone brings something |
| `work` | `errand#n` | `work_at` | errands |
| `unwritten` | `unwritten#n`, `outcome#n` | `changed_at` | replies and outcomes that are not in the lake |

n is a quarter, by the first byte of the item's id: a partition of an index takes 1,000 writes a second. Due replies have
places by their number, so that a number that may send nothing for now is not read past to find what others may.
"""

import hashlib
import heapq
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_table import DynamoTable

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Item

    Reader = Iterator[Item]

_QUARTERS = 4
_PAGE = 100
_BY = {"work": "work_at", "unwritten": "changed_at"}


def place(what: str, key: bytes) -> str:
    """Where an item of this id stands.

    >>> place("errand", bytes([7, 1]))
    'errand#3'
    """
    return f"{what}#{key[0] % _QUARTERS}"


def places(what: str) -> list[str]:
    """All places of a kind."""
    return [f"{what}#{n}" for n in range(_QUARTERS)]


@lru_cache(4096)
def number_of(ours: str) -> str:
    """One of our numbers, for a key: hashed, as every number is there.

    >>> number_of("+12065550100")
    'd0397ae0f8b2ddd7'
    """
    return hashlib.sha256(f"number:{ours}".encode()).hexdigest()[:16]


def proposed(
    table: DynamoTable,
    index: str,
    in_places: Sequence[str],
    before: int,
    page: int,
    kept: "Callable[[str, Reader], Reader] | None" = None,
) -> "Reader":
    """Keys that an index proposes, the earliest first. `kept`: what of a place is read, by the place."""
    readers = [table.index(index, each, _BY[index], before, min(page, _PAGE)) for each in in_places]
    if kept is not None:
        readers = [kept(each, reader) for each, reader in zip(in_places, readers, strict=True)]
    begun = zip(table.at_once(_first, readers), readers, strict=True)
    return heapq.merge(*(chain(first, rest) for first, rest in begun), key=lambda item: int(item[_BY[index]]["N"]))


def _first(reader: "Reader") -> "Sequence[Item]":
    return list(islice(reader, 1))


def standing(table: DynamoTable, index: str, what: str, before: int, limit: int) -> "list[Item]":
    """Up to `limit` items that stand in places of a kind at `before` or earlier, the earliest first. The index proposes
    them, moments late; the table decides."""
    by = _BY[index]
    found: list[Item] = []
    keys = proposed(table, index, places(what), before, limit)
    while len(found) < limit and (some := list(islice(keys, limit))):
        items = table.get([{"pk": each["pk"], "sk": each["sk"]} for each in some])
        found += [each for each in items if index in each and int(each[by]["N"]) <= before]
    return sorted(found, key=lambda item: int(item[by]["N"]))[:limit]
