"""A campaign: a file whose rows are prompts. What a row is, what its prompt is called, and what travels with it. Pure.

Columns: `number`; optional `id`, `flow`, `variant`, `language`; and one for each variable that the flow's templates need.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pipelines.domain.render import render
from pipelines.domain.reply import TextKind
from schemas.errors import ConfigurationFault
from schemas.program import PLACEHOLDER, Flow, Program
from schemas.pseudonym import PseudonymKey

NUMBER, ID, FLOW, VARIANT, LANGUAGE = COLUMNS = ("number", "id", "flow", "variant", "language")
"""Columns that are no variables, unless a template names them."""
OF_CALENDARS: Final = ("calendar", "slot")
"""Variables that no template needs: the calendar that times are offered from, and the customer's own time in it, which is
free again when they move."""
LONGEST_NAME = 160
"""Characters of a campaign's name, as a keyword of a program may name it."""

_GIVEN: Final = frozenset(("times", "choices"))
"""What the job itself fills in: the open times, and the list of open conversations."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One prompt to send. `line` is that of the file (of Parquet, the row, the first being 1); `row_id` the business's own
    key, else the number; `number` is E.164. `variables`: those of the prompt first, in their order there.

    Neither the number nor what is said shows in its repr.
    """

    line: int
    row_id: str = field(repr=False)
    number: str = field(repr=False)
    flow: str
    variant: str | None = None
    language: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)


def prompt_id(key: PseudonymKey, campaign: str, row_id: str) -> bytes:
    """16 bytes that name the one prompt of a row: its reply id. The same for the same row of the same campaign, so that a
    run that is resumed sends nothing twice.

    Keyed, because a row id may be a phone number, and a plain hash of one is undone by trying all numbers.

    >>> prompt_id(PseudonymKey("k1", b"secret"), "november", "A-17").hex()
    'c0465393abd8821810a33c2ec13b438e'
    """
    return key.token(f"prompt\x1f{campaign}\x1f{row_id}")


def prompt_context(campaign: str, row: CampaignRow, reply_id: bytes) -> dict[str, str]:
    """The `Context` of a prompt's SendTextMessage, which every delivery event echoes: tokens and names, no numbers. AWS
    takes five pairs; `plan.context_of` makes the same of the prompt's promise.

    >>> prompt_context("november", CampaignRow(2, "A-17", "+12065550182", "appointment"), bytes(16))
    {'kind': 'prompt', 'reply_id': '00000000000000000000000000000000', 'campaign': 'november', 'flow': 'appointment'}
    """
    pairs = {
        "kind": TextKind.PROMPT.value,
        "reply_id": reply_id.hex(),
        "campaign": campaign,
        "flow": row.flow,
        "variant": row.variant,
    }
    return {name: value for name, value in pairs.items() if value is not None}


def prompt_text(program: Program, row: CampaignRow) -> str:
    """The text of a row's prompt.

    Raises:
        KeyError: the program has no such flow.
        MissingVariable: the row lacks one of the prompt's.
    """
    return render(program.text(flow_named(program, row.flow).prompt, row.language), row.variables)


def flow_named(program: Program, name: str) -> Flow:
    """A program's flow.

    Raises:
        KeyError: it has none of that name.
    """
    for flow in program.flows:
        if flow.flow == name:
            return flow
    raise KeyError(name)


def variables_of(program: Program, flow: Flow) -> tuple[str, ...]:
    """The variables that a prompt of `flow` must come with, in all languages: those of the prompt first, then those of the
    label and of every text that can follow. What the job fills in is none of them: the open times, and the time that
    was chosen in the text that confirms it.
    """
    names = dict.fromkeys(_in_template(program, flow.prompt))
    names |= dict.fromkeys(PLACEHOLDER.findall(flow.label or ""))
    for template, after_choice in _templates_after(flow):
        names |= dict.fromkeys(
            name for name in _in_template(program, template) if not (after_choice and name == "when")
        )
    return tuple(name for name in names if name not in _GIVEN)


def _in_template(program: Program, template: str) -> Iterator[str]:
    for text in program.texts(template).values():
        yield from PLACEHOLDER.findall(text)


def _templates_after(flow: Flow) -> Iterator[tuple[str, bool]]:
    """Templates that can follow a flow's prompt, and whether one confirms a time that was chosen."""
    named = [(flow.several, False)]
    for step in flow.steps:
        named += [(answer.reply, answer.when == "choice") for answer in step.answers]
        named += [(each, False) for each in (step.unclear, step.hand_off, step.reminder, step.expired)]
    yield from ((template, chosen) for template, chosen in named if template is not None)


_SPACE_WITHIN = re.compile(r"\S(?:.*\S)?")


def campaign_name(text: str) -> str:
    """`text`, if a campaign can be called so: it stands in every row of the lake that the campaign causes, and in Context.

    Raises:
        ConfigurationFault: it is empty or too long, begins or ends with a space, or cannot be printed.
    """
    if not _SPACE_WITHIN.fullmatch(text) or not text.isprintable() or len(text) > LONGEST_NAME:
        raise ConfigurationFault(
            f"--campaign {text[:40]!r} is no name; write 1 to {LONGEST_NAME} characters without spaces around them,"
            " as november-reminders"
        )
    return text
