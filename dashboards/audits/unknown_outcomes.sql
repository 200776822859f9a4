-- Texts of which nobody can tell whether they left: a person decides.
-- Row: such a text, its reason and its age, the oldest first.
-- Source: docs/delivery-guarantees.md, why unknown is an end; docs/operations.md, Replies.
-- Checked: seen.texts
-- Warning: an unknown outcome breaks no law
SELECT
    x.reason,
    x.error_code,
    epoch(n.newest_at - coalesce(x.settled_at, x.promised_at)) AS age_s,
    x.kind,
    x.attempts,
    x.customer_key,
    x.reply_id,
    x.inbound_message_id,
    x.promised_at,
    x.settled_at
FROM seen.texts AS x
CROSS JOIN seen.newest AS n
WHERE x.status = 'unknown'
ORDER BY age_s DESC, x.reply_id
