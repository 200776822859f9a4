"""Texts that nobody wrote: reactions that phones report, out-of-office notes, carriers' notices.

Labelled, never counted as responses, never answered: two machines that answer each other do not stop.
"""

import re

from pipelines.domain.gate import Gate, without_looks
from pipelines.domain.normalise import normalise

# iOS and Google Messages tell other phones of a reaction by a text that quotes ours, with its "STOP" and its "YES":
# a few words, of which one is a word for reacting, around a quotation or around what else was reacted to.
_OPEN, _CLOSE = '["“„‟«»「『‘”]', '["”“‟«»」』’]'
_QUOTING = re.compile(
    rf"(?P<head>[^\"“„«「『‘]{{0,48}}?)\s*{_OPEN}(?:.{{1,1200}}{_CLOSE}(?P<tail>[^\"”»」』]{{0,30}})|.{{1,1200}})$",
    re.DOTALL,
)
_ENGLISH = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted \S.{0,40}? to|removed (?:an? |the )?\S.{0,40}? from|\S{1,8} removed from"
    r"|[^\w\s]{1,8} to)(?: (?:[\"“«„‘]|an? (?:image|photo|picture|video|movie|gif|sticker|attachment|audio message|message|link|location)\W*$))",
    re.IGNORECASE,
)
_REACTED = frozenset(
    normalise(
        "messo gustó encantó enfatizó dudó reaccionó rio rió risa aimé adoré réagi souligné ri insisté apprécié gefällt gefiel geliebt betont hervorgehoben markiert "
        "reagiert lachte liebt curtiu gostou adorou amou riu enfatizou questionou reagiu piaciuto adorato riso enfatizzato evidenziato reagito vond leuk "
        "geweldig gelachen gereageerd benadrukte gillade älskade skrattade synes kunne likte elsket понравилось нравится отреагировал beğendi 喜欢 喜欢了 喜歡 "
        "喜歡了 赞了 讚了 いいね リアクション ハート に反応 にいいねしました にハートしました を強調しました にリアクションしました أعجبني أعجب 좋아함 좋아요"
    ).split()
)
_QUOTES = re.compile('["”“«»「『]')
_OF_A_PERSON = frozenset(
    [
        "i",
        "we",
        "he",
        "she",
        "you",
        "they",
        "my",
        "did",
        "do",
        "does",
        "who",
        "what",
        "is",
        "was",
        "yo",
        "je",
        "ich",
        "eu",
        "io",
        "ik",
        "me",
        "mi",
        "when",
        "said",
        "says",
    ]
)


# What phones that drive, mail servers and carriers answer by themselves; in the compared form, see normalise.
_MACHINE = re.compile(
    r"\bthis is an? (?:auto(?:mated|matic|matically generated|generated|reply|response| reply| response)|system generated)\b"
    r"|^(?:this is )?(?:an? |my )?(?:auto(?:matic|mated)?)(?: |-)?(?:reply|response|responder|message|answer|text)\b"
    r"|\bdrive ?mode is on\b|\bandroid auto\b|\bnot (?:be )?(?:receiving notifications|checking (?:messages|texts|email))\b|\bautomated$|\bauto ?(?:reply|response|responder)\b|\b(?:do not disturb|focus|driving focus|dnd)(?: while driving| mode)? (?:is )?(?:turned )?on\b"
    r"|\b(?:this|our|the) (?:number|mailbox|inbox|line|phone|account|phone number|text line|email)(?: \w+){0,2} (?:is not|isnt|is no longer|is un|is) ?(?:un)?(?:monitored|able to (?:receive|accept)|attended|checked|in service|in use|accepting)\b"
    r"|\b(?:number|line|inbox|mailbox) (?:is )?(?:not|unmonitored|isnt) (?:monitored|attended)\b"
    r"|\b(?:do not|dont|please do not) reply to this (?:message|text|email|number|sms)\b|\breplies (?:to this (?:message|number|text) )?(?:are|is) not (?:monitored|read|received)\b"
    r"|\b(?:does|do|can)(?: ?not|nt) (?:accept|receive)(?: incoming| any| text| sms)* (?:messages|texts|sms|text messages|replies|calls or texts)\b"
    r"|\bmessage blocking is active\b|\bunable to (?:deliver|send) (?:your )?message\b|\bmessage (?:could not|couldnt|cannot|can not|was not|not|has not been) (?:be )?(?:delivered|sent)\b|\bmessage (?:failed to send|undeliverable|blocked)\b|\bundeliverable\b|\bdelivery (?:has )?failed\b|\bmessage not sent\b"
    r"|\b(?:subscriber|recipient|number|person|customer|user) (?:you (?:are trying to|have) (?:reach|reached|called|texted|dialed|dialled|contact) )?(?:is |has )?(?:currently )?(?:unavailable|not available|not in service|out of service|no longer in service|been disconnected|disconnected|unreachable|not reachable|has been changed)\b"
    r"|\bhas been disconnected\b|\bnot a working number\b|\b(?:free ?msg|freemsg|att free msg|t mobile free msg|vzw free msg|vzw freemsg)\b|\b(?:landline|land line) (?:number|cannot|that|and)\b|\binvalid (?:recipient|number|destination)\b|\berror (?:invalid number|\d+ )|\bservice access denied\b|\bmailer daemon\b|\bpostmaster\b"
    r"|\b(?:thank you|thanks) for (?:contacting|texting|messaging|reaching out to|your message|your text|getting in touch)\b.{0,200}\b(?:we will|well|will (?:be|get|respond|reply|return)|someone|team|business hours|office hours|as soon as|shortly|within|get back|hours are|currently closed|call (?:us )?at|closed)\b"
    r"|\b(?:we|our office|our offices|the office) (?:are|is|re) (?:currently |now )?closed\b.{0,120}\b(?:hours|open|reopen|return|respond|leave|call)\b"
    r"|\b(?:ill|i will|i) (?:see|read|get|reply to|respond to|check) (?:your|this|the) (?:message|text)s? (?:when|once|after|later)\b|\bsent from my car\b|\bdriving (?:right now )?with (?:do not disturb|focus)\b|\bi have (?:my )?(?:notifications silenced|do not disturb)\b|\bhas notifications silenced\b"
    r"|\bnon monitored (?:number|line|inbox)\b|\bkeyword\b.{0,40}\btext help\b|\bnot recogni[sz]e (?:that|this|your) (?:keyword|message|response|command)\b|\binvalid response\b|\bcould not be processed\b|\bdelivery (?:status notification|failure)\b|\bnot accepting (?:messages|calls|texts)\b|\bmessage blocking active\b|\bmsg (?:freq|frequency) varies\b|\byouve reached\b.{0,120}\b(?:will|please|hours|online|back)\b|\bno molestar al conducir\b|\bautomatische nachricht\b|\bautomatisch bericht\b|رساله اليه|\bautomatische antwort\b|\bautomatisch generierte\b|\babwesenheitsnotiz\b|\bnicht im buro\b.{0,120}\b(?:zuruck|wieder|vertretung|dringend)|\breponse automatique\b|\bmessage automatique\b|\bje suis (?:actuellement )?absente?\b|\babsente? du bureau\b|\brespuesta automatica\b|\bmensaje automatico\b|\bfuera de (?:la )?oficina\b|\bresposta automatica\b|\bmensagem automatica\b|\bfora do escritorio\b|\brisposta automatica\b|\bmessaggio automatico\b|\bfuori ufficio\b|\bautomatisch antwoord\b|\bautomatische reactie\b|\bafwezigheidsbericht\b|自动回复|自動回覆|自動回复|自動返信|自動応答|不在のため|رد تلقايي|रिप्लाई स्वचालित|स्वचालित (?:उत्तर|संदेश)|автоответ"
    r"|\b(?:estoy|voy) (?:conduciendo|manejando)\b.{0,60}\b(?:llamo|contesto|respondo|escribo)|\bje (?:suis au volant|conduis)\b.{0,60}\b(?:rappelle|reponds)|\bich fahre gerade\b.{0,60}\b(?:melde|zuruck)|\bestou dirigindo\b.{0,60}\b(?:ligo|respondo|retorno)|\bsto guidando\b.{0,60}\b(?:richiam|rispond)"
    r"|\b(?:you are|youre|you have been|you are now|you have successfully) (?:now |successfully )?(?:unsubscribed|subscribed|opted out|opted in|been unsubscribed)\b.{0,100}\b(?:reply|text|stop|help|start|messages|msg)\b|\breply (?:with )?(?:stop|help|yes|y|start) (?:to|for|if)\b.{0,120}(?:\bmsg\b|\bdata rates\b|\bmsgs\b|\bopt ?out\b|\bunsubscribe\b)"
)
_ABSENT = re.compile(
    r"(?:hi |hello |hey |sorry |thanks |thank you )*(?:(?:im|i am) (?:currently |right now |presently )?(?:driving(?! (?:to|over|there|down|up|home to|in|now to))|out of (?:the )?office|on (?:vacation|holiday|annual leave|leave|pto|maternity leave|parental leave)|away from (?:my|the) (?:desk|phone|office))"
    r"|(?:i will be|ill be) (?:out of (?:the )?office|on (?:vacation|leave|annual leave))|out of (?:the )?office|ooo until\b|cant talk (?:right )?now|in a meeting )"
)
# Whoever tells of such a text is a person.
_TOLD = re.compile(
    r"\b(?:said|says|say|lol|package|parcel|letter|got an|got a call|i tried|i texted|i called|your auto|your site|my phone|does that|can a human|are you a)\b"
)
_ABSENT_MORE = re.compile(
    r"\b(?:when|until|back|return|returning|later|shortly|soon|once|get back|limited|urgent|reply|respond|call|email|text|contact|right now|currently)\b|office$|^ooo$"
)
_REACTED_TO = r"^(?:liked|loved|disliked|laughed|emphasi[sz]ed|questioned|reacted|removed) .*(?:image|photo|picture|video|movie|gif|sticker|attachment|message|link|location)$"
GATE = Gate(
    f"(?m:{_REACTED_TO})|"
    + "|".join(re.sub(r"\.\{0,\d+\}", ".*", without_looks(each.pattern)) for each in (_MACHINE, _ABSENT))
)
"""Texts whose words do not hold it were written by people, but for reactions."""


def is_reaction(text: str) -> bool:
    """Whether a text, as it came, is a reaction that a phone reports, quoting what it reacts to.

    >>> is_reaction("Liked “Reply STOP to opt out”"), is_reaction('A réagi avec ❤️ à "OK"'), is_reaction("liked it")
    (True, True, False)
    """
    whole = text.strip()[:2000]
    if _ENGLISH.match(whole) is not None:
        return True
    quoting = _QUOTING.match(whole)
    if quoting is None:
        return False
    head, tail = normalise(quoting["head"]).split(), normalise(quoting["tail"] or "").split()
    around = [*head, *tail]
    if not around or len(around) > 7 or not _OF_A_PERSON.isdisjoint(head[:1]):
        return False
    return any(
        word in _REACTED or any(len(each) > 1 and not each.isascii() and each in word for each in _REACTED)
        for word in around
    )


def may_react(text: str) -> bool:
    """Whether a text quotes anything, as most reactions do; those that do not are among what `GATE` holds."""
    return '"' in text if text.isascii() else _QUOTES.search(text) is not None


def is_machine(bare: str, is_question: bool = False) -> bool:
    """Whether the words of a text (see `normalise.read`) are a machine's: an out-of-office note, a carrier's notice.
    Whoever is driving and asks something is a person.

    >>> is_machine(normalise("I'm driving right now.")), is_machine(normalise("Auto-reply: back on Monday"))
    (True, True)
    >>> is_machine("im driving can we make it 4", is_question=True), is_machine("i am on vacation so no")
    (False, False)
    """
    if _MACHINE.search(bare[:600]):
        return not (is_question and bare.count(" ") < 12) and not _TOLD.search(bare)
    return not is_question and _ABSENT.match(bare) is not None and _ABSENT_MORE.search(bare) is not None
