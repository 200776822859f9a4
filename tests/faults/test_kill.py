"""Law 1 and law 2 under `kill -9`: nothing is lost, nobody is texted twice."""

from collections import Counter
from pathlib import Path

import pytest

from pipelines.domain.plan import reply_id
from pipelines.local.children import await_true
from pipelines.local.drained import all_is_drained
from pipelines.local.sms_simulator import InboundText
from pipelines.local.stack import StackHandle
from tests.faults.rig import CLINIC, Load, Rig

TEXTS = 300
KILLS = (60, 140, 220)
THREADS = 8


@pytest.mark.slow
def test_three_kills_under_load_lose_nothing_and_text_nobody_twice(stack: StackHandle, folder: Path) -> None:
    with Rig(stack, folder, stack.outputs["StreamName"]) as rig:
        rig.numbers(events=True)
        people = [f"+1425{5550000 + n}" for n in range(TEXTS)]
        rig.handsets(people)
        texts = [
            InboundText(person, CLINIC, ("CONFIRM", "no thanks", "MOVE", "what is this")[n % 4], None, f"kill-{n}")
            for n, person in enumerate(people)
        ]
        rig.start_bridge()
        rig.start_job()
        with Load(texts, per_s=25, act=rig.simulator.inbound) as load:
            for at in KILLS:
                load.await_done(at)
                rig.kill_job()
                rig.start_job()
        await_true(
            lambda: all_is_drained(stack, rig.simulator, rig.state / "store.sqlite"),
            "everything to come through",
            120,
            0.5,
        )
        await_true(
            lambda: all_is_drained(stack, rig.simulator, rig.state / "store.sqlite"), "the last events", 120, 0.5
        )
        assert rig.drain_job() == 0

        published = {text.inbound_message_id for text in texts}
        rows = Counter(row[0] for row in rig.sql("SELECT inbound_message_id FROM inbound"))
        assert set(rows) == published
        assert set(rows.values()) == {1}
        assert rig.sql("SELECT count(*) FROM dead_letters") == [(0,)]

        accepted = Counter(message.context["reply_id"] for message in rig.accepted_replies())
        assert max(accepted.values()) == 1
        promised = {reply_id(i).hex() for i in published if i is not None}
        stands = {
            str(i).replace("-", ""): (status, reason)
            for i, status, reason in rig.sql("SELECT reply_id, status, reason FROM replies")
        }
        assert set(stands) == promised
        sent = {i for i, (status, _) in stands.items() if status == "sent"}
        assert sent == set(accepted)
        unknown = {i: state for i, state in stands.items() if i not in sent}
        assert set(unknown.values()) <= {("unknown", "worker_lost")}
        assert len(unknown) <= len(KILLS) * THREADS
