"""What a thread came to: outcomes for the business, and the errands that follow from them. Pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from pipelines.domain.answers import Classification, Intent
from pipelines.domain.converse import Slot
from pipelines.domain.errand import Errand, ErrandKind, errand
from pipelines.domain.outcome import ConversationOutcome, OutcomeKind
from pipelines.domain.plan import reply_id
from pipelines.domain.reply import Promise
from pipelines.domain.thread import Heard, Talk, Thread
from pipelines.domain.thread import Told as Before
from pipelines.domain.thread_effects import Followed, Told, calendar_of
from pipelines.domain.who import Who
from schemas.program import OptOuts, Outcome, ProgramSet


def reported(
    thread: Thread, followed: Followed, who: Who, programs: ProgramSet
) -> tuple[Mapping[bytes, Before], list[ConversationOutcome], list[Errand]]:
    """Outcomes that differ from what was told of a conversation before, and what they free in the calendar."""
    if not thread.after.talks and not any(_is_opt(each.heard) for each in followed.told):
        return thread.told, [], []
    told = dict(thread.told)
    outcomes = [_opt(each.heard, who, each.event.draft) for each in followed.told if _is_opt(each.heard)]
    errands: list[Errand] = []
    for talk in thread.after.talks if followed.waits is None else ():
        key = talk.opening.conversation_id
        before = told.get(key, Before(None, None, 0))
        slot = talk.conversation.booked if talk.conversation is not None else None
        stands = talk.conversation.outcome if talk.conversation is not None else None
        if (stands, slot.key if slot else None) == (before.outcome, before.slot):
            continue
        heard = followed.decisive.get(key)
        if before.denied and stands is Outcome.APPROVED:
            # Never at one stroke: the denial is withdrawn first, so that whoever has frozen a charge sees that it is thawed.
            before = Before(None, None, before.revision + 1)
            outcomes.append(_outcome(talk, before, None, heard, who, programs))
        denied = stands is not None and (before.denied or stands is Outcome.DENIED)
        now = Before(stands, slot.key if slot else None, before.revision + 1, denied)
        told[key] = now
        outcomes.append(_outcome(talk, now, slot, heard, who, programs))
        errands += _freed(talk, before, now, who)
    kept = {talk.opening.conversation_id for talk in thread.after.talks}
    return {key: value for key, value in told.items() if key in kept}, outcomes, errands


def _outcome(
    talk: Talk, now: Before, slot: Slot | None, heard: Heard | None, who: Who, programs: ProgramSet
) -> ConversationOutcome:
    opened = talk.opening
    assert talk.conversation is not None
    program = programs.named(opened.program)
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


def listing(told: Sequence[Told], who: Who, programs: ProgramSet) -> Iterable[Errand]:
    """Self-managed numbers: AWS's own list follows what the customer said, after the confirmation has left."""
    return _listings([each.heard for each in told], who, programs)


def _listings(texts: Sequence[Heard], who: Who, programs: ProgramSet) -> Iterable[Errand]:
    said = [heard for heard in texts if heard.meant.is_opt_out or heard.meant.intent is Intent.OPT_IN]
    program = programs.for_number(who.origination_identity) if said else None
    number = None if program is None else program.number(who.origination_identity)
    if number is None or number.opt_outs is not OptOuts.SELF:
        return
    of_list = {"customer_key": who.customer_key.hex(), "opt_out_list": number.opt_out_list or "Default"}
    for heard in said:
        kind = ErrandKind.LIST_OPT_OUT if heard.meant.is_opt_out else ErrandKind.DELIST_OPT_OUT
        yield errand(kind, **of_list, reply_id=reply_id(heard.message_id).hex())


def reopened(promise: Promise, programs: ProgramSet) -> tuple[ConversationOutcome, list[Errand]]:
    """What follows from a YES that was taken for an opt-in."""
    who = Who(promise.customer_key, promise.key_id, promise.customer_mask, promise.origination_identity)
    assert promise.inbound_message_id is not None
    meant = Classification(Intent.OPT_IN, program=promise.program)
    heard = Heard(promise.inbound_message_id, promise.received_at, "", meant)
    outcome = _opt(heard, who, promise)
    errands = [errand(ErrandKind.PUBLISH, outcome_id=outcome.outcome_id.hex())]
    return outcome, [*errands, *_listings([heard], who, programs)]


def given_for_nothing(thread: Thread, got: Mapping[str, bool], claims: Mapping[str, str], who: Who) -> Iterable[Errand]:
    """Times that the calendar gave while the conversation went another way: a STOP from before the choice has come, say.
    `got` and `claims` by inbound message id."""
    for message_id, given in got.items():
        for talk in thread.after.talks if given else ():
            key, conversation = talk.opening.conversation_id, talk.conversation
            slots = () if conversation is None else (conversation.booked, conversation.claiming)
            holder, _, slot = claims.get(message_id, "").partition("/")
            if holder == key.hex() and all(each is None or each.key != slot for each in slots):
                yield _release(talk, slot, message_id, who)


def _release(talk: Talk, slot: str, cause: str, who: Who) -> Errand:
    return errand(
        ErrandKind.RELEASE,
        calendar=calendar_of(talk.opening),
        slot=slot,
        holder=talk.opening.conversation_id.hex(),
        revision=cause,
        customer_key=who.customer_key.hex(),
        origination_identity=who.origination_identity,
    )


def _freed(talk: Talk, before: Before, now: Before, who: Who) -> list[Errand]:
    """Times that nobody needs any more: the one booked before, and the appointment's own that was moved or cancelled."""
    freed = []
    if before.slot is not None and before.slot != now.slot:
        freed.append(_release(talk, before.slot, str(now.revision), who))
    own = talk.opening.variables.get("slot")
    if own is not None and now.outcome in (Outcome.MOVED, Outcome.CANCELLED) and own != now.slot:
        freed.append(errand(ErrandKind.RELEASE, calendar=calendar_of(talk.opening), slot=own))
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
