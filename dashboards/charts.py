"""A table of `metrics` in, an Altair chart out; pure. Colours are Okabe and Ito's, told apart by colour-blind readers and legible
on light and dark; nothing is told by colour alone. Backgrounds and axes are left to the page's theme; `ink` is its text colour,
which a mark does not inherit.
"""

import altair as alt
import pyarrow as pa

BLUE, ORANGE, GREY = "#0072B2", "#E69F00", "#8C8C8C"
INK = "#777777"


def response_rates(by_campaign: pa.Table, ink: str = INK) -> alt.LayerChart | alt.FacetChart:
    """Bars of the response rate by campaign, each with its Wilson interval and its counts; grey where the sample is small."""
    frame = by_campaign.select(
        ["campaign", "responses", "delivered", "response_rate", "ci_low", "ci_high", "small_n", "opt_outs", "immature"]
    ).to_pandas()
    frame["campaign"] = frame["campaign"].fillna("(no campaign)")
    frame["told"] = [_told(row.response_rate, row.responses, row.delivered) for row in frame.itertuples()]
    frame["sample"] = ["small sample" if small else "enough answers" for small in frame["small_n"]]
    top = max([0.1, *frame["ci_high"].dropna()])
    rate = alt.Scale(domain=[0, top * 1.75], nice=False)  # room for the counts to the right of the longest bar
    step = 0.2 if top > 0.5 else 0.1 if top > 0.2 else 0.02
    base = alt.Chart(frame).encode(
        y=alt.Y("campaign:N", sort=None, title=None, axis=alt.Axis(labelLimit=150, ticks=False, domain=False)),
        color=alt.Color(
            "sample:N", scale=alt.Scale(domain=["enough answers", "small sample"], range=[BLUE, GREY]), legend=None
        ),
        tooltip=[
            alt.Tooltip("campaign:N", title="Campaign"),
            alt.Tooltip("response_rate:Q", title="Response rate", format=".1%"),
            alt.Tooltip("ci_low:Q", title="95 % from", format=".1%"),
            alt.Tooltip("ci_high:Q", title="to", format=".1%"),
            alt.Tooltip("responses:Q", title="Responses"),
            alt.Tooltip("delivered:Q", title="Delivered"),
            alt.Tooltip("opt_outs:Q", title="Opt-outs"),
            alt.Tooltip("immature:Q", title="Still open"),
            alt.Tooltip("sample:N", title="Sample"),
        ],
    )
    x = alt.X(
        "response_rate:Q",
        title="Response rate, with 95 % interval",
        scale=rate,
        axis=alt.Axis(format="~%", values=[n * step for n in range(round(1 / step) + 1)]),
    )
    bars = base.mark_bar(opacity=0.6, cornerRadiusEnd=3, height={"band": 0.55}).encode(x=x)
    interval = base.mark_rule(strokeWidth=2.5).encode(x=alt.X("ci_low:Q", scale=rate), x2="ci_high:Q")
    ends = [
        base.mark_tick(thickness=2.5, size=14).encode(x=alt.X(f"{end}:Q", scale=rate)) for end in ("ci_low", "ci_high")
    ]
    told = (
        alt.Chart(frame)
        .mark_text(align="left", dx=10, fontSize=13)
        .encode(y=alt.Y("campaign:N", sort=None), x=alt.X("ci_high:Q", scale=rate), text="told:N", color=alt.value(ink))
    )
    return alt.layer(bars, interval, *ends, told).properties(height=max(90, 62 * len(frame)))


def funnel(steps: pa.Table, ink: str = INK) -> alt.LayerChart | alt.FacetChart:
    """A bar for each step, with its count and its share of the step before."""
    frame = steps.to_pandas()
    before = frame["n"].shift(1)
    frame["told"] = [
        f"{n:,}" if not (b > 0) else f"{n:,}  ({n / b:.0%})" for n, b in zip(frame["n"], before, strict=True)
    ]
    wide = alt.Scale(domain=[0, max(1, int(frame["n"].max())) * 1.4], nice=False)
    base = alt.Chart(frame).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=130, ticks=False, domain=False)),
        x=alt.X("n:Q", scale=wide, axis=None),
        tooltip=[alt.Tooltip("name:N", title="Step"), alt.Tooltip("told:N", title="Prompts, share of the step before")],
    )
    bars = base.mark_bar(color=BLUE, opacity=0.75, cornerRadiusEnd=3, height={"band": 0.7})
    return alt.layer(bars, base.mark_text(align="left", dx=6, fontSize=13, color=ink).encode(text="told:N")).properties(
        height=36 * max(1, len(frame))
    )


def activity(per_minute: pa.Table) -> alt.Chart:
    """Inbound texts and replies a minute, as lines; replies dashed."""
    frame = per_minute.to_pandas()
    frame["what"] = frame["direction"].map({"inbound": "inbound texts", "reply": "replies sent"})
    names = ["inbound texts", "replies sent"]
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2, point=alt.OverlayMarkDef(size=22))
        .encode(
            x=alt.X(
                "minute:T",
                title="Minute (UTC)",
                scale=alt.Scale(type="utc"),
                axis=alt.Axis(format="%H:%M", tickCount=6),
            ),
            y=alt.Y("n:Q", title="a minute", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=names, range=[BLUE, ORANGE]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            strokeDash=alt.StrokeDash("what:N", scale=alt.Scale(domain=names, range=[[1, 0], [5, 3]]), legend=None),
            tooltip=[
                alt.Tooltip("minute:T", title="Minute (UTC)", format="%H:%M"),
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip("n:Q", title="How many"),
            ],
        )
    )
    sized: alt.Chart = lines.properties(height=260)
    return sized


def _told(rate: float | None, responses: int, delivered: int) -> str:
    return (
        f"{rate:.1%}  ({responses:,} of {delivered:,})" if delivered and rate is not None else "nothing delivered yet"
    )
