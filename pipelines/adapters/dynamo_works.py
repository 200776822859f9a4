"""What works of one customer come to, from what is stored of its threads and texts: pure, and gone through again whenever
what it was decided from has changed before it could be written. The counterpart of `sqlite_threads.gather`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from pipelines.adapters.dynamo_threads import NO_THREAD, KeptText, KeptThread
from pipelines.domain.plan import reply_id
from pipelines.domain.thread import Finding, Heard, Thread
from pipelines.domain.thread_effects import Asked
from pipelines.ports import Applied, ConversationOutcome, Decide, Errand, Promise, Reply, Who, Work

_Key = tuple[bytes, str]


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of the threads and texts of works. `answers`: message id of the API → our reply id."""

    threads: Mapping[_Key, KeptThread]
    texts: Mapping[bytes, KeptText]
    answers: Mapping[str, bytes]


@dataclass(slots=True)
class Made:
    """What works came to, before it is stored. `texts` are new, by reply id; `refound`: what was found out later of those
    that are not. `findings` by inbound message id; `asked`: by thread, None where it goes on; `known`: reply ids of texts
    that came before."""

    threads: dict[_Key, Thread] = field(default_factory=dict)
    texts: dict[bytes, KeptText] = field(default_factory=dict)
    refound: dict[bytes, Finding] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    promises: list[Promise] = field(default_factory=list)
    outcomes: list[ConversationOutcome] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)
    asked: dict[_Key, tuple[Who, Asked] | None] = field(default_factory=dict)
    known: list[bytes] = field(default_factory=list)
    repeated: int = 0

    @property
    def size(self) -> int:
        """Items that it takes to store it, at most: these and the customer's latch."""
        happened = len(self.threads) + len(self.texts) + len(self.refound)
        return 1 + happened + len(self.promises) + len(self.outcomes) + len(self.errands)


def gather(works: Sequence[Work], known: Known, decide: Decide, refinds: bool) -> Made:
    """Let `decide` say what became of each thread; texts that were applied before are left out. `refinds`: what is found
    out now of texts that were applied before is kept with them."""
    made = Made()
    for work in works:
        fresh = _fresh(work, known, made)
        key = work.who.thread
        thread = made.threads.get(key) or known.threads.get(key, NO_THREAD).thread
        decided = decide(thread, replace(work, heard=tuple(fresh)))
        made.threads[key] = decided.thread
        made.promises += decided.promises
        made.outcomes += decided.outcomes
        made.errands += decided.errands
        made.asked[key] = None if decided.asked is None else (work.who, decided.asked)
        _find(made, decided.findings, fresh, refinds)
    return made


def _fresh(work: Work, known: Known, made: Made) -> list[tuple[Heard, Promise]]:
    """The texts that were not applied before; those that were are entered in `made`."""
    fresh: dict[bytes, tuple[Heard, Promise]] = {}
    for heard, draft in work.heard:
        key, position = draft.reply_id, position_of(draft)
        if key in fresh:
            made.known.append(key)
            made.repeated += position_of(fresh[key][1]) != position
            continue
        before = made.texts.get(key) or known.texts.get(key)
        if before is None:
            answers = None if heard.previous is None else known.answers.get(heard.previous)
            fresh[key] = heard if heard.previous is None else replace(heard, answers=answers), draft
            continue
        made.known.append(key)
        made.repeated += before.position != position
        made.findings[heard.message_id] = before.finding
    return list(fresh.values())


def _find(made: Made, findings: Mapping[str, Finding], fresh: Iterable[tuple[Heard, Promise]], refinds: bool) -> None:
    made.findings |= findings
    for heard, draft in fresh:
        finding = made.findings[heard.message_id] = findings.get(heard.message_id, Finding())
        made.texts[draft.reply_id] = KeptText(position_of(draft), finding)
    for message_id, finding in findings.items() if refinds else ():
        key = reply_id(message_id)
        if key in made.texts:
            made.texts[key] = replace(made.texts[key], finding=finding)
        else:
            made.refound[key] = finding


def position_of(draft: Promise) -> bytes:
    """Where in the stream a text was read, in 8 bytes."""
    return blake2b(f"{draft.source_shard}/{draft.source_seq}".encode(), digest_size=8).digest()


def cut(works: Sequence[Work], most: int) -> tuple[list[Work], list[Work]]:
    """The first `most` prompts and texts of works, and the rest: as if they had come in two blocks. What else a work tells
    is told with its first part."""
    first: list[Work] = []
    rest: list[Work] = []
    for work in works:
        room = most - sum(map(inputs, first))
        if rest or room < 1:
            rest.append(work)
            continue
        opened, heard = work.openings[:room], work.heard[: max(0, room - len(work.openings))]
        first.append(replace(work, openings=opened, heard=heard))
        if len(opened) + len(heard) < len(work.openings) + len(work.heard):
            left = replace(work, openings=work.openings[len(opened) :], heard=work.heard[len(heard) :])
            rest.append(replace(left, got={}, tick=None, resumed=False))
    return first, rest


def inputs(work: Work) -> int:
    """Prompts and texts of a work; one for what has none."""
    return max(1, len(work.openings) + len(work.heard))


def joined(parts: Sequence[tuple[Made, Sequence[Reply]]]) -> Applied:
    """What became of a block, from what its parts came to and how their replies stand."""
    findings = {key: finding for made, _ in parts for key, finding in made.findings.items()}
    asked = {key: each for made, _ in parts for key, each in made.asked.items()}
    return Applied(
        findings,
        replies=[reply for _, replies in parts for reply in replies],
        outcomes=[outcome for made, _ in parts for outcome in made.outcomes],
        asked=[each for each in asked.values() if each is not None],
        repeated=sum(made.repeated for made, _ in parts),
        duplicates=sum(finding.duplicate_of is not None for finding in findings.values()),
    )
