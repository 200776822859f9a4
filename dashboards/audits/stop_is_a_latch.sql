-- After an opt-out nothing but one confirmation goes to that customer until an opt-in; a tie in time goes to the opt-out.
-- Row: a text that was accepted later than grace_s after the opt-out; opted_out_arrived_at tells when we heard of it.
-- Source: docs/delivery-guarantees.md, law 3; 47 CFR 64.1200(a)(10) and (a)(12).
-- Checked: seen.accepted WHERE sent_at IS NOT NULL AND customer_key IS NOT NULL
WITH sent AS (
    SELECT
        a.customer_key,
        l.opted_out_at,
        l.opted_out_arrived_at,
        a.sent_at,
        a.kind,
        a.message_id,
        a.reply_id,
        coalesce(a.intent IN ('opt_out', 'unclear_opt_out'), false) AS confirms
    FROM seen.accepted AS a
    JOIN seen.latches AS l
        ON l.customer_key = a.customer_key
        AND a.sent_at >= l.opted_out_at
        AND (l.reopened_at IS NULL OR a.sent_at < l.reopened_at)
),
placed AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY customer_key, opted_out_at, confirms ORDER BY sent_at, message_id) AS place
    FROM sent
)
SELECT * EXCLUDE (confirms, place), epoch(sent_at - opted_out_at) AS after_s
FROM placed
WHERE sent_at > opted_out_at + to_seconds($grace_s) AND NOT (confirms AND place = 1)
ORDER BY sent_at, message_id
