"""Opt-out lists: CreateOptOutList, DescribeOptOutLists, Put-, Describe- and DeleteOptedOutNumber."""

import sqlite3

from pipelines.local.sms_simulator.calls import Call, Request, Response, fetch_page, marks, require_opt_out_list
from pipelines.local.sms_simulator.errors import FieldFault, conflict, invalid, not_found
from schemas.pseudonym import canonical_number

# "Each destination phone number can only be deleted once every 30 days" (API reference, DeleteOptedOutNumber).
_DELETE_AGAIN_S = 30 * 24 * 3600


def ensure_opt_out_list(db: sqlite3.Connection, name: str, now: float) -> None:
    """Make the list if it is not there."""
    db.execute("INSERT OR IGNORE INTO opt_out_lists (name, created_at) VALUES (?, ?)", (name, now))


def opt_out(call: Call, name: str, number: str, end_user: bool) -> bool:
    """Put a number on a list; one that is there stays as it is. Returns whether it is new there."""
    return (
        call.db.execute(
            "INSERT OR IGNORE INTO opted_out (list, number, opted_out_at, end_user) VALUES (?, ?, ?, ?)",
            (name, canonical_number(number), call.now, end_user),
        ).rowcount
        == 1
    )


def opt_in(call: Call, name: str, number: str) -> None:
    """Take a number off a list at its owner's wish, to which the 30 days of the API do not apply."""
    call.db.execute("DELETE FROM opted_out WHERE list = ? AND number = ?", (name, canonical_number(number)))


def is_opted_out(call: Call, name: str, number: str) -> bool:
    """Whether a canonical number is on a list."""
    query = "SELECT 1 FROM opted_out WHERE list = ? AND number = ?"
    return call.db.execute(query, (name, number)).fetchone() is not None


def create_opt_out_list(call: Call, request: Request) -> Response:
    """CreateOptOutList. A list of that name is a conflict."""
    name = request["OptOutListName"]
    if call.db.execute("SELECT 1 FROM opt_out_lists WHERE name = ?", (name,)).fetchone():
        raise conflict("RESOURCE_ALREADY_EXISTS", "The opt-out list exists already.", "opt-out-list", name)
    ensure_opt_out_list(call.db, name, call.now)
    return {**_list(call, name), "Tags": request.get("Tags") or [], "CreatedTimestamp": call.now}


def describe_opt_out_lists(call: Call, request: Request) -> Response:
    """DescribeOptOutLists. A named list that is not there is an error, not an empty page."""
    names = [require_opt_out_list(call.db, name) for name in request.get("OptOutListNames") or []]
    chosen = f"name IN ({marks(names)})" if names else "1"
    rows, more = fetch_page(call.db, f"SELECT * FROM opt_out_lists WHERE {chosen}", names, request)  # noqa: S608
    return {
        "OptOutLists": [{**_list(call, row["name"]), "CreatedTimestamp": row["created_at"]} for row in rows],
        **more,
    }


def put_opted_out_number(call: Call, request: Request) -> Response:
    """PutOptedOutNumber. Repeating it changes nothing."""
    name = require_opt_out_list(call.db, request["OptOutListName"])
    number = canonical_number(request["OptedOutNumber"])
    opt_out(call, name, number, end_user=False)
    return _list(call, name) | _told(_require(call, name, number))


def describe_opted_out_numbers(call: Call, request: Request) -> Response:
    """DescribeOptedOutNumbers. A named number that is not on the list is an error, not an empty page."""
    name = require_opt_out_list(call.db, request["OptOutListName"])
    numbers = [canonical_number(number) for number in request.get("OptedOutNumbers") or []]
    for number in numbers:
        _require(call, name, number)
    query, parameters = "SELECT * FROM opted_out WHERE list = ?", [name]
    if numbers:
        query += f" AND number IN ({marks(numbers)})"
        parameters += numbers
    for one in request.get("Filters") or []:
        query += f" AND end_user IN ({marks(one['Values'])})"
        parameters += [_truth(value) for value in one["Values"]]
    rows, more = fetch_page(call.db, query, parameters, request)
    return {**_list(call, name), "OptedOutNumbers": [_told(row) for row in rows], **more}


def delete_opted_out_number(call: Call, request: Request) -> Response:
    """DeleteOptedOutNumber, once in 30 days for each number. AWS does not say how it refuses the second; of the
    reasons in its model, ValidationException PHONE_NUMBER_CANNOT_BE_OPTED_IN fits best."""
    name = require_opt_out_list(call.db, request["OptOutListName"])
    number = canonical_number(request["OptedOutNumber"])
    row = _require(call, name, number)
    before = call.db.execute(
        "SELECT deleted_at FROM deleted_opt_outs WHERE list = ? AND number = ?", (name, number)
    ).fetchone()
    if before and call.now - before["deleted_at"] < _DELETE_AGAIN_S:
        fault = FieldFault("OptedOutNumber", "Was deleted less than 30 days ago.")
        raise invalid("PHONE_NUMBER_CANNOT_BE_OPTED_IN", fault.message, [fault])
    call.db.execute("DELETE FROM opted_out WHERE list = ? AND number = ?", (name, number))
    call.db.execute("INSERT OR REPLACE INTO deleted_opt_outs VALUES (?, ?, ?)", (name, number, call.now))
    return _list(call, name) | _told(row)


def _require(call: Call, name: str, number: str) -> sqlite3.Row:
    query = "SELECT * FROM opted_out WHERE list = ? AND number = ?"
    row: sqlite3.Row | None = call.db.execute(query, (name, number)).fetchone()
    if row is None:
        raise not_found("opted-out-number", number)
    return row


def _truth(value: str) -> str:
    words = {"true": "1", "false": "0"}
    if value.lower() not in words:
        raise invalid("INVALID_FILTER_VALUES", "end-user-opted-out is true or false.")
    return words[value.lower()]


def _list(call: Call, name: str) -> Response:
    return {"OptOutListArn": call.settings.arn(f"opt-out-list/{name}"), "OptOutListName": name}


def _told(row: sqlite3.Row) -> Response:
    return {
        "OptedOutNumber": row["number"],
        "OptedOutTimestamp": row["opted_out_at"],
        "EndUserOptedOut": bool(row["end_user"]),
    }
