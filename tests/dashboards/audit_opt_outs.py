"""What is added to a sound lake to break the laws of STOP in the smallest way, or nearly: all of it is about Bea."""

from datetime import timedelta
from typing import Any

from tests.dashboards.audit_lakes import Change, delivered, replied
from tests.dashboards.lake_builder import LakeBuilder, at, key


def stopped(lake: LakeBuilder, **changes: Any) -> None:
    """Bea says STOP at noon."""
    meant = {"intent": "opt_out", "is_opt_out": True, **changes}
    lake.inbound("bea-stop", customer_key=key("bea"), received_at=at(), **meant)


def to_bea(lake: LakeBuilder, **after: float) -> None:
    """Another system's prompt to Bea."""
    sent_at = at(**after)
    lake.prompt("bea-p", customer_key=key("bea"), requested_at=sent_at, occurred_at=sent_at + timedelta(seconds=2))


def stop_then_prompt(seconds: float, **stop: Any) -> Change:
    def change(lake: LakeBuilder) -> None:
        stopped(lake, **stop)
        to_bea(lake, seconds=seconds)

    return change


def stop_then_reply(lake: LakeBuilder) -> None:
    stopped(lake)
    replied(lake, "bea-what", timedelta(minutes=1), customer_key=key("bea"), asked={"customer_key": key("bea")})


def reply_without_events(lake: LakeBuilder) -> None:
    stopped(lake)
    lake.inbound("bea-what", customer_key=key("bea"), received_at=at(minutes=1))
    times = {"received_at": at(minutes=1), "settled_at": at(minutes=1, seconds=1)}
    lake.reply("bea-what", inbound_message_id="bea-what", customer_key=key("bea"), **times)


def tie(lake: LakeBuilder) -> None:
    """START in the very instant of the STOP."""
    stopped(lake)
    lake.inbound("bea-start", customer_key=key("bea"), intent="opt_in", received_at=at())
    to_bea(lake, minutes=2)


def reopened(start: float, text: float) -> Change:
    def change(lake: LakeBuilder) -> None:
        stopped(lake)
        lake.inbound("bea-start", customer_key=key("bea"), intent="opt_in", received_at=at(seconds=start))
        to_bea(lake, seconds=text)

    return change


def reopened_by_yes(lake: LakeBuilder) -> None:
    """YES, which is an opt-in for who is opted out, and only the outbox knows who is."""
    stopped(lake)
    of = {"customer_key": key("bea"), "received_at": at(minutes=1)}
    lake.inbound("bea-yes", intent="keyword", **of)
    lake.reply("bea-yes", inbound_message_id="bea-yes", intent="opt_in", settled_at=at(minutes=1, seconds=1), **of)
    to_bea(lake, minutes=2)


def stopped_again(lake: LakeBuilder) -> None:
    """STOP, START, STOP, and then a prompt."""
    reopened(10, 70)(lake)
    again = {"customer_key": key("bea"), "intent": "unclear_opt_out", "received_at": at(seconds=30)}
    lake.inbound("bea-again", **again)


def proved_late(lake: LakeBuilder) -> None:
    """What left before the STOP, and was proved to have by a delivery event that came after it."""
    stopped(lake)
    of = {"customer_key": key("bea"), "received_at": at(minutes=-1)}
    lake.inbound("bea-what", **of)
    lake.reply("bea-what", inbound_message_id="bea-what", message_id="m-bea", settled_at=at(minutes=9), **of)
    delivered(lake, "m-bea", at(seconds=-59), "bea-what", customer_key=key("bea"))


def request_unknown(lake: LakeBuilder) -> None:
    stopped(lake)
    lake.prompt("bea-p", customer_key=key("bea"), requested_at=None, occurred_at=at(minutes=9))


def confirmed(
    lake: LakeBuilder, name: str = "bea-stop", seconds: float = 1, minutes: float = 0, **changes: Any
) -> None:
    """What answers Bea's STOP, and when it left."""
    of = {"customer_key": key("bea"), "intent": "opt_out", "message_id": f"m-{name}", **changes}
    times = {"received_at": at(minutes=minutes), "settled_at": at(minutes=minutes, seconds=seconds)}
    lake.reply(f"reply-{name}", inbound_message_id=name, **times, **of)


def confirmed_twice(minutes: float, start: float | None = None) -> Change:
    def change(lake: LakeBuilder) -> None:
        again = {"customer_key": key("bea"), "intent": "opt_out", "is_opt_out": True}
        stopped(lake)
        confirmed(lake)
        lake.inbound("bea-again", received_at=at(minutes=minutes), **again)
        confirmed(lake, "bea-again", minutes=minutes)
        if start is not None:
            lake.inbound("bea-start", customer_key=key("bea"), intent="opt_in", received_at=at(minutes=start))

    return change


def confirmed_after(seconds: float) -> Change:
    def change(lake: LakeBuilder) -> None:
        stopped(lake)
        confirmed(lake, seconds=seconds)

    return change


def confirmed_and_replied(lake: LakeBuilder) -> None:
    """The one confirmation, and a reply to something else."""
    stop_then_reply(lake)
    confirmed(lake)


def sent_without_id(lake: LakeBuilder) -> None:
    """A reply after STOP that is said to be sent, under no id."""
    stopped(lake)
    of = {"customer_key": key("bea"), "received_at": at(minutes=1)}
    lake.inbound("bea-what", **of)
    lake.reply("bea-what", inbound_message_id="bea-what", message_id=None, settled_at=at(minutes=1, seconds=1), **of)


def slow_clock(lake: LakeBuilder) -> None:
    """The reply to START is settled, by a clock of ours that is slow, a second before the START."""
    stopped(lake)
    of = {"customer_key": key("bea"), "intent": "opt_in", "received_at": at(minutes=10)}
    lake.inbound("bea-start", **of)
    lake.reply("bea-start", inbound_message_id="bea-start", settled_at=at(minutes=9, seconds=59), **of)
