"""What a block's events do to one thread: its new state, and all that follows from it. Pure; the store keeps it as one."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pipelines.domain.converse import Say, Slot, step_of
from pipelines.domain.errand import Errand, ErrandKind, errand
from pipelines.domain.outcome import ConversationOutcome, OutcomeKind
from pipelines.domain.plan import is_wanted, reply_id, wording
from pipelines.domain.reply import Promise, Reply, TextKind
from pipelines.domain.thread import Event, Finding, Heard, Opening, Talk, Thread, Ticked
from pipelines.domain.thread import Told as Before
from pipelines.domain.thread_fold import Asked, Followed, Reminded, Told, follow, program_named, repeats
from schemas.errors import SuppressReason
from schemas.program import OptOuts, Outcome, Program, ProgramSet

ASK_AGAIN = timedelta(seconds=30)
"""When a calendar that has not answered is asked again."""
_PERSISTING = (
    SuppressReason.OWN_NUMBER,
    SuppressReason.INVALID_NUMBER,
    SuppressReason.ANSWERED_BY_AWS,
    SuppressReason.STALE,
    SuppressReason.REPLAY,
)


@dataclass(frozen=True, slots=True)
class Who:
    """A customer and the number of ours that they text with. `zones`: IANA time zones that the customer may be in."""

    customer_key: bytes
    key_id: str
    customer_mask: str
    origination_identity: str
    zones: tuple[str, ...] = ()

    @property
    def thread(self) -> tuple[bytes, str]:
        """What the thread is stored under."""
        return self.customer_key, self.origination_identity


@dataclass(frozen=True, slots=True)
class Work:
    """What happened in one thread. `openings`: with the prompt to send, where we are to send it. `heard`: with the reply
    that each gets if no conversation takes it. `got`: the calendar's answer to the time that a text chose, by inbound
    message id. `tick`: time has passed."""

    who: Who
    openings: tuple[tuple[Opening, Promise | None], ...] = ()
    heard: tuple[tuple[Heard, Promise], ...] = ()
    got: Mapping[str, bool] = field(default_factory=dict)
    tick: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A thread's next state and all that follows. `findings` by inbound message id. `asked`: the calendar must be asked
    before the thread can go on."""

    thread: Thread
    findings: Mapping[str, Finding] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    outcomes: tuple[ConversationOutcome, ...] = ()
    errands: tuple[Errand, ...] = ()
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the works of a block. `findings` by inbound message id. `replies`: as they stand, of these messages
    and of all that was promised. `asked`: of the calendar. `repeated`: texts that came before under their id, from
    another position of the stream; `duplicates`: texts that repeat another one's words."""

    findings: Mapping[str, Finding]
    replies: Sequence[Reply]
    outcomes: Sequence[ConversationOutcome] = ()
    asked: Sequence[tuple[Who, Asked]] = ()
    repeated: int = 0
    duplicates: int = 0


@dataclass(frozen=True, slots=True)
class Decide:
    """`thread, work → Decided`, by these programs. `open_times`: calendar → its open times, the earliest first."""

    programs: ProgramSet
    open_times: Mapping[str, Sequence[Slot]] = field(default_factory=dict)

    def __call__(self, thread: Thread, work: Work) -> Decided:
        findings: dict[str, Finding] = {}
        events = [Event(opening) for opening, _ in work.openings]
        for heard, draft in work.heard:
            same = repeats(thread, heard) or _repeats_one_of(events, heard)
            if same is not None:
                findings[heard.message_id] = Finding(duplicate_of=same)
            else:
                events.append(Event(heard, draft=draft))
        events += [replace(event, got=work.got[i]) for event in thread.events if (i := _id_of(event)) in work.got]
        if work.tick is not None and thread.due_at is not None and thread.due_at <= work.tick:
            events.append(Event(Ticked(work.tick)))
        followed = follow(thread, events, self.programs, self._times_for(thread, work))
        thread = replace(followed.thread, language=_language(thread, work))
        promises = [
            *(promise for _, promise in work.openings if promise is not None),
            *self._replies(followed, thread),
            *(self._reminder(each, work.who, thread) for each in followed.reminders),
        ]
        findings |= {told.heard.message_id: told.finding for told in followed.told}
        thread, outcomes, errands = self._reported(thread, followed, work)
        errands += [errand(ErrandKind.PUBLISH, outcome_id=each.outcome_id.hex()) for each in outcomes]
        errands += list(self._listing(followed.told, work.who))
        thread = replace(
            thread,
            events=_without_drafts(thread.events),
            due_at=self._due(thread, followed, work),
            key_id=work.who.key_id,
            customer_mask=work.who.customer_mask,
        )
        return Decided(
            thread, findings, tuple(p for p in promises if p is not None), tuple(outcomes), tuple(errands), followed.waits
        )

    def _times_for(self, thread: Thread, work: Work) -> Sequence[Slot]:
        if not self.open_times:
            return ()
        openings = [talk.opening for talk in thread.after.talks] + [opening for opening, _ in work.openings]
        latest = max(openings, key=lambda opening: opening.at, default=None)
        return () if latest is None else self.open_times.get(calendar_of(latest), ())

    def _replies(self, followed: Followed, thread: Thread) -> Iterable[Promise | None]:
        talks = {talk.opening.conversation_id: talk for talk in thread.after.talks}
        for told in followed.told:
            draft = told.event.draft
            if draft is None:
                continue
            talk = None if told.finding.conversation_id is None else talks.get(told.finding.conversation_id)
            yield self._reply(told, draft, talk, thread.language)

    def _reply(self, told: Told, draft: Promise, talk: Talk | None, language: str | None) -> Promise | None:
        if talk is not None:
            opened = talk.opening
            draft = replace(
                draft, conversation_id=opened.conversation_id, campaign=opened.campaign, flow=opened.flow, variant=opened.variant
            )
        if told.plain:
            if not is_wanted(draft):
                return None
            return replace(draft, suppress=draft.suppress or told.muted) if told.muted is not None else draft
        if not told.says:
            return None
        program = None if draft.program is None else program_named(self.programs, draft.program)
        assert program is not None
        said = self._worded(draft, program, told.says[0], told.heard.meant.language or language)
        return replace(said, suppress=said.suppress or told.muted)

    def _worded(self, draft: Promise, program: Program, say: Say, language: str | None) -> Promise:
        said = wording(program, say.template, language, say.variables)
        persisting = draft.suppress if draft.suppress in _PERSISTING else None
        return replace(
            draft,
            template=said.template,
            body=said.body,
            parts=said.parts,
            encoding=said.encoding,
            promotional=said.promotional,
            at_least_once=said.at_least_once,
            suppress=persisting or said.suppress,
            reopening=None,
        )

    def _reminder(self, reminded: Reminded, who: Who, thread: Thread) -> Promise | None:
        opened = reminded.talk.opening
        program = program_named(self.programs, opened.program)
        conversation = reminded.talk.conversation
        assert program is not None
        assert conversation is not None
        name = f"reminder:{opened.conversation_id.hex()}:{conversation.step}:{conversation.asked_at.isoformat()}"
        empty = text_of_ours(who, TextKind.REMINDER, hashlib.sha256(name.encode()).digest()[:16], opened, program, reminded.at)
        said = self._worded(empty, program, reminded.say, thread.language)
        return in_allowed_hours(said, program, who.zones, reminded.at)

    def _reported(
        self, thread: Thread, followed: Followed, work: Work
    ) -> tuple[Thread, list[ConversationOutcome], list[Errand]]:
        """Outcomes that differ from what was told of a conversation before, and what they free in the calendar."""
        told = dict(thread.told)
        outcomes = [_opt(each.heard, work.who, each.event.draft) for each in followed.told if _is_opt(each.heard)]
        errands: list[Errand] = []
        decisive = {each.finding.conversation_id: each.heard for each in followed.told}
        for talk in thread.after.talks if followed.waits is None else ():
            key = talk.opening.conversation_id
            before = told.get(key, Before(None, None, 0))
            slot = talk.conversation.booked if talk.conversation is not None else None
            now = Before(
                talk.conversation.outcome if talk.conversation is not None else None, slot.key if slot else None, before.revision
            )
            if now == before:
                continue
            now = replace(now, revision=before.revision + 1)
            told[key] = now
            outcomes.append(self._outcome(talk, now, slot, decisive.get(key), work.who))
            errands += _freed(talk, before, now)
        kept = {talk.opening.conversation_id for talk in thread.after.talks}
        return replace(thread, told={key: value for key, value in told.items() if key in kept}), outcomes, errands

    def _outcome(self, talk: Talk, now: Before, slot: Slot | None, heard: Heard | None, who: Who) -> ConversationOutcome:
        opened = talk.opening
        assert talk.conversation is not None
        program = program_named(self.programs, opened.program)
        kind = OutcomeKind.WITHDRAWN if now.outcome is None else OutcomeKind(now.outcome.value)
        name = f"outcome:{opened.conversation_id.hex()}:{now.revision}:{kind}:{now.slot}"
        return ConversationOutcome(
            outcome_id=hashlib.sha256(name.encode()).digest()[:16],
            conversation_id=opened.conversation_id,
            revision=now.revision,
            outcome=kind,
            occurred_at=heard.at if heard is not None else talk.conversation.asked_at,
            customer_key=who.customer_key,
            key_id=who.key_id,
            customer_mask=who.customer_mask,
            origination_identity=who.origination_identity,
            program=opened.program,
            program_version=None if program is None else program.version,
            flow=opened.flow,
            campaign=opened.campaign,
            variant=opened.variant,
            inbound_message_id=None if heard is None else heard.message_id,
            slot=now.slot,
            slot_at=None if slot is None else slot.at,
            variables=opened.variables,
        )

    def _listing(self, told: Sequence[Told], who: Who) -> Iterable[Errand]:
        """Self-managed numbers: AWS's own list follows what the customer said, after the confirmation has left."""
        program = self.programs.for_number(who.origination_identity)
        number = None if program is None else program.number(who.origination_identity)
        if number is None or number.opt_outs is not OptOuts.SELF:
            return
        of_list = {"customer_key": who.customer_key.hex(), "opt_out_list": number.opt_out_list or "Default"}
        for each in told:
            if each.heard.meant.is_opt_out:
                yield errand(ErrandKind.LIST_OPT_OUT, **of_list, reply_id=reply_id(each.heard.message_id).hex())
            elif _is_opt(each.heard) and each.heard.meant.intent.value == "opt_in":
                yield errand(ErrandKind.DELIST_OPT_OUT, **of_list, reply_id=reply_id(each.heard.message_id).hex())

    def _due(self, thread: Thread, followed: Followed, work: Work) -> datetime | None:
        """When time alone will bring something: a reminder, or the calendar is to be asked again."""
        if followed.waits is not None:
            latest = max((event.what.at for event in thread.events), default=None)
            return None if latest is None else max(latest, work.tick or latest) + ASK_AGAIN
        return min(filter(None, (self._reminds_at(talk) for talk in thread.after.talks)), default=None)

    def _reminds_at(self, talk: Talk) -> datetime | None:
        program = program_named(self.programs, talk.opening.program)
        conversation = talk.conversation
        if program is None or conversation is None or conversation.step is None or conversation.reminded:
            return None
        try:
            step = step_of(program, conversation)
        except KeyError:
            return None
        if step.reminder is None or step.remind_after_s is None or step.remind_after_s > step.expires_after_s:
            return None
        return conversation.asked_at + timedelta(seconds=step.remind_after_s)


def calendar_of(opening: Opening) -> str:
    """The calendar from which a conversation offers times: its variable `calendar`, else its program's name."""
    return opening.variables.get("calendar", opening.program)


def text_of_ours(
    who: Who, kind: TextKind, reply_id: bytes, opening: Opening, program: Program, at: datetime
) -> Promise:
    """A text that no inbound message caused, without its words."""
    return Promise(
        reply_id=reply_id,
        inbound_message_id=None,
        customer_key=who.customer_key,
        key_id=who.key_id,
        customer_mask=who.customer_mask,
        origination_identity=who.origination_identity,
        intent=None,
        keyword=None,
        program=program.name,
        program_version=program.version,
        template=None,
        body=None,
        parts=None,
        encoding=None,
        received_at=at,
        arrived_at=None,
        source_shard="outbox",
        source_seq=reply_id.hex(),
        kind=kind,
        conversation_id=opening.conversation_id,
        campaign=opening.campaign,
        flow=opening.flow,
        variant=opening.variant,
    )


def in_allowed_hours(promise: Promise, program: Program, zones: Sequence[str], at: datetime) -> Promise:
    """A promotional text waits until it is outside quiet hours wherever the customer may be."""
    from pipelines.domain.schedule import next_allowed

    if not promise.promotional or not zones:
        return promise
    return replace(promise, not_before=next_allowed(at, zones, program.quiet_hours.start, program.quiet_hours.end))


def _repeats_one_of(events: Sequence[Event], heard: Heard) -> str | None:
    return repeats(Thread(events=tuple(event for event in events if isinstance(event.what, Heard))), heard)


def _id_of(event: Event) -> str:
    return event.what.message_id if isinstance(event.what, Heard) else ""


def _language(thread: Thread, work: Work) -> str | None:
    spoken = [heard.meant.language for heard, _ in work.heard if heard.meant.language is not None]
    return spoken[-1] if spoken else thread.language


def _without_drafts(events: tuple[Event, ...]) -> tuple[Event, ...]:
    return tuple(replace(event, draft=None) if event.done and event.draft is not None else event for event in events)


def _freed(talk: Talk, before: Before, now: Before) -> list[Errand]:
    """Times that nobody needs any more: the one booked before, and the appointment's own that was moved or cancelled."""
    calendar = calendar_of(talk.opening)
    key = talk.opening.conversation_id.hex()
    freed = []
    if before.slot is not None and before.slot != now.slot:
        freed.append(errand(ErrandKind.RELEASE, calendar=calendar, slot=before.slot, holder=key, revision=str(now.revision)))
    own = talk.opening.variables.get("slot")
    if own is not None and now.outcome in (Outcome.MOVED, Outcome.CANCELLED) and own != now.slot:
        freed.append(errand(ErrandKind.RELEASE, calendar=calendar, slot=own))
    return freed


_OPTS = {
    "opt_out": OutcomeKind.OPTED_OUT,
    "unclear_opt_out": OutcomeKind.OPTED_OUT,
    "opt_in": OutcomeKind.OPTED_IN,
}


def _is_opt(heard: Heard) -> bool:
    return heard.meant.intent.value in _OPTS


def _opt(heard: Heard, who: Who, draft: Promise | None) -> ConversationOutcome:
    kind = _OPTS[heard.meant.intent.value]
    return ConversationOutcome(
        outcome_id=hashlib.sha256(f"{kind}:{heard.message_id}".encode()).digest()[:16],
        conversation_id=who.customer_key,
        revision=1,
        outcome=kind,
        occurred_at=heard.at,
        customer_key=who.customer_key,
        key_id=who.key_id,
        customer_mask=who.customer_mask,
        origination_identity=who.origination_identity,
        program=heard.meant.program,
        program_version=None if draft is None else draft.program_version,
        inbound_message_id=heard.message_id,
    )
