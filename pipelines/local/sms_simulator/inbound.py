"""A text from a customer: what AWS does with its keyword, and the payload for the number's two-way topic.

Payload: AWS End User Messaging SMS user guide, page "Two-way SMS messaging payload". It has no timestamp.
`messageKeyword` is the registered keyword that the body begins with; where there is none, `keyword_<account id>`.
"""

import uuid
from dataclasses import dataclass

import orjson

from pipelines.domain.segments import segments
from pipelines.local.sms_simulator.calls import Call, NumberRow, find_number
from pipelines.local.sms_simulator.events import Sent
from pipelines.local.sms_simulator.keywords import IMPLICIT, MANDATORY, Action, Keyword, keywords_of, match_keyword
from pipelines.local.sms_simulator.model import InboundText, MessageKind, Previous
from pipelines.local.sms_simulator.opt_outs import opt_in, opt_out
from pipelines.local.sms_simulator.reading import Unreadable
from pipelines.local.sms_simulator.sending import keep_message
from schemas.pseudonym import canonical_number


@dataclass(frozen=True, slots=True)
class Received:
    """What is left to do for an inbound text: publish `payload` to `topic_arn`, unless that is None."""

    inbound_message_id: str
    payload: str
    topic_arn: str | None
    answered_by_aws: bool


def receive(call: Call, text: InboundText) -> Received:
    """Let AWS deal with the text's keyword, and say what is to be published.

    With opt-outs managed by AWS (the default), STOP, START and HELP are dealt with and answered here and stay off the
    topic. With self-managed ones AWS leaves all three alone and publishes them. Any other registered keyword is
    answered by AWS in both modes, and published (pages "Self-managed opt-outs" and "Keywords").

    Raises:
        Unreadable: the account has no such number.
    """
    number = find_number(call.db, text.recipient)
    if number is None:
        raise Unreadable("`to` is not a number of this account")
    registered = match_keyword(text.body, keywords_of(call.db, number.number))
    handled, private = _handle(call, number, text.sender, text.body, registered)
    inbound_message_id = text.inbound_message_id or str(uuid.uuid4())
    publish = number.two_way_enabled and (not private or call.settings.publish_managed_keywords)
    return Received(
        inbound_message_id=inbound_message_id,
        payload=_payload(call, number, text, registered, inbound_message_id),
        topic_arn=number.two_way_channel_arn if publish else None,
        answered_by_aws=handled,
    )


def _handle(call: Call, number: NumberRow, sender: str, body: str, registered: Keyword | None) -> tuple[bool, bool]:
    """What AWS does of itself: whether it dealt with the text, and whether it keeps it to itself."""
    if number.self_managed_opt_outs:
        answers = registered is not None and _answers_when_self_managed(registered)
        if registered is not None and answers:
            _answer(call, number, sender, registered)
        return answers, False
    keyword = registered or match_keyword(body, IMPLICIT)
    if keyword is None:
        return False, False
    newly = True
    if keyword.action is Action.OPT_OUT:
        newly = opt_out(call, number.opt_out_list, sender, end_user=True)
    elif keyword.action is Action.OPT_IN:
        opt_in(call, number.opt_out_list, sender)
    if newly:  # who is opted out already gets no second confirmation
        _answer(call, number, sender, keyword)
    return True, keyword.action is not Action.AUTOMATIC_RESPONSE or keyword.keyword in MANDATORY


def _answers_when_self_managed(keyword: Keyword) -> bool:
    return keyword.action is Action.AUTOMATIC_RESPONSE and keyword.keyword not in MANDATORY


def _answer(call: Call, number: NumberRow, sender: str, keyword: Keyword) -> None:
    """AWS's own reply; it is sent without a configuration set, so no events tell of it."""
    cut = segments(keyword.message)
    sent = Sent(
        message_id=str(uuid.uuid4()),
        destination=canonical_number(sender),
        origination=number.number,
        number_type=number.number_type,
        iso_country_code=number.iso_country_code,
        message_type="TRANSACTIONAL",
        parts=cut.parts,
        encoding=cut.encoding,
        accepted_at=call.now,
        context={},
    )
    keep_message(call, sent, keyword.message, MessageKind.AWS_AUTO)


def _payload(
    call: Call, number: NumberRow, text: InboundText, registered: Keyword | None, inbound_message_id: str
) -> str:
    unmatched = f"{call.settings.unmatched_keyword}{call.settings.account_id}"
    payload = {
        "originationNumber": text.sender,
        "destinationNumber": number.number,
        "messageKeyword": registered.keyword if registered else unmatched,
        "messageBody": text.body,
        "inboundMessageId": inbound_message_id,
    }
    previous = text.previous_message_id
    if isinstance(previous, Previous):
        previous = _last_sent(call, number.number, text.sender)
    if previous is not None:
        payload["previousPublishedMessageId"] = previous
    return orjson.dumps(payload).decode()


def _last_sent(call: Call, number: str, sender: str) -> str | None:
    """Id of the last message from our number to this handset before its text; AWS's own answers do not count."""
    row = call.db.execute(
        "SELECT message_id FROM messages WHERE destination = ? AND origination = ? AND kind = ?"
        " ORDER BY row_id DESC LIMIT 1",
        (canonical_number(sender), number, MessageKind.SEND),
    ).fetchone()
    return None if row is None else str(row["message_id"])
