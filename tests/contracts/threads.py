"""Works as the contract tests make them: from records, by the shipped programs, as the job makes them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pipelines.domain.classify import Classifier
from pipelines.domain.decode import decode
from pipelines.domain.plan import wording
from pipelines.domain.reply import TextKind
from pipelines.domain.thread import Opening
from pipelines.domain.transcript import slot_at
from pipelines.domain.works import works_of
from pipelines.ports import Applied, ConversationOutcome, Decide, Promise, Store, Who, Work
from pipelines.settings import shipped_programs
from pipelines.transforms.classify import classify_block
from schemas.program import Program, ProgramSet
from schemas.program_file import load_programs
from schemas.tables import Dataset
from tests.contracts.replies import NOON, promise
from tests.pipelines.domain.records import TOKENS, block, inbound, sns

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLINIC, BANK = "+12065550100", "+12065550111"
ANN, BOB = "+14255550001", "+14255550002"
SHARD = "shardId-000000000000"
SLOTS = {"appointments": [slot_at(NOON + day * DAY) for day in range(1, 9)]}
USEFUL = timedelta(hours=4)


def _reminding(programs: ProgramSet) -> ProgramSet:
    """The programs, the first step of the clinic's flow with a reminder after an hour."""

    def changed(program: Program) -> Program:
        if program.name != "appointments":
            return program
        [flow] = program.flows
        step = flow.steps[0].model_copy(update={"reminder": "reminder", "remind_after_s": 3600})
        return program.model_copy(update={"flows": (flow.model_copy(update={"steps": (step, *flow.steps[1:])}),)})

    return ProgramSet([changed(program) for program in programs.programs])


PROGRAMS = _reminding(load_programs(shipped_programs()))
CLASSIFIER = Classifier(PROGRAMS)


def text(body: str, at: datetime = NOON, name: str = "m1", ours: str = CLINIC, who: str = ANN, **fields: Any) -> object:
    """A text as SNS brings it; `name` is its id."""
    payload = inbound(body, who, inboundMessageId=name, destinationNumber=ours, **fields)
    return sns(payload, f"sns-{name}", at.isoformat(timespec="milliseconds").replace("+00:00", "Z"))


def works(*records: object, shard: str = SHARD, now: datetime = NOON) -> list[Work]:
    """What records mean to threads."""
    read = classify_block(decode(block(*records, shard=shard), TOKENS), CLASSIFIER)
    return works_of(read.tables[Dataset.INBOUND], read.tables[Dataset.DELIVERIES], PROGRAMS, now, USEFUL)


def who(ours: str = CLINIC, number: str = ANN) -> Who:
    """A customer and a number of ours."""
    [work] = works(text("hello", ours=ours, who=number))
    return work.who


def visit(name: str = "visit", at: datetime = NOON - HOUR, number: str = ANN, **variables: str) -> Work:
    """A prompt of the clinic's, which we send."""
    return _opened(
        who(CLINIC, number), name, at, "appointments", "appointment", {"name": "Ann", "when": "Wed", **variables}
    )


def alert(name: str = "alert", at: datetime = NOON - MINUTE, amount: str = "$12.00", merchant: str = "SHOP") -> Work:
    """A prompt of the bank's, which we send."""
    variables = {"amount": amount, "merchant": merchant, "when": "today"}
    return _opened(who(BANK), name, at, "charge_alerts", "charge", variables)


def _opened(whom: Who, name: str, at: datetime, program: str, flow: str, variables: dict[str, str]) -> Work:
    found = next(each for each in PROGRAMS.programs if each.name == program)
    opening = Opening(key(name), at, program, flow, variables, "spring")
    said = wording(found, found.flows[0].prompt, None, variables)
    prompt = promise(
        at=at,
        reply_id=key(name),
        inbound_message_id=None,
        customer_key=whom.customer_key,
        key_id=whom.key_id,
        customer_mask=whom.customer_mask,
        origination_identity=whom.origination_identity,
        intent=None,
        keyword=None,
        program=program,
        template=said.template,
        body=said.body,
        kind=TextKind.PROMPT,
        conversation_id=key(name),
        campaign="spring",
        flow=flow,
    )
    return Work(whom, openings=((opening, prompt),))


def key(name: str) -> bytes:
    """A conversation id."""
    return name.encode().ljust(16, b".")


def apply(store: Store, *made: Work, now: datetime = NOON) -> Applied:
    """What becomes of works; the calendar is away."""
    return store.apply(made, Decide(PROGRAMS, classifier=CLASSIFIER), now)


def hear(store: Store, *records: object, now: datetime = NOON, shard: str = SHARD) -> Applied:
    """What becomes of records; the calendar is away."""
    return apply(store, *works(*records, shard=shard, now=now), now=now)


def go_on(store: Store, applied: Applied, takes: bool = True, now: datetime = NOON) -> Applied:
    """What becomes of what waits for the calendar, which gives each time that was chosen, or none, until nothing waits."""
    while applied.asked:
        going_on = [
            Work(whom, got={} if asked.slot is None else {asked.event: takes}, resumed=True)
            for whom, asked in applied.asked
        ]
        applied = store.apply(going_on, Decide(PROGRAMS, SLOTS, CLASSIFIER), now)
    return applied


def told(store: Store) -> list[ConversationOutcome]:
    """All outcomes, the first reached first and by revision."""
    found = store.unwritten_outcomes(1000, NOON + 100 * DAY)
    return sorted(found, key=lambda each: (each.occurred_at, each.revision, each.outcome_id))


def templates(applied: Applied) -> list[str | None]:
    """What is answered, by name."""
    return [reply.promise.template for reply in applied.replies]


def promises(applied: Applied) -> Sequence[Promise]:
    """What was promised."""
    return [reply.promise for reply in applied.replies]


def opened(store: Store) -> None:
    """Ann's conversations with the clinic and the bank, and Bob's with the clinic."""
    apply(store, visit(), alert(), visit("bobs", number=BOB))
