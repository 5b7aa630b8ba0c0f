"""How anything is reached over the network: the environment's proxies and certificates, and which addresses may be.

One policy for Telegram, Discord and pictures by URL; what speaks HTTP asks it here. It opens no connection itself.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import urlsplit

from recommender.errors import OutboundError

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SECURE = ("https", "wss")
_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
# Of whole networks that carry addresses of IPv4 (NAT64).
_CARRIERS = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/96")))
# Which Python takes for parts of the internet; one of them is where a cloud tells its secrets.
_RESERVED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "fec0::/10")))


class NamedBy(Enum):
    """Whose word an address is: the platform's own, the shop's catalogue's, or a stranger's."""

    PLATFORM = "platform"
    CATALOGUE = "catalogue"
    SHOPPER = "shopper"


class RefusedAddressError(OSError):
    """An address in a private network, which nobody has allowed."""


@dataclass(frozen=True, slots=True)
class HostList:
    """Hosts as NO_PROXY names them: names with all that is below them, addresses, networks, each perhaps with a port.

    "*" stands for all.
    """

    names: tuple[tuple[str, int], ...] = ()
    networks: tuple[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, int], ...] = ()

    @classmethod
    def parse(cls, entries: Iterable[str], where: str) -> Self:
        """`where` is told of an entry that is none. Raises OutboundError."""
        names, networks = [], []
        for entry in filter(None, map(str.strip, entries)):
            host, port = _host_and_port(entry.lower())
            try:
                networks.append((ipaddress.ip_network(host, strict=False), port))
            except ValueError:
                if "/" in host or (not host.strip("*.") and host != "*"):
                    raise OutboundError(
                        f"{where}: {entry!r} is neither a host nor a network, such as 10.0.0.0/8; correct it"
                    ) from None
                names.append((host.removeprefix("*").strip("."), port))
        return cls(tuple(names), tuple(networks))

    def has(self, host: str, port: int = 0) -> bool:
        """Whether a host, by name or address, is among them."""
        address = address_of(host)
        if address is not None:
            return any(address in network and at in (0, port) for network, at in self.networks) or ("", 0) in self.names
        host = host.lower().rstrip(".")
        return any(at in (0, port) and (not name or f".{host}".endswith(f".{name}")) for name, at in self.names)


@dataclass(frozen=True)
class Outbound:
    """The environment's word on connections: `proxies` by scheme, and the hosts that are reached `directly`."""

    proxies: Mapping[str, str]
    directly: HostList
    _environ: Mapping[str, str]

    @classmethod
    def of(cls, environ: Mapping[str, str] = os.environ) -> Outbound:
        """Raises OutboundError, with one sentence, for the first mistake."""
        named = {name.lower(): (name, value.strip()) for name, value in environ.items() if name != name.lower()}
        named |= {name: (name, value.strip()) for name, value in environ.items() if name == name.lower()}
        proxies = {}
        for kind in ("http", "https", "all"):
            name, value = named.get(f"{kind}_proxy", ("", ""))
            # What a web server hands to a CGI script under this name is a header of whoever asks.
            if value and not (name == "HTTP_PROXY" and "REQUEST_METHOD" in environ):
                proxies[kind] = _proxy(name, value)
        name, value = named.get("no_proxy", ("", ""))
        made = cls(MappingProxyType(proxies), HostList.parse(value.replace(",", " ").split(), name), dict(environ))
        assert made.ssl_context  # noqa: S101 - a mistake in the certificates shows here
        return made

    def proxy_for(self, url: str) -> str:
        """The address of the proxy for a URL of the web or of a websocket; "" if it is reached directly."""
        parts = urlsplit(url)
        if self.directly.has(parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)):
            return ""
        return self.proxies.get("https" if parts.scheme in _SECURE else "http", "") or self.proxies.get("all", "")

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        """With the certificates that the environment names, else those of the system, else those that Python brings."""
        bundle = next(((name, self._environ[name]) for name in _BUNDLES if self._environ.get(name)), ("", ""))
        named = (bundle, ("SSL_CERT_DIR", self._environ.get("SSL_CERT_DIR", "")))
        return _context(tuple((name, value, _changed_at(value)) for name, value in named if value))


class AddressRules:
    """Which addresses may be connected to for somebody's word: public ones, and those of the shop's `private_hosts`."""

    def __init__(self, private_hosts: Iterable[str] = ()) -> None:
        """Raises OutboundError."""
        self._private = HostList.parse(private_hosts, "[catalogue] private_hosts")

    def trusts(self, named_by: NamedBy, url: str, first: str) -> bool:
        """Whether the URL may be fetched wherever its host lies.

        So may the platform's own, the hosts that the shop allows, and an address that the catalogue itself spells out,
        if `url` is on the `first` one's server: where else that leads is somebody else's word.
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        if named_by is not NamedBy.CATALOGUE:
            return named_by is NamedBy.PLATFORM
        if self._private.has(host, port):
            return True
        address = ipaddress.ip_address("127.0.0.1") if host == "localhost" else address_of(host)
        is_meant = address is not None and not (
            address.is_link_local or address.is_multicast or address.is_unspecified or address == _METADATA
        )
        return is_meant and parts[:2] == urlsplit(first)[:2]

    def check(self, address: str, named_by: NamedBy) -> None:
        """Before connecting to an address. Raises RefusedAddressError."""
        found = address_of(address)
        if found is None or is_public(found) or (named_by is NamedBy.CATALOGUE and self._private.has(address)):
            return
        raise RefusedAddressError(f"{address} is in a private network, and not among [catalogue] private_hosts")

    def check_host(self, host: str, named_by: NamedBy) -> None:
        """Where a proxy connects: what can be told from here, which may be that the name is not known here. Blocks."""
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return
        for *_, address in found:
            self.check(str(address[0]), named_by)


_METADATA = ipaddress.ip_address("fd00:ec2::254")


def address_of(host: str) -> _Address | None:
    """The address that a host's name spells out, if it does."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(address: _Address) -> bool:
    """Whether it belongs to the internet, also where an address of IPv4 is carried in one of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        carried = [address.sixtofour, *(address.teredo or ())]
        carried += [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) for net in _CARRIERS if address in net]
        # "::127.0.0.1", which is out of use but understood.
        carried += [ipaddress.IPv4Address(int(address))] if int(address) >> 32 == 0 else []
        if not all(is_public(each) for each in carried if each is not None):
            return False
    return address.is_global and not address.is_multicast and not any(address in each for each in _RESERVED)


def _host_and_port(entry: str) -> tuple[str, int]:
    host, colon, port = entry.rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.endswith("]")):
        return host.strip("[]"), int(port)
    return entry.replace("[", "").replace("]", ""), 0


def _proxy(name: str, value: str) -> str:
    value = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https"):
            raise OutboundError(f"{name}: proxies of the kind {parts.scheme}:// are not spoken; name an http:// proxy")
        if parts.hostname and (parts.port is None or parts.port):
            return value
    except ValueError:
        pass
    # Without the value, which may hold a password.
    raise OutboundError(f"{name}: is no address of a proxy; write http://host:port")


def _changed_at(value: str) -> tuple[int, ...]:
    paths = [Path(each) for each in (value, *value.split(os.pathsep))]
    return tuple(path.stat().st_mtime_ns for path in paths if path.exists())


# One for all who connect: to read the certificates takes 35 ms of a processor, and a megabyte.
@lru_cache(4)
def _context(named: tuple[tuple[str, str, tuple[int, ...]], ...]) -> ssl.SSLContext:
    """Of what the environment names, as it was at these times. Raises OutboundError."""
    context = ssl.create_default_context() if not named else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not named and not _has_certificates():
        import certifi

        context.load_verify_locations(certifi.where())
    for name, value, _ in named:
        try:
            folders = [each for each in value.split(os.pathsep) if Path(each).is_dir()]
            if name == "SSL_CERT_DIR" and not folders:
                raise NotADirectoryError(0, "there is no such folder")
            context.load_verify_locations(None if folders else value, os.pathsep.join(folders) or None)
        except OSError as error:
            why = "it holds no certificates" if isinstance(error, ssl.SSLError) else error.strerror
            raise OutboundError(f"{name}: {value} cannot be used ({why}); correct or unset it") from error
    return context


def _has_certificates() -> bool:
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile) or bool(paths.capath and any(Path(paths.capath).iterdir()))
