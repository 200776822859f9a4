"""What every page needs of the lake: one shared connection, how fresh it is, and what to say while there is nothing."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePath

import duckdb
import streamlit as st

from dashboards.escape import markdown
from dashboards.metrics import Freshness, programs_in_force
from dashboards.warehouse import WarehouseError, open_warehouse, refresh

AMBER_S, RED_S = 300, 900
_MOST_FAULTS = 20


def show(draw: Callable[[duckdb.DuckDBPyConnection], None]) -> None:
    """Call `draw` with the catalog over `TWOWAY_LAKE`, new datasets included; a fault of the lake is told on the page."""
    lake = os.environ.get("TWOWAY_LAKE", "lake")
    try:
        with _open(lake).cursor() as con:
            refresh(con, lake)
            draw(con)
    except WarehouseError as fault:
        st.error(f"**The lake cannot be read.** {markdown(str(fault))}", icon=":material/error:")
    except duckdb.Error as fault:
        st.error("**A file of the lake cannot be read.** The next refresh tries again.", icon=":material/error:")
        st.code(str(fault).splitlines()[0], language=None, wrap_lines=True)


def programs_strip(con: duckdb.DuckDBPyConnection) -> None:
    """Which programs read the texts, and, if a change of them is refused, why."""
    told = programs_in_force(con, os.environ.get("TWOWAY_LAKE", "lake"))
    if told is None:
        return
    names = ", ".join(f"{markdown(name)} {markdown(version)}" for name, version in told.versions.items())
    st.caption(f"Programs in force since {markdown(told.since[:16].replace('T', ' '))} UTC: {names}")
    if told.faults:
        st.warning(
            "**A change of the programs is refused;** those above go on. Correct it, and it comes into force by itself.",
            icon=":material/sync_problem:",
        )
        st.code("\n".join(told.faults[:_MOST_FAULTS]), language=None, wrap_lines=True)


def empty_state() -> None:
    """Nothing has arrived yet: how to make something arrive."""
    lake = os.environ.get("TWOWAY_LAKE", "lake")
    st.info(
        "**No records yet.** The page fills by itself as soon as the first ones are written.",
        icon=":material/hourglass_empty:",
    )
    st.text("Start the job that reads the stream:")
    st.code(f"twoway stream --lake {lake}", language="bash")
    st.text("or see it all with simulated customers, no AWS account needed:")
    st.code("make demo", language="bash")


def freshness_strip(fresh: Freshness, now: datetime | None = None) -> None:
    """How old the latest event is, in words, with a colour beside them."""
    lake = os.environ.get("TWOWAY_LAKE", "lake")
    lake = lake if lake.startswith("s3://") else PurePath(lake).name
    if fresh.last_event_at is None:
        st.caption(f"Lake {markdown(lake)} · times in UTC")
        return
    age_s = ((now or datetime.now(UTC)) - fresh.last_event_at).total_seconds()
    colour, word = ("green", "live") if age_s < AMBER_S else ("orange", "quiet") if age_s < RED_S else ("red", "stale")
    st.markdown(
        f":{colour}-badge[{word}] :small[Latest event {age(age_s)} ago, {fresh.last_event_at:%Y-%m-%d %H:%M:%S} UTC · "
        f"lake {markdown(lake)} · times in UTC]"
    )


def age(seconds: float) -> str:
    """A duration as people say it.

    >>> age(12), age(150), age(7200), age(200000)
    ('12 s', '2 min', '2 h', '2 days')
    """
    for size, unit in ((86_400, "days"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size or (unit == "min" and seconds >= 90):
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0, seconds):.0f} s"


@st.cache_resource(max_entries=4, show_spinner=False)
def _open(lake: str) -> duckdb.DuckDBPyConnection:
    return open_warehouse(lake)
