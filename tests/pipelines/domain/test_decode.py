"""Every record ends as a row of one dataset, whatever it is and whoever stands beside it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.domain.decode import decode
from schemas.errors import Reason
from schemas.tables import Dataset
from tests.pipelines.domain.records import NOON, TOKENS, block, decoded, delivery, inbound, rows, sns


def the_inbound(record: object) -> dict[str, Any]:
    [row] = rows(decoded(record), Dataset.INBOUND)
    return row


def the_reason(record: object) -> str:
    result = decoded(record)
    assert not rows(result, Dataset.INBOUND)
    assert not rows(result, Dataset.DELIVERIES)
    [row] = rows(result, Dataset.DEAD_LETTERS)
    assert row["payload"] == (record if isinstance(record, bytes) else json.dumps(record).encode())
    return str(row["reason"])


WRAPPINGS = {
    "bare": lambda p: p,
    "sns": sns,
    "sqs of lambda": lambda p: {
        "messageId": "q",
        "receiptHandle": "r",
        "body": json.dumps(sns(p)),
        "eventSource": "aws:sqs",
    },
    "sqs of boto3": lambda p: {"MessageId": "q", "ReceiptHandle": "r", "Body": json.dumps(p)},
    "lambda record": lambda p: {"EventSource": "aws:sns", "Sns": sns(p)},
    "lambda event": lambda p: {"Records": [{"EventSource": "aws:sns", "Sns": sns(p)}]},
    "sns by firehose": lambda p: {k: v for k, v in sns(p).items() if not k.startswith("Sig")},
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_an_inbound_is_read_through_every_wrapping(wrap: Any) -> None:
    row = the_inbound(wrap(inbound("Olá 👋")))
    assert (row["message_body"], row["inbound_message_id"], row["message_kind"]) == ("Olá 👋", "in-0001", "message")


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_a_delivery_event_is_read_through_every_wrapping(wrap: Any) -> None:
    [row] = rows(decoded(wrap(delivery(context={"campaign": "c", "kind": "prompt"}))), Dataset.DELIVERIES)
    assert (row["message_id"], row["status"], row["campaign"]) == ("m-1", "DELIVERED", "c")


def test_a_delivery_event_is_read_from_eventbridge_without_a_customer() -> None:
    event = delivery()
    del event["destinationPhoneNumber"]
    record = {"version": "0", "detail-type": "Text Message Delivery Status Updated", "detail": event}
    [row] = rows(decoded(record), Dataset.DELIVERIES)
    assert row["customer_key"] is None
    assert row["customer_mask"] is None


def test_the_event_time_of_an_inbound_is_the_sns_timestamp() -> None:
    assert the_inbound(sns(inbound()))["received_at"] == datetime(2026, 11, 22, 11, 59, 58, 123000, UTC)


def test_a_bare_inbound_takes_its_arrival_for_its_event_time() -> None:
    assert the_inbound(inbound())["received_at"] == NOON


def test_the_keyword_that_says_that_none_matched_is_null() -> None:
    assert the_inbound(inbound(messageKeyword="KEYWORD_123456789012"))["message_keyword"] is None
    assert the_inbound(inbound(messageKeyword="JOIN"))["message_keyword"] == "JOIN"


def test_no_number_is_in_any_kept_column() -> None:
    result = decoded(sns(inbound()), delivery())
    for dataset in (Dataset.INBOUND, Dataset.DELIVERIES):
        for row in rows(result, dataset):
            kept = {name: value for name, value in row.items() if name != "customer_number"}
            assert "4255550001" not in repr(kept)


def test_the_same_customer_has_one_key_whichever_way_the_number_is_written() -> None:
    keys = {the_inbound(inbound(number=n))["customer_key"] for n in ("+14255550001", "14255550001", "+1 425-555-0001")}
    assert len(keys) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ('{"type":"RCS_TYPING","receivedAt":"x"}', "typing"),
        ('{"type":"CONVERSATION_STARTED"}', "conversation_started"),
        ('{"type":"SUGGESTION","text":"Yes","postbackData":"yes"}', "suggestion"),
        ('{"mediaStatus":"SUCCESS","s3Key":"k"}', "media"),
        ('{"type":"SOMETHING_NEW"}', "other_event"),
        ('{"i like": "json"}', "message"),
        ("hello", "message"),
    ],
)
def test_rcs_events_are_told_from_messages(body: str, kind: str) -> None:
    assert the_inbound(inbound(body, destinationNumber="rcs-c020de2520714385"))["message_kind"] == kind


def test_json_texted_to_a_number_is_a_message() -> None:
    assert the_inbound(inbound('{"type":"RCS_TYPING"}'))["message_kind"] == "message"


def test_an_rcs_id_that_holds_the_number_is_replaced() -> None:
    record = inbound(
        '{"type":"RCS_TYPING"}', number="12679164820", destinationNumber="rcs-c0", inboundMessageId="12679164820-2026"
    )
    assert "12679164820" not in the_inbound(record)["inbound_message_id"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"", Reason.EMPTY),
        (b" \n\t ", Reason.EMPTY),
        (b"\0", Reason.EMPTY),
        (b"not json", Reason.NOT_JSON),
        (b'{"originationNumber": "+14255550001"', Reason.NOT_JSON),
        (b"[" * 100_000, Reason.NOT_JSON),
        (b"\xff\xfe\xfa", Reason.NOT_UTF8),
        (b'{"messageBody": "\xff"}', Reason.NOT_UTF8),
        (b"[1, 2]", Reason.NOT_AN_OBJECT),
        (b"null", Reason.NOT_AN_OBJECT),
        (b'"text"', Reason.NOT_AN_OBJECT),
        ({"hello": "world"}, Reason.UNKNOWN_SHAPE),
        ({}, Reason.UNKNOWN_SHAPE),
        (inbound(originationNumber=14255550001), Reason.WRONG_TYPE),
        (inbound(messageBody=["a"]), Reason.WRONG_TYPE),
        (delivery(eventTimestamp="soon"), Reason.WRONG_TYPE),
        (delivery(totalMessageParts=1 << 40), Reason.WRONG_TYPE),
        (inbound(destinationNumber=None), Reason.MISSING_FIELD),
        (inbound(inboundMessageId=""), Reason.MISSING_FIELD),
        ({"eventType": "TEXT_DELIVERED", "messageId": "m"}, Reason.MISSING_FIELD),
        (delivery(eventTimestamp=5), Reason.BAD_TIMESTAMP),
        (delivery(eventTimestamp=1 << 62), Reason.BAD_TIMESTAMP),
        (sns(inbound(), at="yesterday"), Reason.BAD_TIMESTAMP),
        (sns(inbound(), at="9999-01-01T00:00:00.000Z"), Reason.BAD_TIMESTAMP),
        (inbound("x" * 1_000_000), Reason.TOO_LARGE),
        ({"whatsAppWebhookEntry": "{}", "context": {}}, Reason.UNSUPPORTED_CHANNEL),
        (delivery("VOICE_COMPLETED"), Reason.UNSUPPORTED_CHANNEL),
        ({"Type": "SubscriptionConfirmation", "MessageId": "s", "Token": "t"}, Reason.SUBSCRIPTION_CONFIRMATION),
        (b"\xf3\x89\x9a\xc2broken aggregate", Reason.BAD_AGGREGATE),
        (sns("not json"), Reason.NOT_JSON),
        (sns("{}"), Reason.UNKNOWN_SHAPE),
        (sns(""), Reason.EMPTY),
    ],
)
def test_what_cannot_be_read_is_a_dead_letter_with_its_bytes(record: object, reason: Reason) -> None:
    assert the_reason(record) == reason


def test_endless_wrappings_are_too_deep() -> None:
    record: dict[str, Any] = inbound()
    for _ in range(12):
        record = {"body": json.dumps(record)}
    assert the_reason(record) == Reason.TOO_DEEP


def test_a_detail_never_quotes_the_value() -> None:
    [row] = rows(decoded(inbound(originationNumber=14255550001)), Dataset.DEAD_LETTERS)
    assert row["detail"] == "originationNumber: expected string, got number"


def test_a_text_cut_inside_an_emoji_is_kept() -> None:
    row = the_inbound(
        b'{"originationNumber":"+14255550001","destinationNumber":"+12065550100","inboundMessageId":"i","messageBody":"ok \\ud83d"}'
    )
    assert row["message_body"] == "ok �"


@pytest.mark.parametrize("body", ["", "  ", "a\0b", "x" * 5000, "👍🏽", "سلام", "line\nline"])
def test_odd_bodies_are_messages(body: str) -> None:
    assert the_inbound(sns(inbound(body)))["message_body"] == body


def test_a_lambda_batch_yields_a_row_for_each_of_its_records_and_keeps_the_good_ones() -> None:
    record = {
        "Records": [
            {"Sns": sns(inbound(inboundMessageId="a"))},
            {"Sns": sns("bad")},
            {"Sns": sns(inbound(inboundMessageId="b"))},
        ]
    }
    result = decoded(record)
    assert [r["inbound_message_id"] for r in rows(result, Dataset.INBOUND)] == ["a", "b"]
    assert len(rows(result, Dataset.DEAD_LETTERS)) == 1
    positions = [r["source_seq"] for d in (Dataset.INBOUND, Dataset.DEAD_LETTERS) for r in rows(result, d)]
    assert len(set(positions)) == 3


def test_the_same_notification_delivered_twice_is_one_dead_letter() -> None:
    first, second = rows(decoded(sns("bad", "sns-7"), sns("bad", "sns-7")), Dataset.DEAD_LETTERS)
    assert first["dead_letter_id"] == second["dead_letter_id"]


GOOD = st.one_of(
    st.builds(lambda b, i: sns(inbound(b, inboundMessageId=f"i{i}")), st.text(max_size=40), st.integers(0, 99)),
    st.builds(lambda i: sns(delivery(message_id=f"m{i}")), st.integers(0, 99)),
    st.builds(lambda b: inbound(b), st.text(max_size=20)),
    st.builds(lambda p: WRAPPINGS["lambda record"](inbound(p)), st.text(max_size=9)),
)  # fmt: skip
BAD = st.one_of(
    st.binary(max_size=60),
    st.sampled_from([b'{"a":1} {"b":2}', b'{"a":', b'1}', b"{}", b'{"a":"}', b'{"Type":"Notification","Message":"{}{}"}', b'{"x":{"y":[[]]}}']),
    st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5), lambda c: st.lists(c, max_size=3) | st.dictionaries(st.sampled_from(["Type", "Message", "eventType", "Records", "body", "Sns", "messageBody", "originationNumber"]), c, max_size=4), max_leaves=8),
)  # fmt: skip


@given(st.lists(GOOD | BAD, max_size=12))
@settings(deadline=None, max_examples=60)
def test_each_record_becomes_the_same_rows_alone_and_in_any_company(records: list[object]) -> None:
    together = decode(block(*records), TOKENS)
    for dataset in (Dataset.INBOUND, Dataset.DELIVERIES, Dataset.DEAD_LETTERS):
        alone = []
        for n in range(len(records)):
            raw = block(*records)
            one = type(raw)(raw.shard, raw.records.slice(n, 1), raw.sequences.slice(n, 1), raw.arrived_at.slice(n, 1))
            alone += decode(one, TOKENS).tables[dataset].to_pylist()
        rows_together = together.tables[dataset].to_pylist() if records else []
        assert rows_together == alone
    if records:
        seen = {
            r["source_seq"].split(".")[0]
            for d in Dataset
            if d in together.tables
            for r in together.tables[d].to_pylist()
        }
        assert len(seen) == len(records)
