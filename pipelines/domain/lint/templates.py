"""Names that name nothing, variables, languages, and what was left in a text by mistake."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator

from pipelines.domain.languages import language_of
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Subject
from pipelines.domain.normalise import normalise
from schemas.program import PLACEHOLDER
from schemas.program_rules import Where

_FORGOTTEN = re.compile(
    r"\[[A-Za-z_][\w ]*\]|<[A-Za-z_][\w ]*>|%[A-Z_]{3,}%|%[sd]\b|\$\w*[A-Za-z_]\w*|\b(?:TODO|FIXME|XXX+|TBD|lorem ipsum)\b"
)
_SHORTENERS = re.compile(
    r"(?i)(?<![\w.])(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|ow\.ly|is\.gd|buff\.ly|rebrand\.ly|cutt\.ly|rb\.gy|shorturl\.at)/\S"
)
_BEGINNING = re.compile(r"^(\S[^:\n]{1,38}):\s")
_LATIN = frozenset(
    ("en", "es", "fr", "de", "pt", "it", "nl", "sv", "da", "no", "nb", "fi", "pl", "tr", "id", "vi", "ro", "hu", "cs")
)
_SCRIPTED = {
    "ru": "ru",
    "uk": "ru",
    "bg": "ru",
    "sr": "ru",
    "zh": "zh",
    "ja": "ja",
    "ko": "ko",
    "ar": "ar",
    "he": "he",
    "hi": "hi",
    "th": "th",
    "el": "el",
}
"""Language → the one that `language_of` takes its script for."""


def texts_of(subject: Subject) -> Iterator[tuple[Where, str, str, str]]:
    """Every text: its field, its template, its language, and the text."""
    for template in subject.program.templates:
        for language, text in subject.texts(template).items():
            yield subject.at_text(template, language), template, language, text


def find_in_templates(subject: Subject) -> Finds:
    """All that is wrong with templates, their lengths aside."""
    yield from _names(subject)
    yield from _variables(subject)
    yield from _beginnings(subject)
    for at, template, language, text in texts_of(subject):
        yield from _slips(subject, at, template, text)
        yield from _language(subject, at, template, language, text)
    yield from _languages(subject)


def _names(subject: Subject) -> Finds:
    known = subject.program.templates
    for use in (*subject.uses, *subject.marked):
        if use.template not in known:
            close = difflib.get_close_matches(use.template, known, n=1)
            advice = f"write {close[0]}" if close else "add it under templates"
            what = f"names no template: nobody would be answered with {use.template}"
            yield Found(FindingKind.UNKNOWN_TEMPLATE, use.at, what, advice, _asking(subject, use.at))
    used = {use.template for use in subject.uses}
    for template in known:
        if template not in used:
            witness = Witness(outbound=subject.sent(subject.program.text(template)))
            yield Found(FindingKind.UNUSED_TEMPLATE, ("templates", template), "is never sent", "remove it", witness)
    replies = [(name, template) for name, template in subject.program.replies if name != "unmatched" and template]
    first: dict[str, str] = {}
    for name, template in replies:
        if first.setdefault(template, name) != name and template in known:
            what = f"answers {name} with the same text as {first[template]}"
            witness = Witness(outbound=subject.sent(subject.program.text(template)))
            yield Found(FindingKind.SAME_REPLY, ("replies", name), what, "write a template for each", witness)


def _asking(subject: Subject, at: Where) -> Witness:
    """What somebody texts who gets nothing, because the template is missing."""
    program = subject.program
    if at[0] == "keywords":
        keyword = program.keywords[int(at[1])]
        return Witness(keyword.keyword, number=subject.contexts(keyword)[0].number)
    if at[0] == "replies":
        return Witness(str(at[1]).upper(), number=program.numbers[0].number)
    if at[0] == "numbers":
        number = program.numbers[int(at[1])]
        return Witness(number.aws_keywords[int(at[3])].keyword, number=number.number)
    if at[0] != "flows":
        return Witness(outbound=f"{at[0]}: {getattr(program, str(at[0]))[int(at[1])]}")
    flow = program.flows[int(at[1])]
    prompt = next(iter(subject.texts(flow.prompt).values()), None)
    if len(at) > 5 and at[2] == "steps":
        return Witness(flow.steps[int(at[3])].answers[int(at[5])].when, prompt=prompt)
    return Witness("?" if prompt else None, prompt=prompt, outbound=None if prompt else str(at[-1]))


def _variables(subject: Subject) -> Finds:
    program = subject.program
    named: set[str] = set()
    for at, template, _, text in texts_of(subject):
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            named.add(name)
            if name not in program.variables:
                close = difflib.get_close_matches(name, program.variables, n=1)
                what = f"has the variable {{{name}}}, which is not among the program's"
                advice = f"write {{{close[0]}}}" if close else "add it under variables, with an example"
                witness = Witness(subject.draws(template).inbound, text)
                yield Found(FindingKind.UNKNOWN_VARIABLE, at, what, advice, witness)
    for name, example in program.variables.items():
        if name not in named:
            witness = Witness(outbound=f"{{{name}}}")
            yield Found(FindingKind.UNUSED_VARIABLE, ("variables", name), "stands in no template", "remove it", witness)
        elif not example.strip():
            shown = next(text for _, _, _, text in texts_of(subject) if f"{{{name}}}" in text)
            what, advice = "has no example: lengths are reckoned without it", "write the longest value that it gets"
            witness = Witness(outbound=subject.sent(shown))
            yield Found(FindingKind.VARIABLE_WITHOUT_EXAMPLE, ("variables", name), what, advice, witness)


def _beginnings(subject: Subject) -> Finds:
    """Where nearly all texts of a language begin with the sender's name, those that do not."""
    by_language: dict[str, list[tuple[Where, str, str]]] = {}
    for at, template, language, text in texts_of(subject):
        by_language.setdefault(language, []).append((at, template, text))
    for texts in by_language.values():
        begun = Counter(found[1].split(" ")[0] for _, _, text in texts if (found := _BEGINNING.match(text)))
        word, count = max(begun.items(), key=lambda each: each[1], default=("", 0))
        if count < 4 or count < 0.75 * len(texts):
            continue
        for at, template, text in texts:
            if word not in text:
                what = f"does not say who writes: the others begin with {word}"
                witness = subject.draws(template, text)
                yield Found(FindingKind.NAME_MISSING, at, what, "begin with the sender's name", witness)


def _slips(subject: Subject, at: Where, template: str, text: str) -> Finds:
    if found := _FORGOTTEN.search(text):
        what = f"has {found[0]!r}, which is sent as it stands"
        advice = "write the words; variables are written like {name}"
        yield Found(FindingKind.FORGOTTEN_MARK, at, what, advice, subject.draws(template, text))
    if text != text.strip() or re.search(r"[ \u00a0]{2,}", text):
        what = "has space at an end" if text != text.strip() else "has two spaces in a row"
        yield Found(
            FindingKind.STRAY_SPACE, at, what, "remove it: each costs a character", subject.draws(template, text)
        )
    if found := _SHORTENERS.search(text):
        what = f"links to {found[0][:-2].lower()}, which everybody shares: carriers filter it"
        yield Found(FindingKind.SHARED_SHORT_LINK, at, what, "use a domain of your own", subject.draws(template, text))


def _language(subject: Subject, at: Where, template: str, language: str, text: str) -> Finds:
    program = subject.program
    spoken = {tag.partition("-")[0] for tag in program.languages}
    tag = language.partition("-")[0]
    if tag not in spoken:
        what = f"is in {language}, which the program does not list"
        yield Found(
            FindingKind.UNLISTED_LANGUAGE,
            at,
            what,
            "add it to languages, or remove the text",
            subject.draws(template, text),
        )
    if (seen := _read_as(text, tag)) is not None:
        what = f"stands for {language} and reads as {seen}"
        yield Found(
            FindingKind.WRONG_LANGUAGE, at, what, "translate it, or correct the tag", subject.draws(template, text)
        )


def _read_as(text: str, tag: str) -> str | None:
    """The language that a text is in, if it cannot be the one that it says."""
    words = normalise(PLACEHOLDER.sub("", text)).split()
    votes = Counter(found for word in words if (found := language_of(word)) is not None)
    letters = [word for word in words if word.isalpha()]
    foreign = [word for word in letters if not word.isascii()]
    if tag in _LATIN:
        scripts = Counter(found for word in foreign if (found := language_of(word)) in _SCRIPTED.values())
        if sum(scripts.values()) * 2 > len(letters):
            return scripts.most_common(1)[0][0]
    elif tag in _SCRIPTED and len(letters) > 3 and not any(language_of(word) == _SCRIPTED[tag] for word in foreign):
        return votes.most_common(1)[0][0] if votes else "another script"
    likeliest, count = votes.most_common(1)[0] if votes else (tag, 0)
    return likeliest if tag in _LATIN and count >= 3 and votes[tag] == 0 and likeliest != tag else None


def _languages(subject: Subject) -> Finds:
    program = subject.program
    for template in program.templates:
        texts = subject.texts(template)
        spoken = {tag.partition("-")[0] for tag in texts}
        for language in program.languages:
            if language not in texts and language.partition("-")[0] not in spoken:
                what = f"has no text in {language}: customers who write {language} get {next(iter(texts))}"
                witness = subject.draws(template, program.text(template, language))
                yield Found(FindingKind.MISSING_LANGUAGE, ("templates", template), what, "write it", witness)
        first: dict[str, str] = {}
        for language, text in texts.items():
            other = first.setdefault(text, language)
            if other != language and other.partition("-")[0] != language.partition("-")[0] and len(text.split()) > 2:
                what = f"is the same text in {language} as in {other}"
                at = subject.at_text(template, language)
                yield Found(FindingKind.UNTRANSLATED, at, what, "translate it", subject.draws(template, text))
