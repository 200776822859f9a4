"""`twoway segments`: text in, encoding, parts and what is left out."""

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cli import main
from pipelines.cli.segments_texts import Form, from_json, from_line, measure, row

PROGRAM = """
program: bakery
numbers: [{number: "+12065550133", opt_outs: aws}]
languages: [en, es]
keywords: [{keyword: PICKUP, template: kept}]
variables: {name: Bartholomew, who: "Ramírez"}
templates:
  kept: {en: "Thank you {name}, we’ll keep it.", es: "Gracias {name}, lo guardamos."}
  what: "Rye, {what} and [cake]."
  who: "Hi {who}"
"""
LONG = "a" * 1531


@pytest.fixture
def program(tmp_path: Path) -> Path:
    file = tmp_path / "bakery.yaml"
    file.write_text(PROGRAM, encoding="utf-8")
    return file


def asked(arguments: Sequence[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = main(["segments", *arguments])
    return code, capfd.readouterr().out.splitlines()


def measured(lines: bytes, form: Form = Form(as_json=True), read: Any = from_line) -> list[dict[str, Any]]:  # noqa: B008
    out = io.BytesIO()
    measure(io.BytesIO(lines), out, read, form)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_help_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["segments", "--help"])
    assert ended.value.code == 0
    assert "twoway segments --text" in capsys.readouterr().out.split("examples", 1)[1]


def test_a_text_is_a_line_of_encoding_parts_and_what_is_left(capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(["--text", "Your appointment is confirmed."], capfd) == (0, ["GSM\t1\t130"])


def test_what_would_make_it_shorter_is_offered(capfd: pytest.CaptureFixture[str]) -> None:
    _, [line] = asked(["--text", "It’s noon"], capfd)
    assert line == "UNICODE\t1\t61\tbeyond GSM: ’ at 2, could be '; then 1 GSM, 151 left"


def test_a_price_is_a_column_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(["--text", "a" * 161, "--price", "0.0079"], capfd) == (0, ["GSM\t2\t145\t0.0158"])


def test_lines_come_out_in_their_order_one_each(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts"
    file.write_bytes("\ufeffone\r\n\ntwo\none\ndrei ß\nlast’".encode())
    _, lines = asked([str(file)], capfd)
    assert [line.split("\t")[:3] for line in lines] == [
        *(["GSM", "1", "157"], ["GSM", "1", "160"], ["GSM", "1", "157"], ["GSM", "1", "157"]),
        *(["GSM", "1", "154"], ["UNICODE", "1", "65"]),
    ]


def test_json_tells_everything() -> None:
    [told] = measured("It’s".encode(), Form(Decimal("0.0079"), as_json=True))
    assert told == {
        "text": "It’s",
        "encoding": "UNICODE",
        "parts": 1,
        "units": 4,
        "remaining": 66,
        "fits": True,
        "price": "0.0079",
        "part_texts": ["It’s"],
        "offenders": [
            {
                "character": "’",
                "name": "RIGHT SINGLE QUOTATION MARK",
                "position": 2,
                "replacement": "'",
                "kind": "typography",
            }
        ],
        "plain": "It's",
        "plain_parts": 1,
    }


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"text": "a"}', "a"),
        (b'{"messageBody": "YES", "originationNumber": "+12065550100"}', "YES"),
        (b'{"body": "x", "text": null}', "x"),
        (b'"bare"', "bare"),
        (b'{"text": "half \\ud83d"}', "half \ud83d"),
        (b'{"text": "\xff"}', "\ufffd"),
        (b'{"text": 1}', None),
        (b"{}", None),
        (b"[]", None),
        (b"YES", None),
        (b"", None),
        (b"[" * 100_000, None),
    ],
)
def test_a_line_of_json_holds_its_text_in_a_field(line: bytes, text: str | None) -> None:
    assert from_json(line) == text


def test_lines_without_a_text_keep_their_place_and_are_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "a"}\nnonsense\n{"body": "b"}\n')
    code = main(["segments", "--input", "json", "--json", str(file)])
    told = capfd.readouterr()
    assert code == 2
    assert [json.loads(line)["text"] for line in told.out.splitlines()] == ["a", None, "b"]
    assert "lines without a text: 1, the first is line 2" in told.err


def test_a_text_over_the_limit_is_told_and_checked(capfd: pytest.CaptureFixture[str]) -> None:
    assert asked(["--text", LONG], capfd) == (0, ["GSM\t11\t152\tlonger than AWS sends"])
    assert asked(["--text", LONG, "--check"], capfd)[0] == 2
    assert asked(["--text", LONG[1:], "--check"], capfd)[0] == 0


def test_nothing_that_takes_over_a_terminal_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    _, [line] = asked(["--text", "\x1b[2J\u202e\ud83d"], capfd)
    assert line.isprintable() or line.replace("\t", "").isprintable()
    assert "RIGHT-TO-LEFT OVERRIDE" in line


_ANY = st.text(st.characters(exclude_categories=()), max_size=200)


@given(_ANY, st.booleans())
def test_no_text_stops_it(text: str, as_json: bool) -> None:
    line = row(text, Form(as_json=as_json)).line
    assert line.count(b"\n") == 1
    if as_json:
        assert json.loads(line)["text"].encode("utf-16", "surrogatepass") == text.encode("utf-16", "surrogatepass")


@given(st.binary(max_size=200))
def test_no_bytes_stop_it(line: bytes) -> None:
    assert len(measured(line.replace(b"\n", b"") + b"\n")) == 1
    from_json(line)


def test_distinct_texts_are_counted_once() -> None:
    seen: list[bytes] = []

    def read(line: bytes) -> str:
        seen.append(line)
        return line.decode()

    assert len(measured(b"YES\nNO\nYES\r\nYES\n" * 1000, read=read)) == 4000
    assert seen == [b"YES", b"NO"]


def test_a_program_is_forecast_template_by_template_and_language_by_language(
    program: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, lines = asked(["--program", str(program), "--json", "--price", "0.0079"], capfd)
    rows = {(row["template"], row["language"]): row for row in map(json.loads, lines)}
    assert (code, list(rows)) == (0, [("kept", "en"), ("kept", "es"), ("what", "en"), ("who", "en")])
    kept = rows["kept", "en"]
    assert (kept["encoding"], kept["parts"], kept["units"], kept["price"]) == ("UNICODE", 1, 37, "0.0079")
    assert (kept["plain"], kept["plain_parts"]) == ("Thank you {name}, we'll keep it.", 1)
    assert rows["kept", "es"]["encoding"] == "GSM"
    assert rows["what", "en"]["without_example"] == ["what"]
    assert rows["who", "en"]["examples_beyond_gsm"] == ["who"]


def test_the_forecast_is_a_table_for_people(program: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, lines = asked(["--program", str(program), "--price", "0.0079"], capfd)
    text = "\n".join(lines)
    assert code == 0
    assert "\x1b" not in text
    for told in ("US dollars", "’ at 20, could be '", "no example of what", "the example of who"):
        assert told in text


def test_a_template_over_the_limit_is_checked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.yaml"
    file.write_text(PROGRAM.replace("Hi {who}", "’" * 631), encoding="utf-8")
    assert asked(["--program", str(file)], capfd)[0] == 0
    code, lines = asked(["--program", str(file), "--check"], capfd)
    assert code == 2
    assert "longer than AWS sends" in "\n".join(lines)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/nowhere"], "/nowhere: cannot be read"),
        (["/"], "/: cannot be read"),
        (["--program", "/nowhere.yaml"], "/nowhere.yaml:1:"),
        (["--text", "a", "texts.txt"], "Give one of FILE, --text and --program"),
    ],
)
def test_a_mistake_is_told_with_exit_code_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["segments", *arguments]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("price", ["x", "-1", "nan", "Infinity", "1e999999", "1e-99999", ""])
def test_what_is_no_price_is_refused(price: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["segments", "--text", "a", f"--price={price}"])
    assert ended.value.code == 2
    assert "is no price of a part" in capsys.readouterr().err


def test_it_reads_standard_input_and_ends_quietly_when_the_reader_has_seen_enough(tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.write_bytes(b"It\xe2\x80\x99s\n" * 200_000)
    command = [sys.executable, "-m", "pipelines.cli", "segments"]
    with (
        texts.open("rb") as stdin,
        subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
    ):
        assert process.stdout
        assert process.stdout.readline().startswith(b"UNICODE\t1\t66\t")
        process.stdout.close()
        assert process.stderr
        assert (process.stderr.read(), process.wait(60)) == (b"", 0)
