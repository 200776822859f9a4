"""Answers that take back, or should take back, what another one decided."""

from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.steps import SAYING
from pipelines.domain.lint.subject import Subject
from schemas.program import END, Answer, Outcome, Step
from schemas.program_rules import Where


def find_in_overruling(subject: Subject) -> Finds:
    """All that is wrong with what overrules what."""
    for n, flow in enumerate(subject.program.flows):
        for s, step in enumerate(flow.steps):
            for a, answer in enumerate(step.answers):
                at: Where = ("flows", n, "steps", s, "answers", a)
                witness = Witness(SAYING.get(answer.when, answer.when), number=subject.program.numbers[0].number)
                yield from (
                    _overrules(at, step, answer, witness) if answer.overrules else _stands(at, step, answer, witness)
                )


def _overrules(at: Where, step: Step, answer: Answer, witness: Witness) -> Finds:
    if answer.outcome is None:
        what = "is missing: an answer that overrules must say what it comes to instead"
        yield Found(FindingKind.OVERRULES_WITHOUT_OUTCOME, (*at, "outcome"), what, "add outcome:", witness)
    elif not _decided(step, answer) - {answer.outcome}:
        what = f"overrules, and nothing else ends the step {step.step} with another outcome"
        yield Found(FindingKind.OVERRULES_NOTHING, (*at, "overrules"), what, "remove it", witness)
    if answer.outcome is Outcome.APPROVED:
        what = "approves what was denied: a denial should stand until a person has looked"
        yield Found(FindingKind.OVERRULES_APPROVES, (*at, "overrules"), what, "remove it", witness)


def _decided(step: Step, but: Answer) -> set[Outcome]:
    """What a step can have come to without an answer. Where any text is an answer, nobody is handed over."""
    others = {
        each.outcome for each in step.answers if each is not but and each.next == END and each.outcome is not None
    }
    return others if any(each.when == "any" for each in step.answers) else others | {Outcome.HANDED_OFF}


def _stands(at: Where, step: Step, answer: Answer, witness: Witness) -> Finds:
    approves = any(each.outcome is Outcome.APPROVED and each.next == END for each in step.answers)
    if approves and answer.outcome is Outcome.DENIED:
        what = "denies, and does not take back an approval that was given before: who sees too late that it was not them is not heard"
        yield Found(FindingKind.APPROVAL_STANDS, (*at, "outcome"), what, "add overrules: true", witness)
