"""The fault plan: which requests go wrong, and how. Kept with its counts, so that a restart does not begin it anew.

Lines are asked in order; a request that one line strikes is not seen by those after it.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from pipelines.local.sms_simulator.model import Fault, FaultKind
from pipelines.local.sms_simulator.state import State, add_count


@dataclass(frozen=True, slots=True)
class Strike:
    """A line of the plan as it strikes one request; `error`, `reason` and `status` are those of a refusal."""

    kind: FaultKind
    error: str | None = None
    reason: str | None = None
    status: int = 400


class FaultPlan:
    """The plan in `state`. Thread-safe."""

    def __init__(self, state: State, seed: int) -> None:
        self._state = state
        self._seed = seed
        with state.transaction() as db:
            self._struck_operations = _operations(db)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Make this the plan; counting begins anew."""
        rows = [
            (position, f.kind, f.every, f.probability, f.limit, f.operation, f.error, f.reason, f.status)
            for position, f in enumerate(faults)
        ]
        with self._state.transaction() as db:
            db.execute("DELETE FROM planned_faults")
            db.executemany(
                "INSERT INTO planned_faults (position, kind, every, probability, max, operation, error, reason, status)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            self._struck_operations = _operations(db)

    def before_accept(self, operation: str) -> Strike | None:
        """The fault that strikes a request on its arrival."""
        if operation not in self._struck_operations:
            return None
        with self._state.transaction() as db:
            return self._strike(db, operation, after_accept=False)

    def after_accept(self, db: sqlite3.Connection, operation: str) -> Strike | None:
        """The fault that strikes a request that has been accepted, within the transaction that keeps it."""
        if operation not in self._struck_operations:
            return None
        return self._strike(db, operation, after_accept=True)

    def _strike(self, db: sqlite3.Connection, operation: str, after_accept: bool) -> Strike | None:
        query = "SELECT * FROM planned_faults WHERE operation = ? ORDER BY position"
        rows = db.execute(query, (operation,)).fetchall()
        for row in rows:
            kind = FaultKind(row["kind"])
            if kind.after_accept is after_accept and self._meets(db, row):
                add_count(db, f"fault:{kind}")
                return Strike(kind, row["error"], row["reason"], row["status"])
        return None

    def _meets(self, db: sqlite3.Connection, row: sqlite3.Row) -> bool:
        """Count the request on this line of the plan, and tell whether it is struck."""
        seen = row["seen"] + 1
        if row["max"] is not None and row["struck"] >= row["max"]:
            return False
        if row["every"] is not None:
            struck = bool(seen % row["every"] == 0)
        else:
            struck = bool(Random(f"{self._seed}:{row['position']}:{seen}").random() < row["probability"])
        db.execute(
            "UPDATE planned_faults SET seen = ?, struck = struck + ? WHERE position = ?",
            (seen, struck, row["position"]),
        )
        return struck


def _operations(db: sqlite3.Connection) -> frozenset[str]:
    """Operations that the plan strikes at all; the others cost nothing."""
    return frozenset(row["operation"] for row in db.execute("SELECT DISTINCT operation FROM planned_faults"))
