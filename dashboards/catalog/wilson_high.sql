-- Upper end of the Wilson score interval, 95 %, for k successes in n trials; NULL when n is 0.
-- Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference". 5 of 20 gives 0.4687.
-- Unit: rate, 0-1.
-- Grain: one value for each (k, n).
-- Denominator: n.
CREATE OR REPLACE MACRO wilson_high(k, n) AS
    CASE WHEN n > 0 THEN least(
        1.0,
        (k / n + 1.959964 ^ 2 / (2 * n) + 1.959964 * sqrt(k / n * (1 - k / n) / n + 1.959964 ^ 2 / (4 * n * n::DOUBLE)))
        / (1 + 1.959964 ^ 2 / n)
    ) END;
