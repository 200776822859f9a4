"""A thread as bytes, for any store: nested JSON arrays in field order, times as microseconds since 1970, keys as hex.

What is None or empty at the end of an array is left out: most threads are a few texts and no conversation.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from pipelines.adapters.promise_codec import pack, unpack
from pipelines.domain.answers import Classification, Intent
from pipelines.domain.converse import Conversation, Slot
from pipelines.domain.keywords import MatchKind
from pipelines.domain.moments import microseconds, moment
from pipelines.domain.opt_out import OptOut
from pipelines.domain.thread import (
    Attribution,
    Event,
    Finding,
    Heard,
    Opening,
    State,
    Talk,
    Thread,
    Ticked,
    Told,
)
from schemas.program import Outcome

FORM = 1
"""Of what is written; a later form reads the earlier ones."""


def pack_thread(thread: Thread) -> bytes:
    """Compact bytes of a thread; `unpack_thread` gives it back."""
    same = thread.after is thread.before or thread.after == thread.before
    told = [_short([key.hex(), t.outcome, t.slot, t.revision, t.denied]) for key, t in thread.told.items()]
    return orjson.dumps(
        _short(
            [
                FORM,
                [_event(event) for event in thread.events],
                _state(thread.before),
                None if same else _state(thread.after),
                told,
                thread.language,
                _at(thread.due_at),
                thread.key_id,
                thread.customer_mask,
            ]
        )
    )


def unpack_thread(data: bytes) -> Thread:
    """The thread that `pack_thread` was given."""
    _, events, before, after, told, language, due_at, key_id, mask = _long(orjson.loads(data), 9)
    first = _state_of(before)
    return Thread(
        before=first,
        events=tuple(_event_of(each) for each in events or ()),
        after=first if after is None else _state_of(after),
        told={bytes.fromhex(each[0]): _told_of(each) for each in told or ()},
        language=language,
        due_at=_moment(due_at),
        key_id=key_id or "",
        customer_mask=mask or "",
    )


def _told_of(values: list[Any]) -> Told:
    _, outcome, slot, revision, denied = _long(values, 5)
    return Told(None if outcome is None else Outcome(outcome), slot, revision or 0, bool(denied))


def pack_finding(finding: Finding) -> bytes:
    """Compact bytes of what was found of a text."""
    f = finding
    key = None if f.conversation_id is None else f.conversation_id.hex()
    return orjson.dumps(_short([f.attribution, f.prompt_message_id, f.campaign, f.flow, f.step, key, f.duplicate_of]))


def unpack_finding(data: bytes) -> Finding:
    """The finding that `pack_finding` was given."""
    how, prompt, campaign, flow, step, key, duplicate_of = _long(orjson.loads(data), 7)
    conversation_id = None if key is None else bytes.fromhex(key)
    return Finding(Attribution(how), prompt, campaign, flow, step, conversation_id, duplicate_of)


def _short(values: list[Any]) -> list[Any]:
    while values and values[-1] in (None, [], {}, 0, False, ""):
        values.pop()
    return values


def _long(values: list[Any], length: int) -> list[Any]:
    return values + [None] * (length - len(values))


def _at(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)


def _moment(us: int | None) -> datetime | None:
    return None if us is None else moment(us)


def _state(state: State) -> list[Any]:
    if state == _NEW:
        return []
    return _short(
        [
            [_talk(talk) for talk in state.talks],
            None if state.focus is None else state.focus.hex(),
            _at(state.focused_at),
            [key.hex() for key in state.asking],
            [[mark, microseconds(at)] for mark, at in state.bodies],
            state.strikes,
            {name: microseconds(at) for name, at in state.answered.items()},
        ]
    )


_NEW = State()


def _state_of(values: list[Any] | None) -> State:
    if not values:
        return State()
    talks, focus, focused_at, asking, bodies, strikes, answered = _long(values, 7)
    return State(
        talks=tuple(_talk_of(each) for each in talks or ()),
        focus=None if focus is None else bytes.fromhex(focus),
        focused_at=_moment(focused_at),
        asking=tuple(bytes.fromhex(key) for key in asking or ()),
        bodies=tuple((mark, moment(at)) for mark, at in bodies or ()),
        strikes=strikes or 0,
        answered={name: moment(at) for name, at in (answered or {}).items()},
    )


def _talk(talk: Talk) -> list[Any]:
    conversation = None if talk.conversation is None else _conversation(talk.conversation)
    return _short([_opening(talk.opening), conversation, [key.hex() for key in talk.said]])


def _talk_of(values: list[Any]) -> Talk:
    opening, conversation, said = _long(values, 3)
    opened = _opening_of(opening)
    return Talk(
        opened,
        None if conversation is None else _conversation_of(conversation, opened),
        tuple(bytes.fromhex(key) for key in said or ()),
    )


def _opening(o: Opening) -> list[Any]:
    return _short(
        [
            o.conversation_id.hex(), microseconds(o.at), o.program, o.flow, dict(o.variables), o.campaign, o.variant,
            o.message_id,
        ]
    )  # fmt: skip


def _opening_of(values: Sequence[Any]) -> Opening:
    key, at, program, flow, variables, campaign, variant, message_id = _long(list(values), 8)
    return Opening(bytes.fromhex(key), moment(at), program, flow, variables or {}, campaign, variant, message_id)


def _conversation(c: Conversation) -> list[Any]:
    return _short(
        [
            c.flow, c.step, microseconds(c.asked_at), c.unclear, [_slot(slot) for slot in c.offered], list(c.seen),
            None if c.claiming is None else _slot(c.claiming), c.reminded, c.outcome,
            None if c.booked is None else _slot(c.booked), c.expired, c.ended, dict(c.variables),
        ]
    )  # fmt: skip


def _conversation_of(values: list[Any], opening: Opening) -> Conversation:
    flow, step, asked_at, unclear, offered, seen, claiming, reminded, outcome, booked, expired, ended, variables = (
        _long(values, 13)
    )
    return Conversation(
        flow=flow,
        step=step,
        asked_at=moment(asked_at),
        variables=variables or {},
        unclear=unclear or 0,
        offered=tuple(_slot_of(each) for each in offered or ()),
        seen=tuple(seen or ()),
        claiming=None if claiming is None else _slot_of(claiming),
        reminded=bool(reminded),
        outcome=None if outcome is None else Outcome(outcome),
        booked=None if booked is None else _slot_of(booked),
        expired=expired,
        ended=ended,
    )


def _slot(slot: Slot) -> list[Any]:
    return [slot.key, microseconds(slot.at), getattr(slot.at.tzinfo, "key", "UTC"), slot.label]


def _slot_of(values: list[Any]) -> Slot:
    key, at, zone, label = values
    return Slot(key, moment(at).astimezone(ZoneInfo(zone)), label)


def _event(event: Event) -> list[Any]:
    match event.what:
        case Opening():
            what: list[Any] = ["o", _opening(event.what)]
        case Ticked(at):
            what = ["t", microseconds(at)]
        case Heard():
            what = ["h", _heard(event.what)]
    if event.done and event.got is None and event.times is None and not event.waits:
        return what
    times = None if event.times is None else [_slot(slot) for slot in event.times]
    draft = None if event.draft is None else pack(event.draft).decode()
    return [*what, event.done, event.got, times, draft, event.waits, event.claim]


def _event_of(values: list[Any]) -> Event:
    letter, what, done, got, times, draft, waits, claim = _long(values, 8)
    happening: Opening | Heard | Ticked
    if letter == "o":
        happening = _opening_of(what)
    elif letter == "t":
        happening = Ticked(moment(what))
    else:
        happening = _heard_of(what)
    offered = None if times is None else tuple(_slot_of(each) for each in times)
    kept = None if draft is None else unpack(draft.encode())
    return Event(happening, len(values) == 2 or bool(done), offered, got, claim, kept, bool(waits))


def _heard(heard: Heard) -> list[Any]:
    m = heard.meant
    answers = None if heard.answers is None else heard.answers.hex()
    return _short(
        [
            heard.message_id, microseconds(heard.at), heard.text, m.intent, m.keyword, m.match_kind, m.language, m.program,
            m.is_auto_response, m.opt_out, heard.previous, answers,
        ]
    )  # fmt: skip


def _heard_of(values: list[Any]) -> Heard:
    message_id, at, text, intent, keyword, kind, language, program, is_auto, opt_out, previous, answers = _long(
        values, 12
    )
    meant = Classification(
        intent=Intent(intent),
        keyword=keyword,
        match_kind=MatchKind(kind),
        language=language,
        opt_out=OptOut(opt_out),
        is_opt_out=intent == Intent.OPT_OUT.value,
        is_auto_response=bool(is_auto),
        program=program,
    )
    return Heard(message_id, moment(at), text, meant, previous, None if answers is None else bytes.fromhex(answers))
