"""How a program's texts are sent: pace, once in a while, twice, by night, among several; and all that can be wrong with it."""

from datetime import time

import pytest

from schemas.program import Number, OptOuts, Program, ProgramFaults, QuietHours
from schemas.program_file import read_programs

GOOD = """\
program: clinic
numbers:
  - number: "+12065550100"
    opt_outs: self
    number_type: TEN_DLC
    parts_per_second: 7.5
keywords:
  - keyword: COUPON
    template: coupon
    once_per_s: 86400
    again: tomorrow
templates:
  coupon: Here it is.
  tomorrow: Tomorrow there is another.
  alert: "{amount} at {merchant}. Was it you?"
  which: "Which one? {choices}"
  nudge: "{amount} at {merchant}: was it you?"
  noted: Thank you.
  help: Call 206-555-0199.
  stop: You are out.
replies: {help: help, stop: stop}
promotional: [alert]
quiet_hours: {start: "20:00", end: "9:00"}
at_least_once: [nudge]
flows:
  - flow: charge
    prompt: alert
    several: which
    label: "{amount} at {merchant}"
    steps:
      - step: asked
        answers:
          - {when: "no", reply: noted, outcome: denied, next: end, overrules: true}
        reminder: nudge
        remind_after_s: 600
"""


def read(text: str = GOOD) -> Program:
    return read_programs([("clinic.yaml", text.encode())]).programs[0]


def faults_of(text: str) -> list[str]:
    with pytest.raises(ProgramFaults) as caught:
        read(text)
    assert all(fault.startswith("clinic.yaml:") and "; " in fault for fault in caught.value.faults)
    return [fault.removeprefix("clinic.yaml:") for fault in caught.value.faults]


def test_a_program_says_how_its_texts_are_sent() -> None:
    program = read()
    assert (program.numbers[0].parts_per_second, program.numbers[0].pace) == (7.5, 7.5)
    assert (program.keywords[0].once_per_s, program.keywords[0].again) == (86400, "tomorrow")
    assert (program.promotional, program.at_least_once) == (("alert",), ("nudge",))
    assert program.quiet_hours == QuietHours(start=time(20), end=time(9))
    [flow] = program.flows
    assert (flow.several, flow.label) == ("which", "{amount} at {merchant}")
    assert flow.steps[0].answers[0].overrules


def test_unless_it_says_otherwise_nothing_is_special_and_the_night_is_that_of_the_law() -> None:
    program = Program(program="p", numbers=(Number(number="55555", opt_outs=OptOuts.AWS),))
    assert (program.promotional, program.at_least_once) == ((), ())
    assert (program.quiet_hours.start, program.quiet_hours.end) == (time(21), time(8))


def test_what_is_said_again_when_it_is_said_anyway_is_among_the_replies() -> None:
    assert read().replying_templates == ["coupon", "tomorrow", "help", "stop"]


def test_a_night_that_is_written_out_is_the_default() -> None:
    said = GOOD.replace('{start: "20:00", end: "9:00"}', "{start: '21:00', end: 8:00}")
    unsaid = GOOD.replace('quiet_hours: {start: "20:00", end: "9:00"}\n', "")
    assert read(said).version == read(unsaid).version != read().version


@pytest.mark.parametrize(
    ("number", "fields", "pace"),
    [
        ("55555", {"number_type": "SHORT_CODE", "country": "US"}, 100),
        ("+12065550100", {"number_type": "TEN_DLC"}, 1),
        ("+18005550100", {"number_type": "TOLL_FREE"}, 3),
        ("+447700900123", {"number_type": "LONG_CODE"}, 10),
        ("+14165550100", {"number_type": "LONG_CODE"}, 1),
        ("+12065550100", {"number_type": "LONG_CODE", "country": "CA"}, 1),
        ("+14165550100", {"number_type": "LONG_CODE", "country": "US"}, 10),
        ("+12065550100", {"number_type": "SIMULATOR"}, 10),
        ("+12065550100", {}, 10),
        ("+12065550100", {"number_type": "TEN_DLC", "parts_per_second": 40}, 40),
        ("+12065550100", {"number_type": "TEN_DLC", "parts_per_second": "0.2"}, 0.2),
    ],
)
def test_a_number_sends_as_fast_as_aws_lets_it(number: str, fields: dict[str, object], pace: float) -> None:
    made = Number.model_validate({"number": number, "opt_outs": "aws", **fields})
    assert made.pace == pace
    assert isinstance(made.pace, float)


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "part"),
    [
        ("7.5", "0", 6, "numbers[0].parts_per_second", "is not more than 0"),
        ("7.5", "-1", 6, "numbers[0].parts_per_second", "is not more than 0"),
        ("7.5", "1000.5", 6, "numbers[0].parts_per_second", "is more than 1000;"),
        ("7.5", "nan", 6, "numbers[0].parts_per_second", "is no number"),
        ("7.5", "inf", 6, "numbers[0].parts_per_second", "is no number"),
        ("7.5", "fast", 6, "numbers[0].parts_per_second", "is no number"),
        ("86400", "59", 10, "keywords[0].once_per_s", "is less than 60"),
        ("86400", "a day", 10, "keywords[0].once_per_s", "is no whole number"),
        ("    once_per_s: 86400\n", "", 8, "keywords[0].once_per_s", "after how many seconds"),
        ("again: tomorrow", "again: tomorow", 11, "keywords[0].again", "write tomorrow"),
        ("overrules: true", "overrules: maybe", 33, "flows[0].steps[0].answers[0].overrules", "neither true nor false"),
        ("outcome: denied, ", "", 33, "flows[0].steps[0].answers[0].outcome", "must say what it comes to"),
        ("    several: which\n", "", 26, "flows[0].several", "remove the label"),
        ('    label: "{amount} at {merchant}"\n', "", 26, "flows[0].label", "as in {amount} at {merchant}"),
        ("several: which", "several: whch", 28, "flows[0].several", "write which"),
        ("Which one? {choices}", "Which one?", 28, "flows[0].several", "write {choices}"),
        ('label: "{amount}', 'label: "{amunt}', 29, "flows[0].label", "write amount"),
        ('label: "{amount}', 'label: "{when}', 29, "flows[0].label", "write one of amount, merchant"),
        ("promotional: [alert]", "promotional: [alrt]", 22, "promotional[0]", "write alert"),
        (
            "promotional: [alert]",
            "promotional: [alert, alert]",
            22,
            "promotional[1]",
            "same template as promotional[0]",
        ),
        ("promotional: [alert]", "promotional: [help]", 22, "promotional[0]", "answers HELP"),
        ("promotional: [alert]", "promotional: [stop]", 22, "promotional[0]", "answers STOP"),
        ("promotional: [alert]", "promotional: alert", 22, "promotional", "is no list"),
        ('start: "20:00"', "start: 8 pm", 23, "quiet_hours.start", "write it like 21:00"),
        ('start: "20:00"', "start: 25:00", 23, "quiet_hours.start", "write it like 21:00"),
        ('start: "20:00"', "start: 20:00:30", 23, "quiet_hours.start", "write it like 21:00"),
        ('start: "20:00"', "start: 09:00", 23, "quiet_hours", "begins when it ends"),
        ('start: "20:00", end: "9:00"', "start: 08:00", 23, "quiet_hours", "begins when it ends"),
        ('start: "20:00"', "begin: 20:00", 23, "quiet_hours.begin", "is no field"),
        ("at_least_once: [nudge]", "at_least_once: [nudg]", 24, "at_least_once[0]", "write nudge"),
        ("at_least_once: [nudge]", "at_least_once: [alert]", 24, "at_least_once[0]", "is flows[0].prompt too"),
        ("at_least_once: [nudge]", "at_least_once: [coupon]", 24, "at_least_once[0]", "is keywords[0].template too"),
        ("reminder: nudge", "reminder: noted", 24, "at_least_once[0]", "is no step's reminder"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(old: str, new: str, line: int, field: str, part: str) -> None:
    assert old in GOOD
    found = faults_of(GOOD.replace(old, new))
    assert [fault for fault in found if fault.startswith(f"{line}: {field}: ") and part in fault], found


def test_a_reminder_that_is_also_a_question_may_not_come_twice() -> None:
    [fault] = faults_of(GOOD.replace("        reminder: nudge", "        unclear: nudge\n        reminder: nudge"))
    assert fault.startswith("24: at_least_once[0]: is flows[0].steps[0].unclear too")


def test_all_of_it_is_told_at_once() -> None:
    text = GOOD.replace("7.5", "0").replace("promotional: [alert]", "promotional: [stop]")
    text = text.replace('end: "9:00"', 'end: "20:00"').replace("at_least_once: [nudge]", "at_least_once: [alert]")
    text = text.replace("outcome: denied, ", "").replace("Which one? {choices}", "Which one?")
    assert [fault.split(": ")[1] for fault in faults_of(text)] == [
        "numbers[0].parts_per_second",
        "promotional[0]",
        "quiet_hours",
        "at_least_once[0]",
        "flows[0].several",
        "flows[0].steps[0].answers[0].outcome",
    ]


@pytest.mark.parametrize("said", ["true", "True", "yes", "on", "1"])
def test_true_is_true_however_it_is_written(said: str) -> None:
    assert read(GOOD.replace("overrules: true", f"overrules: {said}")).flows[0].steps[0].answers[0].overrules
    assert faults_of(GOOD.replace("overrules: true", f"overrules: {said}").replace("outcome: denied, ", ""))


@pytest.mark.parametrize("nonsense", ["x", "[x, [y], {z: 1}, null]", "{a: [b]}", "null"])
@pytest.mark.parametrize("name", ["promotional", "at_least_once", "quiet_hours", "replies"])
def test_nonsense_is_a_fault_and_no_crash(name: str, nonsense: str) -> None:
    lines = [line for line in GOOD.splitlines() if not line.startswith(f"{name}:")]
    assert faults_of("\n".join([*lines, f"{name}: {nonsense}"]))
