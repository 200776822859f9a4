"""What people write for a phone number."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.campaign_numbers import NoNumber, e164
from schemas.pseudonym import is_e164

ANN = "+14255550001"


@pytest.mark.parametrize(
    ("written", "country"),
    [
        *((ANN, None), (ANN, "GB"), ("+1 425 555-0001", None), ("+1 (425) 555.0001", None), ("tel:+14255550001", None)),
        *(("+1\u00a0425\u2011555\u20110001", None), ("＋14255550001", None), ("+1425555000１", None)),
        *(("425-555-0001", "US"), ("(425) 555 0001", "US"), ("14255550001", "US"), ("1 425 555 0001", "CA")),
    ],
)
def test_a_number_is_read_as_people_write_it(written: str, country: str | None) -> None:
    assert e164(written, country) == ANN


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("07700 900123", "GB", "+447700900123"),
        ("06 12345678", "NL", "+31612345678"),
        ("00 44 7700 900123", "DE", "+447700900123"),
        ("347 123 4567", "IT", "+393471234567"),
        ("98765 43210", "IN", "+919876543210"),
    ],
)
def test_a_national_number_is_that_of_its_country(written: str, country: str, number: str) -> None:
    assert e164(written, country) == number


@pytest.mark.parametrize(
    ("written", "country", "what"),
    [
        ("425-555-0001", None, "has no country code"),
        ("14255550001", None, "has no country code"),
        ("1.42556E+10", "US", "spreadsheet"),
        ("1,42556E+10", "US", "spreadsheet"),
        ("14255550001.0", "US", "spreadsheet"),
        ("+999123456", None, "no country code that there is"),
        ("555-0001", "US", "cannot exist"),
        ("+1425555", None, "cannot exist"),
        ("+142555500011", None, "cannot exist"),
        ("+1 006 555 0100", None, "cannot exist"),
        ("55555", "US", "cannot exist"),
        ("+1 425 555 0001 ext 5", None, "write one alone"),
        ("+14255550001;+14255550002", None, "write one alone"),
        ("1-800-FLOWERS", "US", "write one alone"),
        ("Ann Example", "US", "write one alone"),
        ("", "US", "write one alone"),
        ("+", None, "write one alone"),
        ("()", "US", "is no phone number"),
    ],
)
def test_what_is_no_number_says_what_to_do(written: str, country: str | None, what: str) -> None:
    with pytest.raises(NoNumber, match=what) as caught:
        e164(written, country)
    assert written not in str(caught.value) or len(written) < 3


@pytest.mark.parametrize("region", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_countrys_example_of_a_mobile_number_is_one(region: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    if example is not None:
        international = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
        national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
        number = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        assert (e164(international), e164(national, region)) == (number, number)


@given(st.text(alphabet="+0123456789 -()eE.,;x\u00a0１", max_size=24), st.sampled_from([None, "US", "GB", "IT"]))
def test_a_text_is_e164_or_none(text: str, country: str | None) -> None:
    try:
        number = e164(text, country)
    except NoNumber:
        return
    assert is_e164(number)
    assert e164(number) == number
