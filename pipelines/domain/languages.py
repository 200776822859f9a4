"""Which language a text is in, where its little words tell: for rows, and for the language of a reply. A guess, made cheaply."""

import re
from collections.abc import Sequence

from pipelines.domain.normalise import normalise

_LITTLE_WORDS = {
    "en": "the you your is are what when where how this that with have has my we can could would will it its im ill dont on for thanks please at not"
    " to do does did of and but be been was if or from me in so go get got need want know am an as by up off out any there then now just who why come cant wont no",
    "es": "el la los las un una de en que qué cuándo dónde cómo pero muy mi me te se le lo puedo quiero usted hola gracias está estoy para por porque"
    " ustedes tengo hay del al señor mañana no si sí con va ya más este esta es como eso sin nos",
    "fr": "le la les un une des de du en est je tu il on vous nous pas ne avec pour mais où qui que quand comment bonjour merci c'est ça j'ai mon ma me"
    " te se y va dans sur au aux et ou être suis avez rendez non si plus par sera moi",
    "de": "ich der die das und nicht ist ein eine mit für wann wo wie bitte danke sie mir mein meine kann auch noch habe morgen uhr termin"
    " du wir er es in im am an zu zum den dem des was so bin hat war auf von aus bei oder aber wenn dass um ne na hallo nein nee",
    "pt": "você não uma um com para mas quando onde obrigado obrigada meu minha posso olá está estou vocês muito amanhã isso eu são"
    " de do da dos das no na nos nas em os as ao que por se me te já lá é ou mais sem sim pra depois como",
    "it": "il la lo gli le un una di del della in che non sono con per ma quando dove grazie ciao è mio mia mi ti si se ci posso anche domani ho"
    " buongiorno vorrei da al va no sì più come questo ne dopo",
    "nl": "ik de het een niet met voor maar wanneer waar hoe bedankt hallo mijn kan ook naar zijn ben heb kunt mij afspraak wij"
    " en van in is op te er je we u dat die dit wat was om aan bij of als dan nog al wel me mag nee tot",
    "sv": "jag och inte är med för men när var hur tack hej min kan också det som har till en ett i på av de du vi så om att den mig man ja nej in",
    "no": "jeg og ikke er med for men når var hvor takk hei min kan også det som har til en et på av de du vi så om å den meg nei",
    "da": "jeg og ikke er med for men når var hvor tak hej min kan også det som har til en et på af de du vi så om at den mig nej",
    "pl": "nie jest się czy ale kiedy gdzie jak dziękuję proszę mam mogę na to z do dzień po za od już ja mi tak co",
    "tr": "bir ve ne için nerede nasıl bu ben çok mı mi var yok merhaba teşekkürler de da ya o mu",
    "id": "saya tidak dan yang apa kapan ini itu bisa terima kasih dengan untuk ada ke di dari",
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


def spoken(tag: str | None) -> str | None:
    """The language of a word list; None for `und` (BCP 47: undetermined), the list of what belongs to no language."""
    return None if tag == "und" else tag


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
