"""Requests against AWS's own service model, as botocore carries it: required members, lengths, patterns, closed sets,
ranges and sizes.

botocore's client checks types and minima only, so a request that passes there can still be one that AWS refuses.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, cast

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

from pipelines.local.sms_simulator.errors import FieldFault, invalid

SERVICE = "pinpoint-sms-voice-v2"

_Check = Callable[[Any, str, list[FieldFault]], None]
_TYPES: Mapping[str, tuple[type, str]] = {
    "string": (str, "a string"),
    "boolean": (bool, "a boolean"),
    "integer": (int, "an integer"),
    "long": (int, "an integer"),
    "list": (list, "a list"),
    "map": (dict, "an object"),
    "structure": (dict, "an object"),
}


@cache
def service_model() -> ServiceModel:
    """The service model in the installed botocore."""
    loader = Loader()
    loader.search_paths.append(loader.BUILTIN_DATA_PATH)
    return ServiceModel(loader.load_service_model(SERVICE, "service-2"), SERVICE)


def validate(operation: str, request: Mapping[str, Any]) -> None:
    """Check a request. Messages tell the rule, never the value.

    >>> validate("SendTextMessage", {"DestinationPhoneNumber": "+12065550100", "MessageBody": " "})
    Traceback (most recent call last):
    ...
    pipelines.local.sms_simulator.errors.ApiError: ValidationException

    Raises:
        ApiError: ValidationException FIELD_VALIDATION_FAILED, naming every field that breaks a rule.
    """
    faults: list[FieldFault] = []
    _checker(operation)(request, "", faults)
    if faults:
        raise invalid("FIELD_VALIDATION_FAILED", f"{len(faults)} validation error(s) detected.", faults)


@cache
def _checker(operation: str) -> _Check:
    return _compile(cast(Shape, service_model().operation_model(operation).input_shape))


def _compile(shape: Shape) -> _Check:
    """A shape as one function, so that a request costs no look-ups in the model."""
    kind, noun = _TYPES[shape.type_name]
    rules = _rules(shape)

    def check(value: Any, path: str, faults: list[FieldFault]) -> None:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            faults.append(FieldFault(path or "Request", f"Must be {noun}."))
            return
        for rule in rules:
            rule(value, path, faults)

    return check


def _rules(shape: Shape) -> list[_Check]:
    if isinstance(shape, StructureShape):
        return [_members(shape)]
    rules = _bounds(shape)
    if isinstance(shape, ListShape):
        rules.append(_elements(_compile(shape.member)))
    elif isinstance(shape, MapShape):
        rules.append(_entries(_compile(shape.key), _compile(shape.value)))
    elif shape.type_name == "string":
        rules += _string_rules(shape)
    return rules


def _bounds(shape: Shape) -> list[_Check]:
    """Range of a number, length of a string, size of a list or map."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is None and high is None:
        return []
    measure: Callable[[Any], int] = (lambda value: value) if shape.type_name in ("integer", "long") else len
    what = {"string": "Length", "integer": "Value", "long": "Value"}.get(shape.type_name, "Size")
    message = f"{what} must be between {low or 0} and {high if high is not None else 'any'}."

    def check(value: Any, path: str, faults: list[FieldFault]) -> None:
        size = measure(value)
        if (low is not None and size < low) or (high is not None and size > high):
            faults.append(FieldFault(path, message))

    return [check]


def _string_rules(shape: Shape) -> list[_Check]:
    rules: list[_Check] = []
    members = shape.metadata.get("enum")
    if members:
        rules.append(_rule(frozenset(members).__contains__, f"Must be one of {', '.join(members)}."))
    pattern = shape.metadata.get("pattern")
    if pattern:
        # AWS's services read patterns as Java does: whole value, ASCII classes.
        rules.append(_rule(re.compile(pattern, re.ASCII).fullmatch, f"Must match {pattern}"))
    return rules


def _rule(holds: Callable[[str], object], message: str) -> _Check:
    def check(value: Any, path: str, faults: list[FieldFault]) -> None:
        if not holds(value):
            faults.append(FieldFault(path, message))

    return check


def _members(shape: StructureShape) -> _Check:
    required = tuple(shape.required_members)
    members = {name: _compile(member) for name, member in shape.members.items()}

    def check(value: Any, path: str, faults: list[FieldFault]) -> None:
        prefix = f"{path}." if path else ""
        faults.extend(FieldFault(prefix + name, "Is required.") for name in required if value.get(name) is None)
        for name, inner in value.items():
            # Unknown members are ignored and null is absence, as in AWS's JSON protocols.
            if inner is not None and name in members:
                members[name](inner, prefix + name, faults)

    return check


def _elements(member: _Check) -> _Check:
    def check(value: Any, path: str, faults: list[FieldFault]) -> None:
        for index, element in enumerate(value):
            member(element, f"{path}[{index}]", faults)

    return check


def _entries(key: _Check, member: _Check) -> _Check:
    def check(value: Any, path: str, faults: list[FieldFault]) -> None:
        for index, (name, element) in enumerate(value.items()):
            key(name, f"{path}.key[{index}]", faults)
            member(element, f"{path}.value[{index}]", faults)

    return check
