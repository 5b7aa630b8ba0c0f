"""The Discord front end's life: login, connection, end. What is heard meanwhile begins in incoming/client.py."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.config import DiscordConfig
from bot.conversation import Conversation
from bot.frontends import FrontEndContext, FrontEndError
from bot.frontends.discord.context import ClientContext
from bot.frontends.discord.dispatcher import DiscordDispatcher
from bot.frontends.discord.incoming.client import ShardedShopClient, ShopClient, make_client
from bot.frontends.discord.incoming.photos import PhotoDownloads
from bot.frontends.discord.outgoing.pictures import PictureRedrawer
from bot.frontends.discord.outgoing.replies import ServerCapabilities
from bot.frontends.discord.refusals import CONNECTION_ERRORS
from bot.frontends.fetching import HttpFetcher, OutboundConnector, outbound
from bot.frontends.glimpses import GlimpsePictures
from bot.messages import Platform
from bot.ports import NamedBy

log = logging.getLogger(__name__)

FINISH_SECONDS = 10.0
_REFUSED = (
    "Discord does not accept the token; copy it again from the Bot page of the Discord developer portal into "
    "[discord] token or LOOKALIKE_DISCORD_TOKEN"
)
_NO_CONTENT = (
    "the message content intent is not enabled for this bot, so photos are answered without it only where the bot is "
    "mentioned, written to directly, or asked with a command; enable it on the Bot page of the Discord developer "
    "portal, or set [discord] message_content = false"
)
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
_AUTHENTICATION_FAILED = 4004
_PATIENCE = 10.0


def create(conversation: Conversation, section: DiscordConfig, context: FrontEndContext) -> DiscordFrontEnd:
    """For the composition root."""
    return DiscordFrontEnd(conversation, section, context)


class DiscordFrontEnd:
    """Serves one bot account. What it has learned of this server's limits is forgotten when it ends."""

    def __init__(self, conversation: Conversation, section: DiscordConfig, context: FrontEndContext) -> None:
        self._conversation = conversation
        self._section = section
        self._photo_bytes = context.photo_bytes
        self._redraw = context.redraw
        self._admins = context.admins
        self._cut_out = context.cut_out
        self._catalogue_channels = tuple(filter(str.isdecimal, context.catalogue_channels))
        self._message_content = section.message_content
        if self._catalogue_channels and not self._message_content:
            log.warning("[catalogue] channels: set [discord] message_content = true, or the bot sees nothing of posts")

    @property
    def name(self) -> Platform:
        return "discord"

    async def run(self, ready: Callable[[str], None]) -> None:
        """See FrontEnd.run."""
        if wrong := self._section.wrong_shards:
            raise FrontEndError(wrong, permanent=True)
        with _pointed_at(self._section), _concise_logs():
            async with aclosing(HttpFetcher(NamedBy.PLATFORM)) as fetcher:
                await self._serve(PhotoDownloads(fetcher, self._photo_bytes), ready)

    async def _serve(self, photos: PhotoDownloads, ready: Callable[[str], None]) -> None:
        shards = self._section.shard_count
        while True:
            async with self._logged_in(photos, ready, shards) as client:
                if not shards:
                    shards = await _recommended_shards(client)
                    if shards > 1:
                        log.info("Discord recommends %d connections", shards)
                        continue
                self._conversation.connect("discord", client.deliver)
                try:
                    await self._connected(client)
                finally:
                    self._conversation.disconnect("discord")

    async def _connected(self, client: ShopClient | ShardedShopClient) -> None:
        """Returns if another connection is to be made, without what was not granted to this one."""
        try:
            await client.connect()
        except discord.PrivilegedIntentsRequired:
            if not self._message_content:
                raise FrontEndError("Discord refuses intents that need no leave; is this its API?") from None
            log.error("discord: %s", _NO_CONTENT)
            self._message_content = False
            return
        except discord.ConnectionClosed as error:
            if error.code == _AUTHENTICATION_FAILED:
                raise FrontEndError(_REFUSED, permanent=True) from error
            raise FrontEndError(f"Discord closed the connection (code {error.code})") from error
        except (discord.GatewayNotFound, discord.HTTPException, *CONNECTION_ERRORS) as error:
            raise _unreachable(self._section.gateway_url, error) from error
        except AttributeError as error:
            # The library's first connection failed, and it looks at the session that there is not.
            if client.ws is not None:
                raise
            raise _unreachable(self._section.gateway_url, error) from error
        raise FrontEndError("the connection to Discord ended")

    @asynccontextmanager
    async def _logged_in(
        self, photos: PhotoDownloads, ready: Callable[[str], None], shards: int
    ) -> AsyncIterator[ShopClient | ShardedShopClient]:
        dispatcher = DiscordDispatcher(self._conversation, photos, GlimpsePictures(self._cut_out))
        capabilities = ServerCapabilities(PictureRedrawer(self._redraw))
        context = ClientContext(
            self._conversation,
            self._section,
            dispatcher,
            capabilities,
            self._photo_bytes,
            ready,
            self._admins,
            self._catalogue_channels,
        )
        connector = OutboundConnector(outbound(), limit=0)
        client = make_client(context, connector, message_content=self._message_content, shards=shards)
        try:
            await _login(client, self._section)
            yield client
        finally:
            # What has begun is answered through the client's own session, so that is closed afterwards.
            await dispatcher.finish(FINISH_SECONDS)
            await client.close()


async def _login(client: discord.Client, section: DiscordConfig) -> None:
    try:
        await client.login(section.token.get_secret_value())
    except discord.LoginFailure as error:
        raise FrontEndError(_REFUSED, permanent=True) from error
    except discord.HTTPException as error:
        if error.status == 401:
            raise FrontEndError(_REFUSED, permanent=True) from error
        raise FrontEndError(f"Discord refused the login with status {error.status}") from error
    except CONNECTION_ERRORS as error:
        raise _unreachable(section.api_url, error) from error


async def _recommended_shards(client: discord.Client) -> int:
    """How many connections Discord would like this bot to have; one if it does not say."""
    try:
        async with asyncio.timeout(_PATIENCE):
            shards, _, _ = await client.http.get_bot_gateway()
    except (discord.DiscordException, KeyError, TypeError, ValueError, *CONNECTION_ERRORS) as error:
        log.info("Discord does not recommend a number of connections: %s", type(error).__name__)
        return 1
    return max(1, shards)


def _unreachable(url: str, error: Exception) -> FrontEndError:
    return FrontEndError(f"{url} cannot be reached ({type(error).__name__}); check the network and [discord]")


@contextlib.contextmanager
def _pointed_at(section: DiscordConfig) -> Iterator[None]:
    """The library has its addresses in two class attributes and no other setting; they are put back afterwards."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = section.api_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(section.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


class _ConciseLogFilter(logging.Filter):
    """A lost connection is one line, not the library's traceback; that nobody can speak to the bot is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        if "voice will NOT be supported" in str(record.msg):
            return False
        if record.exc_info and isinstance(record.exc_info[1], (discord.DiscordException, *CONNECTION_ERRORS)):
            record.msg = f"{record.getMessage()} ({type(record.exc_info[1]).__name__})"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


@contextlib.contextmanager
def _concise_logs() -> Iterator[None]:
    concise = _ConciseLogFilter()
    loggers = [logging.getLogger(f"discord.{each}") for each in ("client", "shard", "gateway")]
    for logger in loggers:
        logger.addFilter(concise)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(concise)
