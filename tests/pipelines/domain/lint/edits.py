"""How a good program is harmed: edits of its plain data, and the list of all harms: name → what is found, and the edit."""

from collections.abc import Callable
from typing import Any

from pipelines.domain.lint import FindingKind as K

Program = dict[str, Any]
Edit = Callable[[Program], object]
MUTATIONS: dict[str, tuple[K, Edit]] = {}


def mutation(kind: K, name: str, edit: Edit) -> None:
    assert name not in MUTATIONS
    MUTATIONS[name] = kind, edit


def keyword(program: Program, name: str) -> dict[str, Any]:
    [found] = [each for each in program["keywords"] if each["keyword"] == name]
    return dict.__ior__(found, {"synonyms": found.get("synonyms", [])})


def add(word: str, **fields: object) -> Edit:
    """A further keyword."""
    return lambda p: p["keywords"].append({"keyword": word, "template": "voucher", **fields})


def first(word: str, **fields: object) -> Edit:
    """A further keyword, before all others."""
    return lambda p: p["keywords"].insert(0, {"keyword": word, "template": "voucher", **fields})


def synonym(of: str, word: str) -> Edit:
    return lambda p: keyword(p, of)["synonyms"].append(word)


def expression(text: str) -> Edit:
    return lambda p: keyword(p, "STYLIST").update(synonyms=[text])


def text(template: str, words: str) -> Edit:
    return lambda p: p["templates"][template].update(en=words)


def number(**fields: object) -> Edit:
    return lambda p: p["numbers"][0].update(fields)


def step(place: int, **fields: object) -> Edit:
    """A step with fields changed; those that are None removed."""

    def edit(p: Program) -> None:
        changed = p["flows"][0]["steps"][place]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def answer(place: int, which: int, **fields: object) -> Edit:
    def edit(p: Program) -> None:
        changed = p["flows"][0]["steps"][place]["answers"][which]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def flow(place: int, **fields: object) -> Edit:
    """A flow with fields changed; those that are None removed."""

    def edit(p: Program) -> None:
        changed = p["flows"][place]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def invited(which: int, **fields: object) -> Edit:
    """An answer of the second flow with fields changed; those that are None removed."""

    def edit(p: Program) -> None:
        changed = p["flows"][1]["steps"][0]["answers"][which]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def no_answer(place: int, which: int) -> Edit:
    return lambda p: p["flows"][0]["steps"][place]["answers"].pop(which)


def no_reply(name: str) -> Edit:
    return lambda p: (p["replies"].pop(name), p["templates"].pop(name))


def all_of(*edits: Edit) -> Edit:
    return lambda p: [edit(p) for edit in edits]


def aws_keyword(word: str, **fields: object) -> Edit:
    return lambda p: p["numbers"][0]["aws_keywords"].append({"keyword": word, "template": "prices", **fields})
