"""Web addresses: one parser for checking and connecting, so that the two never read a host differently."""

import re
from typing import Final

import httpx2

from core.addresses import is_address
from core.outbound import faults

MAX_LENGTH: Final = 8192
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
# C libraries read "2130706433", "0177.1" and "0x7f.1" as IPv4 addresses (inet_aton). Browsers tell such hosts
# by this test, "ends in a number" of the WHATWG URL Standard.
_ENDS_IN_NUMBER = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)$")


def parse(text: str) -> httpx2.URL:
    """Read an address that we are asked to fetch.

    Args:
        text: an absolute http or https URL.

    Returns:
        It, without fragment and without a dot behind the name.

    Raises:
        OutboundError: BAD_URL.
    """
    if len(text) > MAX_LENGTH:
        raise faults.bad_url("The address is too long.")
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise faults.bad_url("The address is not a valid web address.", str(error)) from error
    return _checked(url)


def follow(url: httpx2.URL, location: str) -> httpx2.URL:
    """Read where a redirect points to.

    Args:
        url: the address that redirected.
        location: its Location header, absolute or relative.

    Raises:
        OutboundError: BAD_URL.
    """
    try:
        return parse(str(url.join(location)))
    except (httpx2.InvalidURL, ValueError) as error:
        raise faults.bad_url("The page redirects to an address that is not valid.", str(error)) from error


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """What two addresses must share to be of the same server (RFC 6454)."""
    return url.scheme, url.host, url.port


def _checked(url: httpx2.URL) -> httpx2.URL:
    if url.scheme not in ("http", "https"):
        raise faults.bad_url("Only addresses with http or https can be read.", f"scheme {url.scheme!r}")
    if url.userinfo:
        raise faults.bad_url("An address with a user name or password in it is not read.")
    if url.port is not None and not 1 <= url.port <= 65535:
        # Port 0 would be read as "none given" further below, and another port be connected to.
        raise faults.bad_url("The port in the address is not valid.", str(url.port)[:20])
    host = url.raw_host.decode("ascii").removesuffix(".")
    if not _is_host(host):
        raise faults.bad_url("The server name in the address is not valid.", repr(host[:253]))
    return url.copy_with(host=host, fragment=None)


def _is_host(host: str) -> bool:
    # A zone id ("fe80::1%eth0") picks a network interface of this machine: nobody outside may do that.
    if is_address(host):
        return "%" not in host
    return len(host) <= 253 and not _ENDS_IN_NUMBER.search(host) and _NAME.fullmatch(host) is not None
