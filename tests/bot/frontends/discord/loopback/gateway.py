"""The gateway of the tests' Discord: HELLO, IDENTIFY, READY, GUILD_CREATE, heartbeats, RESUME with what was missed, and
the ways in which a connection ends."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]
DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
MESSAGE_CONTENT = 1 << 15


class GatewayServer:
    """One session at a time for each shard; events of a lost connection are kept for its resume."""

    def __init__(self, token: str, user: Json, application_id: int) -> None:
        self.token = token
        self.user = user
        self.application_id = application_id
        self.guilds: list[Json] = []
        self.allowed_intents = ~MESSAGE_CONTENT
        self.resume_url = ""
        self.forgets_sessions = False
        self.changes: Callable[[Json], None] | None = None  # what it tells, before it is told
        self.identified: list[Json] = []
        self.resumed: list[Json] = []
        self.sockets: dict[int, web.WebSocketResponse] = {}
        self._log: list[Json] = []
        self._sequence = 0
        self._connected = asyncio.Event()

    async def connected(self) -> None:
        """Until somebody has identified or resumed."""
        async with asyncio.timeout(30):
            await self._connected.wait()

    async def dispatch(self, event: str, data: Json, *, seconds: float = 30) -> None:
        """Tell the bot; while it is away the event waits for its resume."""
        self._sequence += 1
        if self.changes is not None:
            data = json.loads(json.dumps(data))
            self.changes(data)
        payload = {"op": DISPATCH, "t": event, "s": self._sequence, "d": data}
        self._log.append(payload)
        if (socket := self.sockets.get(self._shard_of(data.get("guild_id")))) is not None:
            with contextlib.suppress(ConnectionError):  # it has just been left: the resume tells it
                async with asyncio.timeout(seconds):
                    await socket.send_str(json.dumps(payload))

    def _shard_of(self, guild_id: object) -> int:
        """Who is told of it: one shard of those that bots have divided the guilds into; the first, what is in none, or
        in what no guild is called by."""
        shards = self.identified[-1].get("shard", (0, 1))[1] if self.identified else 1
        number = int(str(guild_id)) if str(guild_id).isdecimal() else 0
        return int((number >> 22) % shards)

    async def ask_to_reconnect(self) -> None:
        """As Discord does before it restarts."""
        self._connected.clear()
        for socket in list(self.sockets.values()):
            with contextlib.suppress(ConnectionError):  # it has just been left
                await socket.send_str(json.dumps({"op": RECONNECT, "d": None}))

    async def invalidate(self) -> None:
        """The session is over, and cannot be resumed."""
        self._connected.clear()
        for socket in list(self.sockets.values()):
            await socket.send_str(json.dumps({"op": INVALID_SESSION, "d": False}))

    def drop(self) -> None:
        """Without a word."""
        self._connected.clear()
        for socket in list(self.sockets.values()):
            transport = socket._req.transport if socket._req else None  # type: ignore[union-attr]
            if transport is not None:
                transport.abort()
        self.sockets.clear()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """GET of the websocket."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        shard = 0
        try:
            await socket.send_str(json.dumps({"op": HELLO, "d": {"heartbeat_interval": 41250}}))
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                said = json.loads(message.data)
                if said["op"] == HEARTBEAT:
                    await socket.send_str(json.dumps({"op": ACK, "d": None}))
                elif said["op"] == IDENTIFY:
                    shard = (said["d"].get("shard") or [0])[0]
                    await self._identify(socket, said["d"], shard)
                elif said["op"] == RESUME:
                    await self._resume(socket, said["d"])
        finally:  # also when the bot goes while it is told something: nobody waits for it at a dead socket
            if self.sockets.get(shard) is socket:
                del self.sockets[shard]
        return socket

    async def _identify(self, socket: web.WebSocketResponse, said: Json, shard: int) -> None:
        self.identified.append(said)
        if said["token"] != self.token:
            await socket.close(code=4004, message=b"Authentication failed.")
            return
        if said["intents"] & ~self.allowed_intents:
            await socket.close(code=4014, message=b"Disallowed intent(s).")
            return
        self._log.clear()
        self.sockets[shard] = socket
        guilds = [each for each in self.guilds if self._shard_of(each["id"]) == shard]
        ready = {
            "v": 10,
            "user": self.user,
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": f"session-{len(self.identified)}",
            "resume_gateway_url": self.resume_url or str(socket._req.url.with_query(None)),  # type: ignore[union-attr]
            "application": {"id": str(self.application_id), "flags": 0},
            **({"shard": said["shard"]} if "shard" in said else {}),
        }
        await self._send(socket, "READY", ready)
        for guild in guilds:
            await self._send(socket, "GUILD_CREATE", guild)
        self._connected.set()

    async def _resume(self, socket: web.WebSocketResponse, said: Json) -> None:
        self.resumed.append(said)
        if self.forgets_sessions:
            self.forgets_sessions = False
            await socket.send_str(json.dumps({"op": INVALID_SESSION, "d": False}))
            return
        self.sockets[0] = socket
        for missed in [each for each in self._log if each["s"] > (said["seq"] or 0)]:
            await socket.send_str(json.dumps(missed))
        await self._send(socket, "RESUMED", {})
        self._connected.set()

    async def _send(self, socket: web.WebSocketResponse, event: str, data: Json) -> None:
        self._sequence += 1
        await socket.send_str(json.dumps({"op": DISPATCH, "t": event, "s": self._sequence, "d": data}))
