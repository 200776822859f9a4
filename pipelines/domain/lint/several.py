"""Customers with several open conversations: are they asked which is meant, and can they tell them apart?"""

from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.steps import SAYING
from pipelines.domain.lint.subject import Subject
from schemas.program import PLACEHOLDER, Flow
from schemas.program_rules import Where, meant
from schemas.program_sending import CHOICES


def find_in_several(subject: Subject) -> Finds:
    """All that is wrong with the question which conversation is meant."""
    for n, flow in enumerate(subject.program.flows):
        at: Where = ("flows", n)
        witness = _witness(subject, flow)
        if flow.several is None and flow.label is None:
            what = "is missing: two prompts of this flow to one customer, and an answer belongs to neither"
            advice = "add several: a template with {choices}, and label:"
            yield Found(FindingKind.SEVERAL_MISSING, (*at, "several"), what, advice, witness)
        elif flow.several is None or flow.label is None:
            name, other = ("several", "label") if flow.several is None else ("label", "several")
            what = f"is missing, so that {other} is of no use"
            yield Found(FindingKind.SEVERAL_INCOMPLETE, (*at, name), what, "write both, or none", witness)
        yield from _choices(subject, at, flow)
        yield from _label(subject, at, flow, witness)


def _witness(subject: Subject, flow: Flow) -> Witness:
    first = flow.steps[0].answers[0].when
    prompt = next((subject.sent(text) for text in subject.texts(flow.prompt).values()), None)
    return Witness(SAYING.get(first, first), number=subject.program.numbers[0].number, prompt=prompt)


def _choices(subject: Subject, at: Where, flow: Flow) -> Finds:
    for language, text in subject.texts(flow.several or "").items():
        if CHOICES not in PLACEHOLDER.findall(text):
            what = f"asks which is meant, and does not say which there are ({language})"
            advice, witness = f"write {{{CHOICES}}} in its template", Witness(outbound=subject.sent(text))
            yield Found(FindingKind.CHOICES_MISSING, (*at, "several"), what, advice, witness)
            return


def _label(subject: Subject, at: Where, flow: Flow, witness: Witness) -> Finds:
    prompts = subject.texts(flow.prompt).values()
    if flow.label is None or not prompts:
        return
    named = PLACEHOLDER.findall(flow.label)
    known = {name for text in prompts for name in PLACEHOLDER.findall(text)}
    for name in named:
        if name not in known:
            what = f"has {{{name}}}, which is no variable of the prompt: nobody gives it a value"
            advice = meant(name, known, f"write one of {', '.join(sorted(known))}" if known else "remove it")
            yield Found(FindingKind.LABEL_UNKNOWN_VARIABLE, (*at, "label"), what, advice, witness)
    if not named:
        what = "has no variable: in the list all are called the same"
        yield Found(FindingKind.LABEL_ALIKE, (*at, "label"), what, "write one of the prompt's, as {when}", witness)
