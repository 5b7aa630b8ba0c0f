"""The connection to Discord: which events are asked for, and who handles them."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import discord
import yarl

from bot.config import DiscordConfig
from bot.frontends.discord.context import ClientContext
from bot.frontends.discord.incoming.commands import ShopCommandTree
from bot.frontends.discord.incoming.interactions import IncomingInteractions
from bot.frontends.discord.incoming.messages import IncomingMessages
from bot.frontends.discord.incoming.posts import ChannelPosts
from bot.frontends.discord.incoming.unreadable import completed, is_well_formed, readable_part, with_readable_messages
from bot.frontends.discord.outgoing.channel_replies import ChannelReplies
from bot.frontends.discord.refusals import CONNECTION_ERRORS, DiscordRefusal, refusal_of
from bot.frontends.fetching import OutboundConnector
from bot.messages import Chat, Reply

log = logging.getLogger(__name__)


def intents(*, message_content: bool) -> discord.Intents:
    """No privileged one unless it is configured. Guilds tell channels and threads; messages and reactions are heard
    in channels and directly."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.guild_reactions = wanted.dm_reactions = True
    wanted.message_content = message_content
    return wanted


def make_client(
    context: ClientContext, connector: OutboundConnector, *, message_content: bool, shards: int
) -> ShopClient | ShardedShopClient:
    """For one connection; a client is not used twice."""
    options: dict[str, Any] = {
        "connector": connector,
        "intents": intents(message_content=message_content),
        # Raw events are all that is needed: what nobody reads is not kept in memory.
        "max_messages": None,
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "allowed_mentions": discord.AllowedMentions.none(),
    }
    if shards > 1:
        # With the count given, the library connects to the configured gateway and not to the one it is told.
        some = list(context.section.shard_ids) or None
        return ShardedShopClient(context, shard_count=shards, shard_ids=some, **options)
    return ShopClient(context, **options)


class _ClientEvents:
    """What both kinds of client do with what they hear."""

    def __init__(self, context: ClientContext, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(**options)
        self._context = context
        self._was_connected = False
        # The client that this is a part of, for the type checker.
        self._client = cast("discord.Client", self)
        self._interactions = IncomingInteractions(context)
        self._posts = ChannelPosts(context, self._message)
        self._heard = IncomingMessages(context, self._client, self._posts)
        self._tree = ShopCommandTree(self._client, context.conversation, self._interactions)
        parsers = self._client._connection.parsers
        # An update may hold nothing but a preview, and then the library cannot read it.
        parsers["MESSAGE_UPDATE"] = self._updated
        parsers.update({event: partial(self._read, event, parse) for event, parse in parsers.items()})

    # The connection

    async def on_connect(self) -> None:
        """The gateway takes us; the commands are looked after meanwhile."""
        user = self._client.user
        self._keep_to_gateway()
        if not self._was_connected:  # another shard, or another session
            self._was_connected = True
            self._context.ready(f"@{user.name}" if user else "connected")
            self._context.dispatcher.begin(self._sync_commands())

    def _keep_to_gateway(self) -> None:
        """A session is resumed at the address that the gateway names. Behind a proxy that would lead past it."""
        configured = yarl.URL(self._context.section.gateway_url)
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
            self._context.capabilities.commands.update(await self._tree.sync_if_changed())
        except (discord.HTTPException, discord.app_commands.AppCommandError, *CONNECTION_ERRORS) as error:
            log.error("the commands could not be registered, those of before go on: %s", error)

    # What is heard

    def _read(self, event: str, parse: Callable[[Any], None], data: Any) -> None:  # noqa: ANN401 - the library's own
        """An event that cannot be read is passed over: it would end the connection, for everybody. Of a message what
        can be read is answered."""
        try:
            if event == "MESSAGE_CREATE" and not is_well_formed(data):
                raise TypeError
            if event == "INTERACTION_CREATE":
                data = with_readable_messages(completed(data, self._client.application_id), self._message)
            parse(data)
            if event == "GUILD_CREATE" and self._context.catalogue_channels:
                self._context.dispatcher.begin(self._posts.catch_up(self._client, int(data["id"])))
        except Exception as error:
            if self._client.user is None:
                raise  # nothing can be understood without knowing who we are
            log.warning("an event of Discord's cannot be read (%s): %s", event, type(error).__name__)
            if event == "READY":  # one of its guilds, of which more is told anyway
                self._client.dispatch("connect")
            if event == "MESSAGE_CREATE" and (part := readable_part(data, self._message)):
                parse(part)

    def _message(self, data: dict[str, Any]) -> discord.Message:
        connection = self._client._connection
        channel, _ = connection._get_guild_channel(cast("Any", data))
        return discord.Message(state=connection, channel=cast("Any", channel), data=cast("Any", data))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the library's own
        """One that could be read, but not handled, is a line too, with the place of the fault."""
        error = sys.exception()
        if error is not None:
            last = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
            log.error("an event of Discord's cannot be handled (%s): %s", event_method, fault)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A press on whatever message; commands come by the tree."""
        if interaction.type is discord.InteractionType.component:
            await self._interactions.pressed(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Perhaps a photo or a text for the bot."""
        self._heard.heard(message)

    def _updated(self, data: dict[str, Any]) -> None:
        self._heard.previews.updated(data)
        self._posts.updated(data)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Perhaps a product's."""
        self._posts.deleted(payload.channel_id, (payload.message_id,))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Perhaps some products'."""
        self._posts.deleted(payload.channel_id, payload.message_ids)

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        """A verdict, perhaps."""
        self._heard.reacted(payload, removed=False)

    async def on_raw_reaction_remove(self, payload: discord.RawReactionActionEvent) -> None:
        """One taken back."""
        self._heard.reacted(payload, removed=True)

    # Chats that are gone

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed: nothing is told in any of its channels."""
        for channel in guild.channels:
            await self._context.conversation.left(Chat("discord", str(channel.id), "group"))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Nor in a channel that was deleted."""
        await self._context.conversation.left(Chat("discord", str(channel.id), "group"))

    # What nobody has just asked for

    async def deliver(self, chat: Chat, reply: Reply) -> bool | None:
        """See messages.Deliver."""
        try:
            replies = await self._replies_for(chat)
            await replies.show(reply)
        except discord.HTTPException as error:
            if refusal_of(error) in (DiscordRefusal.FORBIDDEN, DiscordRefusal.GONE):
                return False
            log.error("a message could not be delivered: %s (%s)", error.status, error.code)
            return None
        except Exception as error:
            log.error("a message could not be delivered: %s", type(error).__name__)
            return None
        await self._context.conversation.shown(chat, replies.shown)
        return True

    async def _replies_for(self, chat: Chat) -> ChannelReplies:
        if chat.kind == "private":
            direct = await self._client.create_dm(discord.Object(int(chat.chat_id)))
            return ChannelReplies(direct, self._context.capabilities, "private")
        channel = self._client.get_partial_messageable(int(chat.thread_id or chat.chat_id))
        return ChannelReplies(channel, self._context.capabilities, "group")


class ShopClient(_ClientEvents, discord.Client):
    """For all but the largest bots."""


class ShardedShopClient(_ClientEvents, discord.AutoShardedClient):
    """For those that Discord wants to have several connections."""
