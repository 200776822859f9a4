"""`twoway numbers`: a plan, applied once; drift told and put right; what cannot be refused before anything is touched."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import main
from pipelines.domain.numbers.topic_policy import lets_publish
from pipelines.local.sms_simulator import Fault, FaultKind, InboundText, MessageKind
from tests.pipelines.fresh_account import ANN, CLINIC, FreshAccount, bakery, fresh_account, new_name


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FreshAccount]:
    monkeypatch.chdir(tmp_path)
    with fresh_account(monkeypatch) as account:
        yield account


@pytest.fixture
def topic(fresh: FreshAccount) -> str:
    """A topic that a queue hears."""
    fresh.add(CLINIC)
    arn = fresh.topic()
    fresh.queue_on(arn)
    return arn


def numbers(*arguments: str | Path) -> int:
    return main(["numbers", *map(str, arguments)])


def test_apply_on_a_fresh_account_then_a_keyword_gives_the_reply(
    fresh: FreshAccount, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh.add(CLINIC)
    name = new_name("texts")
    assert numbers("apply", "--yes", "--program", bakery(tmp_path), "--create-topic", name) == 0
    assert "Applied" in capsys.readouterr().out
    topic = fresh.number(CLINIC)["TwoWayChannelArn"]
    queue = fresh.queue_on(topic)
    policy = fresh.sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]
    assert lets_publish(policy, topic, "123456789012")

    outcome = fresh.simulator.inbound(InboundText(ANN, CLINIC, "Hours please"))

    assert outcome.answered_by_aws
    [reply] = fresh.simulator.every_message()
    assert (reply.kind, reply.destination, reply.body) == (MessageKind.AWS_AUTO, ANN, "Elm Bakery: open 7 to 18.")
    [copy] = fresh.payloads(queue)
    assert (copy["messageBody"], copy["messageKeyword"]) == ("Hours please", "HOURS")


def test_stop_and_help_are_answered_with_the_programs_words(fresh: FreshAccount, topic: str, tmp_path: Path) -> None:
    assert numbers("apply", "--yes", "--program", bakery(tmp_path), "--topic", topic) == 0
    for body in ("help", "stop", "start"):
        fresh.simulator.inbound(InboundText(ANN, CLINIC, body))
    assert [message.body for message in fresh.simulator.every_message()] == [
        "Elm Bakery: call 206-555-0196. STOP to opt out.",
        "Elm Bakery: you are opted out. START to opt in.",
        "Elm Bakery: you will get our texts again.",
    ]


def test_a_second_apply_changes_nothing(
    fresh: FreshAccount, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = fresh.topic()
    wanted = ["--program", bakery(tmp_path), "--topic", topic, "--events-topic", events, "--configuration-set", "texts"]
    assert numbers("apply", "--yes", *wanted) == 0
    before = fresh.number(CLINIC), fresh.keywords(CLINIC), fresh.sms.describe_configuration_sets()["ConfigurationSets"]
    capsys.readouterr()
    # Whoever cannot write at all would not notice that nothing is written.
    writing = ("UpdatePhoneNumber", "PutKeyword", "CreateConfigurationSet", "CreateEventDestination")
    fresh.simulator.put_faults(Fault(FaultKind.ERROR_500, every=1, operation=call) for call in writing)
    assert numbers("apply", *wanted) == 0
    assert numbers("plan", "--check", *wanted) == 0
    assert "Nothing differs." in capsys.readouterr().out
    after = fresh.number(CLINIC), fresh.keywords(CLINIC), fresh.sms.describe_configuration_sets()["ConfigurationSets"]
    assert after == before
    assert fresh.simulator.stats().faults == {}


def by_update(**said: Any) -> Callable[[FreshAccount], Any]:
    return lambda fresh: fresh.sms.update_phone_number(PhoneNumberId=fresh.number(CLINIC)["PhoneNumberId"], **said)


def by_keyword(fresh: FreshAccount) -> None:
    number = fresh.number(CLINIC)["PhoneNumberId"]
    fresh.sms.put_keyword(OriginationIdentity=number, Keyword="HOURS", KeywordMessage="Closed.")


def by_events(fresh: FreshAccount) -> None:
    fresh.sms.update_event_destination(
        ConfigurationSetName="texts", EventDestinationName="delivery-events", Enabled=False
    )


@pytest.mark.parametrize(
    ("by_hand", "told"),
    [
        (by_update(TwoWayEnabled=False), "two-way on"),
        (by_update(SelfManagedOptOutsEnabled=True), "opt-outs aws"),
        (by_keyword, 'HOURS: "Elm Bakery: open 7 to 18." (was: HOURS: "Closed.")'),
        (by_events, "switched off"),
    ],
)
def test_a_change_by_hand_is_drift_and_is_put_right(
    by_hand: Callable[[FreshAccount], Any],
    told: str,
    fresh: FreshAccount,
    topic: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = ["--program", bakery(tmp_path), "--topic", topic, "--events-topic", topic, "--configuration-set", "texts"]
    assert numbers("apply", "--yes", *wanted) == 0
    by_hand(fresh)
    capsys.readouterr()
    assert numbers("apply", "--yes", "--check", *wanted) == 2
    assert told in capsys.readouterr().out
    assert numbers("plan", *wanted) == 0
    assert numbers("apply", "--yes", *wanted) == 0
    assert numbers("plan", "--check", *wanted) == 0


@pytest.mark.parametrize("action", ["plan", "apply"])
def test_a_country_without_two_way_is_refused_and_nothing_is_touched(
    action: str, fresh: FreshAccount, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh.add("+923001234567", iso_country_code="PK")
    fresh.add("+12065550199")
    program = bakery(tmp_path, replaced=('"+12065550100"', '"+923001234567"'))
    name = new_name("texts")
    assert numbers(action, "--yes", "--program", program, "--create-topic", name) == 2
    out = capsys.readouterr().out
    assert "AWS's table of 2023-06-15 offers no two-way SMS in Pakistan (PK)" in out
    assert "Nothing was changed" in out
    assert not fresh.number("+923001234567")["TwoWayEnabled"]
    assert not [one for one in fresh.sns.list_topics()["Topics"] if one["TopicArn"].endswith(name)]


def test_one_refusal_holds_all_numbers_back(
    fresh: FreshAccount, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = bakery(tmp_path, replaced=("numbers:\n", 'numbers:\n  - {number: "+12065550111", opt_outs: aws}\n'))
    assert numbers("apply", "--yes", "--program", both, "--topic", topic) == 2
    assert "+12065550111  is not in account 123456789012 in us-east-1" in capsys.readouterr().out
    assert not fresh.number(CLINIC)["TwoWayEnabled"]


def test_a_row_of_ones_own_opens_a_country_and_what_aws_says_then_is_told(
    fresh: FreshAccount, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh.add(CLINIC, iso_country_code="PK")
    own = tmp_path / "own.csv"
    own.write_text(
        "country_or_region,iso_code,dialing_code,short_codes,long_codes,sender_ids,two_way\nPakistan,PK,92,no,yes,yes,yes\n"
    )
    said = ["--program", bakery(tmp_path), "--topic", topic, "--countries", own]
    assert numbers("apply", "--yes", *said) == 1
    assert "ValidationException (TWO_WAY_NOT_SUPPORTED_IN_COUNTRY)" in capsys.readouterr().err


def test_what_a_crash_leaves_behind_a_second_apply_completes(
    fresh: FreshAccount, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--program", bakery(tmp_path, "self"), "--topic", topic]
    fresh.add(CLINIC)
    fresh.sms.create_opt_out_list(OptOutListName="full")
    for n in range(28):  # with HELP and STOP the most that a number has
        number = fresh.number(CLINIC)["PhoneNumberId"]
        fresh.sms.put_keyword(OriginationIdentity=number, Keyword=f"WORD{n}", KeywordMessage="Hi")
    assert numbers("apply", "--yes", *wanted) == 1
    told = capsys.readouterr().err
    assert "PutKeyword +12065550100 stopped by ServiceQuotaExceededException (KEYWORDS_PER_PHONE_NUMBER)" in told
    assert "3 of 5 changes were made and stay" in told
    for n in range(28):
        fresh.sms.delete_keyword(OriginationIdentity=number, Keyword=f"WORD{n}")
    assert numbers("apply", "--yes", *wanted) == 0
    assert "to change (2)" in capsys.readouterr().out
    assert numbers("plan", "--check", *wanted) == 0


def test_apply_asks_and_without_a_terminal_needs_yes(
    fresh: FreshAccount,
    topic: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    wanted = ["--program", bakery(tmp_path), "--topic", topic]
    for stdin, code, said in ((io.StringIO("y\n"), 2, "needs --yes"), (Terminal("n\n"), 2, "Nothing was changed.")):
        monkeypatch.setattr("sys.stdin", stdin)
        assert numbers("apply", *wanted) == code
        assert said in capsys.readouterr().err
        assert not fresh.number(CLINIC)["TwoWayEnabled"]
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert numbers("apply", *wanted) == 0
    assert fresh.number(CLINIC)["TwoWayEnabled"]


def test_a_plan_and_what_was_applied_are_json_too(
    fresh: FreshAccount, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = ["--json", "--program", bakery(tmp_path), "--topic", topic]
    assert numbers("plan", *wanted) == 0
    plan = json.loads(capsys.readouterr().out)
    assert [one["operation"] for one in plan["changes"]] == [
        "SetTopicAttributes",
        "UpdatePhoneNumber",
        *["PutKeyword"] * 4,
    ]
    assert numbers("apply", "--yes", *wanted) == 0
    assert json.loads(capsys.readouterr().out) == {**plan, "applied": 6}


def test_a_keyword_that_no_program_names_is_told_and_stays(
    fresh: FreshAccount, topic: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = fresh.number(CLINIC)["PhoneNumberId"]
    fresh.sms.put_keyword(OriginationIdentity=number, Keyword="PROMO", KeywordMessage="20 % off")
    assert numbers("apply", "--yes", "--program", bakery(tmp_path), "--topic", topic) == 0
    out = capsys.readouterr().out
    assert "keyword PROMO, which the program does not name" in out
    assert "answered twice" in out
    assert fresh.keywords(CLINIC)["PROMO"] == ("AUTOMATIC_RESPONSE", "20 % off")


def test_no_state_folder_and_no_key_are_made(fresh: FreshAccount, topic: str, tmp_path: Path) -> None:
    assert numbers("plan", "--program", bakery(tmp_path), "--topic", topic) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"bakery.yaml"}


def test_credentials_that_are_missing_are_told_in_a_line(tmp_path: Path) -> None:
    nowhere = {"AWS_CONFIG_FILE": "none", "AWS_SHARED_CREDENTIALS_FILE": "none", "AWS_EC2_METADATA_DISABLED": "true"}
    given = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    command = [sys.executable, "-m", "pipelines.cli", "numbers", "plan", "--program", str(bakery(tmp_path))]
    done = subprocess.run(
        command,
        cwd=Path(__file__).parents[3],
        env={**given, **nowhere, "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == (
        "twoway numbers: AWS said: NoCredentialsError. Check the region, the endpoint and the credentials.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["plan", "NZ"], "plan takes no country"),
        (["countries", "ZZ"], "has no country 'ZZ'"),
        (["countries", "--countries", "/nowhere.csv"], "/nowhere.csv: cannot be read"),
        (["plan", "--program", "/nowhere.yaml"], "/nowhere.yaml:1: file: cannot be read"),
    ],
)
def test_a_mistake_is_told_with_exit_code_2(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert numbers(*arguments) == 2
    assert said in capsys.readouterr().err


def test_help_teaches_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        numbers("--help")
    assert ended.value.code == 0
    assert "twoway numbers apply --program" in capsys.readouterr().out.split("examples:", 1)[1]


def test_the_table_of_countries_is_shown_whole_or_by_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert numbers("countries") == 0
    whole = capsys.readouterr().out
    assert "Dominican Republic" in whole
    assert "AWS's table of 2023-06-15" in whole
    assert numbers("countries", "in") == 0
    row = capsys.readouterr().out
    assert "India" in row
    assert "note 4: long codes there receive only" in row
    assert numbers("countries", "NZ", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2023-06-15"
    assert [one["two_way"] for one in told["countries"]] == ["yes"]
