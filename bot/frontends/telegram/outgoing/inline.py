"""Inline mode: what is typed after the bot's name in any chat is answered with products to send there.

A product is an article with its picture from the shop's address, or, where the shop has files and Telegram knows this
one already, that very photo. Sent, it is title, price and link, with a way into a chat with the bot.
"""

from __future__ import annotations

import asyncio
import logging

from cachetools import LRUCache
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResult,
    InlineQueryResultArticle,
    InlineQueryResultCachedPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.conversation import Conversation
from bot.frontends.ordering import QueuedJob
from bot.frontends.telegram.incoming.events import InlineQuestion
from bot.frontends.telegram.outgoing.links import start_link
from bot.frontends.telegram.outgoing.pictures import TelegramPictures
from bot.frontends.telegram.outgoing.rate_limiter import UncertainError, UnsentError
from bot.frontends.telegram.outgoing.render import caption, cut, is_link
from bot.messages import ProductCard, Reply

log = logging.getLogger(__name__)

# So long Telegram answers the same words of the same person by itself.
_CACHE_SECONDS = 60
_MAX_TYPING = 5_000
_MAX_TITLE = 128
_MAX_HINT = 64
# What a button over the results opens the chat with: nothing but a greeting.
_HINT = "inline"


class InlineAnswers:
    """Answers what is typed; of what one person has typed meanwhile only the last."""

    def __init__(self, bot: Bot, conversation: Conversation, pictures: TelegramPictures) -> None:
        self._bot = bot
        self._conversation = conversation
        self._pictures = pictures
        self._latest: LRUCache[str, str] = LRUCache(_MAX_TYPING)

    def asked(self, question: InlineQuestion) -> None:
        """To be called at once, before those that wait are answered."""
        self._latest[question.event.person.user_id] = question.query_id

    async def answer(self, question: InlineQuestion, _job: QueuedJob) -> None:
        """With products, or with a button over none that says how it is done."""
        if self._latest.get(question.event.person.user_id) != question.query_id:
            return
        reply = next(iter(await self._conversation.handle(question.event)), Reply())
        results = await asyncio.gather(*(self._result(card) for card in reply.cards))
        hint = InlineQueryResultsButton(cut(reply.text, _MAX_HINT), start_parameter=_HINT) if reply.text else None
        try:
            await self._send(question.query_id, results, hint)
        except BadRequest as error:
            # Too late, or an id of a photo that Telegram has forgotten.
            log.info("an inline answer was not taken: %s", error)
            if any(isinstance(each, InlineQueryResultCachedPhoto) for each in results):
                await self._without_photos(question.query_id, reply, hint)
        except (UncertainError, UnsentError) as error:
            log.info("an inline answer did not arrive: %s", error)

    async def _without_photos(self, query_id: str, reply: Reply, hint: InlineQueryResultsButton | None) -> None:
        try:
            await self._send(query_id, [self._article(card) for card in reply.cards], hint)
        except (BadRequest, UncertainError, UnsentError) as error:
            log.info("an inline answer was not taken either without photos: %s", error)

    async def _send(
        self, query_id: str, results: list[InlineQueryResult], hint: InlineQueryResultsButton | None
    ) -> None:
        await self._bot.answer_inline_query(
            query_id, results, cache_time=_CACHE_SECONDS if results else 0, is_personal=True, button=hint
        )

    async def _result(self, card: ProductCard) -> InlineQueryResult:
        picture = card.picture
        file_id = await self._pictures.known(picture) if picture is not None and not picture.url else ""
        if not file_id:
            return self._article(card)
        return InlineQueryResultCachedPhoto(
            str(card.rank),
            file_id,
            title=cut(card.title, _MAX_TITLE),
            description=card.price,
            caption=caption(card, counted=False),
            parse_mode=ParseMode.HTML,
            reply_markup=self._ways_on(card),
        )

    def _article(self, card: ProductCard) -> InlineQueryResult:
        picture = card.picture.url if card.picture is not None else ""
        shown = picture or card.link
        # The picture, large and first, as the message's preview; else what the product's page offers as one.
        preview = LinkPreviewOptions(
            url=shown if is_link(shown) else None, prefer_large_media=True, show_above_text=bool(picture)
        )
        return InlineQueryResultArticle(
            str(card.rank),
            cut(card.title, _MAX_TITLE) or "…",
            InputTextMessageContent(caption(card, counted=False), ParseMode.HTML, link_preview_options=preview),
            description=card.price or None,
            thumbnail_url=picture if is_link(picture) else None,
            reply_markup=self._ways_on(card),
        )

    def _ways_on(self, card: ProductCard) -> InlineKeyboardMarkup | None:
        """Without `opens` a button could only act on a message that the bot has sent."""
        row = [
            InlineKeyboardButton(f"{each.icon} {each.label}".strip(), url=start_link(self._bot.username, each.opens))
            for each in card.buttons
            if each.opens
        ]
        return InlineKeyboardMarkup([row]) if row else None
