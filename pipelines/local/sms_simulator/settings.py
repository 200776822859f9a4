"""What the simulator is told, once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SmsOddities:
    """How often delivery events misbehave; probabilities per accepted message, 0 to 1."""

    duplicate: float = 0.0
    out_of_order: float = 0.0
    late: float = 0.0
    late_s: float = 5.0


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """Durations in seconds. `path` is a SQLite file, or `:memory:`; `port` 0 lets the system choose.

    `seed` fixes which messages meet an oddity and which requests a fault with a probability.
    `publish_managed_keywords`: also publish the STOP, START and HELP that AWS has dealt with itself; the
    documentation says that they are routed to the topic only with self-managed opt-outs.
    `unmatched_keyword` goes before the account id where no keyword matched; AWS has been seen to write it both in lower
    and in upper case.
    `hold_s` is how long an unanswered request is kept open, longer than any client waits.
    """

    path: str = ":memory:"
    host: str = "127.0.0.1"
    port: int = 0
    account_id: str = "123456789012"
    region: str = "us-east-1"
    seed: int = 0
    event_delay_s: float = 0.2
    oddities: SmsOddities = SmsOddities()
    publisher_threads: int = 2
    publish_managed_keywords: bool = False
    unmatched_keyword: str = "keyword_"
    hold_s: float = 120.0

    def arn(self, resource: str) -> str:
        """The ARN of a resource of this account, such as `phone-number/phone-…`."""
        return f"arn:aws:sms-voice:{self.region}:{self.account_id}:{resource}"
