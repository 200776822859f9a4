"""`twoway send`, whole: a file in, prompts out to the simulator over HTTP, conversations open, nothing twice."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.adapters.store_sqlite import SqliteStore
from pipelines.cli import main
from pipelines.local.sms_simulator import (
    Fault,
    FaultKind,
    Handset,
    Message,
    Number,
    SimulatorClient,
    SimulatorSettings,
    SmsSimulator,
)
from pipelines.local.stack import local_client, local_environment
from pipelines.settings import pseudonym_key
from schemas.program import Outcome

CLINIC = "+12065550100"
PEOPLE = [f"+1425555{n:04d}" for n in range(12)]


@pytest.fixture
def simulator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[SimulatorClient]:
    environment = dict(local_environment("http://127.0.0.1:9", ""))
    with SmsSimulator(SimulatorSettings(hold_s=30), sns=lambda: local_client(environment, "sns")) as served:
        environment |= local_environment("http://127.0.0.1:9", served.endpoint)
        for name, value in {
            **environment,
            "TWOWAY_STATE": str(tmp_path / "state"),
            "TWOWAY_SEND_TIMEOUT_S": "1",
        }.items():
            monkeypatch.setenv(name, value)
        with SimulatorClient(served.endpoint) as client:
            client.put_numbers([Number(number=CLINIC, parts_per_second=500.0)])
            client.put_handsets(Handset(number=number, delay_s=0.0) for number in PEOPLE)
            yield client


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [f"{number},A{n},Ann {n},Wed 9 am" for n, number in enumerate(PEOPLE)]
    path = tmp_path / "november.csv"
    path.write_text("\n".join(["number,id,name,when", *rows]) + "\n", encoding="utf-8")
    return path


def send(file: Path, *more: str) -> int:
    return main(["send", str(file), "--program", "appointments", "--campaign", "november", "--yes", *more])


def prompts(simulator: SimulatorClient) -> list[Message]:
    return list(simulator.every_message())


def test_each_row_is_sent_once_however_often_the_command_is_run(
    simulator: SimulatorClient, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert send(file) == 0
    sent = prompts(simulator)
    assert sorted(message.destination for message in sent) == PEOPLE
    assert {m.context["kind"] for m in sent} == {"prompt"}
    assert {(m.context["campaign"], m.context["flow"]) for m in sent} == {("november", "appointment")}
    assert "Ann 3, you have an appointment on Wed 9 am" in " ".join(m.body for m in sent)
    assert "12 sent" in capfd.readouterr().out
    assert send(file) == 0
    assert len(prompts(simulator)) == 12


def test_a_prompt_opens_its_customers_conversation(simulator: SimulatorClient, file: Path, tmp_path: Path) -> None:
    send(file)
    key = pseudonym_key({}, tmp_path / "state").token(PEOPLE[0])
    store = SqliteStore(tmp_path / "state" / "store.sqlite")
    thread = store.thread(key, CLINIC)
    store.close()
    assert thread is not None
    [talk] = thread.after.talks
    assert talk.conversation is not None
    assert (talk.opening.campaign, talk.conversation.step, talk.conversation.outcome) == ("november", "asked", None)
    assert (talk.opening.variables["name"], talk.opening.at <= datetime.now(UTC)) == ("Ann 0", True)
    assert Outcome.CONFIRMED not in {each.outcome for each in thread.told.values()}


def test_a_dry_run_sends_nothing_and_stores_nothing(simulator: SimulatorClient, file: Path, tmp_path: Path) -> None:
    assert send(file, "--dry-run", "--price", "0.0083") == 0
    assert prompts(simulator) == []
    assert not (tmp_path / "state" / "store.sqlite").exists()


def test_what_was_interrupted_is_gone_on_with(
    simulator: SimulatorClient, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    half = file.with_name("half.csv")
    half.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:6]), encoding="utf-8")
    assert send(half) == 0
    assert len(prompts(simulator)) == 5
    capfd.readouterr()
    assert send(file, "--json") == 0
    assert len(prompts(simulator)) == 12
    stand = capfd.readouterr().out.strip().rsplit("\n", 1)[1]
    assert json.loads(stand) == {"prompts": 12, "stand": [{"status": "sent", "reason": None, "prompts": 12}]}


def test_a_prompt_that_may_have_left_is_never_sent_again(
    simulator: SimulatorClient, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    simulator.put_faults([Fault(FaultKind.TIMEOUT_AFTER_ACCEPT, every=6)])
    assert send(file) == 1
    assert "unknown (timeout)" in capfd.readouterr().out
    simulator.put_faults([])
    assert send(file) == 1
    assert len(prompts(simulator)) == 12


def test_when_the_account_may_not_send_the_rest_waits(
    simulator: SimulatorClient, file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    simulator.put_faults(
        [Fault(FaultKind.REFUSED, every=1, error="AccessDeniedException", reason="ACCOUNT_DISABLED", status=400)]
    )
    send(file)
    assert "12 wait in the outbox" in capfd.readouterr().out
    assert prompts(simulator) == []
