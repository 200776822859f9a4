"""The file of a campaign: CSV as spreadsheets write it, Parquet, and every fault of either."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.cli.send_files import CampaignFaults, CampaignFile, read_campaign
from pipelines.domain.campaign_rows import Given
from tests.pipelines.domain.campaigns import ANN, APPOINTMENTS, BOB, EVE

GIVEN = Given(APPOINTMENTS)
HEAD = "number,name,when\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(content: str | bytes | pa.Table, given: Given = GIVEN) -> CampaignFile:
    file = Path("november.csv")
    if isinstance(content, pa.Table):
        file = Path("november.parquet")
        pq.write_table(content, file)
    else:
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_campaign(file, given)


def faults(content: str | bytes | pa.Table) -> list[str]:
    with pytest.raises(CampaignFaults) as caught:
        read(content)
    first, *rest = str(caught.value).split("\n  ")
    assert first == f"nothing is sent, for {len(rest)} fault{'s' if len(rest) > 1 else ''}:"
    return rest


def test_a_csv_file_is_read_with_the_lines_of_its_rows() -> None:
    found = read(f"{HEAD}{ANN},Ann,Tue 2 pm\n{BOB},Bob,Wed 9 am\n")
    assert [(row.line, row.number, row.variables["name"]) for row in found.rows] == [(2, ANN, "Ann"), (3, BOB, "Bob")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_spreadsheet_of_any_country_may_have_written_it(delimiter: str, ends: str, mark: str) -> None:
    lines = [("number", "name", "when"), (ANN, '"Ann ""A"""', "Tue"), ("", "", ""), (BOB, "Zoë", "Wed")]
    found = read(mark + ends.join(delimiter.join(cells) for cells in lines) + ends)
    assert [(row.line, row.variables["name"]) for row in found.rows] == [(2, 'Ann "A"'), (4, "Zoë")]


def test_a_cell_may_have_line_breaks_and_its_row_is_where_it_begins() -> None:
    found = read(f'{HEAD}\n{ANN},"Ann\nExample",Tue\n{BOB},Bob,Wed\n')
    assert [(row.line, row.variables["name"]) for row in found.rows] == [(3, "Ann\nExample"), (5, "Bob")]


def test_trailing_empty_cells_and_columns_without_a_name_are_nothing() -> None:
    found = read(f"number,name,when,,\n{ANN},Ann,Tue,,,,\n{BOB},Bob,Wed\n")
    assert (len(found.rows), found.unused) == (2, ())


def test_columns_that_nothing_needs_are_told() -> None:
    assert read(f"number,name,when,birthday\n{ANN},Ann,Tue,1980\n").unused == ("birthday",)


def test_all_faults_are_told_at_once_with_file_and_line() -> None:
    assert faults(f"{HEAD}{ANN},Ann,\n{ANN},Ann,Tue,2 pm\n425,Bob,Wed\n{ANN},Ann,Tue\n{ANN},Eve,Wed\n") == [
        "november.csv:2: when: is empty; fill it in",
        "november.csv:3: file: has 4 cells for 3 columns; put a cell that has a comma in quotation marks",
        "november.csv:4: number: •••25 has no country code; write it like +12065550100, or say with --country whose"
        " numbers they are",
        "november.csv:5: number: +1•••••••001 is the number of line 2 too; keep one, or add a column id",
        "november.csv:6: number: +1•••••••001 is the number of line 2 too; keep one, or add a column id",
    ]


def test_what_is_not_utf_8_is_told_by_its_cell() -> None:
    assert faults(HEAD.encode() + f"{ANN},".encode() + "Ramírez".encode("latin-1") + b",Tue\n") == [
        "november.csv:2: name: has characters that are no text; save the file as UTF-8, or remove them"
    ]
    assert faults(f"{HEAD}{ANN},Ann,Tue\n".encode("utf-16")) == [
        "november.csv:1: file: is UTF-16; save it as CSV in UTF-8"
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "november.csv:1: number: is missing; add the column"),
        ("\n\n", "november.csv:1: number: is missing; add the column"),
        (HEAD, "november.csv:1: file: has no rows; write one for each customer"),
        (f'{HEAD}{ANN},"Ann,Tue\n', "november.csv:2: file: is no CSV (unexpected end of data); write quotation marks twice, in pairs"),
        (f'{HEAD}{ANN},"Ann"n,Tue\n', "november.csv:2: file: is no CSV (',' expected after '\"'); write quotation marks twice, in pairs"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_a_campaign(content: str, fault: str) -> None:
    assert fault in faults(content)


def test_a_file_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(CampaignFaults, match=r"nowhere\.csv:1: file: cannot be read \(No such file"):
        read_campaign(Path("nowhere.csv"), GIVEN)
    with pytest.raises(CampaignFaults, match=r"cannot be read \(Is a directory"):
        read_campaign(Path(), GIVEN)


def test_a_thousand_faults_are_enough() -> None:
    with pytest.raises(CampaignFaults) as caught:
        read(HEAD + "x,a,b\n" * 1_234)
    told = str(caught.value).splitlines()
    assert (len(told), told[0], told[-1]) == (1_002, "nothing is sent, for 1,234 faults:", "  and 234 more")


def test_progress_is_told_now_and_then() -> None:
    lines = "".join(f"+142555{n:05},Ann,Tue\n" for n in range(20_001))
    Path("big.csv").write_text(HEAD + lines, encoding="utf-8")
    told: list[int] = []
    assert len(read_campaign(Path("big.csv"), GIVEN, told.append).rows) == 20_001
    assert told == [10_000, 20_000]


def test_a_parquet_file_is_read_with_the_numbers_of_its_rows() -> None:
    table = pa.table(
        {
            "number": pa.array([ANN, BOB, EVE]),
            "id": pa.array([17, 18, 19]),
            "name": pa.array(["Ann", "Bob", "Eve"]).dictionary_encode(),
            "when": pa.array(["Tue", "Wed", "Thu"], pa.large_string()),
            "slot": pa.array([None, Decimal("1.50"), None]),
            "variant": pa.nulls(3),
            "born": pa.array([date(1980, 1, 1)] * 3),
        }
    )
    found = read(table)
    assert [(row.line, row.row_id, row.variant) for row in found.rows] == [(n, str(16 + n), None) for n in (1, 2, 3)]
    assert found.rows[1].variables == {"name": "Bob", "when": "Wed", "slot": "1.50"}
    assert found.unused == ("born",)


def test_whole_numbers_are_numbers_of_the_country() -> None:
    table = pa.table({"number": [14255550001], "name": ["Ann"], "when": ["Tue"]})
    assert read(table, Given(APPOINTMENTS, country="US")).rows[0].number == ANN


def test_faults_of_parquet_are_told_like_those_of_csv() -> None:
    assert faults(pa.table({"number": [ANN, "x"], "name": [None, "Bob"], "when": ["Tue", "Wed"]})) == [
        "november.parquet:1: name: is empty; fill it in",
        "november.parquet:2: number: •••x is no phone number; write one alone, like +12065550100",
    ]
    table = pa.table({"number": [1.4e10], "name": [["Ann"]], "when": [date(2026, 11, 24)]})
    assert faults(table) == [
        "november.parquet:1: number: is a column of double; make it text, as customers are to read it",
        "november.parquet:1: name: is a column of list<element: string>; make it text, as customers are to read it",
        "november.parquet:1: when: is a column of date32[day]; make it text, as customers are to read it",
    ]


def test_a_damaged_parquet_file_is_a_fault() -> None:
    assert faults(b"PAR1 and no more") == [
        "november.csv:1: file: is damaged, or no Parquet that can be read here (ArrowInvalid); write it anew"
    ]


def test_a_column_twice_in_parquet_is_a_fault() -> None:
    table = pa.table([[ANN], ["Ann"], ["Tue"], ["Wed"]], names=["number", "name", "when", "when"])
    assert "november.parquet:1: when: is a column twice; remove one" in faults(table)
