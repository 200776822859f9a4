"""What a plan says: what differs and no more, in an order that is safe, and why it must not be begun."""

from dataclasses import replace
from typing import Any

import pytest

from pipelines.domain.numbers.account import (
    EVENT_TYPES,
    Account,
    AccountKeyword,
    AccountNumber,
    AccountTopic,
    Asked,
    EventDestination,
    Home,
)
from pipelines.domain.numbers.changes import PutKeyword, told
from pipelines.domain.numbers.plan import Plan, plan_numbers, topics_to_read
from pipelines.domain.numbers.topic_policy import with_publishing
from schemas.countries import countries
from schemas.program import AwsAction, NumberType, Program

CLINIC, SHOP = "+12065550100", "+12065550101"
HOME = Home("aws", "us-east-1", "111122223333")
TOPIC, EVENTS = HOME.topic_arn("texts"), HOME.topic_arn("events")
HELP = AccountKeyword("HELP", AwsAction.AUTOMATIC_RESPONSE, "Call 206-555-0196.")
STOP = AccountKeyword("STOP", AwsAction.OPT_OUT, "You are opted out.")
HOURS = AccountKeyword("HOURS", AwsAction.AUTOMATIC_RESPONSE, "Open 7 to 18.")
START = AccountKeyword("START", AwsAction.OPT_IN, "You are back.")
NEW = AccountNumber(CLINIC, "phone-1", NumberType.LONG_CODE, "US", keywords=(HELP, STOP))
SET_UP = replace(NEW, two_way=True, channel=TOPIC, keywords=(HELP, STOP, START, HOURS))
TEMPLATES = {"help": HELP.message, "stop": STOP.message, "hours": HOURS.message, "start": START.message}
KEYWORDS = (
    {"keyword": "HOURS", "template": "hours"},
    {"keyword": "start", "action": "opt_in", "template": "start"},
)


def program(number: dict[str, Any] | None = None, **fields: Any) -> Program:
    """A program of one number, whose opt-outs AWS answers; `number` and `fields` replace or add."""
    one = {"number": CLINIC, "opt_outs": "aws", "aws_keywords": KEYWORDS, **(number or {})}
    said = {
        "program": "bakery",
        "numbers": (one,),
        "templates": TEMPLATES,
        "replies": {"help": "help", "stop": "stop"},
        **fields,
    }
    return Program.model_validate(said)


def topic(arn: str = TOPIC, **fields: Any) -> AccountTopic:
    policy = with_publishing(None, arn, HOME.account_id)
    return replace(AccountTopic(arn, policy, None, True), **fields)


def account(*numbers: AccountNumber, **fields: Any) -> Account:
    said = {"topics": {arn: topic(arn) for arn in (TOPIC, EVENTS)}, "opt_out_lists": frozenset(("Default",)), **fields}
    return Account(HOME, {one.number: one for one in numbers}, **said)


def planned(has: Account, asked: Asked | None = None, *programs: Program, table: dict[str, Any] | None = None) -> Plan:
    return plan_numbers(programs or (program(),), has, asked or Asked(topic=TOPIC), table or countries())


def operations(plan: Plan) -> list[str]:
    return [told(change).operation for change in plan.changes]


def said(plan: Plan) -> str:
    """Everything but the changes, in a text."""
    return "\n".join(f"{one.about}: {one.what}" for one in (*plan.refusals, *plan.warnings, *plan.left_alone))


def test_a_number_as_the_program_says_needs_nothing() -> None:
    plan = planned(account(SET_UP))
    assert plan == Plan()


def test_a_new_number_is_set_up_in_an_order_that_is_safe() -> None:
    asked = Asked(create_topic="new", events_topic=EVENTS, configuration_set="texts")
    has = account(NEW, topics={EVENTS: topic(EVENTS, policy=None)})
    plan = planned(has, asked, program({"opt_outs": "self", "opt_out_list": "bakery"}))
    assert operations(plan) == [
        "CreateTopic",
        "SetTopicAttributes",
        "SetTopicAttributes",
        "CreateConfigurationSet",
        "CreateEventDestination",
        "CreateOptOutList",
        "UpdatePhoneNumber",
        "UpdatePhoneNumber",
        "UpdatePhoneNumber",
        "PutKeyword",
        "PutKeyword",
    ]
    updates = [told(change).what for change in plan.changes[6:9]]
    assert [what.split()[0] for what in updates] == ["two-way", "opt-out", "opt-outs"]


@pytest.mark.parametrize(
    ("by_hand", "operation", "what"),
    [
        ({"two_way": False}, "UpdatePhoneNumber", "was: off"),
        ({"channel": EVENTS}, "UpdatePhoneNumber", f"was: {EVENTS}"),
        ({"self_managed": True}, "UpdatePhoneNumber", "AWS answers"),
        ({"keywords": (HELP, STOP, START)}, "PutKeyword", "HOURS"),
        ({"keywords": (replace(HELP, message="Hi"), STOP, START, HOURS)}, "PutKeyword", 'was: HELP: "Hi"'),
        ({"keywords": (HELP, STOP, replace(START, action=AwsAction.OPT_OUT), HOURS)}, "PutKeyword", "opts in"),
    ],
)
def test_a_change_by_hand_is_put_right_and_nothing_else(by_hand: dict[str, Any], operation: str, what: str) -> None:
    [change] = planned(account(replace(SET_UP, **by_hand))).changes
    assert told(change).operation == operation
    assert what in told(change).what


def test_keywords_are_compared_without_case_as_aws_does() -> None:
    lower = tuple(replace(one, keyword=one.keyword.lower()) for one in SET_UP.keywords)
    assert planned(account(replace(SET_UP, keywords=lower))).changes == ()


def test_what_aws_answers_to_help_and_stop_is_ours_only_where_it_answers() -> None:
    told_otherwise = (replace(HELP, message="Hi"), replace(STOP, message="Bye"), START, HOURS)
    number = replace(SET_UP, self_managed=True, keywords=told_otherwise)
    assert planned(account(number), None, program({"opt_outs": "self"})).changes == ()
    plan = planned(account(replace(number, self_managed=False)))
    assert [c.keyword.keyword for c in plan.changes if isinstance(c, PutKeyword)] == ["HELP", "STOP"]


def test_the_words_of_stop_on_a_toll_free_number_are_the_networks() -> None:
    number = replace(
        SET_UP, number_type=NumberType.TOLL_FREE, keywords=(HELP, replace(STOP, message="Network"), START, HOURS)
    )
    assert planned(account(number)).changes == ()


def test_a_number_that_is_not_in_the_account_is_refused_by_name() -> None:
    plan = planned(account(replace(NEW, number=SHOP)))
    [refusal] = plan.refusals
    assert refusal.about == CLINIC
    assert "is not in account 111122223333 in us-east-1" in refusal.what
    assert plan.changes == ()


def test_an_account_without_numbers_refuses_all() -> None:
    plan = plan_numbers((program(),), Account(None), Asked(topic=TOPIC), countries())
    assert "have no number" in said(plan)
    assert topics_to_read((program(),), Account(None), Asked(topic=TOPIC)) == ()


@pytest.mark.parametrize(
    ("number", "has", "what"),
    [
        ({}, replace(NEW, country="PK"), "offers no two-way SMS in Pakistan (PK): it has sender ids at most"),
        ({}, replace(NEW, country="SA"), "offers no two-way SMS in Saudi Arabia (SA)."),
        ({}, replace(NEW, pool_id="pool-1"), "belongs to pool-1"),
        ({}, replace(NEW, status="PENDING"), "is PENDING at AWS"),
        ({}, replace(NEW, sends_texts=False), "no SMS capability"),
        ({"opt_out_list": "my list"}, NEW, "opt_out_list is no name of a list"),
        ({"two_way_topic": "arn:aws:sqs:us-east-1:111122223333:q"}, NEW, "is no ARN of an SNS topic"),
        ({"two_way_topic": f"{TOPIC}.fifo"}, NEW, "is a FIFO topic"),
        (
            {"two_way_topic": TOPIC.replace("us-east-1", "eu-west-1")},
            NEW,
            "is in eu-west-1, and the numbers are in us-east-1",
        ),
        ({"two_way_topic": HOME.topic_arn("nowhere")}, NEW, "there is no such topic"),
        ({"aws_keywords": [*KEYWORDS, {"keyword": "hours", "template": "help"}]}, NEW, "names HOURS 2 times"),
        ({"aws_keywords": [{"keyword": "STOP", "template": "stop"}]}, NEW, "AWS keeps opt_out there"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(number: dict[str, Any], has: AccountNumber, what: str) -> None:
    plan = planned(account(has), None, program(number))
    assert any(what in f"{one.about}: {one.what}" for one in plan.refusals), said(plan)


def test_stop_of_a_toll_free_number_cannot_be_a_keyword() -> None:
    number = program({"aws_keywords": [{"keyword": "STOP", "action": "opt_out", "template": "stop"}]})
    plan = planned(account(replace(NEW, number_type=NumberType.TOLL_FREE)), None, number)
    assert "which the network answers" in said(plan)


@pytest.mark.parametrize(
    ("text", "what"), [("Hi {name}", "with {name} as it stands"), ("€" * 1000, "longer than AWS sends")]
)
def test_a_response_that_aws_would_not_send_as_meant_is_refused(text: str, what: str) -> None:
    plan = planned(account(NEW), None, program(templates={**TEMPLATES, "hours": text}))
    assert what in said(plan)
    assert plan.refusals


def test_a_number_without_a_topic_is_refused_and_one_that_has_a_topic_keeps_it() -> None:
    assert "give --topic ARN or --create-topic NAME" in said(planned(account(NEW), Asked()))
    assert planned(account(SET_UP), Asked()) == Plan()


def test_the_programs_own_topic_goes_before_the_one_asked_for() -> None:
    plan = planned(account(SET_UP), Asked(topic=TOPIC), program({"two_way_topic": EVENTS}))
    assert [told(change).what for change in plan.changes] == [f"two-way on, texts go to {EVENTS} (was: {TOPIC})"]


def test_the_accounts_word_counts_where_the_table_of_countries_is_behind() -> None:
    number = replace(SET_UP, country="PK")
    plan = planned(account(number))
    assert (plan.changes, plan.refusals) == ((), ())
    assert "yet it is on" in said(plan)


def test_an_operators_own_row_opens_a_country() -> None:
    table = {**countries(), "PK": replace(countries()["GB"], iso_code="PK")}
    assert planned(account(replace(NEW, country="PK")), table=table).refusals == ()


def test_an_absent_number_of_a_country_without_two_way_is_told_both() -> None:
    plan = planned(account(NEW), None, program({"number": "+923001234567"}))
    assert "is not in account" in said(plan)
    assert "offers no two-way SMS in Pakistan" in said(plan)


@pytest.mark.parametrize(
    ("has", "what"),
    [
        ({"country": "IN"}, "long codes in India receive only"),
        ({"country": "BR"}, "two-way SMS in Brazil needs a short code"),
        ({"country": "EE", "number_type": NumberType.SHORT_CODE}, "needs a long code"),
        ({"country": "PH"}, "neither short nor long codes in Philippines"),
        ({"country": "LR"}, "leaves open whether"),
        ({"country": "XX"}, "does not know XX"),
        ({"country": "GB"}, "the program says US, AWS says GB"),
        ({"number_type": NumberType.TEN_DLC}, "the program says LONG_CODE, AWS says TEN_DLC"),
        ({"message_type": "PROMOTIONAL"}, "it refuses our replies"),
        ({"number_type": NumberType.TOLL_FREE}, "the network itself answers STOP"),
    ],
)
def test_what_is_likely_to_go_wrong_is_told_and_hinders_nothing(has: dict[str, Any], what: str) -> None:
    number = {"opt_outs": "self", "country": "US", "number_type": "LONG_CODE"}
    plan = planned(account(replace(NEW, **has)), None, program(number))
    assert any(what in one.what for one in plan.warnings), said(plan)
    assert plan.refusals == ()


def test_a_keyword_of_somebody_else_is_told_and_left_alone() -> None:
    theirs = AccountKeyword("PROMO", AwsAction.AUTOMATIC_RESPONSE, "20 % off")
    plan = planned(account(replace(SET_UP, keywords=(*SET_UP.keywords, theirs))))
    assert plan.changes == ()
    assert [one.what for one in plan.left_alone] == ["keyword PROMO, which the program does not name"]
    assert "the customer is answered twice" in said(plan)


@pytest.mark.parametrize(
    ("keyword", "twice"),
    [
        ({"keyword": "HOURS", "template": "hours"}, "one too many"),
        (
            {"keyword": "OPEN", "synonyms": ["hours please"], "template": "hours"},
            "answer to hours please is one too many",
        ),
        ({"keyword": "OPEN", "synonyms": ["hours?"], "match": "regex", "template": "hours"}, None),
        ({"keyword": "HOURS", "numbers": [SHOP], "template": "hours"}, None),
        ({"keyword": "MENU", "template": "hours"}, None),
    ],
)
def test_a_text_that_aws_and_the_program_answer_is_told(keyword: dict[str, Any], twice: str | None) -> None:
    numbers = program().model_dump()["numbers"]
    both = program(numbers=(*numbers, {"number": SHOP, "opt_outs": "self"}), keywords=(keyword,))
    has = account(SET_UP, replace(SET_UP, number=SHOP, self_managed=True, keywords=(HELP, STOP)))
    plan = planned(has, None, both)
    assert plan.changes == ()
    assert (twice is None and plan.warnings == ()) or (twice is not None and twice in said(plan))


def test_a_start_that_nobody_answers_is_told() -> None:
    plan = planned(account(SET_UP), None, program({"aws_keywords": KEYWORDS[:1]}))
    assert "no keyword opts in" not in said(plan)  # somebody put START there by hand
    plan = planned(
        account(replace(SET_UP, keywords=(HELP, STOP, HOURS))), None, program({"aws_keywords": KEYWORDS[:1]})
    )
    assert "no keyword opts in" in said(plan)


def test_keywords_that_do_nothing_with_self_managed_opt_outs_are_told() -> None:
    keywords = [*KEYWORDS, {"keyword": "HELP", "template": "help"}]
    plan = planned(account(SET_UP), None, program({"opt_outs": "self", "aws_keywords": keywords}))
    assert "AWS answers neither of HELP and STOP" in said(plan)
    assert "opt_out and opt_in in aws_keywords do nothing" in said(plan)


def test_aws_has_one_language() -> None:
    texts = {"en": HOURS.message, "es": "Abierto de 7 a 18."}
    spoken = program(languages=("en", "es"), templates={**TEMPLATES, "hours": texts})
    plan = planned(account(SET_UP), None, spoken)
    assert plan.changes == ()
    assert "hours is answered in en alone" in said(plan)


def test_a_number_on_another_opt_out_list_stays_there_unless_the_program_names_one() -> None:
    number = replace(SET_UP, opt_out_list="offers")
    plan = planned(account(number))
    assert plan.changes == ()
    assert "who said STOP stands there" in said(plan)
    plan = planned(account(number), None, program({"opt_out_list": "Default"}))
    assert operations(plan) == ["UpdatePhoneNumber"]
    assert "no longer holds back texts" in said(plan)


@pytest.mark.parametrize(
    ("has", "what"),
    [
        (topic(heard=False), "nothing is subscribed"),
        (topic(kms_key="alias/aws/sns"), "which the SMS service cannot use"),
        (topic(kms_key="arn:aws:kms:us-east-1:111122223333:alias/aws/sns"), "which the SMS service cannot use"),
    ],
)
def test_a_topic_that_cannot_work_is_told(has: AccountTopic, what: str) -> None:
    assert what in said(planned(account(SET_UP, topics={TOPIC: has})))


def test_a_number_that_publishes_under_a_role_needs_no_policy() -> None:
    number = replace(SET_UP, channel_role="arn:aws:iam::111122223333:role/sms")
    assert planned(account(number, topics={TOPIC: topic(policy=None)})).changes == ()
    plan = planned(account(SET_UP, topics={TOPIC: topic(policy=None)}))
    assert operations(plan) == ["SetTopicAttributes"]


WITH_EVENTS = Asked(topic=TOPIC, events_topic=EVENTS, configuration_set="texts")
OURS = EventDestination("delivery-events", EVENTS)


@pytest.mark.parametrize(
    ("destinations", "does"),
    [
        (None, ["CreateConfigurationSet", "CreateEventDestination"]),
        ((), ["CreateEventDestination"]),
        ((OURS,), []),
        ((replace(OURS, enabled=False),), ["UpdateEventDestination"]),
        ((replace(OURS, topic=TOPIC),), ["UpdateEventDestination"]),
        ((replace(OURS, event_types=frozenset(("TEXT_ALL",))),), ["UpdateEventDestination"]),
        ((replace(OURS, name="theirs"),), []),
        ((replace(OURS, name="theirs", event_types=frozenset(("ALL",))),), []),
        ((replace(OURS, name="theirs", event_types=EVENT_TYPES - {"RCS_ALL"}),), ["CreateEventDestination"]),
        ((replace(OURS, name="theirs", enabled=False),), ["CreateEventDestination"]),
    ],
)
def test_delivery_events_go_to_the_topic(destinations: tuple[EventDestination, ...] | None, does: list[str]) -> None:
    sets = {} if destinations is None else {"texts": destinations}
    plan = planned(account(SET_UP, configuration_sets=sets), WITH_EVENTS)
    assert operations(plan) == does
    assert plan.refusals == ()


@pytest.mark.parametrize(
    ("asked", "destinations", "what"),
    [
        (replace(WITH_EVENTS, configuration_set=None), (), "give --configuration-set NAME too"),
        (replace(WITH_EVENTS, configuration_set="my set"), (), "is no name of a configuration set"),
        (WITH_EVENTS, (replace(OURS, topic=None),), "elsewhere than to SNS"),
        (WITH_EVENTS, tuple(EventDestination(f"d{n}", None) for n in range(5)), "has 5 event destinations"),
        (replace(WITH_EVENTS, events_topic=HOME.topic_arn("nowhere")), (), "there is no such topic"),
    ],
)
def test_events_that_cannot_be_sent_are_refused(
    asked: Asked, destinations: tuple[EventDestination, ...], what: str
) -> None:
    plan = planned(account(SET_UP, configuration_sets={"texts": destinations}), asked)
    assert any(what in one.what for one in plan.refusals), said(plan)


def test_a_configuration_set_that_tells_nobody_is_told() -> None:
    asked = Asked(topic=TOPIC, configuration_set="texts")
    assert "no denominators" in said(planned(account(SET_UP, configuration_sets={"texts": ()}), asked))
    assert said(planned(account(SET_UP, configuration_sets={"texts": (OURS,)}), asked)) == ""


def test_an_rcs_agent_and_a_number_of_no_program_are_left_alone() -> None:
    agent = program({"number": "rcs-c020de2520714385"}, program="rcs")
    has = account(SET_UP, replace(SET_UP, number=SHOP))
    plan = planned(has, None, program(), agent)
    assert (plan.changes, plan.refusals) == ((), ())
    assert [one.about for one in plan.left_alone] == ["rcs-c020de2520714385", SHOP]
