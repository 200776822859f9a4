-- No view shows an identity twice.
-- Row: an identity that a view shows more than once; one of each view first.
-- Source: docs/lake.md: what makes two rows one; docs/metric-definitions.md: the grain of each view.
-- Checked: (SELECT 1 FROM seen.inbound UNION ALL SELECT 1 FROM seen.deliveries UNION ALL SELECT 1 FROM seen.texts UNION ALL SELECT 1 FROM dead_letters)
WITH shown AS (
    SELECT 'inbound' AS view, concat_ws(' ', inbound_message_id, message_kind) AS identity FROM inbound
    UNION ALL
    SELECT 'deliveries', concat_ws(' ', message_id, event_type, occurred_at) FROM deliveries
    UNION ALL
    SELECT 'replies', reply_id::VARCHAR FROM replies
    UNION ALL
    SELECT 'texts', reply_id::VARCHAR FROM texts
    UNION ALL
    SELECT 'sends', message_id FROM sends
    UNION ALL
    SELECT 'responses', concat_ws(' ', inbound_message_id, message_kind) FROM responses
    UNION ALL
    SELECT 'outcomes', conversation_id::VARCHAR FROM outcomes
    UNION ALL
    SELECT 'dead_letters', dead_letter_id::VARCHAR FROM dead_letters
)
SELECT view, identity, count(*) AS shown
FROM shown
GROUP BY view, identity
HAVING count(*) > 1
ORDER BY row_number() OVER (PARTITION BY view ORDER BY identity), view, identity
