-- An inbound message is answered by at most one text, and a prompt or reminder leaves once.
-- Row: what was sent more than once: the inbound message that was answered (of a prompt or reminder, its reply id). A
-- template that a given program lists under at_least_once may leave thrice.
-- Source: docs/delivery-guarantees.md, law 2; docs/programs.md, at_least_once.
-- Checked: (SELECT DISTINCT reply_id FROM seen.accepted WHERE reply_id IS NOT NULL)
WITH calls AS (
    SELECT reply_id, message_id, settled_at AS happened_at FROM seen.versions WHERE status = 'sent' AND message_id IS NOT NULL
    UNION ALL
    SELECT reply_id, message_id, requested_at FROM seen.deliveries WHERE reply_id IS NOT NULL
)
SELECT
    coalesce(x.inbound_message_id, c.reply_id::VARCHAR) AS answered,
    min(x.kind) AS kind,
    min(x.template) AS template,
    min(x.customer_key) AS customer_key,
    count(DISTINCT c.message_id) AS texts,
    list(DISTINCT c.message_id ORDER BY c.message_id)[:5] AS message_ids,
    min(c.happened_at) AS first_at,
    max(c.happened_at) AS last_at
FROM calls AS c
LEFT JOIN seen.texts AS x USING (reply_id)
LEFT JOIN seen.repeatable AS r USING (program, template)
GROUP BY answered
HAVING count(DISTINCT c.message_id) > coalesce(min(r.most), 1)
ORDER BY first_at, answered
