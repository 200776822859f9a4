"""Who is texted with which of our numbers."""

from pipelines.domain.values import value


@value(frozen=True, slots=True)
class Who:
    """A customer and the number of ours that they text with. `zones`: IANA time zones that the customer may be in."""

    customer_key: bytes
    key_id: str
    customer_mask: str
    origination_identity: str
    zones: tuple[str, ...] = ()

    @property
    def thread(self) -> tuple[bytes, str]:
        """What the thread is stored under."""
        return self.customer_key, self.origination_identity
