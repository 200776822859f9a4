"""The program that is looked at, with the reader that witnesses are put to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import re2

from pipelines.domain.classify import Classification, Classifier, Intent
from pipelines.domain.lint.findings import Witness
from pipelines.domain.normalise import normalise, read
from pipelines.domain.opt_out import requested
from pipelines.domain.render import render
from schemas.countries import Country
from schemas.program import PLACEHOLDER, Keyword, Match, Program, ProgramSet
from schemas.program_rules import Where

GIBBERISH = "qwrtz plmk"
"""A text that no program knows."""
_MOST_CONTEXTS = 24


@dataclass(frozen=True, slots=True)
class Context:
    """Where a text arrives: at a number of ours, as an answer to a prompt of a campaign, or to none."""

    number: str
    campaign: str | None = None


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to write a keyword: its place in the file, its text, and its keyword's place among the keywords."""

    at: Where
    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Use:
    """A field that names a template."""

    at: Where
    template: str


class Subject:
    """A program, and what a `Classifier` makes of texts to it.

    Spellings that no reader takes (reserved words, duplicates, expressions that are none) are left out for it, so that
    all others can be tried.
    """

    def __init__(self, program: Program, countries: Mapping[str, Country]) -> None:
        self.program, self.countries = program, countries
        self.fit, self.refused, self.doubles = _fit(program)
        numbers = tuple({number.number: number for number in program.numbers}.values())
        kept = tuple(keyword for keyword in self.fit if keyword is not None)
        self._classifier = Classifier(ProgramSet([program.model_copy(update={"keywords": kept, "numbers": numbers})]))

    def hear(self, text: str, at: Context | None = None, prompt: str | None = None) -> Classification:
        """What a text is read as; without a context, at the program's first number."""
        context = at or Context(self.program.numbers[0].number)
        return self._classifier.classify(context.number, text, campaign=context.campaign, previous_prompt=prompt)

    def contexts(self, keyword: Keyword) -> list[Context]:
        """Where a keyword is looked for; of very many, some."""
        known = [number.number for number in self.program.numbers]
        numbers = [number for number in keyword.numbers if number in known] or known
        campaigns: Sequence[str | None] = keyword.campaigns or (None,)
        return list(islice((Context(number, campaign) for number in numbers for campaign in campaigns), _MOST_CONTEXTS))

    @cached_property
    def spellings(self) -> list[Spelling]:
        """Every spelling of every keyword, in the file's order; of an expression only its keyword."""
        found = []
        for n, keyword in enumerate(self.program.keywords):
            found.append(Spelling(("keywords", n, "keyword"), keyword.keyword, n))
            if keyword.match is not Match.REGEX:
                found += [Spelling(("keywords", n, "synonyms", i), text, n) for i, text in enumerate(keyword.synonyms)]
        return found

    @cached_property
    def expressions(self) -> list[Spelling]:
        """Every expression."""
        return [
            Spelling(("keywords", n, "synonyms", i), text, n)
            for n, keyword in enumerate(self.program.keywords)
            if keyword.match is Match.REGEX
            for i, text in enumerate(keyword.synonyms)
        ]

    def reaches(self, heard: Classification, place: int) -> bool:
        """Whether a text was read as the keyword at a place."""
        keyword = self.fit[place]
        return (
            keyword is not None
            and heard.intent is Intent.KEYWORD
            and (heard.keyword, heard.template) == (keyword.keyword, keyword.template)
        )

    def name(self, heard: Classification) -> str:
        """What a text was read as, in words."""
        if heard.answered_by_aws:
            return "a keyword that AWS itself answers"
        if heard.is_auto_response:
            return "a machine's text"
        return f"the keyword {heard.keyword}" if heard.keyword is not None else heard.intent.value.replace("_", " ")

    @cached_property
    def uses(self) -> list[Use]:
        """Every field that names a template, in the order of the model."""
        return list(_uses(self.program))

    @cached_property
    def marked(self) -> list[Use]:
        """Every entry of `promotional` and `at_least_once`: it says how a template is sent, not that it is."""
        lists = (("promotional", self.program.promotional), ("at_least_once", self.program.at_least_once))
        return [Use((field, n), template) for field, names in lists for n, template in enumerate(names)]

    def texts(self, template: str) -> Mapping[str, str]:
        """Language → text; empty for a name that no template has."""
        return self.program.texts(template) if template in self.program.templates else {}

    def at_text(self, template: str, language: str) -> Where:
        """The field of a template's text in a language."""
        whole = isinstance(self.program.templates[template], str)
        return ("templates", template) if whole else ("templates", template, language)

    def sent(self, text: str) -> str:
        """A template's text as it is sent, every variable having its example's value."""
        names = PLACEHOLDER.findall(text)
        return render(text, {name: self.program.variables.get(name, "") for name in names})

    def draws(self, template: str, text: str | None = None) -> Witness:
        """What customers text to be sent a template, where anything draws it, and what they are sent."""
        outbound = self.sent(text if text is not None else self.program.text(template))
        for inbound, context in self._drawing.get(template, ()):
            if self.hear(inbound, context).template == template:
                return Witness(inbound, outbound, context.number, context.campaign)
        return Witness(outbound=outbound)

    def asks(self, keyword: Keyword) -> Witness:
        """What customers text to reach a keyword."""
        here = self.contexts(keyword)[0]
        return Witness(keyword.keyword, number=here.number, campaign=here.campaign)

    @cached_property
    def _drawing(self) -> dict[str, list[tuple[str, Context]]]:
        found: dict[str, list[tuple[str, Context]]] = {}
        replies, here = self.program.replies, [Context(number.number) for number in self.program.numbers]
        texts = {"help": "HELP", "stop": "STOP", "start": "START", "ask": "wrong number", "unmatched": GIBBERISH}
        for keyword in self.fit:
            if keyword is not None:
                each = [(keyword.keyword, context) for context in self.contexts(keyword)]
                found.setdefault(keyword.template, []).extend(each)
        for name, text in texts.items():
            template = getattr(replies, name)
            if template is not None:
                found.setdefault(template, []).extend((text, context) for context in here)
        return found


_STEP_TEMPLATES = ("unclear", "hand_off", "reminder", "expired")


def _uses(program: Program) -> Iterator[Use]:
    for n, keyword in enumerate(program.keywords):
        yield Use(("keywords", n, "template"), keyword.template)
        if keyword.again is not None:
            yield Use(("keywords", n, "again"), keyword.again)
    for name, template in program.replies:
        if template is not None:
            yield Use(("replies", name), template)
    for n, number in enumerate(program.numbers):
        for k, answered in enumerate(number.aws_keywords):
            yield Use(("numbers", n, "aws_keywords", k, "template"), answered.template)
    for n, flow in enumerate(program.flows):
        yield Use(("flows", n, "prompt"), flow.prompt)
        if flow.several is not None:
            yield Use(("flows", n, "several"), flow.several)
        for s, step in enumerate(flow.steps):
            at: Where = ("flows", n, "steps", s)
            named = [(name, getattr(step, name)) for name in _STEP_TEMPLATES]
            yield from (Use((*at, name), template) for name, template in named if template is not None)
            replies = enumerate(answer.reply for answer in step.answers)
            yield from (Use((*at, "answers", a, "reply"), reply) for a, reply in replies if reply is not None)


def said(text: str) -> str:
    """Why RE2 refuses an expression; empty where it takes it."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(text, options)
    except re2.error as error:
        why = error.args[0] if error.args else "cannot be read"
        return why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
    return ""


def _fit(program: Program) -> tuple[list[Keyword | None], dict[Where, str], dict[Where, Where]]:
    """The keywords without what no reader takes, None where nothing is left of one; expressions that are refused, and
    why; spellings that another keyword of the same scope has, and where."""
    fit: list[Keyword | None] = []
    refused: dict[Where, str] = {}
    doubles: dict[Where, Where] = {}
    taken: dict[tuple[object, ...], tuple[tuple[str, str], Where]] = {}
    for n, keyword in enumerate(program.keywords):
        kept: list[str] = []
        for i, text in enumerate((keyword.keyword, *keyword.synonyms)):
            at: Where = ("keywords", n, "synonyms", i - 1) if i else ("keywords", n, "keyword")
            if i and keyword.match is Match.REGEX:
                if why := said(text):
                    refused[at] = why
                elif kept:
                    kept.append(text)
                continue
            clauses, bare = read(text)
            if not bare or requested(clauses, bare).word is not None:
                continue
            name = (kept[0] if kept else text, keyword.template)
            scopes = [(*scope, normalise(text)) for scope in _scopes(program, keyword)]
            others = [taken[scope][1] for scope in scopes if scope in taken and taken[scope][0] != name]
            if others:
                doubles[at] = others[0]
            else:
                taken.update((scope, (name, at)) for scope in scopes if scope not in taken)
                kept.append(text)
        update = {"keyword": kept[0], "synonyms": tuple(kept[1:])} if kept else {}
        fit.append(keyword.model_copy(update=update) if kept else None)
    return fit, refused, doubles


def _scopes(program: Program, keyword: Keyword) -> list[tuple[object, ...]]:
    """The dictionaries that a keyword stands in."""
    numbers = keyword.numbers or tuple(number.number for number in program.numbers)
    campaigns: Sequence[str | None] = keyword.campaigns or (None,)
    return [(number, campaign, bool(keyword.numbers)) for number in numbers for campaign in campaigns]
