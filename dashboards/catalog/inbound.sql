-- What customers sent: texts, taps, and the RCS events that nobody typed (see message_kind). Each record once, however
-- often it was delivered or its bundle written: the first by source_shard, source_seq is kept.
-- Unit: record.
-- Grain: one row for each (inbound_message_id, message_kind).
-- Denominator: none.
CREATE OR REPLACE VIEW inbound AS
SELECT *
FROM files.inbound
QUALIFY row_number() OVER (PARTITION BY inbound_message_id, message_kind ORDER BY source_shard, source_seq) = 1;
