"""What is told without being asked: new close matches of a watched search, and what became of saved products.

Looked for after another index has been put in place, told in one message, and at most once a day to anybody.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from bot.conversation.actions import Action
from bot.conversation.event_context import Services
from bot.conversation.saying.render import product_card
from bot.conversation.words.chips import filters_of
from bot.messages import Button, Deliver, Platform, ProductCard, Reply
from bot.ports import KeptNews, NewsRecipient, Product, RankingRequest, SavedProduct, StaleQueryError, Watch
from bot.texts import Texts, texts_for

_log = logging.getLogger(__name__)

A_DAY = 24 * 3600.0
_MOST_CARDS = 5
_LOOKED_AT = 20


@dataclass(slots=True)
class _RecipientNews:
    """What is told to one recipient: what is said, what is shown, and what is then kept of it."""

    lines: list[str] = field(default_factory=list)
    cards: list[ProductCard] = field(default_factory=list)
    buttons: list[tuple[Button, ...]] = field(default_factory=list)
    saved: list[SavedProduct] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)


async def tell_news(
    services: Services, deliveries: Mapping[Platform, Deliver], clock: Callable[[], float] = time.time
) -> int:
    """Tell everybody who is to be told and can be reached; returns how many were. Raises StoreError and
    RecommenderError; who was not told by then is told the next time."""
    worker, store = services.worker, services.store.news
    await worker.products(())  # takes up the index that was put in place last
    version, told = worker.index_version, 0
    async for page in store.recipients(clock() - A_DAY, version, services.settings.news_people):
        reachable = [each for each in page if each.chat.platform in deliveries]
        now = await worker.products({saved.product.id for each in reachable for saved in each.saved})
        unchanged: list[KeptNews] = []
        for recipient in reachable:
            news = await _news_for(services, recipient, now)
            kept = KeptNews(recipient, news.saved, news.watches)
            if not news.lines:
                unchanged.append(kept)
            elif deliver := deliveries.get(recipient.chat.platform):
                reply = Reply(text="\n".join(news.lines), cards=tuple(news.cards), buttons=tuple(news.buttons))
                has_arrived = await deliver(recipient.chat, reply)
                if has_arrived:
                    await store.told((kept,), version, clock())
                    told += 1
                elif has_arrived is False:
                    await services.store.chats.leave(recipient.chat)
        if unchanged:
            await store.told(unchanged, version)
    return told


async def _news_for(services: Services, recipient: NewsRecipient, now: Mapping[str, Product]) -> _RecipientNews:
    news = _RecipientNews()
    texts = await texts_for(recipient.locale)
    for watch in recipient.watches:
        await _news_of_watch(services, watch, news, texts)
    for saved in recipient.saved:
        _news_of_saved(saved, now.get(saved.product.id), news, texts)
    return news


async def _news_of_watch(services: Services, watch: Watch, news: _RecipientNews, texts: Texts) -> None:
    version = services.worker.index_version
    if watch.index_version == version:
        return
    try:
        request = RankingRequest(filters_of(watch.chips), _LOOKED_AT, watch.known)
        answer = await services.worker.further(watch.query, watch.embedder_version, request)
    except StaleQueryError:
        news.lines.append(texts("news-watch-over", what=watch.label))
        news.watches.append(replace(watch, index_version=""))
        return
    found = [hit.product for hit in answer.hits if hit.distance <= watch.reach]
    known = watch.known | {product.id for product in found}
    news.watches.append(replace(watch, known=known, index_version=answer.index_version))
    if not found:
        return
    news.lines.append(texts("news-watch", count=len(found), what=watch.label))
    news.buttons.append(
        (
            Button(texts("button-open"), str(Action("open", watch.query_id)), icon="🕘"),
            Button(texts("button-stop"), str(Action("unwatch", watch.watch_id)), icon="🔕"),
        )
    )
    for product in found[: _MOST_CARDS - len(news.cards)]:
        news.cards.append(product_card(product, len(news.cards) + 1, texts))


def _news_of_saved(saved: SavedProduct, now: Product | None, news: _RecipientNews, texts: Texts) -> None:
    before = saved.product
    if now is None:
        if not saved.gone:
            news.lines.append(texts("news-gone", title=before.title))
            news.saved.append(replace(saved, gone=True))
        return
    is_back = saved.gone or (not before.in_stock and now.in_stock)
    is_cheaper = before.price is not None and now.price is not None and now.price < before.price
    if is_cheaper and now.in_stock:
        old, new = texts.price(before.price, before.currency), texts.price(now.price, now.currency)
        news.lines.append(texts("news-cheaper", title=now.title, before=old, now=new))
    elif is_back and now.in_stock:
        news.lines.append(texts("news-back", title=now.title))
    else:
        if before != now:  # dearer or sold out is not told, but from here it may become cheaper or be back
            news.saved.append(replace(saved, product=now))
        return
    news.saved.append(replace(saved, product=now, gone=False))
    if len(news.cards) < _MOST_CARDS:
        news.cards.append(product_card(now, len(news.cards) + 1, texts))
