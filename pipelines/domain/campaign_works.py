"""Rows of a campaign to what is stored: each prompt a promise, and the conversation that it opens. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from pipelines.domain.campaign import CampaignRow, prompt_id
from pipelines.domain.conversation_texts import in_allowed_hours, text_of_ours, words
from pipelines.domain.decide import Work
from pipelines.domain.plan import wording
from pipelines.domain.reply import Promise, TextKind
from pipelines.domain.schedule import zones_of
from pipelines.domain.thread import Opening
from pipelines.domain.who import Who
from schemas.program import Program
from schemas.pseudonym import PseudonymKey, mask

WITHIN = timedelta(days=1)
"""A prompt that could not leave within a day of its time is out of date: it is withheld."""


def work_of(
    row: CampaignRow, campaign: str, program: Program, origination_identity: str, key: PseudonymKey, now: datetime
) -> Work:
    """What a row comes to at `now`. The same row of the same campaign has the same prompt and the same conversation."""
    who = Who(key.token(row.number), key.key_id, mask(row.number), origination_identity, zones_of(row.number))
    name = prompt_id(key, campaign, row.row_id)
    opening = Opening(name, now, program.name, row.flow, dict(row.variables), campaign, row.variant)
    promise = _prompt(row, opening, who, program, now)
    asked_at = promise.not_before or now
    return Work(who, openings=((replace(opening, at=asked_at), promise),))


def _prompt(row: CampaignRow, opening: Opening, who: Who, program: Program, now: datetime) -> Promise:
    flow = next(each for each in program.flows if each.flow == row.flow)
    empty = text_of_ours(who, TextKind.PROMPT, opening.conversation_id, opening, program, now)
    said = wording(program, flow.prompt, row.language, row.variables)
    worded = in_allowed_hours(replace(empty, **words(empty, said)), program, who.zones, now)
    return replace(worded, useful_until=(worded.not_before or now) + WITHIN)
