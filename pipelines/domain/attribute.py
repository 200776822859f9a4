"""Which prompt a text answers: the one that AWS names, else the one that is open, else the latest in the window, else none.

Where several conversations are open and the text names none of them, the customer is asked: a wrong guess may approve a
charge. A text names one by its number in the list that was shown, or by what only that one's prompt said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.domain.choices.choose import Chosen, Option, choose
from pipelines.domain.converse import step_of
from pipelines.domain.render import MissingVariable, render
from pipelines.domain.thread import Attribution, Heard, State, Talk
from schemas.program import Flow, Program

WINDOW = timedelta(hours=72)
"""How long after a prompt a text is taken for an answer to it where nothing else tells."""
UNREAD = timedelta(seconds=3)
"""A prompt that is younger than this was not read yet by who has another one to answer."""
FOCUSED = timedelta(hours=1)
"""How long the conversation that was asked about last is the one that is meant."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The prompt that a text answers. `several` instead: it may be any of these, ask. `text`: the words that are left when
    the naming is taken away."""

    talk: Talk | None
    how: Attribution
    text: str
    several: tuple[Talk, ...] = ()
    named: bool = False


def attribute(state: State, heard: Heard, program: Program | None) -> Answered:
    """Which conversation of a thread `heard` belongs to."""
    if heard.previous is not None or heard.answers is not None:
        found = next((talk for talk in state.talks if _is_named_by(talk, heard)), None)
        if found is not None:
            return Answered(found, Attribution.EXPLICIT, heard.text)
    waiting = [talk for talk in state.talks if _waits(talk, heard.at, program)]
    if heard.previous is not None and heard.answers is None:
        # AWS names a message that is none of ours: what it answers is not for us to guess.
        return Answered(None, Attribution.EXPLICIT, heard.text, tuple(waiting))
    if not waiting:
        return _closed(state, heard, program)
    if len(waiting) > 1:
        return _one_of(state, waiting, heard, program)
    [only] = waiting
    other = _of_another(only, state, heard)
    if other is not None:
        return other
    older = [talk for talk in state.talks if talk is not only and talk.conversation is not None]
    if older and timedelta(0) <= heard.at - only.opening.at < UNREAD:
        return Answered(None, Attribution.NONE, heard.text, (only,))
    return Answered(only, Attribution.OPEN_PROMPT, heard.text)


def _of_another(only: Talk, state: State, heard: Heard) -> Answered | None:
    """One conversation waits, but the text names another that was decided: an approval may be taken back."""
    decided = [talk for talk in state.talks if talk.conversation is not None and talk.conversation.outcome is not None]
    others = [talk for talk in decided if talk is not only]
    if not others:
        return None
    hits = _hits([only, *others], heard)
    if len(hits) != 1 or hits[0][0] is only:
        return None
    return Answered(hits[0][0], Attribution.WINDOW, hits[0][1], named=True)


def label_of(flow: Flow, talk: Talk) -> str:
    """How a conversation is called in a list of several."""
    text = flow.label or "{" + next(iter(talk.opening.variables), "") + "}"
    try:
        return render(text, talk.opening.variables)
    except MissingVariable:
        return f"{talk.opening.at:%d %b %H:%M}"


def flow_of(program: Program | None, talk: Talk) -> Flow | None:
    """The flow of a conversation, if the program has it still."""
    if program is None:
        return None
    return next((flow for flow in program.flows if flow.flow == talk.opening.flow), None)


def _is_named_by(talk: Talk, heard: Heard) -> bool:
    opened = talk.opening
    by_us = heard.answers is not None and (heard.answers == opened.conversation_id or heard.answers in talk.said)
    return by_us or (opened.message_id is not None and opened.message_id == heard.previous)


def _waits(talk: Talk, at: datetime, program: Program | None) -> bool:
    """Whether an answer at `at` would count: the conversation is open, and its step has not run out."""
    if not talk.is_open or talk.conversation is None or program is None or talk.opening.at > at:
        return False
    try:
        step = step_of(program, talk.conversation)
    except KeyError:
        return False
    return at - talk.conversation.asked_at <= timedelta(seconds=step.expires_after_s)


def _closed(state: State, heard: Heard, program: Program | None) -> Answered:
    """No conversation waits: the latest one, which may have run out or take an answer back, or else a bare prompt."""
    before = [talk for talk in state.talks if timedelta(0) <= heard.at - talk.opening.at <= WINDOW]
    if not before:
        return Answered(None, Attribution.NONE, heard.text)
    decided = [talk for talk in before if talk.conversation is not None and talk.conversation.outcome is not None]
    found = _named(state, decided, heard, program) if len(decided) > 1 else None
    if found is not None:
        return found
    return Answered(max(before, key=lambda talk: talk.opening.at), Attribution.WINDOW, heard.text)


def _one_of(state: State, waiting: Sequence[Talk], heard: Heard, program: Program | None) -> Answered:
    found = _named(state, waiting, heard, program)
    if found is not None:
        return found
    focused = next((talk for talk in waiting if talk.opening.conversation_id == state.focus), None)
    since = state.focused_at
    is_fresh = since is not None and heard.at - since <= FOCUSED and all(talk.opening.at <= since for talk in waiting)
    if focused is not None and is_fresh:
        return Answered(focused, Attribution.OPEN_PROMPT, heard.text)
    return Answered(None, Attribution.NONE, heard.text, tuple(waiting))


def _named(state: State, talks: Sequence[Talk], heard: Heard, program: Program | None) -> Answered | None:
    shown = [talk for key in state.asking for talk in talks if talk.opening.conversation_id == key]
    if state.asking and len(shown) == len(state.asking):
        found = _by_place(shown, heard, program)
        if found is not None:
            return found
    hits = _hits(talks, heard)
    if len(hits) != 1:
        return None
    return Answered(hits[0][0], Attribution.OPEN_PROMPT, hits[0][1], named=True)


def _hits(talks: Sequence[Talk], heard: Heard) -> list[tuple[Talk, str]]:
    """Conversations whose own words stand in a text, and what is left of it without them."""
    return [(talk, rest) for talk in talks if (rest := _without_its_words(talk, talks, heard.text)) is not None]


_PLACE = re.compile(
    r"^\W*(?:(?:no|nr|#|option)\.?\s*)?(\d{1,2})(?:st|nd|rd|th)?\b[\s.,:;)-]*(.*)$", re.IGNORECASE | re.DOTALL
)
_PLACE_LAST = re.compile(r"^(.*\D)\b(\d{1,2})\W*$", re.DOTALL)


def _by_place(shown: Sequence[Talk], heard: Heard, program: Program | None) -> Answered | None:
    """The conversation whose number in the list was given: "2", "2 yes", "yes 2", "the second"."""
    text = heard.text.strip()
    for pattern, place, rest in ((_PLACE, 1, 2), (_PLACE_LAST, 2, 1)):
        found = pattern.match(text)
        if found is not None and 1 <= int(found[place]) <= len(shown) and not re.search(r"\d", found[rest]):
            return Answered(shown[int(found[place]) - 1], Attribution.OPEN_PROMPT, found[rest].strip(), named=True)
    languages = [tag.partition("-")[0] for tag in program.languages] if program is not None else ["en"]
    choice = choose(text, [Option(None, f"option {n}") for n in range(len(shown))], heard.at, languages)
    if choice.chosen is Chosen.ONE and choice.index is not None:
        return Answered(shown[choice.index], Attribution.OPEN_PROMPT, "", named=True)
    return None


def _without_its_words(talk: Talk, talks: Sequence[Talk], text: str) -> str | None:
    """The text without what only this conversation's prompt said, such as its amount; None: it says nothing of the kind."""
    others = [other.opening.variables for other in talks if other is not talk]
    for name, value in talk.opening.variables.items():
        if len(value) < 2 or any(other.get(name) == value for other in others):
            continue
        found = _as_words(value).search(text)
        if found is not None:
            return f"{text[: found.start()]} {text[found.end() :]}".strip()
    return None


def _as_words(value: str) -> re.Pattern[str]:
    """A value as people write it: without the currency, any case, whole words."""
    bare = value.strip().strip("$€£¥ ")
    number = bare.replace(",", "")
    if re.fullmatch(r"\d+\.00", number):
        number = f"{number[:-3]}(?:\\.00)?"
        return re.compile(rf"(?<![\d.,])[$€£¥]?{number}(?![\d]|[.,]\d)")
    return re.compile(rf"(?<![\w.,]){re.escape(bare)}(?!\w|[.,]\d)", re.IGNORECASE)
