-- Every rate lies in 0 to 1, its interval around it, and its numerator is no larger than its denominator.
-- Row: a rate of response_rate, or the score of an inbound message, that does not.
-- Source: docs/metric-definitions.md, response_rate; docs/lake.md, inbound.score.
-- Checked: (SELECT 1 FROM seen.rates UNION ALL SELECT 1 FROM inbound WHERE score IS NOT NULL)
WITH rates AS (
    UNPIVOT (SELECT campaign, response_rate, opt_out_rate, ci_low, ci_high FROM seen.rates)
    ON response_rate, opt_out_rate, ci_low, ci_high INTO NAME rate VALUE value
),
found AS (
    SELECT rate, campaign AS of, value, NULL::TIMESTAMPTZ AS happened_at FROM rates WHERE NOT value BETWEEN 0 AND 1
    UNION ALL
    SELECT 'interval', campaign, response_rate, NULL
    FROM seen.rates
    WHERE NOT response_rate BETWEEN ci_low - 1e-9 AND ci_high + 1e-9
    UNION ALL
    SELECT 'responses', campaign, responses / nullif(delivered, 0), NULL FROM seen.rates WHERE responses > delivered
    UNION ALL
    SELECT 'opt_outs', campaign, opt_outs / nullif(delivered, 0), NULL FROM seen.rates WHERE opt_outs > delivered
    UNION ALL
    SELECT 'score', inbound_message_id, score, received_at FROM inbound WHERE NOT score BETWEEN 0 AND 1
)
SELECT * FROM found ORDER BY rate, of
