-- Delivery events as the catalogue shows them; without what carriers wrote.
-- Grain: one row for each (message_id, event_type, occurred_at).
SELECT
    message_id,
    event_type,
    occurred_at,
    requested_at,
    customer_key,
    key_id,
    origination_identity,
    kind,
    reply_id,
    arrived_at,
    source_shard,
    source_seq
FROM deliveries
