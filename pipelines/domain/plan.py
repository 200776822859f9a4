"""Which replies a classified block promises: pure, from rows and programs to promises."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.classify import Intent
from pipelines.domain.render import render
from pipelines.domain.reply import Promise, Proof, Reopening
from pipelines.domain.segments import fits, segments
from schemas.errors import SuppressReason
from schemas.program import Program, ProgramSet

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
    """The `Context` of a reply's SendTextMessage, which every delivery event echoes: tokens and names, no numbers."""
    context = {"kind": "reply", "reply_id": promise.reply_id.hex()}
    if promise.program is not None:
        context["program"] = promise.program
    return context


def plan_replies(inbound: pa.Table, programs: ProgramSet, now: datetime, useful: timedelta) -> list[Promise]:
    """A promise for each row of classified `inbound` that is answered, or whose opt-out or opt-in must be recorded.

    In row order. What must not leave is promised as suppressed, with the reason. `now` and `useful` decide only whether
    a message is too old to be answered.
    """
    opts = pc.is_in(inbound["intent"], pa.array([*_OPT_OUTS, Intent.OPT_IN.value]))
    wanted = pc.or_(pc.or_(inbound["template"].is_valid(), inbound["answered_by_aws"]), opts)
    return [_promise(row, programs, now, useful) for row in inbound.filter(wanted).to_pylist()]


def _promise(row: Mapping[str, object], programs: ProgramSet, now: datetime, useful: timedelta) -> Promise:
    ours = str(row["origination_identity"])
    program = programs.for_number(ours)
    template = row["template"]
    text = None
    if program is not None and template is not None:
        text = render(program.text(str(template), row["language"]), {})  # type: ignore[arg-type]
    cut = segments(text) if text is not None else None
    received_at = row["received_at"]
    assert isinstance(received_at, datetime)
    return Promise(
        reply_id=reply_id(str(row["inbound_message_id"])),
        inbound_message_id=str(row["inbound_message_id"]),
        customer_key=row["customer_key"],  # type: ignore[arg-type]
        key_id=str(row["key_id"]),
        customer_mask=str(row["customer_mask"]),
        origination_identity=ours,
        intent=str(row["intent"]),
        keyword=row["keyword"],  # type: ignore[arg-type]
        program=row["program"],  # type: ignore[arg-type]
        program_version=row["program_version"],  # type: ignore[arg-type]
        template=template,  # type: ignore[arg-type]
        body=text,
        parts=cut.parts if cut else None,
        encoding=cut.encoding if cut else None,
        received_at=received_at,
        arrived_at=row["arrived_at"],  # type: ignore[arg-type]
        source_shard=str(row["source_shard"]),
        source_seq=str(row["source_seq"]),
        opt_out=row["intent"] in _OPT_OUTS,
        opt_in=row["intent"] == Intent.OPT_IN,
        suppress=_suppress(row, text, programs, now - received_at > useful),
        reopening=_reopening(program, row["language"]) if program is not None and row["may_reopen"] else None,
    )


def _reopening(program: Program, language: object) -> Reopening:
    template = program.replies.start
    if template is None:
        return Reopening(None, None, None, None)
    text = render(program.text(template, language), {})  # type: ignore[arg-type]
    cut = segments(text)
    return Reopening(template, text, cut.parts, cut.encoding)


def _suppress(row: Mapping[str, object], text: str | None, programs: ProgramSet, stale: bool) -> SuppressReason | None:
    number = row["customer_number"]
    if row["answered_by_aws"]:
        return SuppressReason.ANSWERED_BY_AWS
    if number is None:
        return SuppressReason.INVALID_NUMBER
    if programs.for_number(str(number)) is not None:
        return SuppressReason.OWN_NUMBER
    if text is None:
        return SuppressReason.NO_TEMPLATE
    if not fits(text):
        return SuppressReason.TOO_LONG
    return SuppressReason.STALE if stale else None


def proofs(deliveries: pa.Table) -> list[Proof]:
    """What delivery events prove: each reply id that they echo was accepted under their message id."""
    ours = deliveries.filter(deliveries["reply_id"].is_valid()).select(["reply_id", "message_id"])
    distinct = dict(zip(ours["reply_id"].to_pylist(), ours["message_id"].to_pylist(), strict=True))
    return [Proof(key, message_id) for key, message_id in distinct.items()]
