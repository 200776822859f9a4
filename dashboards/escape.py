"""What strangers wrote, made safe to show: customers' texts and the names that senders put into Context.

A text can carry Markdown, HTML, a spreadsheet formula, or the control codes that take over a terminal. None of it is
removed silently: it is shown as what it is.
"""

import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")
_FORMULA = re.compile(r"[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]")
_NUMBER_LIKE = re.compile(r"[+\-]?[\d•][\d•.,: ]*(?:[eE][+\-]?\d+)?")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&])")


def visible(text: str) -> str:
    """`text` on one line, control and direction codes shown as what they are instead of obeyed.

    >>> visible("hi" + chr(27) + "[2J" + chr(10) + "there" + chr(0x202e))
    'hi␛[2J␊there⟨U+202E⟩'
    """
    return _CONTROL.sub(lambda found: _picture(ord(found[0])), text)


def csv_cell(text: str) -> str:
    """`text` as a spreadsheet will not run it: an apostrophe in front of what would be a formula. Numbers and masked
    numbers stay as they are. Source: OWASP, "CSV Injection".

    >>> csv_cell("=HYPERLINK(1)"), csv_cell("-1.5"), csv_cell("+1•••••••182"), csv_cell("yes")
    ("'=HYPERLINK(1)", '-1.5', '+1•••••••182', 'yes')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER_LIKE.fullmatch(text) else text


def markdown(text: str) -> str:
    r"""`text` for where only Markdown can be shown: every mark with a meaning is escaped.

    >>> markdown("**hi** <b>")
    '\\*\\*hi\\*\\* \\<b\\>'
    """
    return _MARKDOWN.sub(r"\\\1", visible(text))


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"
