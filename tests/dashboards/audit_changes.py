"""What is added to a sound lake to break a law of records and replies in the smallest way, or nearly to break it."""

from datetime import timedelta
from typing import Any

from schemas.tables import Dataset
from tests.dashboards.audit_lakes import Change, delivered, in_conversation, replied, sound, told
from tests.dashboards.lake_builder import LakeBuilder, at, key, row

OF_OURS = {"kind": "prompt", "inbound_message_id": None, "intent": None}
"""What makes a row of `replies` one of a prompt."""


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(lake: LakeBuilder) -> None:
        for each in changes:
            each(lake)

    return change


def twice(lake: LakeBuilder, dataset: Dataset, **same: Any) -> None:
    lake.write(dataset, [row(dataset, **same, source_seq="000000000007")])


def read_and_dead(lake: LakeBuilder) -> None:
    twice(lake, Dataset.INBOUND, inbound_message_id="both", source_shard="s")
    twice(lake, Dataset.DEAD_LETTERS, source_shard="s")


def two_rows_of_one(lake: LakeBuilder) -> None:
    twice(lake, Dataset.INBOUND, inbound_message_id="one", source_shard="s")
    twice(lake, Dataset.INBOUND, inbound_message_id="other", source_shard="s")


def sent_again(lake: LakeBuilder) -> None:
    lake.reply("reply-yes", version=3, inbound_message_id="yes", message_id="m-again")


def answered_twice(lake: LakeBuilder) -> None:
    lake.reply("reply-yes-2", inbound_message_id="yes", message_id="m-again")


def delivered_twice(lake: LakeBuilder) -> None:
    delivered(lake, "m-again", at(minutes=5, seconds=2), "reply-yes")


def prompted_twice(lake: LakeBuilder) -> None:
    lake.reply("prompt", message_id="p1", **OF_OURS)
    lake.reply("prompt", version=3, message_id="p2", **OF_OURS)


def reminded(times: int) -> Change:
    """A reminder that leaves so often under one reply id."""
    of = {**OF_OURS, "kind": "reminder", "program": "clinic", "template": "nudge"}

    def change(lake: LakeBuilder) -> None:
        for time in range(times):
            lake.reply("nudge", message_id=f"n{time}", version=2 + time, **of)

    return change


def promised(**changes: Any) -> Change:
    """A text that has not left by the lake's newest row; a reply to `yes` unless said otherwise."""
    still = {"status": "promised", "message_id": None, "settled_at": None, "inbound_message_id": "yes"}
    return lambda lake: lake.reply("late", **{**still, **changes})


def newest(**after: float) -> Change:
    """The lake's newest row arrives so long after noon."""
    return lambda lake: lake.write(Dataset.DEAD_LETTERS, [row(Dataset.DEAD_LETTERS, arrived_at=at(**after))])


def state(status: str, **changes: Any) -> Change:
    return lambda lake: lake.reply("odd", **{"inbound_message_id": "yes", "status": status, **changes})


def then(*states: tuple[int, str]) -> Change:
    """A reply that reaches these (version, status)."""

    def change(lake: LakeBuilder) -> None:
        lake.inbound("odd")
        for version, status in states:
            of = {"message_id": "m-odd"} if status == "sent" else {"message_id": None, "reason": "rejected"}
            lake.reply("odd", version=version, status=status, inbound_message_id="odd", **of)

    return change


def to(**asked: Any) -> Change:
    """A reply that left, to a text like this."""
    return lambda lake: replied(lake, "odd", timedelta(minutes=22), asked=asked)


def suppressed_but_sent_to_a_machine(lake: LakeBuilder) -> None:
    lake.inbound("odd", is_auto_response=True, received_at=at(minutes=22))
    withheld = {"status": "suppressed", "reason": "replay", "message_id": None, "inbound_message_id": "odd"}
    lake.reply("odd", received_at=at(minutes=22), **withheld)
    delivered(lake, "m-odd", at(minutes=22, seconds=1), "odd")


def sent_as(**changes: Any) -> Change:
    """A reply to a text of Ann's that the outbox sent another way."""

    def change(lake: LakeBuilder) -> None:
        lake.inbound("odd", received_at=at(minutes=22))
        times = {"received_at": at(minutes=22), "settled_at": at(minutes=22, seconds=1)}
        lake.reply("odd", inbound_message_id="odd", **times, **changes)

    return change


def delivered_from(**changes: Any) -> Change:
    """The same, as a delivery event tells it."""

    def change(lake: LakeBuilder) -> None:
        sent_as(message_id="m-odd")(lake)
        delivered(lake, "m-odd", at(minutes=22, seconds=1), "odd", **changes)

    return change


def orphan(**changes: Any) -> Change:
    of = {"inbound_message_id": "nowhere", "received_at": at(minutes=6), **changes}
    return lambda lake: lake.reply("odd", **of)


def approved_after(*minutes: float, outcome: str = "approved", **changes: Any) -> Change:
    """The prompt p at noon, texts of the conversation at these minutes; the last one approves."""

    def change(lake: LakeBuilder) -> None:
        for place, minute in enumerate(minutes):
            in_conversation(lake, f"odd-{place}", minute, "odd")
        told(lake, outcome, 1, minutes[-1], "odd", **changes)

    return change


def machine_between(lake: LakeBuilder) -> None:
    """A machine's text after half an hour, which keeps no conversation open."""
    lake.inbound("auto", received_at=at(minutes=30), is_auto_response=True, conversation_id=key("odd"))
    approved_after(61)(lake)


def approved_unheard(lake: LakeBuilder) -> None:
    """A prompt that we sent ourselves, and an approval whose text is not there."""
    lake.reply("prompt", conversation_id=key("odd"), settled_at=at(), received_at=at(), promised_at=at(), **OF_OURS)
    told(lake, "approved", 1, 61, "odd")


def outcomes(*outcomes: str) -> Change:
    """Outcomes of one conversation, by revision."""

    def change(lake: LakeBuilder) -> None:
        for revision, outcome in enumerate(outcomes, 1):
            told(lake, outcome, revision, 40 + revision, "odd")

    return change


def inbound(**changes: Any) -> Change:
    return lambda lake: lake.inbound("odd", **changes)


def event_and_text(lake: LakeBuilder) -> None:
    """A text and an event under one id; the text is answered."""
    replied(lake, "odd", timedelta(minutes=22))
    lake.inbound("odd", received_at=at(minutes=22), message_kind="typing", intent="not_a_message")


def told_twice(lake: LakeBuilder) -> None:
    """Everything once more, as after a crash: the same rows under other names."""
    sound(lake)
