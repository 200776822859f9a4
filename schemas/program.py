"""What an operator writes: a messaging program. The model, fingerprinted; `program_file` reads it from YAML."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from schemas.errors import ConfigurationFault
from schemas.pseudonym import NumberKind, canonical_number, kind_of

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A variable in a template. Braces have no other use there."""

LONGEST_TEXT = 1530
"""Characters AWS sends at most, in the GSM alphabet (AWS End User Messaging SMS user guide, "SMS character limits")."""

CARRIER_OPT_OUT = frozenset(
    (
        *("arret", "cancel", "end", "opt-out", "optout", "quit", "remove", "stop", "td", "unsubscribe"),
        *("revoke", "opt out"),
        *("stop all", "stopall", "unsub"),
    )
)
"""In this order: AWS user guide, "Required keywords"; what 47 CFR 64.1200(a)(10) adds; what carriers' default lists add
under CTIA's Messaging Principles."""
CARRIER_HELP = frozenset(("help", "info", "aide"))
"""CTIA's Messaging Principles; the Canadian short code guidelines."""
CARRIER_OPT_IN = frozenset(("start", "unstop"))
"""US toll-free: the network itself acts on them."""


class OptOuts(StrEnum):
    """Who answers STOP, HELP and START on a number, as the number is set up at AWS."""

    AWS = "aws"  # AWS answers and keeps the list; we neither reply nor usually see them
    SELF = "self"  # self-managed opt-outs: AWS routes them to us, and we answer


class Match(StrEnum):
    """How a keyword and its synonyms are found in a text. The whole text always matches, whatever the kind.

    Texts and keywords are compared in the form that `pipelines.domain.normalise` gives them.
    """

    EXACT = "exact"  # the whole text is the keyword
    FIRST_WORD = "first_word"  # the text begins with it
    PHRASE = "phrase"  # its words stand in the text, in a row
    ALL_WORDS = "all_words"  # its words stand in the text, in any order
    ANY_WORDS = "any_words"  # one of its words stands in the text
    REGEX = "regex"  # the synonyms are RE2 expressions, searched in the normalised text: linear time
    FUZZY = "fuzzy"  # the whole text is the keyword but for at most `max_edits` slips of the finger


class Means(StrEnum):
    """An answer that customers give in many words and languages, and that a keyword can stand for."""

    YES = "yes"
    NO = "no"


class AwsAction(StrEnum):
    """What AWS does with a keyword that it answers itself: PutKeyword's KeywordAction."""

    AUTOMATIC_RESPONSE = "automatic_response"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


class Outcome(StrEnum):
    """What a conversation came to, for the business's own system."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MOVED = "moved"
    APPROVED = "approved"
    DENIED = "denied"
    HANDED_OFF = "handed_off"  # a person has to go on
    ANSWERED = "answered"  # none of these: the customer answered


class NumberType(StrEnum):
    """AWS's NumberType, as DescribePhoneNumbers names it."""

    SHORT_CODE = "SHORT_CODE"
    LONG_CODE = "LONG_CODE"
    TOLL_FREE = "TOLL_FREE"
    TEN_DLC = "TEN_DLC"
    SIMULATOR = "SIMULATOR"


class ProgramFaults(ConfigurationFault):
    """All that is wrong with the given files, a line each: `file:line: field: what is wrong; what to do`."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(faults)
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "\n".join(self.faults)


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


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, hide_input_in_errors=True)


_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160)]


_Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
_Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
_Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_sendable)]
_ByLanguage = Annotated[dict[_Language, _Text], Field(min_length=1)]
_Template = Annotated[
    Annotated[_Text, Tag("text")] | Annotated[_ByLanguage, Tag("by_language")],
    Discriminator(lambda value: "by_language" if isinstance(value, Mapping) else "text"),
]


class AwsKeyword(_Model):
    """A keyword that AWS itself answers on a number, so that we do not. `twoway numbers apply` puts it there."""

    keyword: Annotated[_Word, Field(max_length=30)]
    """What the customer's text begins with, as AWS's PutKeyword has it; upper and lower case are one."""
    action: AwsAction = AwsAction.AUTOMATIC_RESPONSE
    template: str
    """Its immediate response."""


class Number(_Model):
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


class Keyword(_Model):
    """What customers text, other ways to write it, and the template that answers it."""

    keyword: Annotated[_Word, Field(max_length=30)]
    """At most 30 characters, as AWS's PutKeyword has it."""
    synonyms: tuple[_Word, ...] = ()
    match: Match = Match.EXACT
    means: Means | None = None
    """The keyword also stands for every plain yes, or no, in any language that is understood."""
    max_edits: Annotated[int, Field(ge=1, le=2)] = 1
    """With match: fuzzy, how many letters may be missing, added, wrong or swapped."""
    numbers: tuple[Annotated[str, AfterValidator(_answerable)], ...] = ()
    """Only texts to these numbers of the program; absent: to all of them."""
    campaigns: tuple[_Word, ...] = ()
    """Only answers to a prompt of these campaigns; absent: always."""
    template: str


class Replies(_Model):
    """Templates for what is no keyword; absent: no reply."""

    unmatched: str | None = None
    help: str | None = None
    stop: str | None = None
    ask: str | None = None
    """The one clarifying text when it is unclear whether the customer opts out; nothing else is sent until they answer."""
    start: str | None = None


END = "end"
"""The step that ends a flow."""


class Answer(_Model):
    """What one kind of answer does in a step."""

    when: str
    """yes, no, choice (one of the open times), more, none_of_these, any, or a keyword of the program."""
    reply: str | None = None
    """The template that answers it."""
    outcome: Outcome | None = None
    next: str | None = None
    """The step that follows, or end; absent: the step stays open."""


class Step(_Model):
    """A point of a conversation at which the customer's answer is awaited."""

    step: _Name
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


class Flow(_Model):
    """A conversation that a prompt opens: its steps, the first one first."""

    flow: _Name
    prompt: str
    """The template that asks."""
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


WHEN = frozenset(("yes", "no", "choice", "more", "none_of_these", "any"))
"""What an answer can be `when`, besides a keyword of the program."""


class Program(_Model):
    """An operator's program. `load_program` also checks what shows only between fields."""

    program: _Name
    """Its name; stands in every row that it reads."""
    description: str = ""
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    languages: Annotated[tuple[_Language, ...], Field(min_length=1)] = ("en",)
    """Language tags such as en or pt-BR. The first is what customers are answered in whose language is not known."""
    keywords: tuple[Keyword, ...] = ()
    templates: dict[str, _Template] = {}
    """Name → text, with variables like {name}; or name → language → text."""
    variables: dict[str, str] = {}
    """Name of a variable → an example of its value, as long as it gets: what lengths and costs are reckoned with."""
    replies: Replies = Replies()
    flows: tuple[Flow, ...] = ()

    @property
    def name(self) -> str:
        """The program's name."""
        return self.program

    @cached_property
    def version(self) -> str:
        """First 12 hex digits of the SHA-256 of the program's canonical JSON. Comments, the order of keys, and defaults
        that are written out do not change it."""
        said = self.model_dump(mode="json", exclude_defaults=True)
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]

    def text(self, template: str, language: str | None = None) -> str:
        """The text of a template in a customer's language: that very tag, else the same language of another country,
        else the program's first language.

        Raises:
            KeyError: no template of that name.
        """
        texts = self.templates[template]
        if isinstance(texts, str):
            return texts
        spoken = (language or "").partition("-")[0]
        near = [tag for tag in texts if tag.partition("-")[0] == spoken]
        fallback = next((tag for tag in self.languages if tag in texts), next(iter(texts)))
        return texts[language if language in texts else near[0] if near else fallback]

    def texts(self, template: str) -> Mapping[str, str]:
        """Language → text of a template; one text for all stands under the program's first language.

        Raises:
            KeyError: no template of that name.
        """
        texts = self.templates[template]
        return {self.languages[0]: texts} if isinstance(texts, str) else texts

    @property
    def replying_templates(self) -> list[str]:
        """Names of the templates that answer keywords and what is no keyword, each once."""
        replies = self.replies.model_dump().values()
        named = (*(keyword.template for keyword in self.keywords), *(name for name in replies if name is not None))
        return list(dict.fromkeys(named))

    def opt_outs_on(self, number: str) -> OptOuts | None:
        """Who answers STOP on one of the program's numbers."""
        wanted = canonical_number(number)
        return next((n.opt_outs for n in self.numbers if n.number == wanted), None)


@dataclass(frozen=True, slots=True)
class ProgramSet:
    """Several programs, no number and no name in two of them.

    Raises:
        ConfigurationFault: two of them share a number or a name.
    """

    programs: Sequence[Program]
    _by_number: Mapping[str, Program] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        claimed = [(number.number, program) for program in self.programs for number in program.numbers]
        names = {program.name for program in self.programs}
        if len(dict(claimed)) < len(claimed) or len(names) < len(self.programs):
            raise ConfigurationFault("Two programs share a number or a name. load_programs tells where.")
        object.__setattr__(self, "programs", tuple(self.programs))
        object.__setattr__(self, "_by_number", dict(claimed))

    def for_number(self, number: str) -> Program | None:
        """The program that answers on `number`, ours, as AWS writes it or as people do."""
        return self._by_number.get(number) or self._by_number.get(canonical_number(number))


def program_json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a program file, for editors."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Program.model_json_schema()}
