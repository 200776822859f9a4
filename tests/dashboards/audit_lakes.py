"""Lakes for the audits: one that keeps every law, and what is added to it to break one, or nearly."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dashboards.audit import Bounds
from schemas.tables import Dataset
from tests.dashboards.lake_builder import LakeBuilder, at, key, row

Change = Callable[[LakeBuilder], None]
BODY = "my dog is called Rex"
BOUNDS = Bounds(expiries={("bank", "charge"): 3_600.0}, repeatable={("clinic", "nudge"): 3})


def replied(lake: LakeBuilder, inbound: str, received: timedelta = timedelta(minutes=5), **changes: Any) -> None:
    """A text of Ann's, the reply to it a second later, and the delivery event of that."""
    asked = changes.pop("asked", {})
    moment = at() + received
    lake.inbound(
        inbound, received_at=moment, message_body=BODY, **{"intent": changes.get("intent", "keyword"), **asked}
    )
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
    delivered(lake, message_id, sent_at, name, **{n: v for n, v in changes.items() if n == "customer_key"})


def delivered(lake: LakeBuilder, message_id: str, sent_at: Any, reply: str | None, **changes: Any) -> None:
    """A delivery event of a reply of ours."""
    own = {"kind": "reply", "campaign": None, "reply_id": key(reply)} if reply is not None else {}
    lake.prompt(message_id, requested_at=sent_at, occurred_at=sent_at + timedelta(seconds=2), **{**own, **changes})


def said(lake: LakeBuilder, inbound: str, intent: str, minutes: float, **changes: Any) -> None:
    """STOP, or START, and what answers it."""
    asked = {"is_opt_out": intent == "opt_out"}
    replied(lake, inbound, timedelta(minutes=minutes), intent=intent, asked=asked, **changes)


def told(
    lake: LakeBuilder, outcome: str, revision: int, minutes: float, conversation: str = "c", **changes: Any
) -> None:
    """An outcome of the bank's conversation."""
    moment = {"occurred_at": at(minutes=minutes), "inbound_message_id": f"in-{conversation}-{revision}"}
    of_flow = {"program": "bank", "flow": "charge", "outcome_id": key(f"{conversation}-{revision}-{outcome}")}
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
    lake.reply(
        "held back", status="suppressed", reason="opted_out", message_id=None, inbound_message_id="yes", attempts=0
    )
    lake.write(Dataset.DEAD_LETTERS, [row(Dataset.DEAD_LETTERS)])
