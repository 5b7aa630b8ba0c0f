"""Who may talk to the local chat: it has no login, so what the browser says of a request has to keep strangers out.

Any web page that a shopper has open can send requests to 127.0.0.1, and with DNS rebinding even under a name of its
own. So a request is answered only under an address that is ours (RFC 9110, 7.4), and only for our own page (Origin
and Sec-Fetch-Site, as the OWASP CSRF cheat sheet advises). All responses carry headers that keep the page to itself.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.frontends.web.requests import reading

# The page's own policy: everything from this server, nothing inline; blob: is the shopper's photo before it is sent.
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# Pictures and documents come from catalogues and shoppers: should one be opened by itself, it can do nothing.
INERT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self), browsing-topics=()",
}


def _is_loopback(host: str) -> bool:
    """Whether a server bound to `host` can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _own_names(host: str) -> frozenset[str]:
    """The host names (besides addresses) under which a server bound to `host` may be asked for."""
    names = {"localhost", host.lower()}
    if not _is_loopback(host):
        machine = socket.gethostname().lower()
        names |= {machine, f"{machine}.local", machine.partition(".")[0], f"{machine.partition('.')[0]}.local"}
    return frozenset(names - {""})


def guard(host: str) -> Middleware:
    """A middleware that refuses what was not asked under an own address, or was asked by another site's page.

    `host` is what the server is bound to.
    """
    known = _own_names(host)
    loopback_only = _is_loopback(host)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not _is_own_host(request.headers.get("Host", ""), known, loopback_only):
            raise web.HTTPMisdirectedRequest(text="The local chat does not answer under this address.")
        with reading("The request cannot be read."):
            # All that is read of every request, the address and the cookies included.
            is_own_page = bool(request.url) and request.cookies is not None and _is_own_page(request)
        if not is_own_page:
            raise web.HTTPForbidden(text="The local chat answers its own page only.")
        return await handler(request)

    return check


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`: what every response carries, errors, files and the socket's handshake included."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = "Lookalike"


def _is_own_host(header: str, names: frozenset[str], loopback_only: bool) -> bool:
    try:
        name = urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return False
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name in names
    # Rebinding needs a name; an address in the Host header is where the browser really connected to.
    return address.is_loopback or not loopback_only


def _is_own_page(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None:
        # Only host and port are compared: behind a proxy with TLS our scheme is not the browser's.
        return urlsplit(origin).netloc.lower() == request.headers.get("Host", "").lower()
    site = request.headers.get("Sec-Fetch-Site", "none")
    if site in ("same-origin", "none"):
        return True
    # A link from elsewhere may open the page itself; nothing else is handed to another site.
    return (
        request.method in ("GET", "HEAD")
        and request.path == "/"
        and request.headers.get("Sec-Fetch-Dest") == "document"
    )
