"""Templates to texts: `{name}` and nothing else. No format specifications, no attributes: the text is not code."""

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class MissingVariable(Exception):
    """A template names a variable that was not given; the text is its name."""


def render(template: str, variables: Mapping[str, str]) -> str:
    """`template` with each `{name}` replaced. Other braces stay as they are, also in what is put in.

    Raises:
        MissingVariable: a name that `variables` lacks.

    >>> render("Hello {name}, {not.code}", {"name": "{Ada}"})
    'Hello {Ada}, {not.code}'
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in variables:
            raise MissingVariable(name)
        return variables[name]

    return _PLACEHOLDER.sub(value, template)
