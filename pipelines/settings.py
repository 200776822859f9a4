"""One frozen `Settings`, made from the environment in one place. Command-line options override it."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from schemas.errors import ConfigurationFault
from schemas.pseudonym import PseudonymKey

PROGRAMS = Path(__file__).with_name("programs")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the job is told. Durations in seconds; names as `docs/operations.md` lists them.

    Endpoints and credentials are not here: boto3's own chain finds them (`AWS_ENDPOINT_URL`, profile, role).
    """

    key: PseudonymKey = field(repr=False)
    lake: str = "lake"
    state: Path = Path("state")
    table_prefix: str | None = None
    stream: str = "twoway-sms"
    programs: tuple[str, ...] = ()
    programs_poll_s: float = 5.0
    configuration_set: str | None = None
    outcomes_topic: str | None = None
    calendar_url: str | None = None
    flush_s: float = 5.0
    poll_s: float = 0.2
    tick_s: float = 1.0
    lease_s: float = 60.0
    send_timeout_s: float = 10.0
    send_threads: int = 8
    reply_useful_s: float = 14_400.0
    max_block: int = 2000

    @property
    def store_path(self) -> Path:
        """The SQLite file of the embedded store."""
        return self.state / "store.sqlite"

    @property
    def state_table(self) -> str:
        """The DynamoDB table of the shared store, as the template names it."""
        return f"{self.table_prefix}-state"

    @property
    def vault_table(self) -> str:
        """The DynamoDB table that holds the phone numbers."""
        return f"{self.table_prefix}-vault"

    @property
    def vault_path(self) -> Path:
        """The SQLite file that holds the phone numbers; apart from the store, so that it can be guarded apart."""
        return self.state / "vault.sqlite"


def pseudonym_key(environ: Mapping[str, str], state: Path) -> PseudonymKey:
    """The secret for customer tokens: `TWOWAY_HMAC_KEY` (hex, 32 characters or more), else `<state>/hmac.key`, which is
    made on first use so that a laptop needs no set-up.

    Raises:
        ConfigurationFault: the variable is no hex or is too short.
    """
    text = environ.get("TWOWAY_HMAC_KEY")
    key_id = environ.get("TWOWAY_HMAC_KEY_ID", "k1")
    if text is None:
        path = state / "hmac.key"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _create_once(path, secrets.token_hex(32))
        text = path.read_text(encoding="ascii").strip()
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        raise ConfigurationFault("TWOWAY_HMAC_KEY is not hex. Make one with: openssl rand -hex 32") from None
    if len(secret) < 16:
        raise ConfigurationFault(
            "TWOWAY_HMAC_KEY is shorter than 32 hex characters. Make one with: openssl rand -hex 32"
        )
    return PseudonymKey(key_id=key_id, secret=secret)


def _create_once(path: Path, text: str) -> None:
    """Write a secret file that only its owner can read; a second process that was faster wins."""
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.touch(mode=0o600)
    temporary.write_text(text, encoding="ascii")
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def shipped_programs() -> tuple[Path, ...]:
    """The programs that come with the product."""
    return tuple(sorted(PROGRAMS.glob("*.yaml")))


def program_locations(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Where `TWOWAY_PROGRAMS` says that the programs are, separated as in PATH; without it, the shipped ones.

    >>> program_locations({"TWOWAY_PROGRAMS": "clinic.yaml:s3://a-bucket/programs:salons"})
    ('clinic.yaml', 's3://a-bucket/programs', 'salons')
    """
    said = re.split(f"{os.pathsep}(?!//)", environ.get("TWOWAY_PROGRAMS", ""))
    return tuple(filter(None, said)) or tuple(map(str, shipped_programs()))


def table_prefix(environ: Mapping[str, str]) -> str | None:
    """Prefix of the DynamoDB tables that `TWOWAY_STORE` names; None: the store is SQLite.

    >>> table_prefix({"TWOWAY_STORE": "dynamodb:twoway-sms"})
    'twoway-sms'

    Raises:
        ConfigurationFault: neither sqlite nor dynamodb:<table-prefix>.
    """
    said = environ.get("TWOWAY_STORE", "sqlite")
    if said == "sqlite":
        return None
    found = re.fullmatch(r"dynamodb:([A-Za-z0-9_.-]{1,240})", said)
    if found is None:
        raise ConfigurationFault(
            f"TWOWAY_STORE={said!r} is neither sqlite nor dynamodb:<table-prefix>. The template's prefix is the stack's name."
        )
    return found[1]


def outcomes_topic(environ: Mapping[str, str]) -> str | None:
    """ARN of the SNS topic that `TWOWAY_OUTCOMES_TOPIC` names; None: outcomes are published nowhere.

    >>> outcomes_topic({"TWOWAY_OUTCOMES_TOPIC": "arn:aws:sns:eu-west-1:123456789012:outcomes"})
    'arn:aws:sns:eu-west-1:123456789012:outcomes'

    Raises:
        ConfigurationFault: it is no ARN of a standard topic.
    """
    said = environ.get("TWOWAY_OUTCOMES_TOPIC") or None
    if said is not None and not re.fullmatch(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}", said):
        raise ConfigurationFault(
            f"TWOWAY_OUTCOMES_TOPIC={said!r} is no ARN of a standard SNS topic. The template's output OutcomesTopicArn is one."
        )
    return said


def calendar_url(environ: Mapping[str, str]) -> str | None:
    """Base URL of the provider's calendar that `TWOWAY_CALENDAR_URL` names; None: calendars are kept in the store.

    >>> calendar_url({"TWOWAY_CALENDAR_URL": "https://booking.example/sms/"})
    'https://booking.example/sms'

    Raises:
        ConfigurationFault: it is no such URL. The message does not repeat it: it may hold a password.
    """
    said = environ.get("TWOWAY_CALENDAR_URL") or None
    if said is not None and not re.fullmatch(r"https?://[A-Za-z0-9.\[\]:_-]+(/[A-Za-z0-9/._~%-]*)?", said):
        raise ConfigurationFault(
            "TWOWAY_CALENDAR_URL is no http:// or https:// URL without a user, a query or a fragment."
            " Write it like https://booking.example/sms; the token goes into TWOWAY_CALENDAR_TOKEN."
        )
    return None if said is None else said.rstrip("/")


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from `TWOWAY_*` variables; what is unset keeps its default.

    Raises:
        ConfigurationFault: a variable that should be a number is none, or a store, a topic or a calendar that is none.
    """
    env = os.environ if environ is None else environ
    state = Path(env.get("TWOWAY_STATE", "state"))
    numbers: dict[str, float] = {}
    for name in ("programs_poll_s", "flush_s", "poll_s", "tick_s", "lease_s", "send_timeout_s", "reply_useful_s"):
        variable = f"TWOWAY_{name.upper()}"
        if variable in env:
            numbers[name] = _positive(variable, env[variable])
    return Settings(
        key=pseudonym_key(env, state),
        lake=env.get("TWOWAY_LAKE", "lake"),
        state=state,
        table_prefix=table_prefix(env),
        stream=env.get("TWOWAY_STREAM", "twoway-sms"),
        programs=program_locations(env),
        configuration_set=env.get("TWOWAY_CONFIGURATION_SET") or None,
        outcomes_topic=outcomes_topic(env),
        calendar_url=calendar_url(env),
        send_threads=int(_positive("TWOWAY_SEND_THREADS", env.get("TWOWAY_SEND_THREADS", "8"))),
        **numbers,  # type: ignore[arg-type]
    )


def _positive(variable: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e6:
        raise ConfigurationFault(f"{variable}={text!r} is not a positive number. Unset it to use the default.")
    return value
