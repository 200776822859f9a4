-- What conversations came to, and whether customers want texts, as it stands now. Each outcome is counted once, however
-- often its row was written; of a conversation the highest revision stands, of a customer's opted_out and opted_in the
-- later one, a tie going to opted_out. withdrawn: nothing stands any more, for an older text came late.
-- Unit: conversation; customer where outcome is opted_out or opted_in.
-- Grain: one row for each conversation_id.
-- Denominator: none.
CREATE OR REPLACE VIEW outcomes AS
WITH told AS (
    SELECT *
    FROM files.outcomes
    QUALIFY row_number() OVER (PARTITION BY outcome_id ORDER BY source_shard, source_seq) = 1
)
SELECT *
FROM told
QUALIFY row_number() OVER (
    PARTITION BY conversation_id ORDER BY revision DESC, occurred_at DESC, outcome = 'opted_out' DESC, outcome_id
) = 1;
