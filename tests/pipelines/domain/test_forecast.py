"""What a template will cost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.forecast import forecast, price_of
from pipelines.domain.segments import segments

PRICE = Decimal("0.00645")


def test_a_template_without_variables_is_what_it_is() -> None:
    told = forecast("See you at noon.", {}, PRICE)
    assert told.shortest == told.longest == segments("See you at noon.")
    assert (told.price_min, told.price_max, told.beyond_gsm) == (PRICE, PRICE, None)


def test_variables_make_a_range() -> None:
    told = forecast("Hi {name}! " + "a" * 145, {"name": "Bartholomew"}, PRICE)
    assert (told.shortest.parts, told.longest.parts) == (1, 2)
    assert (told.price_min, told.price_max) == (PRICE, 2 * PRICE)


def test_a_name_with_an_accent_can_turn_the_text_into_unicode() -> None:
    told = forecast("Hi {name}! " + "a" * 90, {"name": "Ada"})
    assert told.longest.encoding == "GSM"
    assert told.beyond_gsm is not None
    assert (told.beyond_gsm.encoding, told.beyond_gsm.parts) == ("UNICODE", 2)


def test_an_example_beyond_gsm_is_told() -> None:
    told = forecast("Hi {name} on {day}", {"name": "Ramírez", "day": "lunes"})
    assert (told.turning, told.longest.encoding, told.shortest.encoding) == (("name",), "UNICODE", "GSM")
    assert told.beyond_gsm is None


def test_a_variable_without_an_example_counts_as_empty_and_is_told() -> None:
    told = forecast("Hi {name}{name}", {})
    assert told.without_example == ("name",)
    assert told.longest == segments("Hi ")


def test_without_a_price_there_is_none() -> None:
    assert forecast("Hi", {}).price_max is None
    assert price_of(segments("Hi"), None) is None


@pytest.mark.parametrize(("characters", "parts"), [(160, 1), (161, 2), (1530, 10)])
def test_every_part_is_charged(characters: int, parts: int) -> None:
    assert forecast("a" * characters, {}, PRICE).price_max == parts * PRICE


_PIECES = st.text(alphabet="abc €’😀ñí", max_size=120)


@given(_PIECES, _PIECES, _PIECES)
def test_a_text_whose_value_is_a_part_of_the_example_lies_in_the_range(before: str, example: str, after: str) -> None:
    template = f"{before}{{value}}{after}"
    told = forecast(template, {"value": example})
    for length in range(0, len(example) + 1, 7):
        cut = segments(before + example[:length] + after)
        assert told.shortest.parts <= cut.parts <= told.longest.parts
