"""What has to change at AWS so that the numbers are as the programs say: everything compared, nothing called.

The changes stand in the order in which they are safe: topics and their policies before two-way points at them, two-way
before self-managed opt-outs (AWS wants it), keywords last. Each can be applied twice, and what a crash leaves behind is
a shorter plan. Nothing is ever taken away that somebody else may have put there.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from pipelines.domain.numbers.account import Account, Asked, Case, Finding, Home, topic_fault
from pipelines.domain.numbers.changes import (
    Change,
    CreateOptOutList,
    PutKeyword,
    SetOptOutList,
    SetOptOutMode,
    SetTwoWay,
)
from pipelines.domain.numbers.keywords import by_name, extra_keywords, keyword_cautions, keyword_faults, wanted_keywords
from pipelines.domain.numbers.rules import Countries, cautions, obstacles, why_absent
from pipelines.domain.numbers.topics import (
    event_cautions,
    event_changes,
    event_refusals,
    list_refusals,
    topic_cautions,
    topic_changes,
    topic_for,
    topic_refusals,
    topics_of,
)
from schemas.program import Number, OptOuts, Program
from schemas.pseudonym import NumberKind, kind_of

_DEFAULT_LIST = "Default"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to change, in this order; why it must not be begun; what to look at; what is there and is left alone.

    With a refusal nothing is to be applied, not even what the refusal does not touch.
    """

    changes: tuple[Change, ...] = ()
    refusals: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    left_alone: tuple[Finding, ...] = ()


def topics_to_read(programs: Iterable[Program], account: Account, asked: Asked) -> tuple[str, ...]:
    """ARNs of the topics that `plan_numbers` has to know, existing or not; those that are none are left out."""
    home = account.home
    if home is None:
        return ()
    named = topics_of(_cases(programs, account), asked, home)
    return tuple(arn for arn in named if topic_fault(arn, home) is None)


def plan_numbers(programs: Sequence[Program], account: Account, asked: Asked, countries: Countries) -> Plan:
    """Compare what the programs and the command line say with what the account has."""
    absent = [Finding(n.number, why_absent(n, account.home, countries)) for n in _absent(programs, account)]
    if account.home is None:
        return Plan(refusals=tuple(absent), left_alone=tuple(_agents(programs)))
    home, cases = account.home, tuple(_cases(programs, account))
    return Plan(
        changes=tuple(_changes(cases, account, asked, home)),
        refusals=(*absent, *_refusals(cases, account, asked, home, countries)),
        warnings=tuple(_warnings(cases, account, asked, home, countries)),
        left_alone=(*_agents(programs), *_left_alone(programs, cases, account, asked, home)),
    )


def _numbers(programs: Iterable[Program]) -> Iterator[tuple[Program, Number]]:
    yield from ((program, number) for program in programs for number in program.numbers)


def _cases(programs: Iterable[Program], account: Account) -> Iterator[Case]:
    for program, number in _numbers(programs):
        if (owned := account.numbers.get(number.number)) is not None:
            yield Case(program, number, owned)


def _absent(programs: Iterable[Program], account: Account) -> Iterator[Number]:
    for _, number in _numbers(programs):
        if number.number not in account.numbers and kind_of(number.number) is not NumberKind.RCS_AGENT:
            yield number


def _agents(programs: Iterable[Program]) -> Iterator[Finding]:
    for _, number in _numbers(programs):
        if kind_of(number.number) is NumberKind.RCS_AGENT:
            yield Finding(number.number, "is an RCS agent, no phone number: set it up by hand")


def _refusals(
    cases: Sequence[Case], account: Account, asked: Asked, home: Home, countries: Countries
) -> Iterator[Finding]:
    for case in cases:
        for what in chain(obstacles(case, countries), keyword_faults(case)):
            yield Finding(case.wanted.number, what)
        if topic_for(case, asked, home) is None:
            what = "has no topic for its texts; give --topic ARN or --create-topic NAME, or write two_way_topic"
            yield Finding(case.wanted.number, what)
    yield from list_refusals(cases)
    yield from topic_refusals(cases, account, asked, home)
    yield from event_refusals(account, asked)


def _changes(cases: Sequence[Case], account: Account, asked: Asked, home: Home) -> Iterator[Change]:
    yield from topic_changes(cases, account, asked, home)
    yield from event_changes(account, asked)
    lists = dict.fromkeys(case.wanted.opt_out_list for case in cases)
    yield from (CreateOptOutList(name) for name in lists if name is not None and name not in account.opt_out_lists)
    for case in cases:
        yield from _number_changes(case, topic_for(case, asked, home))
    for case in cases:
        yield from _keyword_changes(case)


def _number_changes(case: Case, topic: str | None) -> Iterator[Change]:
    wanted, owned = case.wanted, case.owned
    if topic is not None and not (owned.two_way and owned.channel == topic):
        yield SetTwoWay(owned.number, owned.phone_number_id, topic, owned.channel if owned.two_way else None)
    if wanted.opt_out_list is not None and wanted.opt_out_list != owned.opt_out_list:
        yield SetOptOutList(owned.number, owned.phone_number_id, wanted.opt_out_list, owned.opt_out_list)
    if owned.self_managed is not (wanted.opt_outs is OptOuts.SELF):
        yield SetOptOutMode(owned.number, owned.phone_number_id, not owned.self_managed)


def _keyword_changes(case: Case) -> Iterator[Change]:
    there = by_name(case.owned.keywords)
    for one in wanted_keywords(case):
        was = there.get(one.keyword.casefold())
        if was is None or (was.action, was.message) != (one.action, one.message):
            yield PutKeyword(case.owned.number, case.owned.phone_number_id, one, was)


def _warnings(
    cases: Sequence[Case], account: Account, asked: Asked, home: Home, countries: Countries
) -> Iterator[Finding]:
    for case in cases:
        for what in chain(cautions(case, countries), keyword_cautions(case)):
            yield Finding(case.wanted.number, what)
        if case.wanted.opt_out_list not in (None, case.owned.opt_out_list):
            what = f"leaves opt-out list {case.owned.opt_out_list}: AWS no longer holds back texts to those who are on it alone"
            yield Finding(case.wanted.number, what)
    yield from topic_cautions(cases, account, asked, home)
    yield from event_cautions(account, asked)


def _left_alone(
    programs: Sequence[Program], cases: Sequence[Case], account: Account, asked: Asked, home: Home
) -> Iterator[Finding]:
    for case in cases:
        for one in extra_keywords(case):
            yield Finding(case.wanted.number, f"keyword {one.keyword}, which the program does not name")
        if case.wanted.opt_out_list is None and case.owned.opt_out_list != _DEFAULT_LIST:
            what = f"opt-out list {case.owned.opt_out_list}: who said STOP stands there. Write opt_out_list to keep or to change it"
            yield Finding(case.wanted.number, what)
    ours = {topic_for(case, asked, home) for case in cases}
    named = {number.number for _, number in _numbers(programs)}
    for owned in account.numbers.values():
        if owned.number not in named and owned.two_way and owned.channel in ours:
            yield Finding(owned.number, "sends texts to the same topic and is in no program given here")
