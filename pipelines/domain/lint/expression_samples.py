"""Texts that an expression fits, and the text on which an engine that backtracks would never come to an end."""

from dataclasses import dataclass

from pipelines.domain.lint.expression_tree import LONGEST, Either, Letter, Node, Repeat


def samples(node: Node, most: int = 40) -> list[str]:
    """Short texts that a tree fits: one for each branch, at most `most`.

    >>> from pipelines.domain.lint.expression_tree import parse
    >>> samples(parse(r"^(move|change)( it)?$")), samples(parse("[a-c]{2}\\\\d+"))
    (['move', 'change', 'move it', 'change it'], ['aa9'])
    """
    return list(dict.fromkeys(_samples(node, most)))[:most]


def _samples(node: Node, most: int) -> list[str]:
    match node:
        case Letter():
            return [node.one, " "] if " " in node.some and node.one != " " else [node.one]
        case Either():
            return [text for branch in node.branches for text in _samples(branch, most)][:most]
        case Repeat():
            once = _samples(node.node, most)
            least = [text * min(node.least, LONGEST // max(1, len(text))) for text in once]
            return (["", *once] if not node.least and node.most != 0 else least)[:most]
    found = [""]
    for part in node.parts:
        found = [before + after for after in _samples(part, most) for before in found][:most]
    return found


@dataclass(frozen=True, slots=True)
class Pump:
    """What makes a backtracking engine try twice as many ways with each time that `again` stands behind `before`."""

    before: str
    again: str


def pump(node: Node, before: str = "") -> Pump | None:
    """What is catastrophic in a tree, if it repeats without end what it repeats, or what two branches fit.

    >>> from pipelines.domain.lint.expression_tree import parse
    >>> pump(parse("^no (a+)+$")), pump(parse("(a|[a-c])+")), pump(parse("(move )*now"))
    (Pump(before='no ', again='a'), Pump(before='', again='a'), None)
    """
    match node:
        case Letter():
            return None
        case Either():
            return next((found for each in node.branches if (found := pump(each, before))), None)
        case Repeat():
            again = _twofold(node.node) if _endless(node) else None
            return Pump(before, again) if again else pump(node.node, before)
    for part in node.parts:
        if found := pump(part, before):
            return found
        before += next(iter(samples(part)), "")
    return None


def _endless(node: Repeat) -> bool:
    return node.most is None or node.most > 10


def _twofold(node: Node) -> str | None:
    """A text that the inside of a repetition fits in two ways, or both once and several times."""
    match node:
        case Letter():
            return None
        case Repeat():
            return next(filter(None, samples(node.node)), None) if _endless(node) else _twofold(node.node)
        case Either():
            pairs = ((one, other) for n, one in enumerate(node.branches) for other in node.branches[n + 1 :])
            alike = (found for one, other in pairs if (found := _alike(one, other)))
            return next(alike, None) or next((found for each in node.branches if (found := _twofold(each))), None)
    return next((found for part in node.parts if (found := _absorbed(part, node.parts))), None)


def _absorbed(part: Node, parts: tuple[Node, ...]) -> str | None:
    """A text of a part that repeats without end, which could stand for all other parts as well."""
    if not isinstance(part, Repeat) or not _endless(part):
        return None
    letters = part.node.some if isinstance(part.node, Letter) else frozenset()
    others = [samples(other) for other in parts if other is not part]
    fits = [next((text for text in sorted(texts, key=len) if letters.issuperset(text)), None) for texts in others]
    if any(text is None for text in fits):
        return None
    return "".join(text or "" for text in fits) or next(filter(None, samples(part.node)), None)


def _alike(one: Node, other: Node) -> str | None:
    """A text that two branches both fit."""
    both = set(samples(one)) & set(samples(other)) - {""}
    if both:
        return min(both)
    if isinstance(one, Letter) and isinstance(other, Letter) and one.some & other.some:
        return min(one.some & other.some)
    return None
