"""How many texts a core understands, beside a plain look-up of the body in a dictionary, in one run."""

import random
import time
from collections.abc import Callable, Sequence

import pyarrow as pa

from pipelines.domain.classify import Classifier
from schemas.program import Match, Program, ProgramSet

NUMBER = "+12065550100"
BLOCK = 10_000
_TALK = [
    "i",
    "you",
    "the",
    "a",
    "to",
    "it",
    "is",
    "and",
    "of",
    "in",
    "that",
    "we",
    "for",
    "on",
    "my",
    "with",
    "at",
    "be",
    "this",
    "have",
    "are",
    "not",
    "so",
    "do",
    "was",
    "but",
    "what",
    "just",
    "go",
    "all",
    "know",
    "out",
    "get",
    "up",
    "your",
    "like",
    "can",
    "now",
    "will",
    "if",
    "about",
    "good",
    "time",
    "see",
    "think",
    "want",
    "when",
    "how",
    "there",
    "me",
    "her",
    "him",
    "they",
    "no",
    "going",
    "back",
    "well",
    "would",
    "some",
    "here",
    "really",
    "need",
    "come",
    "could",
    "right",
    "one",
    "then",
    "make",
    "off",
    "us",
    "more",
    "day",
    "too",
    "did",
    "work",
    "home",
    "over",
    "where",
    "who",
    "tell",
    "way",
    "has",
    "been",
    "from",
    "why",
    "them",
    "thing",
    "into",
    "thank",
    "still",
    "before",
    "after",
    "last",
    "great",
    "car",
    "bus",
    "lunch",
    "dinner",
    "doctor",
    "tomorrow",
    "today",
    "tonight",
    "week",
    "monday",
    "friday",
    "morning",
    "school",
    "house",
    "money",
    "help",
    "please",
    "late",
    "early",
    "waiting",
    "call",
    "phone",
    "number",
    "store",
    "shop",
    "order",
    "price",
    "open",
    "price",
    "coffee",
    "mother",
    "sister",
    "friend",
    "kids",
    "game",
    "movie",
    "train",
    "meeting",
    "happy",
    "sorry",
    "love",
    "nice",
    "cool",
    "maybe",
    "never",
    "always",
    "again",
]
_ANSWERS = """yes|no|y|n|ok|YES|Yes|No|C|confirm|CONFIRM|Confirmed|yes please|yes thanks|Yes!|👍|ok thanks|thank you|thanks|sure|yep|move|MOVE
please|move to friday|R|reschedule|can't make it|no sorry|I will be there|see you then|where are you?|what time is it?|STOP|stop|help|HELP|hours|deals
|who is this|sounds good|no thanks|running late|si|oui|call me|wrong number|1|2|3|the second one|tuesday at 3""".replace(
    "\n", " "
).split("|")


def classification(messages: int) -> list[tuple[str, str, str, bool]]:
    """Rows of the table: name, figure, target, met."""
    chance = random.Random(7)
    distinct = [_said(chance, n) for n in range(messages)]
    repeated = [
        chance.choice(distinct) if chance.random() < 0.04 else _ANSWERS[int(len(_ANSWERS) * chance.random() ** 2)]
        for _ in range(messages)
    ]
    few, many = (Classifier(ProgramSet([_program(count)])) for count in (50, 5_000))
    plain = {f"word{n}": n for n in range(5_000)}
    for classifier in (few, many):
        _speed(distinct[: 2 * BLOCK], classifier)  # the automata make their states
    by_few, by_many, realistic = _speed(distinct, few), _speed(distinct, many), _speed(repeated, many)
    looked_up = _per_second(len(distinct), lambda: [plain.get(body.strip().lower()) for body in distinct])
    ratio = by_few / by_many
    return [
        ("classify, all distinct, 5,000 keywords", f"{by_many:,.0f} /s a core", "≥ 100,000", by_many >= 100_000),
        ("  from 50 keywords to 5,000", f"{ratio:.2f} × the time", "≤ 1.5", ratio <= 1.5),
        ("  beside a look-up of the body in a dictionary", f"{by_many / looked_up:.3f}", "", True),
        ("classify, realistic (4 % distinct)", f"{realistic:,.0f} /s a core", "≥ 1,000,000", realistic >= 1_000_000),
        ("  beside a look-up of the body in a dictionary", f"{realistic / looked_up:.2f}", "", True),
    ]


def _said(chance: random.Random, n: int) -> str:
    words = [chance.choice(_TALK) for _ in range(chance.randint(3, 12))]
    words.insert(chance.randrange(len(words) + 1), str(n))
    text = " ".join(words)
    return text.capitalize() + chance.choice(["", "", ".", "?", "!", " 🙂" if n % 20 == 0 else ""])


def _program(count: int) -> Program:
    """`count` keywords with two synonyms each, of every kind of match in turn; most are exact or a first word."""
    chance = random.Random(count)
    kinds = [Match.EXACT, Match.EXACT, Match.FIRST_WORD, Match.FIRST_WORD, Match.PHRASE, Match.ALL_WORDS, Match.FUZZY]

    def word() -> str:
        return "".join(chance.choice("bcdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(3, 5)))

    keywords = [
        {
            "keyword": f"{word()}{n}".upper(),
            "synonyms": [f"{word()} {n}", f"{word()} {word()} {n}"],
            "match": kinds[n % len(kinds)].value,
            "template": "a",
        }
        for n in range(count)
    ]
    said = {"program": "p", "numbers": [{"number": NUMBER, "opt_outs": "self"}], "keywords": keywords}
    return Program.model_validate({**said, "templates": {"a": "a"}, "replies": {"help": "a", "stop": "a"}})


def _speed(bodies: Sequence[str], classifier: Classifier) -> float:
    """Messages a CPU second, in blocks as the stream brings them."""
    blocks = [
        [pa.array(column, pa.string()) for column in ([NUMBER] * len(part), part, ["message"] * len(part))]
        for part in (bodies[start : start + BLOCK] for start in range(0, len(bodies), BLOCK))
    ]
    return _per_second(len(bodies), lambda: [classifier.classify_block(*block) for block in blocks])


def _per_second(count: int, work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return count / (time.process_time() - begun)
