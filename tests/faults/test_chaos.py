"""`make chaos`, short: every instant of death at least once."""

import json
import subprocess
import sys

import pytest

from tests.chaos.life import INSTANTS


@pytest.mark.slow
def test_chaos_breaks_no_law() -> None:
    command = [sys.executable, "-m", "tests.chaos", "--messages", "2000", "--kills", "24", "--seed", "4", "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-3000:]
    told = json.loads(ran.stdout.strip().splitlines()[-1])
    assert not any(told["breaches"].values()), told["breaches"]
    assert told["figures"]["replies accepted by the SMS API"] > 800
    assert told["figures"]["rows marked as repeats"] > 50
    died = {instant.replace("_", " ") for instant in told["deaths"]}
    assert len(died & {instant.replace("_", " ") for instant in INSTANTS}) >= 8
    assert sum(told["deaths"].values()) == 24
