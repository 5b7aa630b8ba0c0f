"""A Bot API server of the tests' own: real HTTP on loopback, long polling and webhook, uploads, file downloads.

It holds chats, messages and files, checks what it is sent as Telegram does (lengths after parsing, markup, keyboards),
and fails on demand. Written from the Bot API's documentation. One file, because its methods share one state.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]
TOKEN = "12345678:" + "A" * 35
BOT_ID = 12345678
BOT_NAME = "lookalike_test_bot"


class Refused(Exception):
    """A response of ok: false."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of `method` (after `skip` good ones): refuse with `code`, or drop the
    connection before or after the effect, or be slow by `delay` seconds. `when` may narrow it to some calls."""

    method: str
    code: int = 0
    description: str = ""
    parameters: Json = field(default_factory=dict)
    drop: str = ""
    delay: float = 0.0
    times: int = 1
    skip: int = 0
    when: Callable[[Call], bool] | None = None


@dataclass
class Call:
    """One request: its parameters as the server reads them, uploads by their attach name, and when it came."""

    method: str
    params: Json
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    at: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    ok: bool = False

    @property
    def chat_id(self) -> int:
        asked = self.params.get("chat_id", 0)
        return CHANNEL_NAMES.get(str(asked).casefold()) or int(asked)


CHANNEL_NAMES = {"@linenshop": -1001}


class BotApi:
    """The server's state; `base` and `files_base` are its addresses."""

    def __init__(self) -> None:
        self.base = ""
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.messages: dict[tuple[int, int], Json] = {}
        self.deleted: list[tuple[int, int]] = []
        self.files: dict[str, bytes] = {}
        self.gone_files: set[str] = set()
        self.blocked: set[int] = set()
        self.migrated: dict[int, int] = {}
        self.admins: dict[int, list[int]] = {}
        self.bad_urls: set[str] = set()
        self.bad_uploads: set[bytes] = set()
        self.commands: dict[tuple[str, int, str], list[Json]] = {}
        self.inline: dict[str, Json | None] = {}  # by query id: what it was answered with
        self.webhook: Json = {}
        self.updates: list[Json] = []
        self.confirmed = 0
        self.token = TOKEN
        self.changed = asyncio.Condition()
        self._ids = itertools.count(1000)
        self._update_ids = itertools.count(500)
        self._file_ids = itertools.count(1)
        self._polling = 0

    @property
    def keys(self) -> Json:
        """Where a bot finds this server, as its section has it."""
        return {"token": self.token, "base_url": f"{self.base}/bot", "base_file_url": f"{self.base}/file/bot"}

    # What people do

    def next_message_id(self) -> int:
        return next(self._ids)

    def add_file(self, data: bytes) -> str:
        file_id = f"file-{next(self._file_ids)}"
        self.files[file_id] = data
        return file_id

    async def update(self, kind: str, content: Json, update_id: int | None = None) -> int:
        """Something happened: queue it, or call the webhook."""
        number = next(self._update_ids) if update_id is None else update_id
        await self.raw_update({"update_id": number, kind: content})
        return number

    async def raw_update(self, update: Json) -> int:
        """As `update`; returns the webhook's status, 0 when polled for."""
        if self.webhook.get("url"):
            headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
            async with (
                aiohttp.ClientSession() as client,
                client.post(self.webhook["url"], json=update, headers=headers) as answer,
            ):
                return answer.status
        async with self.changed:
            self.updates.append(update)
            self.changed.notify_all()
        return 0

    # What was sent

    def sent(self, chat_id: int) -> list[Json]:
        """The bot's messages in a chat that are still there, in order."""
        return [
            message
            for (chat, _), message in sorted(self.messages.items(), key=lambda each: each[0][1])
            if chat == chat_id and message["from"]["id"] == BOT_ID
        ]

    def of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def until(self, condition: Callable[[], object], seconds: float = 30.0) -> None:
        """Wait for something to be true of what was sent."""
        async with asyncio.timeout(seconds):
            async with self.changed:
                await self.changed.wait_for(lambda: bool(condition()))

    async def settled(self, seconds: float = 0.5) -> None:
        """Wait until nothing more is sent."""
        while True:
            count = len([call for call in self.calls if call.method != "getUpdates"])
            await asyncio.sleep(seconds)
            if count == len([call for call in self.calls if call.method != "getUpdates"]):
                return

    # HTTP

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        return app

    async def _file(self, request: web.Request) -> web.StreamResponse:
        fault = self._fault(Call("file", {}))
        if fault is not None and fault.delay:
            await asyncio.sleep(fault.delay)
        if fault is not None and fault.drop:
            self._drop(request)
        if fault is not None and fault.code:
            return web.Response(status=fault.code)
        path = request.match_info["path"]
        if request.match_info["token"] != self.token or path not in self.files or path in self.gone_files:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=self.files[path])

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params, files = await _read(request)
        call = Call(method, params, files)
        self.calls.append(call)
        try:
            if request.match_info["token"] != self.token:
                raise Refused(401, "Unauthorized")
            fault = self._fault(call)
            if fault is not None:
                await asyncio.sleep(fault.delay)
                if fault.drop == "before":
                    self._drop(request)
                if fault.code:
                    raise Refused(fault.code, fault.description or "Fault", **fault.parameters)
            handler = getattr(self, f"do_{method}", None)
            if handler is None:
                raise Refused(404, "Not Found: method not found")
            result = await handler(call)
            call.ok = True
            if fault is not None and fault.drop == "after":
                self._drop(request)
            return web.json_response({"ok": True, "result": result})
        except Refused as refused:
            body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
            if refused.parameters:
                body["parameters"] = refused.parameters
            return web.json_response(body, status=refused.code)
        finally:
            call.ended = time.monotonic()
            async with self.changed:
                self.changed.notify_all()

    def _fault(self, call: Call) -> Fault | None:
        for fault in self.faults:
            if fault.method == call.method and fault.times > 0 and (fault.when is None or fault.when(call)):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    @staticmethod
    def _drop(request: web.Request) -> None:
        assert request.transport is not None
        request.transport.abort()
        raise asyncio.CancelledError

    # Methods

    async def do_getMe(self, call: Call) -> Json:
        return _me() | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True}

    async def do_deleteWebhook(self, call: Call) -> bool:
        self.webhook = {}
        return True

    async def do_setWebhook(self, call: Call) -> bool:
        self.webhook = dict(call.params)
        return True

    async def do_getUpdates(self, call: Call) -> list[Json]:
        if self.webhook.get("url"):
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(call.params.get("offset", 0))
        self.confirmed = max(self.confirmed, offset - 1)
        self.updates = [each for each in self.updates if each["update_id"] >= offset]
        self._polling += 1
        mine = self._polling

        def over() -> bool:
            return bool(self.updates) or self._polling != mine

        try:
            async with asyncio.timeout(float(call.params.get("timeout", 0)) or 0.001), self.changed:
                self.changed.notify_all()
                await self.changed.wait_for(over)
        except TimeoutError:
            return []
        if self._polling != mine:
            raise Refused(409, "Conflict: terminated by other getUpdates request")
        return self.updates[: int(call.params.get("limit", 100))]

    async def do_setMyCommands(self, call: Call) -> bool:
        self.commands[_menu(call)] = call.params["commands"]
        return True

    async def do_getMyCommands(self, call: Call) -> list[Json]:
        return self.commands.get(_menu(call), [])

    async def do_deleteMyCommands(self, call: Call) -> bool:
        self.commands.pop(_menu(call), None)
        return True

    async def do_getFile(self, call: Call) -> Json:
        file_id = call.params["file_id"]
        if file_id not in self.files:
            raise Refused(400, "Bad Request: invalid file_id")
        data = self.files[file_id]
        if len(data) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": f"u-{file_id}", "file_size": len(data), "file_path": file_id}

    async def do_sendChatAction(self, call: Call) -> bool:
        self._reach(call)
        return True

    async def do_answerCallbackQuery(self, call: Call) -> bool:
        assert len(call.params.get("text", "")) <= 200
        return True

    async def do_answerInlineQuery(self, call: Call) -> bool:
        """Within the limits of the documentation; each question is answered once."""
        query_id = call.params["inline_query_id"]
        if self.inline.get(query_id, call) is not None:
            raise Refused(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        results = call.params["results"]
        ids = [each["id"] for each in results]
        if len(results) > 50 or not all(1 <= len(each.encode()) <= 64 for each in ids):
            raise Refused(400, "Bad Request: RESULT_ID_INVALID")
        if len(set(ids)) < len(ids):
            raise Refused(400, "Bad Request: RESULT_ID_DUPLICATE")
        for result in results:
            self._checked_result(result)
        if button := call.params.get("button"):
            assert button["text"]
            if not re.fullmatch("[A-Za-z0-9_-]{1,64}", button["start_parameter"]):
                raise Refused(400, "Bad Request: START_PARAM_INVALID")
        self.inline[query_id] = call.params
        return True

    def _checked_result(self, result: Json) -> None:
        if result["type"] == "article":
            content = result["input_message_content"]
            text, _ = _parsed(content["message_text"], content.get("parse_mode"))
            if not 1 <= _units(text) <= 4096 or not result["title"]:
                raise Refused(400, "Bad Request: MESSAGE_EMPTY")
            if not result.get("thumbnail_url", "https://x").startswith(("http://", "https://")):
                raise Refused(400, "Bad Request: WEBDOCUMENT_URL_INVALID")
        elif result["type"] == "photo":
            if result["photo_file_id"] not in self.files or result["photo_file_id"] in self.gone_files:
                raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
            caption, _ = _parsed(result.get("caption", ""), result.get("parse_mode"))
            if _units(caption) > 1024:
                raise Refused(400, "Bad Request: MEDIA_CAPTION_TOO_LONG")
        else:
            raise Refused(400, "Bad Request: unknown inline query result type")
        if markup := result.get("reply_markup"):
            _checked(markup)

    async def do_getChatAdministrators(self, call: Call) -> list[Json]:
        return [
            {"status": "administrator", "user": _user(each), "is_anonymous": False, **dict.fromkeys(_RIGHTS, False)}
            for each in self.admins.get(call.chat_id, [])
        ]

    async def do_getChatMember(self, call: Call) -> Json:
        user_id = int(call.params["user_id"])
        if user_id not in self.admins.get(call.chat_id, []):
            return {"status": "member", "user": _user(user_id)}
        return (await self.do_getChatAdministrators(call))[self.admins[call.chat_id].index(user_id)]

    async def do_sendMessage(self, call: Call) -> Json:
        text, entities = _parsed(call.params.get("text", ""), call.params.get("parse_mode"))
        if not text.strip():
            raise Refused(400, "Bad Request: message text is empty")
        if _units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        return self._new(call, {"text": text, "entities": entities})

    async def do_sendPhoto(self, call: Call) -> Json:
        return self._new(call, self._photo(call, call.params["photo"], call.params, 1))

    async def do_sendMediaGroup(self, call: Call) -> list[Json]:
        media = call.params["media"]
        if not 2 <= len(media) <= 10:
            raise Refused(400, "Bad Request: wrong number of media in the album")
        contents = [self._photo(call, each["media"], each, n) for n, each in enumerate(media, start=1)]
        group = f"g{next(self._file_ids)}"
        return [self._new(call, content | {"media_group_id": group}) for content in contents]

    async def do_sendDocument(self, call: Call) -> Json:
        (data,) = call.files.values()
        file_id = self.add_file(data)
        return self._new(call, {"document": {"file_id": file_id, "file_unique_id": file_id, "file_size": len(data)}})

    async def do_editMessageText(self, call: Call) -> Json:
        text, entities = _parsed(call.params["text"], call.params.get("parse_mode"))
        if _units(text) > 4096:
            raise Refused(400, "Bad Request: message is too long")
        message = self._mine(call)
        if "text" not in message:
            raise Refused(400, "Bad Request: there is no text in the message to edit")
        return self._edited(call, message, {"text": text, "entities": entities})

    async def do_editMessageMedia(self, call: Call) -> Json:
        message, media = self._mine(call), call.params["media"]
        if "photo" not in message:
            raise Refused(400, "Bad Request: message can't be edited")
        return self._edited(call, message, self._photo(call, media["media"], media, 1))

    async def do_editMessageReplyMarkup(self, call: Call) -> Json:
        return self._edited(call, self._mine(call), {})

    async def do_deleteMessages(self, call: Call) -> bool:
        for message_id in call.params["message_ids"]:
            if self.messages.pop((call.chat_id, message_id), None) is not None:
                self.deleted.append((call.chat_id, message_id))
        return True

    # Below

    def _photo(self, call: Call, media: str, params: Json, number: int) -> Json:
        caption, entities = _parsed(params.get("caption", ""), params.get("parse_mode"))
        if _units(caption) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        media = media.removeprefix("attach://")
        if media in call.files:
            data = call.files[media]
            if data in self.bad_uploads or not data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
                raise Refused(
                    400, f'Bad Request: failed to send message #{number} with the error message "IMAGE_PROCESS_FAILED"'
                )
            file_id = self.add_file(data)
        elif media.startswith(("http://", "https://")):
            if media in self.bad_urls:
                raise Refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
            file_id = self.add_file(media.encode())
        elif media in self.files and media not in self.gone_files:
            file_id = media
        else:
            raise Refused(400, "Bad Request: wrong remote file identifier specified: Wrong string length")
        sizes = [
            {"file_id": name, "file_unique_id": f"u-{name}", "width": w, "height": w, "file_size": 100 * w}
            for name, w in ((f"{file_id}-small", 90), (file_id, 800))
        ]
        return {"photo": sizes, "caption": caption, "caption_entities": entities}

    def _reach(self, call: Call) -> int:
        chat_id = call.chat_id
        if chat_id in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat_id in self.migrated:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, description, migrate_to_chat_id=self.migrated[chat_id])
        return chat_id

    def _new(self, call: Call, content: Json) -> Json:
        chat_id = self._reach(call)
        message: Json = {
            "message_id": self.next_message_id(),
            "date": int(time.time()),
            "chat": chat(chat_id),
            "from": _me(),
            **content,
        }
        if thread := call.params.get("message_thread_id"):
            message |= {"message_thread_id": int(thread), "is_topic_message": True}
        if reply := call.params.get("reply_parameters"):
            before = self.messages.get((chat_id, reply["message_id"]))
            if before is None and not reply.get("allow_sending_without_reply"):
                raise Refused(400, "Bad Request: message to be replied not found")
            if before is not None:
                message["reply_to_message"] = {k: v for k, v in before.items() if k != "reply_to_message"}
        if markup := call.params.get("reply_markup"):
            message["reply_markup"] = _checked(markup)
        self.messages[chat_id, message["message_id"]] = message
        return message

    def _mine(self, call: Call) -> Json:
        chat_id = self._reach(call)
        message = self.messages.get((chat_id, int(call.params["message_id"])))
        if message is None or message["from"]["id"] != BOT_ID:
            raise Refused(400, "Bad Request: message to edit not found")
        return message

    def _edited(self, call: Call, message: Json, content: Json) -> Json:
        changed = {k: v for k, v in message.items() if k != "reply_markup"} | content
        if markup := call.params.get("reply_markup"):
            changed["reply_markup"] = _checked(markup)
        if changed == message:
            raise Refused(400, "Bad Request: message is not modified: specified new message content is the same")
        self.messages[message["chat"]["id"], message["message_id"]] = changed
        return changed


_RIGHTS = tuple(
    f"can_{each}"
    for each in (
        *("be_edited", "manage_chat", "delete_messages", "manage_video_chats", "restrict_members", "promote_members"),
        *("change_info", "invite_users", "post_stories", "edit_stories", "delete_stories"),
    )
)


def _menu(call: Call) -> tuple[str, int, str]:
    scope = call.params.get("scope", {"type": "default"})
    return scope["type"], int(scope.get("chat_id", 0)), call.params.get("language_code", "")


def chat(chat_id: int) -> Json:
    """Private chats have positive ids, groups negative ones."""
    if chat_id > 0:
        return {"id": chat_id, "type": "private", "first_name": f"Shopper {chat_id}"}
    return {"id": chat_id, "type": "supergroup", "title": f"Group {chat_id}"}


def _me() -> Json:
    return {"id": BOT_ID, "is_bot": True, "first_name": "Lookalike", "username": BOT_NAME}


def _user(user_id: int) -> Json:
    return {"id": user_id, "is_bot": False, "first_name": f"Person {user_id}"}


async def _read(request: web.Request) -> tuple[Json, dict[str, bytes]]:
    params: Json = dict(request.query)
    files: dict[str, bytes] = {}
    if request.content_type == "application/json":
        params |= await request.json()
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file as file:
                    files[name] = file.read()
            else:
                params[name] = value
    for name, value in params.items():
        if isinstance(value, str) and value[:1] in ("[", "{"):
            params[name] = json.loads(value)
        elif value in ("true", "false"):
            params[name] = value == "true"
    for name in files:
        params.setdefault(name, name)
    return params, files


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class _Markup(HTMLParser):
    """Telegram's HTML: the visible text and its entities; anything else is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[Json] = []
        self._open: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("a", "b"):
            raise Refused(400, f"Bad Request: can't parse entities: unsupported start tag {tag!r}")
        self._open.append((tag, _units(self.text), dict(attrs).get("href") or ""))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            raise Refused(400, "Bad Request: can't parse entities: unmatched end tag")
        _, start, href = self._open.pop()
        entity: Json = {
            "type": "bold" if tag == "b" else "text_link",
            "offset": start,
            "length": _units(self.text) - start,
        }
        self.entities.append(entity | ({"url": href} if tag == "a" else {}))

    def handle_data(self, data: str) -> None:
        self.text += data


def _parsed(text: str, mode: str | None) -> tuple[str, list[Json]]:
    if mode != "HTML":
        return text, []
    parser = _Markup()
    parser.feed(text)
    parser.close()
    if parser._open:
        raise Refused(400, "Bad Request: can't parse entities: can't find end tag")
    return parser.text.strip(), parser.entities


def _checked(markup: Json) -> Json:
    rows = markup["inline_keyboard"]
    assert sum(map(len, rows)) <= 100
    for row in rows:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button["text"]
            if "url" in button:
                if not button["url"].startswith(("http://", "https://", "tg://")):
                    raise Refused(400, "Bad Request: BUTTON_URL_INVALID")
            elif not 1 <= len(button["callback_data"].encode()) <= 64:
                raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
    return markup


@asynccontextmanager
async def serving(api: BotApi, port: int = 0) -> AsyncIterator[BotApi]:
    """The server on loopback."""
    runner = web.AppRunner(api.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        api.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield api
    finally:
        async with api.changed:
            api._polling += 1
            api.changed.notify_all()
        await runner.cleanup()
