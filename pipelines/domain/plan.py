"""Which replies a classified block promises: pure, from rows and programs to promises."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import pyarrow as pa

from pipelines.domain.classify import Intent
from pipelines.domain.moments import moments
from pipelines.domain.render import MissingVariable, render
from pipelines.domain.reply import Promise, Proof, Reopening
from pipelines.domain.segments import fits, segments
from pipelines.domain.values import value
from schemas.errors import SuppressReason
from schemas.program import NumberType, Program, ProgramSet

_OPT_OUTS = (Intent.OPT_OUT.value, Intent.UNCLEAR_OPT_OUT.value)
"""Intents after which nothing more is sent but the one text that answers them; who is asked and says nothing has revoked
(47 CFR 64.1200(a)(12))."""


def reply_id(inbound_message_id: str) -> bytes:
    """16 bytes that name the one reply to an inbound message.

    >>> reply_id("cae173d2-66b9-564c-8309-21f858e9fb84").hex()
    'f6eb3ea61114548a4666517989c09325'
    """
    return hashlib.sha256(f"reply:{inbound_message_id}".encode()).digest()[:16]


def context_of(promise: Promise) -> dict[str, str]:
    """The `Context` of a text's SendTextMessage, which every delivery event echoes: tokens and names, no numbers. AWS
    takes five pairs."""
    pairs = {
        "kind": promise.kind.value,
        "reply_id": promise.reply_id.hex(),
        "campaign": promise.campaign,
        "flow": promise.flow,
        "variant": promise.variant,
        "program": promise.program,
    }
    named = [(name, value) for name, value in pairs.items() if value is not None]
    return dict(named[:5])


def plan_replies(inbound: pa.Table, programs: ProgramSet, now: datetime, useful: timedelta) -> list[Promise]:
    """A promise for each row of classified `inbound` that is answered, or whose opt-out or opt-in must be recorded.

    In row order. What must not leave is promised as suppressed, with the reason. `now` and `useful` decide only whether
    a message is too old to be answered.
    """
    return [promise for promise in drafts(inbound, programs, now, useful) if is_wanted(promise)]


def drafts(inbound: pa.Table, programs: ProgramSet, now: datetime, useful: timedelta) -> list[Promise]:
    """The reply that each row of classified `inbound` gets if no conversation takes it, in row order."""
    columns = [moments(inbound[name]) if name in _TIMES else inbound[name].to_pylist() for name in _NEEDED]
    rows = (dict(zip(_NEEDED, values, strict=True)) for values in zip(*columns, strict=True))
    return [_promise(row, programs, now, useful) for row in rows]


def is_wanted(promise: Promise) -> bool:
    """Whether a draft is a reply, or something that must be recorded."""
    answered = promise.template is not None or promise.suppress is SuppressReason.ANSWERED_BY_AWS
    return answered or promise.opt_out or promise.opt_in


_NEEDED = [
    "inbound_message_id", "customer_key", "key_id", "customer_mask", "customer_number", "origination_identity", "intent",
    "keyword", "program", "program_version", "template", "language", "message_body", "may_reopen", "answered_by_aws",
    "received_at", "arrived_at", "source_shard", "source_seq",
]  # fmt: skip
_TIMES = ("received_at", "arrived_at")
CONFIRMED_WITHIN = timedelta(minutes=5)
"""The confirmation of an opt-out leaves within five minutes or not at all (47 CFR 64.1200(a)(12))."""
FOR_EVER = timedelta(days=10_000)
"""As good as no limit: a replay reads a record as it was, however old it is."""
_ANSWERED_BY_THE_NETWORK = frozenset(("stop", "start", "unstop"))
"""What US carriers themselves answer on a toll-free number."""


@value(frozen=True, slots=True)
class Wording:
    """A rendered template. `suppress`: why it cannot be sent."""

    template: str | None = None
    body: str | None = None
    parts: int | None = None
    encoding: str | None = None
    promotional: bool = False
    at_least_once: bool = False
    suppress: SuppressReason | None = None


NO_WORDS = Wording(suppress=SuppressReason.NO_TEMPLATE)


def wording(program: Program, template: str, language: str | None, variables: Mapping[str, str]) -> Wording:
    """A template's text in a customer's language, with its length."""
    try:
        text = render(program.text(template, language), variables)
    except (MissingVariable, KeyError):
        return Wording(template, suppress=SuppressReason.MISSING_VARIABLE)
    parts, encoding, is_short = _measured(text)
    return Wording(
        template, text, parts, encoding, template in program.promotional, template in program.at_least_once,
        None if is_short else SuppressReason.TOO_LONG,
    )  # fmt: skip


@lru_cache(4096)
def _measured(text: str) -> tuple[int, str, bool]:
    cut = segments(text)
    return cut.parts, cut.encoding, fits(text)


def _promise(row: Mapping[str, Any], programs: ProgramSet, now: datetime, useful: timedelta) -> Promise:
    ours: str = row["origination_identity"]
    program = programs.for_number(ours)
    template: str | None = row["template"]
    said = NO_WORDS if program is None or template is None else wording(program, template, row["language"], {})
    received_at: datetime = row["received_at"]
    opts_out = row["intent"] in _OPT_OUTS
    useful_until = received_at + (CONFIRMED_WITHIN if opts_out and useful < FOR_EVER else useful)
    inbound_message_id: str = row["inbound_message_id"]
    return Promise(
        reply_id=reply_id(inbound_message_id),
        inbound_message_id=inbound_message_id,
        customer_key=row["customer_key"],
        key_id=row["key_id"],
        customer_mask=row["customer_mask"],
        origination_identity=ours,
        intent=row["intent"],
        keyword=row["keyword"],
        program=row["program"],
        program_version=row["program_version"],
        template=template,
        body=said.body,
        parts=said.parts,
        encoding=said.encoding,
        received_at=received_at,
        arrived_at=row["arrived_at"],
        source_shard=row["source_shard"],
        source_seq=row["source_seq"],
        opt_out=opts_out,
        opt_in=row["intent"] == Intent.OPT_IN,
        suppress=_suppress(row, program, programs)
        or said.suppress
        or (SuppressReason.STALE if now > useful_until else None),
        reopening=_reopening(program, row["language"]) if program is not None and row["may_reopen"] else None,
        promotional=said.promotional,
        at_least_once=False,
        useful_until=useful_until,
    )


def _reopening(program: Program, language: str | None) -> Reopening:
    template = program.replies.start
    if template is None:
        return Reopening(None, None, None, None)
    said = wording(program, template, language, {})
    return Reopening(template, said.body, said.parts, said.encoding)


def _suppress(row: Mapping[str, Any], program: Program | None, programs: ProgramSet) -> SuppressReason | None:
    """Why whatever is said to this text must not leave."""
    number = row["customer_number"]
    if row["answered_by_aws"] or _answered_by_the_network(row, program):
        return SuppressReason.ANSWERED_BY_AWS
    if number is None:
        return SuppressReason.INVALID_NUMBER
    return SuppressReason.OWN_NUMBER if programs.for_number(str(number)) is not None else None


def _answered_by_the_network(row: Mapping[str, Any], program: Program | None) -> bool:
    if program is None or row["intent"] not in (*_OPT_OUTS, Intent.OPT_IN):
        return False
    number = program.number(row["origination_identity"])
    if number is None or number.number_type is not NumberType.TOLL_FREE:
        return False
    return (row["message_body"] or "").strip().casefold() in _ANSWERED_BY_THE_NETWORK


def proofs(deliveries: pa.Table) -> list[Proof]:
    """What delivery events prove: each reply id that they echo was accepted under their message id."""
    ours = deliveries.filter(deliveries["reply_id"].is_valid()).select(["reply_id", "message_id"])
    distinct = dict(zip(ours["reply_id"].to_pylist(), ours["message_id"].to_pylist(), strict=True))
    return [Proof(key, message_id) for key, message_id in distinct.items()]
