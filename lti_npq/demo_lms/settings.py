"""Where the demonstration LMS listens, and which tool it knows."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from lti_npq.demo_lms.addresses import OF_DIALECT, Addresses
from lti_npq.demo_lms.clock import Clock
from lti_npq.demo_lms.errors import StartError
from lti_npq.demo_lms.habits import Dialect, Habits

CLIENT_ID = "demo-lti-npq"
_SIGN_ON_HOST = "localhost"
"""Every computer leads it to 127.0.0.1, offline as well, and browsers take the two for different sites."""


@dataclass(frozen=True)
class DemoSettings:
    """One LMS and the tool it knows from the start."""

    port: int = 8501
    """0 lets the operating system choose; only a running LMS then knows its address."""
    host: str = "127.0.0.1"
    tool: str = "http://localhost:8500"
    """The tool's address without a path. On purpose another site than the LMS: 127.0.0.1 and localhost differ."""
    folder: Path | None = None
    """Where grades, statements and the signing key are kept; None keeps them in memory."""
    habits: Habits = field(default_factory=Habits)
    xapi_key: str = "demo"
    xapi_secret: str = "demo"  # noqa: S105 -- the published password of a demonstration

    def __post_init__(self) -> None:
        if not _is_loopback(self.host):
            raise StartError(f"The demonstration LMS listens on this computer only, never on {self.host}.")
        if self.habits.separate_sign_on and self.host != "127.0.0.1":
            raise StartError(
                f"With a sign-on of its own at localhost the LMS listens at 127.0.0.1, not {self.host}. "
                "Leave --host out, or add --habit separate_sign_on=off."
            )
        if urlsplit(self.tool).scheme not in {"http", "https"} or not urlsplit(self.tool).netloc:
            raise StartError(f"The tool's address must look like http://localhost:8500, not {self.tool!r}.")
        object.__setattr__(self, "tool", self.tool.rstrip("/"))

    @property
    def issuer(self) -> str:
        """What the LMS calls itself in every message."""
        return self.habits.environment.issuer if self.habits.shared_issuer else self.address

    @property
    def deployment_id(self) -> str:
        """Of the tool that is known from the start; Moodle takes the number it has among its tools."""
        return "1" if self.habits.dialect is Dialect.MOODLE else "demo-1"

    @property
    def address(self) -> str:
        """Where people find their courses, and tools its services."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def sign_on_address(self) -> str:
        """Where tools ask who somebody is, for keys and for access tokens."""
        return f"http://{_SIGN_ON_HOST}:{self.port}" if self.habits.separate_sign_on else self.address

    @property
    def clock(self) -> Clock:
        return Clock(self.habits.clock_ahead)

    @property
    def addresses(self) -> Addresses:
        return OF_DIALECT[self.habits.dialect]

    @property
    def authorize_url(self) -> str:
        return self.sign_on_address + self.addresses.authorize

    @property
    def token_url(self) -> str:
        return self.sign_on_address + self.addresses.token

    @property
    def jwks_url(self) -> str:
        return self.sign_on_address + self.addresses.jwks

    @property
    def configuration_url(self) -> str:
        return self.address + self.addresses.configuration

    @property
    def storage_frame_url(self) -> str:
        return self.sign_on_address + self.addresses.storage_frame

    @property
    def xapi_url(self) -> str:
        return f"{self.address}/xapi"

    @property
    def tool_login_url(self) -> str:
        return f"{self.tool}/lti/login"

    @property
    def tool_launch_url(self) -> str:
        """The only redirect URI, and the target of every link."""
        return f"{self.tool}/lti/launch"

    @property
    def tool_jwks_url(self) -> str:
        return f"{self.tool}/lti/jwks"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
