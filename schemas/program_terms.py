"""The words that a program is written with: enums of its closed sets, what carriers keep, what stands for a variable."""

import re
from enum import StrEnum

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A variable in a template. Braces have no other use there."""

LONGEST_TEXT = 1530
"""Characters AWS sends at most, in the GSM alphabet (AWS End User Messaging SMS user guide, "SMS character limits")."""

CARRIER_OPT_OUT = frozenset(
    (
        *("arret", "cancel", "end", "opt-out", "optout", "quit", "remove", "stop", "td", "unsubscribe"),
        *("revoke", "opt out"),
        *("stop all", "stopall", "unsub"),
    )
)
"""In this order: AWS user guide, "Required keywords"; what 47 CFR 64.1200(a)(10) adds; what carriers' default lists add
under CTIA's Messaging Principles."""
CARRIER_HELP = frozenset(("help", "info", "aide"))
"""CTIA's Messaging Principles; the Canadian short code guidelines."""
CARRIER_OPT_IN = frozenset(("start", "unstop"))
"""US toll-free: the network itself acts on them."""


class OptOuts(StrEnum):
    """Who answers STOP, HELP and START on a number, as the number is set up at AWS."""

    AWS = "aws"  # AWS answers and keeps the list; we neither reply nor usually see them
    SELF = "self"  # self-managed opt-outs: AWS routes them to us, and we answer


class Match(StrEnum):
    """How a keyword and its synonyms are found in a text. The whole text always matches, whatever the kind.

    Texts and keywords are compared in the form that `pipelines.domain.normalise` gives them.
    """

    EXACT = "exact"  # the whole text is the keyword
    FIRST_WORD = "first_word"  # the text begins with it
    PHRASE = "phrase"  # its words stand in the text, in a row
    ALL_WORDS = "all_words"  # its words stand in the text, in any order
    ANY_WORDS = "any_words"  # one of its words stands in the text
    REGEX = "regex"  # the synonyms are RE2 expressions, searched in the normalised text: linear time
    FUZZY = "fuzzy"  # the whole text is the keyword but for at most `max_edits` slips of the finger


class Means(StrEnum):
    """An answer that customers give in many words and languages, and that a keyword can stand for."""

    YES = "yes"
    NO = "no"


class AwsAction(StrEnum):
    """What AWS does with a keyword that it answers itself: PutKeyword's KeywordAction."""

    AUTOMATIC_RESPONSE = "automatic_response"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"


class Outcome(StrEnum):
    """What a conversation came to, for the business's own system."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MOVED = "moved"
    APPROVED = "approved"
    DENIED = "denied"
    HANDED_OFF = "handed_off"  # a person has to go on
    ANSWERED = "answered"  # none of these: the customer answered


class NumberType(StrEnum):
    """AWS's NumberType, as DescribePhoneNumbers names it."""

    SHORT_CODE = "SHORT_CODE"
    LONG_CODE = "LONG_CODE"
    TOLL_FREE = "TOLL_FREE"
    TEN_DLC = "TEN_DLC"
    SIMULATOR = "SIMULATOR"


END = "end"
"""The step that ends a flow."""

WHEN = frozenset(("yes", "no", "choice", "more", "none_of_these", "any"))
"""What an answer can be `when`, besides a keyword of the program."""
