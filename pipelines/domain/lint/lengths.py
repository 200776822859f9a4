"""Texts that cost more than they need to, or that AWS does not send."""

from collections.abc import Iterable

from pipelines.domain.forecast import Forecast, forecast
from pipelines.domain.graphemes import graphemes
from pipelines.domain.lint.findings import Finds, Found
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Subject
from pipelines.domain.lint.templates import texts_of
from pipelines.domain.segments import Segments, is_gsm, max_characters, segments
from pipelines.domain.substitution import Kind, substitutions
from schemas.program_rules import Where

_FEW = 12
"""Units that somebody can cut from a text without losing a sentence."""
_JOINED = {"GSM": (160, 153), "UNICODE": (70, 67)}


def find_in_lengths(subject: Subject) -> Finds:
    """What is wrong with the lengths of all texts, each variable being as long as its example."""
    replies = subject.program.replies
    reserved = {replies.help: "HELP", replies.stop: "STOP", replies.start: "START"}
    for at, template, _, text in texts_of(subject):
        told = forecast(text, subject.program.variables)
        if not told.longest.fits:
            most = max_characters(told.longest.encoding)
            what = f"has {told.longest.units:,} characters, and AWS sends {most:,} in {_alphabet(told.longest)}"
            yield Found(FindingKind.TOO_LONG, at, what, "shorten it", subject.draws(template, text))
            continue
        spilled = list(_alphabets(subject, at, template, text, told))
        yield from spilled
        if told.longest.parts > 1 and template in reserved:
            what = f"answers {reserved[template]} in {told.longest.parts} segments, {told.longest.units} characters"
            advice = "keep it in one: carriers test that"
            yield Found(FindingKind.RESERVED_REPLY_LONG, at, what, advice, subject.draws(template, text))
        elif not spilled:
            yield from _spills(subject, at, template, text, told)


def _alphabet(cut: Segments) -> str:
    return "GSM's alphabet" if cut.encoding == "GSM" else "UCS-2"


def _alphabets(subject: Subject, at: Where, template: str, text: str, told: Forecast) -> Finds:
    if is_gsm(text):
        if told.turning and told.longest.parts > told.shortest.parts:
            names = ", ".join(f"{{{name}}}" for name in told.turning)
            what = f"becomes UCS-2 by the example of {names}: {told.longest.parts} segments"
            advice = "write plainer values, or a shorter text"
            yield Found(FindingKind.VARIABLE_UCS2, at, what, advice, subject.draws(template, text))
        return
    found = substitutions(text)
    odd = list(dict.fromkeys(each.character for each in found.offenders))
    plain_signs = found.plain is not None and all(each.kind is Kind.TYPOGRAPHY for each in found.offenders)
    without = segments("".join(_kept(graphemes(text), odd)))
    few = len(odd) <= 2 and len(found.offenders) <= 3
    if plain_signs or few:
        shown = ", ".join(f"{each} ({one.name})" for each in odd for one in found.offenders if one.character == each)
        parts = without.parts if found.after is None else found.after.parts
        cost = (
            f"{told.longest.parts} segments instead of {parts}"
            if parts < told.longest.parts
            else "70 characters instead of 160"
        )
        advice = "write it plainly: twoway segments shows how" if found.plain else "leave it out"
        yield Found(
            FindingKind.UCS2_BY_FEW, at, f"is UCS-2 for {shown} alone: {cost}", advice, subject.draws(template, text)
        )


def _kept(clusters: Iterable[str], odd: list[str]) -> Iterable[str]:
    return (each for each in clusters if not any(character in each for character in odd))


def _spills(subject: Subject, at: Where, template: str, text: str, told: Forecast) -> Finds:
    cut = told.longest
    if cut.parts < 2:
        return
    witness = subject.draws(template, text)
    if told.shortest.parts < cut.parts:
        what = f"takes {told.shortest.parts} to {cut.parts} segments, by the length of its variables"
        yield Found(FindingKind.VARIABLE_SPILLS, at, what, "shorten the text, so that the longest value fits", witness)
        return
    single, joined = _JOINED[cut.encoding]
    over = cut.units - (single if cut.parts == 2 else joined * (cut.parts - 1))
    if over <= _FEW:
        what = f"takes {cut.parts} segments for {over} character{'' if over == 1 else 's'} too many"
        yield Found(FindingKind.SECOND_SEGMENT, at, what, f"cut {over}, and pay {cut.parts - 1}", witness)
