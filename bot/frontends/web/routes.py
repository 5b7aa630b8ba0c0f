"""The local chat's routes: what the page asks for and posts, as events for the dispatcher; and the tabs' websockets."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from aiohttp import ClientConnectionError, WSCloseCode, WSMsgType, web
from aiohttp.typedefs import Handler

from bot.conversation import Conversation
from bot.frontends import FrontEndContext
from bot.frontends.web.dispatcher import StoppingError, TooBusyError, WebDispatcher
from bot.frontends.web.guard import INERT_POLICY, add_headers, guard
from bot.frontends.web.operations import Operations
from bot.frontends.web.page_files import PageFiles
from bot.frontends.web.page_texts import page_language
from bot.frontends.web.pictures import PictureServer, picture_file
from bot.frontends.web.render import own_message
from bot.frontends.web.requests import (
    checked_id,
    event_of_text,
    locale_of,
    read_json,
    reading,
    shown_text,
    text_in,
    values_in,
)
from bot.frontends.web.sessions import MAX_TABS, BrowserSession, BrowserSessions, BrowserTab, FullError, Json, new_key
from bot.frontends.web.upload import MAX_PHOTOS, PhotoUpload, UploadRoom, UploadShare, read_upload
from bot.messages import MAX_ACTION_BYTES, ActionEvent, Chat, CommandEvent, Event, Person, PhotoEvent

MAX_TEXT = 2000
UPLOAD_SECONDS = 60.0
COOKIE_SECONDS = 30 * 24 * 3600

_SESSION: web.RequestKey[BrowserSession] = web.RequestKey("session", BrowserSession)


class WebRoutes:
    """Answers the page's requests; one for a run of the front end."""

    def __init__(
        self,
        conversation: Conversation,
        dispatcher: WebDispatcher,
        sessions: BrowserSessions,
        pictures: PictureServer,
        context: FrontEndContext,
    ) -> None:
        self._conversation = conversation
        self._dispatcher = dispatcher
        self._sessions = sessions
        self._pictures = pictures
        self._operations = Operations(context.health, context.metrics)
        self._photo_bytes = context.photo_bytes
        self._samples = context.sample_photos
        # One photo of the largest size has room in any case.
        self._room = UploadRoom(max(context.upload_bytes, context.photo_bytes))

    def app(self, host: str) -> web.Application:
        """The aiohttp application, guarded for the address that it is bound to."""
        files = PageFiles()
        app = web.Application(middlewares=[guard(host), self._find_session], client_max_size=64 * 1024)
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(self._close_tabs)
        app.add_routes(
            [
                web.get("/", files.index),
                web.get("/page/{name:.+}", files.file),
                web.get("/pictures/{id}", self._pictures.serve),
                web.get("/samples/{number}", self._sample),
                web.get("/healthz", self._operations.healthz),
                web.get("/metrics", self._operations.metrics),
                web.get("/documents/{id}", self._document),
                web.get("/api/session", self._open_session),
                web.get("/api/socket", self._socket),
                web.post("/api/welcome", self._welcome),
                web.post("/api/photos", self._take_photos),
                web.post("/api/text", self._take_text),
                web.post("/api/action", self._take_action),
                web.delete("/api/chat", self._clear),
            ]
        )
        return app

    # Who it is

    @web.middleware
    async def _find_session(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(("/api/", "/documents/")) and request.path != "/api/session":
            with _room_or_503():
                session = self._sessions.of_key(request.cookies.get(_cookie(request), ""))
            if session is None:
                raise web.HTTPUnauthorized(text="no session")  # the page opens one and tries again
            request[_SESSION] = session
        return await handler(request)

    async def _open_session(self, request: web.Request) -> web.Response:
        """The page's first question: who am I, and what can be said.

        The cookie is not set by opening the page: a link from another site opens that without the cookie that is there
        (SameSite=Strict), and the shopper would lose the chat.
        """
        name = _cookie(request)
        key = request.cookies.get(name, "")
        with _room_or_503():
            session = self._sessions.of_key(key)
        locale = locale_of(request)
        if session is None:
            key = new_key()
        else:
            person = Person(session.user_id, locale)
            locale = session.locale = await self._conversation.locale_of(person, Chat("web", session.user_id))
        answer = web.json_response(
            {
                "boot": self._sessions.boot,
                **page_language(self._conversation, locale),
                "samples": [f"/samples/{n}" for n in range(len(self._samples))],
                "photoBytes": self._photo_bytes,
                "maxPhotos": MAX_PHOTOS,
            }
        )
        answer.set_cookie(
            name, key, max_age=COOKIE_SECONDS, httponly=True, samesite="Strict", secure=request.secure, path="/"
        )
        return answer

    # What the shopper does

    async def _welcome(self, request: web.Request) -> web.Response:
        """An empty chat begins as on every platform, once for all tabs."""
        session, person, chat = _who(request)
        if not session.greeted and not session.messages:
            session.greeted = True
            self._take(session, CommandEvent(person, chat, secrets.token_urlsafe(9), name="start"))
        return web.Response(status=202)

    async def _take_photos(self, request: web.Request) -> web.Response:
        session, person, chat = _who(request)
        message_id = checked_id(request.query.get("id", ""))
        expected = request.query.get("photos", "1")
        if not re.fullmatch("[0-9]{1,2}", expected):
            raise web.HTTPBadRequest(text="photos")
        share = self._room.share()
        coming: asyncio.Future[Event | None] = asyncio.get_running_loop().create_future()
        # Its place is taken before it is read, so that what is written meanwhile is answered after it.
        self._begin(session, coming, share.give_back)
        try:
            upload = await self._read(request, int(expected), share)
            if not session.knows(message_id):
                session.put(own_message(message_id, upload.caption, len(upload.photos)))
                event = PhotoEvent(person, chat, f"{session.user_id}:{message_id}", message_id)
                coming.set_result(replace(event, photos=upload.photos, caption=upload.caption))
        finally:
            if not coming.done():
                share.give_back()
                coming.set_result(None)
        return web.Response(status=202)

    async def _read(self, request: web.Request, expected: int, share: UploadShare) -> PhotoUpload:
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                with _room_or_503(), reading("the upload is broken", FullError):
                    return await read_upload(request, self._photo_bytes, expected, share)
        except TimeoutError as error:
            raise web.HTTPRequestTimeout from error

    async def _take_text(self, request: web.Request) -> web.Response:
        session, person, chat = _who(request)
        body = await read_json(request)
        message_id = checked_id(body.get("id"))
        text = text_in(body, "text", MAX_TEXT).strip()
        if not text:
            raise web.HTTPBadRequest(text="no text")
        if not session.knows(message_id):
            event_id = f"{session.user_id}:{message_id}"
            # The message that it replies to, if the page says so.
            replies_to = checked_id(body["reply"]) if body.get("reply") else ""
            event = event_of_text(person, chat, event_id, text, replies_to)
            first_line = session.first_line(replies_to)
            quoted: Json | None = {"id": replies_to, "text": first_line} if first_line else None
            self._take(session, event)
            session.put(own_message(message_id, shown_text(event, text), quoted=quoted))
        return web.Response(status=202)

    async def _take_action(self, request: web.Request) -> web.Response:
        session, person, chat = _who(request)
        body = await read_json(request)
        event = ActionEvent(
            person,
            chat,
            f"{session.user_id}:{checked_id(body.get('id'))}",
            # Maybe of a message from before a restart: the conversation knows by the action what it was about.
            checked_id(body.get("message")),
            action=text_in(body, "action", MAX_ACTION_BYTES),
            values=values_in(body),
        )
        self._take(session, event)
        return web.Response(status=202)

    def _take(self, session: BrowserSession, event: Event) -> None:
        coming: asyncio.Future[Event | None] = asyncio.get_running_loop().create_future()
        coming.set_result(event)
        self._begin(session, coming)

    def _begin(
        self, session: BrowserSession, coming: Awaitable[Event | None], looked_at: Callable[[], None] = lambda: None
    ) -> None:
        try:
            self._dispatcher.begin(session, coming, looked_at)
        except TooBusyError as error:
            raise web.HTTPTooManyRequests from error
        except StoppingError as error:
            raise web.HTTPServiceUnavailable from error  # the page keeps it and tries again

    async def _clear(self, request: web.Request) -> web.Response:
        request[_SESSION].clear()
        return web.Response(status=204)

    # What the page gets

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        session = request[_SESSION]
        if len(session.tabs) >= MAX_TABS:
            raise web.HTTPTooManyRequests(text="too many tabs")
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=1024, compress=False)
        await socket.prepare(request)
        tab = session.join(self._sessions.boot)
        sender = asyncio.create_task(_send(socket, tab))
        try:
            async for message in socket:  # the page says nothing here; this waits for its end
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            session.leave(tab)
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender
        return socket

    async def _sample(self, request: web.Request) -> web.FileResponse:
        number = request.match_info["number"]
        if not re.fullmatch("[0-9]{1,4}", number) or int(number) >= len(self._samples):
            raise web.HTTPNotFound
        return picture_file(self._samples[int(number)], "private, max-age=3600")

    async def _document(self, request: web.Request) -> web.Response:
        document = request[_SESSION].documents.get(request.match_info["id"])
        if document is None:
            raise web.HTTPNotFound
        name = re.sub(r"[^\w.-]", "_", document.name, flags=re.ASCII) or "document"
        headers = {
            "Content-Type": document.media_type,
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": INERT_POLICY,
        }
        return web.Response(body=document.data, headers=headers)

    async def _close_tabs(self, _app: web.Application) -> None:
        for session in self._sessions:
            for tab in list(session.tabs):
                tab.put(None)


@contextlib.contextmanager
def _room_or_503() -> Iterator[None]:
    """With what tells the page that the bot is not being stopped: it says so in a sentence of its own."""
    try:
        yield
    except FullError as error:
        raise web.HTTPServiceUnavailable(text="too much is waiting here", headers={"Retry-After": "5"}) from error


def _cookie(request: web.Request) -> str:
    # Browsers do not tell ports apart in cookies, and two bots may run on one machine.
    return f"lookalike-{request.url.port or 80}"


def _who(request: web.Request) -> tuple[BrowserSession, Person, Chat]:
    session = request[_SESSION]
    return session, Person(session.user_id, locale_of(request)), Chat("web", session.user_id)


async def _send(socket: web.WebSocketResponse, tab: BrowserTab) -> None:
    with contextlib.suppress(ClientConnectionError, ConnectionError):
        while (text := await tab.outbox.get()) is not None:
            await socket.send_str(text)
    await socket.close(code=WSCloseCode.GOING_AWAY)
