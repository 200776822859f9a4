"""What a template will cost: the parts of its rendered texts, shortest to longest, and their price."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipelines.domain.render import render
from pipelines.domain.segments import Segments, is_gsm, segments, segments_as_unicode
from schemas.program import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the texts that a template becomes are cut. Prices are US dollars a text; None when no price is known."""

    shortest: Segments
    """Every variable empty: no text takes fewer parts."""
    longest: Segments
    """Every variable as long as its example, in the characters of its example."""
    beyond_gsm: Segments | None
    """The longest, should a value hold one character that GSM lacks; None where no value can change the encoding."""
    price_min: Decimal | None
    price_max: Decimal | None
    without_example: tuple[str, ...] = ()
    """Variables that have no example: they count as empty, so that the true figures are larger."""
    turning: tuple[str, ...] = ()
    """Variables whose example is beyond GSM: each turns the whole text into UCS-2."""


def forecast(text: str, variables: Mapping[str, str], price_per_part: Decimal | None = None) -> Forecast:
    """Parts and price of the texts that the template `text` becomes, with an example of each variable's value, as long as
    it gets. `price_per_part` is in US dollars: AWS's price for the country, with the carriers' fees.

    >>> told = forecast("Hello {name}, see you!", {"name": "Bartholomew"}, Decimal("0.0079"))
    >>> told.shortest.units, told.longest.units, told.price_max
    (16, 27, Decimal('0.0079'))
    """
    names = dict.fromkeys(PLACEHOLDER.findall(text))
    longest_text = render(text, {name: variables.get(name, "") for name in names})
    shortest, longest = segments(render(text, dict.fromkeys(names, ""))), segments(longest_text)
    return Forecast(
        shortest=shortest,
        longest=longest,
        beyond_gsm=segments_as_unicode(longest_text) if names and longest.encoding == "GSM" else None,
        price_min=price_of(shortest, price_per_part),
        price_max=price_of(longest, price_per_part),
        without_example=tuple(name for name in names if name not in variables),
        turning=tuple(name for name in names if not is_gsm(variables.get(name, ""))),
    )


def price_of(cut: Segments, price_per_part: Decimal | None) -> Decimal | None:
    """US dollars for a text, every part being charged; None without a price.

    >>> price_of(segments("a" * 161), Decimal("0.0079"))
    Decimal('0.0158')
    """
    return None if price_per_part is None else cut.parts * price_per_part
