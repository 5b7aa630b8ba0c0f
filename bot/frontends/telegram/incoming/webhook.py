"""Being called by Telegram instead of asking it: a small server for one path, for calls with the secret only."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import hmac
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from aiohttp import web
from cachetools import LRUCache
from telegram import Bot

from bot.config import TelegramConfig
from bot.frontends import FrontEndError
from bot.frontends.ordering import EventStatus
from bot.frontends.telegram.incoming.polling import MAX_SEEN, Take, parse_update

log = logging.getLogger(__name__)

_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BODY = 1024 * 1024
# Telegram counts an update as delivered when it is acknowledged, and gives the shopper's next one only then. So that is
# done when it was answered: whatever happens to this bot until then, it is delivered again. A call waits for less than
# Telegram's or a balancer's minute, and is refused then; the next one waits for the same answer. Not for albums, whose
# other photos may come only after it.
_HELD_SECONDS = 45.0


def secret_of(section: TelegramConfig) -> str:
    """The configured secret, or one that follows from the token and stays the same."""
    if section.webhook_secret:
        return section.webhook_secret.get_secret_value()
    return hmac.new(section.token.get_secret_value().encode(), b"lookalike webhook", hashlib.sha256).hexdigest()


class Webhook:
    """The server; `take` gets each update once. `gathers`: whether this bot has begun that album, or may."""

    def __init__(
        self, bot: Bot, section: TelegramConfig, take: Take, gathers: Callable[[str], Awaitable[bool]]
    ) -> None:
        self._bot = bot
        self._section = section
        self._secret = secret_of(section).encode()
        self._take = take
        self._gathers = gathers
        self._seen: LRUCache[int, bool] = LRUCache(MAX_SEEN)
        self._under_way: dict[int, tuple[EventStatus, asyncio.Event]] = {}  # held back until they are answered
        self._stopping = False

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Listens within the block. Raises FrontEndError if the address cannot be listened on."""
        section = self._section
        app = web.Application(client_max_size=_MAX_BODY)
        app.router.add_post("/" + section.webhook_path.lstrip("/"), self._called)
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, section.webhook_host, section.webhook_port).start()
            except OSError as error:
                where = f"{section.webhook_host}:{section.webhook_port}"
                why = "is taken by another program" if error.errno == errno.EADDRINUSE else f"({error.strerror})"
                sentence = f"the webhook cannot listen on {where} {why}; set [telegram] webhook_host and webhook_port"
                raise FrontEndError(sentence, permanent=True) from error
            yield
        finally:
            await runner.cleanup()

    def stop(self) -> None:
        """Take nothing more: Telegram keeps it for the next run."""
        self._stopping = True

    async def _called(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            raise web.HTTPUnauthorized
        if self._stopping:
            raise web.HTTPServiceUnavailable
        try:
            data = await request.json()
        except ValueError as error:
            raise web.HTTPBadRequest(text="no JSON") from error
        update_id = data.get("update_id") if isinstance(data, dict) else None
        if not isinstance(update_id, int):
            raise web.HTTPBadRequest(text="no update")
        under_way = self._under_way.get(update_id)
        if under_way is None:
            update = None if update_id in self._seen else parse_update(self._bot, data)
            self._seen[update_id] = True
            if update is None:
                return web.Response()
            album = update.message.media_group_id if update.message else None
            if album and not await self._gathers(f"album {album}"):
                self._seen.pop(update_id, None)
                raise web.HTTPServiceUnavailable  # the balancer asks the next bot
            over = asyncio.Event()
            under_way = EventStatus(partial(self._over, update_id, over)), over
            if album:
                over.set()
            else:
                self._under_way[update_id] = under_way
            self._take(update, under_way[0])
        status, over = under_way
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_HELD_SECONDS):
                await over.wait()
        if status.is_dropped or not over.is_set():
            raise web.HTTPServiceUnavailable  # Telegram asks again, or the balancer the next bot
        return web.Response()

    def _over(self, update_id: int, over: asyncio.Event) -> None:
        status, _ = self._under_way.pop(update_id, (None, over))
        if status is not None and status.is_dropped:
            self._seen.pop(update_id, None)  # whether or not a call waits for it just now
        over.set()
