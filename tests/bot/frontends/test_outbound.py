"""One way out for everything: the environment's proxy, its exceptions and its certificates, and one sentence on each
mistake in them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.app.check import findings
from bot.config import Config
from bot.frontends import FrontEndContext, FrontEndError
from bot.frontends.fetching import HttpFetcher
from bot.frontends.telegram.frontend import create
from bot.messages import PhotoEvent, Reply
from bot.ports import NamedBy
from recommender.fetching import Fetcher
from tests.bot.frontends.discord.loopback.server import DiscordServer
from tests.bot.frontends.discord.rig import ScriptedConversation, front_end_for, running_discord
from tests.bot.frontends.telegram.rig import Scripted, Someone, config, telegram
from tests.bot.frontends.telegram.server import BotApi
from tests.bot.rig import photo
from tests.forward_proxy import forward_proxy, self_signed

PICTURE = b"\xff\xd8\xff a picture"
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def pictures() -> AsyncIterator[int]:
    """A server of one picture; its port."""

    async def serve(request: web.Request) -> web.Response:
        assert request.path == "/a.jpg"
        return web.Response(body=PICTURE, content_type="image/jpeg")

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def both(url: str) -> list[bytes]:
    """The picture as the front ends and as a reindex fetch it."""
    fetcher = HttpFetcher()
    async with contextlib.aclosing(fetcher):
        found = (await fetcher.fetch(url, 1000)).data
    return [found, (await asyncio.to_thread(Fetcher().fetch, url)).data]


async def test_pictures_are_fetched_through_the_proxy(
    pictures: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plain ones by their whole address, encrypted ones through a tunnel, with the password that the proxy wants; only
    the certificates that the environment names are trusted."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    trusted, shown = self_signed(tmp_path, "pictures.example")
    async with forward_proxy(pictures, shown) as proxy:
        named = proxy.url.replace("//", "//user:pass%20word@")
        monkeypatch.setenv("ALL_PROXY", named)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert await both("http://pictures.example/a.jpg") == [PICTURE, PICTURE]
        assert await both("https://pictures.example/a.jpg") == [PICTURE, PICTURE]
    plain, secure = ("GET", "http://pictures.example/a.jpg"), ("CONNECT", "pictures.example:443")
    assert proxy.asked == [plain, plain, secure, secure]
    assert proxy.passwords == {"dXNlcjpwYXNzIHdvcmQ="}


@pytest.mark.parametrize(
    ("exceptions", "is_direct"),
    [
        ("*", True),
        ("localhost, 127.0.0.1", True),
        ("10.0.0.0/8,127.0.0.0/8", True),
        ("127.0.0.1:{port}", True),
        ("127.0.0.1:1", False),
        ("10.0.0.0/8 example.com", False),
    ],
)
async def test_exceptions_are_heeded(
    pictures: int, monkeypatch: pytest.MonkeyPatch, exceptions: str, is_direct: bool
) -> None:
    """Hosts, networks, ports and all, separated by commas or spaces."""
    async with forward_proxy() as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("NO_PROXY", exceptions.format(port=pictures))
        assert await both(f"http://127.0.0.1:{pictures}/a.jpg") == [PICTURE, PICTURE]
    assert (proxy.asked == []) == is_direct


async def test_telegram_goes_through_the_proxy(tg: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls and the fetching of photos; named as an exception, neither."""
    talk = Scripted(Reply(text="An answer"))
    async with forward_proxy() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        for exceptions in ("", "127.0.0.0/8"):
            proxy.asked.clear()
            monkeypatch.setenv("NO_PROXY", exceptions)
            async with telegram(talk, tg):
                someone = Someone(tg)
                await someone.photo(b"a photo")
                await someone.answer(buttons=False)
            asked = [address for _, address in proxy.asked]
            assert any("/sendMessage" in each for each in asked) == (not exceptions)
            assert any("/file/bot" in each for each in asked) == (not exceptions)
    assert [event.photos[0].data for event in talk.events if isinstance(event, PhotoEvent)] == [b"a photo"] * 2


async def test_discord_goes_through_the_proxy(
    discord: DiscordServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At its own addresses: calls, the gateway's websocket, and photos, each encrypted through the tunnel."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    trusted, shown = self_signed(tmp_path, "discord.com", "gateway.discord.gg", "cdn.discordapp.com")
    async with forward_proxy(int(discord.url.rpartition(":")[2]), shown) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        script = ScriptedConversation(Reply(text="An answer"))
        addresses = {"api_url": "https://discord.com/api/v10", "gateway_url": "wss://gateway.discord.gg/gateway"}
        async with running_discord(discord, script, **addresses) as running:
            someone = running.someone()
            attached = someone.attachment(photo(1))
            attached["url"] = attached["url"].replace(discord.url, "https://cdn.discordapp.com")
            await someone.answer(await someone.command("find", photo=attached))
    assert {address for _, address in proxy.asked} == {
        "discord.com:443",
        "gateway.discord.gg:443",
        "cdn.discordapp.com:443",
    }
    (event,) = script.events
    assert isinstance(event, PhotoEvent)
    assert event.photos[0].data == photo(1)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1080", "ALL_PROXY: proxies of the kind socks5:// are not spoken"),
        ("https_proxy", "socks5h://u:secret@localhost", "https_proxy: proxies of the kind socks5h:// are not spoken"),
        ("HTTPS_PROXY", "http://u:secret@localhost:http", "HTTPS_PROXY: is no address of a proxy"),
        ("HTTP_PROXY", "http://", "HTTP_PROXY: is no address of a proxy"),
        ("HTTP_PROXY", "http://[1", "HTTP_PROXY: is no address of a proxy"),
        ("NO_PROXY", "localhost,10.0.0.0/99", "NO_PROXY: '10.0.0.0/99' is neither a host nor a network"),
        ("no_proxy", "example.com/8", "no_proxy: 'example.com/8' is neither"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE: /nowhere/ca.pem cannot be used (No such file"),
        ("SSL_CERT_FILE", __file__, "cannot be used (it holds no certificates)"),
        ("SSL_CERT_DIR", "/nowhere", "SSL_CERT_DIR: /nowhere cannot be used (there is no such folder)"),
    ],
)
async def test_each_mistake_is_one_sentence(
    tg: BotApi,
    discord: DiscordServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    name: str,
    value: str,
    said: str,
) -> None:
    """For Telegram, for Discord, in `bot check`; without a password, a traceback, or another try."""
    monkeypatch.setenv(name, value)
    caplog.set_level(logging.INFO)
    front_ends = (
        create(Scripted(), config(tg), FrontEndContext(1000)),  # type: ignore[arg-type]
        front_end_for(discord, ScriptedConversation()),
    )
    for front_end in front_ends:
        with pytest.raises(FrontEndError) as caught:
            await front_end.run(lambda _: None)
        assert said in str(caught.value)
        assert "secret" not in str(caught.value)
        assert caught.value.permanent
    found = [each for each in await asyncio.to_thread(lambda: list(findings(Config()))) if each.name == "network"]
    assert said in str(found[0])
    assert found[0].remedy
    assert not any(record.exc_info for record in caplog.records)
    assert tg.calls == []


async def test_a_host_that_is_none_among_the_allowed_is_told() -> None:
    """In the configuration as in the environment."""
    with pytest.raises(Exception, match=r"\[catalogue\] private_hosts: '10.0.0.0/33' is neither a host nor a network"):
        HttpFetcher(NamedBy.CATALOGUE, ("10.0.0.0/33",))
