import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.domain.render import MissingVariable, render


def test_variables_are_put_in() -> None:
    assert render("{name}, see you at {at}. {name}!", {"name": "Ada", "at": "10:30"}) == "Ada, see you at 10:30. Ada!"


def test_a_variable_that_was_not_given_is_told_by_name() -> None:
    with pytest.raises(MissingVariable, match="last_name") as caught:
        render("{first_name} {last_name}", {"first_name": "x"})
    assert caught.value.name == "last_name"
    assert pickle.loads(pickle.dumps(caught.value)).name == "last_name"  # noqa: S301


@pytest.mark.parametrize(
    "text",
    ["{name.__class__}", "{name[0]}", "{name!r}", "{name:>99999999}", "{0}", "{}", "{name", "{ name }", "%(name)s"],
)
def test_nothing_but_a_plain_name_is_looked_at(text: str) -> None:
    assert render(text, {"name": "Ada"}) == text


@given(st.text(alphabet="{}ab.! "), st.text(alphabet="{}ab.! "))
def test_what_is_put_in_is_never_read_as_a_template(text: str, value: str) -> None:
    shown = render("{a}|" + text.replace("{", ""), {"a": value, "b": "B"})
    assert shown == value + "|" + text.replace("{", "")


@given(st.text())
def test_a_text_without_braces_stays_as_it_is(text: str) -> None:
    plain = text.replace("{", "")
    assert render(plain, {}) == plain
