"""What pydantic finds wrong with a field of a program, told to an operator."""

import difflib
from collections.abc import Mapping
from typing import Any

from schemas.program import Answer, AwsKeyword, Flow, Keyword, Number, Program, QuietHours, Replies, Step
from schemas.program_rules import Where

_MODELS = (Program, Number, AwsKeyword, Keyword, Replies, Flow, Step, Answer, QuietHours)
_NAMES = sorted({name for model in _MODELS for name in model.model_fields})
_FORMS = {
    "program": "is no name; use a-z, 0-9 and _, as in charge_alerts",
    "flow": "is no name; use a-z, 0-9 and _, as in appointment",
    "step": "is no name; use a-z, 0-9 and _, as in choosing",
    "languages": "is no language tag; write en or pt-BR",
    "country": "is no country code; write two capitals, as in US",
}
_ADVICE = {
    "missing": "is missing; add it",
    "string_type": "is no text; write a word or a sentence",
    "string_too_long": "is longer than {max_length} characters; shorten it",
    "string_too_short": "is empty; write something, or remove it",
    "too_short": "is an empty list; add at least one entry",
    "tuple_type": "is no list; begin each entry with '- '",
    "dict_type": "has no fields; write name: text, a line each",
    "model_type": "has no fields; write name: value, a line each",
    "int_parsing": "is no whole number; write one",
    "float_parsing": "is no number; write one",
    "finite_number": "is no number; write one",
    "bool_parsing": "is neither true nor false; write one of them",
    "less_than_equal": "is more than {le}; write less",
    "greater_than_equal": "is less than {ge}; write more",
    "greater_than": "is not more than {gt}; write more",
    "literal_error": "is none of {expected}; write one of them",
    "enum": "is none of {expected}; write one of them",
    "value_error": "{error}",
}


def field_of(place: Where) -> Where:
    """Where pydantic found it, without the names of the forms that a template can take."""
    return (
        tuple(part for part in place if part not in ("text", "by_language", "[key]")) if "templates" in place else place
    )


def explained(error: Mapping[str, Any]) -> str:
    """What one of pydantic's errors means to an operator, and what to do. Never the value: it may be a number."""
    kind, at = error["type"], error["loc"]
    if kind == "extra_forbidden":
        meant = difflib.get_close_matches(str(at[-1]), _NAMES, n=1)
        return f"is no field of a program; {f'write {meant[0]}' if meant else 'remove it'}"
    if kind == "string_pattern_mismatch":
        field = next((str(part) for part in reversed(at) if part in _FORMS), "languages")
        return _FORMS["languages" if at[-1] == "[key]" else field]
    context = {
        name: f"{value:g}" if isinstance(value, float) else value for name, value in error.get("ctx", {}).items()
    }
    return _ADVICE[kind].format(**context) if kind in _ADVICE else str(error["msg"])
