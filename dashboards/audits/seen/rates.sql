-- The view response_rate, worked out once.
-- Grain: one row for each campaign.
FROM response_rate
