"""The programs that ship: what customers are told, and that what they are told to text does what is said."""

import re
from pathlib import Path

import pytest

import pipelines
from pipelines.domain.classify import Classifier, Intent
from pipelines.domain.render import render
from pipelines.domain.segments import segments
from schemas.program import OptOuts, Program, ProgramSet
from schemas.program_file import load_programs

PROGRAMS: ProgramSet = load_programs(sorted(Path(next(iter(pipelines.__path__)), "programs").glob("*.yaml")))
CLASSIFIER = Classifier(PROGRAMS)
BY_NAME = {program.name: program for program in PROGRAMS.programs}
TEXTS = [
    (program, name, text)
    for program in PROGRAMS.programs
    for name in program.templates
    for text in program.texts(name).values()
]
each_program = pytest.mark.parametrize("program", PROGRAMS.programs, ids=lambda program: program.name)
each_text = pytest.mark.parametrize(
    ("program", "name", "text"), TEXTS, ids=lambda value: value[:30] if isinstance(value, str) else value.name
)


def answer(program: str, body: str) -> str | None:
    return CLASSIFIER.classify(BY_NAME[program].numbers[0].number, body).template


def answers_of(program: Program) -> set[str]:
    """What the program's flows take, besides keywords."""
    return {answer.when for flow in program.flows for step in flow.steps for answer in step.answers}


def test_three_programs_ship_on_a_number_each() -> None:
    numbers = {name: [(n.number, n.opt_outs) for n in program.numbers] for name, program in BY_NAME.items()}
    assert numbers == {
        "appointments": [("+12065550100", OptOuts.SELF)],
        "charge_alerts": [("+12065550111", OptOuts.SELF)],
        "offers": [("+12065550122", OptOuts.AWS)],
    }


@each_text
def test_a_text_is_one_segment_of_gsm(program: Program, name: str, text: str) -> None:
    cut = segments(render(text, program.variables))
    assert (cut.encoding, cut.parts) == ("GSM", 1)


@each_text
def test_no_text_tells_people_to_send_a_word_that_opts_out_but_stop(program: Program, name: str, text: str) -> None:
    assert not re.search(r"\b(CANCEL|END|QUIT|REVOKE|REMOVE|UNSUBSCRIBE)\b", text)


@each_text
def test_what_a_text_tells_people_to_send_is_understood(program: Program, name: str, text: str) -> None:
    # MORE and NONE answer an offer of times, not a keyword.
    told = set(re.findall(r"\b[A-Z]{3,}\b", text)) - {"MORE", "NONE"}
    for word in told:
        heard = CLASSIFIER.classify(program.numbers[0].number, word)
        assert heard.intent is not Intent.UNMATCHED or heard.yes_no in answers_of(program), word


@each_program
def test_every_template_is_used_and_every_reply_is_there(program: Program) -> None:
    replies = program.replies.model_dump()
    assert None not in replies.values()
    keywords = {name for keyword in program.keywords for name in (keyword.template, keyword.again)}
    steps = {name for flow in program.flows for name in (flow.prompt, flow.several)}
    for step in (step for flow in program.flows for step in flow.steps):
        steps |= {step.unclear, step.hand_off, step.reminder, step.expired, *(each.reply for each in step.answers)}
    assert {*replies.values(), *keywords, *steps} - {None} == set(program.templates)


@each_program
def test_help_and_stop_name_the_sender_and_how_to_reach_them(program: Program) -> None:
    sender = program.text("unmatched").split(":")[0]
    for text in (
        each for reply in (program.replies.help, program.replies.stop) for each in program.texts(str(reply)).values()
    ):
        assert text.startswith(sender)
        assert re.search(r"\d{3}-\d{3}-\d{4}", text)
    assert all("STOP" in text for text in program.texts("help").values())
    assert all("START" in text for text in program.texts("stop").values())


@each_program
def test_every_way_to_write_a_keyword_gives_its_template(program: Program) -> None:
    for keyword in program.keywords:
        for word in (keyword.keyword, *keyword.synonyms):
            for text in (word, word.lower(), f" {word.title()}! "):
                assert answer(program.name, text) == keyword.template, text


@pytest.mark.parametrize(
    ("program", "body", "template"),
    [
        ("appointments", "C", "confirmed"),
        ("appointments", "yes please", "confirmed"),
        ("appointments", "R", "moving"),
        ("appointments", "move it to Friday please", "moving"),
        ("appointments", "No", "moving"),
        ("appointments", "can’t make it", "moving"),
        ("appointments", "ok but I will be late", "unmatched"),
        ("appointments", "no problem, see you", "confirmed"),
        ("appointments", "Si, confirmo", "confirmed"),
        ("appointments", "yep 👍", "confirmed"),
        ("appointments", "no can't make it", "moving"),
        ("appointments", "can we find another time", "moving"),
        ("appointments", "leave me alone", "ask"),
        ("appointments", "please take me off this list", "stop"),
        ("charge_alerts", "ok", "unmatched"),
        ("charge_alerts", "nein danke", "denied"),
        ("appointments", "Stop", "stop"),
        ("appointments", "help", "help"),
        ("appointments", "START", "start"),
        ("charge_alerts", "yes it was me", "approved"),
        ("charge_alerts", "yes but I did not do that", "unmatched"),
        ("charge_alerts", "NO", "denied"),
        ("charge_alerts", "fraud!! call me", "denied"),
        ("charge_alerts", "no problem it was me", "unmatched"),
        ("offers", "deals please", "offers"),
        ("offers", "Hours?", "hours"),
        ("offers", "where are you", "store"),
        ("offers", "coupon?", "coupon"),
        ("offers", "STOP", None),
        ("offers", "help", None),
    ],
)
def test_a_customer_gets_the_answer_they_expect(program: str, body: str, template: str | None) -> None:
    assert answer(program, body) == template
