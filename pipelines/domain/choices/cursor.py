"""Where the reading of a text has got to: the token that is next, and what the tokens before it said."""

from pipelines.domain.choices.clock import Phrases
from pipelines.domain.choices.folding import Sign
from pipelines.domain.choices.reading import Atom, Bare, Pair, Reading
from pipelines.domain.choices.words import Slot, Word, only

_DAYS = frozenset((Slot.WEEKDAY, Slot.DATE, Slot.OFFSET, Slot.THIS_WEEKDAY, Slot.NEXT_WEEKDAY))
_OBJECTS = {
    Word.AT: frozenset((Slot.CLOCK, Slot.NAME)),
    Word.ON: _DAYS,
    Word.WITHIN: frozenset((Slot.PART, Slot.MONTH, Slot.NAME, Slot.WEEK)),
    Word.FOR: frozenset(Slot),
}


class Cursor:
    """A place in a text. `awaits`: the preposition whose object must come next, if one was read."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.tokens = phrases.tokens
        self.reading = Reading()
        self.at = 0
        self.awaits: Word | None = None
        self.has_soft_one = False
        self.is_closed = False  # what "not" excludes ends with its clause
        self._bare_ends = -1

    @property
    def is_after_bare_number(self) -> bool:
        """Whether the token before is a number of which nothing says what it counts."""
        return self._bare_ends == self.at

    @property
    def is_at_start(self) -> bool:
        """Whether a clause begins here."""
        return self.at == 0 or self.tokens[self.at - 1].sign in (Sign.BREAK, Sign.QUESTION)

    def passes(self, end: int) -> bool:
        """Go on to a token, past a word that only has to be there; no preposition may wait for it."""
        self.at = end
        return self.awaits is None

    def adds(self, atom: Atom, end: int) -> bool:
        """Take an atom, and go on to a token; False where the preposition before it cannot govern it."""
        if self.awaits is not None:
            governed = _governed(atom, self.awaits)
            if governed is None:
                return False
            atom, self.awaits = governed, None
        if atom == () or self.is_closed:
            return False
        if isinstance(atom, Bare):
            self._bare_ends = end
        self.reading.atoms.append(atom)
        self.at = end
        return True


def _governed(atom: Atom, preposition: Word) -> Atom | None:
    """What an atom means after a preposition; None where it makes no sense there."""
    if isinstance(atom, tuple):
        objects = _OBJECTS[preposition]
        return tuple(each for each in atom if each.meanings[0][0] in objects) or None
    if preposition is Word.ON:
        return atom if isinstance(atom, Pair) else only(Slot.DATE, (atom.number, None, None))
    return atom if preposition is Word.FOR and not isinstance(atom, Bare) else None
