"""JSON of the admin interface as values of `model`, and back.

Parsed once, at the edge; texts of faults never repeat a value, because values are phone numbers and message bodies.
"""

from dataclasses import asdict
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from pipelines.local.sms_simulator.model import Fault, Handset, InboundText, Number, Previous


class Unreadable(Exception):
    """A request to the admin interface that cannot be read; the text names the place and the rule, never the value."""


_NUMBERS = TypeAdapter(list[Number])
_HANDSETS = TypeAdapter(list[Handset])
_FAULTS = TypeAdapter(list[Fault])
_T = TypeVar("_T")


def parse_numbers(said: object) -> list[Number]:
    """A JSON list as numbers. Raises: Unreadable."""
    return _parse(_NUMBERS, said)


def parse_handsets(said: object) -> list[Handset]:
    """A JSON list as handsets. Raises: Unreadable."""
    return _parse(_HANDSETS, said)


def parse_faults(said: object) -> list[Fault]:
    """A JSON list as a fault plan. Raises: Unreadable."""
    return _parse(_FAULTS, said)


def parse_inbound(said: object) -> InboundText:
    """A JSON object as an inbound text. A missing `previous_message_id` means the last one sent; null means none.

    >>> parse_inbound({"from": "+12065550100", "to": "55555", "body": "Yes", "previous_message_id": None}).body
    'Yes'
    >>> parse_inbound({"from": "+12065550100", "to": 5, "body": ""})
    Traceback (most recent call last):
    ...
    pipelines.local.sms_simulator.reading.Unreadable: `to` is not a string
    """
    if not isinstance(said, dict):
        raise Unreadable("not a JSON object")
    unknown = said.keys() - {"from", "to", "body", "previous_message_id", "inbound_message_id"}
    if unknown:
        raise Unreadable(f"unknown field {min(unknown)!r}")
    for name in ("from", "to", "body"):
        if not isinstance(said.get(name), str):
            raise Unreadable(f"`{name}` is not a string")
    for name in ("previous_message_id", "inbound_message_id"):
        if not isinstance(said.get(name), str | None):
            raise Unreadable(f"`{name}` is not a string or null")
    return InboundText(
        sender=said["from"],
        recipient=said["to"],
        body=said["body"],
        previous_message_id=said.get("previous_message_id", Previous.LAST_SENT),
        inbound_message_id=said.get("inbound_message_id"),
    )


def to_json(value: Number | Handset | Fault) -> dict[str, Any]:
    """The JSON object that is parsed back to an equal value."""
    return asdict(value)


def _parse(adapter: TypeAdapter[_T], said: object) -> _T:
    try:
        return adapter.validate_python(said)
    except ValidationError as fault:
        told = fault.errors(include_url=False, include_input=False, include_context=False)
        raise Unreadable("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in told)) from None
