"""Conversations in which a customer gets stuck, or is asked for what is not understood."""

from collections.abc import Iterator

from pipelines.domain import opt_out
from pipelines.domain.classify import Classification, Intent
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.instructions import told_words
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.replies import says_stop
from pipelines.domain.lint.steps import SAYING, find_in_step
from pipelines.domain.lint.subject import Subject
from pipelines.domain.normalise import read
from schemas.program import END, WHEN, Flow, Step
from schemas.program_rules import Where


def find_in_flows(subject: Subject) -> Finds:
    """All that is wrong with flows and their steps."""
    prompts: dict[str, str] = {}
    for n, flow in enumerate(subject.program.flows):
        at: Where = ("flows", n)
        prompt = _prompt(subject, flow.prompt)
        if prompts.setdefault(flow.prompt, flow.flow) != flow.flow:
            what = f"also opens {prompts[flow.prompt]}: nobody can tell which conversation an answer belongs to"
            advice = "write a template for each"
            yield Found(FindingKind.SAME_PROMPT, (*at, "prompt"), what, advice, Witness("yes", prompt, prompt=prompt))
        yield from _stop(subject, at, flow)
        yield from _ways(subject, at, flow, prompt)
        for s, step in enumerate(flow.steps):
            yield from find_in_step(subject, (*at, "steps", s), step, flow.prompt if not s else None)
            yield from _asked(subject, at, flow, s, step)


def _prompt(subject: Subject, template: str) -> str | None:
    return next((subject.sent(text) for text in subject.texts(template).values()), None)


def _stop(subject: Subject, at: Where, flow: Flow) -> Finds:
    for text in subject.texts(flow.prompt).values():
        if not says_stop(text):
            what = "does not say how to opt out, and people get it unasked"
            witness = Witness("STOP", subject.sent(text))
            yield Found(FindingKind.PROMPT_WITHOUT_STOP, (*at, "prompt"), what, "add: STOP to opt out", witness)
            return


def _ways(subject: Subject, at: Where, flow: Flow, prompt: str | None) -> Finds:
    """Steps that nothing leads to, and steps that lead to no end."""
    leads = {step.step: {answer.next for answer in step.answers if answer.next} for step in flow.steps}
    reached = _closure({flow.steps[0].step}, leads)
    back = {name: {step for step, following in leads.items() if name in following} for name in (*leads, END)}
    ending = _closure({END}, back)
    for s, step in enumerate(flow.steps):
        here: Where = (*at, "steps", s)
        for a, answer in enumerate(step.answers):
            witness = Witness(SAYING.get(answer.when, answer.when), prompt=prompt)
            if answer.next is not None and answer.next not in (*leads, END):
                what = f"names no step of {flow.flow}: the conversation would be lost"
                advice = f"write one of {', '.join((*leads, END))}"
                yield Found(FindingKind.UNKNOWN_STEP, (*here, "answers", a, "next"), what, advice, witness)
            if answer.when not in WHEN and answer.when not in _names(subject):
                what = "is no answer and no keyword: nothing that people text is this"
                advice = "write yes, no, choice, or a keyword of the program"
                yield Found(FindingKind.UNKNOWN_ANSWER, (*here, "answers", a, "when"), what, advice, witness)
        witness = Witness(SAYING.get(step.answers[0].when, step.answers[0].when), prompt=_question(subject, flow, s))
        if step.step not in reached:
            what = f"is reached from no other step of {flow.flow}"
            yield Found(
                FindingKind.STEP_UNREACHABLE, (*here, "step"), what, "lead to it with next:, or remove it", witness
            )
        if step.step not in ending:
            what = "has no answer that leads to an end, by whatever steps: customers stay in it until it expires"
            yield Found(FindingKind.STEP_WITHOUT_WAY_OUT, (*here, "step"), what, "add next: end to an answer", witness)


def _names(subject: Subject) -> set[str]:
    return {keyword.keyword for keyword in subject.program.keywords}


def _closure(begin: set[str], leads: dict[str, set[str]]) -> set[str]:
    reached, waiting = set(begin), list(begin)
    while waiting:
        for name in leads.get(waiting.pop(), set()) - reached:
            reached.add(name)
            waiting.append(name)
    return reached


def _questions(subject: Subject, flow: Flow, place: int) -> Iterator[tuple[Where, str]]:
    """The templates that a customer has just read in a step, and the fields that name them."""
    at: Where = ("flows", subject.program.flows.index(flow))
    step = flow.steps[place]
    if not place:
        yield (*at, "prompt"), flow.prompt
    for name in ("unclear", "reminder"):
        if (template := getattr(step, name)) is not None:
            yield (*at, "steps", place, name), template
    for s, other in enumerate(flow.steps):
        for a, answer in enumerate(other.answers):
            if answer.next == step.step and answer.reply is not None:
                yield (*at, "steps", s, "answers", a, "reply"), answer.reply


def _question(subject: Subject, flow: Flow, place: int) -> str | None:
    return next(
        (text for _, template in _questions(subject, flow, place) if (text := _prompt(subject, template))), None
    )


def _asked(subject: Subject, at: Where, flow: Flow, place: int, step: Step) -> Finds:
    """Words that people are told to answer in a step, and that it does not take."""
    for field, template in _questions(subject, flow, place):
        for text in subject.texts(template).values():
            for told in told_words(text):
                if opt_out.requested(*read(told.word)).word is not None:
                    continue
                heard = subject.hear(told.word, prompt=text)
                if not takes(step, heard, told.word) and heard.intent is Intent.UNMATCHED:
                    what = f"tells people to text {told.word}, which the step {step.step} does not take"
                    advice = "add an answer for it, or another word"
                    sent = subject.sent(text)
                    witness = Witness(told.word, sent, subject.program.numbers[0].number, prompt=sent)
                    yield Found(FindingKind.PROMPT_ANSWER_UNKNOWN, field, what, advice, witness)


def takes(step: Step, heard: Classification, text: str) -> bool:
    """Whether a step has an answer for a text."""
    whens = {answer.when for answer in step.answers}
    chosen = step.offers is not None and (text.strip().isdigit() or len(text.strip()) == 1)
    return (
        "any" in whens
        or (heard.yes_no is not None and heard.yes_no.value in whens)
        or (heard.keyword is not None and heard.keyword in whens)
        or (chosen and "choice" in whens)
        or ("more" in whens and text.casefold() in ("more", "m"))
        or ("none_of_these" in whens and text.casefold() in ("none", "none of these"))
    )
