"""What is kept: the Arrow schema of each dataset, its partition and its sort order.

All datasets are Parquet under `<lake>/<dataset>/event_date=YYYY-MM-DD/*.parquet`; `event_date` is the UTC date of the
event time, never of the arrival. Times are `timestamp[us, UTC]`. The schema only grows: nullable columns, appended, and
a column that may be null from now on; `SCHEMA_VERSION` is raised with each change and stands in every row.

Identity: rows that agree on a dataset's `identity` columns tell of one record (Kinesis and SNS deliver at least once);
the catalogue's views keep the first by `source_shard`, `source_seq` (for replies: the last `version`; for outcomes, of one
conversation: the last `revision`).
"""

from enum import StrEnum

import pyarrow as pa

from schemas.columns import CUSTOMER, MADE, SOURCE, TIME, UUID, Table, column

__all__ = [
    "DEAD_LETTERS",
    "DELIVERIES",
    "INBOUND",
    "OUTCOMES",
    "REPLIES",
    "SCHEMA_VERSION",
    "TABLES",
    "TIME",
    "UUID",
    "Dataset",
    "Table",
    "empty",
]

SCHEMA_VERSION = 3


class Dataset(StrEnum):
    """The datasets of the lake; also the folder names."""

    INBOUND = "inbound"  # one row for each text, RCS event or tap that customers sent
    DELIVERIES = "deliveries"  # one row for each delivery event of what was sent to them
    REPLIES = "replies"  # one row for each state that a text of ours reached (promised, sent, suppressed, …)
    OUTCOMES = "outcomes"  # one row for each thing that a conversation, or a customer's wish for texts, came to
    DEAD_LETTERS = "dead_letters"  # one row for each record that could not be read, with its bytes


_STRING = pa.string()

INBOUND = Table(
    event_time="received_at",
    identity=("inbound_message_id", "message_kind"),
    schema=pa.schema(
        [
            column(
                "inbound_message_id",
                _STRING,
                "AWS's id; a token where AWS put a phone number in it (RCS typing)",
                null=False,
            ),
            column(
                "message_kind",
                _STRING,
                "message, suggestion, location, media, typing, conversation_started, other_event",
                null=False,
            ),
            column("channel", _STRING, "sms or rcs", null=False),
            column("received_at", TIME, "SNS publish time: the payload itself has none", null=False),
            *CUSTOMER,
            column("origination_identity", _STRING, "our number, the one that was texted", null=False),
            column("message_body", _STRING, "what the customer wrote"),
            column("message_keyword", _STRING, "the keyword AWS matched; null when none did"),
            column("previous_published_message_id", _STRING, "the send that AWS says is being answered"),
            column("sns_message_id", _STRING, "SNS MessageId of the notification"),
            column(
                "intent",
                _STRING,
                "opt_out, unclear_opt_out, opt_in, help, keyword, unmatched, not_a_message",
                null=False,
            ),
            column("keyword", _STRING, "the program's keyword that matched"),
            column(
                "match_kind",
                _STRING,
                "exact, first_word, phrase, all_words, regex, any_words, meaning, fuzzy, reserved, wording or none",
                null=False,
            ),
            column("is_opt_out", pa.bool_(), "the customer asked to stop", null=False),
            column("is_help", pa.bool_(), "the customer asked for help", null=False),
            column("is_auto_response", pa.bool_(), "written by a machine: never a response", null=False),
            column("program", _STRING, "the operator's program that read it; null where none covers the number"),
            column("program_version", _STRING, "content hash of that program"),
            *SOURCE,
            column("score", pa.float32(), "how close the match is, 0 to 1"),
            column(
                "language", _STRING, "language tag of the words that decided, else a guess; null where nothing tells"
            ),
            column("opt_out", _STRING, "opt_out, ask (unclear: suppressed, and asked once) or no"),
            column("yes_no", _STRING, "yes or no, whatever the program makes of it; null where neither"),
            column("attribution", _STRING, "how its prompt was found: explicit, open_prompt, window or none"),
            column("prompt_message_id", _STRING, "SendTextMessage's MessageId of the prompt that this text answers"),
            column("campaign", _STRING, "that prompt's"),
            column("flow", _STRING, "that prompt's"),
            column("step", _STRING, "the step of the flow that was asked when the text came"),
            column("conversation_id", UUID, "the conversation that this text is part of"),
            column(
                "duplicate_of",
                _STRING,
                "the inbound message id that this text repeats within seconds: never a response",
            ),
        ]
    ),
)

DELIVERIES = Table(
    event_time="occurred_at",
    identity=("message_id", "event_type", "occurred_at"),
    schema=pa.schema(
        [
            column("message_id", _STRING, "SendTextMessage's MessageId", null=False),
            column("event_type", _STRING, "AWS's eventType, such as TEXT_DELIVERED", null=False),
            column("status", _STRING, "AWS's messageStatus, such as DELIVERED", null=False),
            column("is_final", pa.bool_(), "no further event is expected"),
            column("occurred_at", TIME, "eventTimestamp", null=False),
            column("requested_at", TIME, "messageRequestTimestamp: when the message was sent"),
            *CUSTOMER,
            column("origination_identity", _STRING, "our number or sender id"),
            column("country", _STRING, "isoCountryCode of the customer's number"),
            column("message_type", _STRING, "TRANSACTIONAL or PROMOTIONAL"),
            column("encoding", _STRING, "GSM or UNICODE"),
            column("parts", pa.int16(), "billed message parts"),
            column("price", pa.decimal128(12, 6), "US dollars, all parts"),
            column("carrier_fee", pa.decimal128(12, 6), "US dollars, all parts"),
            column("carrier", _STRING, "carrierName"),
            column("mcc", _STRING, "mobile country code"),
            column("mnc", _STRING, "mobile network code"),
            column("status_description", _STRING, "messageStatusDescription, digits of numbers removed"),
            column("kind", _STRING, "from Context: prompt, reply or reminder; null where the sender put none"),
            column("campaign", _STRING, "from Context"),
            column("flow", _STRING, "from Context"),
            column("variant", _STRING, "from Context"),
            column("program", _STRING, "from Context"),
            column("reply_id", UUID, "from Context: the reply that this send was"),
            column("sns_message_id", _STRING, "SNS MessageId; null by EventBridge"),
            *SOURCE,
        ]
    ),
)

REPLIES = Table(
    event_time="received_at",
    identity=("reply_id",),
    schema=pa.schema(
        [
            column("reply_id", UUID, "of a reply, hash of the inbound message id: one for each inbound", null=False),
            column("version", pa.int32(), "counts the states of this reply; the highest is how it stands", null=False),
            column("status", _STRING, "promised, sent, suppressed, failed or unknown", null=False),
            column("reason", _STRING, "why, where the status is not sent"),
            column("error_code", _STRING, "the SMS API's own code"),
            column("inbound_message_id", _STRING, "the inbound that is answered; null for a prompt or reminder"),
            column("message_id", _STRING, "SendTextMessage's MessageId"),
            *CUSTOMER,
            column("origination_identity", _STRING, "our number, the one that was texted", null=False),
            column("intent", _STRING, "what the inbound was taken for; null for a prompt or reminder"),
            column("keyword", _STRING, "the program's keyword that matched"),
            column("program", _STRING, "the program that answered"),
            column("program_version", _STRING, "its content hash"),
            column("template", _STRING, "name of the template"),
            column("body", _STRING, "the rendered text"),
            column("parts", pa.int16(), "message parts of the rendered text"),
            column("encoding", _STRING, "GSM or UNICODE"),
            column("attempts", pa.int16(), "calls made", null=False),
            column("received_at", TIME, "event time of the inbound; else when the text was asked for", null=False),
            column("promised_at", TIME, "when the intent was stored", null=False),
            column("settled_at", TIME, "when this state was reached"),
            *SOURCE,
            column("kind", _STRING, "reply, prompt or reminder; null in rows of version 2 and before: reply"),
            column("campaign", _STRING, "of the prompt, or of the prompt that the conversation began with"),
            column("flow", _STRING, "that prompt's"),
            column("variant", _STRING, "that prompt's"),
            column("conversation_id", UUID, "the conversation that this text is part of"),
        ]
    ),
)

OUTCOMES = Table(
    event_time="occurred_at",
    identity=("outcome_id",),
    schema=pa.schema(
        [
            column("outcome_id", UUID, "hash of what the outcome tells: the same one has the same id", null=False),
            column("conversation_id", UUID, "of opted_out and opted_in, it is `customer_key`", null=False),
            column("revision", pa.int32(), "counts the outcomes of a conversation: the highest stands", null=False),
            column("outcome", _STRING, "see schemas.outcome.OutcomeKind", null=False),
            column("occurred_at", TIME, "event time of the text that decided", null=False),
            *CUSTOMER,
            column("origination_identity", _STRING, "our number, the one that was texted", null=False),
            column("program", _STRING, "the operator's program; null where none covers the number"),
            column("program_version", _STRING, "its content hash"),
            column("flow", _STRING, "the flow of the conversation"),
            column("campaign", _STRING, "of the prompt that the conversation began with"),
            column("variant", _STRING, "that prompt's"),
            column("inbound_message_id", _STRING, "the text that decided; null where none did"),
            column("slot", _STRING, "the calendar's id of the time that was moved to"),
            column("slot_at", TIME, "when that time begins"),
            column("variables", _STRING, "JSON object of texts: what the conversation was opened with"),
            *MADE,
        ]
    ),
)

DEAD_LETTERS = Table(
    event_time="received_at",
    identity=("dead_letter_id",),
    schema=pa.schema(
        [
            column(
                "dead_letter_id",
                UUID,
                "hash of the SNS message id where there is one, else of the position",
                null=False,
            ),
            column("stage", _STRING, "unwrap or decode", null=False),
            column("reason", _STRING, "see schemas.errors.Reason", null=False),
            column("detail", _STRING, "the field at fault and what was expected; never its value"),
            column("payload", pa.binary(), "the record's bytes, whole", null=False),
            column("payload_bytes", pa.int64(), "length of the payload", null=False),
            column("received_at", TIME, "SNS time where readable, else arrival, else 1970-01-01", null=False),
            column("sns_message_id", _STRING, "SNS MessageId where readable"),
            *SOURCE,
        ]
    ),
)

TABLES: dict[Dataset, Table] = {
    Dataset.INBOUND: INBOUND,
    Dataset.DELIVERIES: DELIVERIES,
    Dataset.REPLIES: REPLIES,
    Dataset.OUTCOMES: OUTCOMES,
    Dataset.DEAD_LETTERS: DEAD_LETTERS,
}


def empty(dataset: Dataset) -> pa.Table:
    """A table of no rows: the typed file that lets a view be made over a dataset that has none yet.

    >>> empty(Dataset.INBOUND).num_rows
    0
    """
    return TABLES[dataset].schema.empty_table()
