"""SendTextMessage: refused, or kept together with its delivery events before it is answered."""

import sqlite3
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from random import Random

import orjson

from pipelines.domain.segments import fits, max_characters, segments
from pipelines.local.sms_simulator.calls import (
    Call,
    NumberRow,
    Request,
    Response,
    number_of,
    require_configuration_set,
    require_number,
)
from pipelines.local.sms_simulator.configuration_sets import topics_for
from pipelines.local.sms_simulator.errors import FieldFault, conflict, invalid, throttled
from pipelines.local.sms_simulator.events import Sent, default_handset, plan_events, price
from pipelines.local.sms_simulator.model import Fate, Handset, MessageKind
from pipelines.local.sms_simulator.opt_outs import is_opted_out
from schemas.pseudonym import canonical_number

_DRY_RUNS_PER_SECOND = 5.0


def send_text_message(call: Call, request: Request) -> Response:
    """SendTextMessage. What it returns is committed, with the events that will tell of it.

    Raises:
        ApiError: ValidationException for a body that AWS does not send or a price above MaxPrice;
            ResourceNotFoundException for an unknown origination identity or configuration set; ConflictException
            DESTINATION_PHONE_NUMBER_OPTED_OUT; ThrottlingException above the number's message parts per second.
    """
    body = _sendable_body(request)
    number = _origination(call, request)
    configuration_set = request.get("ConfigurationSetName")
    if configuration_set is not None:
        configuration_set = require_configuration_set(call.db, configuration_set)
    destination = canonical_number(request["DestinationPhoneNumber"])
    handset = find_handset(call.db, destination) or default_handset(destination, number.number_type)
    cut = segments(body)
    _check_price(request, handset.iso_country_code or number.iso_country_code, cut.parts)
    if is_opted_out(call, number.opt_out_list, destination):
        message = "The destination phone number is opted out."
        raise conflict("DESTINATION_PHONE_NUMBER_OPTED_OUT", message, "opted-out-number", destination)
    dry_run = bool(request.get("DryRun"))
    _take_parts(call, number, cut.parts, dry_run)
    sent = Sent(
        message_id=str(uuid.uuid4()),
        destination=destination,
        origination=number.number,
        number_type=number.number_type,
        iso_country_code=number.iso_country_code,
        message_type=request.get("MessageType") or "TRANSACTIONAL",
        parts=cut.parts,
        encoding=cut.encoding,
        accepted_at=call.now,
        context=request.get("Context") or {},
        protect_configuration_id=request.get("ProtectConfigurationId"),
    )
    if not dry_run:
        row_id = keep_message(call, sent, body, MessageKind.SEND)
        _schedule_events(call, sent, handset, row_id, number.events_topic_arn, configuration_set)
    return {"MessageId": sent.message_id}


def keep_message(call: Call, sent: Sent, body: str, kind: MessageKind) -> int:
    """Record an accepted message; its row id."""
    row_id = call.db.execute(
        "INSERT INTO messages (message_id, destination, origination, body, context, accepted_at, parts, encoding, kind)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            sent.message_id,
            sent.destination,
            sent.origination,
            body,
            orjson.dumps(dict(sent.context)).decode(),
            sent.accepted_at,
            sent.parts,
            sent.encoding,
            kind,
        ),
    ).lastrowid
    assert row_id is not None
    return row_id


def put_handset(db: sqlite3.Connection, handset: Handset) -> None:
    """Describe a handset, or describe it anew."""
    told = asdict(handset) | {"number": canonical_number(handset.number)}
    db.execute(
        "INSERT OR REPLACE INTO handsets VALUES (:number, :fate, :delay_s, :out_of_order, :duplicate_events, :carrier,"
        " :mcc, :mnc, :iso_country_code)",
        told,
    )


def find_handset(db: sqlite3.Connection, number: str) -> Handset | None:
    """The handset with this canonical number, if it was described."""
    row = db.execute("SELECT * FROM handsets WHERE number = ?", (number,)).fetchone()
    if row is None:
        return None
    return Handset(
        number=row["number"],
        fate=Fate(row["fate"]),
        delay_s=row["delay_s"],
        out_of_order=bool(row["out_of_order"]),
        duplicate_events=bool(row["duplicate_events"]),
        carrier=row["carrier"],
        mcc=row["mcc"],
        mnc=row["mnc"],
        iso_country_code=row["iso_country_code"],
    )


def _sendable_body(request: Request) -> str:
    body = request.get("MessageBody")
    if not isinstance(body, str):
        fault = FieldFault("MessageBody", "Is required.")
        raise invalid("MISSING_PARAMETER", fault.message, [fault])
    if not fits(body):
        fault = FieldFault("MessageBody", f"Must not exceed {max_characters(segments(body).encoding)} characters.")
        raise invalid("MAXIMUM_SIZE_EXCEEDED", fault.message, [fault])
    return body


def _origination(call: Call, request: Request) -> NumberRow:
    """The number to send from; where none is named, AWS chooses one of the account's."""
    identity = request.get("OriginationIdentity")
    if identity is not None:
        return require_number(call.db, identity)
    row = call.db.execute("SELECT * FROM numbers ORDER BY row_id LIMIT 1").fetchone()
    if row is None:
        raise conflict("NO_ORIGINATION_IDENTITIES_FOUND", "The account has no origination identity.", "account")
    return number_of(row)


def _check_price(request: Request, country: str, parts: int) -> None:
    most = request.get("MaxPrice")
    if most is not None and price(country, parts)[0] > float(most):
        fault = FieldFault("MaxPrice", "Is less than the price of the message.")
        raise invalid("PRICE_OVER_THRESHOLD", fault.message, [fault])


def _take_parts(call: Call, number: NumberRow, parts: int, dry_run: bool) -> None:
    per_second, name = number.parts_per_second, number.number
    if dry_run:
        per_second, name = min(per_second, _DRY_RUNS_PER_SECOND), f"dry:{number.number}"
    if not call.rates.take(name, parts, per_second, call.now):
        raise throttled()


def _schedule_events(
    call: Call, sent: Sent, handset: Handset, row_id: int, events_topic: str | None, configuration_set: str | None
) -> None:
    """Put the message's events into the outbox: to the configuration set's topics, or else to the number's."""
    if configuration_set is None and events_topic is None:
        return
    settings = call.settings
    random = Random(f"{settings.seed}:{row_id}")
    rows: list[tuple[float, str, str]] = []
    for one in plan_events(sent, handset, settings.event_delay_s, settings.oddities, random):
        topics = [events_topic] if configuration_set is None else topics_for(call.db, configuration_set, one.event_type)
        rows += [(one.due_at, topic, _json(one.event)) for topic in topics if topic is not None]
    call.db.executemany("INSERT INTO outbox (due_at, topic_arn, payload) VALUES (?, ?, ?)", rows)


def _json(value: Mapping[str, object]) -> str:
    return orjson.dumps(value).decode()
