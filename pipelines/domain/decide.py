"""What a block's events do to one thread: its new state, and all that follows from it. Pure; the store keeps it as one."""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta

from pipelines.domain.classify import Classifier
from pipelines.domain.conversation_outcomes import given_for_nothing, listing, reported
from pipelines.domain.conversation_texts import reminder, replies_to
from pipelines.domain.converse import step_of
from pipelines.domain.errand import Errand, ErrandKind, errand
from pipelines.domain.outcome import ConversationOutcome
from pipelines.domain.reply import Promise, Reply
from pipelines.domain.thread import Event, Finding, Heard, Opening, Talk, Thread, Ticked, claim_of
from pipelines.domain.thread_effects import Asked, Followed, OpenTimes, Read
from pipelines.domain.thread_fold import follow, repeats
from pipelines.domain.values import value
from pipelines.domain.who import Who
from schemas.program import ProgramSet

ASK_AGAIN = timedelta(seconds=30)
"""When a calendar that has not answered is asked again."""


@value(frozen=True, slots=True)
class Work:
    """What happened in one thread. `openings`: with the prompt to send, where we are to send it. `heard`: with the reply
    that each gets if no conversation takes it. `got`: the calendar's answer to the time that a text chose, by inbound
    message id; `claims`: what it was asked (absent: what the thread waits for). `tick`: time has passed. `resumed`: the calendar was asked in between, and the rows of its texts are not
    made yet where there is no tick."""

    who: Who
    openings: tuple[tuple[Opening, Promise | None], ...] = ()
    heard: tuple[tuple[Heard, Promise], ...] = ()
    got: Mapping[str, bool] = field(default_factory=dict)
    tick: datetime | None = None
    resumed: bool = False
    claims: Mapping[str, str] = field(default_factory=dict)


@value(frozen=True, slots=True)
class Decided:
    """A thread's next state and all that follows. `findings` by inbound message id. `asked`: the calendar must be asked
    before the thread can go on."""

    thread: Thread
    findings: Mapping[str, Finding] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    outcomes: tuple[ConversationOutcome, ...] = ()
    errands: tuple[Errand, ...] = ()
    asked: Asked | None = None


@value(frozen=True, slots=True)
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


@value(frozen=True, slots=True)
class Decide:
    """`thread, work → Decided`, by these programs and the open times that were looked up. `classifier`: of these programs,
    for texts that mean something else as an answer to their prompt."""

    programs: ProgramSet
    open_times: OpenTimes = field(default_factory=dict)
    classifier: Classifier | None = None

    def __call__(self, thread: Thread, work: Work) -> Decided:
        findings: dict[str, Finding] = {}
        known = {talk.opening.conversation_id for talk in thread.after.talks}
        openings = [each for each in work.openings if each[0].conversation_id not in known]
        events = [Event(opening) for opening, _ in openings]
        for heard, draft in work.heard:
            same = repeats([*thread.events, *events], heard)
            if same is not None:
                findings[heard.message_id] = Finding(duplicate_of=same)
            else:
                events.append(Event(heard, draft=draft))
        events += [
            replace(event, got=work.got[i], claim=work.claims.get(i, _claimed_in(thread)))
            for event in thread.events
            if (i := _id_of(event)) in work.got
        ]
        if work.tick is not None and thread.due_at is not None and thread.due_at <= work.tick:
            events.append(Event(Ticked(work.tick)))
        followed = follow(thread, events, self.programs, self.open_times, self._reader(work.who.origination_identity))
        language = _language(thread, work)
        thread = followed.thread
        promises = [
            *(promise for _, promise in work.openings if promise is not None),
            *replies_to(followed, self.programs, language),
            *(reminder(each, work.who, self.programs, language) for each in followed.reminders),
        ]
        findings |= {told.heard.message_id: told.finding for told in followed.told}
        if followed.waits is not None:
            findings.setdefault(followed.waits.event, followed.waits.finding)
        told, outcomes, errands = reported(thread, followed, work.who, self.programs)
        errands += [errand(ErrandKind.PUBLISH, outcome_id=each.outcome_id.hex()) for each in outcomes]
        errands += list(listing(followed.told, work.who, self.programs))
        errands += given_for_nothing(thread, work.got, work.claims, work.who)
        thread = Thread(
            before=thread.before,
            events=_without(thread.events, errands),
            after=thread.after,
            told=told,
            language=language,
            due_at=self._due(thread, followed, work),
            key_id=work.who.key_id,
            customer_mask=work.who.customer_mask,
        )
        return Decided(
            thread,
            findings,
            tuple(p for p in promises if p is not None),
            tuple(outcomes),
            tuple(errands),
            followed.waits,
        )

    def _reader(self, ours: str) -> Read | None:
        classifier = self.classifier
        if classifier is None:
            return None
        return lambda text, campaign: classifier.classify(ours, text, campaign=campaign)

    def _due(self, thread: Thread, followed: Followed, work: Work) -> datetime | None:
        """When time alone will bring something: a reminder, or the calendar is to be asked again."""
        if followed.waits is not None:
            latest = max((event.what.at for event in thread.events), default=None)
            return None if latest is None else max(latest, work.tick or latest) + ASK_AGAIN
        return min(filter(None, (self._reminds_at(talk) for talk in thread.after.talks)), default=None)

    def _reminds_at(self, talk: Talk) -> datetime | None:
        program = self.programs.named(talk.opening.program)
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


def _claimed_in(thread: Thread) -> str | None:
    """What the thread waits for."""
    for talk in thread.after.talks:
        if talk.conversation is not None and talk.conversation.claiming is not None:
            return claim_of(talk.opening.conversation_id, talk.conversation.claiming.key)
    return None


def _without(events: tuple[Event, ...], errands: Sequence[Errand]) -> tuple[Event, ...]:
    """Events that know no longer that a time was given which is free again: should it count after all, it is asked for anew."""
    freed = {
        f"{each.details['holder']}/{each.details['slot']}"
        for each in errands
        if each.kind is ErrandKind.RELEASE and "holder" in each.details
    }
    return tuple(replace(e, got=None, claim=None) if e.claim in freed else e for e in events) if freed else events


def _id_of(event: Event) -> str:
    return event.what.message_id if isinstance(event.what, Heard) else ""


def _language(thread: Thread, work: Work) -> str | None:
    spoken = [heard.meant.language for heard, _ in work.heard if heard.meant.language is not None]
    return spoken[-1] if spoken else thread.language
