-- Nothing is approved after its conversation has expired.
-- Row: an approval before which the customer had been silent for longer than the flow waits. Counted from the prompt, and
-- anew from each text of the customer in that conversation; only flows of the programs that are given are looked at, at
-- the longest of their steps.
-- Source: docs/programs.md, flows[].steps[].expires_after_s; pipelines/programs/charge_alerts.yaml.
-- Checked: seen.outcomes AS o JOIN seen.expiries AS e USING (program, flow) WHERE o.outcome = 'approved'
-- Needs: outcomes
WITH approved AS (
    SELECT o.*, e.expires_after_s
    FROM seen.outcomes AS o
    JOIN seen.expiries AS e USING (program, flow)
    WHERE o.outcome = 'approved'
),
moments AS (
    SELECT conversation_id, received_at AS happened_at
    FROM seen.inbound
    WHERE NOT is_auto_response AND duplicate_of IS NULL
    UNION ALL
    SELECT i.conversation_id, a.sent_at
    FROM seen.inbound AS i
    JOIN seen.accepted AS a ON a.message_id = i.prompt_message_id
    UNION ALL
    SELECT conversation_id, settled_at FROM seen.texts WHERE kind = 'prompt' AND status = 'sent'
    UNION ALL
    SELECT conversation_id, occurred_at FROM approved
),
waits AS (
    SELECT
        a.outcome_id,
        a.conversation_id,
        a.customer_key,
        a.inbound_message_id,
        a.program,
        a.flow,
        a.occurred_at AS approved_at,
        a.expires_after_s,
        m.happened_at AS heard_at,
        lag(m.happened_at) OVER (PARTITION BY a.outcome_id ORDER BY m.happened_at) AS silent_since
    FROM approved AS a
    JOIN moments AS m ON m.conversation_id = a.conversation_id AND m.happened_at <= a.occurred_at
)
SELECT *, epoch(heard_at - silent_since) AS silent_s
FROM waits
WHERE heard_at > silent_since + to_seconds(expires_after_s)
QUALIFY row_number() OVER (PARTITION BY outcome_id ORDER BY heard_at) = 1
ORDER BY approved_at, outcome_id
