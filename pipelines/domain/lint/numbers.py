"""Numbers on which the program would not work, and keywords that AWS answers on them."""

import re

from pipelines.domain import opt_out
from pipelines.domain.lint.findings import Finds, Found, Witness
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Subject
from pipelines.domain.normalise import normalise, read
from schemas.countries import AS_OF, RECEIVE_ONLY, Availability, Country, origin_of
from schemas.program import AwsAction, Number, NumberType, OptOuts
from schemas.program_rules import Where, dotted
from schemas.pseudonym import NumberKind, kind_of

_TOLL_FREE = re.compile(r"\+18(?:00|33|44|55|66|77|88)\d{7}")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}")
_TEN_DLC_COUNTRIES = ("US", "PR", "VI", "GU")
_MOST_PARTS = {NumberType.TOLL_FREE: 3, NumberType.TEN_DLC: 75}
"""Message parts a second beyond which AWS raises no number of that type: its user guide, "Message Parts per Second (MPS)
limits"; AWS Messaging Blog, "10DLC Campaign Types and Quotas for SMS"."""


def find_in_numbers(subject: Subject) -> Finds:
    """All that is wrong with numbers, as far as their digits and AWS's table of countries tell."""
    for n, number in enumerate(subject.program.numbers):
        yield from _kind(n, number)
        yield from _country(subject, n, number)
        yield from _aws_keywords(subject, n, number)
        yield from _pace(n, number)
        if number.two_way_topic is not None and not _TOPIC.fullmatch(number.two_way_topic):
            what = "is no ARN of a standard SNS topic: no text would arrive"
            advice = "write arn:aws:sns:REGION:ACCOUNT:NAME"
            at: Where = ("numbers", n, "two_way_topic")
            yield Found(FindingKind.TOPIC_MALFORMED, at, what, advice, Witness("hello", number=number.number))


def _kind(n: int, number: Number) -> Finds:
    short = kind_of(number.number) is NumberKind.SHORT_CODE
    toll_free = _TOLL_FREE.fullmatch(number.number) is not None
    if short and number.country is None:
        what = "is a short code without a country: nobody can tell whose rules hold"
        witness = Witness("STOP", number=number.number)
        yield Found(FindingKind.SHORT_CODE_WITHOUT_COUNTRY, ("numbers", n, "number"), what, "add country:", witness)
    if number.opt_outs is OptOuts.SELF and (toll_free or number.number_type is NumberType.TOLL_FREE):
        what = "is ours to answer STOP on, and the network answers it on toll-free numbers: customers get two answers"
        witness = Witness("STOP", number=number.number)
        yield Found(FindingKind.TOLL_FREE_SELF, ("numbers", n, "opt_outs"), what, "write opt_outs: aws", witness)
    impossible = {
        NumberType.SHORT_CODE: not short,
        NumberType.LONG_CODE: short or toll_free,
        NumberType.TEN_DLC: short or toll_free or not number.number.startswith("+1"),
        NumberType.TOLL_FREE: short or (number.number.startswith("+1") and not toll_free),
    }
    if number.number_type is not None and impossible.get(number.number_type, False):
        what = f"is {number.number_type.value}, which this number cannot be"
        witness = Witness("hello", number=number.number)
        advice = "write the type that AWS shows for it"
        yield Found(FindingKind.TYPE_MISMATCH, ("numbers", n, "number_type"), what, advice, witness)


def _country(subject: Subject, n: int, number: Number) -> Finds:
    origin = origin_of(number.number)
    country = subject.countries.get(number.country or (origin.iso_code if origin else ""))
    at: Where = ("numbers", n, "country" if number.country else "number")
    witness = Witness("hello", number=number.number)
    if number.country and origin and _elsewhere(number, origin.iso_code, origin.exact, country):
        what = f"is {number.country}, and the number's prefix is {origin.iso_code}'s"
        yield Found(FindingKind.COUNTRY_MISMATCH, at, what, f"write country: {origin.iso_code}", witness)
    if country is None:
        return
    if country.two_way is Availability.NO:
        what = f"is in {country.name}, where AWS has no two-way SMS (its table of {AS_OF})"
        yield Found(FindingKind.COUNTRY_WITHOUT_TWO_WAY, at, what, "use a number of another country", witness)
    elif RECEIVE_ONLY in country.notes and number.number_type is NumberType.LONG_CODE:
        what = f"is a long code in {country.name}, where they receive only (AWS's table of {AS_OF})"
        yield Found(FindingKind.RECEIVE_ONLY, ("numbers", n, "number_type"), what, "use a short code", witness)


def _elsewhere(number: Number, origin: str, exact: bool, country: Country | None) -> bool:
    if origin == number.country or _TOLL_FREE.fullmatch(number.number):
        return False
    codes = [code.replace("-", "") for code in country.dialing_codes] if country else []
    return exact or (bool(codes) and not any(number.number[1:].startswith(code) for code in codes))


def _aws_keywords(subject: Subject, n: int, number: Number) -> Finds:
    seen: dict[str, Where] = {}
    for k, answered in enumerate(number.aws_keywords):
        at: Where = ("numbers", n, "aws_keywords", k)
        witness = Witness(answered.keyword, number=number.number)
        first = seen.setdefault(normalise(answered.keyword), at)
        if first != at:
            what = f"is the same keyword as {dotted(first)}: AWS keeps one"
            yield Found(FindingKind.AWS_KEYWORD_REPEATED, (*at, "keyword"), what, "keep one", witness)
        stops = opt_out.requested(*read(answered.keyword)).word is opt_out.ReservedWord.OPT_OUT
        if stops and answered.action is not AwsAction.OPT_OUT:
            what = f"takes {answered.keyword.upper()} and does not opt out: no customer of this number can"
            if subject.program.flows:
                what += ", in no step either"
            yield Found(FindingKind.STOP_NOT_REACHABLE, (*at, "action"), what, "write action: opt_out", witness)


def _pace(n: int, number: Number) -> Finds:
    given, witness = number.parts_per_second, Witness("hello", number=number.number)
    if given is None or number.number_type is None:
        return
    at: Where = ("numbers", n, "parts_per_second")
    name = number.number_type.value
    most = _MOST_PARTS.get(number.number_type)
    if most is not None and given > most:
        what = f"is {given:g}, and AWS lets a {name} send {most} a second at most: what is too much is throttled"
        yield Found(FindingKind.PACE_TOO_FAST, at, what, f"write {most} or less", witness)
    elif _is_given_more(number) and given < number.usual_pace:
        what = (
            f"is {given:g}, and AWS gives a {name} {number.usual_pace:g} without being asked: replies wait for nothing"
        )
        yield Found(FindingKind.PACE_TOO_SLOW, at, what, "remove it", witness)


def _is_given_more(number: Number) -> bool:
    """Whether AWS's table tells for certain. What a 10DLC number may send depends on its campaign, and a short code's on
    its country."""
    if number.number_type is NumberType.SHORT_CODE:
        return number.country in ("US", "CA")
    return number.number_type in (NumberType.TOLL_FREE, NumberType.LONG_CODE)
