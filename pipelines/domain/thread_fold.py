"""What happens in a thread, event by event: pure.

`follow` puts new events in their places and goes through the thread again from there. A text that was answered before is
not answered again; a time that was offered, or that the calendar gave, stays as it was found then. So the end state is
that of the event times, whatever the order of arrival.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from pipelines.domain.answers import Intent
from pipelines.domain.thread import LATE, MOST_EVENTS, Event, Finding, Heard, Order, Thread
from pipelines.domain.thread_effects import Asked, Followed, OpenTimes, Read, Reminded, Rules, Told
from pipelines.domain.thread_steps import step
from schemas.program import ProgramSet

REPEATED = timedelta(seconds=5)
"""The same words of the same customer under a new id, so close to each other, are one text."""


def repeats(events: Sequence[Event], heard: Heard) -> str | None:
    """The inbound message id of the text that `heard` repeats under a new id; None: it repeats none.

    Nothing else was said in between. STOP and START are never taken for repeats: they are latches, and a STOP after a
    START within seconds must count.
    """
    if heard.meant.intent in _LATCHES:
        return None
    near = [e.what for e in events if isinstance(e.what, Heard) and abs(e.what.at - heard.at) <= REPEATED]
    for other in near:
        same = (other.text, other.previous) == (heard.text, heard.previous) and other.message_id != heard.message_id
        first, last = sorted((other.at, heard.at))
        if same and all(each.text == heard.text for each in near if first <= each.at <= last):
            return other.message_id
    return None


_LATCHES = (Intent.OPT_OUT, Intent.UNCLEAR_OPT_OUT, Intent.OPT_IN)


def follow(
    thread: Thread,
    happened: Sequence[Event],
    programs: ProgramSet,
    open_times: OpenTimes | None = None,
    read: Read | None = None,
) -> Followed:
    """`thread` after `happened`. An event that is known already replaces itself (the calendar has answered, say); one that
    is older than all that is kept is taken as it comes."""
    new = {event.order: event for event in happened}
    placed = {event.order: event for event in thread.events} | new
    ordered = [placed[order] for order in sorted(placed)]
    settled = next((n for n, event in enumerate(thread.events) if event.waits), len(thread.events))
    # An event that waits for the calendar has left its state as it was but for a mark: the thread goes on from there.
    is_late = bool(new) and bool(thread.events) and _comes_before(min(new), thread.events, settled)
    state, kept = (thread.before, []) if is_late else (thread.after, ordered[:settled])
    rest = ordered[len(kept) :]
    gives_up = len(ordered) > 2 * MOST_EVENTS  # a calendar that is away for so many texts
    rules = Rules(programs, None if gives_up else open_times or {}, read, gives_up)
    told: list[Told] = []
    reminders: list[Reminded] = []
    waits: Asked | None = None
    decisive: dict[bytes, Heard] = {}
    for place, event in enumerate(rest):
        made = step(state, event, rules)
        state = made.state
        if made.waits is not None:
            waits = made.waits
            later = rest[place + 1 :]
            told += [Told(event, Finding()) for event in later if not event.done and _waits_for_nothing(event)]
            kept += [
                replace(made.event, waits=True),
                *(_done(event) if _waits_for_nothing(event) else event for event in later),
            ]
            break
        if made.told is not None and made.told.decides and made.told.finding.conversation_id is not None:
            decisive[made.told.finding.conversation_id] = made.told.heard
        if not event.done:
            told += [made.told] if made.told is not None else []
            reminders += made.reminders
        kept.append(_done(made.event))
    followed = Thread(thread.before, tuple(kept), state, thread.told, thread.language, thread.due_at)
    if waits is None:
        followed = _settled(followed, Rules(programs, None, read, gives_up=True))
    return Followed(followed, tuple(told), tuple(reminders), waits, decisive)


def _comes_before(order: Order, events: Sequence[Event], settled: int) -> bool:
    """Whether an event belongs before what the state after the settled events has seen."""
    return order < events[settled].order if settled < len(events) else order <= events[-1].order


def _waits_for_nothing(event: Event) -> bool:
    """STOP, START and HELP are answered at once, whatever a text before them waits for."""
    return isinstance(event.what, Heard) and event.what.meant.intent in (*_LATCHES, Intent.HELP)


def _done(event: Event) -> Event:
    if event.done and event.draft is None and not event.waits:
        return event
    return Event(event.what, True, event.times, event.got, event.claim)


def _settled(thread: Thread, rules: Rules) -> Thread:
    """Old events become part of the state before the others."""
    if not thread.events:
        return thread
    newest = thread.events[-1].order[0]
    cut = sum(event.order[0] < newest - LATE for event in thread.events)
    cut = max(cut, len(thread.events) - MOST_EVENTS)
    if cut <= 0:
        return thread
    state = thread.before
    for event in thread.events[:cut]:
        state = step(state, event, rules).state
    return replace(thread, before=state, events=thread.events[cut:])
