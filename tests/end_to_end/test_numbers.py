"""From a number as AWS hands it over to an answered text: `twoway numbers apply`, then the bridge and the job."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.cli import main
from pipelines.local.children import await_true
from pipelines.local.sms_simulator import Handset, InboundText, MessageKind, Number
from pipelines.local.stack import StackHandle, start_stack_process
from tests.faults.rig import Rig
from tests.pipelines.fresh_account import ANN, CLINIC, bakery

pytestmark = pytest.mark.slow


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StackHandle]:
    with start_stack_process(tmp_path / "stack") as handle:
        for name, value in handle.environment.items():
            monkeypatch.setenv(name, value)
        yield handle


def test_a_number_that_was_set_up_is_answered_and_its_events_come_back(stack: StackHandle, tmp_path: Path) -> None:
    out, program = stack.outputs, str(bakery(tmp_path, "self"))
    topics = ["--topic", out["InboundTopicArn"], "--events-topic", out["EventsTopicArn"]]
    with Rig(stack, tmp_path, out["StreamName"]) as rig:
        rig.simulator.put_numbers([Number(number=CLINIC, parts_per_second=100.0)])
        rig.simulator.put_handsets([Handset(number=ANN, delay_s=0.1)])
        wanted = ["--program", program, *topics, "--configuration-set", "texts"]
        assert main(["numbers", "apply", "--yes", *wanted]) == 0
        assert main(["numbers", "plan", "--check", *wanted]) == 0
        rig.start_bridge()
        rig.start_job("--program", program, "--configuration-set", "texts")
        for body in ("Hours please", "menu"):
            rig.simulator.inbound(InboundText(ANN, CLINIC, body))
        await_true(lambda: len(rig.simulator.every_message()) >= 2, "both answers", 60)
        await_true(lambda: rig.sql("FROM deliveries") != [], "the reply's delivery events", 60)
        answers = [(message.kind, message.body) for message in rig.simulator.every_message()]
        assert rig.drain_job() == 0
    assert answers == [
        (MessageKind.AWS_AUTO, "Elm Bakery: open 7 to 18."),
        (MessageKind.SEND, "Elm Bakery: rye, spelt, and plum cake today."),
    ]
    assert {str(body) for (body,) in rig.sql("SELECT message_body FROM inbound")} == {"Hours please", "menu"}
