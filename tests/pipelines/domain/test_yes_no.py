import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.domain import yes_no_words
from pipelines.domain.normalise import read
from pipelines.domain.yes_no import GATE, SURE, YesNo, answer, told_by
from schemas.program import Means

# yesstr and nostr of CLDR 48, posix/messages.
CLDR = {
    "en": ("yes", "no"),
    "es": ("sí", "no"),
    "fr": ("oui", "non"),
    "de": ("ja", "nein"),
    "pt": ("sim", "não"),
    "it": ("sì", "no"),
    "nl": ("ja", "nee"),
    "sv": ("ja", "nej"),
    "da": ("ja", "nej"),
    "no": ("ja", "nei"),
    "fi": ("kyllä", "ei"),
    "pl": ("tak", "nie"),
    "cs": ("ano", "ne"),
    "ru": ("да", "нет"),
    "uk": ("так", "ні"),
    "tr": ("evet", "hayır"),
    "el": ("ναι", "όχι"),
    "he": ("כן", "לא"),
    "ar": ("نعم", "لا"),
    "hi": ("हाँ", "नहीं"),
    "zh": ("是", "否"),
    "ja": ("はい", "いいえ"),
    "ko": ("예", "아니요"),
    "vi": ("có", "không"),
    "th": ("ใช่", "ไม่ใช่"),
    "id": ("ya", "tidak"),
    "ro": ("da", "nu"),
    "hu": ("igen", "nem"),
}


def said(text: str, *languages: str) -> YesNo:
    clauses, bare = read(text)
    found = answer(clauses, bare, languages)
    assert found.means is None or GATE.holds(clauses), text
    return found


@pytest.mark.parametrize(("language", "words"), CLDR.items())
def test_the_cldrs_own_words_are_known(language: str, words: tuple[str, str]) -> None:
    for word, means in zip(words, (Means.YES, Means.NO), strict=True):
        assert said(word, language) == YesNo(means, SURE, language)
        assert said(f"{word.upper()}!!", language).means is means


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yep 👍", "y", "YES PLEASE", "yeah sure", "ok thanks", "I'll be there", "sounds good", "no problem!"),
        *(
            "😀 yes",
            "❤ ok ❤",
            "can't wait",
            "why not",
            "not a problem",
            "yesss",
            "👍🏽",
            "✅",
            "see you then",
            "yes I will be there",
            "Confirmed, thank you",
        ),
        *(
            "Sí, confirmo",
            "claro que sí",
            "oui merci",
            "d'accord",
            "ja gerne",
            "passt",
            "sim, confirmo",
            "pode ser",
            "va bene",
        ),
        *(
            "ja hoor",
            "prima",
            "да, приду",
            "хорошо",
            "好的，谢谢",
            "没问题",
            "はい、お願いします",
            "了解しました",
            "네 알겠습니다",
        ),
        *("نعم شكرا", "تمام", "जी हाँ", "theek hai", "haan ji", "ja tack", "selvfølgelig", "evet lütfen", "tak, będę"),
    ],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert said(text).means is Means.YES


@pytest.mark.parametrize(
    "text",
    [
        *(
            "no",
            "Nope",
            "n",
            "nah",
            "no can't make it",
            "I can't come",
            "won't be able to make it",
            "not me",
            "no thanks",
        ),
        *("No, that wasn't me", "sorry, can't", "👎", "no puedo", "no, gracias", "je ne peux pas venir", "non merci"),
        *(
            "nein danke",
            "geht leider nicht",
            "não posso",
            "não, obrigado",
            "non posso",
            "no grazie",
            "nee bedankt",
            "lukt niet",
        ),
        *(
            "нет, спасибо",
            "не смогу",
            "不行",
            "不是我",
            "いいえ",
            "行けません",
            "아니요",
            "못 가요",
            "لا شكرا",
            "नहीं",
            "nahi",
            "nej tack",
        ),
    ],
)
def test_a_no_is_a_no(text: str) -> None:
    assert said(text).means is Means.NO


@pytest.mark.parametrize(
    "text",
    [
        *(
            "maybe",
            "yes but later",
            "yes?",
            "yes if my wife can",
            "I don't know",
            "not sure",
            "yes and no",
            "what time?",
        ),
        *(
            "yes I saw it but it was not me",
            "no, it was me",
            "tal vez",
            "peut-être",
            "vielleicht",
            "ja aber später",
            "不知道",
        ),
        *(
            "わかりません",
            "Do you take insurance",
            "",
            "?",
            "hello",
            "2",
            "tuesday at 3",
            "can you move it",
            "the later one",
        ),
    ],
)
def test_what_is_neither_is_neither(text: str) -> None:
    assert said(text).means is None


def test_only_what_is_understood_whole_is_sure() -> None:
    assert said("yes thank you").score == SURE
    assert said("yes my dog says hi").score < SURE


def test_a_word_of_two_languages_goes_by_the_programs() -> None:
    assert said("no", "pl").means is Means.YES
    assert said("no", "en").means is Means.NO
    assert said("o", "fr").means is Means.YES
    assert said("o").means is None


@pytest.mark.parametrize(
    ("prompt", "text", "means"),
    [
        ("Reply C to confirm or R to reschedule.", "c", Means.YES),
        ("Reply C to confirm or R to reschedule.", "R", Means.NO),
        ("Reply 1 for yes, 2 for no", "2", Means.NO),
        ("Reply 1 for yes, 2 for no", "3", None),
        ("Reply 1 if you come, or MOVE for another time", "1", None),
        ("Reply 1 to come or MOVE for another time", "1", None),
        ("See you at 1 to confirm 1 for no", "1", None),
        ("Hello", "", None),
    ],
)
def test_a_prompt_may_tell_what_to_reply(prompt: str, text: str, means: Means | None) -> None:
    assert told_by(prompt, read(text)[1]).means is means


PIECES = st.sampled_from(
    [
        phrase.strip()
        for words in (yes_no_words.YES, yes_no_words.NO)
        for text in words.values()
        for phrase in text.split(",")
    ]
    + [phrase.strip() for phrase in (yes_no_words.FILLERS + "," + yes_no_words.CONTRARY).split(",")]
    + [".", "?", "banana", "👍", "!!!", "sss", "3pm"]
)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=6), st.sampled_from([" ", ", ", ". "]))
def test_nothing_that_answers_is_kept_back_by_the_gate(pieces: list[str], between: str) -> None:
    said(between.join(pieces))


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert said(text).score in (0, 0.7, SURE)


@given(st.lists(PIECES, max_size=4), st.sampled_from([str.upper, str.title, lambda text: f"  {text}\n"]))
def test_case_and_space_do_not_matter(pieces: list[str], change: Callable[[str], str]) -> None:
    text = " ".join(pieces)
    if text.upper().lower() == text.lower():
        assert said(change(text)).means is said(text).means


def test_a_long_text_costs_little() -> None:
    begun = time.process_time()
    for body in ("yes " * 500, "yes no " * 250, "i will be there " * 120, "好" * 2000):
        said(body)
    assert time.process_time() - begun < 0.2
