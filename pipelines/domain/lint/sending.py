"""How texts are sent: as advertising, by night, twice."""

from datetime import time

from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.replies import advertising
from pipelines.domain.lint.subject import Subject, Use
from pipelines.domain.schedule import is_quiet
from schemas.countries import origin_of
from schemas.program import Number
from schemas.program_rules import Where, dotted
from schemas.program_sending import RESERVED_REPLIES

_UNASKED = ("prompt", "reminder")
"""Fields whose templates are sent without a text that asks for them."""
_UNITED_STATES = ("US", "PR", "VI", "GU", "AS", "MP")
_NIGHT = [time(hour % 24, minute) for hour in range(21, 24 + 8) for minute in range(60)]
"""Every minute from 9 pm to 8 am: 47 CFR 64.1200(c)(1)."""


def find_in_sending(subject: Subject) -> Finds:
    """All that is wrong with what advertises, with quiet hours, and with what may come twice."""
    known = [use for use in subject.marked if use.template in subject.program.templates]
    for use in known:
        if use.at[0] == "promotional":
            yield from _promotional(subject, use)
        else:
            yield from _twice(subject, use)
    yield from _unmarked(subject)
    yield from _night(subject)


def _promotional(subject: Subject, use: Use) -> Finds:
    uses = [each.at for each in subject.uses if each.template == use.template]
    reserved = [at[1] for at in uses if at[0] == "replies" and at[1] in RESERVED_REPLIES]
    if reserved:
        what = f"answers {str(reserved[0]).upper()}, which may not advertise"
        witness = subject.draws(use.template)
        yield Found(FindingKind.PROMOTIONAL_RESERVED, use.at, what, "remove it, or write another template", witness)
        return
    answers = [at for at in uses if at[-1] not in _UNASKED]
    if answers:
        what = f"is {dotted(answers[0])} too: an answer to the customer's own text is no advertising, and must not wait for the morning"
        witness = subject.draws(use.template)
        yield Found(FindingKind.PROMOTIONAL_ANSWER, use.at, what, "write it a template of its own", witness)


def _twice(subject: Subject, use: Use) -> Finds:
    uses = [each.at for each in subject.uses if each.template == use.template]
    others = [at for at in uses if at[-1] != "reminder"]
    if others or not uses:
        what = f"is {dotted(others[0])} too, which must not come twice" if others else "is no step's reminder"
        witness = Witness(outbound=subject.sent(subject.program.text(use.template)))
        yield Found(FindingKind.TWICE_NO_REMINDER, use.at, what, "write the reminder a template of its own", witness)


def _unmarked(subject: Subject) -> Finds:
    for use in subject.uses:
        if use.at[0] != "flows" or use.at[-1] not in _UNASKED or use.template in subject.program.promotional:
            continue
        for text in subject.texts(use.template).values():
            if (found := advertising(subject.sent(text))) is not None:
                what = f"advertises ({found!r}) and is not marked so: it is sent as TRANSACTIONAL, by night too"
                advice, witness = f"add {use.template} to promotional", Witness(outbound=subject.sent(text))
                yield Found(FindingKind.PROMOTION_UNMARKED, use.at, what, advice, witness)
                break


def _night(subject: Subject) -> Finds:
    program = subject.program
    at: Where = ("quiet_hours",)
    night = program.quiet_hours
    marked = [name for name in program.promotional if subject.texts(name)]
    if not program.promotional and "quiet_hours" in program.model_fields_set:
        what, advice = (
            "keeps nothing back: no template is promotional",
            "name those that advertise under promotional, or remove it",
        )
        witness = Witness(outbound=f"{night.start:%H:%M} to {night.end:%H:%M}")
        yield Found(FindingKind.NIGHT_UNUSED, at, what, advice, witness)
    if night.start == night.end or not marked or not any(map(_is_american, program.numbers)):
        return
    loud = next((minute for minute in _NIGHT if not is_quiet(minute, night.start, night.end)), None)
    if loud is not None:
        what = f"lets advertising leave at {loud:%H:%M} of the customer's clock: in the United States only from 8 am to 9 pm"
        witness = Witness(outbound=subject.sent(program.text(marked[0])))
        yield Found(
            FindingKind.NIGHT_TOO_SHORT, at, what, "write start: 21:00 and end: 08:00, or a longer night", witness
        )


def _is_american(number: Number) -> bool:
    origin = origin_of(number.number)
    return (number.country or (origin and origin.iso_code)) in _UNITED_STATES
