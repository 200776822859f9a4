"""What is wrong between the fields of a program file: names that name nothing, words that stand twice.

Works on plain data, so that these faults are reported together with those of single fields.
"""

import difflib
import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from schemas.program import CARRIER_HELP, CARRIER_OPT_IN, CARRIER_OPT_OUT, END, WHEN, Match, OptOuts
from schemas.pseudonym import canonical_number

Where = tuple[str | int, ...]
"""Path of a field."""
Found = Iterator[tuple[Where, str]]
"""Faults: where, and what is wrong and what to do."""


def dotted(at: Where) -> str:
    """`keywords[2].template`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at).lstrip(".") or "file"


def between_fields(data: Mapping[str, Any]) -> Found:
    """What is wrong between fields, whatever else is wrong with them."""
    yield from _template_faults(data)
    yield from repeated(_scoped_words(data), "the same keyword")
    yield from repeated(claimed_numbers(data), "the same number")
    yield from _reply_faults(data)
    for at, word in _words(data):
        if word in _RESERVED:
            yield at, "is a word that carriers keep for opt-out, help or opt-in; choose another"
    ours = {number for _, number in claimed_numbers(data)}
    for n, keyword in entries(data.get("keywords")):
        for i, number in enumerate(listed(keyword.get("numbers"))):
            if isinstance(number, str) and canonical_number(number) not in ours:
                yield ("keywords", n, "numbers", i), "is no number of this program; add it under numbers, or remove it"
    yield from _flow_faults(data)


def claimed_numbers(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """The numbers that a program says it answers on, in canonical form."""
    for n, number in entries(data.get("numbers")):
        if isinstance(text := number.get("number"), str):
            yield ("numbers", n, "number"), canonical_number(text)


def listed(value: Any) -> list[Any]:
    """A list's entries; none of what is no list."""
    return value if isinstance(value, list) else []


def entries(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """A list's entries that have fields, and their places."""
    yield from ((n, entry) for n, entry in enumerate(listed(value)) if isinstance(entry, dict))


def fields(value: Any) -> Mapping[str, Any]:
    """A value's fields; none of what has none."""
    return value if isinstance(value, Mapping) else {}


def _reply_faults(data: Mapping[str, Any]) -> Found:
    replies = fields(data.get("replies"))
    if any(number.get("opt_outs") == OptOuts.SELF for _, number in entries(data.get("numbers"))):
        for name in ("help", "stop"):
            if replies.get(name) is None:
                yield ("replies", name), f"is missing; with opt_outs: self it is us who must answer {name.upper()}"


def _template_faults(data: Mapping[str, Any]) -> Found:
    known = fields(data.get("templates"))
    for at, name in templates_used(data):
        if isinstance(name, str) and name not in known:
            yield at, f"names no template; {meant(name, known, 'add it under templates')}"


def meant(name: str, known: Iterable[Any], otherwise: str) -> str:
    """What to do about a name that is none: write the nearest, else `otherwise`."""
    close = difflib.get_close_matches(name, map(str, known), n=1)
    return f"write {close[0]}" if close else otherwise


_STEP_TEMPLATES = ("unclear", "hand_off", "reminder", "expired")


def templates_used(data: Mapping[str, Any]) -> Iterator[tuple[Where, Any]]:
    """Every field that says what is sent, and the template that it names, if it does."""
    for n, keyword in entries(data.get("keywords")):
        yield from ((("keywords", n, name), keyword.get(name)) for name in ("template", "again"))
    for name, template in fields(data.get("replies")).items():
        yield ("replies", name), template
    for n, number in entries(data.get("numbers")):
        for k, keyword in entries(number.get("aws_keywords")):
            yield ("numbers", n, "aws_keywords", k, "template"), keyword.get("template")
    for n, flow in entries(data.get("flows")):
        yield from ((("flows", n, name), flow.get(name)) for name in ("prompt", "several"))
        for s, step in entries(flow.get("steps")):
            at: Where = ("flows", n, "steps", s)
            yield from (((*at, name), step.get(name)) for name in _STEP_TEMPLATES)
            yield from (((*at, "answers", a, "reply"), each.get("reply")) for a, each in entries(step.get("answers")))


def _flow_faults(data: Mapping[str, Any]) -> Found:
    keywords = [str(keyword.get("keyword")) for _, keyword in entries(data.get("keywords"))]
    flows = [((("flows", n, "flow")), flow.get("flow")) for n, flow in entries(data.get("flows"))]
    yield from repeated(((at, name) for at, name in flows if isinstance(name, str)), "the same flow")
    for n, flow in entries(data.get("flows")):
        steps = list(entries(flow.get("steps")))
        names = [str(step.get("step")) for _, step in steps]
        yield from repeated(
            ((("flows", n, "steps", s, "step"), name) for (s, _), name in zip(steps, names, strict=True)),
            "the same step",
        )
        for s, step in steps:
            yield from _step_faults(("flows", n, "steps", s), step, names, keywords)


def _step_faults(at: Where, step: Mapping[str, Any], names: list[str], keywords: list[str]) -> Found:
    answers = list(entries(step.get("answers")))
    yield from repeated(
        (((*at, "answers", a, "when"), str(each.get("when"))) for a, each in answers), "the same answer"
    )
    for a, answer in answers:
        when, following = answer.get("when"), answer.get("next")
        if isinstance(when, str) and when not in WHEN and when not in keywords:
            known = [*sorted(WHEN), *keywords]
            yield (
                (*at, "answers", a, "when"),
                f"is no answer and no keyword; {meant(when, known, 'write yes, no, choice, or a keyword')}",
            )
        if isinstance(following, str) and following not in (*names, END):
            yield (
                (*at, "answers", a, "next"),
                f"names no step; {meant(following, (*names, END), 'write a step of this flow, or end')}",
            )
        if when in ("choice", "more", "none_of_these") and step.get("offers") is None:
            yield (*at, "answers", a, "when"), "chooses, and the step offers nothing; add offers: open_times"
    if step.get("reminder") is not None and step.get("remind_after_s") is None:
        yield (*at, "remind_after_s"), "is missing; say after how many seconds the reminder goes out"


def _scoped_words(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """Words with the numbers and campaigns that they are kept to: the same word may do different things for each."""
    for at, word in _words(data):
        keyword = data["keywords"][at[1]]
        scope = [sorted(map(str, listed(keyword.get(name)))) for name in ("numbers", "campaigns")]
        yield at, f"{word}\n{scope}" if any(scope) else word


def _words(data: Mapping[str, Any]) -> Iterator[tuple[Where, str]]:
    """Keywords and synonyms, as they are compared; expressions are none."""
    for n, keyword in entries(data.get("keywords")):
        each: list[tuple[Where, Any]] = [(("keywords", n, "keyword"), keyword.get("keyword"))]
        if keyword.get("match") != Match.REGEX:
            each += [(("keywords", n, "synonyms", i), s) for i, s in enumerate(listed(keyword.get("synonyms")))]
        yield from ((at, _compared(word)) for at, word in each if isinstance(word, str))


def _compared(word: str) -> str:
    plain = " ".join(unicodedata.normalize("NFKC", word).casefold().split())
    return plain.strip(string.punctuation + " ") or plain


_RESERVED = CARRIER_OPT_OUT | CARRIER_HELP | CARRIER_OPT_IN


def repeated(found: Iterable[tuple[Where, str]], what: str) -> Found:
    """A fault for each value that stood before."""
    first: dict[str, Where] = {}
    for at, value in found:
        if first.setdefault(value, at) != at:
            yield at, f"is {what} as {dotted(first[value])}; keep one"
