-- What has ended stays as it ended, unless it proves to have been sent; and a version of a reply tells one thing.
-- Row: a state that follows an end it must not follow, or that shares its version with another.
-- Source: docs/delivery-guarantees.md, laws 2 and 6: unknown is an end.
-- Checked: seen.versions
WITH states AS (
    SELECT DISTINCT reply_id, version, kind, status, customer_key, inbound_message_id, promised_at FROM seen.versions
),
followed AS (
    SELECT
        *,
        lag(status) OVER (PARTITION BY reply_id ORDER BY version, status) AS status_before,
        lag(version) OVER (PARTITION BY reply_id ORDER BY version, status) AS version_before
    FROM states
)
SELECT reply_id, kind, status_before, version_before, status, version, customer_key, inbound_message_id, promised_at
FROM followed
WHERE version = version_before OR (status_before <> 'promised' AND status <> 'sent')
ORDER BY promised_at, reply_id, version
