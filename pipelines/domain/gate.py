"""A first look at many texts at once: one pass of a linear-time automaton tells the few that are worth reading closely."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import re2


class Gate:
    """An RE2 expression over texts as `normalise.read` gives their clauses. Compiled once; picklable.

    A text that holds nothing of it is not read on: 0.3 µs a text instead of 50. It says the same of a text alone and
    among others, because no text holds a line break.
    """

    def __init__(self, expression: str, multiline: bool = False) -> None:
        """`multiline`: `^` and `$` are those of each text."""
        if multiline:
            expression = f"(?m:{expression})"
        self._expression = expression
        options = re2.Options()
        options.log_errors = False
        options.never_capture = True
        options.max_mem = 128 << 20  # of states; 150 MB in all were used on 366,000 texts in fourteen languages
        self._re2: Any = re2.compile(expression.encode(), options)

    def __reduce__(self) -> tuple[type["Gate"], tuple[str]]:
        return (Gate, (self._expression,))

    def holds(self, clauses: str) -> bool:
        """Whether a text holds it."""
        return self._re2.search(clauses.encode()) is not None

    def held_by(self, lines: "Lines") -> set[int]:
        """The places of the texts that hold it.

        >>> sorted(Gate(" (?:stop|end) ").held_by(Lines([". stop .", ". hello .", ". the end ."])))
        [0, 2]
        """
        found: set[int] = set()
        at, search = 0, self._re2.search
        while at < len(lines.joined) and (match := search(lines.joined, at)) is not None:
            place = bisect_right(lines.begins, match.start()) - 1
            found.add(place)
            if place + 1 == len(lines.begins):
                break
            at = lines.begins[place + 1]
        return found


class Lines:
    """Texts one below the other, for several gates to look at."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.joined = "\n".join(texts).encode()
        lengths = map(len, self.joined.split(b"\n")) if not self.joined.isascii() else map(len, texts)
        self.begins = list(accumulate((length + 1 for length in lengths), initial=0))[:-1] if texts else []


def without_looks(expression: str) -> str:
    """An expression without its look-arounds, which RE2 has not: it finds no less."""
    while (start := max(map(expression.find, ("(?!", "(?=", "(?<")))) >= 0:
        depth, end = 0, start
        for end in range(start, len(expression)):
            depth += {"(": 1, ")": -1}.get(expression[end], 0)
            if not depth:
                break
        expression = expression[:start] + expression[end + 1 :]
    return expression
