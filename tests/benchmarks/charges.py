"""Customers with two open alerts on one phone, who know which charge is theirs: how many charges are approved that were not?

`python -m tests.benchmarks.charges [--customers 100000] [--seed 7]`. Each customer answers as people do: by replying to the
very message, by naming the amount or the shop, or with a bare yes or no; asked which one is meant, with its number, with
number and answer, or by name. Some answer twice, some change their mind to no, some say it again. Prints what came of it.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from rich.progress import track

from pipelines.domain.classify import Classifier
from pipelines.domain.converse import Say
from pipelines.domain.render import render
from pipelines.domain.thread import Event, Heard, Opening, Thread
from pipelines.domain.thread_effects import Followed
from pipelines.domain.thread_fold import follow
from pipelines.settings import shipped_programs
from schemas.program import Outcome, Program
from schemas.program_file import load_programs

BANK = "+12065550111"
PROGRAMS = load_programs(shipped_programs())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
_SHOPS = ("NORTHWEST ELECTRONICS", "BLUE CAFE", "CITY GAS", "AIRPORT PARKING", "ONLINE BOOKS", "GREEN GROCER")
_YES = ("YES", "yes", "Yes it was me", "Y", "yep", "approve")
_NO = ("NO", "no", "Not me", "no I did not", "FRAUD", "nope")


@dataclass(slots=True)
class Figures:
    """What came of so many customers."""

    customers: int = 0
    texts: int = 0
    about: int = 0
    right: int = 0
    wrong_approvals: int = 0
    settled: Counter[str] = field(default_factory=Counter)

    @property
    def right_rate(self) -> float:
        """Texts that were taken for the conversation that the customer meant, of those that were taken for one."""
        return self.right / max(self.about, 1)


@dataclass(slots=True)
class Customer:
    """Two alerts, and for each whether the charge is the customer's."""

    random: Random
    classifier: Classifier
    program: Program
    thread: Thread = field(default_factory=Thread)
    at: datetime = NOON
    sent: int = 0

    def open(self) -> dict[bytes, tuple[Opening, bool]]:
        amounts = [f"${self.random.randint(5, 900)}.{self.random.choice(('00', '49', '99'))}" for _ in range(2)]
        shops = self.random.sample(_SHOPS, 2) if self.random.random() < 0.9 else [self.random.choice(_SHOPS)] * 2
        alerts = {}
        for n, (amount, shop) in enumerate(zip(amounts, shops, strict=True)):
            opened = Opening(
                self.random.randbytes(16), self.at, "charge_alerts", "charge",
                {"amount": amount, "merchant": shop, "when": "today"}, message_id=f"aws-{n}",
            )  # fmt: skip
            alerts[opened.conversation_id] = opened, self.random.random() < 0.6
            self.thread = follow(self.thread, [Event(opened)], PROGRAMS).thread
            self.at += timedelta(seconds=self.random.uniform(1, 600))
        return alerts

    def say(self, text: str, previous: str | None = None) -> Followed:
        self.at += timedelta(seconds=self.random.uniform(6, 90))
        self.sent += 1
        meant = self.classifier.classify(BANK, text)
        followed = follow(self.thread, [Event(Heard(f"m{self.sent}", self.at, text, meant, previous))], PROGRAMS)
        self.thread = followed.thread
        return followed


def simulate(customers: int, seed: int, shown: bool = False) -> Figures:
    """Figures of so many customers."""
    random, classifier = Random(seed), Classifier(PROGRAMS)
    program = next(each for each in PROGRAMS.programs if each.name == "charge_alerts")
    figures = Figures()
    for _ in track(range(customers), "customers", disable=not shown):
        one = Customer(random, classifier, program)
        alerts = one.open()
        for key in random.sample(list(alerts), 2):
            _answer(one, alerts, key, figures)
        _tell(one, alerts, figures)
    return figures


def _answer(one: Customer, alerts: dict[bytes, tuple[Opening, bool]], key: bytes, figures: Figures) -> None:
    """The customer answers the alert that they mean, until it is settled or they have had enough."""
    opening, mine = alerts[key]
    word = one.random.choice(_YES if mine else _NO)
    how = one.random.random()
    if how < 0.35:
        followed = one.say(word, opening.message_id)
    elif how < 0.55:
        followed = one.say(f"{word} {opening.variables[one.random.choice(('amount', 'merchant'))]}")
    else:
        followed = one.say(word)
    for _ in range(4):
        _count(followed, key, figures)
        if _outcome(one, key) is not None:
            break
        said = _words(followed, one.program)
        if said is None:
            break
        followed = one.say(_reaction(one, said, list(alerts).index(key), opening, word))
    if one.random.random() < 0.1:
        _count(one.say(word, opening.message_id), key, figures)


def _reaction(one: Customer, said: str, which: int, opening: Opening, word: str) -> str:
    """What is answered to what we asked: the place in the list, the name, or the answer itself. Of two that read the same
    (a shop that charged twice), the one that was texted first stands first."""
    places = [n for n in (1, 2) if f"{n}) {opening.variables['amount']} at {opening.variables['merchant']}" in said]
    if not places:
        return word
    place = places[which] if len(places) > 1 else places[0]
    by_name = [] if len(places) > 1 else [f"{word} {opening.variables['amount']}"]
    return one.random.choice([str(place), f"{place} {word}", f"{word} {place}", *by_name])


def _words(followed: Followed, program: Program) -> str | None:
    says: Sequence[Say] = [say for told in followed.told for say in told.says]
    return render(program.text(says[0].template), says[0].variables) if says else None


def _count(followed: Followed, key: bytes, figures: Figures) -> None:
    for told in followed.told:
        figures.texts += 1
        if told.finding.conversation_id is not None:
            figures.about += 1
            figures.right += told.finding.conversation_id == key


def _outcome(one: Customer, key: bytes) -> Outcome | None:
    return next(
        (t.conversation.outcome for t in one.thread.after.talks if t.opening.conversation_id == key and t.conversation),
        None,
    )


def _tell(one: Customer, alerts: dict[bytes, tuple[Opening, bool]], figures: Figures) -> None:
    figures.customers += 1
    for key, (_, mine) in alerts.items():
        outcome = _outcome(one, key)
        figures.wrong_approvals += outcome is Outcome.APPROVED and not mine
        figures.settled[f"{'theirs' if mine else 'not theirs'}: {outcome or 'open'}"] += 1


def lines(figures: Figures, seconds: float) -> Iterator[str]:
    """The figures, to be read."""
    yield f"{figures.customers:,} customers with two open alerts each, {figures.texts:,} texts, {seconds:.0f} s"
    yield f"wrong approvals: {figures.wrong_approvals}"
    yield f"texts taken for the right conversation: {figures.right_rate:.4%} of {figures.about:,} that were taken for one"
    for name, number in sorted(figures.settled.items()):
        yield f"  {name}: {number:,}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if a law is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.charges", description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    started = time.monotonic()
    figures = simulate(options.customers, options.seed, shown=True)
    print("\n".join(lines(figures, time.monotonic() - started)))
    return 0 if figures.wrong_approvals == 0 and figures.right_rate >= 0.99 else 1


if __name__ == "__main__":
    raise SystemExit(main())
