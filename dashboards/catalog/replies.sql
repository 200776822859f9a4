-- Replies that inbound messages caused, as they stand now: the highest version of each, whatever order versions were
-- written in. A reply ends as sent, suppressed, failed or unknown; until then it is promised. For prompts and reminders,
-- which go through the same outbox, see texts.
-- Unit: reply.
-- Grain: one row for each reply_id.
-- Denominator: none.
CREATE OR REPLACE VIEW replies AS
SELECT *
FROM files.replies
WHERE kind IS NULL OR kind = 'reply'
QUALIFY row_number() OVER (PARTITION BY reply_id ORDER BY version DESC, source_shard, source_seq) = 1;
