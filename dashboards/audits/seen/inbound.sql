-- Inbound messages as the catalogue shows them; without what customers wrote.
-- Grain: one row for each (inbound_message_id, message_kind).
SELECT
    inbound_message_id,
    message_kind,
    received_at,
    arrived_at,
    customer_key,
    key_id,
    origination_identity,
    intent,
    is_auto_response,
    duplicate_of,
    prompt_message_id,
    conversation_id,
    source_shard,
    source_seq
FROM inbound
