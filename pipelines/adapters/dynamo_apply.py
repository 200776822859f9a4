"""What happens to threads, in the state table: read, decided, and written with all that follows from it.

**What is atomic.** What a block's works do to one customer: the threads, the texts, the latch, the replies, the outcomes
and the errands are one transaction, made only if threads, texts and latch are as they were read. Customers are
independent, and several share a transaction for speed alone.

A transaction takes 100 items. Of a customer who brings more, as many texts are applied at a time as fit: as if they
had come in several blocks, each of them whole. What a single event brings may still be more than that (the calendar's
answer, for which a long queue has waited). Then the latch is written first, with the confirmation of its opt-out, then what
follows, and last, in one, the thread and the text: until then the event has not happened, and the next who goes through
it finds what is stored under the same ids, and leaves it as it stands. A text is never known without what follows from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from pipelines.adapters.dynamo_items import latch_key, latch_of, reply_key, row_of, sent_key
from pipelines.adapters.dynamo_promises import CustomerPlan, plan_customer
from pipelines.adapters.dynamo_replies import DynamoReplies, once_more
from pipelines.adapters.dynamo_rows import Row
from pipelines.adapters.dynamo_table import AT_ONCE, key_of
from pipelines.adapters.dynamo_threads import (
    NO_THREAD,
    errand_key,
    is_owed,
    outcome_key,
    put_errand,
    put_outcome,
    put_text,
    put_thread,
    refind,
    text_key,
    text_of,
    thread_key,
    thread_of,
)
from pipelines.adapters.dynamo_works import Known, Made, cut, gather, inputs, joined
from pipelines.ports import Applied, Decide, Reply, Work

if TYPE_CHECKING:
    from pipelines.adapters.dynamo_items import Action, Item

    Items = Mapping[tuple[str, str], Item]

_MOST = AT_ONCE - 2  # texts of a customer in one transaction: an item each, beside the thread and the latch


@dataclass(frozen=True, slots=True)
class Step:
    """What part of a customer's works comes to. `before` is written before `last`, each of its rounds after the one before
    it; `stand` are the replies after that. `rest`: works that are left."""

    made: Made
    rest: Sequence[Work]
    stand: Mapping[bytes, Row]
    before: "Sequence[Sequence[Sequence[Action]]]"
    last: "Sequence[Action]"

    def replies(self) -> list[Reply]:
        """How all stand that were promised, and those to texts that came before."""
        wanted = (*(promise.reply_id for promise in self.made.promises), *self.made.known)
        return [self.stand[i].reply() for i in wanted if i in self.stand]


class Application:
    """Applies works to the threads of a table."""

    def __init__(self, replies: DynamoReplies, decide: Decide, now: datetime) -> None:
        self._replies, self._table, self._decide, self._now = replies, replies.table, decide, now

    def apply(self, works: Sequence[Work]) -> Applied:
        """What became of the works, after all of it is stored."""
        self._refinds = any(work.resumed and work.tick is None for work in works)
        left: dict[bytes, list[Work]] = {}
        for work in works:
            left.setdefault(work.who.customer_key, []).append(work)
        done: dict[bytes, list[tuple[Made, list[Reply]]]] = {key: [] for key in left}
        tried = 0
        while left:
            steps = self._steps(left)
            refused = self._carry_out(steps)
            for key in steps.keys() - refused:
                done[key].append((steps[key].made, steps[key].replies()))
            left = {key: left[key] if key in refused else list(step.rest) for key, step in steps.items()}
            left = {key: of_one for key, of_one in left.items() if of_one}
            tried = once_more(tried, refused) if refused else 0
        return joined(list(chain.from_iterable(done.values())))

    def _carry_out(self, steps: Mapping[bytes, Step]) -> set[bytes]:
        """Write the steps; the customers for whom something has changed since it was read."""
        refused = {key for key, step in steps.items() if not all(all(self._table.write(each)) for each in step.before)}
        last = {key: step.last for key, step in steps.items() if step.last and key not in refused}
        written = self._table.write(list(last.values()))
        return refused | {key for key, was_done in zip(last, written, strict=True) if not was_done}

    def _steps(self, left: Mapping[bytes, Sequence[Work]]) -> dict[bytes, Step]:
        """What is to be written next for each customer, from what is stored now."""
        begun = {key: cut(works, _MOST) for key, works in left.items()}
        found = self._table.read(chain.from_iterable(map(_keys_of, (first for first, _ in begun.values()))))
        known = _known(found, (work for first, _ in begun.values() for work in first))
        made = {key: self._made(first, rest, known) for key, (first, rest) in begun.items()}
        found |= self._table.read(chain.from_iterable(_keys_made(each) for each, _ in made.values()))
        self._replies.leave_from(p.origination_identity for each, _ in made.values() for p in each.promises)
        return {key: self._step(key, each, rest, known, found) for key, (each, rest) in made.items()}

    def _made(self, first: Sequence[Work], rest: Sequence[Work], known: Known) -> tuple[Made, list[Work]]:
        """What as many of the works come to as one transaction takes, one event at the least; and the works that are left."""
        taken, left = list(first), list(rest)
        while True:
            made = gather(taken, known, self._decide, self._refinds)
            heard = sum(map(inputs, taken))
            if made.size <= AT_ONCE or heard == 1:
                return made, left
            taken, more = cut(taken, heard // 2)
            left = [*more, *left]

    def _step(self, customer: bytes, made: Made, rest: Sequence[Work], known: Known, found: "Items") -> Step:
        name, now = self._table.name, self._now
        latch = found.get(key_of(latch_key(customer)))
        rows = {i: row for i in _reply_ids(made) if (row := _row(found, i)) is not None}
        plan = CustomerPlan(name)
        if made.promises:
            plan = plan_customer(name, made.promises, None if latch is None else latch_of(latch), rows.keys(), now)
        outcomes = {o.outcome_id: o for o in made.outcomes if key_of(outcome_key(o.outcome_id)) not in found}
        errands = {e.errand_id: e for e in made.errands if not is_owed(found.get(key_of(errand_key(e.errand_id))))}
        refound = {i: finding for i, finding in made.refound.items() if key_of(text_key(i)) in found}
        owed = [
            *(put_outcome(name, each, now) for each in outcomes.values()),
            *(put_errand(name, each, now) for each in errands.values()),
            *(refind(name, i, finding) for i, finding in refound.items()),
        ]
        happened = [*self._threads(made, known), *(put_text(name, i, text, now) for i, text in made.texts.items())]
        stand = rows | {row.promise.reply_id: row for row in plan.rows}
        if made.size <= AT_ONCE:
            return Step(made, rest, stand, [], [*happened, *plan.together, *owed])
        return Step(
            made, rest, stand, [[plan.latch] if plan.latch else [], plan.apart, [[each] for each in owed]], happened
        )

    def _threads(self, made: Made, known: Known) -> "Iterable[Action]":
        """Threads that have changed, or that new texts were judged by."""
        for (customer, ours), thread in made.threads.items():
            was = known.threads.get((customer, ours), NO_THREAD)
            if made.texts or thread != was.thread:
                yield put_thread(self._table.name, customer, ours, was.revision, thread, self._now)


def _keys_of(works: Sequence[Work]) -> "Iterable[Item]":
    """Keys of what works are decided from."""
    for work in works:
        yield latch_key(work.who.customer_key)
        yield thread_key(*work.who.thread)
        for heard, draft in work.heard:
            yield text_key(draft.reply_id)
            if heard.previous is not None:
                yield sent_key(heard.previous)


def _keys_made(made: Made) -> "Iterable[Item]":
    """Keys of what may be stored already of what works came to."""
    yield from map(reply_key, _reply_ids(made))
    yield from (outcome_key(each.outcome_id) for each in made.outcomes)
    yield from (errand_key(each.errand_id) for each in made.errands)
    yield from map(text_key, made.refound)


def _reply_ids(made: Made) -> list[bytes]:
    return [*(promise.reply_id for promise in made.promises), *made.known]


def _known(found: "Items", works: Iterable[Work]) -> Known:
    threads, texts, answers = {}, {}, {}
    for work in works:
        if (item := found.get(key_of(thread_key(*work.who.thread)))) is not None:
            threads[work.who.thread] = thread_of(item)
        for heard, draft in work.heard:
            if (item := found.get(key_of(text_key(draft.reply_id)))) is not None:
                texts[draft.reply_id] = text_of(item)
            if heard.previous is not None and (item := found.get(key_of(sent_key(heard.previous)))) is not None:
                answers[heard.previous] = bytes(item["reply_id"]["B"])
    return Known(threads, texts, answers)


def _row(found: "Items", reply_id: bytes) -> Row | None:
    item = found.get(key_of(reply_key(reply_id)))
    return None if item is None else row_of(item)
