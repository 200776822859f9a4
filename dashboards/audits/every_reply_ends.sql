-- Every reply ends, and says how: sent (with the message's id), or suppressed, failed or unknown (with the reason).
-- Row: a text that does not; what: stuck (promised longer than stuck_s before the lake's newest row; a prompt or reminder
-- may wait a day more, for quiet hours and its turn), no_reason, no_message_id or no_such_status.
-- Source: docs/delivery-guarantees.md, laws 2 and 6; docs/operations.md, Replies.
-- Checked: seen.texts
WITH judged AS (
    SELECT
        x.*,
        CASE
            WHEN x.status = 'promised' THEN
                CASE
                    WHEN x.promised_at + to_seconds($stuck_s)
                        + CASE WHEN x.kind = 'reply' THEN INTERVAL 0 DAY ELSE INTERVAL 1 DAY END < n.newest_at
                        THEN 'stuck'
                END
            WHEN x.status = 'sent' THEN CASE WHEN x.message_id IS NULL THEN 'no_message_id' END
            WHEN x.status NOT IN ('suppressed', 'failed', 'unknown') THEN 'no_such_status'
            WHEN x.reason IS NULL THEN 'no_reason'
        END AS what,
        epoch(n.newest_at - x.promised_at) AS age_s
    FROM seen.texts AS x
    CROSS JOIN seen.newest AS n
)
SELECT what, kind, status, attempts, error_code, age_s, customer_key, reply_id, inbound_message_id, promised_at
FROM judged
WHERE what IS NOT NULL
ORDER BY promised_at, reply_id
