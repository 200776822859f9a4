"""What a block's rows mean to threads: texts, and prompts that other systems sent. Pure; no row is lost or made here."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.domain.answers import Classification, Intent
from pipelines.domain.decide import Work
from pipelines.domain.keywords import MatchKind
from pipelines.domain.moments import moments
from pipelines.domain.opt_out import OptOut
from pipelines.domain.plan import drafts
from pipelines.domain.reply import Promise, TextKind
from pipelines.domain.thread import Finding, Heard, Opening
from pipelines.domain.who import Who
from schemas.program import ProgramSet
from schemas.tables import UUID

_Key = tuple[bytes, str]


def works_of(
    inbound: pa.Table, deliveries: pa.Table, programs: ProgramSet, now: datetime, useful: timedelta
) -> list[Work]:
    """One work for each thread that classified `inbound` rows or prompts in `deliveries` touch, in no special order.

    Left out: what nobody wrote (machines, RCS events), and texts without a customer. `now` and `useful` decide only
    whether a text is too old to be answered.
    """
    texts = pc.and_(pc.not_equal(inbound["intent"], Intent.NOT_A_MESSAGE.value), inbound["customer_key"].is_valid())
    texts = pc.and_(texts, pc.invert(inbound["is_auto_response"]))
    written = inbound.filter(texts)
    who: dict[_Key, Who] = {}
    heard: dict[_Key, list[tuple[Heard, Promise]]] = {}
    for row, draft in zip(written.select(_READ).to_pylist(), drafts(written, programs, now, useful), strict=True):
        key = (draft.customer_key, draft.origination_identity)
        who.setdefault(key, Who(draft.customer_key, draft.key_id, draft.customer_mask, draft.origination_identity))
        heard.setdefault(key, []).append((_heard(row, draft), draft))
    openings: dict[_Key, dict[bytes, tuple[Opening, None]]] = {}
    for row in _prompts(deliveries):
        program = programs.for_number(row["origination_identity"])
        if program is None:
            continue
        key = (row["customer_key"], row["origination_identity"])
        who.setdefault(key, Who(row["customer_key"], row["key_id"], row["customer_mask"], row["origination_identity"]))
        opening = _opening(row, program.name)
        openings.setdefault(key, {}).setdefault(opening.conversation_id, (opening, None))
    return [
        Work(each, tuple(openings.get(key, {}).values()), tuple(heard.get(key, ())))
        for key, each in who.items()
    ]  # fmt: skip


_READ = ["message_body", "match_kind", "opt_out", "language", "previous_published_message_id"]


def _heard(row: Mapping[str, Any], draft: Promise) -> Heard:
    assert draft.inbound_message_id is not None
    meant = Classification(
        intent=Intent(draft.intent or ""),
        keyword=draft.keyword,
        match_kind=MatchKind(row["match_kind"]),
        language=row["language"],
        opt_out=OptOut(row["opt_out"]),
        is_opt_out=draft.intent == Intent.OPT_OUT,
        program=draft.program,
    )
    body = row["message_body"] or ""
    return Heard(
        draft.inbound_message_id, draft.received_at, body[:_LONGEST], meant, row["previous_published_message_id"]
    )


_LONGEST = 1600
"""Characters of a text that a thread keeps: more than any answer is."""


def _prompts(deliveries: pa.Table) -> list[dict[str, Any]]:
    """Prompts that other systems sent; ours opened their conversations before they left."""
    theirs = pc.and_(pc.equal(deliveries["kind"], TextKind.PROMPT.value), deliveries["reply_id"].is_null())
    known = pc.and_(deliveries["customer_key"].is_valid(), deliveries["origination_identity"].is_valid())
    came = pc.invert(pc.is_in(deliveries["status"], pa.array(NEVER_CAME)))
    rows = deliveries.filter(pc.fill_null(pc.and_(pc.and_(theirs, known), came), False))
    asked = moments(pc.coalesce(rows["requested_at"], rows["occurred_at"]))
    return [{**row, "asked_at": at} for row, at in zip(rows.select(_PROMPT).to_pylist(), asked, strict=True)]


NEVER_CAME = (
    "INVALID", "INVALID_MESSAGE", "UNREACHABLE", "CARRIER_UNREACHABLE", "BLOCKED", "CARRIER_BLOCKED", "SPAM",
    "TTL_EXPIRED", "PROTECT_BLOCKED",
)  # fmt: skip
"""Statuses of a prompt that nobody can have read: such an event opens no conversation."""
_PROMPT = [
    "message_id", "customer_key", "key_id", "customer_mask", "origination_identity", "campaign", "flow", "variant", "prompt_variables",
]  # fmt: skip


def _opening(row: Mapping[str, Any], program: str) -> Opening:
    return Opening(
        conversation_id=hashlib.sha256(f"prompt:{row['message_id']}".encode()).digest()[:16],
        at=row["asked_at"],
        program=program,
        flow=row["flow"],
        variables=_variables(row["prompt_variables"] or ""),
        campaign=row["campaign"],
        variant=row["variant"],
        message_id=row["message_id"],
    )


def _variables(text: str) -> dict[str, str]:
    """Variables as a form encodes them: `name=Ann&when=Wed+9+am`. What is no pair is left out.

    >>> _variables("name=Ann&when=Wed+9%3A30&empty=&odd")
    {'name': 'Ann', 'when': 'Wed 9:30'}
    """
    pairs = (pair.partition("=") for pair in text.split("&")[:_MOST_VARIABLES])
    return {unquote_plus(name): unquote_plus(value) for name, _, value in pairs if name and value}


_MOST_VARIABLES = 50


def with_findings(inbound: pa.Table, findings: Mapping[str, Finding]) -> pa.Table:
    """`inbound` with what its threads said of each row; `attribution` is none where a thread says nothing."""
    nothing = Finding()
    found: Sequence[Finding] = [findings.get(i, nothing) for i in inbound["inbound_message_id"].to_pylist()]
    columns = {
        "attribution": pa.array([f.attribution.value for f in found], pa.string()),
        "prompt_message_id": pa.array([f.prompt_message_id for f in found], pa.string()),
        "campaign": pa.array([f.campaign for f in found], pa.string()),
        "flow": pa.array([f.flow for f in found], pa.string()),
        "step": pa.array([f.step for f in found], pa.string()),
        "conversation_id": pa.array([f.conversation_id for f in found], pa.binary(16)).cast(UUID),
        "duplicate_of": pa.array([f.duplicate_of for f in found], pa.string()),
    }
    for name, values in columns.items():
        inbound = inbound.append_column(name, values)
    return inbound
