"""What came of it: the laws, held against what is known of the traffic, the SMS API's own ledger, and the diary."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboards.audit import Bounds, audit
from dashboards.audit import Verdict as Audited
from dashboards.warehouse import open_warehouse
from pipelines.cli.audit import _expiries, _repeatable
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import Event, Heard, Opening, Thread
from pipelines.domain.thread_fold import follow
from pipelines.local.sms_simulator import Message
from pipelines.ports import ProgramsInForce
from tests.benchmarks.latch import Model
from tests.chaos.life import BLOCK
from tests.chaos.traffic import SHUFFLED, Prompt, Record, Text, Traffic
from tests.pipelines.domain.records import KEY

LAWS = (
    "lost", "twice in the view", "dead letters", "accepted twice", "the same words answered twice", "after STOP",
    "not at an end", "sent, and never accepted", "accepted, and not known to be sent", "ended otherwise", "a time for two",
    "a time that is another's", "a time kept for nobody", "the lake's own audit",
)  # fmt: skip
"""What may not happen; the verdict has what did."""


@dataclass(slots=True)
class Verdict:
    """Figures, and breaches by law with what broke them (ids, never numbers)."""

    figures: dict[str, object] = field(default_factory=dict)
    breaches: dict[str, list[str]] = field(default_factory=lambda: {law: [] for law in LAWS})

    @property
    def holds(self) -> bool:
        """No law is broken."""
        return not any(self.breaches.values())


def judge(
    traffic: Traffic,
    records: Sequence[Record],
    lake: Path,
    diary: Sequence[list[str]],
    accepted: Sequence[Message],
    in_force: ProgramsInForce,
    store: Any,
    calendar: Mapping[str, str],
) -> Verdict:
    """Hold everything against everything. `records`: all that was in the stream. `calendar`: time → the conversation (hex) that has it."""
    verdict = Verdict()
    with open_warehouse(str(lake)) as con:
        _nothing_is_lost(verdict, traffic, con)
        proved = "SELECT count(DISTINCT reply_id) FROM files.replies WHERE status = 'unknown' AND reply_id IN ({})"
        proved = proved.format("SELECT reply_id FROM texts WHERE status = 'sent'")
        verdict.figures["unknown, until a delivery event proved that it left"] = con.sql(proved).fetchall()[0][0]
        stands = {
            str(i).replace("-", ""): (s, r)
            for i, s, r in con.sql("SELECT reply_id, status, reason FROM texts").fetchall()
        }
    _nobody_twice(verdict, traffic, accepted)
    _all_end(verdict, stands, accepted)
    _stop_holds(verdict, records, diary, in_force)
    _same_end(verdict, traffic, in_force, store)
    _times(verdict, diary, calendar)
    _audited(verdict, lake, in_force)
    return verdict


def _nothing_is_lost(verdict: Verdict, traffic: Traffic, con: Any) -> None:
    rows = Counter(row[0] for row in con.sql("SELECT inbound_message_id FROM inbound").fetchall())
    events = Counter(row[0] for row in con.sql("SELECT message_id FROM deliveries WHERE kind = 'prompt'").fetchall())
    wanted = {text.message_id for text in traffic.texts}
    verdict.breaches["lost"] += sorted(wanted - rows.keys())
    verdict.breaches["lost"] += sorted({p.message_id for p in traffic.prompts} - events.keys())
    verdict.breaches["twice in the view"] += [i for i, n in (rows + events).items() if n > 1]
    dead = con.sql("SELECT count(*) FROM dead_letters").fetchall()[0][0]
    verdict.breaches["dead letters"] += [str(dead)] if dead else []
    repeats = dict(
        con.sql("SELECT inbound_message_id, duplicate_of FROM inbound WHERE duplicate_of IS NOT NULL").fetchall()
    )
    verdict.figures |= {"rows of inbound": sum(rows.values()), "rows marked as repeats": len(repeats)}


def _nobody_twice(verdict: Verdict, traffic: Traffic, accepted: Sequence[Message]) -> None:
    once = Counter(m.context["reply_id"] for m in accepted if m.context.get("kind") == "reply")
    verdict.breaches["accepted twice"] += [i for i, n in once.items() if n > 1]
    pairs = [(text.message_id, text.repeats) for text in traffic.texts if text.repeats is not None]
    both = [a for a, b in pairs if {reply_id(a).hex(), reply_id(b).hex()} <= once.keys() and not _latches(traffic, a)]
    verdict.breaches["the same words answered twice"] += both
    verdict.figures["replies accepted by the SMS API"] = len(once)


def _latches(traffic: Traffic, message_id: str) -> bool:
    """STOP and START are never taken for repeats; each STOP has one confirmation by law 3 all the same."""
    bodies = {text.message_id: text.body for text in traffic.texts}
    return bodies[message_id].upper() in ("STOP", "START", "UNSUBSCRIBE")


def _all_end(verdict: Verdict, stands: Mapping[str, tuple[str, str | None]], accepted: Sequence[Message]) -> None:
    verdict.breaches["not at an end"] += [i for i, (status, _) in stands.items() if status == "promised"]
    sent = {i for i, (status, _) in stands.items() if status == "sent"}
    taken = {m.context["reply_id"] for m in accepted}
    verdict.breaches["sent, and never accepted"] += sorted(sent - taken)
    verdict.breaches["accepted, and not known to be sent"] += sorted(taken - sent)
    verdict.figures["replies by status"] = {
        f"{status} {reason or ''}".strip(): n for (status, reason), n in Counter(stands.values()).most_common()
    }


def _stop_holds(
    verdict: Verdict, records: Sequence[Record], diary: Sequence[list[str]], in_force: ProgramsInForce
) -> None:
    """At each call: what had been read by then of the customer's STOP and START, and was a text other than one
    confirmation to leave all the same?"""
    events: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    of_reply = {}
    for place, record in enumerate(records):
        if isinstance(record.of, Text):
            text = record.of
            of_reply[reply_id(text.message_id).hex()] = text
            kind = _kind(text, in_force)
            if kind is not None:
                events[place // BLOCK].append((text.customer, kind, int(text.at.timestamp() * 1000)))
    models: dict[str, Model] = defaultdict(Model)
    confirmed: Counter[tuple[str, int]] = Counter()
    read, calls = -1, 0
    for line in diary:
        if line[0] == "applied":
            for block in range(read + 1, int(line[1]) + 1):
                for customer, kind, at in events[block]:
                    models[customer].may_send(kind, at)
            read = max(read, int(line[1]))
        elif line[0] == "called" and line[1] in of_reply:
            calls += 1
            text = of_reply[line[1]]
            model = models[text.customer]
            if not (model.is_out and model.out_at >= 0):
                continue
            if _kind(text, in_force) != "stop":
                verdict.breaches["after STOP"].append(text.message_id)
            confirmed[text.customer, model.out_at] += 1
    verdict.figures["calls of the SMS API"] = calls
    verdict.figures["confirmations of STOP"] = sum(confirmed.values())


def _kind(text: Text, in_force: ProgramsInForce) -> str | None:
    meant = in_force.classifier.classify(text.number, text.body)
    if meant.intent.value in ("opt_out", "unclear_opt_out"):
        return "stop"
    if meant.intent.value == "opt_in":
        return "start"
    return "yes" if meant.may_reopen else None


def _same_end(verdict: Verdict, traffic: Traffic, in_force: ProgramsInForce, store: Any) -> None:
    """Conversations end as if every event had come once, in time and in order; those that ask the calendar apart."""
    threads: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for prompt in traffic.prompts:
        threads[prompt.customer, prompt.number].append(Event(_opening(prompt)))
    for text in traffic.texts:
        if text.repeats is None:
            meant = in_force.classifier.classify(text.number, text.body)
            threads[text.customer, text.number].append(Event(Heard(text.message_id, text.at, text.body, meant)))
    compared = 0
    for (customer, number), events in threads.items():
        if not any(isinstance(event.what, Opening) for event in events):
            continue
        followed = follow(
            Thread(), sorted(events, key=lambda e: e.order), in_force.programs, None,
            lambda text, campaign, ours=number: in_force.classifier.classify(ours, text, campaign=campaign),
        )  # fmt: skip
        if followed.waits is not None:
            continue
        compared += 1
        kept = store.thread(KEY.token(customer), number)
        if _outcomes(kept) != _outcomes(followed.thread):
            verdict.breaches["ended otherwise"].append(KEY.token(customer).hex())
    verdict.figures["conversations compared with their events in order"] = compared


def _audited(verdict: Verdict, lake: Path, in_force: ProgramsInForce) -> None:
    """What `twoway audit` says of the lake."""
    programs = in_force.programs.programs
    # A STOP is heard of up to ten minutes late, and so long nobody can know of it.
    bounds = Bounds(SHUFFLED + 60.0, 86_400.0, _expiries(programs), _repeatable(programs))
    results = list(audit(str(lake), bounds))
    for result in results:
        broken = [f"{result.law.name}: {row}" for row in result.rows.to_pylist()]
        verdict.breaches["the lake's own audit"] += broken if result.verdict is Audited.BROKEN else []
    verdict.figures["laws of twoway audit that hold"] = sum(r.verdict is not Audited.BROKEN for r in results)


def _opening(prompt: Prompt) -> Opening:
    from hashlib import sha256

    key = sha256(f"prompt:{prompt.message_id}".encode()).digest()[:16]
    name = "appointments" if prompt.flow == "appointment" else "charge_alerts"
    at = prompt.at.replace(microsecond=prompt.at.microsecond // 1000 * 1000)
    return Opening(key, at, name, prompt.flow, dict(prompt.variables), "chaos", None, prompt.message_id)


def _outcomes(thread: Thread | None) -> list[object]:
    talks = () if thread is None else thread.after.talks
    return sorted(
        (t.opening.conversation_id.hex(), str(t.conversation.outcome), str(t.conversation.step))
        for t in talks
        if t.conversation
    )


def _times(verdict: Verdict, diary: Sequence[list[str]], calendar: Mapping[str, str]) -> None:
    """What stands of each conversation, by its revision: no time is two's, and the calendar says the same."""
    stands: dict[str, list[str]] = {}
    for line in diary:
        if line[0] == "published" and int(line[2]) >= int(stands.get(line[1], ["", "", "0"])[2]):
            stands[line[1]] = line
    moved = {key: line[4] for key, line in stands.items() if line[3] == "moved"}
    booked = Counter(moved.values())
    verdict.breaches["a time for two"] += [slot for slot, n in booked.items() if n > 1]
    verdict.breaches["a time that is another's"] += [slot for key, slot in moved.items() if calendar.get(slot) != key]
    verdict.breaches["a time kept for nobody"] += [slot for slot, key in calendar.items() if moved.get(key) != slot]
    verdict.figures["conversations published"] = len(stands)
    verdict.figures["times booked"] = len(booked)


def lines(verdict: Verdict) -> Iterator[str]:
    """Figures and breaches, to be read."""
    for name, value in verdict.figures.items():
        yield f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}"
    for law, broken in verdict.breaches.items():
        yield f"{law}: {len(broken)}{'' if not broken else '  ' + ' '.join(broken[:5])}"
