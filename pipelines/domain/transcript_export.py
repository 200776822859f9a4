"""A conversation that was held, as a transcript: what the customer texted, what it brought, and nothing that tells whose it was.

A transcript is what a program does by itself, so the program is played beside what happened. Where it does the same, that
is what is written. Where it does otherwise though it is the same program (texts that came late, a customer who had opted out
before), the transcript has what the program does, and a comment has what was said: so it can be kept as a test. Where
the program has changed since, the transcript has what was said.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from pipelines.domain.converse import Slot
from pipelines.domain.player import Line, Player
from pipelines.domain.render import render
from pipelines.domain.transcript import slot_at, waited
from schemas.program import PLACEHOLDER, Program

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_UNITS = (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1))
_PHONE = re.compile(r"\+?\d(?:[\s().-]*\d){6,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LONG_NUMBER = re.compile(r"\d{4,}")
_SETTING = re.compile(r"[a-z_]+")
_RESERVED = frozenset(("flow", "at", "slot"))
_SHORTEST = 2
"""Characters of a value that is looked for in texts; a shorter one is in every text."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a conversation. `text`: the customer's, masked; None: time alone brought
    something. `lines`: what the text brought, masked. `remarks`: such as why a reply did not leave."""

    at: datetime
    text: str | None
    lines: tuple[Line, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation from its prompt on, `moments` in the order of event time. `zone`: of the customer's clock. `slots`: all
    times that were offered. `missing`: names of variables of which the program has no example. `is_same`: the program is the
    one that answered. `remarks`: about the whole."""

    program: Program
    flow: str
    at: datetime
    zone: tzinfo
    slots: tuple[Slot, ...]
    moments: tuple[Moment, ...]
    missing: tuple[str, ...] = ()
    is_same: bool = True
    remarks: tuple[str, ...] = ()


class Mask:
    """What of a conversation's texts tells whose it was, replaced: the values of `variables` by the program's examples,
    a value without an example by its name; in what the customer wrote also phone numbers, and numbers of four digits or
    more."""

    def __init__(self, program: Program, variables: Mapping[str, str]) -> None:
        self._program, self._variables = program, variables
        placeholders = {name for template in program.templates for name in _placeholders(program, template)}
        self.missing = tuple(sorted(name for name in variables if name in placeholders - set(program.variables)))
        self._examples = {name: program.variables.get(name, name) for name in variables}
        forms = {
            form: example
            for name, value in variables.items()
            for form, example in _forms(value, self._examples[name])
            if len(form) >= _SHORTEST
        }
        self._forms = {form.casefold(): example for form, example in forms.items()}
        longest = sorted(map(re.escape, forms), key=len, reverse=True)
        self._values = re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w|[.,]\d)", re.IGNORECASE) if longest else None

    def customers(self, text: str, is_choice: bool = False) -> str:
        """A text of the customer's, on one line. `is_choice`: it chose a time, so that all its numbers are that time's."""
        one_line = _one_line(_CONTROL.sub(" ", text))
        return self._replaced(one_line, lambda rest: rest if is_choice else _hashed(rest))

    def ours(self, template: str | None, body: str) -> str:
        """A text of ours. While the template has its words still, it is rendered anew; else the values are looked for."""
        texts = self._program.texts(template).values() if template in self._program.templates else ()
        for text in texts:
            values = self._values_in(text, body)
            if values is not None:
                return render(text, {name: self._example(name, value) for name, value in values.items()})
        return self._replaced(body, str)

    def _values_in(self, text: str, body: str) -> dict[str, str] | None:
        """What the variables of a template were, if `body` is that template."""
        met: set[str] = set()
        pattern = ""
        for place, part in enumerate(PLACEHOLDER.split(text)):
            if place % 2 == 0:
                pattern += re.escape(part)
            else:
                pattern += f"(?P={part})" if part in met else self._group(part)
                met.add(part)
        found = re.fullmatch(pattern, body, re.DOTALL)
        return None if found is None else found.groupdict()

    def _group(self, name: str) -> str:
        known = self._variables.get(name)
        return f"(?P<{name}>{'' if known is None else re.escape(known) + '|'}.*?)"

    def _example(self, name: str, value: str) -> str:
        """A time that was offered or booked is no value that the conversation was opened with, and stays."""
        return self._examples[name] if self._variables.get(name) == value else value

    def _replaced(self, text: str, rest: Callable[[str], str]) -> str:
        parts, last = [], 0
        for found in self._values.finditer(text) if self._values is not None else ():
            parts += [rest(text[last : found.start()]), self._forms.get(found[0].casefold(), "#")]
            last = found.end()
        return "".join((*parts, rest(text[last:])))


def transcript_of(held: Held) -> str:
    """The transcript, which `read_transcript` takes. Times are rounded to the minute where that changes nothing.

    Raises:
        ConfigurationFault: the program has no such flow any more, or a variable has no value.
    """
    written = [_Scribe(held, unit).written() for unit in (_MINUTE, _SECOND)]
    text, _ = min(written, key=lambda each: each[1])
    return text


class _Scribe:
    """Writes one transcript; `differs` counts what the program does otherwise."""

    def __init__(self, held: Held, unit: timedelta) -> None:
        self._held, self._unit = held, unit
        self._begun = held.at.astimezone(held.zone).replace(second=0, microsecond=0, tzinfo=UTC)
        slots = {slot.at: slot for slot in (slot_at(each.at.replace(tzinfo=UTC)) for each in held.slots)}
        self._slots = [slots[at] for at in sorted(slots)]
        self._settings = {name: name for name in held.missing if _SETTING.fullmatch(name) and name not in _RESERVED}
        self._player = Player(held.program, self._begun, self._slots, self._settings)
        self._passed = timedelta()
        self._lines: list[str] = []
        self._differs = 0

    def written(self) -> tuple[str, int]:
        """The text, and how often what was said is not what the program does."""
        prompt = self._player.begin(self._held.flow)
        self._lines = [*self._head(), "", *map(_line, prompt)]
        for moment in self._held.moments:
            self._wait(moment.at)
            if moment.text is not None:
                self._lines.append(f"> {moment.text}")
                self._compare(moment, self._player.hear(moment.text))
        return "\n".join((*self._lines, "")), self._differs

    def _head(self) -> Iterator[str]:
        yield from (f"# {remark}" for remark in self._held.remarks)
        yield f"flow: {self._held.flow}"
        yield f"at: {self._begun:%Y-%m-%d %H:%M}"
        yield from (f"{name}: {value}" for name, value in self._settings.items())
        yield from (f"slot: {slot.at:%Y-%m-%d %H:%M}" for slot in self._slots)

    def _wait(self, until: datetime) -> None:
        """Let time pass; what that brings is written where it comes."""
        then = (until - self._held.at) // self._unit * self._unit
        for wait in _waits(then - self._passed):
            self._lines += [wait, *map(_line, self._player.wait(waited(wait)))]
        self._passed = max(self._passed, then)

    def _compare(self, moment: Moment, came: Sequence[Line]) -> None:
        self._lines += map(_line, came if self._held.is_same else moment.lines)
        self._lines += [f"# {remark}" for remark in moment.remarks]
        if list(moment.lines) != list(came):
            self._differs += 1
            self._lines += self._otherwise(moment, came) if self._held.is_same else ()

    def _otherwise(self, moment: Moment, came: Sequence[Line]) -> list[str]:
        """What was said instead; that nothing was, where no remark says why."""
        said = [f"# it was: {_one_line(str(line))}" for line in moment.lines if line not in came]
        less = "not all of this" if moment.lines else "nothing"
        return said or ([] if moment.remarks else [f"# it was {less}"])


def _placeholders(program: Program, template: str) -> set[str]:
    return {name for text in program.texts(template).values() for name in PLACEHOLDER.findall(text)}


def _forms(value: str, example: str) -> Iterator[tuple[str, str]]:
    """How a value is written, and what stands for it: an amount also without its currency, its commas and its cents.

    >>> list(_forms("$1,200.00", "$9"))
    [('$1,200.00', '$9'), ('1,200.00', '9'), ('1200.00', '9'), ('1200', '9')]
    """
    yield value.strip(), example
    bare, plain = value.strip("$€£¥ "), example.strip("$€£¥ ")
    if bare != value.strip():
        number = bare.replace(",", "")
        yield from ((form, plain) for form in dict.fromkeys((bare, number, number.removesuffix(".00"))))


def _hashed(text: str) -> str:
    """The text without phone numbers and long numbers.

    >>> _hashed("call 425-555 0001 at 3, my card is 4411"), _hashed("room 12")
    ('call ###-### #### at 3, my card is ####', 'room 12')
    """
    for pattern in (_PHONE, _LONG_NUMBER):
        text = pattern.sub(lambda found: re.sub(r"\d", "#", found[0].removeprefix("+")), text)
    return text


def _waits(time: timedelta) -> Iterator[str]:
    """Lines that let so much time pass.

    >>> list(_waits(timedelta(hours=26, minutes=5)))
    ['+1d', '+2h', '+5m']
    """
    left = int(time.total_seconds())
    for unit, seconds in _UNITS:
        count, left = divmod(max(left, 0), seconds)
        if count:
            yield f"+{count}{unit}"


def _line(line: Line) -> str:
    """A line of a transcript; of a text of several lines its first."""
    first, _, more = line.text.partition("\n")
    return f"{line.mark} {first}{'…' if more else ''}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
