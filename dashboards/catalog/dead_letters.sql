-- Records that could not be read, with their bytes and the reason. Each once: the first by source_shard, source_seq.
-- Unit: record.
-- Grain: one row for each dead_letter_id.
-- Denominator: none.
CREATE OR REPLACE VIEW dead_letters AS
SELECT *
FROM files.dead_letters
QUALIFY row_number() OVER (PARTITION BY dead_letter_id ORDER BY source_shard, source_seq) = 1;
