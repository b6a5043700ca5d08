"""An LMS as the protocol code needs to know it."""

from urllib.parse import urlsplit

from msgspec import Struct


class Registration(Struct, frozen=True):
    """Who issues launches, what we are called there, and where its services are."""

    id: int
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    platform: str | None = None
    """Key of its profile; None where nobody has said which product it is."""
    service_hosts: frozenset[str] = frozenset()
    """Hosts, with the port if any, that an administrator named as the platform's beside those of its addresses."""

    @property
    def sites(self) -> tuple[str, ...]:
        """Addresses of the sites that show the platform's pages, and so the tool's frames.

        Where customers share one issuer, the pages of each are on the host that its services are on.
        """
        scheme, _ = _origin(self.token_url)
        return (self.issuer, *(f"{scheme}://{host}" for host in sorted(self.service_hosts)))

    @property
    def has_known_sites(self) -> bool:
        """Whether `sites` are all that there are, before a launch says more.

        Where customers share an issuer, theirs are unknown until an administrator names them; such an issuer's own
        host is not where people sign in.
        """
        return bool(self.service_hosts) or _origin(self.issuer) == _origin(self.auth_url)

    def has_services_at(self, url: str) -> bool:
        """Whether an address is the platform's own, so that an access token may go there.

        A token is no more to be sent in clear than to a stranger: a named host counts with the token address's scheme.
        """
        known = {_origin(address) for address in (self.issuer, self.auth_url, self.token_url)}
        scheme, _ = _origin(self.token_url)
        return _origin(url) in known | {(scheme, host) for host in self.service_hosts}


def _origin(url: str) -> tuple[str, str]:
    """Return scheme and host."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
