"""Which addresses the service may call when a tenant says where: those of the public internet, and no others.

A tenant names the address, the service calls it from inside the park's network. Without this rule it would reach, in the tenant's place,
what only the inside may: other machines, the service itself, the data that a cloud tells its machines.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    Address = IPv4Address | IPv6Address

#: Networks beside those that Python knows to be special, of either kind of address.
_MORE = (
    "192.0.0.0/24",  # of protocols; Oracle's cloud tells its machines about themselves there
    "168.63.129.16/32",  # what a machine of Azure asks about itself
    "192.88.99.0/24",  # relays of 6to4, given up
    "64:ff9b:1::/48",  # translation to addresses of one's own network
    "5f00::/16",  # segment routing
    "3fff::/20",  # documentation
    "fec0::/10",  # site-local, given up
)
#: Addresses of the public internet that are written within those of IPv6 for a gateway to translate.
_TRANSLATED = "64:ff9b::/96"


def is_public(text: str) -> bool:
    """Return whether an address, as a name was resolved to it, is one of the public internet; what is no address is not."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return all(map(_is_public, _meant(address)))


def literal_address(host: str) -> str | None:
    """Return the address that a host says in figures, however they are written (`127.1`, `0x7f000001`); None: it is a name."""
    with suppress(ValueError):
        return str(ip_address(host.partition("%")[0].strip("[]")))
    with suppress(OSError):
        return str(IPv4Address(socket.inet_aton(host)))
    return None


def _is_public(address: Address) -> bool:
    special = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )
    return address.is_global and not special and not any(address in ip_network(network) for network in _MORE)


def _meant(address: Address) -> Iterator[Address]:
    """Yield what is called when an address is: itself, or what the system or a gateway calls in its place."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            yield address.ipv4_mapped
            return
        if address in ip_network(_TRANSLATED):
            yield IPv4Address(int(address) & 0xFFFFFFFF)
            return
        if address.sixtofour is not None:
            yield address.sixtofour
        if address.teredo is not None:
            yield from address.teredo
    yield address
