from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.keywords import KeywordMatch, KeywordMatcher, MatchKind
from pipelines.domain.normalise import normalise
from schemas.errors import ConfigurationFault
from schemas.program import Program


def program(*keywords: tuple[str, list[str], str]) -> Program:
    rows = [{"keyword": k, "synonyms": s, "match": m, "template": k.lower()} for k, s, m in keywords]
    number = {"number": "+12065550100", "opt_outs": "aws"}
    return Program.model_validate({"program": "p", "numbers": [number], "keywords": rows})


SHOP = KeywordMatcher(
    program(
        ("YES", ["Y", "I’ll be there", "👍"], "exact"),
        ("MOVE", ["Change", "move my car", "24/7", "❤"], "first_word"),
        ("CAR", ["move car"], "exact"),
    )
)


def found(text: str) -> tuple[str, str] | None:
    match = SHOP.match(normalise(text))
    return None if match is None else (match.keyword, match.match_kind.value)


@pytest.mark.parametrize("text", ["YES", "yes", " Yes! ", "y", "I'LL BE THERE.", "i´ll be there", "👍", "👍\ufe0f"])
def test_a_whole_message_is_a_keyword_however_it_is_written(text: str) -> None:
    assert found(text) == ("YES", "exact")


@pytest.mark.parametrize("text", ["yes but late", "yesterday", "yy", "not yes", "👍👍"])
def test_an_exact_keyword_with_anything_else_does_not_match(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize(
    "text", ["move please", "MOVE: tomorrow", "move,please", "change/cancel it", "Move…", "move👍", "❤❤", "24/7 open"]
)
def test_a_message_that_begins_with_a_first_word_keyword(text: str) -> None:
    found_match = found(text)
    assert found_match is not None
    assert found_match[0] == "MOVE"


@pytest.mark.parametrize("text", ["moved", "mover me", "remove it", "please move", "move-in day", "", "?!"])
def test_only_whole_words_at_the_beginning_count(text: str) -> None:
    assert found(text) is None


def test_a_whole_message_wins_over_its_first_word() -> None:
    assert found("move car") == ("CAR", "exact")
    assert found("move car now") == ("MOVE", "first_word")
    assert found("move") == ("MOVE", "exact")


def test_the_longest_beginning_wins() -> None:
    matcher = KeywordMatcher(program(("GO", [], "first_word"), ("HOME", ["go home"], "first_word")))
    assert matcher.match("go home now") == KeywordMatch("HOME", MatchKind.FIRST_WORD, "home")
    assert matcher.match("go now") == KeywordMatch("GO", MatchKind.FIRST_WORD, "go")


def test_a_program_without_keywords_matches_nothing() -> None:
    matcher = KeywordMatcher(program())
    assert matcher.match("yes") is None
    assert matcher.match("") is None
    assert matcher.matches == ()


@pytest.mark.parametrize("word", ["BAJA", "Stop please", "s.t.o.p", "ayuda", "opt in"])
def test_a_keyword_that_reads_as_a_reserved_word_is_refused(word: str) -> None:
    with pytest.raises(ConfigurationFault, match="choose another word"):
        KeywordMatcher(program(("YES", [word], "exact")))


def test_all_keywords_that_cannot_be_reached_are_told_at_once() -> None:
    with pytest.raises(ConfigurationFault) as caught:
        KeywordMatcher(program(("YES", ["can’t"], "exact"), ("NO", ["can't", "no más", "yes"], "exact")))
    assert len(str(caught.value).splitlines()) == 3


@given(st.text(max_size=60))
def test_any_text_has_an_answer_that_was_announced(text: str) -> None:
    match = SHOP.match(normalise(text))
    assert match is None or match in SHOP.matches


@given(
    st.sampled_from(["YES", "move it", "I’ll be there", "Change that"]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_case_does_not_matter(text: str, change: Callable[[str], str]) -> None:
    assert found(text) is not None
    assert found(change(text)) == found(text)


def test_five_thousand_keywords_are_looked_up_as_five_are() -> None:
    many = KeywordMatcher(program(*((f"WORD{n}", [f"W {n}"], "first_word") for n in range(5000))))
    assert many.match("word4999 please") == KeywordMatch("WORD4999", MatchKind.FIRST_WORD, "word4999")
    assert many.match("w 17 and more") == KeywordMatch("WORD17", MatchKind.FIRST_WORD, "word17")
    assert many.match("word5000") is None
