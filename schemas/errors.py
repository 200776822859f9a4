"""Facts about a bad record, and why a reply did not leave: closed lists, each with a comment an operator can read."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a record became a dead letter. Stored in `dead_letters.reason`."""

    EMPTY = "empty"  # no bytes, or only white space
    NOT_UTF8 = "not_utf8"  # the bytes are no UTF-8 text
    NOT_JSON = "not_json"  # text, but not one JSON value
    NOT_AN_OBJECT = "not_an_object"  # JSON, but a list, string, number or null
    UNKNOWN_SHAPE = "unknown_shape"  # an object that is no inbound message and no delivery event
    MISSING_FIELD = "missing_field"  # a field that AWS always sends is absent or null
    WRONG_TYPE = "wrong_type"  # a field holds another JSON type than AWS documents
    BAD_TIMESTAMP = "bad_timestamp"  # a time that is no time, or lies outside 2000 to 2100
    TOO_LARGE = "too_large"  # a body longer than any text message can be
    TOO_DEEP = "too_deep"  # wrapped in more envelopes than any route adds
    UNSUPPORTED_CHANNEL = "unsupported_channel"  # WhatsApp, voice: another service's payload
    SUBSCRIPTION_CONFIRMATION = "subscription_confirmation"  # SNS asking to confirm, not a message
    BAD_AGGREGATE = "bad_aggregate"  # a KPL-aggregated record whose checksum or framing is wrong


class Stage(StrEnum):
    """Where a record became a dead letter. Stored in `dead_letters.stage`."""

    UNWRAP = "unwrap"  # opening SNS (also by Firehose), SQS, Lambda, EventBridge or KPL wrappings
    DECODE = "decode"  # reading the payload itself


class ReplyStatus(StrEnum):
    """How a reply ended, or where it stands. Stored in `replies.status`."""

    PROMISED = "promised"  # stored, not yet attempted (or waiting to be tried again)
    SENT = "sent"  # accepted by the SMS API, or proved sent by a delivery event
    SUPPRESSED = "suppressed"  # withheld on purpose; `reason` tells which rule
    FAILED = "failed"  # refused by the SMS API for good, or given up; `reason` tells why
    UNKNOWN = "unknown"  # the call's outcome is not known; never sent again without proof


class SuppressReason(StrEnum):
    """Why a reply was withheld. Stored in `replies.reason` where the status is `suppressed`."""

    OPTED_OUT = "opted_out"  # the customer said STOP and not START since
    ANSWERED_BY_AWS = "answered_by_aws"  # AWS-managed opt-outs: AWS itself answers STOP, HELP and START
    OPTED_OUT_AT_AWS = "opted_out_at_aws"  # SendTextMessage refused: the number is on the account's opt-out list
    INVALID_NUMBER = "invalid_number"  # not a number that can be texted: short code, sender id, or malformed
    OWN_NUMBER = "own_number"  # the sender is one of our own numbers: answering would loop
    TOO_LONG = "too_long"  # the rendered text exceeds what AWS accepts
    REPLAY = "replay"  # a replay texts nobody
    NO_TEMPLATE = "no_template"  # the program has no text for this (an opt-out or opt-in that is only recorded)
    STALE = "stale"  # the inbound is older than a reply is useful; 5 minutes for the confirmation of an opt-out
    LOOP = "loop"  # the sixth reply in ten minutes to texts that lead nowhere: a machine is at the other end
    ANSWERED = "answered"  # the keyword answers a customer once in a period, and did
    MISSING_VARIABLE = "missing_variable"  # the template needs a variable that the prompt did not come with


class FailReason(StrEnum):
    """Why a reply failed for good. Stored in `replies.reason` where the status is `failed`; the API's own code is in
    `replies.error_code`."""

    REJECTED = "rejected"  # the API refused this message for another reason
    BAD_ORIGINATION = "bad_origination"  # our number, or the configuration set, is not there or cannot send this text
    COUNTRY_NOT_ENABLED = "country_not_enabled"  # the account, or our number, may not text the customer's country
    BLOCKED_BY_PROTECT = "blocked_by_protect"  # a protect configuration blocks the customer's number or country
    NOT_VERIFIED = "not_verified"  # the account is in the sandbox, and the customer's number is not verified there
    ACCESS_DENIED = "access_denied"  # credentials, permission, or the account itself, and not put right in time
    SPEND_LIMIT = "spend_limit"  # the account's monthly limit was reached and did not clear in time
    GAVE_UP = "gave_up"  # retried until a reply was no longer useful


class UnknownReason(StrEnum):
    """Why an outcome is unknown. Stored in `replies.reason` where the status is `unknown`."""

    TIMEOUT = "timeout"  # no answer in time: the message may have been accepted
    CONNECTION_LOST = "connection_lost"  # the connection broke after the request was written
    SERVER_ERROR = "server_error"  # HTTP 5xx: accepted or not, AWS does not say
    WORKER_LOST = "worker_lost"  # the process died between the attempt and its record


class ConfigurationFault(Exception):
    """An operator's mistake, told without a traceback: what is wrong, where, and what to do."""


class CalendarAway(Exception):
    """A provider's calendar gives no answer that can be used: which call, and why. Whoever asked asks again later."""
