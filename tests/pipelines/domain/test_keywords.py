import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.keywords import KeywordMatch, KeywordMatcher, MatchKind, ScopedMatchers
from pipelines.domain.normalise import normalise
from schemas.errors import ConfigurationFault
from schemas.program import Means, Program


def program(*keywords: tuple[str, list[str], str]) -> Program:
    rows = [{"keyword": k, "synonyms": s, "match": m, "template": k.lower()} for k, s, m in keywords]
    number = {"number": "+12065550100", "opt_outs": "aws"}
    return Program.model_validate({"program": "p", "numbers": [number], "keywords": rows})


def matcher_of(*keywords: tuple[str, list[str], str]) -> KeywordMatcher:
    return KeywordMatcher("p", program(*keywords).keywords)


SHOP = matcher_of(
    ("YES", ["Y", "I’ll be there", "👍"], "exact"),
    ("MOVE", ["Change", "move my car", "24/7", "❤"], "first_word"),
    ("CAR", ["move car"], "exact"),
)


def found(text: str) -> tuple[str, str] | None:
    match = SHOP.match([normalise(text)])
    return None if match is None else (match.keyword, match.match_kind.value)


@pytest.mark.parametrize("text", ["YES", "yes", " Yes! ", "y", "I'LL BE THERE.", "i´ll be there", "👍", "👍\ufe0f"])
def test_a_whole_message_is_a_keyword_however_it_is_written(text: str) -> None:
    assert found(text) == ("YES", "exact")


@pytest.mark.parametrize("text", ["yes but late", "yesterday", "yy", "not yes", "👍👍"])
def test_an_exact_keyword_with_anything_else_does_not_match(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "move please",
        "MOVE: tomorrow",
        "move,please",
        "change/cancel it",
        "Move…",
        "move👍",
        "move-in day",
        "❤❤",
        "24/7 open",
    ],
)
def test_a_message_that_begins_with_a_first_word_keyword(text: str) -> None:
    found_match = found(text)
    assert found_match is not None
    assert found_match[0] == "MOVE"


@pytest.mark.parametrize("text", ["moved", "mover me", "remove it", "please move", "", "?!"])
def test_only_whole_words_at_the_beginning_count(text: str) -> None:
    assert found(text) is None


def test_a_whole_message_wins_over_its_first_word() -> None:
    assert found("move car") == ("CAR", "exact")
    assert found("move car now") == ("MOVE", "first_word")
    assert found("move") == ("MOVE", "exact")


def test_the_longest_beginning_wins() -> None:
    matcher = matcher_of(("GO", [], "first_word"), ("HOME", ["go home"], "first_word"))
    assert matcher.match(["go home now"]) == KeywordMatch("HOME", MatchKind.FIRST_WORD, "home", 0.95)
    assert matcher.match(["go now"]) == KeywordMatch("GO", MatchKind.FIRST_WORD, "go", 0.95)


def test_a_program_without_keywords_matches_nothing() -> None:
    matcher = matcher_of()
    assert matcher.match(["yes"]) is None
    assert matcher.match([""]) is None


@pytest.mark.parametrize("word", ["BAJA", "Stop please", "s.t.o.p", "ayuda", "opt in"])
def test_a_keyword_that_reads_as_a_reserved_word_is_refused(word: str) -> None:
    with pytest.raises(ConfigurationFault, match="choose another word"):
        matcher_of(("YES", [word], "exact"))


def test_all_keywords_that_cannot_be_reached_are_told_at_once() -> None:
    with pytest.raises(ConfigurationFault) as caught:
        matcher_of(("YES", ["can’t"], "exact"), ("NO", ["can't", "no más", "yes"], "exact"))
    assert len(str(caught.value).splitlines()) == 3


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    match = SHOP.match([normalise(text)])
    assert match is None or match.keyword in ("YES", "MOVE", "CAR")


@given(
    st.sampled_from(["YES", "move it", "I’ll be there", "Change that"]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_case_does_not_matter(text: str, change: Callable[[str], str]) -> None:
    assert found(text) is not None
    assert found(change(text)) == found(text)


def test_five_thousand_keywords_are_looked_up_as_five_are() -> None:
    many = matcher_of(*((f"WORD{n}", [f"W {n}"], "first_word") for n in range(5000)))
    assert many.match(["word4999 please"]) == KeywordMatch("WORD4999", MatchKind.FIRST_WORD, "word4999", 0.95)
    assert many.match(["w 17 and more"]) == KeywordMatch("WORD17", MatchKind.FIRST_WORD, "word17", 0.95)
    assert many.match(["word5000"]) is None


@pytest.mark.parametrize(
    ("match", "spelling", "text"),
    [
        ("phrase", "another time", "can we find another time please"),
        ("all_words", "time another", "another day or time"),
        ("any_words", "reschedule postpone", "i must postpone it"),
        ("regex", "(later|sooner) (day|date)", "give me a later date"),
        ("fuzzy", "reschedule", "reshedule"),
        ("first_word", "優惠", "優惠是什麼"),
        ("phrase", "優惠", "請問優惠是什麼"),
    ],
)
def test_each_kind_of_match_finds_what_it_says(match: str, spelling: str, text: str) -> None:
    found_match = matcher_of(("KEY", [spelling], match)).match([normalise(text)])
    assert found_match is not None
    assert (found_match.keyword, found_match.match_kind) == ("KEY", match)
    assert 0 < found_match.score < 1
    assert matcher_of(("KEY", [spelling], match)).match(["something else"]) is None


def test_the_closest_kind_wins_whatever_the_order_in_the_file() -> None:
    kinds = ["fuzzy", "any_words", "regex", "all_words", "phrase", "first_word"]
    spelled = {"any_words": "tuesday", "regex": "tuesd.*", "all_words": "morning tuesday", "phrase": "tuesday morning"}  # fmt: skip
    rules = [(kind.upper(), [spelled.get(kind, "tuesday")], kind) for kind in kinds]
    rules[0] = ("FUZZY", ["tuesday morning o"], "fuzzy")
    for place in range(len(kinds), 0, -1):
        some = [rule for n, rule in enumerate(rules[:place]) if n == place - 1 or rule[1] != rules[place - 1][1]]
        found_match = matcher_of(*some).match(["tuesday morning ok"])
        assert found_match is not None
        assert found_match.match_kind == kinds[place - 1]


def test_a_slip_of_the_finger_is_forgiven_within_its_bound() -> None:
    move = matcher_of(("MOVE", ["reschedule"], "fuzzy"))
    for slip in ("mve", "moove", "mvoe", "omve", "movr", "rescheduel"):
        assert move.match([slip]) is not None, slip
    for other in ("love", "mo", "mv", "remove", "moved it", "schedule"):
        assert move.match([other]) is None, other


def test_two_keywords_as_near_as_each_other_are_neither() -> None:
    assert matcher_of(("BREAD", [], "fuzzy"), ("BREAK", [], "fuzzy")).match(["brea"]) is None


@pytest.mark.parametrize("expression", ["(?=a)b", "(a)\\1", "(", "a{5000}"])
def test_an_expression_that_is_not_linear_is_refused(expression: str) -> None:
    with pytest.raises(ConfigurationFault, match="expression"):
        matcher_of(("KEY", [expression], "regex"))


@pytest.mark.parametrize("match", ["exact", "all_words", "phrase", "fuzzy"])
def test_a_spelling_of_nothing_is_refused(match: str) -> None:
    with pytest.raises(ConfigurationFault, match="nothing that can be seen"):
        matcher_of(("KEY", ["\u2060"], match))


def test_an_adversarial_text_costs_an_expression_little() -> None:
    matcher = matcher_of(("KEY", ["(a+)+b", "(a|a)*c"], "regex"))
    begun = time.process_time()
    assert matcher.match(["a" * 100_000]) is None
    assert time.process_time() - begun < 0.01


def test_a_keyword_kept_to_a_number_or_a_campaign_comes_first_there() -> None:
    both = [{"number": "+12065550100", "opt_outs": "aws"}, {"number": "+12065550101", "opt_outs": "aws"}]
    keywords = [
        {"keyword": "GO", "template": "wide"},
        {"keyword": "GO", "template": "number", "numbers": ["+12065550101"]},
        {"keyword": "GO", "template": "campaign", "campaigns": ["may"]},
        {"keyword": "GO", "template": "both", "campaigns": ["may"], "numbers": ["+12065550101"]},
    ]
    scoped = Program.model_validate({"program": "p", "numbers": both, "keywords": keywords})
    first, second = (ScopedMatchers(scoped, number["number"]) for number in both)
    assert template(first.match(["go"])) == "wide"
    assert template(first.match(["go"], None, "may")) == "campaign"
    assert template(second.match(["go"])) == "number"
    assert template(second.match(["go"], None, "may")) == "both"
    assert template(second.match(["go"], None, "june")) == "number"


def template(match: KeywordMatch | None) -> str | None:
    return None if match is None else match.template


def test_a_keyword_can_stand_for_every_plain_yes() -> None:
    keywords = [{"keyword": "CONFIRM", "template": "t", "means": "yes"}]
    number = {"number": "+12065550100", "opt_outs": "aws"}
    matcher = KeywordMatcher(
        "p", Program.model_validate({"program": "p", "numbers": [number], "keywords": keywords}).keywords
    )
    found_match = matcher.match(["oui"], Means.YES)
    assert found_match is not None
    assert (found_match.keyword, found_match.match_kind) == ("CONFIRM", MatchKind.MEANING)
    assert matcher.match(["non"], Means.NO) is None
