"""What texts in other languages than English choose."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.domain.choices.choose import Chosen, Option, choose

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, tzinfo=BERLIN)  # a Monday
TIMES = [(24, 15, 0), (25, 10, 30), (26, 17, 0)]  # Tuesday, Wednesday, Thursday
OFFER = [Option(datetime(2026, 11, day, hour, minute, tzinfo=BERLIN), "") for day, hour, minute in TIMES]

CASES = {
    "es": {
        0: "1|uno|el primero|el primero por favor|martes|el martes a las 3|el martes a las tres de la tarde|mañana a las 3|mañana por la tarde"
        "|el 24|24 de noviembre|el 24 de noviembre a las 15:00|15h|mar 24|el martes que viene|el próximo martes|el del martes|la de las 3"
        "|me va bien el martes|¿puede ser el martes a las 3?|lo antes posible|el más temprano|Martes, gracias",
        1: "2|la 2|el dos|opción 2|número dos|nº 2|n.º 2|núm. 2|el segundo|la segunda opción|pasado mañana|por la mañana|a las 10 y media"
        "|a las diez y media|quiero el 2|prefiero el segundo, gracias|¿puedo el 2?|sí, el 2|vale la segunda|miercoles",
        2: "el último|jueves|el jueves por la tarde|jue 17:00|a las 5 de la tarde|el de las 5 de la tarde|el más tarde|jueves a las cinco",
        (0, 1): "1 o 2|martes o miércoles",
        (0, 2): "el 1 y el 3|cualquiera menos el 2|sobre las 3",
        (1,): "el 2 si puedo|si puedo el 2|quizás el 2|creo que el 2|¿el 2?",
        (0, 1, 2): "cualquiera|los dos|las dos|esta semana",
        "unclear": "no el 2|el martes no puedo|tengo 2 hijos|quiero una cita|el 2 si puede mi mujer|el 2 si me va bien|el 2 pero a las 4|después de las 3|antes de las 3"
        "|no más|en 2 horas|tarde|sí|está bien",
        "none_offered": "a las 3 menos cuarto|mediodía|hoy|esta tarde|viernes|a la una|el martes a las 4",
        "more": "otras horas|más opciones|¿hay otra hora?|no, ¿tiene otros horarios?|otro día",
        "none_of_these": "ninguno|ninguno me va bien|ninguna",
    },
    "fr": {
        0: "le premier svp|mardi|mardi à 15h|mardi à 15h00|mardi 15 h|demain à 15h|demain après-midi|demain l’après-midi|le 24|le 24 novembre"
        "|24 nov à 15h|mardi me convient|celui de mardi|celui de 15h|le plus tôt|mardi prochain|d’accord pour mardi|mardi à quinze heures",
        1: "2|le 2|le deuxième|la deuxième option|n° 2|numéro deux|après-demain|le matin|à 10h30|10 heures et demie|je prends le 2"
        "|je voudrais le deuxième|est-ce que je peux avoir le 2 ?|puis-je prendre le 2?|oui le 2|2 svp merci|ça me va le 2",
        2: "le dernier|jeudi soir|jeudi à 17 heures|le plus tard|jeu. 17h",
        (0, 1): "1 ou 2|mardi ou mercredi",
        (0, 2): "1 et 3|pas le 2|tout sauf le 2",
        (1, 2): "pas mardi",
        (0,): "vers 15h|merci pour mardi|mardi ?",
        (1,): "peut-être le 2|je pense le 2|le 2 ?",
        "unclear": "mardi je ne peux pas|le 2 ne va pas|j’ai 2 enfants|je prends un rendez-vous|le 2 si possible|dans 2 heures|après 15h|avant 15h"
        "|oui|d’accord|plus|2 rendez-vous",
        "none_offered": "15h moins le quart|midi|aujourd’hui|ce soir|vendredi|mardi à 16h",
        "more": "d’autres horaires|autre chose?|avez-vous d’autres créneaux ?|non, un autre jour?",
        "none_of_these": "aucun|aucun ne me convient",
    },
    "de": {
        0: "eins|der erste|dienstag|am Dienstag|Dienstag um 15 Uhr|dienstag 15:00|dienstag um 3|di 15 uhr|morgen um 15 uhr|am 24.|der 24.|24.11."
        "|24.11. um 15 uhr|24. November|am 24. november um 15 uhr|passt mir dienstag|dienstag passt|der früheste|nächsten dienstag|gerne dienstag",
        1: "2|die 2|die zwei|nr. 2|nummer 2|der zweite|den zweiten bitte|übermorgen|am morgen|vormittags|halb elf|um halb elf|10 uhr 30|10:30 uhr"
        "|10.30 uhr|ich nehme die 2|ich nehme den zweiten|kann ich die 2 haben?|ja die 2|2 passt",
        2: "der letzte|donnerstag abend|abends|do 17 uhr|der späteste",
        (0, 1): "1 oder 2|dienstag oder mittwoch|morgen",
        (0, 2): "1 und 3|geht nicht 2|nicht 2|alles außer 2|nachmittags",
        (1, 2): "nicht dienstag",
        (0,): "gegen 15 uhr|dienstag?|vielleicht dienstag",
        (1,): "vielleicht 2|ich glaube 2|morgen früh",
        "unclear": "dienstag nicht|die 2 geht nicht|nicht gut, 2|ich habe 2 kinder|ich nehme einen termin|2 wenn meine frau kann|2 aber später"
        "|ab 15 uhr|bis 15 uhr|nach 15 uhr|in 2 stunden|ja|passt|später|2 termine",
        "none_offered": "viertel vor 3|heute|freitag|dienstag um 16 uhr|halb vier",
        "more": "andere termine|haben Sie andere Termine?|nein, etwas anderes?|ein anderer tag",
        "none_of_these": "keiner|keiner passt",
    },
    "pt": {
        0: "a primeira por favor|terça|terça às 3|terça-feira às 15h|terça às três da tarde|amanhã às 15h|amanhã à tarde|dia 24|no dia 24"
        "|24 de novembro|pode ser terça|próxima terça|terça que vem|o mais cedo",
        1: "2|a 2|o dois|opção 2|número dois|o segundo|a segunda opção|quarta|depois de amanhã|de manhã|às 10 e meia|10h30|quero a 2"
        "|prefiro a segunda opção|posso a 2?|sim 2",
        2: "a última|quinta|quinta às 17h|quinta à tarde|qui 17h|o mais tarde",
        (0, 1): "1 ou 2|terça ou quarta",
        (0, 2): "1 e 3|qualquer um menos o 2",
        (1,): "segunda|talvez a 2|acho que 2",
        (0, 1, 2): "os dois|esta semana|tanto faz",
        "unclear": "não a 2|tenho 2 filhos|quero um horário|terça não posso|a 2 não dá|depois das 3|sim|em 2 horas",
        "none_offered": "hoje|sexta|terça às 4|meio dia",
        "more": "outros horários|tem outro horário?|não, tem outros horários?",
        "none_of_these": "nenhum|nenhum serve",
    },
    "it": {
        0: "il primo per favore|la prima|martedì|martedi alle 3|martedì alle 15|martedì alle tre del pomeriggio|domani alle 15|domani pomeriggio"
        "|ore 15|il 24|24 novembre|il 24 novembre alle 15|mi va bene martedì|martedì prossimo|quello di martedì|quello delle 15",
        1: "2|il 2|il due|opzione 2|numero due|n. 2|il secondo|la seconda|dopodomani|di mattina|la mattina|alle 10 e mezza|alle dieci e mezza"
        "|alle 10:30|prendo il 2|vorrei il secondo|va bene il 2|posso avere il 2?|sì il 2",
        2: "l’ultimo|giovedì sera|giovedì alle 17|quello più tardi",
        (0, 1): "1 o 2|martedì o mercoledì",
        (0, 2): "1 e 3|non il 2|tutto tranne il 2",
        (1, 2): "non martedì",
        (0,): "verso le 15|martedì?",
        (1,): "forse il 2|credo il 2",
        "unclear": "martedì non posso|non posso martedì|ho 2 figli|vorrei un appuntamento|il 2 se posso|prima|quello prima delle 15|dopo le 15|sì|va bene",
        "none_offered": "oggi|venerdì|martedì alle 16|mezzogiorno",
        "more": "altri orari|avete altri orari?|no, un altro giorno?",
        "none_of_these": "nessuno|nessuno va bene",
    },
    "nl": {
        0: "de eerste|dinsdag|dinsdag om 3|dinsdag om 3 uur|dinsdag om 15 uur|dinsdag 15:00|morgen om 15 uur|24 november|de 24e|24-11"
        "|dinsdag past|volgende dinsdag|'s middags om 3",
        1: "2|de 2|nummer 2|optie twee|de tweede|de tweede graag|overmorgen|'s ochtends|in de ochtend|half elf|om half elf|10.30 uur"
        "|ik neem de 2|ik kies de tweede|kan ik de 2 nemen?|ja de 2",
        2: "de laatste|donderdag avond|do 17:00",
        (0, 1): "1 of 2|dinsdag of woensdag|morgen",
        (0, 2): "1 en 3|niet 2|alles behalve 2",
        (1, 2): "niet dinsdag",
        (0,): "rond 15 uur",
        (1,): "misschien 2|ik denk 2",
        "unclear": "dinsdag kan niet|ik heb 2 kinderen|ik wil een afspraak|2 als mijn vrouw kan|na 15 uur|voor 3|dinsdag voor 15:00|voor half elf|ja",
        "none_offered": "kwart voor 3|vandaag|vrijdag|dinsdag om 4",
        "more": "andere tijden|heeft u andere tijden?|nee, een andere dag?",
        "none_of_these": "geen van beide",
    },
}  # fmt: skip


TAKING_BACK = {
    "es": "no quizás pero ni nunca tampoco antes después o cancelar cuando casi sin hasta",
    "fr": "ne pas mais si peut-être jamais ou avant après sans annuler plus presque quand aucun sauf jusque",
    "de": "nicht aber wenn kein vielleicht nie oder vor nach ohne stornieren leider nein später früher bis ab außer",
    "pt": "não mas se talvez nunca ou antes depois sem cancelar quase quando menos até",
    "it": "non ma se forse mai o dopo senza annullare più quasi quando meno no tranne",
    "nl": "niet maar als misschien nooit of voor na zonder annuleren nee later tot behalve geen",
}


def answer(text: str, *languages: str) -> object:
    choice = choose(text, OFFER, NOW, languages)
    return choice.index if choice.index is not None else choice.fits or str(choice.chosen)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (language, text, expected)
        for language, table in CASES.items()
        for expected, texts in table.items()
        for text in texts.split("|")
    ],
)
def test_each_text_against_three_times(language: str, text: str, expected: object) -> None:
    assert answer(text, language) == expected


@pytest.mark.parametrize("language", TAKING_BACK)
def test_a_word_that_takes_back_books_nothing_wherever_it_stands(language: str) -> None:
    clear = [
        text for expected, texts in CASES[language].items() if isinstance(expected, int) for text in texts.split("|")
    ]
    for words in (text.split(" ") for text in clear):
        for place in range(len(words) + 1):
            for word in TAKING_BACK[language].split():
                text = " ".join([*words[:place], word, *words[place:]])
                assert not isinstance(answer(text, language), int), text


@pytest.mark.parametrize("text", ["2", "٢", "२", "２", "2️⃣", "#2", "10:30", "25/11", "2026-11-25"])
@pytest.mark.parametrize("language", ["pl", "ar", "hi", "zh", "sv", "xx", "", "pt-BR", "EN_us"])
def test_numbers_need_no_language(text: str, language: str) -> None:
    assert answer(text, language) == 1


@pytest.mark.parametrize(
    ("text", "languages", "expected", "understood"),
    [
        ("martes a las 3", ("en", "es"), 0, "es"),
        ("tuesday at 3", ("en", "es"), 0, "en"),
        ("once", ("en", "es"), "none_offered", "es"),
        ("do", ("en", "de"), 2, "de"),
        ("el segundo", ("es-MX",), 1, "es"),
        ("martes", ("en",), "unclear", None),
        ("segunda", ("es", "pt"), (1,), "es"),
        ("2", ("es", "en"), 1, "es"),
    ],
)
def test_a_customer_may_write_one_of_several_languages(
    text: str, languages: tuple[str, ...], expected: object, understood: str | None
) -> None:
    assert answer(text, *languages) == expected
    assert choose(text, OFFER, NOW, languages).language == understood


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "wtorek o 15:00"), ("pl", "24 listopada"), ("ru", "вторник в 15:00"), ("uk", "вівторок"), ("tr", "salı 15:00"),
        ("ja", "火曜日 15時"), ("zh", "星期二 15:00"), ("ko", "화요일 오후 3시"), ("ar", "الثلاثاء 15:00"), ("hi", "मंगलवार 15:00"),
        ("he", "יום שלישי 15:00"), ("el", "Τρίτη 15:00"), ("sv", "tisdag 15:00"), ("fi", "tiistai"), ("vi", "thứ ba 15:00"),
    ],
)  # fmt: skip
def test_a_date_in_another_language_is_asked_about_and_never_chosen(language: str, text: str) -> None:
    choice = choose(text, OFFER, NOW, (language,))
    assert (choice.chosen, choice.fits, choice.language) == (Chosen.AMBIGUOUS, (0,), language)


@pytest.mark.parametrize(
    ("language", "text"), [("pl", "nie wtorek"), ("ru", "не вторник"), ("pl", "tak"), ("xx", "blah")]
)
def test_what_no_parser_is_sure_of_is_unclear(language: str, text: str) -> None:
    assert choose(text, OFFER, NOW, (language,)).chosen is Chosen.UNCLEAR
