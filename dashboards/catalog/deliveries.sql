-- Delivery events of what was sent, as AWS reported them. Each event once, however often it was delivered or its bundle
-- written: the first by source_shard, source_seq is kept. For one row a message, see sends.
-- Unit: delivery event.
-- Grain: one row for each (message_id, event_type, occurred_at).
-- Denominator: none.
CREATE OR REPLACE VIEW deliveries AS
SELECT *
FROM files.deliveries
QUALIFY row_number() OVER (PARTITION BY message_id, event_type, occurred_at ORDER BY source_shard, source_seq) = 1;
