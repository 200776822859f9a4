-- An opt-out is answered by at most one text until an opt-in reopens, and within five minutes.
-- Row: a text that answers an opt-out; what: another (it is not the first) or late.
-- Source: 47 CFR 64.1200(a)(12): a one-time text within five minutes of receipt; docs/delivery-guarantees.md, law 3.
-- Checked: seen.accepted WHERE intent IN ('opt_out', 'unclear_opt_out')
WITH confirmations AS (
    SELECT
        a.customer_key,
        l.opted_out_at,
        a.received_at AS answered_at,
        a.sent_at,
        a.inbound_message_id,
        a.message_id,
        a.reply_id,
        row_number() OVER (PARTITION BY a.customer_key, l.opted_out_at ORDER BY a.sent_at, a.message_id) AS place
    FROM seen.accepted AS a
    JOIN seen.latches AS l
        ON l.customer_key = a.customer_key
        AND a.received_at >= l.opted_out_at
        AND (l.reopened_at IS NULL OR a.received_at < l.reopened_at)
    WHERE a.intent IN ('opt_out', 'unclear_opt_out')
)
SELECT
    CASE WHEN place > 1 THEN 'another' ELSE 'late' END AS what,
    * EXCLUDE (place),
    epoch(sent_at - answered_at) AS after_s
FROM confirmations
WHERE place > 1 OR sent_at > answered_at + INTERVAL 5 MINUTE
ORDER BY sent_at, message_id
