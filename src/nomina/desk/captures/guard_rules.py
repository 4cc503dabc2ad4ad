"""Which names and addresses a capture may reach: public ones, and nothing else (SEC-21).

Pure rules, each with a short stable code for what it refuses. A name is judged before it is
looked up, an address just before it is connected to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

PORTS = {"http": 80, "https": 443}
"""Schemes that are spoken, each at its own port."""

# Beside what `is_global` refuses: IANA's special-purpose registries (RFC 6890 and later) name
# more than the oldest Python that this runs on knows of.
_NEVER_4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24"),
            *("192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15", "224.0.0.0/3"),
        ),
    )
)
# Only 2000::/3 is given out to networks; inside it lie protocols (Teredo, ORCHID, AS112),
# documentation and 6to4. Mapped, compatible, local and multicast addresses lie outside.
_UNICAST_6 = IPv6Network("2000::/3")
_NEVER_6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"))
)
_NAT64 = IPv6Network("64:ff9b::/96")
"""Carries an IPv4 address in its last four bytes (RFC 6052); judged by that one."""

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE = frozenset(
    {"local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "arpa"}
    | {"onion", "alt", "invalid", "test"}
)
"""Last labels that are answered inside a network, or by none (RFC 6761, 6762, 8375, 9476)."""


def networks(text: str) -> tuple[Network, ...]:
    """Give the networks that a list with commas names, such as ``"198.51.100.0/24, 2a00::/32"``.

    Raises:
        ValueError: one of them is not a network.
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def name_refused(host: str) -> str | None:
    """Say why a host may not even be looked up; None where it may.

    Numbers are refused in any notation, public ones too: an address that people publish has a
    name. So are names with a dot at the end, which some programs compare as other names.

    Args:
        host: as the browser asked for it, in small letters.
    """
    labels = host.split(".")
    if ":" in host or "[" in host or _NUMBER.fullmatch(labels[-1]):
        return "number"
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "number" if _NUMBER.fullmatch(host.strip(".").rpartition(".")[2]) else "name"
    if len(labels) < 2 or labels[-1] in _INSIDE:
        return "name"
    return None


def address_refused(address: str, never: Iterable[Network] = ()) -> str | None:
    """Say why an address may not be connected to; None where it may.

    Args:
        address: as a resolver gave it.
        never: networks of one's own that have public addresses.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return "not-an-address"
    if any(found.version == network.version and found in network for network in never):
        return "own"
    if isinstance(found, IPv4Address):
        return None if _public_4(found) else "not-public"
    if found.scope_id is None and found in _NAT64:
        carried = IPv4Address(found.packed[12:])
        return address_refused(str(carried), never)
    return None if _public_6(found) else "not-public"


def _public_4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in _NEVER_4)


def _public_6(address: IPv6Address) -> bool:
    special = any(address in network for network in _NEVER_6)
    return address.scope_id is None and address in _UNICAST_6 and address.is_global and not special
