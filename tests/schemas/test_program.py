import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

import schemas
from schemas.errors import ConfigurationFault
from schemas.program import (
    CARRIER_HELP,
    CARRIER_OPT_IN,
    CARRIER_OPT_OUT,
    Match,
    OptOuts,
    Program,
    ProgramFaults,
    ProgramSet,
    program_json_schema,
)
from schemas.program_file import MAX_BYTES, load_program, load_programs

GOOD = """\
program: clinic
description: Reminders.
numbers:
  - number: "+12065550100"
    opt_outs: self
keywords:
  - keyword: CONFIRM
    synonyms: [C, YES, 1]
    template: confirmed
  - keyword: MOVE
    match: first_word
    template: moving
templates:
  confirmed: Thank you {name}.
  moving: We will call you.
  help: Call 206-555-0199.
  stop: You are out.
replies:
  help: help
  stop: stop
"""


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(text: str | bytes, name: str = "clinic.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return _write


def faults_of(*paths: Path) -> list[str]:
    """Faults without the folder: `clinic.yaml:3: field: what`."""
    with pytest.raises(ProgramFaults) as caught:
        load_programs(paths)
    assert str(caught.value) == "\n".join(caught.value.faults)
    return [Path(fault.split(":", 1)[0]).name + ":" + fault.split(":", 1)[1] for fault in caught.value.faults]


def test_a_program_is_what_its_file_says(write: Write) -> None:
    program = load_program(write(GOOD))
    assert program.name == program.program == "clinic"
    assert program.numbers[0].opt_outs is OptOuts.SELF
    assert program.languages == ("en",)
    assert [keyword.match for keyword in program.keywords] == [Match.EXACT, Match.FIRST_WORD]
    assert program.templates["confirmed"] == "Thank you {name}."
    assert (program.replies.stop, program.replies.unmatched) == ("stop", None)


def test_words_that_yaml_takes_for_booleans_and_numbers_stay_words(write: Write) -> None:
    text = GOOD.replace("[C, YES, 1]", "[NO, on, 1, 1e3, 0x10, 2026-01-01, 12:30, null]")
    assert load_program(write(text)).keywords[0].synonyms == (
        *("NO", "on", "1", "1e3", "0x10", "2026-01-01", "12:30", "null"),
    )


def test_a_program_cannot_be_changed(write: Write) -> None:
    with pytest.raises(ValidationError):
        load_program(write(GOOD)).program = "other"


def test_all_faults_of_all_files_are_reported_at_once_with_file_line_and_field(write: Write) -> None:
    first = write(GOOD.replace("confirmed: Thank", "confirm: Thank").replace("match: first_word", "match: sometimes"))
    second = write(GOOD.replace("program: clinic", "program: Shop").replace("description", "descripton"), "shop.yaml")
    third = write("numbers: [", "broken.yaml")
    found = faults_of(first, second, third)
    assert [fault.rsplit(": ", 1)[0] for fault in found] == [
        "clinic.yaml:9: keywords[0].template",
        "clinic.yaml:11: keywords[1].match",
        "shop.yaml:1: program",
        "shop.yaml:2: descripton",
        "shop.yaml:4: numbers[0].number",
        "broken.yaml:2: file: is no YAML",
    ]
    assert "write confirm" in found[0]
    assert "write description" in found[3]


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "part"),
    [
        ("program: clinic\n", "program: clinic\nprogram: b\n", 2, "program", "twice, first on line 1"),
        ("    opt_outs: self", "    opt_outs: both", 5, "numbers[0].opt_outs", "'aws' or 'self'"),
        ('"+12065550100"', "SHOP", 4, "numbers[0].number", "that customers can text"),
        ("    opt_outs: self\n", "", 4, "numbers[0].opt_outs", "is missing"),
        ("[C, YES, 1]", "[C, Y, ｃ.]", 8, "keywords[0].synonyms[2]", "same keyword as keywords[0].synonyms[0]"),
        ("keyword: MOVE", "keyword: confirm!", 10, "keywords[1].keyword", "same keyword as keywords[0].keyword"),
        ("keyword: MOVE", f"keyword: {'M' * 31}", 10, "keywords[1].keyword", "longer than 30"),
        ("keyword: MOVE", 'keyword: " "', 10, "keywords[1].keyword", "is empty"),
        ("keyword: MOVE", "keyword:", 10, "keywords[1].keyword", "is no text"),
        ("[C, YES, 1]", "C", 8, "keywords[0].synonyms", "is no list"),
        ("    template: moving\n", "", 10, "keywords[1].template", "is missing"),
        ("We will call you.", '" "', 15, "templates.moving", "is empty"),
        ("We will call you.", "a" * 1531, 15, "templates.moving", "longer than 1530"),
        ("Thank you {name}.", "Thank you {name.title}.", 14, "templates.confirmed", "brace"),
        ("Thank you {name}.", "Thank you {name.", 14, "templates.confirmed", "brace"),
        ("  help: help\n", "", 18, "replies.help", "is missing; with opt_outs: self"),
        ("  stop: stop\n", "", 18, "replies.stop", "is missing; with opt_outs: self"),
        ("  stop: stop\n", "  stop: halt\n", 20, "replies.stop", "names no template"),
        ("  stop: stop\n", "  stop: stop\n  end: stop\n", 21, "replies.end", "is no field"),
        ("description: Reminders.", "languages: [english!]", 2, "languages[0]", "language tag"),
        ("description: Reminders.", "description: !!python/name:os.system x", 2, "description", "has a tag"),
        ("description: Reminders.", "? [a]\n: b", 2, "file", "for a name"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(
    write: Write, old: str, new: str, line: int, field: str, part: str
) -> None:
    assert old in GOOD
    found = faults_of(write(GOOD.replace(old, new)))
    assert [fault for fault in found if fault.startswith(f"clinic.yaml:{line}: {field}: ") and part in fault], found
    assert all("; " in fault for fault in found)


@pytest.mark.parametrize("word", sorted(CARRIER_OPT_OUT | CARRIER_HELP | CARRIER_OPT_IN))
def test_a_word_that_carriers_keep_is_no_keyword_and_no_synonym(write: Write, word: str) -> None:
    as_keyword = faults_of(write(GOOD.replace("keyword: MOVE", f'keyword: "{word.title()}."')))
    as_synonym = faults_of(write(GOOD.replace("[C, YES, 1]", f"[{word.upper()}]")))
    assert [fault.split(": ")[1] for fault in as_keyword] == ["keywords[1].keyword"]
    assert [fault.split(": ")[1] for fault in as_synonym] == ["keywords[0].synonyms[0]"]
    assert "choose another" in as_keyword[0]


def test_where_aws_answers_no_reply_to_stop_and_help_is_needed(write: Write) -> None:
    text = GOOD.replace("opt_outs: self", "opt_outs: aws").replace(
        "  help: help\n  stop: stop\n", "  unmatched: help\n"
    )
    assert load_program(write(text)).replies.help is None


def test_two_programs_on_one_number_are_a_fault_of_the_second(write: Write) -> None:
    first = write(GOOD)
    second = write(GOOD.replace("clinic", "salon").replace("+12065550100", "1 (206) 555-0100"), "salon.yaml")
    (fault,) = faults_of(first, second)
    assert fault.startswith("salon.yaml:4: numbers[0].number: is the number of ")
    assert "clinic.yaml too" in fault


def test_two_programs_of_one_name_are_a_fault_of_the_second(write: Write) -> None:
    (fault,) = faults_of(write(GOOD), write(GOOD.replace("0100", "0101"), "other.yaml"))
    assert fault.startswith("other.yaml:1: program: is the name of ")


def test_one_number_twice_in_a_program_is_a_fault(write: Write) -> None:
    again = '    opt_outs: self\n  - number: "12065550100"\n    opt_outs: aws\n'
    (fault,) = faults_of(write(GOOD.replace("    opt_outs: self\n", again)))
    assert fault.startswith("clinic.yaml:6: numbers[1].number: is the same number as numbers[0].number")


def test_no_fault_shows_a_phone_number(write: Write) -> None:
    twice = GOOD.replace("    opt_outs: self\n", '    opt_outs: x\n  - number: "+12065550100"\n    opt_outs: self\n')
    salon = write(GOOD.replace("clinic", "salon") + "\nnumber: +12065550100\n", "salon.yaml")
    found = faults_of(write(twice), salon)
    assert len(found) == 4
    assert "555" not in "".join(found)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "is no program"),
        (b"- a\n- b\n", "is no program"),
        (b"just text", "is no program"),
        (b"a: b\n---\nc: d\n", "another document"),
        (b"program: a\n\xff\xfe", "clinic.yaml:2: file: is no UTF-8"),
        (b"program: \x00", "does not allow"),
        (b"a: *nowhere", "undefined alias"),
        (b"a: b: c", "clinic.yaml:1: file: is no YAML"),
        (b"a" * 1_000_000, f"larger than {MAX_BYTES:,} bytes"),
        (b"[" * 100_000, "nested deeper"),
        (b"{a: " * 100_000, "nested deeper"),
        (b"a: &a [*a]\n", "by its aliases"),
        (b"&a {b: *a}\n", "by its aliases"),
    ],
)
def test_a_file_that_is_no_program_is_refused_clearly(write: Write, content: bytes, part: str) -> None:
    (fault,) = faults_of(write(content))
    assert part in fault


@pytest.mark.timeout(20)
def test_a_few_lines_of_aliases_that_stand_for_billions_are_refused(write: Write) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (fault,) = faults_of(write("\n".join(lines)))
    assert "expands to too much by its aliases" in fault


def test_an_alias_that_saves_typing_is_allowed(write: Write) -> None:
    text = GOOD.replace("[C, YES, 1]", "&more [C]").replace("help: Call", "help: &call Call")
    assert load_program(write(text + "  unmatched: &same help\n  start: *same\n")).replies.start == "help"


def test_a_file_that_is_not_there_is_a_fault_beside_the_others(write: Write, tmp_path: Path) -> None:
    found = faults_of(tmp_path / "missing.yaml", tmp_path, write("program: x"))
    assert found[0].startswith("missing.yaml:1: file: cannot be read (No such file or directory)")
    assert "Is a directory" in found[1]
    assert found[2] == "clinic.yaml:1: numbers: is missing; add it"


def test_faults_survive_the_way_to_another_process(write: Write) -> None:
    with pytest.raises(ProgramFaults) as caught:
        load_programs([write("a: b")])
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301
    assert isinstance(caught.value, ConfigurationFault)


def test_the_version_ignores_comments_key_order_and_written_out_defaults(write: Write) -> None:
    lines = GOOD.splitlines(keepends=True)
    reordered = "".join(["# a comment\n", *lines[12:], "languages: [en]\n", *lines[:12]])
    lines[13], lines[14] = lines[14], lines[13]
    templates_reordered = "".join(lines)
    version = load_program(write(GOOD)).version
    assert load_program(write(reordered)).version == version
    assert load_program(write(templates_reordered)).version == version
    assert len(version) == 12
    assert int(version, 16) >= 0


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We will", "We shall"),
        ("first_word", "exact"),
        ("[C, YES, 1]", "[YES, C, 1]"),
        ("self", "aws"),
        ("0100", "0101"),
    ],
)
def test_the_version_changes_with_what_is_said(write: Write, old: str, new: str) -> None:
    assert load_program(write(GOOD.replace(old, new))).version != load_program(write(GOOD)).version


def test_a_program_set_finds_a_number_however_it_is_written(write: Write) -> None:
    programs = load_programs(
        [write(GOOD), write(GOOD.replace("clinic", "salon").replace("+12065550100", "55555"), "b")]
    )
    assert [program.name for program in programs.programs] == ["clinic", "salon"]
    for number, name in (("+12065550100", "clinic"), ("12065550100", "clinic"), ("55555", "salon")):
        program = programs.for_number(number)
        assert program is not None
        assert program.name == name
    assert programs.for_number("+12065550199") is None
    assert programs.programs[0].opt_outs_on("12065550100") is OptOuts.SELF
    assert programs.programs[0].opt_outs_on("55555") is None


def test_a_program_set_survives_the_way_to_another_process(write: Write) -> None:
    programs = load_programs([write(GOOD)])
    copy = pickle.loads(pickle.dumps(programs))  # noqa: S301
    assert copy == programs
    assert copy.for_number("+12065550100").version == programs.programs[0].version


def test_a_set_of_programs_that_share_a_number_cannot_be_made(write: Write) -> None:
    program = load_program(write(GOOD))
    with pytest.raises(ConfigurationFault):
        ProgramSet((program, program.model_copy(update={"program": "other"})))


def test_no_files_are_no_programs() -> None:
    assert load_programs([]).programs == ()


def test_the_json_schema_describes_every_field_and_forbids_others() -> None:
    schema = program_json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert set(schema["properties"]) == set(Program.model_fields)
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Keyword"]["properties"]["keyword"]["maxLength"] == 30
    assert schema["$defs"]["OptOuts"]["enum"] == ["aws", "self"]


def test_the_schema_for_editors_is_the_models() -> None:
    exported = json.loads((Path(schemas.__file__).parent / "program.schema.json").read_text(encoding="utf-8"))
    assert exported == program_json_schema(), "write it again: see schemas.program.program_json_schema"


def test_a_fault_in_an_entry_is_not_told_as_an_empty_list(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("program: p\nnumbers: [{number: '+12065550100', opt_outs: nobody}]\n", encoding="utf-8")
    with pytest.raises(ProgramFaults) as caught:
        load_program(file)
    assert [fault.split(": ", 2)[1] for fault in caught.value.faults] == ["numbers[0].opt_outs"]
