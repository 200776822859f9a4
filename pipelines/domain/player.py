"""A program played through in memory: texts in, replies and outcomes out, time at will. For `twoway chat` and for transcripts.

It is the program, not the job: the same `Classifier` and the same `converse`, with a calendar of its own, and nothing is
sent, kept or waited for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.domain.answers import Classification, Intent
from pipelines.domain.classify import Classifier
from pipelines.domain.converse import (
    Claim,
    Conversation,
    Effect,
    Report,
    Say,
    Slot,
    Turn,
    claimed,
    converse,
    opened,
    ticked,
)
from pipelines.domain.render import MissingVariable, render
from schemas.errors import ConfigurationFault
from schemas.program import Keyword, Program, ProgramSet


@dataclass(frozen=True, slots=True)
class Line:
    """What the program does: `mark` is `<` for a reply and `!` for an outcome, as in a transcript."""

    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


class Player:
    """One customer and one program, from `at`, aware. With a flow, the conversation begins with its prompt: see `begin`.

    Raises:
        ConfigurationFault: a keyword that no message can reach.
    """

    def __init__(
        self, program: Program, at: datetime, slots: Sequence[Slot] = (), variables: Mapping[str, str] | None = None
    ) -> None:
        self.program, self.at = program, at
        self._classifier = Classifier(ProgramSet([program]))
        self._slots = sorted(slots, key=lambda slot: slot.at)
        self._variables = {**program.variables, **(variables or {})}
        self._conversation: Conversation | None = None
        self._opted_out = False
        self._language: str | None = None
        self._answered: dict[str, datetime] = {}

    def begin(self, flow: str) -> list[Line]:
        """Open a conversation with a flow's prompt.

        Raises:
            ConfigurationFault: the program has no such flow, or a variable has no example.
        """
        found = next((each for each in self.program.flows if each.flow == flow), None)
        if found is None:
            known = ", ".join(each.flow for each in self.program.flows) or "none"
            raise ConfigurationFault(f"program {self.program.name} has no flow {flow}; it has: {known}")
        return self._take(opened(found, self._variables, self.at))

    def hear(self, text: str) -> list[Line]:
        """What a text of the customer's brings."""
        meant = self._classifier.classify(self.program.numbers[0].number, text)
        self._language = meant.language or self._language
        if self._opted_out and not (meant.intent is Intent.OPT_IN or meant.may_reopen):
            return self._noted(text, meant)
        if self._opted_out:
            self._opted_out = False
            return self._text(self.program.replies.start)
        lines: list[Line] = []
        if self._conversation is not None:
            turn = converse(self.program, self._conversation, text, meant, self.at, self._open())
            lines = self._take(turn)
            if turn.handled:
                return lines
        self._opted_out = meant.intent in (Intent.OPT_OUT, Intent.UNCLEAR_OPT_OUT)
        return lines + self._reply(meant)

    def wait(self, time: timedelta) -> list[Line]:
        """What the passing of time brings: reminders, and the end of conversations that nobody answered."""
        self.at += time
        return [] if self._conversation is None else self._take(ticked(self.program, self._conversation, self.at))

    def _noted(self, text: str, meant: Classification) -> list[Line]:
        """Who has opted out is told nothing; what they decide counts."""
        if self._conversation is None:
            return []
        lines = self._take(converse(self.program, self._conversation, text, meant, self.at, self._open()))
        return [line for line in lines if line.mark == "!"]

    def _open(self) -> list[Slot]:
        return [slot for slot in self._slots if slot.at > self.at]

    def _reply(self, meant: Classification) -> list[Line]:
        if meant.answered_by_aws:
            return [Line("!", "answered by AWS")]
        keyword = self._once_in_a_while(meant)
        return self._text(meant.template if keyword is None else self._turn_of(keyword))

    def _once_in_a_while(self, meant: Classification) -> Keyword | None:
        """The keyword of a text, if customers get its reply once in a period."""
        if meant.intent is not Intent.KEYWORD:
            return None
        said = (meant.keyword, meant.template)
        named = (each for each in self.program.keywords if (each.keyword, each.template) == said)
        return next((each for each in named if each.once_per_s is not None), None)

    def _turn_of(self, keyword: Keyword) -> str | None:
        """The template that the customer gets: the keyword's, or the one in between."""
        last = self._answered.get(keyword.keyword)
        assert keyword.once_per_s is not None
        if last is not None and self.at - last < timedelta(seconds=keyword.once_per_s):
            return keyword.again
        self._answered[keyword.keyword] = self.at
        return keyword.template

    def _text(self, template: str | None, variables: Mapping[str, str] | None = None) -> list[Line]:
        if template is None:
            return []
        try:
            text = render(self.program.text(template, self._language), variables or self._variables)
        except MissingVariable as missing:
            raise ConfigurationFault(
                f"template {template}: {missing} Give it an example under variables: in the program"
            ) from None
        return [Line("<", text)]

    def _take(self, turn: Turn) -> list[Line]:
        self._conversation = turn.conversation
        return [line for effect in turn.effects for line in self._done(effect)]

    def _done(self, effect: Effect) -> list[Line]:
        match effect:
            case Say(template, variables):
                return self._text(template, variables)
            case Report(outcome, slot):
                return [Line("!", outcome.value if slot is None else f"{outcome.value} {slot.label}")]
            case Claim(slot):
                return self._claim(slot)

    def _claim(self, slot: Slot) -> list[Line]:
        assert self._conversation is not None
        got = slot in self._slots
        if got:
            self._slots.remove(slot)
        return self._take(claimed(self.program, self._conversation, got, self.at, self._open()))

    def take_away(self, key: str) -> None:
        """Somebody else takes a time."""
        self._slots = [slot for slot in self._slots if slot.key != key]
