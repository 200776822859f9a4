"""The world away for a while: the job waits, starts itself again, and nothing is lost."""

from collections import Counter
from pathlib import Path

import pytest

from pipelines.local.children import await_true
from pipelines.local.sms_simulator import Fault, FaultKind
from pipelines.local.stack import StackHandle
from tests.faults.rig import Rig, texted


def texts(name: str, count: int, first: int) -> list[bytes]:
    return [texted("CONFIRM", f"+1425{first + n}", f"{name}{n}") for n in range(count)]


@pytest.mark.slow
def test_a_lake_that_cannot_be_written_stops_the_checkpoint_and_not_the_replies(
    stack: StackHandle, folder: Path
) -> None:
    with Rig(stack, folder, "no-lake", shards=1) as rig:
        rig.numbers(events=False)
        rig.start_job()
        # A file where the folder of a dataset should be: writing fails as on a full disk, for root too.
        inbound_folder = rig.lake / "inbound"
        inbound_folder.rename(rig.folder / "aside")
        inbound_folder.write_text("in the way")
        rig.put(texts("n", 30, 5570000))
        await_true(lambda: rig.says("fault 1 in a row"), "the job to notice", 60)
        inbound_folder.unlink()
        (rig.folder / "aside").rename(inbound_folder)
        rig.await_committed()
        assert rig.drain_job() == 0
        rows = Counter(row[0] for row in rig.sql("SELECT inbound_message_id FROM inbound"))
        assert rows == Counter({f"n{n}": 1 for n in range(30)})
        accepted = Counter(
            m.context["reply_id"] for m in rig.accepted_replies() if m.destination.startswith("+1425557")
        )
        assert len(accepted) == 30
        assert max(accepted.values()) == 1
        assert Counter(dict(rig.sql("SELECT status, count(*) FROM replies GROUP BY ALL"))) == {"sent": 30}


@pytest.mark.slow
def test_every_fault_of_the_sms_api_ends_in_one_text_or_a_reason(stack: StackHandle, folder: Path) -> None:
    with Rig(stack, folder, "sms-faults", shards=1) as rig:
        rig.numbers(events=False)
        rig.simulator.put_faults(
            [
                Fault(FaultKind.THROTTLE, every=4),
                Fault(FaultKind.ERROR_500, every=11),
                Fault(FaultKind.ERROR_500_AFTER_ACCEPT, every=13),
                Fault(FaultKind.TIMEOUT_AFTER_ACCEPT, every=17),
                Fault(FaultKind.RESET_BEFORE_ACCEPT, every=19),
            ]
        )
        try:
            rig.start_job()
            rig.put(texts("f", 80, 5580000))
            rig.await_committed(150)
            assert rig.drain_job() == 0
        finally:
            rig.simulator.put_faults([])
        accepted = Counter(
            m.context["reply_id"] for m in rig.accepted_replies() if m.destination.startswith("+1425558")
        )
        assert max(accepted.values()) == 1
        stands = {
            str(i).replace("-", ""): (status, reason)
            for i, status, reason in rig.sql("SELECT reply_id, status, reason FROM replies")
        }
        assert len(stands) == 80
        assert {status for status, _ in stands.values()} == {"sent", "unknown"}
        # What is called sent was accepted; what was accepted without an answer is unknown, and shown as such.
        assert {i for i, (status, _) in stands.items() if status == "sent"} <= set(accepted)
        unknown = {i for i, (status, _) in stands.items() if status == "unknown"}
        assert set(accepted) <= {i for i, (status, _) in stands.items() if status == "sent"} | unknown
        assert {reason for _, reason in stands.values() if reason} <= {"timeout", "server_error", "connection_lost"}


@pytest.mark.slow
def test_a_number_that_may_send_little_sends_late_and_all(stack: StackHandle, folder: Path) -> None:
    with Rig(stack, folder, "slow-number", shards=1) as rig:
        rig.numbers(events=False, parts_per_second=10.0)
        rig.start_job()
        rig.put(texts("t", 60, 5590000))
        rig.await_committed(150)
        assert rig.drain_job() == 0
        accepted = Counter(
            m.context["reply_id"] for m in rig.accepted_replies() if m.destination.startswith("+1425559")
        )
        assert len(accepted) == 60
        assert max(accepted.values()) == 1
        assert rig.sql("SELECT status, count(*) FROM replies GROUP BY ALL") == [("sent", 60)]
