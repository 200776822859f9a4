"""The dashboard as a process: ready when it says so, and plain when it cannot start."""

import socket
import urllib.request
from pathlib import Path

import pytest

from dashboards.serve import serve, url
from dashboards.warehouse import WarehouseError
from tests.dashboards.lake_builder import LakeBuilder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_server_answers_once_it_is_handed_over(lake: LakeBuilder) -> None:
    port = free_port()
    process = serve(lake.root, port)
    try:
        with urllib.request.urlopen(url("127.0.0.1", port), timeout=10) as answer:
            assert answer.status == 200
        assert process.poll() is None
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(WarehouseError, match="did not start"):
            serve(str(tmp_path), taken.getsockname()[1])


def test_an_address_for_all_interfaces_is_looked_at_on_this_machine() -> None:
    assert url("0.0.0.0", 8501) == "http://127.0.0.1:8501"  # noqa: S104
    assert url("localhost", 8501) == "http://localhost:8501"
