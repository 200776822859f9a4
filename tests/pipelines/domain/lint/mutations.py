"""Kinds of harm that can be done to a good program: name → what is found, and the edit."""

from pipelines.domain.lint import FindingKind as K
from tests.pipelines.domain.lint import flow_mutations  # registers its own
from tests.pipelines.domain.lint.edits import (
    MUTATIONS,
    add,
    all_of,
    answer,
    aws_keyword,
    expression,
    keyword,
    mutation,
    no_reply,
    number,
    step,
    synonym,
    text,
)

__all__ = ["MUTATIONS", "flow_mutations", "keyword"]

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

# What cannot be loaded
mutation(K.FAULT, "a night without a length", lambda p: p.update(quiet_hours={"start": "21:00", "end": "21:00"}))
mutation(K.FAULT, "a night without a time", lambda p: p.update(quiet_hours={"start": "nine"}))
mutation(K.FAULT, "a pace of nothing", number(parts_per_second="0"))
mutation(K.FAULT, "a field that is none", lambda p: p.update(keyword=[]))
mutation(K.FAULT, "a sender id", number(number="SALON"))
mutation(K.FAULT, "a match that is none", lambda p: keyword(p, "MOVE").update(match="first"))
mutation(K.FAULT, "a keyword without a template", lambda p: keyword(p, "LATE").pop("template"))
mutation(K.FAULT, "the same number twice", lambda p: p["numbers"].append(p["numbers"][0]))
