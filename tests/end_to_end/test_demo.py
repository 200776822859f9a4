"""The demo itself, smaller: every figure that has a truth equals it, and the lake that stays can be asked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_demo_measures_the_truth(tmp_path: Path) -> None:
    lake = tmp_path / "demo-lake"
    command = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "demo",
        "--exit",
        "--port",
        "0",
        "--customers",
        "80",
        "--seconds",
        "12",
        "--seed",
        "7",
        "--lake",
        str(lake),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "every figure equals the truth" in done.stdout
    assert done.stdout.count(" equal ") == 3
    assert "p99" in done.stdout
    assert "Traceback" not in done.stderr
    sql = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "sql",
        "--lake",
        str(lake),
        "--json",
        "SELECT count(*) AS n FROM response_rate",
    ]
    asked = subprocess.run(sql, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(asked.stdout) == [{"n": 3}]


def test_the_town_is_the_same_for_the_same_seed() -> None:
    from pipelines.local.town import plan_town

    assert plan_town(3, 50, 20.0) == plan_town(3, 50, 20.0)
    assert plan_town(3, 50, 20.0) != plan_town(4, 50, 20.0)


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    command = [sys.executable, "-m", "pipelines.cli", "demo", "--lake", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "holds something that no demo made" in done.stderr
    assert (tmp_path / "precious").read_text() == "data"
