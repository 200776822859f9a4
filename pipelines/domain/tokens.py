"""Numbers to tokens for whole columns: each distinct number is hashed once and remembered."""

import pyarrow as pa
import pyarrow.compute as pc

from schemas.pseudonym import NumberKind, PseudonymKey, canonical_number, is_e164, kind_of, mask

_REMEMBERED = 65_536


class Tokens:
    """Customer tokens under one key. Remembers what it computed; forgets all when the memory is full."""

    def __init__(self, key: PseudonymKey) -> None:
        self.key = key
        self._known: dict[str, tuple[bytes, str, str | None]] = {}

    def __reduce__(self) -> tuple[type["Tokens"], tuple[PseudonymKey]]:
        return (Tokens, (self.key,))

    def of(self, number: str) -> tuple[bytes, str, str | None]:
        """Token (16 bytes), mask, and the E.164 number where it can be texted, of one number as AWS wrote it."""
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[number] = self._derive(number)
        return known

    def _derive(self, number: str) -> tuple[bytes, str, str | None]:
        if is_e164(number):  # nearly all: no need to ask what else it could be
            return self.key.token(number), mask(number), number
        canonical = canonical_number(number)
        e164 = canonical if kind_of(canonical) is NumberKind.E164 else None
        return self.key.token(canonical), mask(canonical), e164

    def columns(self, numbers: pa.ChunkedArray) -> dict[str, pa.Array]:
        """`customer_key` (binary 16), `key_id`, `customer_mask`, `customer_number` (E.164 or null); null for null."""
        encoded = pc.dictionary_encode(numbers.combine_chunks())
        each = [self.of(number) for number in encoded.dictionary.to_pylist()]
        index = encoded.indices
        return {
            "customer_key": pa.array([token for token, _, _ in each], pa.binary(16)).take(index),
            "key_id": pc.if_else(numbers.is_valid(), self.key.key_id, pa.scalar(None, pa.string())),
            "customer_mask": pa.array([shown for _, shown, _ in each], pa.string()).take(index),
            "customer_number": pa.array([e164 for _, _, e164 in each], pa.string()).take(index),
        }
