"""Whether a promise is withheld: the same for every store."""

from collections.abc import Container

from pipelines.domain.reply import gave_up
from pipelines.ports import Promise
from schemas.errors import FailReason, ReplyStatus, SuppressReason

CONFIRMING = ("opt_out", "unclear_opt_out")
"""Intents whose one reply goes to a customer who is opted out."""


def suppression(promise: Promise, out: Container[bytes], confirming: Container[bytes]) -> SuppressReason | None:
    """Why a new promise is withheld; None: it is to be sent. `out` are the customers who are opted out by the end of
    the block, `confirming` the replies that are the one confirmation of an opt-out."""
    if promise.suppress is not None:
        return promise.suppress
    if promise.opt_out and promise.customer_key not in out:
        return SuppressReason.STALE  # they opted in again since: the confirmation would not be true
    if promise.opt_out:
        return None if promise.reply_id in confirming else SuppressReason.OPTED_OUT
    return SuppressReason.OPTED_OUT if promise.customer_key in out else None


def too_late(attempts: int, error_code: str | None) -> tuple[ReplyStatus, SuppressReason | FailReason]:
    """How a reply ends that is of no more use: withheld if it was never tried, else given up."""
    if attempts == 0:
        return ReplyStatus.SUPPRESSED, SuppressReason.STALE
    return ReplyStatus.FAILED, gave_up(error_code)
