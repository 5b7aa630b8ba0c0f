"""What people do in the tests' Discord: commands, context menus, messages, presses and reactions, as Discord tells a
bot of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from tests.bot.frontends.discord.loopback.rules import TEXT, components_of
from tests.bot.frontends.discord.loopback.server import BOT_ID, CHANNEL_ID, GUILD_ID, DiscordServer, SentInteraction

Json = dict[str, Any]
MANAGE_GUILD = 1 << 5
EVERYTHING = str((1 << 53) - 1)
STRING, NUMBER, ATTACHMENT = 3, 10, 11


def guild() -> Json:
    """A guild with two channels and a thread, as GUILD_CREATE tells it."""
    channels = [
        {"id": str(CHANNEL_ID + n), "type": 0, "name": f"channel-{n}", "position": n, "permission_overwrites": []}
        for n in range(2)
    ]
    everyone = {
        **{"id": str(GUILD_ID), "name": "@everyone", "permissions": EVERYTHING, "position": 0, "color": 0},
        **{"hoist": False, "managed": False, "mentionable": False, "flags": 0, "colors": {"primary_color": 0}},
    }
    return {
        **{"id": str(GUILD_ID), "name": "Friends", "owner_id": "1", "roles": [everyone], "emojis": [], "features": []},
        **{"channels": channels, "threads": [], "members": [], "member_count": 3, "large": False, "unavailable": False},
        **{"preferred_locale": "en-US", "premium_tier": 0, "nsfw_level": 0, "afk_timeout": 300, "mfa_level": 0},
        **{"verification_level": 0, "default_message_notifications": 0, "explicit_content_filter": 0},
        **{"system_channel_flags": 0, "stickers": [], "voice_states": [], "presences": [], "stage_instances": []},
        **{"guild_scheduled_events": [], "soundboard_sounds": [], "joined_at": "2026-01-01T00:00:00+00:00"},
        **{"afk_channel_id": None, "icon": None, "splash": None, "banner": None, "description": None},
        **{"vanity_url_code": None, "premium_progress_bar_enabled": False, "rules_channel_id": None},
        **{"system_channel_id": None, "public_updates_channel_id": None, "application_id": None},
    }


@dataclass
class DiscordUser:
    """One person; `direct` acts in the direct messages with the bot instead of the guild's first channel."""

    server: DiscordServer
    id: int
    locale: str = "en-GB"
    permissions: int = 0
    direct: bool = False
    channel_id: int = CHANNEL_ID

    @property
    def user(self) -> Json:
        return {
            **{"id": str(self.id), "username": f"user{self.id}", "discriminator": "0", "avatar": None},
            **{"global_name": None, "bot": False},
        }

    @property
    def where(self) -> int:
        """The channel in which this person acts."""
        return int(self.server.direct_channel(self.id)["id"]) if self.direct else self.channel_id

    def attachment(self, data: bytes, name: str = "photo.jpg", **more: Any) -> Json:
        """Put a file on the server."""
        number = self.server.next_id()
        stored = f"{number}-{name}"
        self.server.files[stored] = data
        url = f"{self.server.url}/cdn/{stored}"
        return {
            **{"id": str(number), "filename": name, "size": len(data), "url": url, "proxy_url": url},
            **{"content_type": "image/jpeg", "width": 64, "height": 64},
            **more,
        }

    # Interactions

    async def command(self, name: str, *, photo: Json | None = None, **options: Any) -> SentInteraction:
        """A slash command, with the options as they were registered."""
        found = next(each for each in self.server.commands if each["name"] == name and each.get("type", 1) == 1)
        given: list[Json] = []
        data: Json = {"id": found["id"], "name": name, "type": 1, "options": given}
        for option in found.get("options", []):
            if option["type"] == ATTACHMENT and photo is not None:
                given.append({"name": option["name"], "type": ATTACHMENT, "value": photo["id"]})
                data["resolved"] = {"attachments": {photo["id"]: photo}}
            elif option["name"] in options:
                given.append({"name": option["name"], "type": option["type"], "value": options[option["name"]]})
        return await self._interact(2, data)

    async def type(self, command: str, option: str, typed: str) -> list[Json]:
        """Type into an option; returns the choices that are offered."""
        found = next(each for each in self.server.commands if each["name"] == command)
        options = [{"name": option, "type": STRING, "value": typed, "focused": True}]
        interaction = await self._interact(4, {"id": found["id"], "name": command, "type": 1, "options": options})
        await self.server.until(lambda: interaction.callback)
        choices: list[Json] = interaction.callback["data"]["choices"]
        return choices

    async def find_similar(self, message: Json) -> SentInteraction:
        """The context menu on a message."""
        found = next(each for each in self.server.commands if each.get("type") == 3)
        resolved = {"messages": {message["id"]: message}}
        data = {"id": found["id"], "name": found["name"], "type": 3, "target_id": message["id"], "resolved": resolved}
        return await self._interact(2, data)

    async def press(
        self, message: Json, custom_id: str, values: list[str] | None = None, told: Json | None = None
    ) -> SentInteraction:
        """A button, or a select with what was picked. `told` is the message as the bot is told it."""
        part = next(each for each in components_of(message) if each.get("custom_id") == custom_id)
        data = {"custom_id": custom_id, "component_type": part["type"], **({"values": values} if values else {})}
        return await self._interact(3, data, message=told or message)

    async def _interact(self, kind: int, data: Json, message: Json | None = None, **more: Any) -> SentInteraction:
        number = self.server.next_id()
        interaction = SentInteraction(number, f"token-{number}", kind, self.where, time.monotonic())
        interaction.pressed_id = int(message["id"]) if message else 0
        self.server.interactions[interaction.token] = interaction
        where: Json = {"context": 1, "user": self.user, "channel": self.server.direct_channel(self.id)}
        if not self.direct:
            member = {
                **{"user": self.user, "roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0},
                **{"permissions": str(self.permissions), "deaf": False, "mute": False, "nick": None},
            }
            channel = {"id": str(self.where), "type": 0, "name": "channel", "guild_id": str(GUILD_ID)}
            where = {"context": 0, "guild_id": str(GUILD_ID), "member": member, "channel": channel}
            where |= {"guild_locale": "en-US", "app_permissions": EVERYTHING}
        event = {
            **{
                "id": str(number),
                "application_id": str(BOT_ID),
                "type": kind,
                "token": interaction.token,
                "version": 1,
            },
            **{"data": data, "locale": self.locale, "channel_id": str(self.where), "entitlements": []},
            **{"authorizing_integration_owners": {}, "attachment_size_limit": self.server.upload_limit},
            **({"message": message} if message else {}),
            **where,
            **more,
        }
        self.last_event = event
        await self.server.gateway.dispatch("INTERACTION_CREATE", event)
        return interaction

    async def repeat(self) -> None:
        """Discord tells the bot the last interaction once more."""
        await self.server.gateway.dispatch("INTERACTION_CREATE", self.last_event)

    # Messages and reactions

    async def say(self, text: str = "", *attachments: Json, mention: bool = False, **more: Any) -> Json:
        """Write a message; returns it as the bot is told it."""
        bot = self.server.user
        message: Json = {
            **{"id": str(self.server.next_id()), "channel_id": str(self.where), "author": self.user, "type": 0},
            **{"content": f"<@{BOT_ID}> {text}" if mention else text, "attachments": list(attachments)},
            **{"mentions": [bot] if mention else [], "mention_roles": [], "mention_everyone": False},
            **{"embeds": [], "components": [], "flags": 0, "tts": False, "pinned": False},
            **{"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None},
        }
        if not self.direct:
            member = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0, "deaf": False, "mute": False}
            message |= {"guild_id": str(GUILD_ID), "member": member}
        message |= more
        self.server.said[int(message["id"])] = message
        await self.server.gateway.dispatch("MESSAGE_CREATE", message)
        return message

    async def react(self, message: Json, emoji: str, *, removed: bool = False) -> None:
        """Set an emoji on a message, or take it back."""
        event = {
            **{"user_id": str(self.id), "channel_id": message["channel_id"], "message_id": message["id"], "type": 0},
            **{"emoji": {"id": None, "name": emoji}, "burst": False},
            **({} if self.direct else {"guild_id": str(GUILD_ID)}),
        }
        await self.server.gateway.dispatch(f"MESSAGE_REACTION_{'REMOVE' if removed else 'ADD'}", event)

    # What comes of it

    async def answer(self, interaction: SentInteraction, count: int = 1) -> list[Json]:
        """The messages of an interaction, once there are so many and the first is no mere promise."""

        def there() -> list[Json]:
            found = [self.server.messages[each] for each in interaction.message_ids if each in self.server.messages]
            is_ready = len(found) >= count and not any(each["flags"] & 1 << 7 for each in found)
            return found if is_ready else []

        messages: list[Json] = await self.server.until(there)
        return messages

    async def replies(self, count: int = 1, after: Json | None = None) -> list[Json]:
        """The bot's messages in this person's channel, after a message."""
        since = int(after["id"]) if after else 0

        def there() -> list[Json]:
            found = [
                each
                for number, each in self.server.messages.items()
                if number > since and each["channel_id"] == str(self.where)
            ]
            return found if len(found) >= count else []

        messages: list[Json] = await self.server.until(there)
        return messages


def read(message: Json) -> str:
    """All that can be read in a message, whatever it is made of."""
    parts = [part["content"] for part in components_of(message) if part["type"] == TEXT]
    embeds = [f"{each.get('title', '')}\n{each.get('description', '')}" for each in message["embeds"]]
    return "\n".join([*([message["content"]] if message["content"] else []), *parts, *embeds])


def button(message: Json, emoji: str, place: int = 1) -> Json:
    """The button with this emoji on the product at `place`."""
    found = [part for part in components_of(message) if (part.get("emoji") or {}).get("name") == emoji]
    return found[place - 1]


def named(message: Json, label: str) -> Json | None:
    """The button with this label; None if there is none."""
    return next((part for part in components_of(message) if part["type"] == 2 and part.get("label") == label), None)


def option(message: Json, label: str) -> tuple[str, str]:
    """The custom_id of the select that has a line with this label, and the line's value."""
    selects = [part for part in components_of(message) if part["type"] == 3]
    return next((s["custom_id"], o["value"]) for s in selects for o in s["options"] if o["label"] == label)
