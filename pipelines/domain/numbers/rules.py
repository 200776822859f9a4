"""Whether two-way SMS is to be had on a number: by its state in the account, its country, and its kind."""

from collections.abc import Iterator, Mapping

from pipelines.domain.numbers.account import Case, Home
from schemas.countries import AS_OF, RECEIVE_ONLY, Availability, Country, origin_of
from schemas.program import Number, NumberType, OptOuts

Countries = Mapping[str, Country]
"""ISO code → row of AWS's table."""

_TABLE = f"AWS's table of {AS_OF}"


def why_absent(wanted: Number, home: Home | None, countries: Countries) -> str:
    """What to tell of a number that the account does not have, and what to do."""
    where = f"account {home.account_id} in {home.region}" if home else "this account and region, which have no number"
    told = f"is not in {where}. Check the profile and the region, or request it from AWS first"
    origin = origin_of(wanted.number)
    country = countries.get(wanted.country or (origin.iso_code if origin else ""))
    if country is None or country.two_way is not Availability.NO:
        return told
    by_prefix = wanted.country is None and origin is not None and not origin.exact
    return f"{told}; {_not_offered(country)}{', if the prefix tells its country' if by_prefix else ''}"


def obstacles(case: Case, countries: Countries) -> Iterator[str]:
    """Why AWS would not let the number be set up at all."""
    owned, country = case.owned, countries.get(case.owned.country)
    if country is not None and country.two_way is Availability.NO and not owned.two_way:
        yield f"{_not_offered(country)}. Use a number of another country; if AWS offers it by now, say so with --countries"
    if owned.pool_id is not None:
        yield (
            f"belongs to {owned.pool_id}: AWS keeps two-way, opt-outs and keywords on the pool. Take it out of the pool,"
            " or set the pool up by hand and leave the number out of here"
        )
    if owned.status != "ACTIVE":
        yield f"is {owned.status} at AWS; wait until it is ACTIVE"
    if not owned.sends_texts:
        yield "has no SMS capability at AWS; request a number that has"


def cautions(case: Case, countries: Countries) -> Iterator[str]:
    """What is likely to go wrong on the number, though AWS would let it be set up."""
    wanted, owned = case.wanted, case.owned
    if wanted.country not in (None, owned.country):
        yield f"the program says {wanted.country}, AWS says {owned.country}, which counts; correct the program"
    if wanted.number_type not in (None, owned.number_type):
        yield f"the program says {wanted.number_type}, AWS says {owned.number_type}, which counts; correct the program"
    if owned.message_type != "TRANSACTIONAL":
        yield f"is {owned.message_type} at AWS: it refuses our replies, which are TRANSACTIONAL"
    if owned.number_type is NumberType.TOLL_FREE and wanted.opt_outs is OptOuts.SELF:
        yield "is toll-free: the network itself answers STOP and opts out; write opt_outs: aws"
    country = countries.get(owned.country)
    if country is None:
        yield f"{_TABLE} does not know {owned.country}: whether two-way SMS is offered there, AWS will say"
    else:
        yield from _by_country(case, country)


def _by_country(case: Case, country: Country) -> Iterator[str]:
    if country.two_way is Availability.UNKNOWN:
        yield f"{_TABLE} leaves open whether two-way SMS is offered in {country.name}; AWS will say"
    elif country.two_way is Availability.NO and case.owned.two_way:
        yield f"{_not_offered(country)}, yet it is on: AWS counts, but see that texts arrive"
    elif country.two_way is Availability.YES:
        yield from _by_kind(case.owned.number_type, country)


def _by_kind(kind: NumberType, country: Country) -> Iterator[str]:
    codes = country.short_codes, country.long_codes
    if kind is NumberType.LONG_CODE and RECEIVE_ONLY in country.notes:
        yield f"long codes in {country.name} receive only: no reply leaves from it. A short code is needed ({_TABLE})"
    elif kind is NumberType.LONG_CODE and codes == (Availability.YES, Availability.NO):
        yield f"two-way SMS in {country.name} needs a short code ({_TABLE})"
    elif kind is NumberType.SHORT_CODE and codes == (Availability.NO, Availability.YES):
        yield f"two-way SMS in {country.name} needs a long code ({_TABLE})"
    elif codes == (Availability.NO, Availability.NO):
        yield f"{_TABLE} has neither short nor long codes in {country.name}, and a sender id never receives"


def _not_offered(country: Country) -> str:
    has_codes = Availability.YES in (country.short_codes, country.long_codes)
    why = "" if has_codes else ": it has sender ids at most, which never receive"
    return f"{_TABLE} offers no two-way SMS in {country.name} ({country.iso_code}){why}"
