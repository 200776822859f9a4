-- No reply goes to what a machine wrote, to what is no message, or to what repeats another text.
-- Row: a reply that was to leave, or left, though nobody waits for it; why: machine, no_message or repeat.
-- Source: docs/understanding.md: what machines write; docs/lake.md: inbound.duplicate_of.
-- Checked: seen.texts WHERE kind = 'reply'
WITH judged AS (
    SELECT
        inbound_message_id,
        CASE
            WHEN is_auto_response THEN 'machine'
            WHEN intent = 'not_a_message' OR message_kind NOT IN ('message', 'suggestion', 'location', 'media')
                THEN 'no_message'
            WHEN duplicate_of IS NOT NULL THEN 'repeat'
        END AS why
    FROM seen.inbound
),
-- An id can stand for a text and for an event: one row that a person wrote is enough.
nobody AS (
    SELECT inbound_message_id, min(why) AS why
    FROM judged
    GROUP BY inbound_message_id
    HAVING count(*) = count(why)
)
SELECT
    n.why,
    x.reply_id,
    x.inbound_message_id,
    x.customer_key,
    x.status,
    x.template,
    x.received_at,
    x.settled_at
FROM seen.texts AS x
JOIN nobody AS n USING (inbound_message_id)
WHERE x.kind = 'reply'
    AND (x.status <> 'suppressed' OR x.reply_id IN (SELECT reply_id FROM seen.accepted WHERE reply_id IS NOT NULL))
ORDER BY x.received_at, x.reply_id
