"""What is wrong with how a program's texts are sent: once in a while, by night, twice, and among several conversations.

Works on plain data, as `program_rules` does.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.program_rules import Found, Where, dotted, entries, fields, listed, meant, repeated, templates_used
from schemas.program_terms import PLACEHOLDER

CHOICES = "choices"
"""The variable of `several` that lists the open conversations."""
RESERVED_REPLIES = ("help", "stop", "ask", "start")
"""Replies that may not advertise: carriers require them."""


def sending_faults(data: Mapping[str, Any]) -> Found:
    """What is wrong between fields, whatever else is wrong with them."""
    yield from _once_faults(data)
    yield from _overruling_faults(data)
    for n, flow in entries(data.get("flows")):
        yield from _several_faults(data, ("flows", n), flow)
    yield from _promotional_faults(data)
    yield from _twice_faults(data)
    night = fields(data.get("quiet_hours"))
    if _clock(night.get("start"), "21:00") == _clock(night.get("end"), "08:00"):
        yield ("quiet_hours",), "begins when it ends; write two times, as start: 21:00 and end: 08:00"


def _clock(value: Any, default: str) -> str:
    return str(default if value is None else value).rjust(5, "0")


def _once_faults(data: Mapping[str, Any]) -> Found:
    for n, keyword in entries(data.get("keywords")):
        if keyword.get("again") is not None and keyword.get("once_per_s") is None:
            yield ("keywords", n, "once_per_s"), "is missing; say after how many seconds the reply is given anew"


def _overruling_faults(data: Mapping[str, Any]) -> Found:
    for n, flow in entries(data.get("flows")):
        for s, step in entries(flow.get("steps")):
            for a, answer in entries(step.get("answers")):
                if _is_true(answer.get("overrules")) and answer.get("outcome") is None:
                    at: Where = ("flows", n, "steps", s, "answers", a, "outcome")
                    yield at, "is missing; an answer that overrules must say what it comes to instead"


def _is_true(value: Any) -> bool:
    return str(value).casefold() in ("true", "yes", "on", "1", "y", "t")


def _several_faults(data: Mapping[str, Any], at: Where, flow: Mapping[str, Any]) -> Found:
    several, label = flow.get("several"), flow.get("label")
    if several is None and label is not None:
        yield (*at, "several"), "is missing; name the template that asks which is meant, or remove the label"
    if several is not None and label is None:
        yield (*at, "label"), "is missing; say what each is called in the list, as in {amount} at {merchant}"
    if any(CHOICES not in PLACEHOLDER.findall(text) for text in _texts(data, several)):
        yield (*at, "several"), f"asks which, and does not say which there are; write {{{CHOICES}}} in its template"
    if isinstance(label, str) and (prompts := list(_texts(data, flow.get("prompt")))):
        known = {name for text in prompts for name in PLACEHOLDER.findall(text)}
        for name in PLACEHOLDER.findall(label):
            if name not in known:
                todo = meant(name, known, f"write one of {', '.join(sorted(known))}" if known else "remove it")
                yield (*at, "label"), f"has {{{name}}}, which is no variable of the prompt; {todo}"


def _texts(data: Mapping[str, Any], template: Any) -> Iterator[str]:
    """The texts of a template, if it is one."""
    known = fields(data.get("templates"))
    found = known.get(template) if isinstance(template, str) else None
    yield from (text for text in (fields(found).values() or [found]) if isinstance(text, str))


def _named(data: Mapping[str, Any], field: str) -> list[tuple[Where, str]]:
    return [((field, n), name) for n, name in enumerate(listed(data.get(field))) if isinstance(name, str)]


def _promotional_faults(data: Mapping[str, Any]) -> Found:
    named = _named(data, "promotional")
    yield from _unknown(data, named)
    replies = fields(data.get("replies"))
    for at, name in named:
        reserved = [reply for reply in RESERVED_REPLIES if replies.get(reply) == name]
        if reserved:
            yield at, f"answers {reserved[0].upper()}, which may not advertise; remove it, or write another template"


def _twice_faults(data: Mapping[str, Any]) -> Found:
    named = _named(data, "at_least_once")
    yield from _unknown(data, named)
    for at, name in named:
        uses = [where for where, template in templates_used(data) if template == name]
        others = [where for where in uses if where[-1] != "reminder"]
        if others:
            yield at, f"is {dotted(others[0])} too, and only a reminder may come twice; write it a template of its own"
        elif not uses and name in fields(data.get("templates")):
            yield at, "is no step's reminder, and nothing else may come twice; remove it"


def _unknown(data: Mapping[str, Any], named: list[tuple[Where, str]]) -> Found:
    known = fields(data.get("templates"))
    yield from repeated(named, "the same template")
    for at, name in named:
        if name not in known:
            yield at, f"names no template; {meant(name, known, 'add it under templates')}"
