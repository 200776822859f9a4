"""What is kept: the Arrow schema of each dataset, its partition and its sort order.

All datasets are Parquet under `<lake>/<dataset>/event_date=YYYY-MM-DD/*.parquet`; `event_date` is the UTC date of the
event time, never of the arrival. Times are `timestamp[us, UTC]`. The schema only grows: nullable columns, appended;
`SCHEMA_VERSION` is raised with each addition and stands in every row.

Identity: rows that agree on a dataset's `identity` columns tell of one record (Kinesis and SNS deliver at least once);
the catalogue's views keep the first by `source_shard`, `source_seq` (for replies: the last `version`).
"""

from dataclasses import dataclass
from enum import StrEnum

import pyarrow as pa

SCHEMA_VERSION = 2
TIME = pa.timestamp("us", tz="UTC")
UUID = pa.uuid()


class Dataset(StrEnum):
    """The datasets of the lake; also the folder names."""

    INBOUND = "inbound"  # one row for each text, RCS event or tap that customers sent
    DELIVERIES = "deliveries"  # one row for each delivery event of what was sent to them
    REPLIES = "replies"  # one row for each state that a reply reached (promised, sent, suppressed, …)
    DEAD_LETTERS = "dead_letters"  # one row for each record that could not be read, with its bytes


@dataclass(frozen=True, slots=True)
class Table:
    """A dataset's shape. `event_time` decides the partition; rows are sorted by it, then by `identity`."""

    schema: pa.Schema
    event_time: str
    identity: tuple[str, ...]


def _field(name: str, kind: pa.DataType, doc: str, null: bool = True) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"doc": doc})


_STRING = pa.string()
_CUSTOMER = [
    _field("customer_key", UUID, "the customer: HMAC-SHA-256 of the number, 16 bytes; null where no number came"),
    _field("key_id", _STRING, "which secret made `customer_key`"),
    _field("customer_mask", _STRING, "the customer's number as it may be shown, `+1•••••••182`"),
]
_SOURCE = [
    _field("arrived_at", TIME, "when the record reached the stream; in a replay, when its file was written"),
    _field("source_shard", _STRING, "shard, or file, that the record was read from", null=False),
    _field(
        "source_seq",
        _STRING,
        "sequence number in the shard, or line of the file, zero-padded: sorts as text",
        null=False,
    ),
    _field("schema_version", pa.int16(), "version of this schema that wrote the row", null=False),
]

INBOUND = Table(
    event_time="received_at",
    identity=("inbound_message_id", "message_kind"),
    schema=pa.schema(
        [
            _field(
                "inbound_message_id",
                _STRING,
                "AWS's id; a token where AWS put a phone number in it (RCS typing)",
                null=False,
            ),
            _field(
                "message_kind",
                _STRING,
                "message, suggestion, location, media, typing, conversation_started, other_event",
                null=False,
            ),
            _field("channel", _STRING, "sms or rcs", null=False),
            _field("received_at", TIME, "SNS publish time: the payload itself has none", null=False),
            *_CUSTOMER,
            _field("origination_identity", _STRING, "our number, the one that was texted", null=False),
            _field("message_body", _STRING, "what the customer wrote"),
            _field("message_keyword", _STRING, "the keyword AWS matched; null when none did"),
            _field("previous_published_message_id", _STRING, "the send that AWS says is being answered"),
            _field("sns_message_id", _STRING, "SNS MessageId of the notification"),
            _field(
                "intent",
                _STRING,
                "opt_out, unclear_opt_out, opt_in, help, keyword, unmatched, not_a_message",
                null=False,
            ),
            _field("keyword", _STRING, "the program's keyword that matched"),
            _field(
                "match_kind",
                _STRING,
                "exact, first_word, phrase, all_words, regex, any_words, meaning, fuzzy, reserved, wording or none",
                null=False,
            ),
            _field("is_opt_out", pa.bool_(), "the customer asked to stop", null=False),
            _field("is_help", pa.bool_(), "the customer asked for help", null=False),
            _field("is_auto_response", pa.bool_(), "written by a machine: never a response", null=False),
            _field("program", _STRING, "the operator's program that read it; null where none covers the number"),
            _field("program_version", _STRING, "content hash of that program"),
            *_SOURCE,
            _field("score", pa.float32(), "how close the match is, 0 to 1"),
            _field(
                "language", _STRING, "language tag of the words that decided, else a guess; null where nothing tells"
            ),
            _field("opt_out", _STRING, "opt_out, ask (unclear: suppressed, and asked once) or no"),
            _field("yes_no", _STRING, "yes or no, whatever the program makes of it; null where neither"),
        ]
    ),
)

DELIVERIES = Table(
    event_time="occurred_at",
    identity=("message_id", "event_type", "occurred_at"),
    schema=pa.schema(
        [
            _field("message_id", _STRING, "SendTextMessage's MessageId", null=False),
            _field("event_type", _STRING, "AWS's eventType, such as TEXT_DELIVERED", null=False),
            _field("status", _STRING, "AWS's messageStatus, such as DELIVERED", null=False),
            _field("is_final", pa.bool_(), "no further event is expected"),
            _field("occurred_at", TIME, "eventTimestamp", null=False),
            _field("requested_at", TIME, "messageRequestTimestamp: when the message was sent"),
            *_CUSTOMER,
            _field("origination_identity", _STRING, "our number or sender id"),
            _field("country", _STRING, "isoCountryCode of the customer's number"),
            _field("message_type", _STRING, "TRANSACTIONAL or PROMOTIONAL"),
            _field("encoding", _STRING, "GSM or UNICODE"),
            _field("parts", pa.int16(), "billed message parts"),
            _field("price", pa.decimal128(12, 6), "US dollars, all parts"),
            _field("carrier_fee", pa.decimal128(12, 6), "US dollars, all parts"),
            _field("carrier", _STRING, "carrierName"),
            _field("mcc", _STRING, "mobile country code"),
            _field("mnc", _STRING, "mobile network code"),
            _field("status_description", _STRING, "messageStatusDescription, digits of numbers removed"),
            _field("kind", _STRING, "from Context: prompt or reply; null where the sender put none"),
            _field("campaign", _STRING, "from Context"),
            _field("flow", _STRING, "from Context"),
            _field("variant", _STRING, "from Context"),
            _field("program", _STRING, "from Context"),
            _field("reply_id", UUID, "from Context: the reply that this send was"),
            _field("sns_message_id", _STRING, "SNS MessageId; null by EventBridge"),
            *_SOURCE,
        ]
    ),
)

REPLIES = Table(
    event_time="received_at",
    identity=("reply_id",),
    schema=pa.schema(
        [
            _field("reply_id", UUID, "hash of the inbound message id: one reply for each inbound", null=False),
            _field("version", pa.int32(), "counts the states of this reply; the highest is how it stands", null=False),
            _field("status", _STRING, "promised, sent, suppressed, failed or unknown", null=False),
            _field("reason", _STRING, "why, where the status is not sent"),
            _field("error_code", _STRING, "the SMS API's own code"),
            _field("inbound_message_id", _STRING, "the inbound that is answered", null=False),
            _field("message_id", _STRING, "SendTextMessage's MessageId"),
            *_CUSTOMER,
            _field("origination_identity", _STRING, "our number, the one that was texted", null=False),
            _field("intent", _STRING, "what the inbound was taken for", null=False),
            _field("keyword", _STRING, "the program's keyword that matched"),
            _field("program", _STRING, "the program that answered"),
            _field("program_version", _STRING, "its content hash"),
            _field("template", _STRING, "name of the template"),
            _field("body", _STRING, "the rendered text"),
            _field("parts", pa.int16(), "message parts of the rendered text"),
            _field("encoding", _STRING, "GSM or UNICODE"),
            _field("attempts", pa.int16(), "calls made", null=False),
            _field("received_at", TIME, "event time of the inbound", null=False),
            _field("promised_at", TIME, "when the intent was stored", null=False),
            _field("settled_at", TIME, "when this state was reached"),
            *_SOURCE,
        ]
    ),
)

DEAD_LETTERS = Table(
    event_time="received_at",
    identity=("dead_letter_id",),
    schema=pa.schema(
        [
            _field(
                "dead_letter_id",
                UUID,
                "hash of the SNS message id where there is one, else of the position",
                null=False,
            ),
            _field("stage", _STRING, "unwrap or decode", null=False),
            _field("reason", _STRING, "see schemas.errors.Reason", null=False),
            _field("detail", _STRING, "the field at fault and what was expected; never its value"),
            _field("payload", pa.binary(), "the record's bytes, whole", null=False),
            _field("payload_bytes", pa.int64(), "length of the payload", null=False),
            _field("received_at", TIME, "SNS time where readable, else arrival, else 1970-01-01", null=False),
            _field("sns_message_id", _STRING, "SNS MessageId where readable"),
            *_SOURCE,
        ]
    ),
)

TABLES: dict[Dataset, Table] = {
    Dataset.INBOUND: INBOUND,
    Dataset.DELIVERIES: DELIVERIES,
    Dataset.REPLIES: REPLIES,
    Dataset.DEAD_LETTERS: DEAD_LETTERS,
}


def empty(dataset: Dataset) -> pa.Table:
    """A table of no rows: the typed file that lets a view be made over a dataset that has none yet.

    >>> empty(Dataset.INBOUND).num_rows
    0
    """
    return TABLES[dataset].schema.empty_table()
