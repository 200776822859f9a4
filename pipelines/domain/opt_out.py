"""The words that a customer can always say: stop, help, start.

Sources: 47 CFR 64.1200(a)(10) (stop, quit, end, revoke, opt out, cancel, unsubscribe); CTIA Messaging Principles (STOP,
END, CANCEL, QUIT, UNSUBSCRIBE, HELP, INFO); AWS End User Messaging SMS user guide, "Keywords"; other languages from
carriers' and vendors' published lists. Only a whole message counts, politeness aside: "stop by any time" is no opt-out.
"""

import re
from enum import StrEnum


class ReservedWord(StrEnum):
    """What a reserved word asks for."""

    OPT_OUT = "opt_out"
    HELP = "help"
    OPT_IN = "opt_in"


_OPT_OUT = """
stop|stopall|stop all|unsubscribe|unsub|cancel|end|quit|revoke|optout|opt out|opt-out|remove|remove me
stop texting|stop texting me|stop messaging me|stop sending|stop it|stop now|stop messages|stop texts|unsubscribe me
arret|arrêt|arreter|arrêter|desabonner|désabonner|desinscrire|désinscrire|stop sms|td
detener|salir|baja|alto|cancelar|parar|no mas|no más
sair|remover|descadastrar
stopp|abmelden|abbestellen
ferma|basta|annulla|cancellami
afmelden|stoppen|uitschrijven
avsluta|avslutt|afmeld
"""
_HELP = "help|info|aide|ayuda|ajuda|hilfe|aiuto|hulp|helpme|help me"
_OPT_IN = "start|unstop|opt in|optin|opt-in|resubscribe|subscribe|volver|voltar|nonarret"
_POLITE = re.compile(
    r"^(?:(?:please|pls|plz|por favor|s'il vous plait|bitte|ok|hi|hello)[ ,.!]+)*(.*?)"
    r"(?:[ ,.!]+(?:please|pls|plz|thanks|thank you|thx|now|por favor|gracias|merci|bitte|danke|grazie))*$"
)

_WORDS: dict[str, ReservedWord] = {
    **{word.strip(): ReservedWord.OPT_OUT for line in _OPT_OUT.split("\n") for word in line.split("|") if word.strip()},
    **dict.fromkeys(_HELP.split("|"), ReservedWord.HELP),
    **dict.fromkeys(_OPT_IN.split("|"), ReservedWord.OPT_IN),
}
_LONGEST = 60


def reserved_word(normalised: str) -> ReservedWord | None:
    """What the whole of a normalised message asks for, if it is one of the reserved words.

    >>> reserved_word("stop please").value, reserved_word("stop by any time"), reserved_word("help").value
    ('opt_out', None, 'help')
    """
    if len(normalised) > _LONGEST:
        return None
    found = _WORDS.get(normalised)
    if found is None and (bare := _POLITE.match(normalised)):
        found = _WORDS.get(bare.group(1).strip(" ,.!"))
    return found
