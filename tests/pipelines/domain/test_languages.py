"""The language of a text is a guess; a wrong one files the row, and may word the reply, in a language nobody wrote."""

import pytest

from pipelines.domain.classify import Classifier
from pipelines.domain.languages import language_of
from pipelines.domain.normalise import read
from schemas.program import ProgramSet

TEXTS = {
    "en": [
        "why do you keep texting me",
        "I need to move it to Friday",
        "can I come later?",
        "do I get points for this",
        "no I can't come",
    ],
    "es": ["¿puedo ir más tarde?", "no voy a poder, tengo trabajo", "¿hay otro día?"],
    "fr": ["je ne peux pas venir", "est-ce que vous avez une autre heure ?", "non merci, pas pour moi"],
    "de": ["ich kann leider nicht kommen", "geht es auch am Montag?", "bitte einen anderen Termin"],
    "pt": ["não posso ir amanhã", "vocês têm outro dia?", "posso chegar depois?"],
    "it": ["non posso venire domani", "avete un altro giorno? grazie", "vorrei spostare"],
    "nl": ["ik kan niet komen", "wanneer kunt u wel?", "hebben jullie ook een afspraak in mei"],
    "pl": ["nie mogę jutro", "czy jest inny dzień?"],
    "ja": ["明日は行けません", "はい"],
    "zh": ["我明天不能来"],
    "ar": ["لا أستطيع"],
}


@pytest.mark.parametrize(("language", "text"), [(tag, text) for tag, texts in TEXTS.items() for text in texts])
def test_an_ordinary_text_is_told_by_its_little_words(language: str, text: str) -> None:
    assert language_of(read(text)[1]) == language


@pytest.mark.parametrize("text", ["to", "la", "non", "de en", "no", "ok", "555", "", "👍"])
def test_a_word_of_two_languages_tells_of_neither(text: str) -> None:
    assert language_of(read(text)[1]) is None


@pytest.mark.parametrize("text", ["stpo", "🛑", "👍"])
def test_what_is_of_no_language_is_given_none(text: str) -> None:
    assert Classifier(ProgramSet([])).classify("+12065550100", text).language is None
