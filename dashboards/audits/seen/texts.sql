-- Texts of the outbox as the catalogue shows them: the last version of each; without their words.
-- Grain: one row for each reply_id.
SELECT
    reply_id,
    kind,
    status,
    reason,
    error_code,
    inbound_message_id,
    message_id,
    customer_key,
    key_id,
    origination_identity,
    intent,
    program,
    template,
    attempts,
    received_at,
    promised_at,
    settled_at,
    arrived_at,
    conversation_id
FROM texts
