"""The messages of the tests' Discord: what was sent, changed and deleted, each checked by what Discord takes."""

from __future__ import annotations

import itertools
import time
from typing import Any

from tests.bot.frontends.discord.loopback.rules import IS_COMPONENTS_V2, MalformedMessage, check

Json = dict[str, Any]


class UploadTooLarge(Exception):
    """413."""


class SentMessageStore:
    """The part of a server that keeps messages and files. `upload_limit` is in bytes, for all files of a message."""

    def __init__(self, author: Json) -> None:
        self.url = ""
        self.user = author
        self.messages: dict[int, Json] = {}  # of the bot
        self.said: dict[int, Json] = {}  # of people
        self.deleted: set[int] = set()
        self.files: dict[str, bytes] = {}
        self.takes_v2 = True
        self.upload_limit = 10 * 1024 * 1024
        self._ids = itertools.count(int((time.time() - 1420070400) * 1000) << 22, 1 << 22)

    def next_id(self) -> int:
        """A snowflake of now, larger than those before."""
        return next(self._ids)

    def promise(self, channel_id: int, flags: int) -> Json:
        """ "Lookalike is thinking ..." """
        return self._new(channel_id, {"flags": flags | 1 << 7})

    def store(self, channel_id: int, payload: Json, files: dict[str, bytes]) -> Json:
        """A new message. Raises MalformedMessage and UploadTooLarge."""
        keys = ("content", "embeds", "components", "flags", "message_reference", "allowed_mentions")
        said = {key: payload[key] for key in keys if payload.get(key) is not None}
        self._check(said, said.get("flags", 0), files, [])
        return self._new(channel_id, {**said, "attachments": self._attachments(files)})

    def change(self, message_id: int, payload: Json, files: dict[str, bytes]) -> Json:
        """An edit, in place. Raises the same."""
        message = self.messages[message_id]
        keys = ("content", "embeds", "components")
        changed = {**message, **{key: payload[key] or type(message[key])() for key in keys if key in payload}}
        flags = message["flags"] & ~(1 << 7) | payload.get("flags", 0)
        if message["flags"] & IS_COMPONENTS_V2:
            flags |= IS_COMPONENTS_V2
        kept = message["attachments"]
        if "attachments" in payload:
            kept_ids = {str(each["id"]) for each in payload["attachments"]}
            kept = [each for each in kept if each["id"] in kept_ids]
        self._check(changed, flags, files, [each["filename"] for each in kept])
        message.update({**changed, "flags": flags, "attachments": [*kept, *self._attachments(files)]})
        return message

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

    def _check(self, said: Json, flags: int, files: dict[str, bytes], kept: list[str]) -> None:
        if sum(map(len, files.values())) > self.upload_limit:
            raise UploadTooLarge
        if flags & IS_COMPONENTS_V2 and not self.takes_v2:
            raise MalformedMessage("unknown flag")
        check({**said, "flags": flags}, [*files, *kept])

    def _attachments(self, files: dict[str, bytes]) -> list[Json]:
        self.files |= files
        return [
            {"id": str(self.next_id()), "filename": name, "size": len(data), "url": url, "proxy_url": url}
            for name, data in files.items()
            for url in [f"{self.url}/cdn/{name}"]
        ]
