"""Harm done to flows, to how texts are sent, and to numbers."""

from pipelines.domain.lint import FindingKind as K
from tests.pipelines.domain.lint.edits import (
    all_of,
    answer,
    flow,
    invited,
    mutation,
    no_answer,
    number,
    step,
    text,
)

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
