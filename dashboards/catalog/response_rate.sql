-- How many of the prompts that reached a customer were answered, by campaign, over all that the lake holds: responses
-- divided by delivered. Columns and rules are those of response_rate_between. A live campaign is young: immature tells
-- how many delivered prompts can still be answered in time.
-- Unit: rates 0-1, NULL when nothing was delivered; counts are messages.
-- Grain: one row for each campaign (NULL: prompts that name none).
-- Denominator: delivered prompts.
CREATE OR REPLACE VIEW response_rate AS
SELECT * FROM response_rate_between('-infinity', 'infinity');
