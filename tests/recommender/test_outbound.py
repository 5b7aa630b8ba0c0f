"""Which hosts a list names, which addresses are public, and whose word counts for one that is not."""

from __future__ import annotations

import ipaddress

import pytest

from recommender.errors import OutboundError
from recommender.outbound import AddressRules, HostList, NamedBy, Outbound, RefusedAddressError, is_public


@pytest.mark.parametrize(
    ("entry", "among", "not_among"),
    [
        ("example.com", ["example.com", "EXAMPLE.com", "a.example.com", "example.com."], ["badexample.com", "com"]),
        (".example.com", ["a.example.com", "example.com"], ["example.org"]),
        ("*.example.com", ["a.b.example.com"], ["example.org"]),
        ("*", ["example.com", "127.0.0.1", "::1"], []),
        ("10.1.2.3/8", ["10.255.0.1"], ["11.0.0.1", "ten.example"]),
        ("127.0.0.1", ["127.0.0.1"], ["127.0.0.2", "localhost"]),
        ("[fd00::]/8", ["fd12::1"], ["fe80::1"]),
        ("fd00::/8", ["fd12::1", "[fd12::1]"], ["fe80::1"]),
        ("::1", ["::1"], ["::2"]),
    ],
)
def test_a_list_of_hosts(entry: str, among: list[str], not_among: list[str]) -> None:
    """Names with what is below them, addresses, networks."""
    hosts = HostList.parse([entry], "NO_PROXY")
    assert all(hosts.has(each) for each in among)
    assert not any(hosts.has(each) for each in not_among)


@pytest.mark.parametrize("entry", ["example.com:8080", "10.0.0.0:8080", "[::1]:8080"])
def test_a_port_narrows_an_entry(entry: str) -> None:
    """To that port of the host."""
    host = entry.rpartition(":")[0]
    hosts = HostList.parse([entry], "NO_PROXY")
    assert hosts.has(host, 8080)
    assert not hosts.has(host, 80)


@pytest.mark.parametrize("entry", ["10.0.0.0/99", "a/b", "...", "1.2.3.4/x"])
def test_what_is_no_host_is_told(entry: str) -> None:
    """With where it stands."""
    with pytest.raises(OutboundError, match=r"NO_PROXY: .* is neither a host nor a network"):
        HostList.parse([entry], "NO_PROXY")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.9.9.9",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
        ),
        *("100.100.100.200", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.0.192", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "2002:a00:1::1", "2001:db8::1"),
    ],
)
def test_what_is_not_public(address: str) -> None:
    """Loopback, private, link-local, shared, reserved and multicast, also dressed up as IPv6."""
    assert not is_public(ipaddress.ip_address(address))
    for named_by in (NamedBy.CATALOGUE, NamedBy.SHOPPER):
        with pytest.raises(RefusedAddressError):
            AddressRules().check(address, named_by)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_what_is_public(address: str) -> None:
    """Is connected to for anybody."""
    AddressRules().check(address, NamedBy.SHOPPER)
    assert is_public(ipaddress.ip_address(address))


def test_whose_word_counts() -> None:
    """The platform's for all; the catalogue's for the address that it spells out, on that server, and for what the shop
    allows; a shopper's for nothing private, whatever the shop allows its catalogue."""
    rules = AddressRules(["pictures.lan", "10.0.0.0/8"])
    here = "http://127.0.0.1:8000/a.jpg"
    assert rules.trusts(NamedBy.PLATFORM, here, here)
    assert rules.trusts(NamedBy.CATALOGUE, here, here)
    assert rules.trusts(NamedBy.CATALOGUE, "http://127.0.0.1:8000/b.jpg", here)
    assert not rules.trusts(NamedBy.CATALOGUE, "http://127.0.0.1:9000/b.jpg", here)
    assert not rules.trusts(NamedBy.CATALOGUE, here, "https://shop.example/a.jpg")
    for metadata in ("http://169.254.169.254/latest", "http://[fd00:ec2::254]/latest", "http://0.0.0.0/"):
        assert not rules.trusts(NamedBy.CATALOGUE, metadata, metadata)
    assert rules.trusts(NamedBy.CATALOGUE, "http://pictures.lan/a.jpg", "https://shop.example/a.jpg")
    rules.check("10.1.2.3", NamedBy.CATALOGUE)
    for lan in (here, "http://pictures.lan/a.jpg", "http://10.1.2.3/"):
        assert not rules.trusts(NamedBy.SHOPPER, lan, lan)
    with pytest.raises(RefusedAddressError):
        rules.check("10.1.2.3", NamedBy.SHOPPER)


def test_which_proxy_is_taken() -> None:
    """That of the scheme, websockets like pages; else that for all; small letters before large ones."""
    environ = {"HTTPS_PROXY": "http://s:1", "https_proxy": "t:2", "ALL_PROXY": "https://a:3", "NO_PROXY": ".lan, ::1"}
    outbound = Outbound.of(environ)
    assert outbound.proxy_for("https://example.com/") == outbound.proxy_for("wss://example.com/") == "http://t:2"
    assert outbound.proxy_for("http://example.com/") == outbound.proxy_for("ws://example.com/") == "https://a:3"
    assert outbound.proxy_for("https://files.lan:8080/") == outbound.proxy_for("http://[::1]/") == ""
    assert Outbound.of({"HTTP_PROXY": "http://x:1", "REQUEST_METHOD": "GET"}).proxy_for("http://example.com/") == ""
