"""Law 8 on the running stream: bad records are rows, and never stop or spoil the others."""

import json
from collections import Counter
from pathlib import Path

from pipelines.domain.plan import reply_id
from pipelines.local.stack import StackHandle
from tests.faults.rig import CLINIC, Rig, texted
from tests.pipelines.domain.records import delivery, inbound, sns

BAD = {
    b"not json at all": "not_json",
    b'{"originationNumber": "+1': "not_json",
    b"\xff\xfe\x00\x01": "not_utf8",
    b"\x00": "empty",
    b" ": "empty",
    b"[]": "not_an_object",
    b'{"unknown": "shape"}': "unknown_shape",
    json.dumps(inbound(originationNumber=5)).encode(): "wrong_type",
    json.dumps(inbound(destinationNumber=None)).encode(): "missing_field",
    json.dumps(sns(inbound(), at="never")).encode(): "bad_timestamp",
    json.dumps(inbound("x" * 1_000_000)).encode(): "too_large",
    b"\xf3\x89\x9a\xc2 no aggregate": "bad_aggregate",
    json.dumps({"whatsAppWebhookEntry": "{}"}).encode(): "unsupported_channel",
}


def test_bad_records_end_as_dead_letters_and_their_neighbours_are_answered(stack: StackHandle, folder: Path) -> None:
    with Rig(stack, folder, "bad-records", shards=1) as rig:
        rig.numbers(events=False)
        people = [f"+1425{5560000 + n}" for n in range(60)]
        good = [texted("CONFIRM", person, f"good-{n}") for n, person in enumerate(people)]
        repeated = good[:20]
        swapped = [
            json.dumps(sns(delivery(message_id=f"send-{n % 10}", eventTimestamp=1795348800000 + n), f"ev-{n}")).encode()
            for n in reversed(range(30))
        ]
        mixed: list[bytes] = []
        for n, bad in enumerate(BAD):
            mixed += [good[n], bad]
        mixed += good[len(BAD) :] + repeated + swapped
        rig.start_job()
        rig.put(mixed)
        rig.await_committed()
        assert rig.drain_job() == 0

        assert Counter(dict(rig.sql("SELECT reason, count(*) FROM dead_letters GROUP BY ALL"))) == Counter(BAD.values())
        assert {bytes(row[0]) for row in rig.sql("SELECT payload FROM dead_letters")} == set(BAD)
        ids = [row[0] for row in rig.sql("SELECT inbound_message_id FROM inbound")]
        assert sorted(ids) == sorted(f"good-{n}" for n in range(60))
        assert rig.sql("SELECT count(*) FROM deliveries") == [(30,)]
        answered = Counter(m.context["reply_id"] for m in rig.accepted_replies() if m.destination in people)
        assert answered == Counter({reply_id(f"good-{n}").hex(): 1 for n in range(60)})
        assert all(m.origination == CLINIC for m in rig.accepted_replies())


def test_a_log_holds_no_number_and_no_text(stack: StackHandle, folder: Path) -> None:
    with Rig(stack, folder, "quiet-log", shards=1) as rig:
        rig.numbers(events=False)
        rig.start_job()
        rig.put([texted("my secret is 4711", "+14255569999", "secret"), b'{"my secret is 4711'])
        rig.await_committed()
        assert rig.drain_job() == 0
        log = (folder / "stream.log").read_text(errors="replace")
        assert "secret" not in log
        assert "5569999" not in log
        keys = [str(path.relative_to(rig.lake)) for path in rig.lake.rglob("*")]
        assert not any("5569999" in key or "4711" in key for key in keys)
        kept = b"".join(path.read_bytes() for path in rig.lake.rglob("inbound/**/*.parquet"))
        assert b"5569999" not in kept
        assert b"5569999" not in b"".join(path.read_bytes() for path in rig.state.glob("store*"))
