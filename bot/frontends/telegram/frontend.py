"""The Telegram front end, on python-telegram-bot: its life. What it does with an update is in dispatcher.py.

The library's ExtBot speaks the Bot API, paced by a rate limiter of ours. Its Application is not used, because updates
have to be confirmed only when they were answered.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from urllib.parse import urlsplit

import httpx
from telegram import Bot, Update, User
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.config import TelegramConfig
from bot.conversation import Conversation
from bot.frontends import FrontEndContext, FrontEndError
from bot.frontends.fetching import HttpFetcher, outbound
from bot.frontends.glimpses import GlimpsePictures
from bot.frontends.telegram.commands import register
from bot.frontends.telegram.dispatcher import TelegramDispatcher
from bot.frontends.telegram.incoming.events import BotAccount
from bot.frontends.telegram.incoming.polling import REFUSED, Poller
from bot.frontends.telegram.incoming.posts import check_channels
from bot.frontends.telegram.incoming.webhook import Webhook, secret_of
from bot.frontends.telegram.notes import TelegramNotes
from bot.frontends.telegram.outgoing.albums import AlbumSender
from bot.frontends.telegram.outgoing.pictures import TelegramPictures
from bot.frontends.telegram.outgoing.rate_limiter import (
    RateLimits,
    TelegramRateLimiter,
    is_unknown_method,
    seconds_of,
)
from bot.frontends.telegram.outgoing.sender import TelegramSender
from bot.frontends.telegram.requests import HOOKS, BotApiRequest
from bot.frontends.telegram.services import GroupAdmins, TelegramServices
from bot.messages import Chat, Platform
from bot.ports import NamedBy

log = logging.getLogger(__name__)

FINISH_SECONDS = 15.0
_CONFIRM_SECONDS = 3.0
_CONNECTIONS = 64
# A slow server is waited for: after a timeout nobody knows whether a message was sent.
_READ_SECONDS = 60.0
_CONNECT_SECONDS = 10.0


def create(conversation: Conversation, section: TelegramConfig, context: FrontEndContext) -> TelegramFrontEnd:
    """For the composition root."""
    # Of the library: that we go around its get_updates.
    warnings.filterwarnings("ignore", message="Please use 'Bot.getUpdates'", category=PTBUserWarning)
    # It logs, with tracebacks, what it raises as well; what is raised gets a line of ours.
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
    return TelegramFrontEnd(conversation, section, context)


class TelegramFrontEnd:
    """One bot account."""

    def __init__(self, conversation: Conversation, section: TelegramConfig, context: FrontEndContext) -> None:
        self._conversation = conversation
        self._section = section
        self._context = context

    @property
    def name(self) -> Platform:
        return "telegram"

    async def run(self, ready: Callable[[str], None]) -> None:
        pace = self._section.calls_per_second
        limiter = TelegramRateLimiter(self._moved, RateLimits(pace, overall_burst=min(30, max(1, round(pace)))))
        async with self._bot(limiter) as (bot, user):
            specs = self._conversation.commands("", for_admin=True)
            photo_commands = frozenset(spec.name for spec in specs if spec.takes_photo)
            channels = self._context.catalogue_channels
            account = BotAccount(user.id, user.username or "", photo_commands, channels)
            files, token = self._context.kept_files, self._section.token.get_secret_value()
            pictures = TelegramPictures(
                TelegramNotes(files, str(user.id)), self._context.redraw, self._context.private_hosts
            )
            secret = hashlib.sha256(b"lookalike messages " + token.encode()).hexdigest()
            keyboards, over = (TelegramNotes(files, f"{user.id}/{shelf}") for shelf in ("menus", "albums"))
            services = TelegramServices(
                conversation=self._conversation,
                bot=bot,
                account=account,
                limiter=limiter,
                sender=TelegramSender(bot, AlbumSender(bot, pictures), keyboards, over, secret),
                admins=GroupAdmins(bot),
                reactions=TelegramNotes(files, f"{user.id}/reactions"),
                secret=secret,
                photo_bytes=self._context.photo_bytes,
                links=HttpFetcher(NamedBy.SHOPPER),
                pictures=pictures,
                glimpses=GlimpsePictures(self._context.cut_out),
            )
            dispatcher = TelegramDispatcher(services)
            self._conversation.connect("telegram", dispatcher.deliver)
            menus = asyncio.gather(
                register(bot, self._conversation, self._context.admins), check_channels(bot, channels)
            )
            try:
                if self._section.webhook_url:
                    await self._be_called(bot, dispatcher, lambda: ready(f"@{account.username}, by webhook"))
                else:
                    await self._poll(bot, dispatcher, lambda: ready(f"@{account.username}"))
            finally:
                self._conversation.disconnect("telegram")
                menus.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await menus
                await pictures.close()
                await services.links.aclose()

    async def _poll(self, bot: Bot, dispatcher: TelegramDispatcher, ready: Callable[[], None]) -> None:
        poller = Poller(bot, dispatcher.take)
        # Telegram does not hand out updates while a webhook is set.
        await self._begin(_without_webhook(bot))
        ready()
        try:
            await poller.run()
        finally:
            # What waits unbegun is not confirmed: the next run gets it.
            await dispatcher.queues.finish(FINISH_SECONDS, drop_waiting=True)
            await poller.confirm(_CONFIRM_SECONDS)

    async def _be_called(self, bot: Bot, dispatcher: TelegramDispatcher, ready: Callable[[], None]) -> None:
        section = self._section
        webhook = Webhook(bot, section, dispatcher.take, partial(self._conversation.gathers, self.name))
        async with webhook.serving():
            await self._begin(
                bot.set_webhook(
                    section.webhook_url, secret_token=secret_of(section), allowed_updates=list(Update.ALL_TYPES)
                )
            )
            ready()
            try:
                await asyncio.Event().wait()
            finally:
                # Taken is acknowledged, or soon is: nobody delivers it again.
                webhook.stop()
                await dispatcher.queues.finish(FINISH_SECONDS, drop_waiting=False)

    @contextlib.asynccontextmanager
    async def _bot(self, limiter: TelegramRateLimiter) -> AsyncIterator[tuple[Bot, User]]:
        section = self._section
        policy = outbound()

        def transport(url: str, connections: int) -> httpx.AsyncHTTPTransport:
            limits, proxy = httpx.Limits(max_connections=connections), policy.proxy_for(url)
            named = (
                httpx.Proxy(proxy, ssl_context=policy.ssl_context if proxy.startswith("https:") else None)
                if proxy
                else None
            )
            return httpx.AsyncHTTPTransport(verify=policy.ssl_context, limits=limits, proxy=named)

        def request(connections: int) -> BotApiRequest:
            return BotApiRequest(
                connections,
                read_timeout=_READ_SECONDS,
                write_timeout=_READ_SECONDS,
                connect_timeout=_CONNECT_SECONDS,
                pool_timeout=_READ_SECONDS,
                media_write_timeout=_READ_SECONDS,
                httpx_kwargs={
                    "event_hooks": HOOKS,
                    "trust_env": False,
                    "verify": policy.ssl_context,
                    "mounts": {
                        "all://" + urlsplit(url).netloc: transport(url, connections)
                        for url in {section.base_url, section.files_url}
                    },
                },
            )

        try:
            bot = ExtBot(
                section.token.get_secret_value(),
                base_url=section.base_url,
                base_file_url=section.files_url,
                request=request(_CONNECTIONS),
                get_updates_request=request(2),
                rate_limiter=limiter,
            )
        except InvalidToken as error:
            raise FrontEndError(REFUSED) from error
        try:
            await self._begin(bot.initialize())
            yield bot, bot.bot
        finally:
            await bot.shutdown()

    async def _begin(self, call: Awaitable[object]) -> None:
        """One of the calls without which nothing works; a failure is one sentence for the admin."""
        where = urlsplit(self._section.base_url).netloc
        try:
            await call
        except InvalidToken as error:
            raise FrontEndError(REFUSED) from error
        except RetryAfter as error:
            raise FrontEndError(f"{where} wants {seconds_of(error):.0f} s of silence") from error
        except BadRequest as error:
            raise FrontEndError(f"{where} does not take the settings: {error}") from error
        except TelegramError as error:
            why = type(error.__cause__).__name__ if error.__cause__ is not None else str(error)[:100]
            sentence = f"{where} cannot be reached ({why}); check the network and [telegram] base_url"
            raise FrontEndError(sentence) from error

    async def _moved(self, old: int, new: int) -> None:
        before, after = (Chat("telegram", str(each), "group") for each in (old, new))
        await self._conversation.moved(before, after)


async def _without_webhook(bot: Bot) -> None:
    try:
        await bot.delete_webhook(drop_pending_updates=False)
    except InvalidToken as error:
        # Who knows the token, and not the method, has no webhooks.
        if not is_unknown_method(error):
            raise
