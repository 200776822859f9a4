-- Every outcome that was told, the withdrawn ones too, each once however often its row was written.
-- Grain: one row for each outcome_id.
SELECT
    outcome_id,
    conversation_id,
    revision,
    outcome,
    occurred_at,
    customer_key,
    program,
    flow,
    inbound_message_id
FROM files.outcomes
QUALIFY row_number() OVER (PARTITION BY outcome_id ORDER BY source_shard, source_seq) = 1
