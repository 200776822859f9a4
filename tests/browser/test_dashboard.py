"""The dashboard in a real Chromium: it draws, it keeps itself fresh, and no text of a customer becomes markup."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from dashboards.serve import serve, url
from tests.dashboards.lake_builder import LakeBuilder, at, key

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NASTY = "<img src=x onerror=document.title='owned'> **bold** :red[red]"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install Debian's chromium, or name one in CHROMIUM"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> LakeBuilder:
    builder = LakeBuilder(str(tmp_path_factory.mktemp("lake")))
    builder.prompt("p1", campaign="offers")
    builder.prompt("p2", campaign="appointments", customer_key=key("ben"))
    builder.inbound("i", message_body=NASTY)
    builder.reply("r", inbound_message_id="i", body="Thank you.")
    return builder


@pytest.fixture(scope="module")
def address(lake: LakeBuilder) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = serve(lake.root, port)
    yield url("127.0.0.1", port)
    process.terminate()
    process.wait(timeout=20)


def opened(chromium: Browser, address: str, width: int = 1400, scheme: str = "light") -> Page:
    page = chromium.new_page(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.goto(address)
    expect(page.get_by_text("Latest messages")).to_be_visible(timeout=60_000)
    return page


def tile(page: Page, label: str) -> str:
    card = page.get_by_test_id("stMetric").filter(has_text=label)
    return card.get_by_test_id("stMetricValue").inner_text()


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (1400, "dark"), (400, "light")])
def test_the_page_draws_its_numbers_and_charts(chromium: Browser, address: str, width: int, scheme: str) -> None:
    page = opened(chromium, address, width, scheme)
    assert tile(page, "Response rate") == "50.0%"
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(3)
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible(timeout=30_000)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "the page scrolls sideways"
    page.close()


def test_a_customers_text_is_shown_letter_by_letter(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    expect(page.get_by_text(NASTY, exact=True)).to_be_visible()
    assert page.locator("img[src='x']").count() == 0
    assert page.title() == "Two-way SMS"
    page.close()


def test_new_records_appear_by_themselves(chromium: Browser, address: str, lake: LakeBuilder) -> None:
    page = opened(chromium, address)
    lake.inbound("late", customer_key=key("ben"), received_at=at(minutes=9), message_body="hello from Ben")
    expect(page.get_by_text("hello from Ben")).to_be_visible(timeout=60_000)
    page.close()


def test_nothing_is_asked_of_any_other_host(chromium: Browser, address: str) -> None:
    asked: list[str] = []
    page = chromium.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.get_by_text("Latest messages")).to_be_visible(timeout=60_000)
    page.close()
    assert [one for one in asked if not one.startswith((address, "data:", "blob:"))] == []


def test_the_picture_in_the_docs_is_small_enough_to_load() -> None:
    picture = Path("docs/dashboard.png")
    assert picture.stat().st_size < 300_000
