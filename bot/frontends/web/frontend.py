"""The local chat: a page that feels like a messenger, served by aiohttp, as one more front end of the conversation.

The page posts what the shopper does and hears over one websocket what to show. So all tabs of a browser show the same
chat, a reload brings it back, and a page outlives a restart of the bot. See docs/local-chat.md.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Callable, Sequence

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.config import WebConfig
from bot.conversation import Conversation
from bot.frontends import FrontEndContext, FrontEndError
from bot.frontends.web.dispatcher import WebDispatcher
from bot.frontends.web.pictures import PictureServer
from bot.frontends.web.routes import WebRoutes
from bot.frontends.web.sessions import BrowserSessions
from bot.messages import Platform

FINISH_SECONDS = 10.0


_UNREADABLE = (HttpProcessingError, web.RequestPayloadError, web.PayloadAccessError)


class _RequestLogFilter(logging.Filter):
    """What is no HTTP at all is one line of the server's, without its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], _UNREADABLE):
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.msg = f"a request cannot be read: {type(record.exc_info[1]).__name__}"
            record.args, record.exc_info, record.exc_text = (), None, None
        return True


logging.getLogger("aiohttp.server").addFilter(_RequestLogFilter())


def create(conversation: Conversation, section: WebConfig, context: FrontEndContext) -> WebFrontEnd:
    """For the composition root."""
    return WebFrontEnd(conversation, section, context)


class WebFrontEnd:
    """Serves the page and its few paths; what was said lives as long as this object."""

    def __init__(self, conversation: Conversation, section: WebConfig, context: FrontEndContext) -> None:
        self._conversation = conversation
        self._section = section
        self._context = context
        self._sessions = BrowserSessions(context.chats)
        self._pictures = PictureServer(context.private_hosts)

    @property
    def name(self) -> Platform:
        return "web"

    async def run(self, ready: Callable[[str], None]) -> None:
        """See FrontEnd.run."""
        host, port = self._section.host, self._section.port
        dispatcher = WebDispatcher(self._conversation, self._sessions, self._pictures)
        routes = WebRoutes(self._conversation, dispatcher, self._sessions, self._pictures, self._context)
        runner = web.AppRunner(routes.app(host), access_log=None, handle_signals=False, shutdown_timeout=5)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise _cannot_listen(host, port, error) from error
            self._conversation.connect("web", dispatcher.deliver)
            ready(f"http://{_for_browser(host, runner.addresses)}")
            await asyncio.Event().wait()
        finally:
            self._conversation.disconnect("web")
            await dispatcher.finish(FINISH_SECONDS)
            await runner.cleanup()
            await self._pictures.aclose()


def _for_browser(host: str, bound: Sequence[tuple[str, int]]) -> str:
    """Host and port that answer, of those that are really bound: "::" is no address of IPv4."""
    address, port = min((each[:2] for each in bound), key=lambda each: ":" in each[0])
    if address in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound to: every address of this machine, this one included
        address = "127.0.0.1" if address == "0.0.0.0" else "::1"  # noqa: S104
    elif len(bound) == 1 and host and ":" not in host:
        address = host
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _cannot_listen(host: str, port: int, error: OSError) -> FrontEndError:
    is_taken = error.errno == errno.EADDRINUSE
    if is_taken:
        why = f"port {port} is taken (is another bot running?); choose another one with [web] port"
    elif error.errno == errno.EACCES:
        why = f"port {port} needs more rights; choose one above 1023 with [web] port"
    else:
        why = f"{error.strerror or error}; see [web] host and port"
    return FrontEndError(
        f"The local chat cannot listen on {host}:{port}: {why}.", permanent=not is_taken, taken=is_taken
    )
