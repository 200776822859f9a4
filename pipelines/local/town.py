"""A simulated town: seeded customers, campaigns and behaviours, with a known truth.

`plan_town` is pure: the same settings give the same people, the same texts at the same seconds, and the same truth. The
truth is kept by the people themselves (who got the prompt, who answered it and how), never by reading what they wrote:
it is the oracle of the demo and of the tests.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.domain.normalise import normalise
from pipelines.local.sms_simulator import Fate
from schemas.errors import Reason

GOT_IT = frozenset({Fate.DELIVERED, Fate.SUCCESSFUL_FINAL, Fate.SUCCESSFUL_THEN_DELIVERED})
_FATES = (
    (Fate.SUCCESSFUL_THEN_DELIVERED, 52),
    (Fate.DELIVERED, 20),
    (Fate.SUCCESSFUL_FINAL, 12),
    (Fate.UNREACHABLE, 5),
    (Fate.CARRIER_BLOCKED, 4),
    (Fate.INVALID, 3),
    (Fate.TTL_EXPIRED, 2),
    (Fate.UNKNOWN, 2),
)


class Behaviour(StrEnum):
    """What a customer does with a prompt."""

    ANSWERS = "answers"  # writes one of the answers asked for, in one of the ways people do
    RAMBLES = "rambles"  # writes a sentence that no keyword matches: a response all the same
    TWICE = "twice"  # answers, then adds something: one response
    ASKS_HELP = "asks_help"  # texts HELP: a response
    STOPS = "stops"  # texts STOP: an opt-out, not a response
    STOPS_THEN_TEXTS = "stops_then_texts"  # STOP, later a keyword: a response to which nothing may be replied
    STOPS_THEN_STARTS = "stops_then_starts"  # STOP, then START: a response (the START) and the texts go on
    ROBOT = "robot"  # a machine answers: no response
    TAPBACK = "tapback"  # the phone reports a reaction: no response
    SILENT = "silent"  # nothing


@dataclass(frozen=True, slots=True)
class Campaign:
    """A set of prompts from one number. `flow`: the program's conversation that a prompt opens, with `variables`, encoded as
    in a form. `aws_answers`: STOP and HELP never reach us, AWS deals with them."""

    name: str
    number: str
    prompt: str
    answers: Sequence[str]
    flow: str | None = None
    variables: str = ""
    aws_answers: bool = False


CAMPAIGNS = (
    Campaign(
        "appointments",
        "+12065550100",
        "Lakeside Clinic: you have an appointment tomorrow at 10:30. Reply CONFIRM, or MOVE to change it. STOP to opt out.",
        ("CONFIRM", "confirm", "Confirm.", "yes", "YES", "Yes!", "c", "ok", "MOVE", "move please", "  confirm  "),
        flow="appointment",
        variables="name=Alex&when=tomorrow+at+10%3A30",
    ),
    Campaign(
        "charge_alerts",
        "+12065550111",
        "First Harbor Bank: did you spend 412.80 USD at ELECTRO MART? Reply YES or NO. STOP to opt out.",
        ("YES", "yes", "Yes it was me", "NO", "no", "No!", "no I did not", "approve", "FRAUD"),
        flow="charge",
        variables="amount=412.80+USD&merchant=ELECTRO+MART&when=today",
    ),
    Campaign(
        "offers",
        "+12065550122",
        "Corner Market: fresh bread at half price until six. Reply DEALS for more, HOURS for our times. STOP to opt out.",
        ("DEALS", "deals", "Deals please", "OFFERS", "offers", "hours", "HOURS?", "store"),
        aws_answers=True,
    ),
)
_WEIGHTS = {
    Behaviour.ANSWERS: 38, Behaviour.RAMBLES: 8, Behaviour.TWICE: 5, Behaviour.ASKS_HELP: 3, Behaviour.STOPS: 4,
    Behaviour.STOPS_THEN_TEXTS: 2, Behaviour.STOPS_THEN_STARTS: 2, Behaviour.ROBOT: 3, Behaviour.TAPBACK: 2,
    Behaviour.SILENT: 33,
}  # fmt: skip
_ONLY_WHERE_WE_ANSWER = {Behaviour.ASKS_HELP, Behaviour.STOPS_THEN_STARTS}
_STOPPING = {Behaviour.STOPS, Behaviour.STOPS_THEN_TEXTS, Behaviour.STOPS_THEN_STARTS}
_RAMBLES = (
    "whos this",
    "cant talk now 😅",
    "I think the 3rd was better",
    "¿qué?",
    "dunno yet, ask my wife",
    "comfirm",
    "thx 🙏🏽",
)
_ROBOTS = (
    "I'm driving right now and will see your message later.",
    "This is an automated response: I am out of the office.",
)
_TAPBACKS = ("Liked “{}”", "Loved “{}”")
_STOPS = ("STOP", "stop", "Stop.", "STOP please", "unsubscribe", "Stopall")


@dataclass(frozen=True, slots=True)
class Customer:
    """A person with a phone."""

    number: str
    fate: Fate

    def __repr__(self) -> str:
        return f"Customer(fate={self.fate.value})"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A campaign's text to a customer, `at` seconds after the start."""

    index: int
    at: float
    campaign: Campaign
    customer: Customer
    variant: str


@dataclass(frozen=True, slots=True)
class Text:
    """A customer's text. `after`: the prompt it follows, not texted before that was accepted; `names_prompt`: the
    payload says which send it answers; `copies`: how often AWS publishes it (at least once)."""

    at: float
    customer: Customer
    number: str
    body: str
    inbound_message_id: str
    after: int | None = None
    names_prompt: bool = False
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Garbage:
    """Something on the topic that is no message, and why it must end as a dead letter."""

    at: float
    payload: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class CampaignTruth:
    """What really happened to a campaign's prompts. `response_rate` is responses / delivered, None of nothing."""

    sent: int
    delivered: int
    responses: int

    @property
    def response_rate(self) -> float | None:
        return self.responses / self.delivered if self.delivered else None


@dataclass(frozen=True, slots=True)
class Town:
    """The plan: what happens when, and the truth of it."""

    customers: Sequence[Customer]
    prompts: Sequence[Prompt]
    texts: Sequence[Text]
    garbage: Sequence[Garbage]
    truth: dict[str, CampaignTruth]
    opted_out: frozenset[str] = field(repr=False)
    """Numbers of those who said STOP where we keep the list, and have not said START."""


def plan_town(seed: int, customers: int, traffic_s: float) -> Town:
    """Plan `customers` people and `traffic_s` seconds of traffic. Prompts leave in the first 55 %, answers follow within
    30 %, and the second prompt of those who are reminded comes between."""
    rng = random.Random(seed)
    people = [Customer(f"+1425{5550000 + n}", _pick(rng, _FATES)) for n in range(customers)]
    prompts: list[Prompt] = []
    texts: list[Text] = []
    answered: set[int] = set()
    stopped: set[str] = set()
    for person in people:
        chosen = rng.sample(CAMPAIGNS, k=2 if rng.random() < 0.15 else 1)
        for campaign in chosen:
            last = _prompt(rng, prompts, campaign, person, traffic_s)
            behaviour = _behaviour(rng, campaign, person)
            if len(chosen) > 1 and behaviour in _STOPPING:
                # A STOP holds for all our numbers: two stories of one person would make each other's truth.
                behaviour = Behaviour.ANSWERS
            texts += _act(rng, behaviour, last, traffic_s, len(texts))
            if _responds(behaviour, campaign):
                answered.add(last.index)
            if behaviour in (Behaviour.STOPS, Behaviour.STOPS_THEN_TEXTS) and not campaign.aws_answers:
                stopped.add(person.number)
    texts += list(_passers_by(rng, customers // 20 + 1, traffic_s))
    truth = {c.name: _truth([p for p in prompts if p.campaign is c], answered) for c in CAMPAIGNS}
    return Town(people, prompts, texts, list(_garbage(rng, traffic_s)), truth, frozenset(stopped))


def _pick(rng: random.Random, weighted: Sequence[tuple[Fate, int]]) -> Fate:
    return rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _prompt(
    rng: random.Random, prompts: list[Prompt], campaign: Campaign, person: Customer, traffic_s: float
) -> Prompt:
    """Prompt a person, one in ten twice; returns the last prompt, the one that answers belong to."""
    at = rng.uniform(0.0, 0.45) * traffic_s
    variant = rng.choice("AB")
    for step in range(2 if rng.random() < 0.1 else 1):
        prompts.append(Prompt(len(prompts), at + step * 0.1 * traffic_s, campaign, person, variant))
    return prompts[-1]


def _behaviour(rng: random.Random, campaign: Campaign, person: Customer) -> Behaviour:
    """Who got nothing, or whose phone never said, keeps silent (the latter mostly: an answer without a receipt counts
    for nothing in a rate of what was delivered)."""
    chosen = rng.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
    if person.fate not in GOT_IT and not (person.fate is Fate.UNKNOWN and chosen is Behaviour.ANSWERS):
        return Behaviour.SILENT
    return Behaviour.ANSWERS if campaign.aws_answers and chosen in _ONLY_WHERE_WE_ANSWER else chosen


def _responds(behaviour: Behaviour, campaign: Campaign) -> bool:
    if behaviour is Behaviour.STOPS_THEN_STARTS:
        return not campaign.aws_answers
    return behaviour in (
        Behaviour.ANSWERS, Behaviour.RAMBLES, Behaviour.TWICE, Behaviour.ASKS_HELP, Behaviour.STOPS_THEN_TEXTS,
    )  # fmt: skip


def _act(rng: random.Random, behaviour: Behaviour, prompt: Prompt, traffic_s: float, numbered: int) -> Iterator[Text]:
    """The texts of a behaviour, a second or more apart, the first some time after the prompt."""
    at = prompt.at + 0.5 + rng.uniform(0.02, 0.25) * traffic_s
    for count, body in enumerate(_bodies(rng, behaviour, prompt)):
        yield Text(
            at=at + count * (1.5 + rng.random()),
            customer=prompt.customer,
            number=prompt.campaign.number,
            body=body,
            inbound_message_id=_message_id(rng),
            after=prompt.index,
            names_prompt=rng.random() < 0.6,
            copies=2 if rng.random() < 0.03 else 1,
        )


def _bodies(rng: random.Random, behaviour: Behaviour, prompt: Prompt) -> Sequence[str]:
    answer, stop = rng.choice(prompt.campaign.answers), rng.choice(_STOPS)
    scripts: dict[Behaviour, Callable[[], Sequence[str]]] = {
        Behaviour.ANSWERS: lambda: [answer],
        Behaviour.RAMBLES: lambda: [rng.choice(_RAMBLES)],
        Behaviour.TWICE: lambda: [answer, rng.choice(_RAMBLES)],
        Behaviour.ASKS_HELP: lambda: [rng.choice(("HELP", "help", "Info"))],
        Behaviour.STOPS: lambda: [stop],
        # A YES would reopen: somebody who has stopped says anything else.
        Behaviour.STOPS_THEN_TEXTS: lambda: [stop, "when are you open" if normalise(answer) == "yes" else answer],
        Behaviour.STOPS_THEN_STARTS: lambda: [stop, "START"],
        Behaviour.ROBOT: lambda: [rng.choice(_ROBOTS)],
        Behaviour.TAPBACK: lambda: [rng.choice(_TAPBACKS).format(prompt.campaign.prompt)],
        Behaviour.SILENT: list,
    }
    return scripts[behaviour]()


def _passers_by(rng: random.Random, count: int, traffic_s: float) -> Iterator[Text]:
    """People whom nobody asked: they text a keyword, and count in no rate."""
    for n in range(count):
        campaign = rng.choice(CAMPAIGNS)
        stranger = Customer(f"+1360{5550000 + n}", Fate.DELIVERED)
        yield Text(rng.uniform(0.1, 0.8) * traffic_s, stranger, campaign.number, campaign.answers[0], _message_id(rng))


def _garbage(rng: random.Random, traffic_s: float) -> Iterator[Garbage]:
    made = (
        ("this is not JSON", Reason.NOT_JSON),
        ('["a", "list"]', Reason.NOT_AN_OBJECT),
        ('{"hello": "world"}', Reason.UNKNOWN_SHAPE),
        (
            '{"originationNumber": 14255550182, "destinationNumber": "+12065550100", "inboundMessageId": "g1"}',
            Reason.WRONG_TYPE,
        ),
        ('{"originationNumber": "+14255550182", "destinationNumber": "+12065550100"}', Reason.MISSING_FIELD),
        ('{"originationNumber": "+14255550182", "messageBody": "cut off', Reason.NOT_JSON),
    )
    for payload, reason in made:
        yield Garbage(rng.uniform(0.1, 0.8) * traffic_s, payload, reason)


def _message_id(rng: random.Random) -> str:
    digits = f"{rng.getrandbits(128):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _truth(prompts: Sequence[Prompt], answered: set[int]) -> CampaignTruth:
    delivered = [p for p in prompts if p.customer.fate in GOT_IT]
    return CampaignTruth(len(prompts), len(delivered), sum(p.index in answered for p in delivered))
