"""The rules are held against IANA's registries as published, not against Python's own tables."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest

from nomina.desk.captures.guard_rules import address_refused, name_refused, networks

# IANA IPv4 and IPv6 Special-Purpose Address Registries, with multicast (RFC 5771, RFC 4291).
SPECIAL_4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24"),
    *("192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
SPECIAL_6 = (
    *(
        "::/128",
        "::1/128",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b:1::/48",
        "100::/64",
        "100:0:0:1::/64",
    ),
    *("2001::/32", "2001:2::/48", "2001:3::/32", "2001:10::/28", "2001:20::/28", "2001:30::/28"),
    *("2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16"),
    *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3"),
)


@pytest.mark.parametrize("text", [*SPECIAL_4, *SPECIAL_6])
def test_no_address_of_a_special_network_is_reached(text: str) -> None:
    network = ip_network(text)
    middle = network[network.num_addresses // 2]
    for address in (network[0], middle, network[-1]):
        assert address_refused(str(address)) == "not-public", address


@pytest.mark.parametrize("text", SPECIAL_4)
def test_the_neighbours_of_a_special_network_are_public(text: str) -> None:
    network = ip_network(text)
    special = [ip_network(each) for each in SPECIAL_4]
    for number in (int(network[0]) - 1, int(network[-1]) + 1):
        if 0 <= number < 2**32:
            address = ip_address(number)
            inside = any(address in each for each in special)
            assert (address_refused(str(address)) is None) == (not inside), address


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "100.64.0.1"])
def test_an_address_inside_another_is_seen(inner: str) -> None:
    number = int(IPv4Address(inner))
    wrapped = {
        "mapped": IPv6Address((0xFFFF << 32) | number),
        "compatible": IPv6Address(number),
        "nat64": IPv6Address((0x64FF9B << 96) | number),
        "6to4": IPv6Address((0x2002 << 112) | (number << 80)),
        "teredo": IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)),
    }
    for kind, address in wrapped.items():
        assert address_refused(str(address)) == "not-public", kind


def test_public_addresses_are_reached() -> None:
    for address in ("1.1.1.1", "93.184.215.14", "2606:4700::1111", "64:ff9b::101:101"):
        assert address_refused(address) is None


def test_ones_own_public_networks_can_be_refused() -> None:
    never = networks("93.184.0.0/16, 2a00:1450::/32")
    assert address_refused("93.184.215.14", never) == "own"
    assert address_refused("2a00:1450::1", never) == "own"
    assert address_refused("64:ff9b::5db8:d70e", never) == "own"
    assert address_refused("93.185.0.1", never) is None


@pytest.mark.parametrize("text", ["", "localhost", "2001:db8::1%2", "fe80::1%eth0", "1.1.1", "::g"])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert address_refused(text) in {"not-an-address", "not-public"}


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "127.0.1",
            "0x7f000001",
            "2130706433",
            "0177.0.0.1",
            "017700000001",
        ),
        *(
            "017700000001",
            "0x7f.0.0.1",
            "0x7f.1",
            "[::1]",
            "::1",
            "[::ffff:127.0.0.1]",
            "127.0.0.1.",
            "0",
            "0x",
        ),
        *("1.1.1.1", "169.254.169.254", "a.127", "2130706433.", "0x7f000001."),
    ],
)
def test_a_number_is_no_name(host: str) -> None:
    assert name_refused(host) == "number"


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "a.localhost", "router", "printer.local", "db.internal", "example.org."),
        *("1.0.0.127.in-addr.arpa", "x.onion", "", ".", "a..b", "-a.org", "a b.org", "é.org"),
        *("a" * 64 + ".org", "a." * 130 + "org", "host\x00.org", "user@a.org", "a.org/"),
    ],
)
def test_names_that_are_answered_inside_are_refused(host: str) -> None:
    assert name_refused(host) == "name"


def test_public_names_are_looked_up() -> None:
    for host in ("example.org", "a-b.example.co.uk", "xn--e1afmkfd.xn--j1amh", "my_page.site.com"):
        assert name_refused(host) is None
