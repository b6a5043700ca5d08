"""Addresses that an LMS names: followed or shown only if they are what they should be."""

import re
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_NAT64 = IPv6Network("64:ff9b::/96")
# Which networks Python knows as private differs by its version. Source: IANA, address registries; RFC 4291, 2.4.
_SPECIAL = IPv4Network("192.0.0.0/24")
_GLOBAL = IPv6Network("2000::/3")
_PLAIN_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")
_UNFIT = re.compile("[\0\t\r\n\ud800-\udfff]")


def web_address(value: object) -> str | None:
    """Return an address a browser or we may follow, or None: never `javascript:` and the like.

    Its host ends up in headers, so nothing but a plain host and port will do. Line breaks are refused, since `urlsplit`
    judges an address as if it had none, and so is what not every database can keep.
    """
    if not isinstance(value, str) or not value.startswith(("https://", "http://")) or _UNFIT.search(value):
        return None
    try:
        host = urlsplit(value).netloc
    except ValueError:
        return None
    return value if _PLAIN_HOST.fullmatch(host) else None


def with_query(url: str, **added: str) -> str:
    """Return an address with these parameters in its query, in place of any of the same names."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in added]
    return urlunsplit(parts._replace(query=urlencode([*kept, *added.items()])))


def objection(value: object, *, allows_private: bool) -> str | None:
    """Return, as the end of a sentence, why nothing is to be asked of an address; None if there is no reason."""
    address = web_address(value)
    host = urlsplit(address).hostname if address else None
    if not address or not host:
        return "is not a web address"
    if is_private(host) and not allows_private:
        return "lies in a private network, which this installation does not call"
    if not address.startswith("https://") and not _is_loopback(host):
        return "is not protected by HTTPS"
    return None


def is_private(host: str) -> bool:
    """Whether a host is written as an address that is not for the whole internet; a name is not looked up."""
    number = _number(host)
    return _is_loopback(host) or (number is not None and not all(map(_is_public, (number, *_within(number)))))


def _is_loopback(host: str) -> bool:
    number = _number(host)
    return host == "localhost" or host.endswith(".localhost") or (number is not None and number.is_loopback)


def _is_public(number: IPv4Address | IPv6Address) -> bool:
    if isinstance(number, IPv4Address):
        return number.is_global and not number.is_multicast and number not in _SPECIAL
    return number.is_global and (number in _GLOBAL or number in _NAT64)


def _within(number: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """Give the IPv4 addresses that gateways would take an IPv6 address to: 6to4 and NAT64."""
    if isinstance(number, IPv6Address):
        if number.sixtofour is not None:
            yield number.sixtofour
        if number in _NAT64:
            yield IPv4Address(int(number) & 0xFFFFFFFF)


def _number(host: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address that a host is, in any spelling that the system would follow (`127.1`, `0x7f000001`)."""
    try:
        number = ip_address(host)
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(host))
        except OSError:
            return None
    return (number.ipv4_mapped or number) if isinstance(number, IPv6Address) else number
