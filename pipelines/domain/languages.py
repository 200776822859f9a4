"""Which language a text is in, where its little words tell: for rows, and for the language of a reply. A guess, made cheaply."""

import re
from collections.abc import Sequence

from pipelines.domain.normalise import normalise

_LITTLE_WORDS = {
    "en": "the you your is are what when where how this that with have has i my we can could would will it its im ill dont on for thanks please at not",
    "es": "el los las una qué cuándo dónde cómo pero muy mi puedo quiero usted hola gracias está estoy para porque ustedes tengo hay del señor mañana",
    "fr": "le les une est je vous nous pas avec pour mais où quand comment bonjour merci c'est j'ai mon ma dans sur et être suis avez rendez",
    "de": "ich der die das und nicht ist ein eine mit für wann wo wie bitte danke sie mir mein meine kann auch noch habe morgen uhr termin",
    "pt": "você não uma com para mas quando onde obrigado obrigada meu minha posso olá está estou vocês muito amanhã isso eu são",
    "it": "il che non sono una con per ma quando dove grazie ciao è della mio mia posso anche domani ho gli buongiorno vorrei",
    "nl": "ik het een niet met voor maar wanneer waar hoe bedankt hallo mijn kan ook naar zijn ben heb kunt mij afspraak wij",
    "sv": "jag och inte är med för men när var hur tack hej min kan också det som har till",
    "pl": "nie jest się czy ale kiedy gdzie jak dziękuję proszę mam mogę na to z do dzień",
    "tr": "bir ve ne için nerede nasıl bu ben çok mı mi var yok merhaba teşekkürler",
    "id": "saya tidak dan yang apa kapan ini itu bisa terima kasih dengan untuk",
    "vi": "tôi không là và của có cho được bạn xin cảm ơn",
}
_OF: dict[str, str | None] = {}
for _language, _words in _LITTLE_WORDS.items():
    for _word in map(normalise, _words.split()):
        # A word of two languages tells of neither.
        _OF[_word] = None if _word in _OF and _OF[_word] != _language else _language
_TELLING = {word: language for word, language in _OF.items() if language is not None and len(word) > 1}
_SCRIPTS = re.compile(
    "(?P<ja>[\u3040-\u30ff])|(?P<ko>[\uac00-\ud7a3\u3131-\u3163])|(?P<zh>[\u4e00-\u9fff])|(?P<th>[\u0e00-\u0e7f])|(?P<hi>[\u0900-\u097f])"
    "|(?P<ar>[\u0600-\u06ff])|(?P<he>[\u0590-\u05ff])|(?P<el>[\u0370-\u03ff])|(?P<ru>[\u0400-\u04ff])"
)
_KANA = re.compile("[\u3040-\u30ff]")


def language_of(bare: str, words: Sequence[str] | None = None) -> str | None:
    """The language of a text, of which `bare` are the words as `normalise.read` gives them (`words`: the same, split): by
    its script, else by the first word that only one language uses. None where nothing tells.

    >>> language_of("can i come later"), language_of(normalise("¿Dónde están?")), language_of("はい"), language_of("xyz")
    ('en', 'es', 'ja', None)
    """
    if not bare.isascii():
        found = _SCRIPTS.search(bare)
        if found is not None and found.lastgroup is not None:
            return "ja" if found.lastgroup == "zh" and _KANA.search(bare) else found.lastgroup
    for word in bare.split() if words is None else words:
        if (language := _TELLING.get(word)) is not None:
            return language
    return None
