"""What texts tell people to reply, and whether that does what they are told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.domain import opt_out
from pipelines.domain.classify import Intent
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Context, Subject
from pipelines.domain.lint.templates import texts_of
from pipelines.domain.normalise import read
from pipelines.domain.opt_out import ReservedWord

_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_VERB = re.compile(
    r"(?i)\b(?:reply|respond|answer|text|txt|send|type|responda|responde|conteste|contesta|env[ií]e|env[ií]a|r[ée]pondez|"
    r"r[ée]ponds|envoyez|antworten sie|antworte|senden sie|sende|rispondi|risponda|invia|invii|antwoord|stuur|responder|envie)\b"
)
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9]*(?:[-'’][A-ZÀ-ÖØ-Þ]+)*|\d{1,2}"
_WORD = re.compile(
    rf"(?<![\w@/.#&$-])(?:[\"“‘'](?P<quoted>\w[\w' ]{{0,24}})[\"”’']|(?P<capitals>(?:{_CAPITALS})(?: (?:{_CAPITALS}))*))"
    rf"(?![\w@&-]|['’]\w|\.\w|:\d)"
)
_LEADING = re.compile(
    r"(?i)^\W*(?:(?:back|with|by|the|word|keyword|us|mit|avec|con|par|com|met|a|la|palabra|le|mot|das|wort|or|either)\W+)*$"
)
_BETWEEN = re.compile(r"(?i)^[\s,/&]*(?:or|and|o|ou|oder|und|y|e|of|en|et)?[\s,/]*$")
_LAST = re.compile(r"(?i)(?:,|\b(?:or|and|o|ou|oder|y|e|of))\s*$")
_PURPOSE = re.compile(r"(?i)^[\s,]*(?:=|to|for|if|when|para|pour|si|f[üu]r|um|wenn|zum|per|se|om|als|voor|in case)\b")
_SOON = re.compile(r"\b(?:AM|PM|SMS|MMS|US|USA|ID|OK|PIN|A|I)$")
_SOFT = re.compile(r"(?i)\b(?:cancel|end|quit|remove|revoke)\b")
_ABOUT_TEXTS = re.compile(
    r"(?i)opt|unsub|texts?\b|message|msg|sms|alert|reminder|notif|no more|\blist\b|baja|mensaje|d[ée]sinscri|d[ée]sabonn|recevoir|"
    r"abmeld|abbestell|nachricht|uitschrij|afmeld|bericht|disiscri|messagg|descadastr|mensagen|newsletter|stop|subscri|programa?m?\b"
)
_SOMETHING_ELSE = re.compile(
    r"(?i)\b(?:appointment|visit|booking|reservation|order|delivery|charge|payment|card|ride|table|class|cita|pedido|rendez|termin"
    r"|commande|bestellung|afspraak|appuntamento|consulta)"
)
_ABOUT = {
    ReservedWord.HELP: re.compile(
        r"(?i)help|info|aide|contact|support|assist|question|more|ayuda|hilfe|aiuto|hulp|ajuda|detail|terms|\d{5}"
    ),
    ReservedWord.OPT_IN: re.compile(
        r"(?i)again|resum|keep|stay|yes|continu|seguir|aviso|weiter|poursuiv|text|messag|msg|alert|opt|subscri|join|receiv|\bget\b|remind|sms|back|notif|offers|news|de nuevo|nouveau"
        r"|wieder|recib|recev|erhalt|ricev|opnieuw|ontvang|receb|mensaj|nachricht|bericht|\d{5}"
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A word that people are told to text, and what for."""

    word: str
    purpose: str


def told_words(text: str) -> Iterator[Told]:
    """The words that a text tells people to reply, in its order.

    >>> [told.word for told in told_words("Reply YES or NO, or MOVE for another time. Or call 206-555-0199.")]
    ['YES', 'NO', 'MOVE']
    """
    for sentence in _SENTENCES.split(text):
        if (verb := _VERB.search(sentence)) is not None:
            yield from _inherited(list(_in_sentence(sentence, verb.end())))


def _in_sentence(sentence: str, place: int) -> Iterator[Told]:
    end, words = place, list(_WORD.finditer(sentence, place))
    told: list[tuple[str, int, int]] = []
    for n, found in enumerate(words):
        before, after = sentence[end : found.start()], sentence[found.end() :]
        word = found["quoted"] or found["capitals"]
        follows = (_LEADING if not told else _BETWEEN).match(before) is not None
        follows = follows or (
            bool(told) and _LAST.search(before) is not None and re.match(r"\s*[.!;]|\s*$", after) is not None
        )
        clocked = re.search(r"\d\s*$", sentence[: found.start()]) is not None or (_SOON.search(word) and not follows)
        counted = word.isdigit() and not follows and n > 0 and not _PURPOSE.match(after)
        mailed = "@" in after.split(" ", 3)[-1][:40] and re.match(r"\s+(?:or \w+ )?to \S+@", after)
        if not clocked and not counted and not mailed and (follows or (_PURPOSE.match(after) and not found["quoted"])):
            told.append((word, found.start(), found.end()))
            end = found.end()
    if not told and (plain := re.match(r"\s+(?:(?:back|with) )?([a-z]+(?: all)?)\b", sentence[place:])) is not None:
        request = opt_out.requested(*read(plain[1]))
        if request.word is ReservedWord.OPT_OUT:
            told.append((plain[1], place + plain.start(1), place + plain.end(1)))
    starts = [*(start for _, start, _ in told[1:]), *([len(sentence)] if told else [])]
    yield from (Told(word, sentence[stop:start]) for (word, _, stop), start in zip(told, starts, strict=True))


def _inherited(told: list[Told]) -> list[Told]:
    """`STOP, END or QUIT to opt out`: each is for what the last is for."""
    for n in range(len(told) - 2, -1, -1):
        if _BETWEEN.match(told[n].purpose):
            told[n] = replace(told[n], purpose=told[n + 1].purpose)
    return told


def find_in_instructions(subject: Subject) -> Finds:
    """Words that texts tell people to reply, and that do something else, or nothing."""
    of_flows = {use.template for use in subject.uses if use.at[0] == "flows"}
    campaigns = {campaign for keyword in subject.program.keywords for campaign in keyword.campaigns}
    contexts = [Context(n.number, c) for n in subject.program.numbers[:24] for c in (None, *sorted(campaigns)[:24])]
    for at, template, _, text in texts_of(subject):
        for told in told_words(text):
            witness = Witness(told.word, subject.sent(text), contexts[0].number)
            request = opt_out.requested(*read(told.word))
            if request.word is not None:
                if (why := _misused(told, request.word)) is not None:
                    what = f"tells people to text {told.word} {why}"
                    advice = "choose a word that carriers do not keep, as MOVE or CHANGE"
                    yield Found(FindingKind.ASKS_FOR_RESERVED, at, what, advice, witness)
            elif template not in of_flows and not _known(subject, told.word, contexts):
                what = f"tells people to text {told.word}, which the program does not know"
                advice = f"add it to a keyword, or name one{_examples(subject)}"
                yield Found(FindingKind.ASKS_FOR_UNKNOWN, at, what, advice, witness)


def _misused(told: Told, word: ReservedWord) -> str | None:
    """What a reserved word does instead of what people are told that it does."""
    purpose = told.purpose.strip(" .,;!?")
    if word is ReservedWord.OPT_OUT:
        about_texts = _ABOUT_TEXTS.search(purpose) is not None
        if _SOFT.search(told.word):
            return None if about_texts else "and whoever does is opted out of all texts"
        other = _SOMETHING_ELSE.search(purpose) is not None and not about_texts
        return "for something else, and whoever does is opted out of all texts" if other else None
    if not _PURPOSE.match(purpose) or _ABOUT[word].search(purpose):
        return None
    return "for something else, and they get the reply to " + ("HELP" if word is ReservedWord.HELP else "START")


def _known(subject: Subject, word: str, contexts: list[Context]) -> bool:
    return any(
        heard.intent is not Intent.UNMATCHED or heard.answered_by_aws
        for heard in (subject.hear(word, context) for context in contexts)
    )


def _examples(subject: Subject) -> str:
    names = [keyword.keyword for keyword in subject.program.keywords][:3]
    return f", as {', '.join(names)}" if names else ""
