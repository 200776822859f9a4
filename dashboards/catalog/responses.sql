-- What customers wrote (texts, taps, locations, media; no RCS events, nothing written by a machine, nothing that repeats
-- the text before it within seconds), each with the send that it answers.
-- attribution: explicit where AWS named a send of this customer (previous_published_message_id; when that is one of our
-- replies or reminders, the last send before it that is neither, within the window); else last_touch: the latest send
-- from the number that was texted, no reply, no reminder and not known to be undelivered, with sent_at <= received_at <
-- sent_at + response_window(); else none, and message_id is NULL.
-- response_s: from delivery, or from sent_at where no receipt precedes the response; never negative.
-- is_first: the earliest row of its send that is no opt-out; at most one a send.
-- Unit: inbound message.
-- Grain: one row for each (inbound_message_id, message_kind).
-- Denominator: none; response_rate divides.
CREATE OR REPLACE VIEW responses AS
-- Hash joins and arg_max, no ASOF JOIN: over Parquet views the planner may turn that into a nested loop. Each join has
-- two sides only and equal keys on both, or the planner reorders three into a nested loop on times.
WITH sent AS MATERIALIZED (
    SELECT *, coalesce(kind IN ('reply', 'reminder'), false) AS follows FROM sends
),
written AS MATERIALIZED (
    SELECT *
    FROM inbound
    WHERE message_kind IN ('message', 'suggestion', 'location', 'media')
        AND intent <> 'not_a_message'
        AND NOT is_auto_response
        AND duplicate_of IS NULL
),
named AS (
    SELECT
        w.inbound_message_id,
        w.message_kind,
        s.message_id,
        s.follows,
        s.sent_at,
        w.customer_key,
        w.origination_identity,
        w.received_at
    FROM written AS w
    JOIN sent AS s ON s.message_id = w.previous_published_message_id
    WHERE s.customer_key = w.customer_key OR s.customer_key IS NULL
),
touched AS (
    SELECT
        w.inbound_message_id,
        w.message_kind,
        arg_max(s.message_id, (s.sent_at, s.message_id)) AS message_id
    FROM written AS w
    JOIN sent AS s
        ON s.customer_key = w.customer_key
        AND s.origination_identity = w.origination_identity
        AND s.sent_at <= w.received_at
        AND w.received_at < s.sent_at + response_window()
    WHERE NOT s.follows AND s.delivered IS NOT FALSE
    GROUP BY w.inbound_message_id, w.message_kind
),
walked AS (
    SELECT
        n.inbound_message_id,
        n.message_kind,
        arg_max(s.message_id, (s.sent_at, s.message_id)) AS message_id
    FROM named AS n
    JOIN sent AS s
        ON s.customer_key = n.customer_key
        AND s.origination_identity = n.origination_identity
        AND s.sent_at <= n.sent_at
        AND s.sent_at <= n.received_at
        AND n.received_at < s.sent_at + response_window()
    WHERE n.follows AND NOT s.follows AND s.delivered IS NOT FALSE
    GROUP BY n.inbound_message_id, n.message_kind
),
attributed AS (
    SELECT
        w.* EXCLUDE (attribution),
        coalesce(CASE WHEN NOT n.follows THEN n.message_id END, k.message_id) AS explicit_id,
        coalesce(explicit_id, t.message_id) AS send_id,
        CASE
            WHEN explicit_id IS NOT NULL THEN 'explicit'
            WHEN t.message_id IS NOT NULL THEN 'last_touch'
            ELSE 'none'
        END AS attribution
    FROM written AS w
    LEFT JOIN named AS n USING (inbound_message_id, message_kind)
    LEFT JOIN walked AS k USING (inbound_message_id, message_kind)
    LEFT JOIN touched AS t USING (inbound_message_id, message_kind)
)
SELECT
    a.inbound_message_id,
    a.message_kind,
    a.received_at,
    a.customer_key,
    a.customer_mask,
    a.origination_identity,
    a.intent,
    a.keyword,
    a.match_kind,
    a.is_opt_out,
    a.is_help,
    a.attribution,
    a.send_id AS message_id,
    s.kind,
    s.campaign,
    s.flow,
    s.variant,
    s.sent_at,
    s.delivered,
    s.delivered_at,
    CASE
        WHEN s.delivered_at <= a.received_at THEN epoch(a.received_at - s.delivered_at)
        WHEN s.sent_at IS NOT NULL THEN greatest(0.0, epoch(a.received_at - s.sent_at))
    END AS response_s,
    a.send_id IS NOT NULL AND NOT a.is_opt_out AND 1 = row_number() OVER (
        PARTITION BY a.send_id, a.is_opt_out ORDER BY a.received_at, a.inbound_message_id, a.message_kind
    ) AS is_first
FROM attributed AS a
LEFT JOIN sent AS s ON s.message_id = a.send_id;
