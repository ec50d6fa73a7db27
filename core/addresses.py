"""Which IP addresses are public: a fixed table, because the one inside Python is as old as the interpreter.

Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), the IANA IPv6
address space, and the cloud providers' manuals for their metadata services. Ranges that the registries call
reachable but that never hold a web page (relays, anycast services) are refused as well.
"""

import ipaddress
from typing import NamedTuple


class Range(NamedTuple):
    """Addresses that are not public, and why."""

    network: ipaddress.IPv4Network | ipaddress.IPv6Network
    why: str


def _ranges(*rows: tuple[str, str]) -> tuple[Range, ...]:
    return tuple(Range(ipaddress.ip_network(network), why) for network, why in rows)


# The first match names the reason, so single addresses stand before the range that holds them.
_DENIED = {
    4: _ranges(
        ("169.254.169.254/32", "cloud metadata (AWS, Azure, Google, OpenStack)"),
        ("169.254.170.2/32", "cloud metadata (AWS ECS)"),
        ("100.100.100.200/32", "cloud metadata (Alibaba)"),
        ("192.0.0.192/32", "cloud metadata (Oracle)"),
        ("168.63.129.16/32", "cloud metadata (Azure wire server, inside public space)"),
        ("0.0.0.0/8", "this network (RFC 791)"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("100.64.0.0/10", "carrier-grade NAT (RFC 6598)"),
        ("127.0.0.0/8", "loopback (RFC 1122)"),
        ("169.254.0.0/16", "link-local (RFC 3927)"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.0.0.0/24", "protocol assignments (RFC 6890)"),
        ("192.0.2.0/24", "documentation (RFC 5737)"),
        ("192.31.196.0/24", "AS112 (RFC 7535)"),
        ("192.52.193.0/24", "multicast relays (RFC 7450)"),
        ("192.88.99.0/24", "6to4 relays (RFC 7526)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("192.175.48.0/24", "AS112 (RFC 7534)"),
        ("198.18.0.0/15", "benchmarking (RFC 2544)"),
        ("198.51.100.0/24", "documentation (RFC 5737)"),
        ("203.0.113.0/24", "documentation (RFC 5737)"),
        ("224.0.0.0/4", "multicast (RFC 5771)"),
        ("255.255.255.255/32", "broadcast (RFC 919)"),
        ("240.0.0.0/4", "reserved (RFC 1112)"),
    ),
    6: _ranges(
        ("fd00:ec2::254/128", "cloud metadata (AWS)"),
        ("fd20:ce::254/128", "cloud metadata (Google)"),
        ("::/128", "unspecified (RFC 4291)"),
        ("::1/128", "loopback (RFC 4291)"),
        ("::ffff:0:0/96", "IPv4-mapped (RFC 4291)"),
        ("::ffff:0:0:0/96", "IPv4-translated (RFC 7915)"),
        ("::/96", "IPv4-compatible (RFC 4291)"),
        ("64:ff9b::/96", "NAT64 (RFC 6052)"),
        ("64:ff9b:1::/48", "local NAT64 (RFC 8215)"),
        ("100::/64", "discard (RFC 6666)"),
        ("100:0:0:1::/64", "dummy prefix (RFC 9780)"),
        ("2001::/32", "Teredo, which carries an IPv4 address (RFC 4380)"),
        ("2001:2::/48", "benchmarking (RFC 5180)"),
        ("2001:10::/28", "ORCHID (RFC 4843)"),
        ("2001:20::/28", "ORCHIDv2 (RFC 7343)"),
        ("2001::/23", "protocol assignments (RFC 2928)"),
        ("2001:db8::/32", "documentation (RFC 3849)"),
        ("2002::/16", "6to4, which carries an IPv4 address (RFC 3056)"),
        ("2620:4f:8000::/48", "AS112 (RFC 7534)"),
        ("3ffe::/16", "6bone, returned (RFC 3701)"),
        ("3fff::/20", "documentation (RFC 9637)"),
        ("5f00::/16", "segment routing (RFC 9602)"),
        ("fc00::/7", "unique local (RFC 4193)"),
        ("fe80::/10", "link-local (RFC 4291)"),
        ("fec0::/10", "site-local (RFC 3879)"),
        ("ff00::/8", "multicast (RFC 4291)"),
    ),
}

_IPV6_PUBLIC = ipaddress.ip_network("2000::/3")  # IANA gives out unicast addresses from here alone


def why_not_public(address: str) -> str | None:
    """Say why an address is not one of the public internet.

    Args:
        address: an IPv4 address as four decimal numbers, or an IPv6 address without brackets.

    Returns:
        The reason, for engineers; None for a public address.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "not an IP address"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.scope_id is not None:
        return "bound to a network interface (RFC 4007)"
    for network, why in _DENIED[parsed.version]:
        if parsed in network:
            return why
    if parsed.version == 6 and parsed not in _IPV6_PUBLIC:
        return "outside the public IPv6 range 2000::/3"
    return None


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet."""
    return why_not_public(address) is None


def is_address(host: str) -> bool:
    """Whether a host is written as an IP address rather than a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
