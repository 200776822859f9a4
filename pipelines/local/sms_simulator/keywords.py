"""Keywords of a number: PutKeyword, DescribeKeywords, DeleteKeyword, and which one a text begins with."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pipelines.local.sms_simulator.calls import Call, Request, Response, fetch_page, marks, require_number
from pipelines.local.sms_simulator.errors import ApiError, FieldFault, conflict, invalid, not_found
from pipelines.local.sms_simulator.model import NumberType

_PER_NUMBER = 30


class Action(StrEnum):
    """What AWS does when a keyword arrives."""

    AUTOMATIC_RESPONSE = "AUTOMATIC_RESPONSE"  # answers with the keyword's message
    OPT_OUT = "OPT_OUT"  # puts the sender on the number's opt-out list, and answers
    OPT_IN = "OPT_IN"  # takes the sender off it, and answers


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword in capitals, and what it does."""

    keyword: str
    message: str
    action: Action


HELP = Keyword("HELP", "Reply STOP to stop. For help contact support@example.com.", Action.AUTOMATIC_RESPONSE)
STOP = Keyword("STOP", "You have opted out and will receive no more messages from this number.", Action.OPT_OUT)
MANDATORY = {HELP.keyword: HELP, STOP.keyword: STOP}

# AWS End User Messaging SMS user guide, page "Required opt-out keywords".
_REQUIRED_OPT_OUTS = (
    "ARRET",
    "CANCEL",
    "END",
    "OPT-OUT",
    "OPTOUT",
    "QUIT",
    "REMOVE",
    "STOP",
    "TD",
    "UNSUBSCRIBE",
)
_OPT_IN_MESSAGE = "You have opted in and will receive messages from this number again."
IMPLICIT = (
    *(Keyword(word, STOP.message, Action.OPT_OUT) for word in _REQUIRED_OPT_OUTS),
    *(Keyword(word, _OPT_IN_MESSAGE, Action.OPT_IN) for word in ("START", "UNSTOP")),
)


def match_keyword(body: str, keywords: Iterable[Keyword]) -> Keyword | None:
    """The longest keyword that `body` begins with as a whole word, whatever its case; None where there is none.

    AWS says "begins with" (user guide, page "Keywords"); that a word must end there is this simulator's reading.

    >>> [found and found.keyword for found in (match_keyword(b, IMPLICIT) for b in ("Stop.", "stopped", "opt-out now"))]
    ['STOP', None, 'OPT-OUT']
    """
    said = body.strip().upper()
    matches = [one for one in keywords if said.startswith(one.keyword) and not said[len(one.keyword) :][:1].isalnum()]
    return max(matches, key=lambda one: len(one.keyword), default=None)


def put_mandatory_keywords(db: sqlite3.Connection, number: str) -> None:
    """HELP and STOP, which every number has; a message that was changed stays."""
    for one in MANDATORY.values():
        db.execute(
            "INSERT OR IGNORE INTO keywords (number, keyword, message, action) VALUES (?, ?, ?, ?)",
            (number, one.keyword, one.message, one.action),
        )


def keywords_of(db: sqlite3.Connection, number: str) -> list[Keyword]:
    """All registered keywords of a number."""
    rows = db.execute("SELECT keyword, message, action FROM keywords WHERE number = ?", (number,))
    return [_keyword(row) for row in rows]


def put_keyword(call: Call, request: Request) -> Response:
    """PutKeyword. HELP and STOP may get another message, but no other action."""
    number = require_number(call.db, request["OriginationIdentity"])
    keyword = _named(request["Keyword"])
    mandatory = MANDATORY.get(keyword)
    action = Action(request.get("KeywordAction") or (mandatory.action if mandatory else Action.AUTOMATIC_RESPONSE))
    if mandatory and action is not mandatory.action:
        raise conflict("RESOURCE_MODIFICATION_NOT_ALLOWED", "This keyword keeps its action.", "keyword", keyword)
    if number.number_type is NumberType.TOLL_FREE and mandatory is STOP:
        raise conflict("RESOURCE_MODIFICATION_NOT_ALLOWED", "The network answers STOP.", "keyword", keyword)
    _check_room(call.db, number.number, keyword)
    call.db.execute(
        "INSERT INTO keywords (number, keyword, message, action) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (number, keyword) DO UPDATE SET message = excluded.message, action = excluded.action",
        (number.number, keyword, request["KeywordMessage"], action),
    )
    return _origination(call, number.phone_number_id) | _told(Keyword(keyword, request["KeywordMessage"], action))


def describe_keywords(call: Call, request: Request) -> Response:
    """DescribeKeywords. A named keyword that is not there is an error, not an empty page."""
    number = require_number(call.db, request["OriginationIdentity"])
    wanted = [_named(word) for word in request.get("Keywords") or []]
    known = {one.keyword for one in keywords_of(call.db, number.number)}
    for word in wanted:
        if word not in known:
            raise not_found("keyword", word)
    query, parameters = "SELECT * FROM keywords WHERE number = ?", [number.number]
    for values in [wanted] if wanted else []:
        query += f" AND keyword IN ({marks(values)})"
        parameters += values
    for one in request.get("Filters") or []:
        query += f" AND action IN ({marks(one['Values'])})"
        parameters += one["Values"]
    rows, more = fetch_page(call.db, query, parameters, request)
    return {**_origination(call, number.phone_number_id), "Keywords": [_told(_keyword(row)) for row in rows], **more}


def delete_keyword(call: Call, request: Request) -> Response:
    """DeleteKeyword. HELP and STOP cannot be deleted."""
    number = require_number(call.db, request["OriginationIdentity"])
    keyword = _named(request["Keyword"])
    if keyword in MANDATORY:
        raise conflict("RESOURCE_DELETION_NOT_ALLOWED", "Every number has this keyword.", "keyword", keyword)
    row = call.db.execute(
        "DELETE FROM keywords WHERE number = ? AND keyword = ? RETURNING *", (number.number, keyword)
    ).fetchone()
    if row is None:
        raise not_found("keyword", keyword)
    return _origination(call, number.phone_number_id) | _told(_keyword(row))


def _named(keyword: str) -> str:
    if keyword != keyword.strip():
        fault = FieldFault("Keyword", "Must not begin or end with a space.")
        raise invalid("FIELD_VALIDATION_FAILED", fault.message, [fault])
    return keyword.upper()


def _check_room(db: sqlite3.Connection, number: str, keyword: str) -> None:
    others = db.execute("SELECT COUNT(*) FROM keywords WHERE number = ? AND keyword <> ?", (number, keyword)).fetchone()
    if others[0] >= _PER_NUMBER:
        message = f"A number has at most {_PER_NUMBER} keywords."
        raise ApiError("ServiceQuotaExceededException", message, Reason="KEYWORDS_PER_PHONE_NUMBER")


def _origination(call: Call, phone_number_id: str) -> Response:
    arn = call.settings.arn(f"phone-number/{phone_number_id}")
    return {"OriginationIdentityArn": arn, "OriginationIdentity": phone_number_id}


def _keyword(row: sqlite3.Row) -> Keyword:
    return Keyword(row["keyword"], row["message"], Action(row["action"]))


def _told(keyword: Keyword) -> Response:
    return {"Keyword": keyword.keyword, "KeywordMessage": keyword.message, "KeywordAction": keyword.action}
