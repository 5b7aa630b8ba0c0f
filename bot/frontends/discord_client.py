"""The connection to Discord: which events are asked for, and what becomes of each.

Nothing is answered here: an event is recognised, acknowledged if it is an interaction, and handed to the talk.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import discord
import yarl

from bot.config import DiscordConfig
from bot.conversation import Conversation
from bot.frontends import Redraw
from bot.frontends import discord_events as events
from bot.frontends.discord_acknowledge import acknowledge
from bot.frontends.discord_commands import Tree
from bot.frontends.discord_faults import CONNECTION_ERRORS, Meaning, meaning
from bot.frontends.discord_items import Pressable, Scope, read_press
from bot.frontends.discord_photos import Source, has_image, of_attachments, sources
from bot.frontends.discord_places import Best, ChannelPlace, InteractionPlace
from bot.frontends.discord_talk import Talk
from bot.messages import ActionEvent, Chat, CommandEvent, Person, PhotoEvent, ReactionEvent, Reply, TextEvent, Wanted

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a client works with. `ready` is told the bot's name whenever it is connected."""

    conversation: Conversation
    section: DiscordConfig
    talk: Talk
    photo_bytes: int
    redraw: Redraw | None
    ready: Callable[[str], None]


def intents(*, message_content: bool) -> discord.Intents:
    """No privileged one unless it is configured. Guilds tell channels and threads; messages and reactions are heard
    in channels and directly."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.guild_reactions = wanted.dm_reactions = True
    wanted.message_content = message_content
    return wanted


def make_client(parts: Parts, *, message_content: bool, shards: int) -> ShopClient | ShardedShopClient:
    """For one connection; a client is not used twice."""
    options: dict[str, Any] = {
        "intents": intents(message_content=message_content),
        # Raw events are all that is needed: what nobody reads is not kept in memory.
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if shards > 1:
        # With the count given, the library connects to the configured gateway and not to the one it is told.
        return ShardedShopClient(parts, shard_count=shards, **options)
    return ShopClient(parts, **options)


class _Handlers:
    """What both kinds of client do with what they hear."""

    def __init__(self, parts: Parts, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(**options)
        self._parts = parts
        self._talk = parts.talk
        self._best = Best(parts.redraw)
        self._locales = events.Locales()
        self._was_connected = False
        # The client that this is a part of, for the type checker and the library.
        self._client = cast("discord.Client", self)
        self.tree = Tree(self._client, parts.conversation, self)
        self._client.add_dynamic_items(Pressable)

    # The connection

    async def on_connect(self) -> None:
        """The gateway takes us; the commands are looked after meanwhile."""
        user = self._client.user
        self._keep_to_gateway()
        if not self._was_connected:  # another shard, or another session
            self._was_connected = True
            self._parts.ready(f"@{user.name}" if user else "connected")
            self._talk.begin(self._sync_commands())

    def _keep_to_gateway(self) -> None:
        """A session is resumed at the address that the gateway names. Behind a proxy that would lead past it."""
        configured = yarl.URL(self._parts.section.gateway_url)
        if configured == yarl.URL(DiscordConfig().gateway_url):
            return
        if isinstance(self, discord.AutoShardedClient):
            sockets = [self._get_websocket(shard_id=shard_id) for shard_id in self.shards]
        else:
            sockets = [self._client.ws]
        for socket in sockets:
            if socket is not None and socket.gateway.host != configured.host:
                socket.gateway = configured

    async def _sync_commands(self) -> None:
        try:
            if await self.tree.sync_if_changed():
                log.info("the commands were registered anew")
        except (discord.HTTPException, discord.app_commands.AppCommandError, *CONNECTION_ERRORS) as error:
            log.error("the commands could not be registered, those of before go on: %s", error)

    # Commands (see TakesCommands)

    async def commanded(self, interaction: discord.Interaction[Any], name: str, argument: str = "") -> None:
        """A command without a photo. In a channel, what it says is for whoever asked."""
        if event_id := self._taken(interaction):
            scope: Scope = "private" if events.is_direct(interaction) else "group"
            place = self._place(interaction, scope, privately=not events.is_direct(interaction))
            person, chat = events.acting(interaction), events.chat_of(interaction, scope)
            event = CommandEvent(person, chat, event_id, name=name, argument=argument)
            self._talk.begin(self._talk.answer(event, place))

    async def asked(
        self, interaction: discord.Interaction[Any], photos: Sequence[discord.Attachment], wanted: Wanted
    ) -> None:
        """A command with a photo: everybody in the channel sees the answer."""
        scope: Scope = "private" if events.is_direct(interaction) else "group"
        found = of_attachments(photos, self._parts.photo_bytes)
        self._ask(interaction, found, scope, wanted, privately=False)

    async def asked_about(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Somebody else's photo: only the asker sees the answer."""
        found = sources(message, self._parts.photo_bytes)
        self._ask(interaction, found, "private", Wanted(), privately=not events.is_direct(interaction))

    def _ask(
        self,
        interaction: discord.Interaction[Any],
        found: Sequence[Source],
        scope: Scope,
        wanted: Wanted,
        *,
        privately: bool,
    ) -> None:
        if event_id := self._taken(interaction):
            place = self._place(interaction, scope, privately=privately)
            person, chat = events.acting(interaction), events.chat_of(interaction, scope)
            event = PhotoEvent(person, chat, event_id, wanted=wanted)
            self._talk.begin(self._talk.answer_photos(event, found, place))

    # Buttons and selects

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """The library finds a pressed item only among the components of the message that comes with the press; a press
        whose message comes without them is meant all the same."""
        if interaction.type is discord.InteractionType.component:
            await self.pressed(interaction)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """See TakesPresses."""
        data = cast("dict[str, Any]", interaction.data or {})
        press = read_press(str(data.get("custom_id", "")), [str(each) for each in data.get("values") or ()])
        if press is None:
            return
        event_id = self._taken(interaction)
        if not event_id:
            return
        scope: Scope = "private" if events.is_direct(interaction) else press.scope
        message = interaction.message
        # Also on something that only one person sees (a panel of filters), what follows may be for all.
        place = self._place(interaction, scope, privately=scope == "private" and not events.is_direct(interaction))
        person, chat = events.acting(interaction), events.chat_of(interaction, scope)
        message_ref = str(message.id) if message is not None else ""
        event = ActionEvent(person, chat, event_id, message_ref, action=press.action, values=press.values)
        self._talk.begin(self._talk.answer(event, place, in_turn=message_ref))

    def _taken(self, interaction: discord.Interaction[Any]) -> str:
        """The id of an interaction that is taken up now; empty if it was before."""
        event_id = f"interaction:{interaction.id}"
        if not self._talk.is_new(event_id):
            return ""
        self._locales.learn(interaction.user.id, interaction.locale.value)
        return event_id

    def _place(self, interaction: discord.Interaction[Any], scope: Scope, *, privately: bool) -> InteractionPlace:
        acknowledged = asyncio.create_task(acknowledge(interaction, privately=privately))
        return InteractionPlace(interaction, acknowledged, self._best, scope, privately=privately)

    # Messages

    async def on_message(self, message: discord.Message) -> None:
        """A photo or a text for the bot: directly, with a mention, in reply to it, or in a channel where every photo is
        answered."""
        user = self._client.user
        if user is None or message.author.bot or message.webhook_id is not None:
            return
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        direct = events.is_direct_message(message)
        is_meant = direct or self._is_addressed(message, user.id)
        if not is_meant and not (has_image(message) and await self._answers_every_photo(message)):
            return
        event_id = f"message:{message.id}"
        if self._talk.is_new(event_id):
            self._talk.begin(self._take(message, event_id, user.id, direct=direct))

    def _is_addressed(self, message: discord.Message, user_id: int) -> bool:
        if any(each.id == user_id for each in message.mentions) or events.names(message.content, user_id):
            return True
        replied = message.reference.resolved if message.reference else None
        return isinstance(replied, discord.Message) and replied.author.id == user_id

    async def _answers_every_photo(self, message: discord.Message) -> bool:
        chat = events.chat_of_message(message)
        configured = self._parts.section.channels
        if chat.chat_id in configured or (chat.thread_id and chat.thread_id in configured):
            return True
        return await self._parts.conversation.answers_every_photo(chat)

    async def _take(self, message: discord.Message, event_id: str, user_id: int, *, direct: bool) -> None:
        found = sources(message, self._parts.photo_bytes)
        reference = message.reference
        text = events.without_mention(message.content, user_id)
        replied = reference.resolved if reference else None
        if not found and isinstance(replied, discord.Message) and replied.author.id != user_id:
            # "@bot" in reply to somebody's photo.
            found = sources(replied, self._parts.photo_bytes)
        replies_to = str(reference.message_id) if reference and reference.message_id else ""
        scope: Scope = "private" if direct else "group"
        limit = message.guild.filesize_limit if message.guild else 0
        place = ChannelPlace(message.channel, self._best, scope, refers_to=message)
        if limit:
            place.limit = limit
        person, chat = events.author(message, self._locales), events.chat_of_message(message)
        typing = asyncio.create_task(_type(message.channel))
        try:
            if found:
                event = PhotoEvent(person, chat, event_id, str(message.id), caption=text, replies_to=replies_to)
                await self._talk.answer_photos(event, found, place)
            else:
                said = TextEvent(person, chat, event_id, str(message.id), text=text, replies_to=replies_to)
                await self._talk.answer(said, place)
        finally:
            typing.cancel()

    # Reactions

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """A verdict, perhaps."""
        self._react(payload, removed=False)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """One taken back."""
        self._react(payload, removed=True)

    def _react(self, payload: discord.RawReactionActionEvent, *, removed: bool) -> None:
        user = self._client.user
        by_bot = payload.member is not None and payload.member.bot
        if user is None or payload.user_id == user.id or by_bot or payload.emoji.id is not None:
            return
        if payload.guild_id is None:
            chat = events.private_chat(payload.user_id)
        else:
            chat = events.group_chat(self._client.get_channel(payload.channel_id), payload.channel_id)
        person = Person(str(payload.user_id), self._locales.of(payload.user_id))
        event = ReactionEvent(
            person, chat, message_ref=str(payload.message_id), emoji=payload.emoji.name or "", removed=removed
        )
        # In turn, so that one set and taken back at once ends as it should.
        key = f"{payload.message_id}/{payload.user_id}"
        self._talk.begin(self._talk.answer(event, _Silence(), in_turn=key))

    # Chats that are gone

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed: nothing is told in any of its channels."""
        for channel in guild.channels:
            await self._parts.conversation.left(Chat("discord", str(channel.id), "group"))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nor in a channel that was deleted."""
        await self._parts.conversation.left(Chat("discord", str(channel.id), "group"))

    # What nobody has just asked for

    async def deliver(self, chat: Chat, reply: Reply) -> bool:
        """See messages.Deliver."""
        try:
            place = await self._place_of(chat)
            await place.show(reply)
        except discord.HTTPException as error:
            if meaning(error) in (Meaning.FORBIDDEN, Meaning.GONE):
                return False
            log.error("a message could not be delivered: %s (%s)", error.status, error.code)
        except (*CONNECTION_ERRORS, ValueError) as error:
            log.error("a message could not be delivered: %s", type(error).__name__)
        else:
            await self._parts.conversation.shown(chat, place.shown)
        return True

    async def _place_of(self, chat: Chat) -> ChannelPlace:
        if chat.kind == "private":
            direct = await self._client.create_dm(discord.Object(int(chat.chat_id)))
            return ChannelPlace(direct, self._best, "private")
        channel = self._client.get_partial_messageable(int(chat.thread_id or chat.chat_id))
        return ChannelPlace(channel, self._best, "group")


class ShopClient(_Handlers, discord.Client):
    """For all but the largest bots."""


class ShardedShopClient(_Handlers, discord.AutoShardedClient):
    """For those that Discord wants to have several connections."""


class _Silence:
    """Where nothing is said, whatever comes."""

    def __init__(self) -> None:
        self.shown: list[Any] = []

    async def show(self, reply: Reply) -> None:
        """Nothing."""

    async def finish(self, replied: bool) -> None:
        """Nothing."""


async def _type(channel: discord.abc.Messageable) -> None:
    # A courtesy: whoever may not type, or not now, answers without.
    with contextlib.suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()
