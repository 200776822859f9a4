-- How many of the prompts that reached a customer were answered, by campaign, for prompts sent from from_at (inclusive)
-- to to_at (exclusive), UTC; dates will do. Answers count whenever they came.
-- sent, delivered, failed, unknown: prompts (replies are never counted); delivered + failed + unknown = sent.
-- responses: delivered prompts with at least one response that is no opt-out; one prompt counts once.
-- opt_outs: delivered prompts with an opt-out attributed to them.
-- immature: delivered prompts whose response_window() is still open at the latest event in the lake. They are counted
-- in the rates, which can still rise while immature is above 0; matured is the rest.
-- ci_low, ci_high: Wilson 95 % of response_rate. small_n: fewer than 30 delivered or 5 responses; do not rank.
-- Unit: rates 0-1, NULL when nothing was delivered; counts are messages.
-- Grain: one row for each campaign (NULL: prompts that name none).
-- Denominator: delivered.
CREATE OR REPLACE MACRO response_rate_between(from_at, to_at) AS TABLE
WITH answers AS (
    SELECT message_id, bool_or(NOT is_opt_out) AS answered, bool_or(is_opt_out) AS opted_out
    FROM responses
    WHERE message_id IS NOT NULL
    GROUP BY message_id
),
watermark AS (
    SELECT max(event_at) AS seen_until
    FROM (SELECT max(received_at) AS event_at FROM files.inbound UNION ALL SELECT max(occurred_at) FROM files.deliveries)
),
counted AS (
    SELECT
        s.campaign,
        count(*) AS sent,
        count(*) FILTER (WHERE s.delivered) AS delivered,
        count(*) FILTER (WHERE NOT s.delivered) AS failed,
        count(*) FILTER (WHERE s.delivered IS NULL) AS unknown,
        count(*) FILTER (WHERE s.delivered AND a.answered) AS responses,
        count(*) FILTER (WHERE s.delivered AND a.opted_out) AS opt_outs,
        count(*) FILTER (WHERE s.delivered AND s.sent_at + response_window() <= w.seen_until) AS matured
    FROM sends AS s
    LEFT JOIN answers AS a USING (message_id)
    CROSS JOIN watermark AS w
    WHERE s.kind = 'prompt' AND s.sent_at >= from_at::TIMESTAMPTZ AND s.sent_at < to_at::TIMESTAMPTZ
    GROUP BY s.campaign
)
SELECT
    campaign,
    sent,
    delivered,
    failed,
    unknown,
    responses,
    responses / nullif(delivered, 0) AS response_rate,
    wilson_low(responses, delivered) AS ci_low,
    wilson_high(responses, delivered) AS ci_high,
    opt_outs,
    opt_outs / nullif(delivered, 0) AS opt_out_rate,
    matured,
    delivered - matured AS immature,
    delivered < 30 OR responses < 5 AS small_n
FROM counted
ORDER BY campaign NULLS LAST;
