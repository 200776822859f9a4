"""Errands: calls owed to the world that are harmless to make twice. Each is due again until it is done."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from pipelines.domain.errand import Errand, ErrandKind
from pipelines.ports import Calendar, Hold, OptOutList, OutcomePublisher, Store, Vault
from pipelines.transforms.metrics import Metric, count
from schemas.errors import CalendarAway, ReplyStatus

_LOG = logging.getLogger(__name__)
_AT_ONCE = 500
_AGAIN = timedelta(seconds=10)
_TOLD_AT = (6, 60, 600, 6000)
"""Failures after which the log says so: after a minute, ten minutes, and so on."""


class Errands:
    """Runs what is due in a store."""

    def __init__(
        self, store: Store, vault: Vault, calendar: Calendar, outcomes: OutcomePublisher, opt_outs: OptOutList
    ) -> None:
        self._store, self._vault = store, vault
        self._calendar, self._outcomes, self._opt_outs = calendar, outcomes, opt_outs
        self._runs: dict[ErrandKind, Callable[[Sequence[Errand], datetime], list[bytes]]] = {
            ErrandKind.PUBLISH: self._publish,
            ErrandKind.RELEASE: self._release,
            ErrandKind.LIST_OPT_OUT: self._list,
            ErrandKind.DELIST_OPT_OUT: self._delist,
        }

    def run(self, now: datetime) -> None:
        """Run what is due; what could not be done is due again in ten seconds."""
        due = self._store.take_errands(now, now + _AGAIN, _AT_ONCE)
        if not due:
            return
        done: list[bytes] = []
        for kind, run in self._runs.items():
            if of_kind := [each for each in due if each.kind is kind]:
                done += run(of_kind, now)
        self._store.run(done)
        self._complain([each for each in due if each.errand_id not in set(done)])
        count(Metric.ERRANDS_DONE, len(done))
        count(Metric.ERRANDS_DEFERRED, len(due) - len(done))

    def _complain(self, failed: Sequence[Errand]) -> None:
        for kind in ErrandKind:
            tries = [each.attempts + 1 for each in failed if each.kind is kind]
            if any(n in _TOLD_AT for n in tries):
                _LOG.warning(
                    "%d errands (%s) have failed, one %d times; they are tried again", len(tries), kind, max(tries)
                )

    def _publish(self, errands: Sequence[Errand], now: datetime) -> list[bytes]:
        by_id = {bytes.fromhex(each.details["outcome_id"]): each.errand_id for each in errands}
        outcomes = self._store.outcomes(list(by_id))
        taken = self._outcomes.publish(outcomes)
        return [by_id[each.outcome_id] for each, was_taken in zip(outcomes, taken, strict=True) if was_taken]

    def _release(self, errands: Sequence[Errand], now: datetime) -> list[bytes]:
        holds = [_hold(each) for each in errands if not self._is_wanted_again(each)]
        try:
            self._calendar.release(holds, now)
        except CalendarAway as away:
            _LOG.warning("the calendar is away (%s): %d times are not open again yet", away, len(holds))
            return []
        return [each.errand_id for each in errands]

    def _is_wanted_again(self, errand: Errand) -> bool:
        """Whether the conversation has chosen the time again since: to the calendar it is the same holder."""
        details = errand.details
        if "customer_key" not in details or "holder" not in details:
            return False
        thread = self._store.thread(_customer(errand), details["origination_identity"])
        talks = () if thread is None else thread.after.talks
        chosen = [
            slot
            for talk in talks
            if talk.opening.conversation_id.hex() == details["holder"] and talk.conversation is not None
            for slot in (talk.conversation.booked, talk.conversation.claiming)
        ]
        return any(slot is not None and slot.key == details["slot"] for slot in chosen)

    def _list(self, errands: Sequence[Errand], now: datetime) -> list[bytes]:
        """A number that is on AWS's list can be told nothing more: its confirmation goes first."""
        waiting = {bytes.fromhex(each.details["reply_id"]) for each in errands}
        open_still = {
            r.promise.reply_id for r in self._store.replies(list(waiting)) if r.status is ReplyStatus.PROMISED
        }
        ready = [each for each in errands if bytes.fromhex(each.details["reply_id"]) not in open_still]
        still_out = self._store.opted_out([_customer(each) for each in ready])
        numbers = self._vault.reveal([_customer(each) for each in ready])
        return _done(ready, lambda each: self._listed(each, numbers.get(_customer(each)), still_out))

    def _listed(self, errand: Errand, number: str | None, out: set[bytes]) -> bool:
        overtaken = _customer(errand) not in out
        return number is None or overtaken or self._opt_outs.put(number, errand.details["opt_out_list"])

    def _delist(self, errands: Sequence[Errand], now: datetime) -> list[bytes]:
        """None: AWS refuses for good; the welcome that follows is then refused too, and shows why."""
        out = self._store.opted_out([_customer(each) for each in errands])
        numbers = self._vault.reveal([_customer(each) for each in errands])
        return _done(errands, lambda each: self._delisted(each, numbers.get(_customer(each)), out))

    def _delisted(self, errand: Errand, number: str | None, out: set[bytes]) -> bool:
        overtaken = _customer(errand) in out
        return number is None or overtaken or self._opt_outs.remove(number, errand.details["opt_out_list"]) is not False


def _done(errands: Sequence[Errand], call: Callable[[Errand], bool]) -> list[bytes]:
    """Errands that were done, up to the first that fails: an API that is away is not asked five hundred times."""
    return [each.errand_id for each in takewhile(call, errands)]


def _hold(errand: Errand) -> Hold:
    holder = errand.details.get("holder")
    return Hold(errand.details["calendar"], errand.details["slot"], None if holder is None else bytes.fromhex(holder))


def _customer(errand: Errand) -> bytes:
    return bytes.fromhex(errand.details["customer_key"])
