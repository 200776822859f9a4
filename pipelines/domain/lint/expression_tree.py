"""RE2 expressions read into a tree, as far as a check needs them.

What is not understood (classes of properties, flags) is read as any letter: what is made of a tree is tried on RE2 itself.
"""

from dataclasses import dataclass

LONGEST = 1_000
"""Characters of an expression that are read, and of a sample."""
_DEEPEST = 25
"""Groups within each other that are read."""
_ANY = "a"


@dataclass(frozen=True, slots=True)
class Letter:
    """One character, of which `one` is an example; `some` are others that it may be, for comparison."""

    one: str
    some: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chain:
    """One after the other."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    branches: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same several times; `most` None: without end."""

    node: "Node"
    least: int
    most: int | None


Node = Letter | Chain | Either | Repeat
NOTHING = Chain(())
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_ALL = _LETTERS | frozenset("0123456789 ")
_CLASSES = {"d": frozenset("0123456789"), "s": frozenset(" "), "w": _LETTERS | frozenset("0123456789_")}


def parse(expression: str) -> Node:
    """The tree of an expression that RE2 takes; of others, of what can be read."""
    return _Reader(expression[:LONGEST]).either()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._place, self._depth = text, 0, 0

    def _peek(self) -> str:
        return self._text[self._place : self._place + 1]

    def _take(self) -> str:
        found = self._peek()
        self._place += 1
        return found

    def _skip(self, text: str) -> bool:
        if self._text.startswith(text, self._place):
            self._place += len(text)
            return True
        return False

    def _skip_to(self, text: str) -> None:
        """Behind the next `text`, or to the end."""
        end = self._text.find(text, self._place)
        self._place = len(self._text) if end < 0 else end + len(text)

    def either(self) -> Node:
        branches = [self._sequence()]
        while self._skip("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Either(tuple(branches))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            node = self._repeated(self._one())
            if node != NOTHING:
                parts.append(node)
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def _repeated(self, node: Node) -> Node:
        while True:
            bounds = self._bounds()
            if bounds is None:
                return node
            self._skip("?") or self._skip("+")
            node = Repeat(node, *bounds)

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self._skip(sign):
                return bounds
        end = self._text.find("}", self._place)
        least, comma, most = self._text[self._place + 1 : end].partition(",") if end > 0 else ("", "", "")
        if self._peek() != "{" or not least.isdecimal() or not (most or "0").isdecimal():
            return None
        self._place = end + 1
        return int(least), (int(most) if most else None) if comma else int(least)

    def _one(self) -> Node:
        sign = self._take()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escaped()
        if sign == ".":
            return Letter(_ANY, _ALL)
        return NOTHING if sign in "^$" else Letter(sign, frozenset(sign))

    def _group(self) -> Node:
        if self._skip("?"):
            self._skip("P")
            while self._peek() not in ("", ":", ">", ")", "=", "!"):
                self._take()
            if self._peek() == ")":
                self._take()
                return NOTHING
            self._take()
        self._depth += 1
        if self._depth > _DEEPEST:
            self._place = len(self._text)
            return NOTHING
        node = self.either()
        self._depth -= 1
        self._skip(")")
        return node

    def _class(self) -> Node:
        negated = self._skip("^")
        found: set[str] = set()
        first = True
        while self._peek() and (first or self._peek() != "]"):
            first = False
            if self._skip("[:"):
                found |= _ALL
                self._skip_to(":]")
                continue
            sign = self._take()
            if sign == "\\":
                letter = self._escaped()
                found |= letter.some if isinstance(letter, Letter) else frozenset()
            elif self._peek() == "-" and self._text[self._place + 1 : self._place + 2] not in ("]", ""):
                self._take()
                last = self._take()
                found |= {chr(code) for code in range(ord(sign), min(ord(last), ord(sign) + 200) + 1)}
            else:
                found.add(sign)
        self._skip("]")
        members = frozenset(_ALL - found if negated else found) or frozenset(_ANY)
        return _letter(members)

    def _escaped(self) -> Node:
        sign = self._take()
        if sign in ("b", "B", "A", "z", "Z"):
            return NOTHING
        if sign in ("p", "P"):
            if self._take() == "{":
                self._skip_to("}")
            return Letter(_ANY, _LETTERS)
        members = _CLASSES.get(sign.lower(), frozenset((sign or _ANY,)))
        if sign in ("D", "S", "W"):
            members = _ALL - members
        return _letter(members)


def _letter(members: frozenset[str]) -> Letter:
    return Letter(_ANY if _ANY in members else max(members), members)
