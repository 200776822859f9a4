-- How many conversations came to what, by campaign and flow, as they stand now (see outcomes). A conversation that has
-- come to nothing yet is in no row; one whose outcome was taken back is counted as withdrawn.
-- Unit: conversations; customers where outcome is opted_out or opted_in.
-- Grain: one row for each (campaign, flow, outcome); NULL where the prompt named none, as opted_out and opted_in do.
-- Denominator: none.
CREATE OR REPLACE VIEW outcomes_by_campaign AS
SELECT campaign, flow, outcome, count(*) AS conversations
FROM outcomes
GROUP BY campaign, flow, outcome
ORDER BY campaign NULLS LAST, flow NULLS LAST, outcome;
