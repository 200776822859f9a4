import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.domain import opt_out_words
from pipelines.domain.normalise import read
from pipelines.domain.opt_out import GATE, OptOut, Request, ReservedWord, requested
from schemas.program import CARRIER_HELP, CARRIER_OPT_IN, CARRIER_OPT_OUT

AWS = ["ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "STOP", "TD", "UNSUBSCRIBE"]
FCC = ["stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"]
CTIA = ["STOP", "END", "CANCEL", "QUIT", "UNSUBSCRIBE", "STOP ALL", "STOPALL"]


def request(text: str) -> Request:
    found = requested(*read(text))
    # What asks for anything gets through the gate: else a block would read it otherwise.
    assert (found.word is None and found.opt_out is OptOut.NO) or GATE.holds(read(text)[0]), text
    return found


def meaning(text: str) -> str | None:
    word = request(text).word
    return None if word is None else word.value


def opt_out(text: str) -> str:
    return request(text).opt_out.value


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
        *("no más", "No mas", "salir", "parar", "sair", "stopp", "bitte abmelden", "ferma", "annulla, grazie"),
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
            "opt",
            "out",
            "all",
        ),
        *("un", "me", "start stop", "y e s", "Reply STOP to opt out", "basta così va bene", "td bank"),
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
        assert {request(text).word for text in words} == {word}


@given(st.text(max_size=100))
def test_any_text_has_an_answer(text: str) -> None:
    assert request(text).word in (None, *ReservedWord)


@given(st.lists(st.sampled_from(["please", "thanks", "now", "ok", "hi", "merci", "pls"]), max_size=6))
def test_politeness_alone_asks_for_nothing(words: list[str]) -> None:
    assert meaning(" ".join(words)) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "please stop texting me",
            "Take me off this list",
            "wrong number, remove me",
            "lose my number",
            "no more texts!",
        ),
        *(
            "I don't want these messages anymore",
            "do not contact me again",
            "how do I unsubscribe",
            "delete my number pls",
        ),
        *(
            "I revoke my consent to be texted",
            "Not interested. Stop.",
            "quit sending me this crap",
            "STOP or I report you",
        ),
        *(
            "ne m'envoyez plus de SMS",
            "retirez-moi de votre liste",
            "arrêtez de m'écrire",
            "je ne veux plus recevoir de messages",
        ),
        *(
            "no me manden más mensajes",
            "bórrenme de su lista",
            "dejen de escribirme por favor",
            "ya no quiero recibir mensajes",
        ),
        *("não me mande mais mensagens", "me tire da lista", "parem de enviar SMS", "não quero mais receber mensagens"),
        *(
            "keine SMS mehr bitte",
            "nehmen Sie mich aus dem Verteiler",
            "bitte löschen Sie meine Nummer",
            "ich möchte keine Nachrichten mehr erhalten",
        ),
        *(
            "non mandatemi più messaggi",
            "toglietemi dalla lista",
            "smettete di scrivermi",
            "non voglio più ricevere sms",
        ),
        *("stuur mij geen berichten meer", "haal me van de lijst", "ik wil geen sms meer ontvangen", "stop met sturen"),
        *("不要再发短信了", "请停止发送", "退订", "把我从名单中删除", "我不想再收到短信"),
        *("配信を停止してください", "もう送らないでください", "リストから削除してください", "メールはいりません"),
        *("لا ترسل لي رسائل", "احذف رقمي من القائمة", "أريد إلغاء الاشتراك", "أوقفوا الرسائل"),
        *("मुझे मैसेज मत भेजो", "मैसेज भेजना बंद करें", "mujhe message mat bhejo", "मेरा नंबर हटाओ"),
        *("не присылайте мне смс", "удалите мой номер", "sluta skicka sms", "bana mesaj atmayın", "문자 보내지 마세요"),
        *("stoooop", "ЅТОР", "st0p", "unsubcribe", "stpo", "s-t-o-p", "STOP 🛑🛑"),
    ],
)
def test_any_wording_that_a_reasonable_person_takes_for_it_opts_out(text: str) -> None:
    assert opt_out(text) == "opt_out"


@pytest.mark.parametrize(
    "text",
    [
        *("leave me alone", "wrong number", "not interested", "stop it", "go away!!", "how did you get my number?"),
        *(
            "déjame en paz",
            "laissez-moi tranquille",
            "falsche Nummer",
            "non mi interessa",
            "laat me met rust",
            "número errado",
        ),
        *("别烦我", "番号間違いです", "اتركوني", "galat number", "yes cancel", "STOP START", "🛑", "🛑🛑🛑"),
    ],
)
def test_what_may_be_a_revocation_is_asked(text: str) -> None:
    assert opt_out(text) == "ask"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "please don't remove me",
            "don't stop texting me",
            "why did you stop texting me",
            "I don't want to unsubscribe",
        ),
        *(
            "can you stop the car",
            "remove me from the 3pm slot",
            "take me off the waiting list",
            "cancel my appointment",
        ),
        *("can't stop laughing", "get me the phone number", "opt out of the warranty", "no messages on my phone"),
        *(
            "don't text me until 5",
            "stop sending it by FedEx",
            "unsubscribe me from the newsletter, but keep texting me",
        ),
        *(
            "paro en el bus stop",
            "la fin de semaine",
            "para el martes",
            "arrêt de bus",
            "Ende der Woche",
            "fine settimana",
        ),
        *("非停车场", "次の停留所", "bas stop", "stopover in Dublin", "the last stop is Main", "next 🛑 is mine"),
    ],
)
def test_ordinary_talk_opts_nobody_out(text: str) -> None:
    assert opt_out(text) == "no"


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "de", "it", "nl", "zh", "ja", "ar", "hi"])
def test_each_language_has_words_wordings_and_unclear_ones(language: str) -> None:
    assert opt_out_words.OPT_OUT[language]
    assert language in opt_out_words.WORDING or language in opt_out_words.UNSPACED
    assert opt_out_words.UNCLEAR[language]


PIECES = st.sampled_from(
    [phrase.strip() for text in opt_out_words.OPT_OUT.values() for phrase in text.split(",")]
    + [phrase.strip() for text in opt_out_words.UNCLEAR.values() for phrase in text.split(",")]
    + [phrase.strip() for phrase in opt_out_words.POLITE.split(",")]
    + [
        "stop texting me",
        "remove me from your list",
        "👍",
        ".",
        "!",
        "?",
        "\n",
        "st0p",
        "sss",
        "ok",
        "bus",
        "my",
        "Ѕ",
        "t",
        "停止して",
    ]
)


@settings(max_examples=400)
@given(st.lists(PIECES, max_size=6), st.sampled_from([" ", ". ", "", ", "]))
def test_nothing_that_asks_is_kept_back_by_the_gate(pieces: list[str], between: str) -> None:
    request(between.join(pieces))


@given(st.lists(PIECES, max_size=4), st.sampled_from([str.upper, str.title, lambda text: f"  {text}\t"]))
def test_case_and_space_do_not_matter(pieces: list[str], change: Callable[[str], str]) -> None:
    text = " ".join(pieces)
    if text.upper().lower() == text.lower():
        assert request(change(text)).opt_out is request(text).opt_out


@pytest.mark.parametrize(
    "body",
    [
        "stop " * 400,
        "please " * 300,
        "do not want to get " * 110,
        "a" * 2000,
        "stop texting " * 150,
        "的" * 2000,
        "me out of this " * 130,
    ],
)
def test_an_adversarial_text_costs_little(body: str) -> None:
    clauses, bare = read(body[:2000])
    requested(clauses, bare)
    begun = time.process_time()
    requested(clauses, bare)
    assert time.process_time() - begun < 0.05
