-- Each record of the stream is one row of one dataset: inbound, deliveries or dead letters.
-- Row: a record, by its place in the stream, that is shown more than once.
-- Source: docs/delivery-guarantees.md, law 1.
-- Checked: (SELECT 1 FROM seen.inbound UNION ALL SELECT 1 FROM seen.deliveries UNION ALL SELECT 1 FROM dead_letters)
WITH records AS (
    SELECT 'inbound' AS dataset, inbound_message_id AS id, received_at AS happened_at, source_shard, source_seq
    FROM seen.inbound
    UNION ALL
    SELECT 'deliveries', message_id, occurred_at, source_shard, source_seq FROM seen.deliveries
    UNION ALL
    SELECT 'dead_letters', dead_letter_id::VARCHAR, received_at, source_shard, source_seq FROM dead_letters
),
-- First which, then what: to gather the names of millions that are well is dear.
repeated AS (
    SELECT source_shard, source_seq, count(*) AS shown FROM records GROUP BY source_shard, source_seq HAVING shown > 1
)
SELECT
    source_shard,
    source_seq,
    any_value(shown) AS shown,
    list(dataset ORDER BY dataset, id)[:5] AS datasets,
    list(id ORDER BY dataset, id)[:5] AS ids,
    min(happened_at) AS happened_at
FROM records
JOIN repeated USING (source_shard, source_seq)
GROUP BY source_shard, source_seq
ORDER BY happened_at, source_shard, source_seq
