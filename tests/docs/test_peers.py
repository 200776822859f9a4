"""The page on peers shows what their rules and ours say today."""

import pytest

from tests.benchmarks import peers
from tests.benchmarks.peers import EXAMPLES, KEYWORD_RULES, PAGE, PEERS, Answer, Group


def test_the_page_shows_the_tables_as_they_are_now() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == peers.page_with(peers.generated(), page), "run: python -m tests.benchmarks.peers --write"


def test_every_rule_says_what_it_is_and_where_that_is_written() -> None:
    rules = [*(rule for peer in PEERS for rule in (peer.opts_out, peer.asks) if rule)]
    rules += [rule for name, rule in KEYWORD_RULES.items() if not name.startswith("ours")]
    unnamed = [rule.__name__ for rule in rules if "\n\nSource: " not in (peers.inspect.getdoc(rule) or "")]
    assert unnamed == ["ours_asks"]


def test_every_example_stands_once_and_every_group_has_some() -> None:
    texts = [example.text for example in EXAMPLES]
    assert len(texts) == len(set(texts))
    assert {example.group for example in EXAMPLES} == set(Group)


# What the pages themselves give as examples: a rule that answers otherwise is not theirs.
@pytest.mark.parametrize(
    ("name", "text", "answer"),
    [
        ("Twilio", "STOP PLEASE", Answer.NO),
        ("Twilio", "PLEASE CANCEL", Answer.NO),
        ("Telnyx", "stop all", Answer.OPT_OUT),
        ("Telnyx", "please stop all messages", Answer.NO),
        ("Plivo", "STop", Answer.OPT_OUT),
        ("Plivo", "STOP \n", Answer.OPT_OUT),
        ("Plivo", "Stop it!", Answer.NO),
        ("Plivo", "Hey, can you stop texting me?", Answer.NO),
        ("Braze", "STOP PLEASE", Answer.NO),
        ("Braze fuzzy", "Stpo", Answer.ASK),
        ("Braze fuzzy", "Please stopppp", Answer.ASK),
        ("Braze fuzzy", "leave me alone", Answer.ASK),
        ("Voyage fuzzy", "Please stop messaging me", Answer.ASK),
        ("Voyage fuzzy", "Please cancel my order!", Answer.ASK),
        ("Klaviyo", "please cancel my order.", Answer.OPT_OUT),
    ],
)
def test_a_peer_answers_its_own_examples_as_it_says(name: str, text: str, answer: Answer) -> None:
    [peer] = [peer for peer in PEERS if peer.name == name]
    assert peer.answer(text) is answer


# The examples in the comments of nyaruka/goflow's tests, and in the docstring of RapidSMS's handler.
@pytest.mark.parametrize(
    ("rule", "text", "keyword", "is_found"),
    [
        ("has_phrase", "the quick brown fox", "brown fox", True),
        ("has_phrase", "the Quick Brown fox", "quick fox", False),
        ("has_any_word", "The Quick Brown Fox", "red fox", True),
        ("has_only_phrase", "Quick Brown", "quick brown", True),
        ("has_only_phrase", "The Quick Brown Fox", "quick brown", False),
        ("has_beginning", "The Quick Brown", "the quick", True),
        ("has_beginning", "The Quick Brown", "the   quick", False),
        ("RapidSMS", "abc waffles", "abc", True),
        ("RapidSMS", "abc", "abc", True),
    ],
)
def test_a_keyword_rule_answers_its_own_examples_as_it_says(rule: str, text: str, keyword: str, is_found: bool) -> None:
    assert KEYWORD_RULES[rule](text, keyword) is is_found


def test_the_word_stop_itself_is_heard_by_all() -> None:
    assert [peer.name for peer in PEERS if peer.answer("STOP") is not Answer.OPT_OUT] == []


def test_ours_opts_nobody_out_who_said_something_else() -> None:
    [ours] = [peer for peer in PEERS if peer.name == "ours"]
    others = [example.text for example in EXAMPLES if example.group is Group.OTHER]
    assert [text for text in others if ours.answer(text) is Answer.OPT_OUT] == []
