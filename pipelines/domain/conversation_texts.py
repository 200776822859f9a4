"""What a thread says, in words: promises of replies, of reminders and of prompts."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pipelines.domain.plan import Wording, is_wanted, wording
from pipelines.domain.reply import Promise, TextKind
from pipelines.domain.schedule import next_allowed
from pipelines.domain.thread import Opening, Talk
from pipelines.domain.thread_effects import Followed, Reminded, Told
from pipelines.domain.who import Who
from schemas.errors import SuppressReason
from schemas.program import Program, ProgramSet

_PERSISTING = (
    SuppressReason.OWN_NUMBER,
    SuppressReason.INVALID_NUMBER,
    SuppressReason.ANSWERED_BY_AWS,
    SuppressReason.STALE,
    SuppressReason.REPLAY,
)


def replies_to(followed: Followed, programs: ProgramSet, language: str | None) -> Iterable[Promise | None]:
    """The reply that each text gets; None: none."""
    talks = {talk.opening.conversation_id: talk for talk in followed.thread.after.talks}
    for told in followed.told:
        draft = told.event.draft
        if draft is None:
            continue
        talk = None if told.finding.conversation_id is None else talks.get(told.finding.conversation_id)
        yield _reply(told, draft, talk, programs, language)


def _reply(told: Told, draft: Promise, talk: Talk | None, programs: ProgramSet, language: str | None) -> Promise | None:
    changes: dict[str, Any] = {} if talk is None else _of_talk(talk)
    if not told.plain:
        if not told.says:
            return None
        program = programs.named(draft.program)
        assert program is not None
        changes |= words(
            draft,
            wording(program, told.says[0].template, told.heard.meant.language or language, told.says[0].variables),
        )
    elif not is_wanted(draft):
        return None
    if told.muted is not None:
        changes["suppress"] = changes.get("suppress", draft.suppress) or told.muted
    return replace(draft, **changes) if changes else draft


def reminder(reminded: Reminded, who: Who, programs: ProgramSet, language: str | None) -> Promise:
    """The text that asks once more."""
    opened = reminded.talk.opening
    program = programs.named(opened.program)
    conversation = reminded.talk.conversation
    assert program is not None
    assert conversation is not None
    name = f"reminder:{opened.conversation_id.hex()}:{conversation.step}:{conversation.asked_at.isoformat()}"
    empty = text_of_ours(
        who, TextKind.REMINDER, hashlib.sha256(name.encode()).digest()[:16], opened, program, reminded.at
    )
    said = wording(program, reminded.say.template, language, reminded.say.variables)
    return in_allowed_hours(replace(empty, **words(empty, said)), program, who.zones, reminded.at)


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
    if not promise.promotional or not zones:
        return promise
    return replace(promise, not_before=next_allowed(at, zones, program.quiet_hours.start, program.quiet_hours.end))


def _of_talk(talk: Talk) -> dict[str, Any]:
    opened = talk.opening
    return {
        "conversation_id": opened.conversation_id,
        "campaign": opened.campaign,
        "flow": opened.flow,
        "variant": opened.variant,
    }


def words(draft: Promise, said: Wording) -> dict[str, Any]:
    """The fields of a promise that say these words."""
    return {
        "template": said.template,
        "body": said.body,
        "parts": said.parts,
        "encoding": said.encoding,
        "promotional": said.promotional,
        "at_least_once": said.at_least_once,
        "suppress": draft.suppress if draft.suppress in _PERSISTING else said.suppress,
        "reopening": None,
    }
