-- No phone number stands where none belongs: in ids, names, codes and details; and a mask hides what it must.
-- Row: where one stands, by dataset and place in the stream; never the number itself.
-- Source: docs/delivery-guarantees.md, law 7; docs/privacy.md.
-- Checked: (SELECT 1 FROM files.inbound UNION ALL SELECT 1 FROM files.deliveries UNION ALL SELECT 1 FROM files.replies UNION ALL SELECT 1 FROM files.outcomes UNION ALL SELECT 1 FROM files.dead_letters)
WITH written AS (
    SELECT
        'inbound' AS dataset,
        customer_mask,
        concat_ws(' ', inbound_message_id, previous_published_message_id, sns_message_id, campaign) AS words,
        source_shard,
        source_seq,
        received_at AS happened_at
    FROM files.inbound
    UNION ALL
    SELECT
        'deliveries',
        customer_mask,
        concat_ws(' ', message_id, status_description, campaign, flow, variant, program, sns_message_id),
        source_shard,
        source_seq,
        occurred_at
    FROM files.deliveries
    UNION ALL
    SELECT
        'replies',
        customer_mask,
        concat_ws(' ', reason, error_code, inbound_message_id, message_id, campaign, flow, variant),
        source_shard,
        source_seq,
        received_at
    FROM files.replies
    UNION ALL
    SELECT
        'outcomes',
        customer_mask,
        concat_ws(' ', inbound_message_id, campaign, flow, variant),
        source_shard,
        source_seq,
        occurred_at
    FROM files.outcomes
    UNION ALL
    SELECT 'dead_letters', NULL, concat_ws(' ', detail, sns_message_id), source_shard, source_seq, received_at
    FROM files.dead_letters
)
SELECT
    CASE WHEN regexp_matches(customer_mask, '[0-9]{5}') THEN 'mask' ELSE 'number' END AS what,
    dataset,
    source_shard,
    source_seq,
    happened_at
FROM written
WHERE regexp_matches(words, '\+[0-9]{7,15}') OR regexp_matches(customer_mask, '[0-9]{5}')
ORDER BY happened_at, source_shard, source_seq
