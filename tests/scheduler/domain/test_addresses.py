"""Which addresses may be called in a tenant's place."""

from __future__ import annotations

import pytest

from scheduler.domain.rules.addresses import is_public, literal_address

_INSIDE = [
    ("127.0.0.1", "this machine"),
    ("127.255.255.254", "this machine, all of 127/8"),
    ("0.0.0.0", "this machine, on many systems"),
    ("0.1.2.3", "this network"),
    ("10.0.0.1", "private"),
    ("10.255.255.255", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private, the last of /12"),
    ("192.168.1.1", "private"),
    ("169.254.169.254", "what clouds tell their machines"),
    ("169.254.0.1", "link-local"),
    ("100.64.0.1", "between a carrier and its customers"),
    ("100.100.100.200", "what Alibaba's cloud tells its machines"),
    ("168.63.129.16", "what Azure tells its machines"),
    ("192.0.0.192", "what Oracle's cloud tells its machines"),
    ("192.0.2.1", "documentation"),
    ("198.18.0.1", "for measurements"),
    ("198.51.100.7", "documentation"),
    ("203.0.113.7", "documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "this machine, on many systems"),
    ("::1", "this machine"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local, with its zone"),
    ("fc00::1", "unique local"),
    ("fd00:ec2::254", "what Amazon tells its machines"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
    ("2001:db8::1", "documentation"),
    ("3fff::1", "documentation"),
    ("::ffff:127.0.0.1", "this machine, mapped"),
    ("::ffff:10.0.0.1", "private, mapped"),
    ("::ffff:169.254.169.254", "clouds, mapped"),
    ("::127.0.0.1", "this machine, in the old way"),
    ("64:ff9b::7f00:1", "this machine, to be translated"),
    ("64:ff9b::a9fe:a9fe", "clouds, to be translated"),
    ("64:ff9b:1::a00:1", "private, to be translated"),
    ("2002:7f00:1::", "this machine, by 6to4"),
    ("2002:a00:1::1", "private, by 6to4"),
    ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo"),
    ("no address", "nothing"),
    ("", "nothing"),
]


@pytest.mark.parametrize("address", [address for address, _ in _INSIDE], ids=[f"{a} {w}" for a, w in _INSIDE])
def test_what_lies_inside_is_not_called(address: str) -> None:
    """A tenant would reach, through the service, what only the park may."""
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "8.8.8.8", "93.184.216.34", "172.15.255.255", "172.32.0.1", "192.167.255.255", "100.63.255.255",
     "100.128.0.1", "169.253.255.255", "223.255.255.254", "2606:4700:4700::1111", "2a00:1450:4001::1",
     "::ffff:8.8.8.8", "64:ff9b::808:808"],
)  # fmt: skip
def test_the_internet_is_called(address: str) -> None:
    """A rule that is too wide would keep honest receivers from their events; these lie right beside what is closed."""
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("example.com", None),
        ("localhost", None),
        ("1.2.3.4.example.com", None),
        ("", None),
    ],
)
def test_an_address_is_known_however_it_is_written(host: str, address: str | None) -> None:
    """The system understands more than four numbers with dots, so the rule must."""
    assert literal_address(host) == address
