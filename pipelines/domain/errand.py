"""Calls that the job owes to the world and may make again: each is harmless when it is made twice."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum

from pipelines.domain.values import value


class ErrandKind(StrEnum):
    """What is owed."""

    PUBLISH = "publish"  # tell the business an outcome: `outcome_id`
    RELEASE = "release"  # open a time again: `calendar`, `slot`, and `holder` (none: whoever had it when it was loaded)
    # with the holder's thread: a conversation that has come back to the time keeps it
    LIST_OPT_OUT = (
        "list_opt_out"  # put a customer on AWS's list: `customer_key`, `opt_out_list`, after `reply_id` has left
    )
    DELIST_OPT_OUT = "delist_opt_out"  # take a customer off it: `customer_key`, `opt_out_list`


@value(frozen=True, slots=True)
class Errand:
    """One call that is owed. `details`: hex where it is bytes. `attempts`: how often it was taken up."""

    errand_id: bytes
    kind: ErrandKind
    details: Mapping[str, str]
    attempts: int = 0


def errand(kind: ErrandKind, **details: str) -> Errand:
    """An errand, named by what it is: the same one twice is one."""
    name = "\x1f".join((kind.value, *(f"{key}={value}" for key, value in sorted(details.items()))))
    return Errand(hashlib.sha256(name.encode()).digest()[:16], kind, details)
