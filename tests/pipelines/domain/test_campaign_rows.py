"""Rows of a campaign's file: what they are, and all that is wrong with them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.campaign import CampaignRow
from pipelines.domain.campaign_cells import RowFault
from pipelines.domain.campaign_rows import Given, Rows
from tests.pipelines.domain.campaigns import ANN, APPOINTMENTS, BOB, CLINIC, EVE, bakery, read

PLAIN = ("number", "name", "when")
WHOLE = (ANN, "Ann", "Tue 2 pm")


def told(*found: CampaignRow | RowFault) -> list[str]:
    return [str(one) for one in found if isinstance(one, RowFault)]


def test_a_row_is_a_prompt() -> None:
    [found] = read((*PLAIN, "id", "variant", "language"), (*WHOLE, "A-17", "short", "es"))
    assert found == CampaignRow(2, "A-17", ANN, "appointment", "short", "es", {"name": "Ann", "when": "Tue 2 pm"})


def test_without_an_id_a_row_is_called_by_its_number() -> None:
    [found] = read(PLAIN, (" (425) 555-0001 ", " Ann ", "Tue 2 pm"), country="US")
    assert found == CampaignRow(2, ANN, ANN, "appointment", None, None, {"name": "Ann", "when": "Tue 2 pm"})


def test_the_prompts_variables_come_first_whatever_the_order_of_columns() -> None:
    [found] = read(("when", "slot", "name", "number", "calendar"), ("noon", "s-1", "Ann", ANN, ""))
    assert isinstance(found, CampaignRow)
    assert list(found.variables.items()) == [("name", "Ann"), ("when", "noon"), ("slot", "s-1")]


def test_a_column_that_nothing_needs_is_left_out_and_told() -> None:
    rows = Rows(Given(APPOINTMENTS))
    assert rows.head([*PLAIN, "birthday", "", "ssn"]) == []
    found = rows.read(2, dict(zip([*PLAIN, "birthday", "", "ssn"], [*WHOLE, "1980", "x", "078"], strict=True)))
    assert isinstance(found, CampaignRow)
    assert (set(found.variables), rows.unused) == ({"name", "when"}, ("birthday", "ssn"))


def test_a_variable_that_the_program_lists_is_kept_if_it_is_there() -> None:
    columns = ("number", "cake", "ref")
    first, second = read(columns, (ANN, "tart", "R-7"), (BOB, "tart", ""), program=bakery(), flow="poll")
    assert isinstance(first, CampaignRow)
    assert isinstance(second, CampaignRow)
    assert (first.variables, second.variables) == ({"cake": "tart", "ref": "R-7"}, {"cake": "tart"})


def test_each_row_may_have_its_flow() -> None:
    columns = ("number", "flow", "cake", "name", "shop", "slip")
    lines = [
        (ANN, "pickup", "tart", "Ann", "Elm", "-"),
        (BOB, "poll", "tart", "", "", ""),
        (EVE, "", "tart", *"abc"),
    ]
    found = read(columns, *lines, program=bakery(), flow="pickup")
    assert [one.flow for one in found if isinstance(one, CampaignRow)] == ["pickup", "poll", "pickup"]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        (("", "Ann", "noon"), "2: number: is missing; fill it in, like +12065550100"),
        (("4255550001", "Ann", "noon"), "2: number: •••••••001 has no country code; write it like +12065550100, or say with --country whose numbers they are"),
        (("+1425555", "Ann", "noon"), "2: number: +1•••555 cannot exist: it has too few digits, too many, or begins as no number does; correct it"),
        ((CLINIC, "Ann", "noon"), "2: number: +1•••••••100 is one of our own numbers; remove the row"),
        (("+12065550122", "Ann", "noon"), "2: number: +1•••••••122 is one of our own numbers; remove the row"),
        ((ANN, "", "noon"), "2: name: is empty; fill it in"),
        ((ANN, " \t ", "noon"), "2: name: is empty; fill it in"),
        ((ANN, "Ann\x07", "noon"), "2: name: has characters that are no text; save the file as UTF-8, or remove them"),
        ((ANN, "Ram\udcedrez", "noon"), "2: name: has characters that are no text; save the file as UTF-8, or remove them"),
        ((ANN, "x" * 1500, "noon"), "2: name: makes a prompt of 1,615 characters in GSM's alphabet, and AWS sends 1,530; shorten it"),
        ((ANN, "Ann", "’" * 600), "2: when: makes a prompt of 714 characters in UCS-2, and AWS sends 630; shorten it"),
    ],
)  # fmt: skip
def test_a_fault_tells_line_column_masked_value_and_what_to_do(cells: tuple[str, ...], fault: str) -> None:
    assert told(*read(PLAIN, cells, ours={"+12065550122"})) == [fault]


@pytest.mark.parametrize(
    ("column", "cell", "fault"),
    [
        ("id", "", "2: id: is missing; fill it in, or remove the column"),
        ("id", "x" * 201, f"2: id: {'•' * 37}xxx has 201 characters; 200 are the most"),
        ("flow", "apointment", "2: flow: 'apointment' is no flow of appointments; write appointment"),
        ("flow", "zzz", "2: flow: 'zzz' is no flow of appointments; it has: appointment"),
        ("flow", "4255550001", "2: flow: '•••••••001' is no flow of appointments; it has: appointment"),
        ("variant", "a b", "2: variant: 'a b' is no token; write up to 64 letters, digits and _.- without spaces, as short_text"),
        ("variant", "x" * 65, f"2: variant: '{'x' * 40}…' is no token; write up to 64 letters, digits and _.- without spaces, as short_text"),
        ("language", "Spanish", "2: language: 'Spanish' is no language tag; write one of en, es, or leave it empty"),
        ("language", "fr", "2: language: 'fr' is no language of the program; write one of en, es, or leave it empty"),
    ],
)  # fmt: skip
def test_a_fault_of_an_optional_column(column: str, cell: str, fault: str) -> None:
    assert told(*read((*PLAIN, column), (*WHOLE, cell))) == [fault]


@pytest.mark.parametrize("column", ["flow", "variant", "language"])
def test_an_optional_cell_may_be_empty(column: str) -> None:
    assert told(*read((*PLAIN, column), (*WHOLE, ""))) == []


def test_a_language_of_another_country_is_spoken_too() -> None:
    assert told(*read((*PLAIN, "language"), (*WHOLE, "es-MX"))) == []


def test_all_faults_of_a_row_and_of_all_rows_are_told_at_once() -> None:
    faults = told(*read((*PLAIN, "variant"), ("x", "", "", "a b"), ("", "Ann", "noon", "")))
    assert [fault.split(": ")[:2] for fault in faults] == [
        *(["2", "number"], ["2", "variant"], ["2", "name"], ["2", "when"], ["3", "number"]),
    ]


def test_a_number_stands_once_where_rows_have_no_id() -> None:
    found = read(PLAIN, WHOLE, (BOB, "Bob", "noon"), ("+1 425 555 0001", "Ann", "Wed"))
    assert told(*found) == ["4: number: +1••••••••••001 is the number of line 2 too; keep one, or add a column id"]


def test_an_id_stands_once() -> None:
    found = read((*PLAIN, "id"), (*WHOLE, "A-17"), (BOB, "Bob", "noon", "A-17"))
    assert told(*found) == ["3: id: •••17 is the id of line 2 too; keep one, or give each its own"]


def test_a_customer_with_two_appointments_gets_two_prompts_under_two_ids() -> None:
    found = read((*PLAIN, "id"), (*WHOLE, "A-17"), (ANN, "Ann", "Wed 9 am", "A-18"))
    assert told(*found) == []


def test_nobody_gets_the_very_same_text_twice() -> None:
    found = read((*PLAIN, "id"), (*WHOLE, "A-17"), (*WHOLE, "A-18"))
    assert told(*found) == ["3: number: +1•••••••001 gets the very text of line 2 again; keep one of them"]


def test_a_column_that_is_missing_is_told_once_and_the_rows_are_read_all_the_same() -> None:
    assert told(*read(("number", "Name"), (ANN, "Ann"), ("x", "Bob"), (BOB, "Bob"))) == [
        "1: name: is missing; call the column Name so",
        "1: when: is missing; add the column",
        "3: number: •••x is no phone number; write one alone, like +12065550100",
    ]


def test_without_numbers_there_is_one_fault() -> None:
    assert told(*read(("phone_number", "name", "when"), WHOLE, WHOLE)) == [
        "1: number: is missing; call the column phone_number so"
    ]


def test_a_file_without_names_of_columns_shows_no_number() -> None:
    rows = Rows(Given(APPOINTMENTS))
    faults = told(*rows.head([ANN, "Ann", ANN]))
    assert faults[:2] == [
        "1: +1•••••••001: is a column twice; remove one",
        "1: number: is missing; begin the file with the names of the columns",
    ]
    assert "5550001" not in " ".join(faults)


def test_a_column_stands_once() -> None:
    rows = Rows(Given(APPOINTMENTS))
    assert told(*rows.head([*PLAIN, "when"])) == ["1: when: is a column twice; remove one"]


def test_where_there_are_several_flows_one_must_be_named() -> None:
    assert told(*read(("number", "cake"), (ANN, "tart"), (BOB, "tart"), program=bakery())) == [
        "1: flow: is missing; add the column, or give --flow. bakery has: pickup, poll"
    ]
    assert told(*read(("number", "cake", "flow"), (ANN, "tart", ""), program=bakery())) == [
        "2: flow: is missing; fill it in, or give --flow"
    ]


def test_what_a_flow_needs_is_told_at_its_first_row() -> None:
    columns = ("number", "flow", "cake", "name", "shop")
    lines = [(ANN, "poll", "tart", "", ""), *((number, "pickup", "tart", "A", "B") for number in (BOB, EVE))]
    assert told(*read(columns, *lines, program=bakery())) == ["3: slip: is missing; add the column"]


_CELL = st.text(alphabet="+1425550 -abé’€\x00\udced\n", max_size=20) | st.sampled_from(
    [ANN, BOB, "es", "A-1", "appointment"]
)
_COLUMNS = ("number", "id", "flow", "variant", "language", "name", "when")


@given(st.lists(st.tuples(*[_CELL] * len(_COLUMNS)), max_size=5))
def test_a_row_is_read_or_told_and_no_fault_shows_a_number_or_what_is_said(lines: list[tuple[str, ...]]) -> None:
    found = read(_COLUMNS, *lines)
    assert {one.line for one in found} == set(range(2, 2 + len(lines)))
    assert len({one.row_id for one in found if isinstance(one, CampaignRow)}) == sum(
        isinstance(one, CampaignRow) for one in found
    )
    for fault in told(*found):
        assert not re.search(r"\d{5}", fault.replace("+12065550100", "")), fault
