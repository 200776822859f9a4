"""A single step: what it says when it does not understand, reminds, gives up, or ends."""

from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import GIBBERISH, Subject
from schemas.program import END, WHEN, Step
from schemas.program_rules import Where

SAYING = {"yes": "yes", "no": "no", "choice": "1", "more": "more", "none_of_these": "none of these", "any": "hello"}
"""What customers text for each `when` that is no keyword."""


def find_in_step(subject: Subject, at: Where, step: Step, prompt: str | None) -> Finds:
    """All that is wrong with a step by itself; `prompt`: the template that opens it, if it is the first."""
    question = None if prompt is None else next(iter(subject.texts(prompt).values()), None)
    shown = subject.sent(question) if question is not None else None
    whens = [answer.when for answer in step.answers]
    yield from _unclear(at, step, prompt, shown, whens)
    yield from _times(subject, at, step, shown)
    yield from _choices(at, step, whens, shown)
    yield from _answers(subject, at, step, whens, shown)


def _unclear(at: Where, step: Step, prompt: str | None, shown: str | None, whens: list[str]) -> Finds:
    witness = Witness(GIBBERISH, prompt=shown)
    if step.unclear is None and "any" not in whens:
        what = "has no better question: an answer that is not understood is met with silence"
        yield Found(FindingKind.STEP_WITHOUT_UNCLEAR, (*at, "step"), what, "add unclear: a template", witness)
    if step.unclear is not None and ("any" in whens or step.retries == 0):
        why = "any takes every answer" if "any" in whens else "retries is 0"
        what = f"is never asked: {why}"
        yield Found(FindingKind.UNCLEAR_NEVER, (*at, "unclear"), what, "remove it, or the other", witness)
    if step.unclear is not None and step.unclear == prompt:
        what, advice = "asks the same again, which was not understood", "write a better question"
        yield Found(FindingKind.SAME_QUESTION, (*at, "unclear"), what, advice, witness)
    if step.hand_off is None and "any" not in whens:
        what = "hands over to a person after the last try, and does not tell the customer"
        yield Found(FindingKind.HAND_OFF_MISSING, (*at, "step"), what, "add hand_off: a template", witness)


def _times(subject: Subject, at: Where, step: Step, shown: str | None) -> Finds:
    answers = (SAYING.get(answer.when, answer.when) for answer in step.answers)
    silent = next((text for text in answers if subject.hear(text).template is None), None)
    if step.expired is None and silent is not None:
        what = "says nothing to an answer that comes after it has expired"
        late = Witness(silent, number=subject.program.numbers[0].number, prompt=shown)
        yield Found(FindingKind.EXPIRED_MISSING, (*at, "step"), what, "add expired: a template", late)
    reminder = None if step.reminder is None else next(iter(subject.texts(step.reminder).values()), step.reminder)
    witness = Witness(outbound=reminder or shown or step.step)
    if (step.reminder is None) != (step.remind_after_s is None):
        name = "reminder" if step.reminder is None else "remind_after_s"
        what = "is missing, so that nobody is reminded"
        yield Found(FindingKind.REMINDER_MISSING, (*at, name), what, "write both, or none", witness)
    elif step.remind_after_s is not None and step.remind_after_s >= step.expires_after_s:
        what = f"is due after {step.remind_after_s} s, and the step expires after {step.expires_after_s} s"
        yield Found(FindingKind.REMINDER_TOO_LATE, (*at, "remind_after_s"), what, "remind earlier", witness)


def _choices(at: Where, step: Step, whens: list[str], shown: str | None) -> Finds:
    for a, when in enumerate(whens):
        if when in ("choice", "more", "none_of_these") and step.offers is None:
            what = "chooses, and the step offers nothing"
            witness = Witness(SAYING[when], prompt=shown)
            advice = "add offers: open_times"
            yield Found(FindingKind.CHOICE_WITHOUT_OFFERS, (*at, "answers", a, "when"), what, advice, witness)
    if step.offers is None:
        return
    if "choice" not in whens and "any" not in whens:
        what, advice = "offers times, and no answer is when: choice", "add one"
        yield Found(FindingKind.OFFERS_WITHOUT_CHOICE, (*at, "offers"), what, advice, Witness("1", prompt=shown))
    elif not {"more", "none_of_these", "no", "any"}.intersection(whens):
        what, advice = "offers times, and whom none suits has no answer", "add when: none_of_these, or when: more"
        witness = Witness("none of these", prompt=shown)
        yield Found(FindingKind.CHOICE_WITHOUT_NONE, (*at, "offers"), what, advice, witness)


def _answers(subject: Subject, at: Where, step: Step, whens: list[str], shown: str | None) -> Finds:
    for a, answer in enumerate(step.answers):
        here: Where = (*at, "answers", a)
        meant = subject.hear(answer.when).yes_no if answer.when not in WHEN else None
        if meant is not None and meant.value in whens:
            what = f"and {meant.value} are both {answer.when!r}: nobody can tell which it is"
            witness = Witness(answer.when, number=subject.program.numbers[0].number, prompt=shown)
            yield Found(FindingKind.ANSWERS_OVERLAP, (*here, "when"), what, "keep one of the two", witness)
        witness = Witness(SAYING.get(answer.when, answer.when), prompt=shown)
        if answer.next == END and answer.outcome is None:
            what = "ends the conversation without an outcome: nobody learns what it came to"
            yield Found(FindingKind.OUTCOME_MISSING, (*here, "next"), what, "add outcome:", witness)
        if answer.next not in (None, END, step.step) and answer.reply is None:
            what = f"leads to {answer.next}, and no text asks what that awaits"
            yield Found(FindingKind.NEXT_WITHOUT_QUESTION, (*here, "next"), what, "add reply: its question", witness)
