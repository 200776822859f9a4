"""What people write for a phone number, as E.164, or why it is none."""

import re
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, ValidationResult

_WRITTEN = re.compile(r"(?:tel:)?[+＋]?[\d\s().\-/\u00a0\u2010-\u2015]+")
_OF_A_SPREADSHEET = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+|\+?\d{6,}[.,]0+")


class NoNumber(Exception):
    """A text that is no phone number; says what is wrong and what to do, without the text."""


def e164(text: str, country: str | None = None) -> str:
    """`text` as E.164. `country`: ISO code of the country whose numbers are written without their country code.

    Judged by length and leading digits as the country's plan has them, not by which ranges are in use: new area codes are
    given out faster than a library learns of them.

    >>> e164("+44 7700 900123"), e164("(206) 555-0182", "US")
    ('+447700900123', '+12065550182')

    Raises:
        NoNumber: no number, or none that can exist.
    """
    if _OF_A_SPREADSHEET.fullmatch(text):
        raise NoNumber("was changed by a spreadsheet; format the column as text, and write the file again")
    if not _WRITTEN.fullmatch(text):
        raise NoNumber("is no phone number; write one alone, like +12065550100")
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException as fault:
        raise NoNumber(_explained(fault, text, country)) from None
    if not _can_exist(number):
        raise NoNumber("cannot exist: it has too few digits, too many, or begins as no number does; correct it")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def is_country(code: str) -> bool:
    """Whether numbers of a country, by its ISO code, can be read.

    >>> is_country("US"), is_country("UK")
    (True, False)
    """
    return code in phonenumbers.SUPPORTED_REGIONS


def _explained(fault: NumberParseException, text: str, country: str | None) -> str:
    if fault.error_type != NumberParseException.INVALID_COUNTRY_CODE:
        return "is no phone number; write it like +12065550100"
    if country is None and not text.startswith("+"):
        return "has no country code; write it like +12065550100, or say with --country whose numbers they are"
    return "begins with no country code that there is; write it like +12065550100"


def _can_exist(number: phonenumbers.PhoneNumber) -> bool:
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return False
    significant = phonenumbers.national_significant_number(number)
    forms = _forms(number.country_code or 0)
    return not forms or any(form.fullmatch(significant) for form in forms)


@cache
def _forms(country_code: int) -> tuple[re.Pattern[str], ...]:
    """The forms of national numbers under a country code, which several countries may share."""
    regions = phonenumbers.region_codes_for_country_code(country_code)
    plans = [PhoneMetadata.metadata_for_region(region) for region in regions if region != "001"]
    patterns = [plan.general_desc.national_number_pattern for plan in plans if plan is not None and plan.general_desc]
    return tuple(re.compile(pattern) for pattern in patterns if pattern)
