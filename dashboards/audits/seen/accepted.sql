-- Texts whose SendTextMessage was accepted: those that the outbox holds to be sent, and those that a delivery event tells
-- of, whoever sent them.
-- sent_at: messageRequestTimestamp of a delivery event, else when the outbox settled it; NULL where neither is known (the
-- time of a delivery event proves nothing: a phone may have been off). A reply never left before the text that it answers,
-- whatever the clocks say.
-- message_id: the reply id where a text is said to be sent and has none.
-- Grain: one row for each message_id.
WITH told AS (
    SELECT
        coalesce(message_id, reply_id::VARCHAR) AS message_id,
        min(reply_id) AS reply_id,
        min(settled_at) AS settled_at
    FROM seen.versions
    WHERE status = 'sent'
    GROUP BY ALL
),
events AS (
    SELECT
        message_id,
        min(reply_id) AS reply_id,
        min(requested_at) AS requested_at,
        min(customer_key) AS customer_key,
        min(kind) AS kind
    FROM seen.deliveries
    GROUP BY message_id
),
joined AS (
    SELECT
        message_id,
        coalesce(t.reply_id, e.reply_id) AS reply_id,
        e.customer_key,
        e.kind,
        coalesce(e.requested_at, t.settled_at) AS left_at
    FROM events AS e
    FULL JOIN told AS t USING (message_id)
)
SELECT
    j.message_id,
    j.reply_id,
    coalesce(x.customer_key, j.customer_key) AS customer_key,
    coalesce(x.kind, j.kind) AS kind,
    x.intent,
    x.template,
    x.inbound_message_id,
    x.received_at,
    CASE WHEN x.kind = 'reply' AND j.left_at < x.received_at THEN x.received_at ELSE j.left_at END AS sent_at
FROM joined AS j
LEFT JOIN seen.texts AS x USING (reply_id)
