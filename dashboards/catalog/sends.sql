-- What was sent to customers: each message once, with where it stands, folded from its delivery events; and texts of the
-- outbox that the SMS API accepted but of which no event has come yet (status NULL).
-- status: READ beats DELIVERED beats a final SUCCESSFUL beats a final failure beats a final UNKNOWN (AWS gave up
-- waiting) beats anything intermediate; among equals the latest event. Arrival order does not matter.
-- delivered: true for READ, DELIVERED and final SUCCESSFUL (some routes end there); false for a final failure; NULL for
-- UNKNOWN and while nothing final is known.
-- kind: what the sender's Context says; else that of the text in the outbox that has this message_id; else reply where a
-- reply of ours is named, prompt where a campaign is, and otherwise NULL: perhaps another application's text, so in no
-- denominator.
-- sent_at: when the message was requested; where no event says so, the earliest event.
-- Source: AWS End User Messaging SMS user guide, "Event data format" and "Event types".
-- Unit: message (not message part: see parts).
-- Grain: one row for each message_id.
-- Denominator: none.
CREATE OR REPLACE VIEW sends AS
WITH ranked AS (
    SELECT
        *,
        CASE
            WHEN status = 'READ' THEN 6
            WHEN status = 'DELIVERED' THEN 5
            WHEN status IN ('QUEUED', 'PENDING', 'SENT') OR is_final IS FALSE THEN 1
            WHEN status = 'SUCCESSFUL' THEN 4
            WHEN status = 'UNKNOWN' THEN 2
            ELSE 3
        END AS standing
    FROM deliveries
),
folded AS (
    SELECT
        message_id,
        max(standing) AS standing,
        arg_max(status, (standing, occurred_at, status)) AS status,
        coalesce(min(requested_at), min(occurred_at)) AS sent_at,
        min(occurred_at) FILTER (WHERE standing >= 4) AS delivered_at,
        max(occurred_at) AS last_event_at,
        count(*) AS events,
        -- Context and number are alike in every event that has them; those that came by EventBridge have neither.
        min(kind) AS kind,
        min(campaign) AS campaign,
        min(flow) AS flow,
        min(variant) AS variant,
        min(program) AS program,
        min(reply_id) AS reply_id,
        min(customer_key) AS customer_key,
        min(customer_mask) AS customer_mask,
        min(origination_identity) AS origination_identity,
        min(country) AS country,
        max(parts) AS parts,
        max(price) AS price,
        max(carrier_fee) AS carrier_fee
    FROM ranked
    GROUP BY message_id
),
accepted AS (
    SELECT *
    FROM texts
    WHERE message_id IS NOT NULL AND status = 'sent'
    QUALIFY row_number() OVER (PARTITION BY message_id ORDER BY reply_id) = 1
)
SELECT
    message_id,
    CASE
        WHEN f.kind IS NOT NULL THEN f.kind
        WHEN a.kind IS NOT NULL THEN a.kind
        WHEN f.reply_id IS NOT NULL THEN 'reply'
        WHEN f.campaign IS NOT NULL THEN 'prompt'
    END AS kind,
    coalesce(f.campaign, a.campaign) AS campaign,
    coalesce(f.flow, a.flow) AS flow,
    coalesce(f.variant, a.variant) AS variant,
    coalesce(f.program, a.program) AS program,
    coalesce(f.customer_key, a.customer_key) AS customer_key,
    coalesce(f.customer_mask, a.customer_mask) AS customer_mask,
    coalesce(f.origination_identity, a.origination_identity) AS origination_identity,
    f.country,
    coalesce(f.sent_at, a.settled_at, a.promised_at) AS sent_at,
    f.status,
    CASE WHEN f.standing >= 4 THEN true WHEN f.standing = 3 THEN false END AS delivered,
    f.delivered_at,
    f.last_event_at,
    coalesce(f.events, 0) AS events,
    coalesce(f.parts, a.parts) AS parts,
    f.price,
    f.carrier_fee,
    coalesce(f.reply_id, a.reply_id) AS reply_id
FROM folded AS f
FULL JOIN accepted AS a USING (message_id);
