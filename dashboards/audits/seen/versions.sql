-- Every state that a text of the outbox reached, not only the last; without its words.
-- Grain: one row for each (reply_id, version), unless a version tells two things.
SELECT DISTINCT
    reply_id,
    version,
    coalesce(kind, 'reply') AS kind,
    status,
    reason,
    message_id,
    inbound_message_id,
    customer_key,
    received_at,
    promised_at,
    settled_at
FROM files.replies
