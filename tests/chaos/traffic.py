"""What happens in the town under chaos: seeded customers, prompts and texts, repeated and shuffled. Pure."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from tests.pipelines.domain.records import delivery, inbound, sns

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SHUFFLED = 600.0
"""Seconds that a record may be late."""
CLINIC, BANK, SHOP = "+12065550100", "+12065550111", "+12065550122"
_TO_CLINIC = ("CONFIRM", "yes", "ok confirm", "no", "1", "2", "WHERE", "what time is it again", "more", "thanks a lot")
_TO_BANK = ("YES", "NO", "FRAUD", "yes it was me", "2 yes", "1", "what is this", "Y", "not me")
_TO_SHOP = ("OFFERS", "HOURS", "COUPON", "what do you sell", "thanks")
_ANY = ("HELP", "STOP", "START", "unsubscribe", "YES")


@dataclass(frozen=True, slots=True)
class Text:
    """A text as the customer sent it. `repeats`: the id of the text whose words it is, under a new id."""

    message_id: str
    customer: str
    number: str
    body: str
    at: datetime
    repeats: str | None = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt that another system sent."""

    message_id: str
    customer: str
    number: str
    flow: str
    at: datetime
    variables: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record of the stream, when it arrives, and what it tells of; None: of a text of ours."""

    arrives_at: datetime
    data: bytes
    of: Text | Prompt | None


@dataclass(frozen=True, slots=True)
class Traffic:
    """Records in order of arrival, and what they tell of, each once."""

    records: tuple[Record, ...]
    texts: tuple[Text, ...]
    prompts: tuple[Prompt, ...]


def traffic(messages: int, seed: int) -> Traffic:
    """`messages` inbound records, a fifth of them in the stream again, a twentieth again under a new id, all shuffled
    within ten minutes; and the delivery events of the prompts that some of them answer."""
    random = Random(seed)
    texts: list[Text] = []
    prompts: list[Prompt] = []
    own = int(messages / 1.25)
    customer = 0
    while len(texts) < own:
        customer += 1
        said, asked = _customer(random, customer, own / 12.0)
        texts += said
        prompts += asked
    texts = texts[:own]
    under_new_ids = [_again(random, text, n) for n, text in enumerate(random.sample(texts, messages // 20))]
    repeated = random.sample(texts, messages - own - len(under_new_ids))
    records = [_of_text(random, text) for text in (*texts, *under_new_ids, *repeated)]
    records += [_of_prompt(random, prompt) for prompt in prompts]
    records.sort(key=lambda record: record.arrives_at)
    return Traffic(tuple(records), (*texts, *under_new_ids), tuple(prompts))


def _customer(random: Random, n: int, span_s: float) -> tuple[list[Text], list[Prompt]]:
    """Texts of one customer to one of our numbers, at least six seconds apart, and the prompts before them."""
    phone = f"+1{4_250_000_000 + n}"
    number, bodies, flow = random.choice(
        ((CLINIC, _TO_CLINIC, "appointment"), (BANK, _TO_BANK, "charge"), (SHOP, _TO_SHOP, ""))
    )
    at = START + timedelta(seconds=random.uniform(0, span_s))
    prompts = []
    for k in range(random.choice((0, 1, 1, 2)) if flow else 0):
        prompts.append(Prompt(f"p{n}-{k}", phone, number, flow, at, _variables(random, flow)))
        at += timedelta(seconds=random.uniform(5, 90))
    texts = []
    for k in range(random.randint(1, 9)):
        at += timedelta(seconds=random.uniform(6, 120))
        body = random.choice(_ANY if random.random() < 0.12 else bodies)
        texts.append(Text(f"m{n}-{k}", phone, number, body, _whole(at)))
    return texts, prompts


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _variables(random: Random, flow: str) -> tuple[tuple[str, str], ...]:
    if flow == "appointment":
        return ("name", "Ann"), ("when", "Wed 9 am")
    return (
        ("amount", f"${random.randint(5, 900)}.49"),
        ("merchant", f"SHOP {random.randint(100, 999)}"),
        ("when", "today"),
    )


def _again(random: Random, text: Text, n: int) -> Text:
    at = _whole(text.at + timedelta(seconds=random.uniform(0.2, 4.0)))
    return Text(f"again{n}", text.customer, text.number, text.body, at, text.message_id)


def _of_text(random: Random, text: Text) -> Record:
    payload = inbound(text.body, text.customer, inboundMessageId=text.message_id, destinationNumber=text.number)
    return _record(random, payload, f"s-{text.message_id}", text.at, text)


def _of_prompt(random: Random, prompt: Prompt) -> Record:
    context = {"kind": "prompt", "campaign": "chaos", "flow": prompt.flow, "variables": urlencode(prompt.variables)}
    event = delivery(
        message_id=prompt.message_id,
        originationPhoneNumber=prompt.number,
        destinationPhoneNumber=prompt.customer,
        messageRequestTimestamp=int(prompt.at.timestamp() * 1000),
        eventTimestamp=int(prompt.at.timestamp() * 1000) + 500,
        context=context,
    )
    return _record(random, event, f"e-{prompt.message_id}", prompt.at, prompt)


def _record(random: Random, payload: dict[str, Any], name: str, at: datetime, of: Text | Prompt) -> Record:
    stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    late = timedelta(seconds=random.uniform(0, SHUFFLED))
    return Record(at + late, json.dumps(sns(payload, name, stamp)).encode(), of)
