"""The page: response rate by campaign, and the conversation flow live. Draws only."""

from typing import Any

import duckdb
import pyarrow as pa
import streamlit as st

from dashboards import charts, metrics
from dashboards.escape import csv_cell, markdown, visible
from dashboards.pages import lake
from dashboards.warehouse import definition

REFRESH_S = 5
_STATUSES = ("sent", "suppressed", "failed", "unknown")


def draw() -> None:
    """The whole page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title("Two-way SMS", anchor=False, width="stretch")
        st.toggle("Pause", key="paused", help=f"Stops the refresh that happens every {REFRESH_S} seconds.")
    st.fragment(_body, run_every=None if st.session_state.get("paused") else REFRESH_S)()


def _body() -> None:
    lake.show(_contents)


def _contents(con: duckdb.DuckDBPyConnection) -> None:
    fresh = metrics.freshness(con)
    lake.freshness_strip(fresh)
    lake.programs_strip(con)
    if fresh.last_event_at is None:
        lake.empty_state()
        return
    rates = metrics.response_rate_by_campaign(con)
    _tiles(con, rates)
    _campaigns(con, rates)
    _flow(con)


def _tiles(con: duckdb.DuckDBPyConnection, rates: pa.Table) -> None:
    total = metrics.response_rate_overall(con, rates).to_pylist()[0]
    replies = dict.fromkeys((*_STATUSES, "promised"), 0)
    for row in metrics.replies_by_status(con).to_pylist():
        replies[row["status"]] = replies.get(row["status"], 0) + row["n"]
    dead = sum(metrics.dead_letters_by_reason(con)["n"].to_pylist())
    speed = metrics.reply_latency(con).to_pylist()[0]
    with st.grid(4, min_column_width=140):
        st.metric(
            "Delivered",
            f"{total['delivered']:,}",
            border=True,
            help=f"Prompts that reached a phone, of {total['sent']:,} sent.",
        )
        st.metric("Response rate", _rate(total["response_rate"]), border=True, help=_interval(total))
        st.metric(
            "Opt-out rate",
            _rate(total["opt_out_rate"]),
            border=True,
            help=f"{total['opt_outs']:,} of {total['delivered']:,} delivered.",
        )
        st.metric(
            "Dead letters",
            f"{dead:,}",
            border=True,
            help="Records that could not be read. They are kept, with their bytes.",
        )
        st.metric("Replies sent", f"{replies['sent']:,}", border=True, help=_latency(speed))
        st.metric(
            "Suppressed",
            f"{replies['suppressed']:,}",
            border=True,
            help="Withheld on purpose: opted out, or AWS answered.",
        )
        st.metric("Failed", f"{replies['failed']:,}", border=True, help="Refused for good by the SMS API, or given up.")
        st.metric(
            "Unknown",
            f"{replies['unknown']:,}",
            border=True,
            help="The outcome of the call is not known; never sent again without proof.",
        )


def _campaigns(con: duckdb.DuckDBPyConnection, rates: pa.Table) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader("Response rate by campaign", anchor=False)
        if rates.num_rows:
            st.altair_chart(charts.response_rates(rates, _ink()), alt=_in_words(rates))
        else:
            st.info("No prompts yet: no delivery event has named a campaign.", icon=":material/hourglass_empty:")
    with right:
        st.subheader("From prompt to reply", anchor=False)
        steps = metrics.funnel(con)
        told = ", ".join(f"{row['n']:,} {row['name']}" for row in steps.to_pylist())
        st.altair_chart(charts.funnel(steps, _ink()), alt=f"Funnel of prompts: {told}.")
    if rates.num_rows:
        _table(rates)
    with st.popover("How is this computed", icon=":material/help:", type="tertiary"):
        st.text(_about("response_rate_between"))
        st.code(_statement("response_rate_between"), language="sql")


def _table(rates: pa.Table) -> None:
    frame = rates.to_pandas()
    frame["campaign"] = [csv_cell(visible(name)) if name else "(no campaign)" for name in rates["campaign"].to_pylist()]
    percent = {
        name: st.column_config.NumberColumn(title, format="percent", help=about)
        for name, title, about in (
            ("response_rate", "Response rate", "Responses divided by delivered."),
            ("ci_low", "95 % from", "Wilson interval, lower end."),
            ("ci_high", "to", "Wilson interval, upper end."),
            ("opt_out_rate", "Opt-out rate", "Opt-outs divided by delivered."),
        )
    }
    st.dataframe(
        frame,
        hide_index=True,
        alt=_in_words(rates),
        column_order=[
            "campaign",
            "response_rate",
            "ci_low",
            "ci_high",
            "responses",
            "delivered",
            "opt_out_rate",
            "opt_outs",
            "sent",
            "failed",
            "unknown",
            "immature",
        ],
        column_config={
            "campaign": st.column_config.TextColumn("Campaign", pinned=True),
            "responses": st.column_config.NumberColumn("Responses", help="Delivered prompts answered, opt-outs aside."),
            "delivered": st.column_config.NumberColumn("Delivered", help="The denominator."),
            "opt_outs": st.column_config.NumberColumn("Opt-outs"),
            "sent": st.column_config.NumberColumn("Sent"),
            "failed": st.column_config.NumberColumn("Failed"),
            "unknown": st.column_config.NumberColumn(
                "No receipt", help="No final delivery event yet, or none ever on that route."
            ),
            "immature": st.column_config.NumberColumn(
                "Still open", help="Delivered less than 72 h before the latest event: can still be answered."
            ),
            **percent,
        },
    )


def _flow(con: duckdb.DuckDBPyConnection) -> None:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader("Latest messages", anchor=False)
        with st.container(height=600):
            for row in metrics.recent_conversations(con, 25).to_pylist():
                _bubble(row)
    with right:
        st.subheader("Texts a minute", anchor=False)
        minutes = metrics.inbound_per_minute(con)
        if minutes.num_rows:
            total = sum(row["n"] for row in minutes.to_pylist() if row["direction"] == "inbound")
            st.altair_chart(
                charts.activity(minutes), alt=f"Inbound texts and replies by minute; {total:,} inbound in all."
            )
        st.subheader("Not sent, not readable", anchor=False)
        _reasons(con)


def _reasons(con: duckdb.DuckDBPyConnection) -> None:
    withheld = [r for r in metrics.replies_by_status(con).to_pylist() if r["status"] != "sent"]
    rows = [{"What": f"reply {r['status']}", "Reason": r["reason"], "n": r["n"]} for r in withheld]
    rows += [
        {"What": "dead letter", "Reason": r["reason"], "n": r["n"]}
        for r in metrics.dead_letters_by_reason(con).to_pylist()
    ]
    if rows:
        st.dataframe(rows, hide_index=True, alt="Reasons with their counts")
    else:
        st.caption("Nothing: every reply was sent and every record could be read.")


def _bubble(row: dict[str, Any]) -> None:
    """One message. A customer's text is drawn by `st.text`, which knows no Markdown and no HTML."""
    ours = row["direction"] != "inbound"
    who = {"inbound": "from", "reply": "reply to", "prompt": "prompt to"}[row["direction"]]
    about = f"{row['said_at']:%H:%M:%S} · {who} {row['customer']} · {row['status']}"
    text = row["text"] or (f"campaign {row['campaign'] or 'not named'}" if ours else "no text")
    side = st.container(horizontal=True, horizontal_alignment="right" if ours else "left", gap=None)
    with side.container(border=True, width=380, gap=None):
        st.caption(markdown(about))
        st.text(visible(text))


def _rate(rate: float | None) -> str:
    return "–" if rate is None else f"{rate:.1%}"


def _interval(total: dict[str, Any]) -> str:
    if total["response_rate"] is None:
        return "No prompt has been delivered yet."
    low, high = total["ci_low"], total["ci_high"]
    return (
        f"{total['responses']:,} of {total['delivered']:,} delivered prompts were answered; 95 % interval {low:.1%} to {high:.1%}. "
        f"{total['immature']:,} can still be answered."
    )


def _latency(speed: dict[str, Any]) -> str:
    if not speed["n"]:
        return "Accepted by the SMS API."
    return f"Accepted by the SMS API, {speed['p50_s']:.2f} s after the inbound at the median, {speed['p99_s']:.2f} s at p99."


def _about(name: str) -> str:
    return "\n".join(line[2:].strip() for line in definition(name).splitlines() if line.startswith("--"))


def _statement(name: str) -> str:
    return "\n".join(line for line in definition(name).splitlines() if not line.startswith("--"))


def _ink() -> str:
    """The theme's text colour, as `.streamlit/config.toml` sets it."""
    return {"light": "#1B2430", "dark": "#E8EDF2"}.get(st.context.theme.type or "", charts.INK)


def _in_words(rates: pa.Table) -> str:
    """What the chart and the table say, for those who do not see them."""
    told = [
        f"{r['campaign'] or 'no campaign'} {_rate(r['response_rate'])} ({r['responses']} of {r['delivered']})"
        for r in rates.to_pylist()
    ]
    return "Response rate by campaign: " + "; ".join(told) + "."
