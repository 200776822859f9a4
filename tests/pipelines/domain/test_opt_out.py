import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.normalise import normalise
from pipelines.domain.opt_out import ReservedWord, reserved_word
from schemas.program import CARRIER_HELP, CARRIER_OPT_IN, CARRIER_OPT_OUT

AWS = ["ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE"]
FCC = ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"]
CTIA = ["STOP", "END", "CANCEL", "QUIT", "UNSUBSCRIBE", "STOP ALL", "STOPALL"]


def meaning(text: str) -> str | None:
    word = reserved_word(normalise(text))
    return None if word is None else word.value


@pytest.mark.parametrize("word", sorted({*AWS, *FCC, *CTIA}))
def test_the_words_of_aws_the_fcc_and_ctia_opt_out(word: str) -> None:
    assert meaning(word) == meaning(word.swapcase()) == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Stop.",
            "STOP!!",
            "“STOP”",
            "stop please",
            "please stop",
            "Please, stop!",
            "Stop. Thank you",
            "pls stop now",
        ),
        *("stop all", "Stop-All", "opt out", "Opt_Out", "OPT  OUT please", "unsubscribe me", "remove me please"),
        *(
            "ＳＴＯＰ",
            "st\u200bop",
            "S T O P",
            "s.t.o.p.",
            "stop stop",
            "STOP STOP STOP",
            "stop, quit, end",
            "stop 🙏",
            "🛑 STOP",
        ),
        *("ok stop", "hello, stop", "stop texting me", "stop sms"),
        *(
            "Arrêt",
            "arret svp",
            "désabonner",
            "DESABONNER",
            "arrêter s'il vous plaît",
            "baja",
            "alto",
            "cancelar por favor",
        ),
        *("no más", "No mas", "salir", "parar", "sair", "stopp", "bitte abmelden", "basta", "ferma", "annulla, grazie"),
        *("afmelden aub", "detener", "uitschrijven"),
    ],
)
def test_a_message_that_is_an_opt_out_and_nothing_else(text: str) -> None:
    assert meaning(text) == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        *("stop by any time", "next stop", "don't stop", "dont stop", "non-stop", "nonstop", "bus stop", "stop it"),
        *(
            "I will attend",
            "the end",
            "end of story",
            "weekend",
            "I quit my job",
            "cancel my 3pm",
            "please remove the peanuts",
        ),
        *("can't stop thinking", "stopped by the shop", "unstoppable", "stop sign ahead", "is this the last stop?"),
        *(
            "no",
            "nope",
            "yes",
            "continue",
            "thanks",
            "please",
            "ok",
            "hi",
            "",
            "?",
            "👍",
            "ty",
            "stop 2",
            "opt",
            "out",
            "all",
        ),
        *("un", "me", "stop help", "start stop", "y e s", "Reply STOP to opt out", "basta così va bene", "td bank"),
    ],
)
def test_a_message_that_says_more_or_something_else(text: str) -> None:
    assert meaning(text) is None


@pytest.mark.parametrize(
    "text", ["HELP", "help!", "Help please", "INFO", "aide", "ayuda", "Ajuda", "hilfe bitte", "help me"]
)
def test_help_is_asked_for(text: str) -> None:
    assert meaning(text) == "help"


@pytest.mark.parametrize("text", ["START", "start please", "Unstop", "opt in", "opt-in", "OPTIN", "début", "NONARRÊT"])
def test_texts_are_wanted_again(text: str) -> None:
    assert meaning(text) == "opt_in"


@pytest.mark.parametrize("text", ["yes", "continue", "resume", "join", "begin", "volver", "start over", "lets start"])
def test_what_may_be_an_answer_is_no_opt_in(text: str) -> None:
    assert meaning(text) is None


def test_every_word_that_programs_may_not_use_is_recognised() -> None:
    for words, word in (
        (CARRIER_OPT_OUT, ReservedWord.OPT_OUT),
        (CARRIER_HELP, ReservedWord.HELP),
        (CARRIER_OPT_IN, ReservedWord.OPT_IN),
    ):
        assert {reserved_word(text) for text in words} == {word}


@given(st.text(max_size=100))
def test_any_text_has_an_answer(text: str) -> None:
    assert reserved_word(normalise(text)) in (None, *ReservedWord)


@given(st.lists(st.sampled_from(["please", "thanks", "now", "ok", "hi", "merci", "pls"]), max_size=6))
def test_politeness_alone_asks_for_nothing(words: list[str]) -> None:
    assert meaning(" ".join(words)) is None
