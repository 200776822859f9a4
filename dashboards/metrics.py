"""One question, one function: a connection of `open_warehouse` in, an Arrow table out. No Streamlit, no arithmetic on rates:
that is the catalog's. Times are UTC. Each function takes a cursor of its own, so one connection serves many readers.
"""

import json
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from dashboards.warehouse import lake_root


def response_rate_by_campaign(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """The view `response_rate`, most delivered first."""
    return _ask(con, "FROM response_rate ORDER BY delivered DESC, campaign NULLS LAST")


def response_rate_overall(con: duckdb.DuckDBPyConnection, by_campaign: pa.Table) -> pa.Table:
    """The campaigns of `response_rate_by_campaign` as one row: sent, delivered, failed, unknown, responses, opt_outs, immature
    (counts of prompts), response_rate, ci_low, ci_high, opt_out_rate (0-1; NULL while nothing was delivered)."""
    with con.cursor() as cursor:
        cursor.register("campaigns", by_campaign)
        return cursor.sql(
            """
            WITH total AS (
                SELECT coalesce(sum(COLUMNS(['sent', 'delivered', 'failed', 'unknown', 'responses', 'opt_outs', 'immature'])), 0)::BIGINT
                FROM campaigns
            )
            SELECT *, responses / nullif(delivered, 0) AS response_rate, wilson_low(responses, delivered) AS ci_low,
                   wilson_high(responses, delivered) AS ci_high, opt_outs / nullif(delivered, 0) AS opt_out_rate
            FROM total
            """
        ).to_arrow_table()


def row_counts(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Rows of each dataset as the catalog shows it: dataset, n."""
    return _ask(
        con,
        """
        SELECT 'inbound' AS dataset, count(*) AS n FROM inbound
        UNION ALL SELECT 'deliveries', count(*) FROM deliveries
        UNION ALL SELECT 'replies', count(*) FROM replies
        UNION ALL SELECT 'outcomes', count(*) FROM outcomes
        UNION ALL SELECT 'dead_letters', count(*) FROM dead_letters
        ORDER BY dataset
        """,
    )


def dead_letters_by_reason(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """stage, reason, n; most frequent first."""
    return _ask(
        con, "SELECT stage, reason, count(*) AS n FROM dead_letters GROUP BY ALL ORDER BY n DESC, stage, reason"
    )


def replies_by_status(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """status, reason (NULL where sent), n; most frequent first."""
    return _ask(con, "SELECT status, reason, count(*) AS n FROM replies GROUP BY ALL ORDER BY n DESC, status, reason")


def reply_latency(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row: n, p50_s and p99_s, seconds from an inbound's event time to the acceptance of its reply, of replies sent."""
    return _ask(
        con,
        """
        SELECT count(*) AS n, quantile_cont(latency_s, 0.5) AS p50_s, quantile_cont(latency_s, 0.99) AS p99_s
        FROM (SELECT epoch(settled_at - received_at) AS latency_s FROM replies WHERE status = 'sent' AND settled_at IS NOT NULL)
        """,
    )


def inbound_per_minute(con: duckdb.DuckDBPyConnection, minutes: int = 60) -> pa.Table:
    """minute, direction (inbound or reply), n, over the last `minutes` minutes in which anything happened, zeros included.
    A reply stands at the minute in which it was accepted; machine answers, repeated texts and RCS events are no inbound."""
    return _ask(
        con,
        """
        WITH happened AS (
            SELECT received_at AS at_time, 'inbound' AS direction FROM inbound
            WHERE intent <> 'not_a_message' AND NOT is_auto_response AND duplicate_of IS NULL
            UNION ALL
            SELECT coalesce(settled_at, promised_at), 'reply' FROM replies WHERE status = 'sent'
        ),
        span AS (
            SELECT date_trunc('minute', max(at_time)) AS last_minute,
                   greatest(date_trunc('minute', min(at_time)), last_minute - to_minutes(? - 1)) AS first_minute
            FROM happened
        ),
        axis AS (
            SELECT m.minute, d.direction
            FROM (SELECT unnest(generate_series(first_minute, last_minute, INTERVAL 1 MINUTE)) AS minute FROM span) AS m
            CROSS JOIN (VALUES ('inbound'), ('reply')) AS d (direction)
        )
        SELECT a.minute, a.direction, count(h.at_time) AS n
        FROM axis AS a
        LEFT JOIN happened AS h ON h.direction = a.direction AND date_trunc('minute', h.at_time) = a.minute
        GROUP BY ALL
        ORDER BY a.minute, a.direction
        """,
        [minutes],
    )


def funnel(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """step (1-5), name, n: prompts sent, of them delivered, of them answered (opt-outs aside), of them answered with a keyword
    of the program, of them replied to. Each step is a subset of the one before."""
    return _ask(
        con,
        """
        WITH prompts AS (
            SELECT message_id, delivered FROM sends WHERE kind = 'prompt'
        ),
        answers AS (
            SELECT r.message_id, bool_or(r.keyword IS NOT NULL) AS matched,
                   bool_or(r.keyword IS NOT NULL AND y.status = 'sent') AS replied
            FROM responses AS r
            LEFT JOIN replies AS y USING (inbound_message_id)
            WHERE r.message_id IS NOT NULL AND NOT r.is_opt_out
            GROUP BY r.message_id
        ),
        counted AS (
            SELECT count(*) AS sent, count(*) FILTER (WHERE p.delivered) AS delivered,
                   count(*) FILTER (WHERE p.delivered AND a.message_id IS NOT NULL) AS responded,
                   count(*) FILTER (WHERE p.delivered AND a.matched) AS matched,
                   count(*) FILTER (WHERE p.delivered AND a.replied) AS replied
            FROM prompts AS p
            LEFT JOIN answers AS a USING (message_id)
        )
        SELECT step, name, n
        FROM counted, LATERAL (VALUES
            (1, 'sent', sent), (2, 'delivered', delivered), (3, 'responded', responded),
            (4, 'matched a keyword', matched), (5, 'replied to', replied)) AS t (step, name, n)
        ORDER BY step
        """,
    )


def recent_conversations(con: duckdb.DuckDBPyConnection, limit: int = 20) -> pa.Table:
    """The last `limit` things said, newest first: said_at, customer (the mask), direction (inbound, reply, prompt), text
    (NULL where the lake holds none), status, campaign. Text is as the customer wrote it: escape it where it is shown."""
    return _ask(
        con,
        """
        SELECT received_at AS said_at, coalesce(customer_mask, 'unknown') AS customer, 'inbound' AS direction,
               message_body AS text, CASE WHEN is_opt_out THEN 'opt-out' ELSE coalesce(keyword, intent) END AS status,
               NULL AS campaign
        FROM inbound
        WHERE intent <> 'not_a_message'
        UNION ALL
        SELECT coalesce(settled_at, promised_at), coalesce(customer_mask, 'unknown'), 'reply', body,
               status || coalesce(': ' || reason, ''), NULL
        FROM replies
        UNION ALL
        SELECT sent_at, coalesce(customer_mask, 'unknown'), 'prompt', NULL, coalesce(status, 'no event yet'), campaign
        FROM sends
        WHERE kind = 'prompt'
        ORDER BY said_at DESC, direction, customer
        LIMIT ?
        """,
        [limit],
    )


@dataclass(frozen=True, slots=True)
class Freshness:
    """How far the lake reaches: event time of the latest record, and when it reached the stream; None while it is empty."""

    last_event_at: datetime | None
    last_arrived_at: datetime | None


def freshness(con: duckdb.DuckDBPyConnection) -> Freshness:
    """The latest event and arrival times over all datasets."""
    found = _ask(
        con,
        """
        SELECT max(event_at) AS event_at, max(arrived_at) AS arrived_at FROM (
            SELECT max(received_at) AS event_at, max(arrived_at) AS arrived_at FROM files.inbound
            UNION ALL SELECT max(occurred_at), max(arrived_at) FROM files.deliveries
            UNION ALL SELECT max(settled_at), max(arrived_at) FROM files.replies
            UNION ALL SELECT max(received_at), max(arrived_at) FROM files.dead_letters
        )
        """,
    ).to_pylist()[0]
    return Freshness(found["event_at"], found["arrived_at"])


@dataclass(frozen=True, slots=True)
class ProgramsInForce:
    """What the job reads texts by: name → version, since when (ISO 8601, UTC), and why a change is refused, a line a fault."""

    versions: dict[str, str]
    since: str
    faults: tuple[str, ...]


def programs_in_force(con: duckdb.DuckDBPyConnection, lake: str) -> ProgramsInForce | None:
    """What the job last told of its programs in the lake's `_programs/status.json`; None where none has told yet."""
    try:
        found = con.execute("SELECT content FROM read_text(?)", [f"{lake_root(lake)}/_programs/status.json"]).fetchone()
        told = json.loads(found[0]) if found else None
    except (duckdb.Error, ValueError):
        return None
    if told is None:
        return None
    versions = {each["program"]: each["version"] for each in told["programs"]}
    return ProgramsInForce(versions, str(told["in_force_since"]), tuple(map(str, told["faults"])))


def _ask(con: duckdb.DuckDBPyConnection, sql: str, parameters: list[int] | None = None) -> pa.Table:
    with con.cursor() as cursor:
        return cursor.sql(sql, params=parameters or []).to_arrow_table()
