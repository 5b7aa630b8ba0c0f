"""A forward proxy of the tests' own on loopback: CONNECT for what is encrypted, whole addresses for what is not.

It writes down what it was asked for, and may lead everything to one place, so that no test needs the internet.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


@dataclass
class ForwardProxy:
    """`asked`: the methods and addresses, in order, and with them the password that was given. `leads_to`: the port on
    loopback to which everything goes; 0 sends each where it wants. With a `certificate` it ends the encryption itself,
    as the servers on the internet would."""

    leads_to: int = 0
    certificate: ssl.SSLContext | None = None
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    passwords: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, *headers = head.decode("latin-1").split("\r\n")
                method, address, version = first.split(" ")
                self.asked.append((method, address))
                self.passwords |= {each.split(" ")[-1] for each in headers if each.lower().startswith("proxy-auth")}
                place = urlsplit(f"//{address}" if method == "CONNECT" else address)
                host, port = (place.hostname, place.port or 80) if not self.leads_to else ("127.0.0.1", self.leads_to)
                there, to_there = await asyncio.open_connection(host, port)
                try:
                    if method == "CONNECT":
                        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
                        await writer.drain()
                        if self.certificate is not None:
                            await writer.start_tls(self.certificate)
                    else:
                        path = place._replace(scheme="", netloc="").geturl() or "/"
                        kept = [each for each in headers if not each.lower().startswith(("proxy-", "connection"))]
                        to_there.write("\r\n".join([f"{method} {path} {version}", "Connection: close", *kept]).encode())
                    await asyncio.gather(_pass(reader, to_there), _pass(there, writer))
                finally:
                    to_there.close()
                return


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError, OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def forward_proxy(leads_to: int = 0, certificate: ssl.SSLContext | None = None) -> AsyncIterator[ForwardProxy]:
    """Running within the block."""
    proxy = ForwardProxy(leads_to, certificate)
    tasks: set[asyncio.Task[None]] = set()

    def begun(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.get_running_loop().create_task(proxy.handle(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(begun, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        for task in [*tasks]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def self_signed(folder: Path, *names: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for these names, as a file to trust and as what a server shows."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    named = ",".join(f"DNS:{each}" for each in names)
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    extensions = ["-addext", f"subjectAltName={named}", "-addext", "basicConstraints=critical,CA:TRUE"]
    run = [*command, *extensions, "-keyout", key, "-out", certificate]
    subprocess.run(run, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
