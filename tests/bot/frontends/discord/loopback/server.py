"""A Discord of the tests' own on loopback: REST, gateway and attachments over real HTTP and websockets.

Its connections are in gateway.py, its messages in message_store.py, the faults that can be ordered in calls.py; what
people do in it is in people.py.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, web

from tests.bot.frontends.discord.loopback.calls import BotCall, ObservedCalls, error_response, json_response
from tests.bot.frontends.discord.loopback.gateway import GatewayServer
from tests.bot.frontends.discord.loopback.message_store import SentMessageStore, UploadTooLarge
from tests.bot.frontends.discord.loopback.rules import EPHEMERAL, IS_COMPONENTS_V2, MalformedMessage

Json = dict[str, Any]
TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAw.GtEsTs.abcdefghijklmnopqrstuvwxyz0123456789"
BOT_ID = 100000000000000000
GUILD_ID = 200000000000000000
CHANNEL_ID = 300000000000000000
PAYLOAD: web.RequestKey[Json] = web.RequestKey("payload", dict)
FILES: web.RequestKey[dict[str, bytes]] = web.RequestKey("files", dict)


class UnknownResource(Exception):
    """404: the code, and what is unknown."""


@dataclass
class SentInteraction:
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


class DiscordServer(ObservedCalls, SentMessageStore):
    """Made by `serving_discord`. `acknowledged_within`: seconds, after which an interaction is given up."""

    def __init__(self) -> None:
        ObservedCalls.__init__(self)
        bot = {"id": str(BOT_ID), "username": "lookalike", "discriminator": "0", "avatar": None, "bot": True}
        SentMessageStore.__init__(self, bot)
        self.gateway = GatewayServer(TOKEN, self.user, BOT_ID)
        self.acknowledged_within = 3.0
        self.gives_files = asyncio.Event()
        self.gives_files.set()
        self.shards = 1
        self.commands: list[Json] = []
        self.command_writes = 0
        self.interactions: dict[str, SentInteraction] = {}
        self.direct_channels: dict[int, int] = {}
        self.describes_acknowledgements = True
        self.describes_messages = True
        self._nonces: dict[str, int] = {}

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
                web.get(f"{api}/channels/{{channel}}/messages/{{message}}", self._get_message),
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
            return await self._with_fault(request, handler, BotCall(request.method, request.path, {}, []))
        payload, files = await self._read(request)
        request[PAYLOAD], request[FILES] = payload, files
        call = BotCall(request.method, request.path, payload, list(files))
        self.requests.append(call)
        self._changed.set()
        needs_token = not re.search(r"/(webhooks|interactions)/", request.path)
        if needs_token and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return error_response(401, 0, "401: Unauthorized")
        try:
            return await self._with_fault(request, handler, call)
        finally:
            self._changed.set()

    async def _with_fault(self, request: web.Request, handler: Any, call: BotCall) -> web.StreamResponse:
        fault = next((each for each in self.faults if each.fits(call)), None)
        if fault is not None and (response := await fault.happen(request, handler)) is not None:
            return response
        try:
            done: web.StreamResponse = await handler(request)
        except MalformedMessage as error:
            return error_response(400, 50035, f"Invalid Form Body: {error}")
        except UnknownResource as error:
            return error_response(404, *error.args)
        except UploadTooLarge:
            return error_response(413, 40005, "Request entity too large")
        return done

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
        return json_response(self.user)

    async def _application(self, request: web.Request) -> web.Response:
        owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None}
        return json_response(
            {
                **{"id": str(BOT_ID), "name": "Lookalike", "icon": None, "description": "", "bot_public": True},
                **{"bot_require_code_grant": False, "verify_key": "00", "flags": 0, "owner": owner, "team": None},
                **{"summary": "", "hook": True},
            }
        )

    async def _gateway_bot(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
        url = str(request.url.with_scheme("ws").with_path("/gateway"))
        return json_response({"url": url, "shards": self.shards, "session_start_limit": limit})

    # Commands

    async def _get_commands(self, request: web.Request) -> web.Response:
        if request.query.get("with_localizations") == "true":
            return json_response(self.commands)
        return json_response([_without_localizations(each) for each in self.commands])

    async def _put_commands(self, request: web.Request) -> web.Response:
        self.command_writes += 1
        added = {"application_id": str(BOT_ID), "version": "1", "dm_permission": True}
        self.commands = [
            {"id": str(self.next_id()), **added, **each, **_permission_as_text(each)} for each in request[PAYLOAD]
        ]
        return json_response(self.commands)

    # Interactions

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = self.interactions.get(request.match_info["token"])
        if (
            interaction is None
            or interaction.expired
            or time.monotonic() - interaction.began > self.acknowledged_within
        ):
            return error_response(404, 10062, "Unknown interaction")
        if interaction.acknowledged_at:
            return error_response(400, 40060, "Interaction has already been acknowledged.")
        interaction.acknowledged_at = time.monotonic()
        interaction.callback = request[PAYLOAD]
        kind = interaction.callback["type"]
        if kind == 5:
            flags = interaction.callback.get("data", {}).get("flags", 0)
            message = self.promise(interaction.channel_id, flags)
            interaction.message_ids.append(int(message["id"]))
        elif kind == 6:
            interaction.message_ids.append(interaction.pressed_id)
        if not self.describes_acknowledgements:
            return web.Response(status=204)
        described = {"id": str(interaction.id), "type": interaction.kind, "response_message_loading": kind == 5}
        return json_response({"interaction": described, "resource": {"type": kind}})

    def _interaction(self, request: web.Request) -> SentInteraction:
        interaction = self.interactions.get(request.match_info["token"])
        if interaction is None or interaction.expired or not interaction.acknowledged_at:
            raise UnknownResource(10015, "Unknown Webhook")
        return interaction

    def _answer(self, request: web.Request) -> int:
        interaction, name = self._interaction(request), request.match_info["message"]
        message_id = interaction.message_ids[0] if name == "@original" and interaction.message_ids else int(name)
        if message_id not in self.messages:
            raise UnknownResource(10008, "Unknown Message")
        return message_id

    async def _follow_up(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request)
        message = self.store(interaction.channel_id, request[PAYLOAD], request[FILES])
        interaction.message_ids.append(int(message["id"]))
        return self._described(message)

    def _described(self, message: Json) -> web.Response:
        return json_response(message if self.describes_messages else {"id": message["id"]})

    async def _get_answer(self, request: web.Request) -> web.Response:
        return json_response(self.messages[self._answer(request)])

    async def _edit_answer(self, request: web.Request) -> web.Response:
        changed = self.change(self._answer(request), request[PAYLOAD], request[FILES])
        self._interaction(request).changed_at = time.monotonic()
        return self._described(changed)

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
        return json_response(self.direct_channel(user_id))

    def direct_channel(self, user_id: int) -> Json:
        """The channel of this user's direct messages with the bot."""
        channel_id = self.direct_channels.setdefault(user_id, self.next_id())
        user = {"id": str(user_id), "username": f"user{user_id}", "discriminator": "0", "avatar": None}
        return {"id": str(channel_id), "type": 1, "recipients": [user], "last_message_id": None}

    async def _send(self, request: web.Request) -> web.Response:
        nonce = request[PAYLOAD].get("nonce") if request[PAYLOAD].get("enforce_nonce") else None
        if nonce in self._nonces:
            return json_response(self.messages[self._nonces[nonce]])
        message = self.store(int(request.match_info["channel"]), request[PAYLOAD], request[FILES])
        if nonce:
            self._nonces[nonce] = int(message["id"])
        return self._described(message)

    async def _history(self, request: web.Request) -> web.Response:
        channel, after = request.match_info["channel"], int(request.query.get("after", 0))
        found = [each for number, each in self.messages.items() if number > after and each["channel_id"] == channel]
        return json_response(
            [each for each in found if not each["flags"] & EPHEMERAL][: int(request.query.get("limit", 50))]
        )

    async def _get_message(self, request: web.Request) -> web.Response:
        number = int(request.match_info["message"])
        found = self.said.get(number) or self.messages.get(number)
        if found is None or found["channel_id"] != request.match_info["channel"]:
            return error_response(404, 10008, "Unknown Message")
        return json_response(found)

    async def _edit(self, request: web.Request) -> web.Response:
        message_id = int(request.match_info["message"])
        if message_id not in self.messages:
            return error_response(404, 10008, "Unknown Message")
        return json_response(self.change(message_id, request[PAYLOAD], request[FILES]))

    async def _cdn(self, request: web.Request) -> web.Response:
        await self.gives_files.wait()
        data = self.files.get(request.match_info["name"])
        return web.Response(status=404) if data is None else web.Response(body=data, content_type="image/jpeg")


def _without_localizations(command: Json) -> Json:
    plain = {key: None if key.endswith("_localizations") else value for key, value in command.items()}
    return {**plain, "options": [_without_localizations(each) for each in command.get("options", [])]}


def _permission_as_text(command: Json) -> Json:
    permission = command.get("default_member_permissions")
    return {"default_member_permissions": None if permission is None else str(permission)}


def is_ephemeral(message: Json) -> bool:
    """Only one person sees it."""
    return bool(message["flags"] & EPHEMERAL)


def is_v2(message: Json) -> bool:
    """It is made of Components V2."""
    return bool(message["flags"] & IS_COMPONENTS_V2)


@asynccontextmanager
async def serving_discord(server: DiscordServer | None = None) -> AsyncIterator[DiscordServer]:
    """A running server; `url` is where."""
    server = server or DiscordServer()
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield server
    finally:
        server.gateway.drop()
        await runner.cleanup()
