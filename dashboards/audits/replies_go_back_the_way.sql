-- A reply leaves from the number that was texted, to the customer who texted it.
-- Row: a reply that goes another way, as the outbox or a delivery event tells it; what: number or customer. Of our numbers
-- the last three digits are shown.
-- Source: docs/lake.md: replies.origination_identity; docs/data-flow.md, a record's walk.
-- Checked: seen.texts WHERE kind = 'reply' AND status <> 'suppressed'
WITH way AS (
    SELECT reply_id, 'outbox' AS told_by, message_id, customer_key, key_id, origination_identity, settled_at AS happened_at
    FROM seen.texts
    WHERE kind = 'reply' AND status <> 'suppressed'
    UNION ALL
    SELECT
        reply_id,
        'delivery event',
        message_id,
        min(customer_key),
        min(key_id),
        origination_identity,
        min(requested_at)
    FROM seen.deliveries
    WHERE reply_id IS NOT NULL AND kind = 'reply'
    GROUP BY reply_id, message_id, origination_identity
),
judged AS (
    SELECT
        w.*,
        x.inbound_message_id,
        i.customer_key AS asked_by,
        i.origination_identity AS asked_at_number,
        CASE
            WHEN w.origination_identity <> i.origination_identity THEN 'number'
            -- Another key gives the same customer another token.
            WHEN w.customer_key <> i.customer_key AND w.key_id = i.key_id THEN 'customer'
        END AS what
    FROM way AS w
    JOIN seen.texts AS x USING (reply_id)
    JOIN seen.inbound AS i USING (inbound_message_id)
)
SELECT
    min(what) AS what,
    told_by,
    reply_id,
    inbound_message_id,
    message_id,
    min(asked_by) AS asked_by,
    customer_key,
    '…' || right(min(asked_at_number), 3) AS texted,
    '…' || right(min(origination_identity), 3) AS left_from,
    min(happened_at) AS happened_at
FROM judged
GROUP BY told_by, reply_id, inbound_message_id, message_id, customer_key
HAVING count(*) = count(what)
ORDER BY happened_at, reply_id, told_by
