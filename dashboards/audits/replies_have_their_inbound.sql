-- Every reply answers an inbound message that the lake has.
-- Row: a reply whose inbound message is not there, although the lake has others that are older and as young.
-- Source: docs/delivery-guarantees.md, laws 1 and 6.
-- Checked: seen.texts WHERE kind = 'reply' AND received_at BETWEEN (SELECT min(received_at) FROM seen.inbound) AND (SELECT max(received_at) FROM seen.inbound)
WITH span AS (
    SELECT min(received_at) AS first_at, max(received_at) AS last_at FROM seen.inbound
)
SELECT x.reply_id, x.inbound_message_id, x.customer_key, x.status, x.received_at
FROM seen.texts AS x
JOIN span AS s ON x.received_at BETWEEN s.first_at AND s.last_at
WHERE x.kind = 'reply'
    AND NOT EXISTS (SELECT 1 FROM seen.inbound AS i WHERE i.inbound_message_id = x.inbound_message_id)
ORDER BY x.received_at, x.reply_id
