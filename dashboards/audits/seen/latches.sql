-- When each customer was opted out: from the first opt-out, clear or unclear, to the opt-in that follows; in event time,
-- a tie going to the opt-out. What a reply was promised for counts beside what its text was taken for: the YES that
-- reopens for who is opted out is an opt-in in the replies alone.
-- opted_out_arrived_at: when the record of that opt-out reached the stream; NULL where it is not in inbound.
-- reopened_at: NULL where the customer is opted out still.
-- Grain: one row for each customer_key and opted_out_at.
WITH said AS (
    SELECT customer_key, received_at AS happened_at, intent, arrived_at FROM seen.inbound
    UNION ALL
    SELECT customer_key, received_at, intent, NULL FROM seen.texts WHERE kind = 'reply'
),
wishes AS (
    SELECT customer_key, happened_at, bool_or(intent <> 'opt_in') AS is_out, min(arrived_at) AS arrived_at
    FROM said
    WHERE intent IN ('opt_out', 'unclear_opt_out', 'opt_in') AND customer_key IS NOT NULL
    GROUP BY customer_key, happened_at
),
numbered AS (
    SELECT *, count(*) FILTER (WHERE NOT is_out) OVER (PARTITION BY customer_key ORDER BY happened_at) AS opt_ins
    FROM wishes
),
spans AS (
    SELECT
        customer_key,
        opt_ins,
        min(happened_at) FILTER (WHERE is_out) AS opted_out_at,
        arg_min_null(arrived_at, happened_at) FILTER (WHERE is_out) AS opted_out_arrived_at,
        min(happened_at) AS begins_at
    FROM numbered
    GROUP BY customer_key, opt_ins
)
SELECT
    customer_key,
    opted_out_at,
    opted_out_arrived_at,
    lead(begins_at) OVER (PARTITION BY customer_key ORDER BY opt_ins) AS reopened_at
FROM spans
QUALIFY opted_out_at IS NOT NULL
