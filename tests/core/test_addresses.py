"""Which addresses are public."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.addresses import is_address, is_public, why_not_public

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.0",
]
PUBLIC += ["169.253.255.255", "198.17.255.255", "198.20.0.0", "223.255.255.255", "9.255.255.255", "11.0.0.0"]
PUBLIC += [
    "2606:4700:4700::1111",
    "2a00:1450:400f::1",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2003::1",
    "3fff:1000::1",
]

REFUSED = {
    "loopback": ["127.0.0.1", "127.255.255.254", "::1"],
    "this network": ["0.0.0.0", "0.1.2.3"],
    "unspecified": ["::"],
    "private": [
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.255.255",
    ],
    "carrier-grade NAT": ["100.64.0.0", "100.127.255.255"],
    "link-local": ["169.254.0.1", "fe80::1", "febf::1"],
    "cloud metadata": [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd20:ce::254",
    ],
    "multicast": ["224.0.0.1", "239.255.255.255", "ff02::1", "192.52.193.1"],
    "reserved": ["240.0.0.1", "255.255.255.254"],
    "broadcast": ["255.255.255.255"],
    "benchmarking": ["198.18.0.0", "198.19.255.255", "2001:2::1"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.255", "2001:db8::1", "3fff::1", "3fff:fff::1"],
    "protocol assignments": ["192.0.0.8", "192.0.0.170", "2001:1::1", "2001:30::1"],
    "AS112": ["192.31.196.1", "192.175.48.1", "2620:4f:8000::1"],
    "6to4": ["192.88.99.1", "2002:7f00:1::", "2002:808:808::1"],
    "Teredo": ["2001::1", "2001:0:7f00:1::"],
    "ORCHID": ["2001:10::1", "2001:20::1"],
    "IPv4-mapped": ["::ffff:127.0.0.1", "::ffff:8.8.8.8"],
    "IPv4-translated": ["::ffff:0:127.0.0.1"],
    "IPv4-compatible": ["::127.0.0.1", "::8.8.8.8"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1"],
    "discard": ["100::1"],
    "dummy prefix": ["100:0:0:1::1"],
    "unique local": ["fc00::1", "fdff::1"],
    "site-local": ["fec0::1"],
    "6bone": ["3ffe::1"],
    "segment routing": ["5f00::1"],
    "outside the public IPv6 range": ["200::1", "4000::1", "a000::1", "1fff::1"],
    "network interface": ["fe80::1%eth0", "2606:4700::1%1"],
    "not an IP address": [
        "",
        "localhost",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "127.0.0.1 ",
        "[::1]",
    ],
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address):
    assert why_not_public(address) is None


@pytest.mark.parametrize(("why", "address"), [(why, one) for why, some in REFUSED.items() for one in some])
def test_other_addresses_are_refused_with_their_reason(why, address):
    assert why in why_not_public(address)
    assert not is_public(address)


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address):
    if is_public(str(address)):
        assert address.is_global
        assert not (address.is_multicast or address.is_reserved or address.is_link_local)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_gets_through_inside_an_ipv6_address(address):
    number = int(address)
    for prefix in ("::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::", "64:ff9b:1::"):
        assert not is_public(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) + number)))
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) + (number << 80))))


def test_an_address_is_told_from_a_name():
    assert is_address("127.0.0.1")
    assert is_address("::1")
    assert not is_address("127.1")
    assert not is_address("example.com")
