"""The page, run without a browser: with numbers, without, and over a lake that cannot be read."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards.metrics import Freshness
from dashboards.pages import lake as lake_page
from dashboards.serve import APP
from tests.dashboards.lake_builder import NOON, LakeBuilder, at

NASTY = '<script>alert(1)</script> **bold** [x](javascript:1) =HYPERLINK("http://x")'


def page(lake: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TWOWAY_LAKE", lake)
    st.cache_resource.clear()
    return AppTest.from_file(str(APP), default_timeout=60).run()


@pytest.fixture
def full(lake: LakeBuilder) -> LakeBuilder:
    lake.prompt("p1", campaign="offers")
    lake.prompt("p2", campaign="appointments", requested_at=at(minutes=1))
    lake.inbound("i", message_body=NASTY)
    lake.reply("r1", inbound_message_id="i", body="Thank you.")
    lake.reply("r2", status="suppressed", reason="opted_out", message_id=None, body=None)
    return lake


def test_the_tiles_tell_the_numbers_of_the_catalog(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(full.root, monkeypatch)
    assert not shown.exception
    assert {tile.label: tile.value for tile in shown.metric} == {
        "Delivered": "2",
        "Response rate": "50.0%",
        "Opt-out rate": "0.0%",
        "Dead letters": "0",
        "Replies sent": "1",
        "Suppressed": "1",
        "Failed": "0",
        "Unknown": "0",
    }


def test_the_table_shows_numerator_and_denominator_of_each_campaign(
    full: LakeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = page(full.root, monkeypatch).dataframe[0].value
    assert list(table["campaign"]) == ["appointments", "offers"]
    assert list(table["responses"]) == [1, 0]
    assert list(table["delivered"]) == [1, 1]
    assert list(table["response_rate"]) == [1.0, 0.0]


def test_the_definition_behind_the_numbers_is_on_the_page(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(full.root, monkeypatch)
    assert any("Denominator: delivered" in text.value for text in shown.text)
    assert any("wilson_low(responses, delivered)" in code.value for code in shown.code)


def test_what_a_customer_wrote_is_plain_text_and_nothing_else(
    full: LakeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page(full.root, monkeypatch)
    assert NASTY in [text.value for text in shown.text]
    elsewhere = [element.value for kind in (shown.markdown, shown.caption, shown.code, shown.info) for element in kind]
    assert not any("alert(1)" in value or "HYPERLINK" in value for value in elsewhere)


def test_a_hostile_campaign_name_is_no_formula_in_the_table(lake: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.prompt("p", campaign="=1+1")
    assert list(page(lake.root, monkeypatch).dataframe[0].value["campaign"]) == ["'=1+1"]


def test_no_number_but_the_mask_is_shown(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(full.root, monkeypatch)
    assert any("•••••••182" in caption.value for caption in shown.caption)


def test_an_empty_lake_says_what_to_type_next(lake: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(lake.root, monkeypatch)
    assert not shown.exception
    assert [code.value for code in shown.code] == [f"twoway stream --lake {lake.root}", "make demo"]
    assert "No records yet" in shown.info[0].value


def test_a_lake_of_texts_alone_has_no_rate_and_no_error(lake: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.inbound("i")
    shown = page(lake.root, monkeypatch)
    assert not shown.exception
    assert {tile.label: tile.value for tile in shown.metric}["Response rate"] == "–"
    assert any("No prompts yet" in info.value for info in shown.info)


def test_the_page_fills_when_the_first_records_come(lake: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(lake.root, monkeypatch)
    lake.prompt("p")
    assert [tile.value for tile in shown.run().metric if tile.label == "Delivered"] == ["1"]


def test_a_missing_lake_is_told_with_its_cause(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(str(tmp_path / "nowhere"), monkeypatch)
    assert not shown.exception
    assert "There is no lake at" in shown.error[0].value


def test_a_broken_file_is_told_with_its_cause(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(full.root, monkeypatch)
    broken = Path(full.root, "inbound", "event_date=2026-11-20", "zz.parquet")
    broken.write_bytes(b"not parquet")
    shown.run()
    assert not shown.exception
    assert "cannot be read" in shown.error[0].value
    assert any("zz.parquet" in code.value for code in shown.code)


def test_pausing_keeps_the_numbers_on_the_page(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = page(full.root, monkeypatch)
    shown.toggle(key="paused").set_value(True).run()
    assert not shown.exception
    assert len(shown.metric) == 8


@pytest.mark.parametrize(
    ("age_s", "badge"),
    [(0, ":green-badge[live]"), (299, ":green"), (301, ":orange-badge[quiet]"), (901, ":red-badge[stale]")],
)
def test_freshness_is_told_in_words_beside_the_colour(age_s: int, badge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(st, "markdown", told.append)
    lake_page.freshness_strip(Freshness(NOON, NOON), now=NOON + timedelta(seconds=age_s))
    assert told[0].startswith(badge)


def told(lake: LakeBuilder, *faults: str) -> None:
    """What the job writes of its programs."""
    status = Path(lake.root) / "_programs" / "status.json"
    status.parent.mkdir(exist_ok=True)
    programs = [{"program": "clinic", "version": "0123456789ab"}]
    in_force = {"programs": programs, "in_force_since": "2026-11-23T01:20:45.425Z", "refused_at": None}
    status.write_text(json.dumps({**in_force, "faults": faults}), encoding="utf-8")


def test_the_programs_in_force_are_named(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    told(full)
    shown = page(full.root, monkeypatch)
    assert "Programs in force since 2026-11-23 01:20 UTC: clinic 0123456789ab" in [
        each.value.replace("\\", "") for each in shown.caption
    ]
    assert not shown.warning


def test_a_change_that_is_refused_is_seen_with_its_faults(full: LakeBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    told(full, f"clinic.yaml:3: numbers: {NASTY}")
    shown = page(full.root, monkeypatch)
    assert not shown.exception
    assert "is refused" in shown.warning[0].value
    assert NASTY in shown.code[0].value


def test_a_lake_without_word_of_its_programs_says_nothing_of_them(
    full: LakeBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [each for each in page(full.root, monkeypatch).caption if "Programs" in each.value]
