-- newest_at: when the lake's newest row happened or arrived. Ages are counted from it, not from now: a lake that nobody
-- writes to any more grows no older. Event times of dead letters are left out, for they may say anything.
-- Grain: one row.
SELECT max(happened_at) AS newest_at
FROM (
    SELECT greatest(max(received_at), max(arrived_at)) AS happened_at FROM seen.inbound
    UNION ALL
    SELECT greatest(max(occurred_at), max(arrived_at)) FROM seen.deliveries
    UNION ALL
    SELECT greatest(max(promised_at), max(settled_at), max(arrived_at)) FROM seen.texts
    UNION ALL
    SELECT max(occurred_at) FROM seen.outcomes
    UNION ALL
    SELECT max(arrived_at) FROM files.dead_letters
)
