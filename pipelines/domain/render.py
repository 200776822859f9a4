"""Templates to texts: `{name}` and nothing else. No format specifications, no attributes: text is not code."""

import re
from collections.abc import Mapping

from schemas.program import PLACEHOLDER


class MissingVariable(Exception):
    """A template names a variable that was not given."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"The template needs the variable {self.name}, which was not given."


def render(template_text: str, variables: Mapping[str, str]) -> str:
    """`template_text` with each `{name}` replaced. All other braces stay as they are, also those in what is put in.

    Raises:
        MissingVariable: `variables` lacks a name.

    >>> render("Hello {name}, {name.__class__} {0} {name!r}", {"name": "{Ada}"})
    'Hello {Ada}, {name.__class__} {0} {name!r}'
    """

    def value(placeholder: re.Match[str]) -> str:
        name = placeholder.group(1)
        if name not in variables:
            raise MissingVariable(name)
        return variables[name]

    return PLACEHOLDER.sub(value, template_text)
