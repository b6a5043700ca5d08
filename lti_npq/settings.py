"""Every setting, in one frozen object, read once from the environment.

Each field is one variable: `database_url` is LTI_NPQ_DATABASE_URL. docs/settings.md lists them; a test keeps it so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lti_npq.errors import SettingsError

PREFIX = "LTI_NPQ_"
MINIMUM_SECRET_LENGTH = 32
_HERE = Path(__file__).parent
_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"", "0", "false", "no", "off"})
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")
_LOG_FORMATS = ("text", "json")
_BROKERS = ("redis://", "rediss://", "amqp://", "amqps://")
_USUAL_PORTS = {"http": ":80", "https": ":443"}
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def shipped(name: str) -> Path:
    """Return the folder of files that come with the product: `templates` or `content_packages`.

    In a wheel they lie inside the package; in a checkout, editable or not, beside it.
    """
    inside = _HERE / name
    return inside if inside.is_dir() else _HERE.parent / name


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs."""

    secret_key: str = field(default="", repr=False)
    """Signs and encrypts; at least 32 characters; required outside the demonstration."""
    base_url: str = "http://localhost:8500"
    """The address under which browsers and LMSs reach the tool, without a path."""
    data_dir: Path = Path("lti-npq-data")
    """Folder for the default database, content packages and media."""
    database_url: str = field(default="", repr=False)
    """SQLAlchemy URL; empty means SQLite in the data folder."""
    storage_url: str = field(default="", repr=False)
    """Address of an S3 bucket for content, `s3://bucket/prefix?endpoint=…&region=…`; empty means the data folder."""
    max_upload_mb: int = 500
    """Megabytes of the largest content package that may be uploaded."""
    host: str = "127.0.0.1"
    """The interface `serve` listens on."""
    port: int = 8500
    """The port `serve` listens on."""
    web_processes: int = 1
    """Worker processes of `serve`; keep 1 with SQLite."""
    web_threads: int = 8
    """Threads of each worker process."""
    trusted_proxies: int = 0
    """Reverse proxies in front, each of which adds to X-Forwarded-For: who is beyond them is counted by their word."""
    embedded_delivery: bool = True
    """Whether `serve` also delivers statements and scores; false where `worker` does."""
    allow_private_addresses: bool = False
    """Whether LMSs may lie at addresses of private networks or on this machine."""
    own_lms_hosts: str = ""
    """Hosts, with the port if any, of LMSs that may register under an issuer that many share; separated by commas."""
    delivery_threads: int = 48
    """How many deliveries one process has in hand at a time, each waiting for an LMS or a store."""
    broker_url: str = field(default="", repr=False)
    """Address of Redis or RabbitMQ for Celery; empty means that `worker` looks by itself."""
    statement_days: int = 730
    """Days for which statements are kept after they were delivered; 0 keeps them for good."""
    metrics_token: str = field(default="", repr=False)
    """What whoever reads /metrics must show as a bearer token; empty switches the page off."""
    lrs_endpoint: str = ""
    """Address of the Learning Record Store's xAPI resource; empty means none."""
    lrs_key: str = field(default="", repr=False)
    """User name for the Learning Record Store."""
    lrs_secret: str = field(default="", repr=False)
    """Password for the Learning Record Store."""
    session_idle_minutes: int = 120
    """A session ends after this long without a request."""
    session_hours: int = 12
    """A session ends after this long in any case."""
    schemas_dir: str = ""
    """Folder with the control documents (XSDs) that exports include, as `make schemas` fills it; empty means none."""
    time_zone: str = "Europe/London"
    """The zone in which times are shown."""
    log_level: str = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""
    log_format: str = "text"
    """`text` for people, `json` for what collects logs."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read what is set, keep the defaults for the rest.

        Raises:
            SettingsError: If a value does not fit, or a variable with our prefix is not a setting.
        """
        known = {PREFIX + field.name.upper(): field for field in fields(cls)}
        unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise SettingsError(
                f"{unknown[0]} is not a setting.", advice="Check its spelling against docs/settings.md."
            )
        values = {
            field.name: _converted(name, environment[name], field.type)
            for name, field in known.items()
            if name in environment
        }
        return cls(**values)  # type: ignore[arg-type]  # each value was converted to its field's type

    def __post_init__(self) -> None:
        _require_own_address(self.base_url)
        _require_log(self.log_level, self.log_format)
        if self.metrics_token and (len(self.metrics_token) < 16 or not self.metrics_token.isascii()):
            raise SettingsError(
                "LTI_NPQ_METRICS_TOKEN is shorter than 16 characters, or not plain.",
                advice="Set it to the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(24))'",
            )
        if self.broker_url and not self.broker_url.startswith(_BROKERS):
            raise SettingsError(
                "LTI_NPQ_BROKER_URL is neither of Redis nor of RabbitMQ.",
                advice="Write redis://host:6379/0 or amqp://user:password@host:5672//, or leave it out.",
            )
        if self.broker_url and self.runs_embedded:
            raise SettingsError(
                "LTI_NPQ_BROKER_URL is set, but the database is SQLite.",
                advice="Several workers need PostgreSQL: set LTI_NPQ_DATABASE_URL, or leave the broker out.",
            )
        _require_between(1, 65_535, port=self.port)
        _require_between(1, 256, delivery_threads=self.delivery_threads)
        _require_between(0, 36_500, statement_days=self.statement_days)
        _require_between(0, 10, trusted_proxies=self.trusted_proxies)
        _require_between(1, 1_000, max_upload_mb=self.max_upload_mb)
        _require_between(1, 1_000, web_processes=self.web_processes, web_threads=self.web_threads)
        _require_zone(self.time_zone)
        _require_hosts(self.own_lms_hosts)
        if self.lrs_endpoint:
            _require_lrs(self.lrs_endpoint, self.lrs_key)

    @property
    def effective_database_url(self) -> str:
        """The database URL to use."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'lti-npq.sqlite3'}"

    @property
    def vouched_hosts(self) -> frozenset[str]:
        """The hosts of `own_lms_hosts`, in lower case."""
        return frozenset(host.strip().lower() for host in self.own_lms_hosts.split(",") if host.strip())

    @property
    def runs_embedded(self) -> bool:
        """Whether the database is a file of ours, which we keep up to date by ourselves."""
        return self.effective_database_url.startswith("sqlite")

    def require_secret(self) -> None:
        """Refuse to run without a real secret.

        Raises:
            SettingsError: If it is missing or short.
        """
        if len(self.secret_key) < MINIMUM_SECRET_LENGTH:
            raise SettingsError(
                f"LTI_NPQ_SECRET_KEY is missing or shorter than {MINIMUM_SECRET_LENGTH} characters.",
                advice="Set it to the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'",
            )


def _web_address(text: str) -> SplitResult | None:
    """Return the parts of an address with scheme and host, None for anything else."""
    try:
        address = urlsplit(text)
        # Reading the port is what finds one that is no number.
        is_complete = address.scheme in {"http", "https"} and bool(address.hostname) and address.port != 0
    except ValueError:
        return None
    return address if is_complete else None


def _require_own_address(base_url: str) -> None:
    """Refuse what is no address of a host, or not the one by which browsers name it: they say where forms come from."""
    address = _web_address(base_url)
    if address is None or address.path or address.query:
        raise SettingsError(
            f"LTI_NPQ_BASE_URL is '{base_url}', which is not an address like https://npq.example.org.",
            advice="Give the scheme and the host (and the port, if any), with no path and no slash at the end.",
        )
    host = address.netloc.rpartition("@")[2].lower()
    as_browsers_write = f"{address.scheme}://{host.removesuffix(_USUAL_PORTS[address.scheme])}"
    if base_url != as_browsers_write:
        raise SettingsError(
            f"LTI_NPQ_BASE_URL is '{base_url}', which is not how browsers write it.",
            advice=f"Write it as they do: {as_browsers_write}",
        )


def _require_log(level: str, form: str) -> None:
    """Refuse a log that nobody could read."""
    if level not in _LOG_LEVELS:
        raise SettingsError(
            f"LTI_NPQ_LOG_LEVEL is '{level}', which is not a level.", advice=f"Write one of {', '.join(_LOG_LEVELS)}."
        )
    if form not in _LOG_FORMATS:
        raise SettingsError(f"LTI_NPQ_LOG_FORMAT is '{form}', which is not a format.", advice="Write text or json.")


def _require_between(least: int, most: int, **numbers: int) -> None:
    for name, number in numbers.items():
        if not least <= number <= most:
            raise SettingsError(
                f"{PREFIX}{name.upper()} is {number}, which is not between {least} and {most}.",
                advice="Choose a number in that range, or leave the setting out.",
            )


def _require_zone(name: str) -> None:
    """Refuse a zone that this computer does not know: times would have to be guessed."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            f"LTI_NPQ_TIME_ZONE is '{name}', which is not a time zone known here.",
            advice="Write a name like Europe/London; if that is what it says, install the system's tzdata package.",
        ) from None


def _require_hosts(hosts: str) -> None:
    """Refuse what no host can be called."""
    for host in filter(None, map(str.strip, hosts.split(","))):
        if not _HOST.fullmatch(host):
            raise SettingsError(
                f"LTI_NPQ_OWN_LMS_HOSTS names '{host}', which is not a host.",
                advice="Write hosts like canvas.school.example, separated by commas, without https://.",
            )


def _require_lrs(endpoint: str, key: str) -> None:
    """Refuse what no statement could be sent to."""
    address = _web_address(endpoint)
    if address is None or "@" in address.netloc or address.query:
        raise SettingsError(
            "LTI_NPQ_LRS_ENDPOINT is not an address like https://lrs.example.org/xapi.",
            advice="Give scheme, host and path; the user name and password belong in LTI_NPQ_LRS_KEY and _SECRET.",
        )
    if ":" in key:
        raise SettingsError("LTI_NPQ_LRS_KEY contains a colon, which a user name cannot.")


def _converted(name: str, text: str, wanted: object) -> object:
    if wanted is bool:
        return _to_bool(name, text)
    if wanted is int:
        return _to_int(name, text)
    return Path(text).expanduser() if wanted is Path else text


def _to_bool(name: str, text: str) -> bool:
    if text.lower() in _YES | _NO:
        return text.lower() in _YES
    raise SettingsError(f"{name} is '{text}', which is neither yes nor no.", advice="Write true or false.")


def _to_int(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SettingsError(f"{name} is '{text}', which is not a whole number.") from None
