"""What a customer is called outside the vault: a keyed token and a mask.

A plain hash of a phone number is undone by trying all numbers; HMAC-SHA-256 with a secret key is not. The token is the
first 16 bytes of the HMAC; the key's id is stored beside it so that a key can be changed.
"""

import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_DIGITS = re.compile(r"[1-9][0-9]{9,14}")


class NumberKind(StrEnum):
    """What an address is. Only `E164` can be texted."""

    E164 = "e164"
    SHORT_CODE = "short_code"
    RCS_AGENT = "rcs_agent"
    SENDER_ID = "sender_id"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class PseudonymKey:
    """The secret that turns numbers into tokens, and its public id."""

    key_id: str
    secret: bytes

    def __repr__(self) -> str:
        return f"PseudonymKey(key_id={self.key_id!r})"

    def token(self, number: str) -> bytes:
        """16 bytes that stand for `number`; the same for the same number and key.

        >>> PseudonymKey("k1", b"secret").token("+12065550100").hex()
        '99ead1b21a7f6d4ce9d875007bddc7fb'
        """
        return hmac.digest(self.secret, number.encode("utf-8", "surrogatepass"), "sha256")[:16]

    def pair_token(self, number: str, other: str) -> str:
        """Hex token of a pair of numbers: the Kinesis partition key, so that a conversation stays in one shard."""
        return self.token(f"{number}|{other}").hex()


def canonical_number(number: str) -> str:
    """`number` as it is compared and hashed: RCS sends international numbers without their plus.

    >>> canonical_number("12679164820"), canonical_number(" +1 206-555-0100 "), canonical_number("55555")
    ('+12679164820', '+12065550100', '55555')
    """
    if number[:1] == "+" and number[1:].isdecimal() and number.isascii():
        return number
    bare = re.sub(r"[\s().\-]", "", number) if number[:1] in "+ 0123456789(" else number
    return f"+{bare}" if _DIGITS.fullmatch(bare) else bare


def is_e164(number: str) -> bool:
    """Whether `number` is international, as AWS writes it: a plus and 7 to 15 digits."""
    return _E164.fullmatch(number) is not None


def kind_of(number: str) -> NumberKind:
    """What a canonical number is, by its form alone.

    >>> [kind_of(n).value for n in ("+12065550100", "55555", "rcs-c020de", "NOTIFY", "+1XXX5550100")]
    ['e164', 'short_code', 'rcs_agent', 'sender_id', 'invalid']
    """
    if is_e164(number):
        return NumberKind.E164
    if _SHORT_CODE.fullmatch(number):
        return NumberKind.SHORT_CODE
    if number.startswith("rcs-"):
        return NumberKind.RCS_AGENT
    if number.isalnum() and not number[:1].isdigit() and len(number) <= 11:
        return NumberKind.SENDER_ID
    return NumberKind.INVALID


def mask(number: str) -> str:
    """`number` as it may be shown: country digit and last three.

    >>> mask("+12065550182"), mask("55555"), mask("rcs-c020de2520714385")
    ('+1•••••••182', '•••55', 'rcs-•••385')
    """
    if number.startswith("rcs-"):
        return f"rcs-•••{number[-3:]}"
    keep = 3 if len(number) > 7 else 2
    head = number[:2] if number.startswith("+") else ""
    return head + "•" * max(3, len(number) - keep - len(head)) + number[-keep:]
