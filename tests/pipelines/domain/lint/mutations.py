"""Kinds of harm that can be done to a good program: name → what is found, and the edit."""

from collections.abc import Callable
from typing import Any

from pipelines.domain.lint import FindingKind as K

Program = dict[str, Any]
Edit = Callable[[Program], object]
MUTATIONS: dict[str, tuple[K, Edit]] = {}


def mutation(kind: K, name: str, edit: Edit) -> None:
    assert name not in MUTATIONS
    MUTATIONS[name] = kind, edit


def keyword(program: Program, name: str) -> dict[str, Any]:
    [found] = [each for each in program["keywords"] if each["keyword"] == name]
    return dict.__ior__(found, {"synonyms": found.get("synonyms", [])})


def add(word: str, **fields: object) -> Edit:
    """A further keyword."""
    return lambda p: p["keywords"].append({"keyword": word, "template": "voucher", **fields})


def first(word: str, **fields: object) -> Edit:
    """A further keyword, before all others."""
    return lambda p: p["keywords"].insert(0, {"keyword": word, "template": "voucher", **fields})


def synonym(of: str, word: str) -> Edit:
    return lambda p: keyword(p, of)["synonyms"].append(word)


def expression(text: str) -> Edit:
    return lambda p: keyword(p, "STYLIST").update(synonyms=[text])


def text(template: str, words: str) -> Edit:
    return lambda p: p["templates"][template].update(en=words)


def number(**fields: object) -> Edit:
    return lambda p: p["numbers"][0].update(fields)


def step(place: int, **fields: object) -> Edit:
    """A step with fields changed; those that are None removed."""

    def edit(p: Program) -> None:
        changed = p["flows"][0]["steps"][place]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def answer(place: int, which: int, **fields: object) -> Edit:
    def edit(p: Program) -> None:
        changed = p["flows"][0]["steps"][place]["answers"][which]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def flow(place: int, **fields: object) -> Edit:
    """A flow with fields changed; those that are None removed."""

    def edit(p: Program) -> None:
        changed = p["flows"][place]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def invited(which: int, **fields: object) -> Edit:
    """An answer of the second flow with fields changed; those that are None removed."""

    def edit(p: Program) -> None:
        changed = p["flows"][1]["steps"][0]["answers"][which]
        changed.update(fields)
        for name in [name for name, value in changed.items() if value is None]:
            del changed[name]

    return edit


def no_answer(place: int, which: int) -> Edit:
    return lambda p: p["flows"][0]["steps"][place]["answers"].pop(which)


def no_reply(name: str) -> Edit:
    return lambda p: (p["replies"].pop(name), p["templates"].pop(name))


def all_of(*edits: Edit) -> Edit:
    return lambda p: [edit(p) for edit in edits]


def aws_keyword(word: str, **fields: object) -> Edit:
    return lambda p: p["numbers"][0]["aws_keywords"].append({"keyword": word, "template": "prices", **fields})


# What carriers keep
for word in ("CANCEL", "END", "QUIT", "REMOVE", "UNSUBSCRIBE", "STOP", "HELP", "INFO", "START"):
    mutation(K.RESERVED_WORD, f"a keyword {word}", add(word))
mutation(K.RESERVED_WORD, "a synonym that is a carrier's word", synonym("NO", "cancel"))
mutation(K.RESERVED_WORD, "a synonym that reads as STOP", synonym("NO", "S.T.O.P"))
mutation(K.RESERVED_WORD, "a synonym that is STOP in Spanish", synonym("NO", "cancelar"))
mutation(K.RESERVED_WORD, "STOP with politeness", synonym("NO", "please stop"))
mutation(K.RESERVED_WORDING, "free wording that opts out", synonym("NO", "please stop texting me"))
mutation(K.RESERVED_WORDING, "free wording that opts out, for a keyword", add("REMOVE ME FROM THIS LIST"))
mutation(K.UNCLEAR_OPT_OUT, "perhaps an opt-out", synonym("NO", "leave me alone"))
mutation(K.UNCLEAR_OPT_OUT, "the wrong person", synonym("NO", "wrong number"))
mutation(K.MACHINE_TEXT, "a machine's text", synonym("NO", "Auto-reply: back on Monday"))
mutation(K.UNREADABLE_SPELLING, "punctuation alone", synonym("NO", "?!"))

mutation(K.UNREADABLE_SPELLING, "a character that nobody sees", add("\u2060", match="all_words"))

# Two keywords, one text
mutation(K.SAME_SPELLING, "the same synonym of two keywords", synonym("NO", "Confirmo"))
mutation(K.SAME_SPELLING, "the same but for an accent", synonym("NO", "cónfirm"))
mutation(K.SAME_SPELLING, "the same but for an apostrophe", synonym("CONFIRM", "cant come"))
mutation(K.SAME_SPELLING, "the same but for a skin tone", synonym("NO", "👍🏿"))
mutation(K.SAME_SPELLING, "the same keyword twice", add("move"))
mutation(K.REPEATED_SPELLING, "a synonym twice, with an accent", synonym("CONFIRM", "cónfirmo"))
mutation(K.REPEATED_SPELLING, "a synonym twice, without its apostrophe", synonym("NO", "cant come"))
mutation(K.REPEATED_SPELLING, "a synonym twice, with another skin tone", synonym("CONFIRM", "👍"))
everywhere = {"numbers": ["+12065550100", "+12065550101"]}
mutation(K.SHADOWED, "a word that a keyword of the number takes first", add("MOVE", match="first_word", **everywhere))
mutation(K.SHADOWED, "a word that a phrase of the number takes first", add("TIME", match="phrase", **everywhere))
mutation(K.SHADOWED, "an expression whose texts begin with a keyword", expression("^move it( now)?$"))
mutation(K.BOTH_MATCH, "a phrase that begins as a first word does", add("MOVE MY CAR", match="phrase"))
mutation(K.BOTH_MATCH, "all words, of which another has the first", add("CHANGE COLOUR", match="all_words"))
mutation(K.BOTH_MATCH, "one of the words of two keywords", add("GARAGE DOOR", match="any_words"))
mutation(K.BOTH_MATCH, "two expressions for one text", add("CUTTER", match="regex", synonyms=[r"\bwho (cuts|trims)\b"]))
mutation(K.COMMON_WORD, "any word, one of them THE", add("THE BARBER", match="any_words"))
mutation(K.COMMON_WORD, "a first word I", add("I", match="first_word"))
mutation(K.COMMON_WORD, "a phrase of one common word", add("YOU", match="phrase"))
mutation(K.ONE_LETTER, "a letter at the beginning", add("X", match="first_word"))
mutation(K.ONE_LETTER, "a letter anywhere", add("B", match="any_words"))

# Yes and no
mutation(K.MEANS_TWICE, "two keywords for every yes", add("GLAD", means="yes"))
mutation(K.MEANS_TWICE, "two keywords for every no", add("SAD", means="no"))
mutation(K.MEANS_CONTRADICTED, "a no for yes", synonym("CONFIRM", "nope"))
mutation(K.MEANS_CONTRADICTED, "a yes for no", synonym("NO", "yes please"))
mutation(
    K.YES_WITHOUT_NO,
    "yes, and nothing for no",
    lambda p: (p["keywords"].remove(keyword(p, "NO")), p["keywords"].pop(), p.pop("flows")),
)
mutation(K.CAMPAIGN_SPELLED_TWICE, "a campaign in capitals", add("GIFT", campaigns=["Wedding"]))
mutation(K.SAME_AS_UNMATCHED, "a keyword that is answered as if it were none", add("NAILS", template="unmatched"))

# Once in a while
mutation(K.AGAIN_WITHOUT_PERIOD, "another reply, and no period", lambda p: keyword(p, "VOUCHER").pop("once_per_s"))
mutation(K.SAME_AGAIN, "the same reply in between", lambda p: keyword(p, "VOUCHER").update(again="voucher"))
mutation(K.UNKNOWN_TEMPLATE, "a reply in between that is none", lambda p: keyword(p, "VOUCHER").update(again="vouchr"))

# What AWS answers
only = {"numbers": ["+12065550100"]}
mutation(K.ANSWERED_BY_AWS, "a keyword that AWS answers", add("PRICES", **only))
mutation(K.ANSWERED_BY_AWS, "a keyword that begins with AWS's", add("PRICES OF CUTS", **only))
mutation(K.AWS_KEYWORD_REPEATED, "AWS's keyword twice", aws_keyword("prices"))
mutation(K.STOP_NOT_REACHABLE, "STOP opts in", aws_keyword("STOP", action="opt_in"))
mutation(K.STOP_NOT_REACHABLE, "STOP is answered and nothing more", aws_keyword("END"))

# Slips of the finger
mutation(K.FUZZY_NEAR_RESERVED, "SHOP, a slip from STOP", add("SHOP", match="fuzzy"))
mutation(K.FUZZY_NEAR_RESERVED, "STAFF, a slip from START", add("STARS", match="fuzzy"))
mutation(
    K.FUZZY_NEAR_ANSWER,
    "NOTE, a slip from NOPE",
    all_of(add("NOTE", match="fuzzy"), lambda p: keyword(p, "NO").pop("means")),
)
mutation(
    K.FUZZY_COLLIDES,
    "two fuzzy keywords that are alike",
    all_of(add("COLOUR", match="fuzzy"), add("COLLAR", match="fuzzy")),
)
mutation(K.FUZZY_COLLIDES, "a fuzzy keyword that is like another", add("PARTING", match="fuzzy"))
mutation(K.FUZZY_TOO_SHORT, "a fuzzy keyword of three letters", add("CUT", match="fuzzy"))
mutation(K.EDITS_UNUSED, "edits without fuzzy", lambda p: keyword(p, "VOUCHER").update(match="exact"))

# Expressions
mutation(K.EXPRESSION_REFUSED, "look-ahead", expression("who(?= cuts)"))
mutation(K.EXPRESSION_REFUSED, "look-behind", expression("(?<!not )who"))
mutation(K.EXPRESSION_REFUSED, "a back-reference", expression(r"(who) \1"))
mutation(K.EXPRESSION_REFUSED, "an open bracket", expression("who (cuts"))
mutation(K.EXPRESSION_EMPTY, "an expression that may be empty", expression("(who cuts)?"))
mutation(K.EXPRESSION_EMPTY, "an alternative that is empty", expression("who|"))
mutation(K.EXPRESSION_EVERYTHING, "a dot", expression("."))
mutation(K.EXPRESSION_EVERYTHING, "any word", expression(r"\w+"))
mutation(K.EXPRESSION_NEVER, "capitals", expression("Who cuts"))
mutation(K.EXPRESSION_NEVER, "an apostrophe", expression("who's"))
mutation(K.EXPRESSION_NEVER, "an accent", expression("qui[eé]n corta á"))
mutation(K.EXPRESSION_RESERVED, "an expression for STOP too", expression(r"^(who cuts|stop)$"))
mutation(K.EXPRESSION_BACKTRACKS, "(a+)+", expression("^(a+)+$"))
mutation(K.EXPRESSION_BACKTRACKS, "words and perhaps a space", expression(r"^who (\w+ ?)+$"))
mutation(K.EXPRESSION_BACKTRACKS, "two branches for one letter", expression("^cut (x|x)*y$"))
mutation(K.EXPRESSION_INSIDE_WORD, "an expression without word boundaries", expression("cat"))

# Templates
mutation(K.UNKNOWN_TEMPLATE, "a template that is none", lambda p: keyword(p, "LATE").update(template="lately"))
mutation(K.UNKNOWN_TEMPLATE, "a reply that is none", lambda p: p["replies"].update(unmatched="unmached"))
mutation(K.UNKNOWN_TEMPLATE, "an answer's reply that is none", answer(0, 0, reply="confirmd"))
mutation(K.UNKNOWN_TEMPLATE, "a prompt that is none", lambda p: p["flows"][0].update(prompt="remindr"))
mutation(K.UNKNOWN_TEMPLATE, "a hand-off that is none", step(0, hand_off="persn"))
mutation(
    K.UNUSED_TEMPLATE, "a template that nothing sends", lambda p: p["templates"].update(old="Elm Salon: we moved.")
)
mutation(K.SAME_REPLY, "stop and help share a text", lambda p: p["replies"].update(stop="help"))
mutation(K.UNKNOWN_VARIABLE, "a variable that is none", text("moved", "Elm Salon: see you on {wen} then."))
mutation(K.UNUSED_VARIABLE, "a variable that nothing uses", lambda p: p["variables"].update(stylist="Ada"))
mutation(K.VARIABLE_WITHOUT_EXAMPLE, "a variable without an example", lambda p: p["variables"].update(name=""))
mutation(K.FORGOTTEN_MARK, "a name in brackets", text("late", "Elm Salon: we will wait for you, [name]."))
mutation(K.FORGOTTEN_MARK, "a mark of another tool", text("late", "Elm Salon: we will wait for you, %NAME%."))
mutation(K.FORGOTTEN_MARK, "a note to oneself", text("late", "Elm Salon: TODO write this."))
mutation(K.STRAY_SPACE, "space at the end", text("late", "Elm Salon: we will wait for you. "))
mutation(K.STRAY_SPACE, "two spaces", text("late", "Elm Salon: we will  wait for you."))
mutation(K.SHARED_SHORT_LINK, "a shared short link", text("late", "Elm Salon: see bit.ly/elmsalon"))
mutation(K.NAME_MISSING, "a text that does not say who writes", text("late", "We will wait for you."))
mutation(K.MISSING_LANGUAGE, "a text that is missing", lambda p: p["templates"]["late"].pop("es"))
mutation(K.MISSING_LANGUAGE, "one text for two languages", lambda p: p["templates"].update(late="Elm Salon: we wait."))
mutation(K.MISSING_LANGUAGE, "a language that is added", lambda p: p["languages"].append("fr"))
mutation(
    K.UNLISTED_LANGUAGE, "a text too many", lambda p: p["templates"]["late"].update(fr="Elm Salon: on vous attend.")
)
mutation(K.WRONG_LANGUAGE, "Russian as English", text("late", "Elm Salon: мы подождём вас"))
mutation(K.WRONG_LANGUAGE, "Spanish as English", text("late", "Elm Salon: no puedo porque estoy para usted, gracias"))
mutation(
    K.WRONG_LANGUAGE,
    "English as Russian",
    all_of(
        lambda p: p["languages"].append("ru"), lambda p: p["templates"]["late"].update(ru="Elm Salon: we wait for you")
    ),
)
mutation(
    K.UNTRANSLATED,
    "a text that was not translated",
    lambda p: p["templates"]["late"].update(es=p["templates"]["late"]["en"]),
)

# Lengths
mutation(K.TOO_LONG, "longer than AWS sends in UCS-2", text("late", "Elm Salon: " + "здесь " * 120))
mutation(
    K.TOO_LONG,
    "longer than AWS sends by a variable",
    all_of(text("moved", "Elm Salon: {when}" + "a " * 750), lambda p: p["variables"].update(when="x" * 60)),
)
mutation(K.UCS2_BY_FEW, "a curly quote", text("late", "Elm Salon: we’ll wait for you."))
mutation(
    K.UCS2_BY_FEW,
    "an emoji that costs a segment",
    text("late", "Elm Salon: we will wait for you, come when you can and please do not hurry 🙂"),
)
mutation(K.UCS2_BY_FEW, "a dash", text("late", "Elm Salon – we will wait for you."))
mutation(
    K.SECOND_SEGMENT, "a few characters too many", text("late", "Elm Salon: " + "we will wait for you " * 7 + "then.")
)
mutation(K.VARIABLE_SPILLS, "a value that spills", lambda p: p["variables"].update(name="Alexandra " * 7))
mutation(K.VARIABLE_UCS2, "a value with an accent", lambda p: p["variables"].update(name="Łucja"))
mutation(
    K.RESERVED_REPLY_LONG,
    "HELP in two segments",
    text("help", "Elm Salon: call 206-555-0196. STOP to opt out. " + "We are here. " * 10),
)

# Stop, help, start
mutation(K.HELP_MISSING, "no HELP", no_reply("help"))
mutation(K.STOP_MISSING, "no STOP", no_reply("stop"))
mutation(K.START_MISSING, "no START", no_reply("start"))
mutation(K.ASK_MISSING, "no question", no_reply("ask"))
mutation(K.UNMATCHED_MISSING, "no reply to what is not understood", lambda p: p["replies"].pop("unmatched"))
mutation(
    K.HELP_WITHOUT_CONTACT, "HELP without contact", text("help", "Elm Salon: reply CONFIRM or MOVE. STOP to opt out.")
)
mutation(K.HELP_WITHOUT_STOP, "HELP without STOP", text("help", "Elm Salon: call 206-555-0196."))
mutation(K.STOP_UNCONFIRMED, "STOP without confirmation", text("stop", "Elm Salon: thank you, goodbye."))
mutation(
    K.STOP_MARKETS, "STOP with an offer", text("stop", "Elm Salon: you get no more texts. Use code ELM for 20% off.")
)
mutation(K.ASK_WITHOUT_WORD, "a question without a word", text("ask", "Elm Salon: do you want no more texts?"))

# What people are told to text
for word in ("CANCEL", "END", "QUIT", "REMOVE", "UNSUBSCRIBE"):
    what = "to cancel your appointment"
    mutation(K.ASKS_FOR_RESERVED, f"Reply {word} {what}", text("late", f"Elm Salon: we wait. Reply {word} {what}."))
mutation(
    K.ASKS_FOR_RESERVED, "STOP for an appointment", text("late", "Elm Salon: reply STOP to cancel your appointment.")
)
mutation(K.ASKS_FOR_RESERVED, "small letters", text("late", "Elm Salon: reply cancel to cancel."))
mutation(K.ASKS_FOR_RESERVED, "a choice of two", text("late", "Elm Salon: reply CONFIRM or CANCEL."))
mutation(
    K.ASKS_FOR_RESERVED,
    "a prompt that asks for a reserved word",
    text("reminder", "Elm Salon: {name}, {when}? Reply CONFIRM, or CANCEL if you cannot come. STOP to opt out."),
)
mutation(K.ASKS_FOR_RESERVED, "INFO for prices", text("late", "Elm Salon: text INFO for our menu."))
mutation(K.ASKS_FOR_RESERVED, "START for an order", text("late", "Elm Salon: text START to begin your order."))
mutation(
    K.ASKS_FOR_RESERVED,
    "in Spanish",
    lambda p: p["templates"]["late"].update(es="Elm Salon: responda CANCELAR para anular su cita."),
)
mutation(K.ASKS_FOR_UNKNOWN, "a word mistyped", text("late", "Elm Salon: reply MOVEE to move."))
mutation(K.ASKS_FOR_UNKNOWN, "a number", text("late", "Elm Salon: reply 7 for a manicure."))
mutation(K.ASKS_FOR_UNKNOWN, "a word in quotes", text("late", 'Elm Salon: reply "later" for later.'))

# Flows
mutation(K.UNKNOWN_STEP, "a step that is none", answer(0, 1, next="chosing"))
mutation(K.UNKNOWN_ANSWER, "an answer that is none", answer(0, 2, when="MOVEE"))
mutation(K.STEP_UNREACHABLE, "a step that nothing leads to", all_of(answer(0, 1, next=None), answer(0, 2, next=None)))
mutation(K.STEP_WITHOUT_WAY_OUT, "a step without an end", all_of(answer(1, 0, next=None), answer(1, 1, next=None)))
mutation(
    K.STEP_WITHOUT_WAY_OUT,
    "steps that lead to each other",
    all_of(no_answer(0, 0), answer(1, 0, next="asked"), answer(1, 1, next="asked")),
)
mutation(K.STEP_WITHOUT_UNCLEAR, "silence when not understood", step(1, unclear=None))
mutation(K.UNCLEAR_NEVER, "a question that is never asked", step(0, retries=0))
mutation(K.UNCLEAR_NEVER, "any answer, and a better question", answer(0, 2, when="any"))
mutation(K.SAME_QUESTION, "the same question again", step(0, unclear="reminder"))
mutation(K.HAND_OFF_MISSING, "nobody says that a person goes on", step(0, hand_off=None))
mutation(K.EXPIRED_MISSING, "silence after it has expired", lambda p: p["replies"].pop("unmatched"))
mutation(K.REMINDER_TOO_LATE, "a reminder after the end", step(0, expires_after_s=3600))
mutation(K.REMINDER_MISSING, "a time without a reminder", step(0, reminder=None))
mutation(K.REMINDER_MISSING, "a reminder without a time", step(0, remind_after_s=None))
mutation(K.CHOICE_WITHOUT_OFFERS, "a choice of nothing", step(1, offers=None))
mutation(K.OFFERS_WITHOUT_CHOICE, "offers that nobody can choose", no_answer(1, 0))
mutation(K.CHOICE_WITHOUT_NONE, "no answer when no time suits", no_answer(1, 1))
mutation(K.ANSWERS_OVERLAP, "yes, and a keyword for yes", answer(0, 2, when="CONFIRM"))
mutation(
    K.PROMPT_ANSWER_UNKNOWN,
    "a prompt that asks for another word",
    text(
        "reminder", "Elm Salon: {name}, {when}? Reply 1 if you are coming, or MOVE for another time. STOP to opt out."
    ),
)
mutation(
    K.PROMPT_ANSWER_UNKNOWN,
    "a question that asks for another word",
    text("which", "Elm Salon: which one? Reply SOONER for {times}."),
)
mutation(
    K.PROMPT_WITHOUT_STOP,
    "a prompt without STOP",
    text("reminder", "Elm Salon: {name}, see you on {when}. Reply CONFIRM, or MOVE for another time."),
)
mutation(K.SAME_PROMPT, "two flows with one prompt", lambda p: p["flows"].append({**p["flows"][0], "flow": "again"}))
mutation(K.OUTCOME_MISSING, "an end without an outcome", answer(0, 0, outcome=None))
mutation(K.NEXT_WITHOUT_QUESTION, "a step that begins in silence", answer(0, 1, reply=None))
mutation(K.OVERRULES_WITHOUT_OUTCOME, "an answer that overrules with nothing", invited(1, outcome=None))
mutation(K.OVERRULES_NOTHING, "nothing to overrule", all_of(invited(0, when="any", next=None), invited(1, when="yes")))
mutation(K.OVERRULES_NOTHING, "the same outcome", all_of(invited(0, when="any", outcome="denied")))
mutation(K.OVERRULES_APPROVES, "a yes that overrules", invited(0, overrules="true"))
mutation(K.APPROVAL_STANDS, "a no that takes nothing back", invited(1, overrules=None))
mutation(K.APPROVAL_STANDS, "a no that says that it takes nothing back", invited(1, overrules="false"))
mutation(K.SEVERAL_MISSING, "nobody asks which is meant", flow(0, several=None, label=None))
mutation(K.SEVERAL_INCOMPLETE, "a question without a label", flow(0, label=None))
mutation(K.SEVERAL_INCOMPLETE, "a label without a question", flow(0, several=None))
mutation(K.CHOICES_MISSING, "a question without choices", text("visits", "Elm Salon: which do you mean?"))
mutation(K.CHOICES_MISSING, "a question of something else", flow(1, several="unmatched"))
mutation(K.LABEL_UNKNOWN_VARIABLE, "a label of another prompt", flow(1, label="{when}"))
mutation(K.LABEL_UNKNOWN_VARIABLE, "a label that is mistyped", flow(0, label="{wen}"))
mutation(K.LABEL_ALIKE, "a label that is always the same", flow(0, label="your visit"))
mutation(K.UNKNOWN_TEMPLATE, "a question which that is none", flow(0, several="visit"))

# Advertising, the night, and what comes twice
for name in ("help", "stop", "ask", "start"):
    mutation(K.PROMOTIONAL_RESERVED, f"{name} is advertising", lambda p, name=name: p["promotional"].append(name))
mutation(K.PROMOTIONAL_ANSWER, "a keyword's reply is advertising", lambda p: p["promotional"].append("voucher"))
mutation(K.PROMOTIONAL_ANSWER, "a step's reply is advertising", lambda p: p["promotional"].append("times"))
mutation(K.PROMOTION_UNMARKED, "advertising that is not marked", lambda p: p.update(promotional=["nudge"]))
mutation(
    K.PROMOTION_UNMARKED,
    "a reminder that advertises",
    text("nudge", "Elm Salon: {name}, see you on {when}. Use code ELM for 20% off. Reply CONFIRM or MOVE."),
)
mutation(K.UNKNOWN_TEMPLATE, "advertising that is none", lambda p: p["promotional"].append("invite"))
mutation(K.UNKNOWN_TEMPLATE, "a text that may come twice and is none", lambda p: p["at_least_once"].append("nudgee"))
for start, end in (("22:00", "8:00"), ("21:00", "7:59"), ("0:00", "6:00"), ("8:00", "21:00"), ("23:00", "22:30")):
    mutation(
        K.NIGHT_TOO_SHORT,
        f"a night from {start} to {end}",
        lambda p, start=start, end=end: p.update(quiet_hours={"start": start, "end": end}),
    )
mutation(K.NIGHT_UNUSED, "a night that nothing keeps", lambda p: p.pop("promotional"))
mutation(K.TWICE_NO_REMINDER, "a prompt that may come twice", lambda p: p["at_least_once"].append("reminder"))
mutation(K.TWICE_NO_REMINDER, "a reminder that is a prompt too", flow(1, prompt="nudge"))
mutation(K.TWICE_NO_REMINDER, "a reply that may come twice", lambda p: p["at_least_once"].append("voucher"))

# Numbers
mutation(K.PACE_TOO_FAST, "a 10DLC number as fast as a short code", number(parts_per_second="100"))
mutation(
    K.PACE_TOO_FAST,
    "a toll-free number of more than three",
    lambda p: p["numbers"].append(
        {"number": "+18005550100", "opt_outs": "aws", "number_type": "TOLL_FREE", "parts_per_second": "10"}
    ),
)
mutation(
    K.PACE_TOO_SLOW,
    "a long code of less than AWS gives it",
    lambda p: p["numbers"].append(
        {"number": "+447700900123", "opt_outs": "self", "number_type": "LONG_CODE", "parts_per_second": "2"}
    ),
)
mutation(
    K.SHORT_CODE_WITHOUT_COUNTRY,
    "a short code without a country",
    lambda p: p["numbers"].append({"number": "55555", "opt_outs": "self"}),
)
mutation(
    K.TOLL_FREE_SELF,
    "toll-free and self-managed",
    lambda p: p["numbers"].append({"number": "+18005550100", "opt_outs": "self"}),
)
mutation(
    K.COUNTRY_WITHOUT_TWO_WAY,
    "a country without two-way",
    lambda p: p["numbers"].append({"number": "+93701234567", "opt_outs": "self"}),
)
mutation(
    K.RECEIVE_ONLY,
    "a long code that only receives",
    lambda p: p["numbers"].append({"number": "+919876543210", "opt_outs": "self", "number_type": "LONG_CODE"}),
)
mutation(K.COUNTRY_MISMATCH, "another country than the prefix's", number(country="GB", number_type="LONG_CODE"))
mutation(K.TYPE_MISMATCH, "a short code of ten digits", number(number_type="SHORT_CODE"))
mutation(K.TYPE_MISMATCH, "toll-free that is none", number(number_type="TOLL_FREE", opt_outs="aws"))
mutation(K.TOPIC_MALFORMED, "a topic that is none", number(two_way_topic="my-topic"))
mutation(
    K.TOPIC_MALFORMED, "a topic that keeps order", number(two_way_topic="arn:aws:sns:us-east-1:123456789012:in.fifo")
)

# What cannot be loaded
mutation(K.FAULT, "a night without a length", lambda p: p.update(quiet_hours={"start": "21:00", "end": "21:00"}))
mutation(K.FAULT, "a night without a time", lambda p: p.update(quiet_hours={"start": "nine"}))
mutation(K.FAULT, "a pace of nothing", number(parts_per_second="0"))
mutation(K.FAULT, "a field that is none", lambda p: p.update(keyword=[]))
mutation(K.FAULT, "a sender id", number(number="SALON"))
mutation(K.FAULT, "a match that is none", lambda p: keyword(p, "MOVE").update(match="first"))
mutation(K.FAULT, "a keyword without a template", lambda p: keyword(p, "LATE").pop("template"))
mutation(K.FAULT, "the same number twice", lambda p: p["numbers"].append(p["numbers"][0]))
