"""HTTP around the simulator, byte by byte."""

import http.client
import json
import socket
from datetime import datetime
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from pipelines.local.sms_simulator import Fault, FaultKind
from pipelines.local.sms_simulator.api import OPERATIONS
from pipelines.local.sms_simulator.validation import service_model

from .conftest import CUSTOMER, OURS, World, wait_until


def _connect(world: World) -> http.client.HTTPConnection:
    address = urlsplit(world.simulator.endpoint)
    return http.client.HTTPConnection(str(address.hostname), address.port, timeout=5)


def _call(world: World, operation: str, request: Any) -> tuple[int, str | None, dict[str, Any]]:
    connection = _connect(world)
    body = request if isinstance(request, bytes) else json.dumps(request)
    connection.request("POST", "/", body, {"X-Amz-Target": f"PinpointSMSVoiceV2.{operation}"})
    response = connection.getresponse()
    told = json.loads(response.read())
    connection.close()
    return response.status, response.getheader("Content-Type"), told


def _misfits(shape: Shape, value: Any, path: str) -> list[str]:
    """Where `value` is not what the service model says: unknown or missing members, wrong types, unknown constants."""
    if isinstance(shape, StructureShape):
        strange = [f"{path}.{name} is unknown" for name in value.keys() - shape.members.keys()]
        absent = [f"{path}.{name} is absent" for name in set(shape.required_members) - value.keys()]
        within = [_misfits(shape.members[n], v, f"{path}.{n}") for n, v in value.items() if n in shape.members]
        return strange + absent + list(chain.from_iterable(within))
    if isinstance(shape, ListShape):
        return list(chain.from_iterable(_misfits(shape.member, one, f"{path}[]") for one in value))
    if isinstance(shape, MapShape):
        return list(chain.from_iterable(_misfits(shape.value, one, f"{path}{{}}") for one in value.values()))
    kinds: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "timestamp": (int, float)}
    misfit = not isinstance(value, kinds.get(shape.type_name, (int,)))
    members = shape.metadata.get("enum")
    return [f"{path} is {value!r}"] if misfit or (members and value not in members) else []


def test_every_answer_has_the_shape_that_botocore_expects(world: World) -> None:
    phone_id = world.sms.describe_phone_numbers()["PhoneNumbers"][0]["PhoneNumberId"]
    listed = {"OptOutListName": "Default", "OptedOutNumber": CUSTOMER}
    calls: list[tuple[str, dict[str, Any]]] = [
        ("SendTextMessage", {"DestinationPhoneNumber": CUSTOMER, "OriginationIdentity": OURS, "MessageBody": "Hello"}),
        ("PutKeyword", {"OriginationIdentity": phone_id, "Keyword": "JOIN", "KeywordMessage": "Hi"}),
        ("DescribeKeywords", {"OriginationIdentity": phone_id, "MaxResults": 1}),
        ("DeleteKeyword", {"OriginationIdentity": phone_id, "Keyword": "JOIN"}),
        ("CreateOptOutList", {"OptOutListName": "offers"}),
        ("DescribeOptOutLists", {}),
        ("PutOptedOutNumber", listed),
        ("DescribeOptedOutNumbers", {"OptOutListName": "Default"}),
        ("DeleteOptedOutNumber", listed),
        ("DescribePhoneNumbers", {}),
        ("UpdatePhoneNumber", {"PhoneNumberId": phone_id, "DeletionProtectionEnabled": True}),
        ("CreateConfigurationSet", {"ConfigurationSetName": "texts"}),
        (
            "CreateEventDestination",
            {
                "ConfigurationSetName": "texts",
                "EventDestinationName": "all",
                "MatchingEventTypes": ["ALL"],
                "SnsDestination": {"TopicArn": world.events.arn},
            },
        ),
        ("UpdateEventDestination", {"ConfigurationSetName": "texts", "EventDestinationName": "all", "Enabled": False}),
        ("DescribeConfigurationSets", {}),
    ]
    assert {operation for operation, _ in calls} == OPERATIONS.keys()
    for operation, request in calls:
        status, content_type, told = _call(world, operation, request)
        shape = service_model().operation_model(operation).output_shape
        assert (status, content_type) == (200, "application/x-amz-json-1.0")
        assert shape is not None
        assert told
        assert _misfits(shape, told, operation) == []


def test_every_refusal_has_the_shape_that_botocore_expects(world: World) -> None:
    refused: list[tuple[str, Any]] = [
        ("SendTextMessage", {"MessageBody": ""}),
        ("SendTextMessage", {"DestinationPhoneNumber": CUSTOMER, "OriginationIdentity": "x", "MessageBody": "Hi"}),
        ("CreateOptOutList", {"OptOutListName": "Default"}),
        ("DescribeOptedOutNumbers", {"OptOutListName": "Default", "OptedOutNumbers": [CUSTOMER]}),
        ("DescribeOptOutLists", {"NextToken": "x"}),
    ]
    for operation, request in refused:
        status, _, told = _call(world, operation, request)
        kind = told.pop("__type")
        assert status == 400
        assert _misfits(service_model().shape_for(kind), told, kind) == []


@pytest.mark.parametrize("operation", ["SendPigeon", "", "send_text_message"])
def test_an_unknown_operation_is_told(world: World, operation: str) -> None:
    status, _, told = _call(world, operation, {})
    assert (status, told["__type"]) == (400, "UnknownOperationException")


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"null", b'{"MessageBody":"\\ud83d"}'])
def test_a_body_that_is_no_json_object_is_told(world: World, body: bytes) -> None:
    status, _, told = _call(world, "SendTextMessage", body)
    assert (status, told["__type"]) == (400, "SerializationException")


def test_a_connection_serves_many_requests_and_each_answer_is_one_write(world: World) -> None:
    address = urlsplit(world.simulator.endpoint)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as wire:
        for _ in range(3):
            wire.sendall(b"GET /_simulator/health HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = wire.recv(65536)
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert answer.endswith(b'\r\n\r\n{"status":"ok"}')


def test_a_reset_is_a_reset_and_no_orderly_end(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.RESET_BEFORE_ACCEPT, every=1)])
    address = urlsplit(world.simulator.endpoint)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as wire:
        wire.sendall(b"POST / HTTP/1.1\r\nX-Amz-Target: PinpointSMSVoiceV2.SendTextMessage\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            wire.recv(65536)


def test_a_held_request_ends_when_the_simulator_does(world: World) -> None:
    world.admin.put_faults([Fault(FaultKind.TIMEOUT_AFTER_ACCEPT, every=1)])
    address = urlsplit(world.simulator.endpoint)
    body = json.dumps({"DestinationPhoneNumber": CUSTOMER, "MessageBody": "Hello"}).encode()
    head = f"POST / HTTP/1.1\r\nX-Amz-Target: PinpointSMSVoiceV2.SendTextMessage\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as wire:
        wire.sendall(head.encode() + body)
        wait_until(lambda: len(world.admin.messages().messages) == 1)
        world.simulator.stop()
        assert wire.recv(65536) == b""


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"HELO simulator\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_closed(world: World, request_bytes: bytes) -> None:
    address = urlsplit(world.simulator.endpoint)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as wire:
        wire.sendall(request_bytes)
        wire.shutdown(socket.SHUT_WR)
        got = b"".join(iter(lambda: wire.recv(65536), b""))
    assert got.startswith(b"HTTP/1.1 400 ")
    assert world.admin.health()


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("GET", "/_simulator/nothing"), ("POST", "/_simulator/x")])
def test_an_unknown_path_is_not_found(world: World, method: str, path: str) -> None:
    connection = _connect(world)
    connection.request(method, path, b"{}")
    response = connection.getresponse()
    assert response.status == 404
    assert json.loads(response.read())["error"]
    connection.close()


@pytest.mark.parametrize("query", ["after=x", "limit=-1", "after=1e3", "after=" + "9" * 30])
def test_a_page_that_is_none_is_refused(world: World, query: str) -> None:
    connection = _connect(world)
    connection.request("GET", f"/_simulator/messages?{query}")
    response = connection.getresponse()
    assert response.status == 400
    response.read()
    connection.close()


def test_nothing_of_a_request_is_printed(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    world.send("secret words")
    _call(world, "SendTextMessage", {"DestinationPhoneNumber": CUSTOMER, "MessageBody": ""})
    _connect(world).request("GET", "/+12065550101")
    printed = "".join(capfd.readouterr())
    assert "secret" not in printed
    assert "5550101" not in printed


def test_answers_carry_a_request_id_and_a_date(world: World) -> None:
    told = world.sms.describe_phone_numbers()
    assert told["ResponseMetadata"]["RequestId"]
    date = told["ResponseMetadata"]["HTTPHeaders"]["date"]
    assert datetime.strptime(date, "%a, %d %b %Y %H:%M:%S %Z")  # noqa: DTZ007
