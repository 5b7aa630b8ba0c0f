"""Saved products: keeping one of an answer, and /saved, which lists them and the watched searches."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.conversation.saying.faults import sentence_reply
from bot.conversation.saying.render import answer_reply, product_card
from bot.messages import ActionEvent, Button, Event, Menu, Option, ProductCard, Reply
from bot.ports import Product, StoredQuery
from bot.texts import texts_for

_PER_PAGE = 5


async def save_product(ctx: EventContext[Event], query: StoredQuery, place: int) -> list[Reply]:
    """Keep the product at this place of an answer."""
    event, texts = ctx.event, ctx.texts
    most = ctx.settings.saved
    product = query.answer.hits[place - 1].product
    if not await ctx.store.saved.add(event.person, event.chat, product, most):
        return sentence_reply(ctx, texts("saved-full", count=most))
    return sentence_reply(ctx, texts("saved-done", title=product.title))


async def press_heart(ctx: EventContext[ActionEvent], query: StoredQuery, place: int) -> list[Reply]:
    """Keep the product at this place of an answer, or keep it no longer. Whoever asked sees it on the card, unless all
    see the answer."""
    store, event = ctx.store, ctx.event
    product = query.answer.hits[place - 1].product
    if product.id in query.saved:
        await store.saved.remove_product(event.person, event.chat, product.id)
        notice = ctx.texts("saved-removed")
    elif await store.saved.add(event.person, event.chat, product, ctx.settings.saved):
        await store.queries.speak_of(query.query_id, place)
        notice = ctx.texts("saved-done", title=product.title)
    else:
        return [Reply(notice=ctx.texts("saved-full", count=ctx.settings.saved))]
    now = await store.queries.find(query.query_id, event.person, event.chat)
    if now is None or now.is_group or not now.by_person:
        return [Reply(notice=notice)]
    return [answer_reply(now, await texts_for(now.locale), ctx.services, replaces=True, notice=notice)]


def save_menu(ctx: EventContext[Event], query: StoredQuery) -> Menu:
    """Which of an answer's products to keep."""
    options = tuple(
        Option(f"{hit.rank}. {hit.product.title}"[:90], str(n)) for n, hit in enumerate(query.answer.hits, start=1)
    )
    return Menu(ctx.texts("saved-menu"), str(Action("keep", query.query_id)), options)


async def show_saved(
    ctx: EventContext[Event], page: int = 0, *, replaces: bool = False, notice: str = ""
) -> list[Reply]:
    """The kept products as they are in the shop now, five at a time, and the watched searches."""
    event, texts = ctx.event, ctx.texts
    saved = await ctx.store.saved.of(event.person, event.chat)
    watches = await ctx.store.watches.of(event.person, event.chat)
    settings = await ctx.store.people.settings(event.person, event.chat)
    pages = max(1, -(-len(saved) // _PER_PAGE))
    page = min(page, pages - 1)
    shown = saved[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    now = await ctx.worker.products([each.product.id for each in shown]) if shown else {}
    cards = tuple(
        _card(ctx, each.product, now.get(each.product.id), place, each.saved_id)
        for place, each in enumerate(shown, start=1 + page * _PER_PAGE)
    )
    rows: list[tuple[Button, ...]] = []
    turning = []
    if page:
        turning.append(Button(texts("button-newer"), str(Action("saved", "page", page)), icon="◀️"))
    if page + 1 < pages:
        turning.append(Button(texts("button-older"), str(Action("saved", "page", page + 2)), icon="▶️"))
    if turning:
        rows.append(tuple(turning))
    if saved:
        tells = str(Action("saved", "tell").turning(settings.tells))
        rows.append((Button(texts("button-tells"), tells, icon="🔔", pressed=settings.tells),))
    rows += [
        (Button(texts("watch-stop", what=watch.label)[:60], str(Action("unwatch", watch.watch_id)), icon="🔕"),)
        for watch in watches
    ]
    text = texts("saved-title", count=len(saved)) if saved else texts("saved-none")
    if watches:
        text = f"{text}\n{texts('watch-title', count=len(watches))}"
    return [Reply(text=text, cards=cards, buttons=tuple(rows), replaces=replaces, notice=notice, only_for_person=True)]


async def press_saved_list(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Another page of the list; or the news of it switched on or off."""
    if action.target == "tell":
        return await _switch_news(ctx, action)
    return await show_saved(ctx, max(0, action.place - 1), replaces=True)


async def unsave(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Take a kept product off the list; the list is drawn anew."""
    done = await ctx.store.saved.remove(ctx.event.person, ctx.event.chat, action.target)
    notice = ctx.texts("saved-removed" if done else "notice-stale")
    return await show_saved(ctx, replaces=True, notice=notice)


async def _switch_news(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    store, event = ctx.store, ctx.event
    settings = await store.people.settings(event.person, event.chat)
    now = replace(settings, tells=action.turned(settings.tells))
    await store.people.set_settings(event.person, event.told_in, now)
    told = "saved-tells-on" if ctx.worker.words.has_prices else "saved-tells-on-unpriced"
    return await show_saved(ctx, replaces=True, notice=ctx.texts(told if now.tells else "saved-tells-off"))


def _card(ctx: EventContext[Event], kept: Product, now: Product | None, place: int, saved_id: str) -> ProductCard:
    texts = ctx.texts
    product = now or replace(kept, link="")
    note = ""
    if now is None:
        note = texts("saved-gone")
    elif not now.in_stock:
        note = texts("saved-sold-out")
    elif now.price and kept.price and now.price < kept.price:
        note = texts("saved-cheaper", before=texts.price(kept.price, kept.currency))
    button = Button(texts("button-remove"), str(Action("unsave", saved_id)), icon="🗑️")
    return product_card(product, place, texts, note, (button,))
