"""Configuration sets: where delivery events go. CreateConfigurationSet, DescribeConfigurationSets,
CreateEventDestination, UpdateEventDestination; only SNS destinations get anything here."""

import json
import sqlite3

from pipelines.local.sms_simulator.calls import Call, Request, Response, fetch_page, marks, require_configuration_set
from pipelines.local.sms_simulator.errors import ApiError, FieldFault, conflict, invalid, not_found

_DESTINATIONS_PER_SET = 5
_SINKS = ("SnsDestination", "KinesisFirehoseDestination", "CloudWatchLogsDestination")


def topics_for(db: sqlite3.Connection, configuration_set: str, event_type: str) -> list[str]:
    """ARNs of the SNS topics that a configuration set sends events of this type to."""
    asked_for = {"ALL", "TEXT_ALL", event_type}
    destinations = [json.loads(row["description"]) for row in _destinations(db, configuration_set)]
    return [
        one["SnsDestination"]["TopicArn"]
        for one in destinations
        if one["Enabled"] and "SnsDestination" in one and not asked_for.isdisjoint(one["MatchingEventTypes"])
    ]


def create_configuration_set(call: Call, request: Request) -> Response:
    """CreateConfigurationSet. A set of that name is a conflict."""
    name = request["ConfigurationSetName"]
    if call.db.execute("SELECT 1 FROM configuration_sets WHERE name = ?", (name,)).fetchone():
        raise conflict("RESOURCE_ALREADY_EXISTS", "The configuration set exists already.", "configuration-set", name)
    call.db.execute("INSERT INTO configuration_sets (name, created_at) VALUES (?, ?)", (name, call.now))
    return {**_set(call, name), "Tags": request.get("Tags") or [], "CreatedTimestamp": call.now}


def describe_configuration_sets(call: Call, request: Request) -> Response:
    """DescribeConfigurationSets. A named set that is not there is an error. Filters are not simulated."""
    if request.get("Filters"):
        raise invalid("UNSPECIFIED_PARAMETER_NOT_SUPPORTED", "The simulator has no filters on configuration sets.")
    names = [require_configuration_set(call.db, name) for name in request.get("ConfigurationSetNames") or []]
    chosen = f"name IN ({marks(names)})" if names else "1"
    rows, more = fetch_page(call.db, f"SELECT * FROM configuration_sets WHERE {chosen}", names, request)  # noqa: S608
    return {"ConfigurationSets": [_information(call, row) for row in rows], **more}


def create_event_destination(call: Call, request: Request) -> Response:
    """CreateEventDestination: exactly one of SNS, Firehose, CloudWatch Logs; at most five a set."""
    owner = require_configuration_set(call.db, request["ConfigurationSetName"])
    name = request["EventDestinationName"]
    sinks = {sink: request[sink] for sink in _SINKS if request.get(sink) is not None}
    if len(sinks) != 1:
        raise invalid("INVALID_PARAMETER", "Exactly one destination is required.", [FieldFault("SnsDestination", "")])
    _check_types(request)
    present = {row["name"] for row in _destinations(call.db, owner)}
    if name in present:
        raise conflict("RESOURCE_ALREADY_EXISTS", "The event destination exists already.", "event-destination", name)
    if len(present) >= _DESTINATIONS_PER_SET:
        reason = "EVENT_DESTINATIONS_PER_CONFIGURATION_SET"
        raise ApiError("ServiceQuotaExceededException", "Too many event destinations.", Reason=reason)
    types = request["MatchingEventTypes"]
    told = {"EventDestinationName": name, "Enabled": True, "MatchingEventTypes": types, **sinks}
    return _keep(call, owner, told)


def update_event_destination(call: Call, request: Request) -> Response:
    """UpdateEventDestination: what is not said stays. AWS does not change a destination's kind; of the reasons in its
    model, ConflictException EVENT_DESTINATION_MISMATCH fits."""
    owner = require_configuration_set(call.db, request["ConfigurationSetName"])
    name = request["EventDestinationName"]
    row = next((row for row in _destinations(call.db, owner) if row["name"] == name), None)
    if row is None:
        raise not_found("event-destination", name)
    _check_types(request)
    told = json.loads(row["description"])
    if any(request.get(sink) is not None and sink not in told for sink in _SINKS):
        raise conflict("EVENT_DESTINATION_MISMATCH", "A destination keeps its kind.", "event-destination", name)
    said = {key: request[key] for key in ("Enabled", "MatchingEventTypes", *_SINKS) if request.get(key) is not None}
    return _keep(call, owner, told | said)


def _check_types(request: Request) -> None:
    if "TEXT_SENT" in (request.get("MatchingEventTypes") or []):
        fault = FieldFault("MatchingEventTypes", "TEXT_SENT cannot be selected.")
        raise invalid("INVALID_PARAMETER", fault.message, [fault])


def _keep(call: Call, owner: str, told: Response) -> Response:
    topic = told.get("SnsDestination", {}).get("TopicArn")
    row = (owner, told["EventDestinationName"], json.dumps(told), topic, json.dumps(told["MatchingEventTypes"]))
    call.db.execute("INSERT OR REPLACE INTO event_destinations VALUES (?, ?, ?, ?, ?)", row)
    return {**_set(call, owner), "EventDestination": told}


def _destinations(db: sqlite3.Connection, owner: str) -> list[sqlite3.Row]:
    query = "SELECT * FROM event_destinations WHERE configuration_set = ? ORDER BY name"
    return db.execute(query, (owner,)).fetchall()


def _information(call: Call, row: sqlite3.Row) -> Response:
    return {
        **_set(call, row["name"]),
        "EventDestinations": [json.loads(one["description"]) for one in _destinations(call.db, row["name"])],
        "CreatedTimestamp": row["created_at"],
    }


def _set(call: Call, name: str) -> Response:
    return {"ConfigurationSetArn": call.settings.arn(f"configuration-set/{name}"), "ConfigurationSetName": name}
