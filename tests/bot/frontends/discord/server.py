"""A Discord of the tests' own on loopback: REST, gateway and attachments over real HTTP and websockets, with faults
to order. What it takes as a message is checked by discord_rules, its connections are discord_gateway's; what people do
in it is in discord_people. One file of more than 300 lines: it is one table of paths with the state behind it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.bot.frontends.discord.gateway import Gateway
from tests.bot.frontends.discord.rules import EPHEMERAL, IS_COMPONENTS_V2, Refused, check

Json = dict[str, Any]
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.GtEsTs.abcdefghijklmnopqrstuvwxyz0123456789"
BOT_ID = 100000000000000000
GUILD_ID = 200000000000000000
CHANNEL_ID = 300000000000000000
PAYLOAD: web.RequestKey[Json] = web.RequestKey("payload", dict)
FILES: web.RequestKey[dict[str, bytes]] = web.RequestKey("files", dict)


class Unknown(Exception):
    """404: the code, and what is unknown."""


class TooLarge(Exception):
    """413."""


@dataclass
class Request:
    """One call of the bot: what it said, and when."""

    method: str
    path: str
    payload: Json
    files: list[str]
    at: float


@dataclass
class Fault:
    """What happens to the next `times` calls that fit. `drop`: the connection breaks before or after the effect."""

    method: str
    path: str
    times: int = 1
    status: int = 0
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    drop: str = ""
    delay: float = 0.0
    when: Callable[[Request], bool] = lambda request: True


@dataclass
class Talked:
    """One interaction: what the bot made of it."""

    id: int
    token: str
    kind: int
    channel_id: int
    began: float
    acknowledged_at: float = 0.0
    callback: Json = field(default_factory=dict)
    message_ids: list[int] = field(default_factory=list)
    pressed_id: int = 0
    changed_at: float = 0.0
    expired: bool = False

    @property
    def acknowledged_after(self) -> float:
        """Seconds."""
        return self.acknowledged_at - self.began


class DiscordServer:
    """Made by `serving_discord`."""

    def __init__(self) -> None:
        self.user = {"id": str(BOT_ID), "username": "lookalike", "discriminator": "0", "avatar": None, "bot": True}
        self.gateway = Gateway(TOKEN, self.user, BOT_ID)
        self.url = ""
        self.shards = 1
        self.commands: list[Json] = []
        self.command_writes = 0
        self.messages: dict[int, Json] = {}
        self.deleted: set[int] = set()
        self.edits: list[tuple[int, float]] = []
        self.talks: dict[str, Talked] = {}
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.files: dict[str, bytes] = {}
        self.takes_v2 = True
        self.upload_limit = 10 * 1024 * 1024
        self.direct_channels: dict[int, int] = {}
        self.describes_acknowledgements = True
        self._nonces: dict[str, int] = {}
        self._ids = itertools.count(int((time.time() - 1420070400) * 1000) << 22, 1 << 22)
        self._changed = asyncio.Event()

    def next_id(self) -> int:
        """A snowflake of now, larger than those before."""
        return next(self._ids)

    def fail(self, method: str, path: str, **how: Any) -> Fault:
        """Order a fault for paths that contain the pattern."""
        fault = Fault(method, path, **how)
        self.faults.append(fault)
        return fault

    def called(self, method: str, path: str) -> list[Request]:
        """The calls whose path contains the pattern."""
        return [each for each in self.requests if each.method == method and re.search(path, each.path)]

    async def until(self, holds: Callable[[], Any], seconds: float = 30.0) -> Any:
        """Wait for something to become true, looking whenever something changes; returns it."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            left = deadline - time.monotonic()
            assert left > 0, f"it did not come to be; the last calls: {self.requests[-6:]}"
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), min(left, 0.25))
        return found

    def app(self) -> web.Application:
        """All paths."""
        app = web.Application(middlewares=[self._faults], client_max_size=64 * 1024 * 1024)
        api = "/api/v10"
        webhook = f"{api}/webhooks/{{app}}/{{token}}"
        app.add_routes(
            [
                web.get(f"{api}/users/@me", self._me),
                web.post(f"{api}/users/@me/channels", self._direct),
                web.get(f"{api}/oauth2/applications/@me", self._application),
                web.get(f"{api}/gateway/bot", self._gateway_bot),
                web.get(f"{api}/applications/{{app}}/commands", self._get_commands),
                web.put(f"{api}/applications/{{app}}/commands", self._put_commands),
                web.post(f"{api}/interactions/{{id}}/{{token}}/callback", self._callback),
                web.post(webhook, self._follow_up),
                web.get(f"{webhook}/messages/{{message}}", self._get_answer),
                web.patch(f"{webhook}/messages/{{message}}", self._edit_answer),
                web.delete(f"{webhook}/messages/{{message}}", self._delete_answer),
                web.post(f"{api}/channels/{{channel}}/typing", self._typing),
                web.post(f"{api}/channels/{{channel}}/messages", self._send),
                web.get(f"{api}/channels/{{channel}}/messages", self._history),
                web.patch(f"{api}/channels/{{channel}}/messages/{{message}}", self._edit),
                web.get("/cdn/{name}", self._cdn),
                web.get("/gateway", self.gateway.serve),
                web.get("/gateway/", self.gateway.serve),
            ]
        )
        return app

    # Faults, and what every call has to hold

    @web.middleware
    async def _faults(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.path.startswith(("/gateway", "/cdn")):
            return await self._with_fault(
                request, handler, Request(request.method, request.path, {}, [], time.monotonic())
            )
        payload, files = await self._read(request)
        request[PAYLOAD], request[FILES] = payload, files
        call = Request(request.method, request.path, payload, list(files), time.monotonic())
        self.requests.append(call)
        self._changed.set()
        needs_token = not re.search(r"/(webhooks|interactions)/", request.path)
        if needs_token and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _error(401, 0, "401: Unauthorized")
        try:
            return await self._with_fault(request, handler, call)
        finally:
            self._changed.set()

    async def _with_fault(self, request: web.Request, handler: Any, call: Request) -> web.StreamResponse:
        for fault in self.faults:
            fits = fault.times and fault.method == call.method and re.search(fault.path, call.path) and fault.when(call)
            if fits:
                fault.times -= 1
                if fault.delay:
                    await asyncio.sleep(fault.delay)
                if fault.drop == "after":
                    await handler(request)
                if fault.drop:
                    assert request.transport is not None
                    request.transport.abort()
                    return web.Response()
                if fault.status:
                    return _json(fault.body, fault.status, fault.headers)
        try:
            response: web.StreamResponse = await handler(request)
        except Refused as error:
            return _error(400, 50035, f"Invalid Form Body: {error}")
        except Unknown as error:
            return _error(404, *error.args)
        except TooLarge:
            return _error(413, 40005, "Request entity too large")
        return response

    async def _read(self, request: web.Request) -> tuple[Json, dict[str, bytes]]:
        files: dict[str, bytes] = {}
        if request.content_type == "multipart/form-data":
            payload: Json = {}
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                if part.name == "payload_json":
                    payload = json.loads(await part.text())
                else:
                    assert re.fullmatch(r"files\[\d+\]", part.name or ""), part.name
                    files[part.filename or ""] = bytes(await part.read(decode=False))
            return payload, files
        text = await request.text()
        return (json.loads(text) if text and request.content_type == "application/json" else {}), files

    # Login

    async def _me(self, request: web.Request) -> web.Response:
        return _json(self.user)

    async def _application(self, request: web.Request) -> web.Response:
        owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
        return _json(
            {
                **{"id": str(BOT_ID), "name": "Lookalike", "icon": None, "description": "", "bot_public": True},
                **{"bot_require_code_grant": False, "verify_key": "00", "flags": 0, "owner": owner, "team": None},
                **{"summary": "", "hook": True},
            }
        )

    async def _gateway_bot(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
        url = str(request.url.with_scheme("ws").with_path("/gateway"))
        return _json({"url": url, "shards": self.shards, "session_start_limit": limit})

    # Commands

    async def _get_commands(self, request: web.Request) -> web.Response:
        if request.query.get("with_localizations") == "true":
            return _json(self.commands)
        return _json([_without_localizations(each) for each in self.commands])

    async def _put_commands(self, request: web.Request) -> web.Response:
        self.command_writes += 1
        added = {"application_id": str(BOT_ID), "version": "1", "dm_permission": True}
        self.commands = [
            {"id": str(self.next_id()), **added, **each, **_permission_as_text(each)} for each in request[PAYLOAD]
        ]
        return _json(self.commands)

    # Interactions

    async def _callback(self, request: web.Request) -> web.Response:
        talk = self.talks.get(request.match_info["token"])
        if talk is None or talk.expired or time.monotonic() - talk.began > 3:
            return _error(404, 10062, "Unknown interaction")
        if talk.acknowledged_at:
            return _error(400, 40060, "Interaction has already been acknowledged.")
        talk.acknowledged_at = time.monotonic()
        talk.callback = request[PAYLOAD]
        kind = talk.callback["type"]
        if kind == 5:
            flags = talk.callback.get("data", {}).get("flags", 0)
            message = self._new(talk.channel_id, {"content": "", "flags": flags | 1 << 7})
            talk.message_ids.append(int(message["id"]))
        elif kind == 6:
            talk.message_ids.append(talk.pressed_id)
        if not self.describes_acknowledgements:
            return web.Response(status=204)
        described = {"id": str(talk.id), "type": talk.kind, "response_message_loading": kind == 5}
        return _json({"interaction": described, "resource": {"type": kind}})

    def _talk(self, request: web.Request) -> Talked:
        talk = self.talks.get(request.match_info["token"])
        if talk is None or talk.expired or not talk.acknowledged_at:
            raise Unknown(10015, "Unknown Webhook")
        return talk

    def _answer(self, request: web.Request) -> int:
        talk, name = self._talk(request), request.match_info["message"]
        message_id = talk.message_ids[0] if name == "@original" and talk.message_ids else int(name)
        if message_id not in self.messages:
            raise Unknown(10008, "Unknown Message")
        return message_id

    async def _follow_up(self, request: web.Request) -> web.Response:
        talk = self._talk(request)
        message = self._store(self._new_of(request, talk.channel_id), request)
        talk.message_ids.append(int(message["id"]))
        return _json(message)

    async def _get_answer(self, request: web.Request) -> web.Response:
        return _json(self.messages[self._answer(request)])

    async def _edit_answer(self, request: web.Request) -> web.Response:
        changed = self._change(self._answer(request), request)
        self._talk(request).changed_at = time.monotonic()
        return _json(changed)

    async def _delete_answer(self, request: web.Request) -> web.Response:
        message_id = self._answer(request)
        self.deleted.add(message_id)
        del self.messages[message_id]
        return web.Response(status=204)

    # Channels

    async def _typing(self, request: web.Request) -> web.Response:
        return web.Response(status=204)

    async def _direct(self, request: web.Request) -> web.Response:
        user_id = int(request[PAYLOAD]["recipient_id"])
        return _json(self.direct_channel(user_id))

    def direct_channel(self, user_id: int) -> Json:
        """The channel of this user's direct messages with the bot."""
        channel_id = self.direct_channels.setdefault(user_id, self.next_id())
        user = {"id": str(user_id), "username": f"user{user_id}", "discriminator": "0", "avatar": None}
        return {"id": str(channel_id), "type": 1, "recipients": [user], "last_message_id": None}

    async def _send(self, request: web.Request) -> web.Response:
        nonce = request[PAYLOAD].get("nonce") if request[PAYLOAD].get("enforce_nonce") else None
        if nonce in self._nonces:
            return _json(self.messages[self._nonces[nonce]])
        message = self._store(self._new_of(request, int(request.match_info["channel"])), request)
        if nonce:
            self._nonces[nonce] = int(message["id"])
        return _json(message)

    async def _history(self, request: web.Request) -> web.Response:
        channel, after = request.match_info["channel"], int(request.query.get("after", 0))
        found = [each for number, each in self.messages.items() if number > after and each["channel_id"] == channel]
        return _json([each for each in found if not each["flags"] & EPHEMERAL][: int(request.query.get("limit", 50))])

    async def _edit(self, request: web.Request) -> web.Response:
        message_id = int(request.match_info["message"])
        if message_id not in self.messages:
            return _error(404, 10008, "Unknown Message")
        return _json(self._change(message_id, request))

    async def _cdn(self, request: web.Request) -> web.Response:
        data = self.files.get(request.match_info["name"])
        return web.Response(status=404) if data is None else web.Response(body=data, content_type="image/jpeg")

    # Messages

    def _new(self, channel_id: int, said: Json) -> Json:
        message = {
            **{"id": str(self.next_id()), "channel_id": str(channel_id), "author": self.user, "type": 0},
            **{"content": "", "embeds": [], "components": [], "attachments": [], "flags": 0, "mentions": []},
            **{"mention_roles": [], "mention_everyone": False, "tts": False, "pinned": False},
            **{"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None},
            **said,
        }
        self.messages[int(message["id"])] = message
        return message

    def _new_of(self, request: web.Request, channel_id: int) -> Json:
        keys = ("content", "embeds", "components", "flags", "message_reference", "allowed_mentions")
        said = {key: request[PAYLOAD][key] for key in keys if request[PAYLOAD].get(key) is not None}
        return {"channel_id": str(channel_id), **said}

    def _store(self, said: Json, request: web.Request) -> Json:
        self._check(said, said.get("flags", 0), request[FILES], [])
        said["attachments"] = [self._attachment(name, data) for name, data in request[FILES].items()]
        return self._new(int(said["channel_id"]), said)

    def _change(self, message_id: int, request: web.Request) -> Json:
        message, payload = self.messages[message_id], request[PAYLOAD]
        keys = ("content", "embeds", "components")
        changed = {**message, **{key: payload[key] or type(message[key])() for key in keys if key in payload}}
        flags = message["flags"] & ~(1 << 7) | payload.get("flags", 0)
        if message["flags"] & IS_COMPONENTS_V2:
            flags |= IS_COMPONENTS_V2
        kept = message["attachments"]
        if "attachments" in payload:
            kept_ids = {str(each["id"]) for each in payload["attachments"]}
            kept = [each for each in kept if each["id"] in kept_ids]
        self._check(changed, flags, request[FILES], [each["filename"] for each in kept])
        new = [self._attachment(name, data) for name, data in request[FILES].items()]
        message.update({**changed, "flags": flags, "attachments": [*kept, *new]})
        self.edits.append((message_id, time.monotonic()))
        return message

    def _check(self, said: Json, flags: int, files: dict[str, bytes], kept: list[str]) -> None:
        if sum(map(len, files.values())) > self.upload_limit:
            raise TooLarge
        if flags & IS_COMPONENTS_V2 and not self.takes_v2:
            raise Refused("unknown flag")
        check({**said, "flags": flags}, [*files, *kept])

    def _attachment(self, name: str, data: bytes) -> Json:
        self.files[name] = data
        url = f"{self.url}/cdn/{name}"
        return {"id": str(self.next_id()), "filename": name, "size": len(data), "url": url, "proxy_url": url}


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # The library wants exactly this type, without a character set.
    kind = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers={**(headers or {}), **kind})


def _without_localizations(command: Json) -> Json:
    plain = {key: None if key.endswith("_localizations") else value for key, value in command.items()}
    return {**plain, "options": [_without_localizations(each) for each in command.get("options", [])]}


def _permission_as_text(command: Json) -> Json:
    permission = command.get("default_member_permissions")
    return {"default_member_permissions": None if permission is None else str(permission)}


def _error(status: int, code: int, message: str) -> web.Response:
    return _json({"code": code, "message": message}, status)


def is_ephemeral(message: Json) -> bool:
    """Only one person sees it."""
    return bool(message["flags"] & EPHEMERAL)


def is_v2(message: Json) -> bool:
    """It is made of Components V2."""
    return bool(message["flags"] & IS_COMPONENTS_V2)


@asynccontextmanager
async def serving_discord() -> AsyncIterator[DiscordServer]:
    """A running server; `url` is where."""
    server = DiscordServer()
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        server.gateway.drop()
        await runner.cleanup()
