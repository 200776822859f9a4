"""What `twoway conversation` prints: a customer's threads for people, or the same facts as JSON."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import orjson
from rich.console import Console
from rich.text import Text

from dashboards.escape import visible
from pipelines.cli.conversation_history import Older
from pipelines.cli.conversation_view import Answering, Customer, Happened, Talked, Threaded

_STYLES = {">": "", "<": "cyan", "!": "bold green"}
_Row = tuple[str, str]
"""A line, and its style."""


def show_customer(customer: Customer, *, as_json: bool) -> None:
    """Print all that is known of a customer."""
    if as_json:
        print(orjson.dumps(asdict(customer), option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode())
        return
    # rich honours NO_COLOR, and uses no colour where nobody looks.
    console = Console(highlight=False, soft_wrap=True)
    for line, style in _lines(customer):
        console.print(Text(visible(line), style=style))


def shown_time(at: datetime) -> str:
    """A time in UTC.

    >>> shown_time(datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC))
    '2026-11-22 12:00:00Z'
    """
    return at.astimezone(UTC).isoformat(sep=" ", timespec="seconds").replace("+00:00", "Z")


def _lines(customer: Customer) -> Iterator[_Row]:
    opted = "opted out: nothing is sent until START" if customer.opted_out else "not opted out"
    yield f"customer {customer.customer_mask}, {opted}", "bold"
    for thread in customer.threads:
        yield from _thread(thread)
    if customer.older:
        yield "", ""
        yield "before that, in the lake", "bold"
        yield from (_older(each) for each in customer.older)


def _thread(thread: Threaded) -> Iterator[_Row]:
    program = "no program any more" if thread.program is None else f"program {thread.program}"
    spoken = "" if thread.language is None else f", language {thread.language}"
    yield "", ""
    yield f"with {thread.origination_identity}, {program}{spoken}", "bold"
    for talk in thread.conversations:
        yield from _talk(talk)
    if thread.due_at is not None:
        yield f"  due {shown_time(thread.due_at)}: {thread.due}", ""
    for happened in thread.events:
        yield from _happened(happened)


def _talk(talk: Talked) -> Iterator[_Row]:
    named = ", ".join(filter(None, (talk.campaign, talk.variant)))
    yield f"  conversation {talk.flow}{f' ({named})' if named else ''}, {_standing(talk)}", ""
    yield f"    opened {shown_time(talk.opened_at)}, asked last {shown_time(talk.asked_at)}{_until(talk)}", "dim"
    if talk.asked_again and talk.state == "open":
        yield f"    asked again: {talk.asked_again}", "dim"
    if talk.offered:
        yield f"    offered: {', '.join(talk.offered)}", "dim"
    if talk.asked_for is not None:
        yield f"    the calendar is asked for {talk.asked_for}", "dim"


def _standing(talk: Talked) -> str:
    step = "" if talk.step is None else f" at step {talk.step}"
    if talk.state == "open":
        return f"open{step}"
    if talk.state == "expired":
        return f"expired{step}: nobody answered in time"
    booked = "" if talk.booked is None else f" {talk.booked}"
    return f"over{step}: {talk.outcome or 'no outcome'}{booked}"


def _until(talk: Talked) -> str:
    return "" if talk.expires_at is None else f", expires {shown_time(talk.expires_at)}"


def _happened(happened: Happened) -> Iterator[_Row]:
    at = shown_time(happened.at)
    if happened.what != "text":
        of = "" if happened.taken_for is None else f" {happened.taken_for}"
        yield f"  {at}  {happened.what}{of}", "dim"
        return
    yield f"  {at}  > {happened.text}", ""
    waits = "; waits for the calendar" if happened.waits else ""
    yield f"{_INDENT}taken for {happened.taken_for}{waits}", "dim"
    if happened.reply is None:
        yield f"{_INDENT}no reply", "dim"
    else:
        yield from _reply(happened.reply)


_INDENT = " " * 24


def _reply(reply: Answering) -> Iterator[_Row]:
    if reply.body is not None:
        yield f"{_INDENT}< {reply.body}", _STYLES["<"]
    why = "".join(f", {each}" for each in (reply.reason, reply.error_code) if each is not None)
    yield f"{_INDENT}{reply.template or 'no template'}: {reply.status}{why}", "dim"


def _older(older: Older) -> _Row:
    about = ", ".join(filter(None, (older.what, older.flow, older.campaign, older.status)))
    text = "" if older.text is None else f"{older.text}  "
    return f"  {shown_time(older.at)}  {older.mark} {text}({about})", _STYLES[older.mark]
