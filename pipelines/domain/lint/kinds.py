"""All that can be wrong with a messaging program: a closed list, and which of it does wrong rather than annoy."""

from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  # the program will do wrong
    WARNING = "warning"  # it may annoy, or cost money


class FindingKind(StrEnum):
    """What is found. The comments are the meanings that `docs/check.md` lists."""

    FAULT = "fault"  # the file cannot be loaded as it stands
    TRANSCRIPT = "transcript"  # the program does otherwise than a transcript says

    # Keywords
    RESERVED_WORD = "reserved_word"  # the word means stop, help or start, whatever the program says
    RESERVED_WORDING = "reserved_wording"  # the words ask to be texted no more
    UNCLEAR_OPT_OUT = "unclear_opt_out"  # the words may ask to be texted no more, and are answered otherwise
    MACHINE_TEXT = "machine_text"  # the words are taken for a machine's, which nobody answers
    UNREADABLE_SPELLING = "unreadable_spelling"  # nothing is left of it when case and punctuation are taken away
    SAME_SPELLING = "same_spelling"  # it reads as another keyword
    REPEATED_SPELLING = "repeated_spelling"  # it reads as another spelling of the same keyword
    SHADOWED = "shadowed"  # whoever texts it reaches another keyword, which is looked for first
    BOTH_MATCH = "both_match"  # a text fits two keywords, and the other one gets it
    COMMON_WORD = "common_word"  # a word that stands in any sentence draws the reply
    ONE_LETTER = "one_letter"  # a single letter anywhere in a text draws the reply
    MEANS_TWICE = "means_twice"  # two keywords stand for every yes, or no; the second gets none
    MEANS_CONTRADICTED = "means_contradicted"  # a keyword for yes has a spelling that says no, or the other way round
    YES_WITHOUT_NO = "yes_without_no"  # a plain yes is understood and a plain no is not, or the other way round
    ANSWERED_BY_AWS = "answered_by_aws"  # AWS answers what begins with this word, so that the keyword gets nothing
    CAMPAIGN_SPELLED_TWICE = "campaign_spelled_twice"  # two campaigns differ by case or space alone
    SAME_AS_UNMATCHED = "same_as_unmatched"  # the keyword is answered as if it had not been understood
    AGAIN_WITHOUT_PERIOD = "again_without_period"  # a reply for the next time, and no period: it is never sent
    SAME_AGAIN = "same_again"  # the reply in between is the reply itself: the period does nothing

    # Fuzzy keywords
    FUZZY_NEAR_RESERVED = "fuzzy_near_reserved"  # a mistyped stop, help or start reaches the keyword
    FUZZY_NEAR_ANSWER = "fuzzy_near_answer"  # a plain yes or no reaches the keyword as if it were mistyped
    FUZZY_COLLIDES = "fuzzy_collides"  # another keyword, mistyped, reaches this one, or neither
    FUZZY_TOO_SHORT = "fuzzy_too_short"  # the word is too short for any slip to be forgiven
    EDITS_UNUSED = "edits_unused"  # max_edits stands with a keyword that is not fuzzy

    # Expressions
    EXPRESSION_REFUSED = "expression_refused"  # RE2 does not take the expression
    EXPRESSION_EMPTY = "expression_empty"  # it is found in every text, because it may be empty
    EXPRESSION_EVERYTHING = "expression_everything"  # it is found in texts that have nothing in common
    EXPRESSION_NEVER = "expression_never"  # capitals or punctuation: texts are compared without
    EXPRESSION_RESERVED = "expression_reserved"  # it also fits stop, help or start, which it never gets
    EXPRESSION_BACKTRACKS = "expression_backtracks"  # catastrophic anywhere but in RE2: it repeats what repeats
    EXPRESSION_INSIDE_WORD = "expression_inside_word"  # it is found inside longer words

    # Templates
    UNKNOWN_TEMPLATE = "unknown_template"  # a name that no template has
    UNUSED_TEMPLATE = "unused_template"  # a template that nothing sends
    SAME_REPLY = "same_reply"  # stop, help or start share a template
    UNKNOWN_VARIABLE = "unknown_variable"  # a variable that is not among the program's
    UNUSED_VARIABLE = "unused_variable"  # a variable that no template has
    VARIABLE_WITHOUT_EXAMPLE = "variable_without_example"  # its example is empty: lengths are reckoned too short
    FORGOTTEN_MARK = "forgotten_mark"  # [name], <name>, %s or TODO was left in a text
    STRAY_SPACE = "stray_space"  # space at an end, or twice in a row
    SHARED_SHORT_LINK = "shared_short_link"  # a public link shortener, which carriers filter
    NAME_MISSING = "name_missing"  # the others begin with the sender's name, this one does not
    MISSING_LANGUAGE = "missing_language"  # a template lacks one of the program's languages
    UNLISTED_LANGUAGE = "unlisted_language"  # a text in a language that the program does not list
    WRONG_LANGUAGE = "wrong_language"  # a text that reads as another language than its own
    UNTRANSLATED = "untranslated"  # two languages have the same text

    # Lengths
    TOO_LONG = "too_long"  # AWS does not send it
    UCS2_BY_FEW = "ucs2_by_few"  # one or two characters turn the text into UCS-2
    SECOND_SEGMENT = "second_segment"  # a few characters spill into another segment
    VARIABLE_SPILLS = "variable_spills"  # a value as long as its example takes another segment
    VARIABLE_UCS2 = "variable_ucs2"  # a value like its example turns the text into UCS-2
    RESERVED_REPLY_LONG = "reserved_reply_long"  # the reply to stop, help or start takes more than a segment

    # What stop, help and start are answered
    HELP_MISSING = "help_missing"  # HELP is ours to answer, and nothing answers it
    STOP_MISSING = "stop_missing"  # STOP is ours to answer, and nothing confirms it
    START_MISSING = "start_missing"  # START is ours to answer, and nothing answers it
    ASK_MISSING = "ask_missing"  # who may want to opt out is not asked, but told that they have
    UNMATCHED_MISSING = "unmatched_missing"  # what nobody understands is met with silence
    HELP_WITHOUT_CONTACT = "help_without_contact"  # HELP names no phone number, address or page
    HELP_WITHOUT_STOP = "help_without_stop"  # HELP does not say how to opt out
    STOP_UNCONFIRMED = "stop_unconfirmed"  # the reply to STOP does not say that texts end
    STOP_MARKETS = "stop_markets"  # the reply to STOP advertises
    ASK_WITHOUT_WORD = "ask_without_word"  # the text that asks whether to opt out names neither STOP nor START

    # What texts tell people to reply
    ASKS_FOR_RESERVED = "asks_for_reserved"  # people are told to text a reserved word for something else
    ASKS_FOR_UNKNOWN = "asks_for_unknown"  # people are told to text a word that the program does not know

    # Flows
    UNKNOWN_STEP = "unknown_step"  # next names no step
    UNKNOWN_ANSWER = "unknown_answer"  # when names no answer and no keyword
    STEP_UNREACHABLE = "step_unreachable"  # no answer leads to the step
    STEP_WITHOUT_WAY_OUT = "step_without_way_out"  # no answer leads from the step to an end
    STEP_WITHOUT_UNCLEAR = "step_without_unclear"  # an answer that is not understood is met with silence
    UNCLEAR_NEVER = "unclear_never"  # the better question is never asked
    SAME_QUESTION = "same_question"  # the better question is the question itself
    HAND_OFF_MISSING = "hand_off_missing"  # nobody tells the customer that a person will go on
    EXPIRED_MISSING = "expired_missing"  # an answer that comes when the step has expired is met with silence
    REMINDER_TOO_LATE = "reminder_too_late"  # the conversation is over before the reminder is due
    REMINDER_MISSING = "reminder_missing"  # a time to remind, and nothing to say; or the other way round
    CHOICE_WITHOUT_OFFERS = "choice_without_offers"  # customers choose from nothing
    OFFERS_WITHOUT_CHOICE = "offers_without_choice"  # times are offered that nobody can choose
    CHOICE_WITHOUT_NONE = "choice_without_none"  # whom no time suits has no answer
    ANSWERS_OVERLAP = "answers_overlap"  # one text is two answers of a step
    PROMPT_ANSWER_UNKNOWN = "prompt_answer_unknown"  # the prompt asks for an answer that the step does not take
    PROMPT_WITHOUT_STOP = "prompt_without_stop"  # the prompt does not say how to opt out
    SAME_PROMPT = "same_prompt"  # two flows open with the same template
    OUTCOME_MISSING = "outcome_missing"  # the conversation ends and nobody knows how
    NEXT_WITHOUT_QUESTION = "next_without_question"  # the next step begins and nothing is asked
    OVERRULES_WITHOUT_OUTCOME = "overrules_without_outcome"  # an answer that overrules, and comes to nothing
    OVERRULES_NOTHING = "overrules_nothing"  # no other answer comes to anything that it could take back
    OVERRULES_APPROVES = "overrules_approves"  # a yes that comes after a no approves what was denied
    APPROVAL_STANDS = "approval_stands"  # a no that comes after a yes does not take the approval back
    SEVERAL_MISSING = "several_missing"  # who has several open conversations is not asked which is meant
    SEVERAL_INCOMPLETE = "several_incomplete"  # the question which is meant without a label, or a label without it
    CHOICES_MISSING = "choices_missing"  # the question which is meant does not say which there are
    LABEL_UNKNOWN_VARIABLE = "label_unknown_variable"  # the label has a variable that the prompt has not
    LABEL_ALIKE = "label_alike"  # the label has no variable: all conversations are called the same

    # Advertising, the night, and what comes twice
    PROMOTIONAL_RESERVED = "promotional_reserved"  # stop, help or start is answered with what is marked as advertising
    PROMOTIONAL_ANSWER = "promotional_answer"  # an answer is marked as advertising
    PROMOTION_UNMARKED = "promotion_unmarked"  # an unasked text advertises, and is not marked: it may come by night
    NIGHT_TOO_SHORT = "night_too_short"  # advertising may leave before 8 am or after 9 pm, against US law
    NIGHT_UNUSED = "night_unused"  # quiet hours, and nothing that keeps them
    TWICE_NO_REMINDER = "twice_no_reminder"  # what is more than a reminder may come twice

    # Numbers
    STOP_NOT_REACHABLE = "stop_not_reachable"  # a keyword at AWS takes STOP and does not opt out
    AWS_KEYWORD_REPEATED = "aws_keyword_repeated"  # the same keyword stands twice at AWS
    SHORT_CODE_WITHOUT_COUNTRY = "short_code_without_country"  # nobody can tell which country's rules hold
    TOLL_FREE_SELF = "toll_free_self"  # the network answers STOP on toll-free numbers, whatever is set up
    COUNTRY_WITHOUT_TWO_WAY = "country_without_two_way"  # AWS has no two-way SMS there
    RECEIVE_ONLY = "receive_only"  # long codes there cannot send a reply
    COUNTRY_MISMATCH = "country_mismatch"  # the prefix is another country's
    TYPE_MISMATCH = "type_mismatch"  # the number cannot be of that type
    TOPIC_MALFORMED = "topic_malformed"  # two_way_topic is no ARN of a standard SNS topic
    PACE_TOO_FAST = "pace_too_fast"  # AWS lets no number of that type send so fast: what is too much is throttled
    PACE_TOO_SLOW = "pace_too_slow"  # AWS gives a number of that type more without being asked


_K = FindingKind
_ERRORS = frozenset(
    (
        *(
            _K.FAULT,
            _K.TRANSCRIPT,
            _K.RESERVED_WORD,
            _K.RESERVED_WORDING,
            _K.MACHINE_TEXT,
            _K.UNREADABLE_SPELLING,
            _K.SAME_SPELLING,
        ),
        *(_K.SHADOWED, _K.MEANS_TWICE, _K.MEANS_CONTRADICTED, _K.ANSWERED_BY_AWS, _K.COMMON_WORD),
        *(_K.FUZZY_NEAR_RESERVED, _K.FUZZY_NEAR_ANSWER, _K.EXPRESSION_REFUSED, _K.EXPRESSION_EMPTY),
        *(_K.EXPRESSION_EVERYTHING, _K.EXPRESSION_NEVER, _K.UNKNOWN_TEMPLATE, _K.SAME_REPLY, _K.UNKNOWN_VARIABLE),
        *(_K.FORGOTTEN_MARK, _K.WRONG_LANGUAGE, _K.TOO_LONG, _K.HELP_MISSING, _K.STOP_MISSING),
        *(_K.HELP_WITHOUT_CONTACT, _K.STOP_UNCONFIRMED, _K.ASKS_FOR_RESERVED, _K.ASKS_FOR_UNKNOWN, _K.UNKNOWN_STEP),
        *(_K.UNKNOWN_ANSWER, _K.STEP_WITHOUT_WAY_OUT, _K.REMINDER_TOO_LATE, _K.CHOICE_WITHOUT_OFFERS),
        *(_K.OFFERS_WITHOUT_CHOICE, _K.PROMPT_ANSWER_UNKNOWN, _K.SAME_PROMPT, _K.STOP_NOT_REACHABLE),
        *(_K.AWS_KEYWORD_REPEATED, _K.TOLL_FREE_SELF, _K.COUNTRY_WITHOUT_TWO_WAY, _K.RECEIVE_ONLY),
        *(_K.TYPE_MISMATCH, _K.TOPIC_MALFORMED, _K.AGAIN_WITHOUT_PERIOD, _K.OVERRULES_WITHOUT_OUTCOME),
        *(_K.SEVERAL_INCOMPLETE, _K.CHOICES_MISSING, _K.LABEL_UNKNOWN_VARIABLE, _K.PROMOTIONAL_RESERVED),
        *(_K.NIGHT_TOO_SHORT, _K.TWICE_NO_REMINDER),
    )
)


def severity_of(kind: FindingKind) -> Severity:
    """How bad findings of a kind are.

    >>> severity_of(FindingKind.TOO_LONG).value, severity_of(FindingKind.SECOND_SEGMENT).value
    ('error', 'warning')
    """
    return Severity.ERROR if kind in _ERRORS else Severity.WARNING
