"""Claim, call, settle: what stands in the outbox, each sent at most once.

The order is the law: the promise is stored, then the attempt, then the call is made, then its outcome is stored. A
process that dies in between leaves an attempt without an outcome: unknown, settled by a delivery event or shown as such.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat

from pipelines.domain.plan import context_of
from pipelines.domain.reply import PROVED_WITHIN, gave_up, may_be_sent_again
from pipelines.ports import (
    Clock,
    NotSent,
    OutboundText,
    Outcome,
    Promise,
    Reply,
    Sent,
    Settlement,
    SmsSender,
    Store,
    Vault,
)
from pipelines.transforms.metrics import Metric, count
from schemas.errors import ReplyStatus, SuppressReason

_LOG = logging.getLogger(__name__)
_PER_TICK = 500
_LONGEST_PAUSE_S = 60
_DOUBLED = 10


@dataclass(frozen=True, slots=True)
class ReplySettings:
    """How replies are sent. `threads` are claimed and called at a time, and so many outcomes at most are unknown after a
    crash. `lease` outlasts all calls of a wave; `useful` is how old a message may be and still be answered;
    `recover_after` is how long a reply's row may be on its way to the lake before it is taken to be lost and told again.
    """

    configuration_set: str | None
    threads: int
    lease: timedelta
    useful: timedelta
    recover_after: timedelta


class Outbox:
    """Sends from a store, a wave at a time. `paces`: our number → message parts a second."""

    def __init__(
        self, owner: str, store: Store, vault: Vault, sender: SmsSender, clock: Clock, settings: ReplySettings
    ) -> None:
        self.paces: Mapping[str, float] = {}
        self._owner, self._store, self._vault, self._sender = owner, store, vault, sender
        self._clock, self._settings = clock, settings
        self._halted = False
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="send")

    def close(self) -> None:
        """Wait for calls that are under way."""
        self._threads.shutdown(wait=True)

    def send(self, only: Sequence[bytes] | None) -> list[Reply]:
        """Send what is due, of these replies or of all. Those that were settled, as they stand."""
        settled: list[Reply] = []
        ends: list[Settlement] = []
        for wave in self._waves(only):
            with self._store.together():
                settled += self._settle(ends)
                claimed = self._claim(wave)
            ends = self._called(claimed)
            if not claimed and (wave is None or self._is_halted()):
                break
        return [*settled, *self._settle(ends)]

    def _waves(self, only: Sequence[bytes] | None) -> Iterator[Sequence[bytes] | None]:
        if only is None:
            yield from repeat(None, _PER_TICK)
        else:
            for start in range(0, len(only), self._settings.threads):
                yield only[start : start + self._settings.threads]

    def _is_halted(self) -> bool:
        halted = self._store.halted(self._clock.now())
        if halted is not None and not self._halted:
            _LOG.error("nothing is sent before %s: %s", halted[1].isoformat(timespec="seconds"), halted[0])
        elif halted is None and self._halted:
            _LOG.warning("sending goes on")
        self._halted = halted is not None
        return self._halted

    def _claim(self, only: Sequence[bytes] | None) -> list[Reply]:
        now = self._clock.now()
        # After a halt one text tries whether the others may follow.
        limit = 1 if self._halted else self._settings.threads
        return self._store.claim(self._owner, now, self._settings.lease, limit, only, self.paces)

    def _settle(self, ends: Sequence[Settlement]) -> list[Reply]:
        return self._store.settle(self._owner, ends, self._clock.now()) if ends else []

    def _called(self, claimed: Sequence[Reply]) -> list[Settlement]:
        """Call for what was claimed: how each attempt ended."""
        if not claimed:
            return []
        numbers = self._vault.reveal([reply.promise.customer_key for reply in claimed])
        outcomes = self._call_all(claimed, numbers)
        now = self._clock.now()
        self._breaker(outcomes, now)
        settlements = [self._settlement(r, o, now) for r, o in zip(claimed, outcomes, strict=True)]
        _count(settlements)
        return settlements

    def _breaker(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Hold everything back when the account itself may not send."""
        halting = next((o for o in outcomes if isinstance(o, NotSent) and o.halts), None)
        if halting is not None:
            self._store.halt(halting.error_code, now + halting.retry_after)
            count(Metric.SENDING_HALTED, 1)
            self._is_halted()
        elif self._halted and any(isinstance(o, Sent) for o in outcomes):
            self._is_halted()

    def _call_all(self, claimed: Sequence[Reply], numbers: Mapping[bytes, str]) -> list[Outcome]:
        """The outcome of each call, as many under way at once as there are threads. A thread is only asked for while calls
        are left over: where they return at once, none is."""
        outcomes: dict[int, Outcome] = {}
        left = iter(range(len(claimed)))
        helpers: list[Future[None]] = []

        def take() -> None:
            for place in left:
                if not helpers or helpers[-1].running() or helpers[-1].done():
                    helpers.append(self._threads.submit(take))
                outcomes[place] = self._call(claimed[place].promise, numbers)

        take()
        for helper in helpers:  # grows while it is gone through
            helper.result()
        return [outcomes[place] for place in range(len(claimed))]

    def _call(self, promise: Promise, numbers: Mapping[bytes, str]) -> Outcome:
        number = numbers.get(promise.customer_key)
        if number is None or promise.body is None:
            return NotSent(SuppressReason.INVALID_NUMBER, "not_in_vault")
        text = OutboundText(
            number, promise.origination_identity, promise.body, context_of(promise), self._settings.configuration_set,
            promise.promotional,
        )  # fmt: skip
        return self._sender.send(text)

    def _settlement(self, reply: Reply, outcome: Outcome, now: datetime) -> Settlement:
        key = reply.promise.reply_id
        if isinstance(outcome, Sent):
            return Settlement(key, ReplyStatus.SENT, message_id=outcome.message_id)
        if not isinstance(outcome, NotSent):
            if may_be_sent_again(reply):
                return Settlement(key, ReplyStatus.PROMISED, None, outcome.error_code, retry_at=now + PROVED_WITHIN)
            return Settlement(key, ReplyStatus.UNKNOWN, outcome.reason, outcome.error_code)
        if outcome.reason is not None:
            status = ReplyStatus.SUPPRESSED if isinstance(outcome.reason, SuppressReason) else ReplyStatus.FAILED
            return Settlement(key, status, outcome.reason, outcome.error_code)
        if now > (reply.promise.useful_until or reply.promise.received_at + self._settings.useful):
            return Settlement(key, ReplyStatus.FAILED, gave_up(outcome.error_code), outcome.error_code)
        longer = min(outcome.retry_after * 2 ** min(reply.attempts - 1, _DOUBLED), timedelta(seconds=_LONGEST_PAUSE_S))
        pause = max(outcome.retry_after, longer)
        return Settlement(key, ReplyStatus.PROMISED, None, outcome.error_code, retry_at=now + pause)


_COUNTED = {
    ReplyStatus.SENT: Metric.REPLIES_SENT,
    ReplyStatus.SUPPRESSED: Metric.REPLIES_SUPPRESSED,
    ReplyStatus.FAILED: Metric.REPLIES_FAILED,
    ReplyStatus.UNKNOWN: Metric.REPLIES_UNKNOWN,
    ReplyStatus.PROMISED: Metric.REPLIES_DEFERRED,
}


def _count(settlements: Iterable[Settlement]) -> None:
    for status, settled in Counter(settlement.status for settlement in settlements).items():
        count(_COUNTED[status], settled)
