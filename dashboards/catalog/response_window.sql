-- How long after a prompt an answer still counts as an answer to it. Half-open: an inbound exactly this long after the
-- prompt is no longer one. Every view that attributes or judges maturity asks this macro.
-- Unit: interval.
-- Grain: one value.
-- Denominator: none.
CREATE OR REPLACE MACRO response_window() AS INTERVAL 72 HOURS;
