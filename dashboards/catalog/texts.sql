-- Every text of ours that went through the outbox, as it stands now: replies, prompts and reminders, each the highest
-- version, whatever order versions were written in. Prompts that another system sent are in sends alone.
-- kind: reply, prompt or reminder; of rows that an older version of the product wrote, reply.
-- Unit: text (not message part: see parts).
-- Grain: one row for each reply_id.
-- Denominator: none.
CREATE OR REPLACE VIEW texts AS
SELECT * REPLACE (coalesce(kind, 'reply') AS kind)
FROM files.replies
QUALIFY row_number() OVER (PARTITION BY reply_id ORDER BY version DESC, source_shard, source_seq) = 1;
