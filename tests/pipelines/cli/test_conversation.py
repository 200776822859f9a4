"""`twoway conversation` shows what is known of a customer, and never the number."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import main
from pipelines.cli.conversation_view import kept_of, viewed
from pipelines.domain.reply import NotSent
from schemas.errors import CalendarAway, FailReason
from tests.pipelines.cli.conversations import ANN, BANK, CLINIC, HOUR, MINUTE, NOON, HeldDesk
from tests.pipelines.domain.records import KEY

Show = Callable[..., str]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldDesk]:
    monkeypatch.setenv("TWOWAY_HMAC_KEY", KEY.secret.hex())
    opened = HeldDesk(tmp_path / "state")
    yield opened
    opened.close()


@pytest.fixture
def shown(desk: HeldDesk, capsys: pytest.CaptureFixture[str]) -> Show:
    def show(*options: str) -> str:
        capsys.readouterr()
        assert main(["conversation", ANN, "--state", str(desk.folder), *options]) == 0
        out = capsys.readouterr().out
        assert ANN not in out
        assert "4255550001" not in out
        return out

    return show


def test_an_open_conversation_tells_what_was_asked_and_offered(desk: HeldDesk, shown: Show) -> None:
    desk.opened(24, 25)
    desk.reminded()
    desk.texted("no", MINUTE)
    text = shown()
    assert text.startswith("customer +1•••••••001, not opted out\n")
    assert "with +12065550100, program appointments" in text
    assert "conversation appointment (spring), " in text
    assert "offered: Tue 24 Nov 9:00 am, Wed 25 Nov 9:00 am" in text
    assert "> no" in text
    assert "taken for keyword NO (exact)" in text
    assert "times: sent" in text


@pytest.mark.parametrize(("after", "state"), [(71 * HOUR, "open"), (73 * HOUR, "expired")])
def test_a_question_that_nobody_answered_in_time_is_expired(desk: HeldDesk, after: timedelta, state: str) -> None:
    desk.opened(24, 25)
    desk.reminded()
    desk.texted("no", 0 * MINUTE)
    programs = desk.in_force.programs
    store = desk.ports.store()
    [kept] = kept_of(store, KEY.token(ANN), [CLINIC], programs)
    store.close()
    [talk] = viewed(kept, NOON + after).conversations
    assert (talk.state, talk.step, talk.expires_at) == (state, "choosing", NOON + 72 * HOUR)


def test_what_is_due_is_told(desk: HeldDesk, shown: Show) -> None:
    desk.reminded()
    assert "due 2026-11-23 11:00:00Z: the reminder of appointment, step asked" in shown()


def test_a_text_that_waits_for_the_calendar_says_so(desk: HeldDesk, shown: Show) -> None:
    desk.opened(24, 25)
    desk.reminded()
    desk.texted("no", MINUTE)
    desk.converse._calendar = Away()  # type: ignore[assignment]
    desk.texted("2", 2 * MINUTE)
    text = shown()
    assert "the calendar is asked for Wed 25 Nov 9:00 am" in text
    assert "taken for unmatched; waits for the calendar" in text
    assert "due 2026-11-22 12:02:30Z: the calendar is asked again" in text


class Away:
    """A calendar that never answers."""

    def hold(self, *_: object) -> list[bool]:
        raise CalendarAway("away")

    def close(self) -> None: ...


def test_why_a_reply_did_not_leave_is_told(desk: HeldDesk, shown: Show) -> None:
    desk.sender.answer = lambda _: NotSent(FailReason.REJECTED, "ValidationException")
    desk.alerted()
    desk.texted("YES", MINUTE, BANK)
    assert "approved: failed, rejected, ValidationException" in shown()


def test_opted_out_is_told(desk: HeldDesk, shown: Show) -> None:
    desk.alerted()
    desk.texted("STOP", MINUTE, BANK)
    assert "opted out: nothing is sent until START" in shown()
    assert json.loads(shown("--json"))["opted_out"] is True


def test_json_has_the_same_facts(desk: HeldDesk, shown: Show) -> None:
    desk.alerted()
    desk.texted("YES", MINUTE, BANK)
    customer: dict[str, Any] = json.loads(shown("--json"))
    [thread] = customer["threads"]
    [talk] = thread["conversations"]
    assert (talk["flow"], talk["state"], talk["outcome"]) == ("charge", "over", "approved")
    assert [event["what"] for event in thread["events"]] == ["prompt", "text"]
    assert thread["events"][1]["reply"]["template"] == "approved"


def test_only_the_number_that_is_asked_for(desk: HeldDesk, shown: Show) -> None:
    desk.alerted()
    desk.reminded()
    assert shown().count("with +1206") == 2
    assert "with +12065550111" not in shown("--from", CLINIC)


def test_the_lake_has_what_came_before(desk: HeldDesk, shown: Show) -> None:
    desk.alerted()
    desk.texted("YES", MINUTE, BANK)
    desk.texted("hello?", 5 * HOUR, BANK)
    desk.clock.time += 5 * HOUR
    desk.tick()
    lake = str(desk.lake())
    assert "> YES" not in shown()
    text = shown("--lake", lake)
    assert "before that, in the lake" in text
    assert "2026-11-22 12:01:00Z  > YES  (keyword YES, charge, spring)" in text
    assert "< First Harbor Bank: thank you." in text
    assert "!" in text.partition("before that")[2]
    assert [each["mark"] for each in json.loads(shown("--lake", lake, "--json"))["older"]] == [">", "<", "!"]


def test_what_a_customer_wrote_cannot_move_the_cursor(desk: HeldDesk, shown: Show) -> None:
    desk.alerted()
    desk.texted("\x1b[2J\x1b[31mhi [bold]", MINUTE, BANK)
    text = shown()
    assert "\x1b" not in text
    assert "␛[2J" in text
    assert "[bold]" in text


def test_who_is_not_known_is_told_so_with_exit_code_1(desk: HeldDesk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conversation", "+14255559999", "--state", str(desk.folder)]) == 1
    err = capsys.readouterr().err
    assert "Nothing is known of +1•••••••999" in err
    assert "4255559999" not in err


@pytest.mark.parametrize("number", ["99", "+1425555000x", "rcs-c020de", "555-0001"])
def test_a_number_that_is_none_is_not_repeated(desk: HeldDesk, capsys: pytest.CaptureFixture[str], number: str) -> None:
    assert main(["conversation", number, "--state", str(desk.folder)]) == 2
    err = capsys.readouterr().err
    assert "as +14255550001" in err
    assert number not in err


def test_a_folder_without_a_store_is_told_and_stays_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWOWAY_HMAC_KEY", raising=False)
    folder = tmp_path / "empty"
    folder.mkdir()
    assert main(["conversation", ANN, "--state", str(folder)]) == 2
    assert "no key" in capsys.readouterr().err
    monkeypatch.setenv("TWOWAY_HMAC_KEY", KEY.secret.hex())
    assert main(["conversation", ANN, "--state", str(folder)]) == 2
    assert "there is no store at" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_number_of_ours_that_no_program_has_is_told(desk: HeldDesk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conversation", ANN, "--state", str(desk.folder), "--from", "+12065559999"]) == 2
    assert "no program has the number" in capsys.readouterr().err


def test_a_lake_that_is_none_is_told(desk: HeldDesk, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["conversation", ANN, "--state", str(desk.folder), "--lake", str(tmp_path / "none")]) == 2
    assert "There is no lake" in capsys.readouterr().err
