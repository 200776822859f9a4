import json
import pickle
import time
import unicodedata
from dataclasses import astuple, fields, replace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.domain.classify import LONGEST_READ, Classification, Classifier, Intent, MatchKind
from schemas.errors import ConfigurationFault
from schemas.notification import MessageKind
from schemas.program import Means, Program, ProgramSet
from schemas.tables import TABLES, Dataset

OURS, BY_AWS, UNKNOWN = "+12065550100", "55555", "+12065550199"
CLINIC = {
    "program": "clinic",
    "numbers": [{"number": OURS, "opt_outs": "self"}, {"number": BY_AWS, "opt_outs": "aws"}],
    "keywords": [
        {"keyword": "CONFIRM", "synonyms": ["YES", "👍"], "template": "confirmed"},
        {"keyword": "MOVE", "synonyms": ["Liked", "I'm"], "match": "first_word", "template": "moving"},
    ],
    "templates": {name: name for name in ("confirmed", "moving", "unmatched", "help", "stop", "start")},
    "replies": {"unmatched": "unmatched", "help": "help", "stop": "stop", "start": "start"},
}
PROGRAM = Program.model_validate(CLINIC)
CLASSIFIER = Classifier(ProgramSet([PROGRAM]))

BODIES = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["wrong number. stop", "oui", "no can't make it", "take me off your list", "leave me alone", "不要再发了"]
    ),
    st.sampled_from(["YES", "yes ", "Stop.", "HELP", "start", "move it", "Liked “YES”", "", " ", "\x00", "x" * 3000]),
    st.sampled_from(['{"type":"SUGGESTION","text":"Yes"}', '{"text":1}', '{"text"', "{}", "[" * 3000, '{"a":' * 3000]),
)
NUMBERS = st.sampled_from([OURS, BY_AWS, UNKNOWN, "12065550100", "rcs-agent", ""])
KINDS = st.sampled_from([kind.value for kind in MessageKind])


def classify(body: str | None, number: str = OURS, kind: str = "message") -> Classification:
    return CLASSIFIER.classify(number, body, kind)


def test_a_keyword_gives_its_template_and_the_program_that_read_it() -> None:
    assert classify("Yes!") == Classification(
        intent=Intent.KEYWORD,
        keyword="CONFIRM",
        match_kind=MatchKind.EXACT,
        score=1.0,
        language="en",
        yes_no=Means.YES,
        program="clinic",
        program_version=PROGRAM.version,
        template="confirmed",
        may_reopen=True,
    )
    first = classify("move it to Tuesday")
    assert (first.keyword, first.match_kind, first.template) == ("MOVE", MatchKind.FIRST_WORD, "moving")


def test_what_no_keyword_matches_gives_the_unmatched_reply() -> None:
    for body in ("whos this", "", None, "yes but late"):
        answer = classify(body)
        assert (answer.intent, answer.keyword, answer.match_kind) == (Intent.UNMATCHED, None, MatchKind.NONE)
        assert answer.template == "unmatched"


@pytest.mark.parametrize(
    ("body", "intent", "template"),
    [("Stop please", "opt_out", "stop"), ("HELP", "help", "help"), ("unstop", "opt_in", "start")],
)
def test_stop_help_and_start_are_answered_by_us_where_opt_outs_are_self_managed(
    body: str, intent: str, template: str
) -> None:
    answer = classify(body)
    assert (answer.intent, answer.match_kind, answer.template) == (intent, MatchKind.RESERVED, template)
    assert (answer.is_opt_out, answer.is_help) == (intent == "opt_out", intent == "help")
    assert not answer.answered_by_aws


@pytest.mark.parametrize("body", ["STOP", "help", "START"])
def test_stop_help_and_start_are_left_to_aws_where_aws_answers_them(body: str) -> None:
    answer = classify(body, BY_AWS)
    assert answer.answered_by_aws
    assert answer.template is None
    assert answer.program == "clinic"
    assert not classify("yes", BY_AWS).answered_by_aws
    assert classify("yes", BY_AWS).template == "confirmed"


@pytest.mark.parametrize(("body", "intent"), [("Stop", "opt_out"), ("help", "help"), ("start", "opt_in")])
def test_a_number_without_a_program_still_hears_stop_help_and_start(body: str, intent: str) -> None:
    answer = classify(body, UNKNOWN)
    assert answer.intent == intent
    assert (answer.program, answer.program_version, answer.template, answer.answered_by_aws) == (
        None,
        None,
        None,
        False,
    )
    assert classify("yes", UNKNOWN) == Classification(
        Intent.UNMATCHED, language="en", yes_no=Means.YES, may_reopen=True
    )


def test_a_number_without_its_plus_is_the_same_number() -> None:
    assert classify("yes", "12065550100") == classify("yes", OURS)


@pytest.mark.parametrize("body", ["STOP", "yes", "hello", None])
@pytest.mark.parametrize("kind", ["typing", "conversation_started", "other_event"])
def test_an_event_that_nobody_wrote_is_no_message_and_never_answered(body: str, kind: str) -> None:
    answer = classify(body, kind=kind)
    assert answer.intent is Intent.NOT_A_MESSAGE
    assert (answer.template, answer.is_opt_out, answer.is_help) == (None, False, False)


@pytest.mark.parametrize("kind", ["media", "location"])
def test_a_picture_and_a_place_are_messages_without_an_answer(kind: str) -> None:
    answer = classify('{"mediaStatus":"SUCCESS"}', kind=kind)
    assert (answer.intent, answer.template, answer.is_auto_response) == (Intent.UNMATCHED, None, False)


def test_a_tap_is_as_good_as_the_text_on_it() -> None:
    tap = json.dumps({"type": "SUGGESTION", "text": "Yes", "postbackData": "whatever"})
    assert classify(tap, kind="suggestion") == classify("Yes")
    assert classify("Yes", kind="suggestion") == classify("Yes")
    assert classify(json.dumps({"type": "SUGGESTION", "text": "STOP"}), kind="suggestion").is_opt_out
    assert classify(tap).intent is Intent.UNMATCHED


@pytest.mark.parametrize(
    "body",
    [
        "Liked “Reply STOP to opt out”",
        'Loved "YES or NO?"',
        "Disliked “STOP”",
        "Laughed at “ok”",
        "Emphasized “Reply YES”",
        "Questioned “Stop”",
        "Reacted 👍 to “Reply STOP to opt out”",
        "Reacted 🙏🏽 to “YES”",
        "Removed a heart from “STOP”",
        "Loved an image",
        "👍 to “Reply STOP”",
        "\u200a\u200b👍\u200b to “\u200aSTOP\u200a”",
        "❤️ to “ YES ”",
        "liked «stop»",
    ],
)
def test_a_reaction_that_quotes_us_is_no_answer_and_no_opt_out(body: str) -> None:
    answer = classify(body)
    assert answer.is_auto_response
    assert (answer.intent, answer.template, answer.is_opt_out) == (Intent.UNMATCHED, None, False)


@pytest.mark.parametrize(
    "body",
    [
        "I'm driving right now and will see your message later.",
        "A réagi avec ❤️ à «\u00a0Votre rendez-vous\u00a0»",
        "Le gustó “nos vemos pronto”",
        "Hat „Termin bestätigt“ geliebt",
        "喜欢了“回复T退订”",
        "「STOPと返信」にいいねしました",
        "Réponse automatique : je suis absent jusqu'à lundi",
        "Automatische Antwort: Ich bin nicht im Büro",
        "I’m driving with Focus turned on. I’ll see your message when I get where I’m going.",
        "This is an automated response: I am out of the office.",
        "Automatic reply: Out of office",
        "[Auto-Reply] Back on Monday",
        "Out of the office until 3 May",
        "I am currently out of office.",
        "This number is not monitored. Please do not reply to this message.",
        "Free Msg: Unable to send message - Message Blocking is active.",
    ],
)
def test_what_a_machine_wrote_is_no_answer(body: str) -> None:
    answer = classify(body)
    assert answer.is_auto_response
    assert (answer.intent, answer.template) == (Intent.UNMATCHED, None)


@pytest.mark.parametrize(
    "body",
    [
        *(
            "I'm driving, can we make it 4?",
            "liked it a lot",
            "I loved the cake",
            "I'd like an image",
            "reacted badly to it",
        ),
        *("is this automated?", "I'm out", "👍 to that", "yes", "Emphasis", "my office is out of order"),
    ],
)
def test_what_a_person_wrote_is_taken_for_it(body: str) -> None:
    assert not classify(body).is_auto_response


def test_stop_wins_over_everything() -> None:
    program = Program.model_validate(
        {**CLINIC, "keywords": [{"keyword": "STO", "synonyms": ["P", "S T"], "match": "phrase", "template": "moving"}]}
    )
    assert Classifier(ProgramSet([program])).classify(OURS, "S T O P").is_opt_out


def test_a_program_whose_keyword_reads_as_an_opt_out_is_refused() -> None:
    program = Program.model_validate({**CLINIC, "keywords": [{"keyword": "BAJA", "template": "moving"}]})
    with pytest.raises(ConfigurationFault, match="BAJA"):
        Classifier(ProgramSet([program]))


def test_of_a_huge_body_only_the_beginning_is_read() -> None:
    assert classify("move " + "x" * 1_000_000).keyword == "MOVE"
    assert classify(" " * 5 * LONGEST_READ + "stop").is_opt_out
    assert classify("x" * LONGEST_READ + " move").intent is Intent.UNMATCHED


def test_a_classifier_survives_the_way_to_another_process() -> None:
    copy = pickle.loads(pickle.dumps(CLASSIFIER))  # noqa: S301
    assert copy.classify(OURS, "yes") == CLASSIFIER.classify(OURS, "yes")
    assert copy.classify_block(*block([(OURS, "yes", "message")])) == CLASSIFIER.classify_block(
        *block([(OURS, "yes", "message")])
    )


def block(messages: list[tuple[str, str | None, str]]) -> list[pa.Array]:
    return [pa.array([message[n] for message in messages], pa.string()) for n in range(3)]


@settings(max_examples=200)
@given(st.lists(st.tuples(NUMBERS, BODIES, KINDS), max_size=30))
def test_a_block_gives_the_answers_of_its_messages_in_order(messages: list[tuple[str, str | None, str]]) -> None:
    table = CLASSIFIER.classify_block(*block(messages))
    answers = [CLASSIFIER.classify(*message) for message in messages]
    rounded = [replace(answer, score=float(np.float32(answer.score))) for answer in answers]
    assert [tuple(row.values()) for row in table.to_pylist()] == [astuple(answer) for answer in rounded]


def test_a_block_may_be_empty_and_may_come_in_chunks() -> None:
    empty = CLASSIFIER.classify_block(*block([]))
    assert empty.num_rows == 0
    messages: list[tuple[str, str | None, str]] = [
        (OURS, "yes", "message"),
        (BY_AWS, None, "media"),
        (OURS, "stop", "message"),
    ]
    whole = block(messages)
    chunked = [pa.chunked_array([column[:1], column[1:]]) for column in whole]
    table = CLASSIFIER.classify_block(*chunked)
    assert table == CLASSIFIER.classify_block(*whole)
    assert table.schema == empty.schema
    assert CLASSIFIER.classify_block(*[pa.chunked_array([], pa.string())] * 3).schema == empty.schema


def test_a_block_has_the_columns_that_are_kept_with_their_types() -> None:
    table = CLASSIFIER.classify_block(*block([(OURS, "yes", "message")]))
    assert table.column_names == [field.name for field in fields(Classification)]
    kept = TABLES[Dataset.INBOUND].schema
    for name in set(table.column_names) - {"template", "answered_by_aws", "may_reopen"}:
        assert table.schema.field(name).type == kept.field(name).type


@given(NUMBERS, st.one_of(BODIES, st.text()), KINDS)
def test_any_text_has_an_answer(number: str, body: str | None, kind: str) -> None:
    answer = CLASSIFIER.classify(number, body, kind)
    assert answer.is_opt_out == (answer.intent is Intent.OPT_OUT)
    assert answer.is_help == (answer.intent is Intent.HELP)
    assert (answer.opt_out == "opt_out") == answer.is_opt_out
    assert (answer.opt_out == "ask") <= (answer.intent in (Intent.UNCLEAR_OPT_OUT, Intent.KEYWORD))
    assert (answer.keyword is None) == (answer.intent is not Intent.KEYWORD)
    assert not (answer.is_auto_response and answer.template)
    assert not (answer.answered_by_aws and answer.template)


@given(st.one_of(st.text(max_size=40), st.sampled_from(["Yes", "Stop.", "Liked “é”", "move ça", "désabonner"])))
def test_space_around_and_the_unicode_form_do_not_matter(body: str) -> None:
    answer = classify(body)
    assert classify(f" \n{body}\t ") == answer
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert classify(unicodedata.normalize(form, body)) == answer


@given(st.one_of(st.text(st.characters(codec="cp1252")), st.sampled_from(["Yes", "Stop.", "Liked “é”", "désabonner"])))
def test_case_does_not_matter(body: str) -> None:
    assert classify(body.upper()) == classify(body.lower()) == classify(body)


def test_an_unclear_opt_out_is_asked_unless_it_is_a_keyword() -> None:
    asked = classify("leave me alone")
    assert (asked.intent, asked.opt_out, asked.is_opt_out) == (Intent.UNCLEAR_OPT_OUT, "ask", False)
    own = Program.model_validate({**CLINIC, "keywords": [{"keyword": "NOT INTERESTED", "template": "moving"}]})
    assert Classifier(ProgramSet([own])).classify(OURS, "not interested").keyword == "NOT INTERESTED"


def test_where_aws_answers_stop_we_still_answer_what_it_cannot_read() -> None:
    assert classify("Stop please", BY_AWS).answered_by_aws
    free = classify("please take me off your list", BY_AWS)
    assert (free.intent, free.template, free.answered_by_aws) == (Intent.OPT_OUT, "stop", False)


def test_a_keyword_that_aws_answers_is_not_answered_twice() -> None:
    number = {
        "number": OURS,
        "opt_outs": "self",
        "aws_keywords": [
            {"keyword": "HOURS", "template": "help"},
            {"keyword": "BYE", "action": "opt_out", "template": "stop"},
        ],
    }
    classifier = Classifier(ProgramSet([Program.model_validate({**CLINIC, "numbers": [number]})]))
    for body in ("hours", "Hours please"):
        answer = classifier.classify(OURS, body)
        assert (answer.answered_by_aws, answer.template) == (True, None)
    assert classifier.classify(OURS, "bye").is_opt_out
    assert classifier.classify(OURS, "opening hours").template == "unmatched"


def test_the_previous_prompt_tells_what_a_letter_means() -> None:
    assert CLASSIFIER.classify(OURS, "C", previous_prompt="Reply C to confirm").yes_no == "yes"
    assert CLASSIFIER.classify(OURS, "C").yes_no is None


@pytest.mark.parametrize(
    "body", ["a" * 100_000, "stop " * 20_000, "(" * 100_000, "“" * 100_000, "yes but " * 12_000, "é" * 100_000]
)
def test_an_adversarial_body_costs_little(body: str) -> None:
    classify(body)
    begun = time.process_time()
    classify(body)
    assert time.process_time() - begun < 0.01
