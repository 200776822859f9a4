"""What a program is made of: numbers, keywords, replies, flows, their steps and answers, quiet hours. Single fields only;
what is wrong between them `program_rules` and `program_sending` tell."""

import re
from collections.abc import Mapping
from datetime import time
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

from schemas.countries import origin_of
from schemas.program_terms import (
    LONGEST_TEXT,
    PLACEHOLDER,
    AwsAction,
    Match,
    Means,
    NumberType,
    OptOuts,
    Outcome,
)
from schemas.pseudonym import NumberKind, canonical_number, kind_of


def _answerable(number: str) -> str:
    canonical = canonical_number(number)
    if kind_of(canonical) not in (NumberKind.E164, NumberKind.SHORT_CODE, NumberKind.RCS_AGENT):
        raise ValueError("is no number that customers can text; write it like +12065550100 or 55555")
    return canonical


def _sendable(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty; write the text, or remove the template")
    if not {"{", "}"}.isdisjoint(PLACEHOLDER.sub("", text)):
        raise ValueError("has a brace that is no variable; write variables like {name}, and no other braces")
    return text


class Model(BaseModel):
    """A part of a program: cannot be changed, knows no other fields, and tells no value in a fault: it may be a number."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)


Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_sendable)]
ByLanguage = Annotated[dict[Language, Text], Field(min_length=1)]
Template = Annotated[
    Annotated[Text, Tag("text")] | Annotated[ByLanguage, Tag("by_language")],
    Discriminator(lambda value: "by_language" if isinstance(value, Mapping) else "text"),
]


class AwsKeyword(Model):
    """A keyword that AWS itself answers on a number, so that we do not. `twoway numbers apply` puts it there."""

    keyword: Annotated[Word, Field(max_length=30)]
    """What the customer's text begins with, as AWS's PutKeyword has it; upper and lower case are one."""
    action: AwsAction = AwsAction.AUTOMATIC_RESPONSE
    template: str
    """Its immediate response."""


class Number(Model):
    """A number that the program answers on."""

    number: Annotated[str, AfterValidator(_answerable)]
    """E.164 such as +12065550100, a short code, or an RCS agent; kept in its canonical form."""
    opt_outs: OptOuts
    """Who answers STOP and HELP: aws, or self where self-managed opt-outs are switched on."""
    number_type: NumberType | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """ISO 3166 code of the number's country; a short code needs it, others show it by their prefix."""
    two_way_topic: str | None = None
    """ARN of the SNS topic that inbound texts go to; absent: the one that `twoway numbers apply` is told or creates."""
    opt_out_list: str | None = None
    """Name of the number's opt-out list at AWS; absent: the account's Default."""
    aws_keywords: tuple[AwsKeyword, ...] = ()
    """Keywords that AWS answers on this number."""
    parts_per_second: Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)] | None = None
    """Message parts that AWS lets it send a second, where that is not what AWS gives a number of its type."""

    @cached_property
    def pace(self) -> float:
        """Message parts a second that AWS lets the number send: as given, else what it gives a number of its type (AWS
        End User Messaging SMS user guide, "Message Parts per Second (MPS) limits")."""
        return self.parts_per_second if self.parts_per_second is not None else self.usual_pace

    @cached_property
    def usual_pace(self) -> float:
        """What AWS gives a number of its type and country without being asked. A long code sends 1 part a second in
        Canada and 10 elsewhere; so does, for want of better, a number whose type is not given."""
        if self.number_type is NumberType.LONG_CODE:
            origin = origin_of(self.number)
            return 1.0 if (self.country or (origin and origin.iso_code)) == "CA" else 10.0
        return _PACES.get(self.number_type, 10.0) if self.number_type is not None else 10.0


_PACES = {NumberType.SHORT_CODE: 100.0, NumberType.TEN_DLC: 1.0, NumberType.TOLL_FREE: 3.0}


class Keyword(Model):
    """What customers text, other ways to write it, and the template that answers it."""

    keyword: Annotated[Word, Field(max_length=30)]
    """At most 30 characters, as AWS's PutKeyword has it."""
    synonyms: tuple[Word, ...] = ()
    match: Match = Match.EXACT
    means: Means | None = None
    """The keyword also stands for every plain yes, or no, in any language that is understood."""
    max_edits: Annotated[int, Field(ge=1, le=2)] = 1
    """With match: fuzzy, how many letters may be missing, added, wrong or swapped."""
    numbers: tuple[Annotated[str, AfterValidator(_answerable)], ...] = ()
    """Only texts to these numbers of the program; absent: to all of them."""
    campaigns: tuple[Word, ...] = ()
    """Only answers to a prompt of these campaigns; absent: always."""
    template: str
    once_per_s: Annotated[int, Field(ge=60)] | None = None
    """A customer gets the reply once in so many seconds, counted from when they got it; absent: every time."""
    again: str | None = None
    """The template that they get instead in between; absent: nothing."""


class Replies(Model):
    """Templates for what is no keyword; absent: no reply."""

    unmatched: str | None = None
    help: str | None = None
    stop: str | None = None
    ask: str | None = None
    """The one clarifying text when it is unclear whether the customer opts out; nothing else is sent until they answer."""
    start: str | None = None


class Answer(Model):
    """What one kind of answer does in a step."""

    when: str
    """yes, no, choice (one of the open times), more, none_of_these, any, or a keyword of the program."""
    reply: str | None = None
    """The template that answers it."""
    outcome: Outcome | None = None
    next: str | None = None
    """The step that follows, or end; absent: the step stays open."""
    overrules: bool = False
    """It counts also after another answer has ended the conversation, until the step expires."""


class Step(Model):
    """A point of a conversation at which the customer's answer is awaited."""

    step: Name
    answers: Annotated[tuple[Answer, ...], Field(min_length=1)]
    offers: Literal["open_times"] | None = None
    """What `choice` chooses from."""
    unclear: str | None = None
    """The better question that an answer gets which is none of these."""
    retries: Annotated[int, Field(ge=0, le=5)] = 2
    """How often it is asked again before a person is asked to go on."""
    hand_off: str | None = None
    """What the customer is told then."""
    reminder: str | None = None
    remind_after_s: Annotated[int, Field(ge=60)] | None = None
    expires_after_s: Annotated[int, Field(ge=60, le=30 * 86_400)] = 259_200
    """When no answer comes: the conversation ends. 72 hours unless said otherwise."""
    expired: str | None = None
    """The template of what is told to an answer that comes later."""


class Flow(Model):
    """A conversation that a prompt opens: its steps, the first one first."""

    flow: Name
    prompt: str
    """The template that asks."""
    several: str | None = None
    """The template that asks which is meant, when a customer has several open conversations and a text names none of them.
    Its variable {choices} is the list: 1) and a label, 2) and a label."""
    label: Annotated[Text, Field(max_length=60)] | None = None
    """What a conversation is called in that list, with variables of the prompt, as in {amount} at {merchant}."""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


_CLOCK = r"^([01]?\d|2[0-3]):[0-5]\d$"


def _clock(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if not isinstance(value, str) or not re.fullmatch(_CLOCK, value):
        raise ValueError("is no time of day; write it like 21:00")
    hour, minute = value.split(":")
    return time(int(hour), int(minute))


Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _CLOCK}),
]


class QuietHours(Model):
    """The hours of the customer's night, by their own clock. Source: 47 CFR 64.1200(c)(1)."""

    start: Annotated[Clock, Field(json_schema_extra={"default": "21:00"})] = time(21)
    """From when on nothing promotional is sent."""
    end: Annotated[Clock, Field(json_schema_extra={"default": "08:00"})] = time(8)
    """Until when."""
