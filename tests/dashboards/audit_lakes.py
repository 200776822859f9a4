"""Lakes for the audits: one that keeps every law, and what is added to it to break one, or nearly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from schemas.tables import Dataset
from tests.dashboards.lake_builder import LakeBuilder, at, key, row

Change = Callable[[LakeBuilder], None]
BODY = "my dog is called Rex"
EXPIRIES = {("bank", "charge"): 3_600.0}


def replied(lake: LakeBuilder, inbound: str, received: timedelta = timedelta(minutes=5), **changes: Any) -> None:
    """A text of Ann's, the reply to it a second later, and the delivery event of that."""
    asked = changes.pop("asked", {})
    moment = at() + received
    lake.inbound(inbound, received_at=moment, message_body=BODY, **{"intent": changes.get("intent", "keyword"), **asked})
    answered(lake, inbound, received, **changes)


def answered(lake: LakeBuilder, inbound: str, received: timedelta, name: str | None = None, **changes: Any) -> None:
    """The reply to a text, and its delivery event."""
    name, moment = name or f"reply-{inbound}", at() + received
    sent_at = changes.pop("sent_at", moment + timedelta(seconds=1))
    message_id = changes.pop("message_id", f"m-{name}")
    times = {"received_at": moment, "promised_at": moment, "settled_at": sent_at}
    told = {"inbound_message_id": inbound, "message_id": message_id, "body": BODY, **times, **changes}
    lake.reply(name, version=1, **{**told, "status": "promised", "message_id": None, "settled_at": None})
    lake.reply(name, **told)
    delivered(lake, message_id, sent_at, name)


def delivered(lake: LakeBuilder, message_id: str, sent_at: Any, reply: str | None, **changes: Any) -> None:
    """A delivery event of a reply of ours."""
    own = {"kind": "reply", "campaign": None, "reply_id": key(reply)} if reply is not None else {}
    lake.prompt(message_id, requested_at=sent_at, occurred_at=sent_at + timedelta(seconds=2), **{**own, **changes})


def said(lake: LakeBuilder, inbound: str, intent: str, minutes: float, **changes: Any) -> None:
    """STOP, or START, and what answers it."""
    asked = {"is_opt_out": intent == "opt_out"}
    replied(lake, inbound, timedelta(minutes=minutes), intent=intent, asked=asked, **changes)


def told(lake: LakeBuilder, outcome: str, revision: int, minutes: float, conversation: str = "c", **changes: Any) -> None:
    """An outcome of the bank's conversation."""
    moment = {"occurred_at": at(minutes=minutes), "inbound_message_id": f"in-{conversation}-{revision}"}
    of_flow = {"program": "bank", "flow": "charge"}
    lake.outcome(conversation, outcome=outcome, revision=revision, **{**moment, **of_flow, **changes})


def in_conversation(lake: LakeBuilder, inbound: str, minutes: float, conversation: str = "c") -> None:
    """A text of a conversation that the prompt p opened at noon."""
    ids = {"prompt_message_id": "p", "conversation_id": key(conversation)}
    lake.inbound(inbound, received_at=at(minutes=minutes), score=1.0, **ids)


def sound(lake: LakeBuilder) -> None:
    """A lake in which every law has something to look at, and holds."""
    lake.prompt("p")
    replied(lake, "yes")
    said(lake, "stop", "opt_out", 10)
    said(lake, "start", "opt_in", 20)
    replied(lake, "thanks", timedelta(minutes=21))
    in_conversation(lake, "approve", 40)
    told(lake, "approved", 1, 40)
    told(lake, "denied", 2, 41)
    lake.reply("held back", status="suppressed", reason="opted_out", message_id=None, inbound_message_id="yes", attempts=0)
    lake.write(Dataset.DEAD_LETTERS, [row(Dataset.DEAD_LETTERS)])


def stopped(lake: LakeBuilder, **changes: Any) -> None:
    """Bea says STOP at noon."""
    lake.inbound("bea-stop", customer_key=key("bea"), intent="opt_out", is_opt_out=True, received_at=at(), **changes)


def _twice(lake: LakeBuilder, dataset: Dataset, **same: Any) -> None:
    lake.write(dataset, [row(dataset, **same, source_seq="000000000007")])


def _read_and_dead(lake: LakeBuilder) -> None:
    _twice(lake, Dataset.INBOUND, inbound_message_id="both", source_shard="s")
    _twice(lake, Dataset.DEAD_LETTERS, source_shard="s")


def _two_rows_of_one(lake: LakeBuilder) -> None:
    _twice(lake, Dataset.INBOUND, inbound_message_id="one", source_shard="s")
    _twice(lake, Dataset.INBOUND, inbound_message_id="other", source_shard="s")


def _sent_again(lake: LakeBuilder) -> None:
    lake.reply("reply-yes", version=3, inbound_message_id="yes", message_id="m-again")


def _answered_twice(lake: LakeBuilder) -> None:
    lake.reply("reply-yes-2", inbound_message_id="yes", message_id="m-again")


def _delivered_twice(lake: LakeBuilder) -> None:
    delivered(lake, "m-again", at(minutes=5, seconds=2), "reply-yes")


def _prompted_twice(lake: LakeBuilder) -> None:
    asked = {"kind": "prompt", "inbound_message_id": None, "intent": None}
    lake.reply("prompt", message_id="p1", **asked)
    lake.reply("prompt", version=3, message_id="p2", **asked)


def promised(lake: LakeBuilder, **changes: Any) -> None:
    """A reply to `yes` that has not left by the lake's newest row."""
    still = {"status": "promised", "message_id": None, "settled_at": None, "inbound_message_id": "yes"}
    lake.reply("late", **{**still, **changes})


def _newest(lake: LakeBuilder, **after: float) -> None:
    lake.write(Dataset.DEAD_LETTERS, [row(Dataset.DEAD_LETTERS, arrived_at=at(**after))])


def _stuck(lake: LakeBuilder) -> None:
    promised(lake, promised_at=at(minutes=5))
    _newest(lake, minutes=65, seconds=1)


def _stuck_prompt(lake: LakeBuilder) -> None:
    promised(lake, kind="prompt", inbound_message_id=None, intent=None, promised_at=at())
    _newest(lake, hours=25, seconds=1)


def _state(status: str, **changes: Any) -> Change:
    return lambda lake: lake.reply("odd", **{"inbound_message_id": "yes", "status": status, **changes})


def _then(*states: tuple[int, str]) -> Change:
    """A reply to `yes` that reaches these (version, status)."""

    def change(lake: LakeBuilder) -> None:
        for version, status in states:
            of = {"message_id": "m-odd"} if status == "sent" else {"message_id": None, "reason": "rejected"}
            lake.reply("odd", version=version, status=status, inbound_message_id="yes", **of)

    return change


def _to(**asked: Any) -> Change:
    """A reply that left, to a text like this."""
    return lambda lake: replied(lake, "odd", timedelta(minutes=22), asked=asked)


def _suppressed_but_sent_to_a_machine(lake: LakeBuilder) -> None:
    lake.inbound("odd", is_auto_response=True, received_at=at(minutes=22))
    withheld = {"status": "suppressed", "reason": "replay", "message_id": None, "inbound_message_id": "odd"}
    lake.reply("odd", received_at=at(minutes=22), **withheld)
    delivered(lake, "m-odd", at(minutes=22, seconds=1), "odd")


def _from(**changes: Any) -> Change:
    """A reply to a text of Ann's that the outbox sent another way."""

    def change(lake: LakeBuilder) -> None:
        lake.inbound("odd", received_at=at(minutes=22))
        times = {"received_at": at(minutes=22), "settled_at": at(minutes=22, seconds=1)}
        lake.reply("odd", inbound_message_id="odd", **times, **changes)

    return change


def _delivered_from(**changes: Any) -> Change:
    """The same, as a delivery event tells it."""

    def change(lake: LakeBuilder) -> None:
        _from(message_id="m-odd")(lake)
        delivered(lake, "m-odd", at(minutes=22, seconds=1), "odd", **changes)

    return change


def _orphan(**changes: Any) -> Change:
    of = {"inbound_message_id": "nowhere", "received_at": at(minutes=6), **changes}
    return lambda lake: lake.reply("odd", **of)


def to_bea(lake: LakeBuilder, **after: float) -> None:
    """Another system's prompt to Bea."""
    sent_at = at(**after)
    lake.prompt("bea-p", customer_key=key("bea"), requested_at=sent_at, occurred_at=sent_at + timedelta(seconds=2))


def _stop_then_prompt(seconds: float, **stop: Any) -> Change:
    def change(lake: LakeBuilder) -> None:
        stopped(lake, **stop)
        to_bea(lake, seconds=seconds)

    return change


def _stop_then_reply(lake: LakeBuilder) -> None:
    stopped(lake)
    replied(lake, "bea-what", timedelta(minutes=1), customer_key=key("bea"), asked={"customer_key": key("bea")})


def _reply_without_events(lake: LakeBuilder) -> None:
    stopped(lake)
    lake.inbound("bea-what", customer_key=key("bea"), received_at=at(minutes=1))
    times = {"received_at": at(minutes=1), "settled_at": at(minutes=1, seconds=1)}
    lake.reply("bea-what", inbound_message_id="bea-what", customer_key=key("bea"), **times)


def _tie(lake: LakeBuilder) -> None:
    """START in the very instant of the STOP."""
    stopped(lake)
    lake.inbound("bea-start", customer_key=key("bea"), intent="opt_in", received_at=at())
    to_bea(lake, minutes=2)


def _reopened(start: float, text: float) -> Change:
    def change(lake: LakeBuilder) -> None:
        stopped(lake)
        lake.inbound("bea-start", customer_key=key("bea"), intent="opt_in", received_at=at(seconds=start))
        to_bea(lake, seconds=text)

    return change


def _reopened_by_yes(lake: LakeBuilder) -> None:
    """YES, which is an opt-in for who is opted out, and only the outbox knows who is."""
    stopped(lake)
    of = {"customer_key": key("bea"), "received_at": at(minutes=1)}
    lake.inbound("bea-yes", intent="keyword", **of)
    lake.reply("bea-yes", inbound_message_id="bea-yes", intent="opt_in", settled_at=at(minutes=1, seconds=1), **of)
    to_bea(lake, minutes=2)


def _stopped_again(lake: LakeBuilder) -> None:
    """STOP, START, STOP, and then a prompt."""
    _reopened(10, 70)(lake)
    again = {"customer_key": key("bea"), "intent": "unclear_opt_out", "received_at": at(seconds=30)}
    lake.inbound("bea-again", **again)


def _proved_late(lake: LakeBuilder) -> None:
    """What left before the STOP, and was proved to have by a delivery event that came after it."""
    stopped(lake)
    of = {"customer_key": key("bea"), "received_at": at(minutes=-1)}
    lake.inbound("bea-what", **of)
    lake.reply("bea-what", inbound_message_id="bea-what", message_id="m-bea", settled_at=at(minutes=9), **of)
    delivered(lake, "m-bea", at(seconds=-59), "bea-what", customer_key=key("bea"))


def _request_unknown(lake: LakeBuilder) -> None:
    stopped(lake)
    lake.prompt("bea-p", customer_key=key("bea"), requested_at=None, occurred_at=at(minutes=9))


def confirmed(lake: LakeBuilder, name: str = "bea-stop", seconds: float = 1, minutes: float = 0, **changes: Any) -> None:
    """What answers Bea's STOP, and when it left."""
    of = {"customer_key": key("bea"), "intent": "opt_out", "message_id": f"m-{name}", **changes}
    times = {"received_at": at(minutes=minutes), "settled_at": at(minutes=minutes, seconds=seconds)}
    lake.reply(f"reply-{name}", inbound_message_id=name, **times, **of)


def _confirmed_twice(minutes: float, start: float | None = None) -> Change:
    def change(lake: LakeBuilder) -> None:
        again = {"customer_key": key("bea"), "intent": "opt_out", "is_opt_out": True}
        stopped(lake)
        confirmed(lake)
        lake.inbound("bea-again", received_at=at(minutes=minutes), **again)
        confirmed(lake, "bea-again", minutes=minutes)
        if start is not None:
            lake.inbound("bea-start", customer_key=key("bea"), intent="opt_in", received_at=at(minutes=start))

    return change


def _confirmed_after(seconds: float) -> Change:
    def change(lake: LakeBuilder) -> None:
        stopped(lake)
        confirmed(lake, seconds=seconds)

    return change


def _approved_after(*minutes: float, **changes: Any) -> Change:
    """The prompt p at noon, texts of the conversation at these minutes; the last one approves."""

    def change(lake: LakeBuilder) -> None:
        for place, minute in enumerate(minutes):
            in_conversation(lake, f"odd-{place}", minute, "odd")
        told(lake, "approved", 1, minutes[-1], "odd", **changes)

    return change


def _outcomes(*outcomes: str) -> Change:
    """Outcomes of one conversation, by revision."""

    def change(lake: LakeBuilder) -> None:
        for revision, outcome in enumerate(outcomes, 1):
            told(lake, outcome, revision, 40 + revision, "odd")

    return change


def _inbound(**changes: Any) -> Change:
    return lambda lake: lake.inbound("odd", **changes)


def _event_and_text(lake: LakeBuilder) -> None:
    """A text and an event under one id; the text is answered."""
    replied(lake, "odd", timedelta(minutes=22))
    lake.inbound("odd", received_at=at(minutes=22), message_kind="typing", intent="not_a_message")


def _told_twice(lake: LakeBuilder) -> None:
    """Everything once more, as after a crash: the same rows under other names."""
    sound(lake)


_ELSEWHERE = {"origination_identity": "+12065550199"}
_BEAS = {"customer_key": key("bea")}

BREACHES: dict[str, tuple[tuple[str, ...], Change]] = {
    "a record that is read, and dead": (("each_record_once",), _read_and_dead),
    "a record that is two rows": (("each_record_once",), _two_rows_of_one),
    "a reply sent again under another id": (("one_reply_per_inbound",), _sent_again),
    "two replies to one text": (("one_reply_per_inbound",), _answered_twice),
    "a second send that only a delivery event tells of": (("one_reply_per_inbound",), _delivered_twice),
    "a prompt that left twice": (("one_reply_per_inbound",), _prompted_twice),
    "a reply promised for more than an hour": (("every_reply_ends",), _stuck),
    "a prompt promised for more than a day": (("every_reply_ends",), _stuck_prompt),
    "withheld for no reason": (("every_reply_ends",), _state("suppressed", message_id=None)),
    "sent without the message's id": (("every_reply_ends",), _state("sent", message_id=None)),
    "a status that is none": (("every_reply_ends",), _state("perhaps", message_id=None)),
    "sent, then failed": (("an_end_is_final",), _then((1, "sent"), (2, "failed"))),
    "failed, then promised": (("an_end_is_final",), _then((1, "failed"), (2, "promised"))),
    "a version that tells two things": (("an_end_is_final",), _then((1, "promised"), (2, "sent"), (2, "failed"))),
    "an inbound message that is not there": (("replies_have_their_inbound",), _orphan()),
    "a reply to nothing": (("replies_have_their_inbound",), _orphan(inbound_message_id=None)),
    "from another number": (("replies_go_back_the_way",), _from(**_ELSEWHERE)),
    "to another customer": (("replies_go_back_the_way",), _from(**_BEAS)),
    "from another number, as an event tells": (("replies_go_back_the_way",), _delivered_from(**_ELSEWHERE)),
    "to another customer, as an event tells": (("replies_go_back_the_way",), _delivered_from(**_BEAS)),
    "a reply to a machine": (("only_people_are_answered",), _to(is_auto_response=True, intent="unmatched")),
    "a reply to an event": (("only_people_are_answered",), _to(message_kind="typing")),
    "a reply to what is no message": (("only_people_are_answered",), _to(intent="not_a_message")),
    "a reply to a repeat": (("only_people_are_answered",), _to(duplicate_of="thanks")),
    "withheld, and sent to a machine": (("only_people_are_answered",), _suppressed_but_sent_to_a_machine),
    "a prompt 31 seconds after STOP": (("stop_is_a_latch",), _stop_then_prompt(31)),
    "a prompt after perhaps STOP": (
        ("stop_is_a_latch",),
        lambda lake: (stopped(lake), to_bea(lake, hours=9), None)[-1],
    ),
    "a reply after STOP": (("stop_is_a_latch",), _stop_then_reply),
    "a reply after STOP of which no event has come": (("stop_is_a_latch",), _reply_without_events),
    "START in the instant of STOP": (("stop_is_a_latch",), _tie),
    "START after the text": (("stop_is_a_latch",), _reopened(90, 80)),
    "STOP, START, perhaps STOP": (("stop_is_a_latch",), _stopped_again),
    "two confirmations": (("stop_is_a_latch", "one_confirmation"), _confirmed_twice(2)),
    "two confirmations within the grace": (("one_confirmation",), _confirmed_twice(0.1)),
    "a confirmation after five minutes": (("one_confirmation",), _confirmed_after(300.001)),
    "approved after 61 minutes of silence": (("no_late_approval",), _approved_after(61)),
    "approved after an hour between two texts": (("no_late_approval",), _approved_after(30, 91)),
    "approved although it had expired before": (("no_late_approval",), _approved_after(61, 62)),
    "denied, then approved": (("a_denial_stands",), _outcomes("denied", "approved")),
    "denied, handed off, approved": (("a_denial_stands",), _outcomes("denied", "handed_off", "approved")),
    "withdrawn, denied, approved": (("a_denial_stands",), _outcomes("withdrawn", "denied", "approved")),
    "a score above 1": (("rates_lie_in_0_1",), _inbound(score=1.25)),
    "a score that is no number": (("rates_lie_in_0_1",), _inbound(score=float("nan"))),
    "a number in an id": (("no_number_in_the_open",), _inbound(sns_message_id="x +12065550182")),
    "a number that a carrier wrote": (
        ("no_number_in_the_open",),
        lambda lake: lake.prompt("odd", status_description="blocked +12065550182"),
    ),
    "a mask that hides nothing": (("no_number_in_the_open",), _inbound(customer_mask="12065550182")),
}
"""What is added to a sound lake, and the laws that it breaks: these and no others."""

NEARLY: dict[str, Change] = {
    "nothing": lambda lake: None,
    "everything once more": _told_twice,
    "the rows of a bundle that ran again": lambda lake: lake.inbound("yes", intent="keyword"),
    "a reply promised for less than an hour": lambda lake: (promised(lake, promised_at=at(minutes=5)), _newest(lake, minutes=65))[-1],
    "a prompt promised for less than a day": lambda lake: (
        promised(lake, kind="prompt", inbound_message_id=None, intent=None, promised_at=at()),
        _newest(lake, hours=25),
    )[-1],
    "unknown, then proved sent": _then((1, "promised"), (2, "unknown"), (3, "sent")),
    "tried, put back, tried again": _then((1, "promised"), (2, "promised"), (3, "sent")),
    "a reply older than what the lake has": _orphan(received_at=at(minutes=-90), promised_at=at(), settled_at=at()),
    "a reply younger than what the lake has": _orphan(received_at=at(minutes=50), settled_at=at(minutes=51)),
    "another key": _delivered_from(key_id="k2", **_BEAS),
    "an event that names neither number nor customer": _delivered_from(origination_identity=None, customer_key=None),
    "a text and an event under one id": _event_and_text,
    "a reply to a location": _to(message_kind="location", intent="unmatched"),
    "a prompt within the grace": _stop_then_prompt(30),
    "a prompt before the STOP": _stop_then_prompt(-1),
    "a prompt after START": _reopened(60, 61),
    "a prompt in the instant of START": _reopened(60, 60),
    "a prompt after a YES that reopens": _reopened_by_yes,
    "a reply that was proved sent after the STOP": _proved_late,
    "an event that tells no time of the request": _request_unknown,
    "a confirmation after five minutes, but a tenth": _confirmed_after(299.9),
    "a confirmation for each of two opt-outs": _confirmed_twice(4, start=2),
    "a text on the minute that a flow waits": _approved_after(60),
    "a conversation of two hours": _approved_after(50, 100, 150),
    "a flow of a program that is not given": _approved_after(600, program="other"),
    "approved, then denied": _outcomes("approved", "denied"),
    "denied, withdrawn, approved": _outcomes("denied", "withdrawn", "approved"),
    "a score of 0": _inbound(score=0.0),
    "a long id": _inbound(sns_message_id="12345678-1234-1234-1234-123456789012"),
}
"""What is added to a sound lake and breaks nothing."""
