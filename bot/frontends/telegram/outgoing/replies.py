"""The replies to one event, shown where they belong: as new messages, in place of one, or in private; and the
acknowledgement of a pressed button, without which it spins on the shopper's screen."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import replace

from telegram import Bot
from telegram.error import TelegramError

from bot.frontends.telegram.incoming.events import Destination, IncomingEvent
from bot.frontends.telegram.incoming.photos import fetch
from bot.frontends.telegram.outgoing.keyboard import Keyboard, actions_in, data_of
from bot.frontends.telegram.outgoing.rate_limiter import GoneError
from bot.frontends.telegram.outgoing.render import cut, shows_message
from bot.frontends.telegram.outgoing.sender import SentReply
from bot.frontends.telegram.services import TelegramServices
from bot.messages import CommandEvent, Glimpse, Photo, PhotoEvent, PhotoFault, Reply, Shown, without_state
from bot.texts import Texts

log = logging.getLogger(__name__)

# Telegram allows edits of one message about this often.
EDIT_SECONDS = 2.0
# A press whose answer takes longer is acknowledged without words.
_PRESS_SECONDS = 1.5
_MAX_NOTICE = 200
_LONG_NOTICE = 100


class CallbackAnswer:
    """The one answer that a callback query wants, and soon. `closing`: the keyboard once its open menu is folded."""

    def __init__(self, bot: Bot, callback_id: str) -> None:
        self._bot = bot
        self._id = callback_id
        self.closing: Keyboard | None = None
        self._answered = False
        self._late = asyncio.create_task(self._soon())

    async def answer(self, notice: str = "") -> bool:
        """Stop the button's spinning, with a few words; False if that was done before."""
        if self._answered:
            return False
        self._answered = True
        if asyncio.current_task() is not self._late:
            self._late.cancel()
        text = cut(notice, _MAX_NOTICE)
        try:
            await self._bot.answer_callback_query(self._id, text or None, show_alert=len(text) > _LONG_NOTICE or None)
        except TelegramError as error:  # too old, or the connection dropped: the shopper presses again
            log.info("a press could not be acknowledged: %s", error)
        return True

    async def _soon(self) -> None:
        await asyncio.sleep(_PRESS_SECONDS)
        await self.answer()


class TelegramReplies:
    """The replies to one event; `callback` is of the button that was pressed, if it was one."""

    def __init__(self, services: TelegramServices, incoming: IncomingEvent, callback: CallbackAnswer | None) -> None:
        self._services = services
        self._incoming = incoming
        self._callback = callback
        self._destination = incoming.destination
        # The message whose place replies with `replaces` take; without one, the first of them makes it.
        self._replaceable = int(incoming.event.message_ref) if callback is not None else 0
        self._edited_at = float("-inf")
        self._edit_number = 0
        self._has_replaced = False

    async def progress(self, reply: Reply) -> None:
        """An interim reply; one that comes sooner than Telegram takes edits is left out."""
        if time.monotonic() - self._edited_at >= EDIT_SECONDS:
            self._want_edit()
            await self._replace(reply)

    async def show(self, replies: Iterable[Reply]) -> None:
        """The replies for good."""
        self._want_edit()
        for reply in replies:
            await self._show(reply)
        callback = self._callback
        if callback is not None and callback.closing is not None and not self._has_replaced:
            # The answer stands elsewhere: the menu folds again, with what is chosen now.
            message_id = int(self._incoming.event.message_ref)
            await self._services.sender.fold(self._incoming.destination.chat_id, message_id, callback.closing)

    def _want_edit(self) -> None:
        """It is known now what is to be shown: in this order, where others change the same message."""
        if self._replaceable:
            self._edit_number = self._services.sender.edit_order.want(self._destination.chat_id, self._replaceable)

    async def _show(self, reply: Reply) -> None:
        shows_more = shows_message(reply) or reply.document is not None
        is_noticed = self._callback is not None and await self._callback.answer(reply.notice)
        if reply.notice and not is_noticed and not shows_more:
            reply = replace(reply, text=reply.notice)
        elif not shows_more:
            return
        if reply.replaces:
            await asyncio.sleep(max(0.0, self._edited_at + EDIT_SECONDS - time.monotonic()))
            await self._replace(reply)
        elif self._destination.is_group and self._is_private(reply):
            await self._send_in_private(reply)
        else:
            await self._send(reply)

    async def _send(self, reply: Reply) -> SentReply:
        reply = await self._services.glimpses.drawn(reply, self._photo_of)
        sent = await self._services.sender.send(self._answering(reply), reply, self._remember)
        self._destination = replace(self._destination, reply_to=0)
        return sent

    async def _photo_of(self, glimpse: Glimpse) -> Photo:
        source = self._incoming.photo(glimpse.message_ref)
        if source is None:
            return Photo(fault=PhotoFault.GONE)
        services = self._services
        return await fetch(services.bot, services.links, source, services.photo_bytes)

    def _answering(self, reply: Reply) -> Destination:
        """Replying to the photo that is meant, where it could be another, or to the answer that was pressed. In a group
        what somebody has said comes first."""
        event, ref = self._incoming.event, reply.glimpse.message_ref if reply.glimpse else ""
        if reply.under and self._callback is not None:
            ref = event.message_ref
        elif self._destination.is_group and not isinstance(event, PhotoEvent):
            ref = ""
        return replace(self._destination, reply_to=int(ref)) if ref.isdecimal() else self._destination

    async def _replace(self, reply: Reply) -> None:
        sender, chat_id = self._services.sender, self._destination.chat_id
        self._has_replaced = True
        self._edited_at = time.monotonic()
        old = self._replaceable
        album = await sender.album_over(chat_id, old) if old and self._callback is not None else []
        edited = None
        if old and self._shows_same_products(reply):
            edited = await sender.edit(self._destination, old, reply, self._edit_number)
            if edited is not None and not reply.cards and album:
                await sender.delete(chat_id, album)
        elif album and not self._destination.is_group:  # in a group, as many edits as pictures are too many
            edited = await sender.change(self._destination, old, album, reply, self._edit_number)
        if edited is not None:
            await self._remember(edited.shown)
            return
        sent = await self._send(reply)
        if old and self._callback is not None and sent.message_id:
            await sender.delete(chat_id, [*album, old])
        self._replaceable = sent.message_id

    def _shows_same_products(self, reply: Reply) -> bool:
        """Whether the pictures over the pressed message may stay. The keyboard tells, which is there after a restart
        too: its buttons on the products do what those of the new reply do."""
        if self._callback is None:
            return not reply.cards
        actions = {data_of(button) for card in reply.cards for button in card.buttons if not button.disabled}
        return set(map(without_state, actions)) <= set(map(without_state, actions_in(self._incoming.keyboard)))

    def _is_private(self, reply: Reply) -> bool:
        """What a command asked for alone goes into the private chat, and files always do. What a button opens that all
        can press is shown where it was pressed: Telegram has no way to show it there to one person only."""
        is_command = isinstance(self._incoming.event, CommandEvent)
        return reply.only_for_person and (is_command or reply.document is not None)

    async def _send_in_private(self, reply: Reply) -> None:
        """To the asker alone, where the bot can write to whoever has begun a chat with it."""
        user_id = int(self._incoming.event.person.user_id)
        try:
            if user_id < 0:  # an admin who hides behind the group: who it is, is not known
                raise GoneError("nobody to write to")
            await self._services.sender.send(Destination(user_id), reply)
        except GoneError:
            texts = Texts.for_locale(self._incoming.event.person.locale)
            await self._services.sender.send(self._destination, Reply(text=texts("telegram-in-private")))

    async def _remember(self, shown: list[Shown]) -> None:
        if shown:
            await self._services.conversation.shown(self._incoming.event.chat, shown)
