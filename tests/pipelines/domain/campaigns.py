"""Programs and rows for tests of campaigns."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pipelines
from pipelines.domain.campaign import CampaignRow
from pipelines.domain.campaign_cells import RowFault
from pipelines.domain.campaign_rows import Given, Rows
from schemas.program import Program
from schemas.program_file import load_program, read_programs

PROGRAMS = Path(next(iter(pipelines.__path__)), "programs")
APPOINTMENTS = load_program(PROGRAMS / "appointments.yaml")
OFFERS = load_program(PROGRAMS / "offers.yaml")
ANN, BOB, EVE = "+14255550001", "+14255550002", "+14255550003"
CLINIC = "+12065550100"

BAKERY = """
program: bakery
numbers:
  - {number: "+12065550133", opt_outs: aws, number_type: TEN_DLC}
  - {number: "55555", country: US, opt_outs: aws, number_type: SHORT_CODE}
languages: [en, pt-BR]
variables: {cake: "a lemon tart", shop: Elm Street, name: Ann, slip: none, ref: R-1}
templates:
  ready: {en: "Elm Bakery: {cake} is ready. YES if you come?", pt-BR: "Elm Bakery: {cake} pronto, {name}. SIM?"}
  seen: "Elm Bakery: see you at {shop}."
  again: "Elm Bakery: {slip} {cake}?"
  which: "Elm Bakery: which? {choices}"
  times: "Elm Bakery: {times}?"
  moved: "Elm Bakery: moved to {when}."
  poll: "Elm Bakery: did you like {cake}?"
flows:
  - flow: pickup
    prompt: ready
    several: which
    label: "{cake}"
    steps:
      - step: asked
        offers: open_times
        reminder: again
        remind_after_s: 3600
        answers:
          - {when: "yes", reply: seen, next: end}
          - {when: "no", reply: times}
          - {when: choice, reply: moved, next: end}
  - flow: poll
    prompt: poll
    steps: [{step: asked, answers: [{when: any, next: end}]}]
"""


def bakery() -> Program:
    """Two flows, two languages, a number of 1 part a second and one of 100."""
    return read_programs([("bakery.yaml", BAKERY.encode())]).programs[0]


def read(
    columns: Sequence[str], *lines: Sequence[str], program: Program = APPOINTMENTS, **given: object
) -> list[CampaignRow | RowFault]:
    """What rows under these columns are, or what is wrong with them, in the order it is found; the first row is line 2."""
    return list(_read(Rows(Given(program, **given)), columns, lines))  # type: ignore[arg-type]


def _read(rows: Rows, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[CampaignRow | RowFault]:
    yield from rows.head(columns)
    for line, cells in enumerate(lines, 2):
        found = rows.read(line, dict(zip(columns, cells, strict=True)))
        yield from found if isinstance(found, list) else [found]


def row(line: int = 2, number: str = ANN, **variables: str) -> CampaignRow:
    """A row of the clinic's."""
    said: Mapping[str, str] = {"name": "Ann", "when": "Tue 2 pm", **variables}
    return CampaignRow(line, number, number, "appointment", variables=said)
