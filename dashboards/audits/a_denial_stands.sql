-- Nothing is approved after it was denied, unless the denial was withdrawn.
-- Row: an approval that was told after a denial of the same conversation.
-- Source: pipelines/programs/charge_alerts.yaml: a yes that comes after a no changes nothing; docs/outcomes.md, Revisions.
-- Checked: seen.outcomes WHERE outcome = 'approved'
-- Needs: outcomes
SELECT
    a.conversation_id,
    a.customer_key,
    d.occurred_at AS denied_at,
    d.revision AS denied_in,
    a.occurred_at AS approved_at,
    a.revision AS approved_in,
    a.outcome_id,
    a.inbound_message_id
FROM seen.outcomes AS a
JOIN seen.outcomes AS d
    ON d.conversation_id = a.conversation_id AND d.outcome = 'denied' AND d.revision <= a.revision
WHERE a.outcome = 'approved'
    AND NOT EXISTS (
        SELECT 1
        FROM seen.outcomes AS w
        WHERE w.conversation_id = a.conversation_id
            AND w.outcome = 'withdrawn'
            AND w.revision > d.revision
            AND w.revision < a.revision
    )
ORDER BY approved_at, a.outcome_id, denied_in
