"""Keeping products, and watching a photo search for new close matches."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.context import Turn
from bot.conversation.saying.heading import short
from bot.conversation.saying.render import picture_of
from bot.conversation.words.chips import filters_of
from bot.messages import ActionEvent, Button, Event, Menu, Option, ProductCard, Reply
from bot.ports import PersonSettings, Product, StoredQuery, Watch

_PER_PAGE = 5
# What was as close when the watch began is no news, shown or not.
_KNOWN = 100


async def keep(turn: Turn[Event], query: StoredQuery, place: int) -> list[Reply]:
    """Keep the product at this place of an answer."""
    event, texts = turn.event, turn.texts
    most = turn.context.settings.saved
    product = query.hits[place - 1].product
    if not await turn.context.store.save_product(event.person, event.chat, product, most):
        return [_said(turn, texts("saved-full", count=most))]
    return [_said(turn, texts("saved-done", title=product.title))]


def keep_menu(turn: Turn[Event], query: StoredQuery) -> Menu:
    """Which of an answer's products to keep."""
    options = tuple(
        Option(f"{hit.rank}. {hit.product.title}"[:90], str(n)) for n, hit in enumerate(query.hits, start=1)
    )
    return Menu(turn.texts("saved-menu"), str(Action("keep", query.query_id)), options)


async def show_saved(turn: Turn[Event], page: int = 0, *, replaces: bool = False, notice: str = "") -> list[Reply]:
    """The kept products as they are in the shop now, five at a time, and the watched searches."""
    context, event, texts = turn.context, turn.event, turn.texts
    saved = await context.store.saved(event.person, event.chat)
    watches = await context.store.watches(event.person, event.chat)
    settings = await context.store.person_settings(event.person, event.chat)
    pages = max(1, -(-len(saved) // _PER_PAGE))
    page = min(page, pages - 1)
    shown = saved[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    now = await context.worker.products([each.product.id for each in shown]) if shown else {}
    cards = tuple(
        _card(turn, each.product, now.get(each.product.id), place, each.saved_id)
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
        rows.append((_tells_button(turn, settings),))
    rows += [
        (Button(texts("watch-stop", what=watch.label)[:60], str(Action("unwatch", watch.watch_id)), icon="🔕"),)
        for watch in watches
    ]
    text = texts("saved-title", count=len(saved)) if saved else texts("saved-none")
    if watches:
        text = f"{text}\n{texts('watch-title', count=len(watches))}"
    return [Reply(text=text, cards=cards, buttons=tuple(rows), replaces=replaces, notice=notice, only_for_person=True)]


async def unsave(turn: Turn[ActionEvent], saved_id: str) -> list[Reply]:
    """Take a kept product off the list; the list is drawn anew."""
    done = await turn.context.store.unsave(turn.event.person, turn.event.chat, saved_id)
    notice = turn.texts("saved-removed" if done else "notice-stale")
    return await show_saved(turn, replaces=True, notice=notice)


async def tell_of_saved(turn: Turn[ActionEvent]) -> list[Reply]:
    """Switch the news of kept products on or off."""
    store, event = turn.context.store, turn.event
    settings = await store.person_settings(event.person, event.chat)
    now = PersonSettings(settings.language, settings.learns, not settings.tells)
    await store.set_person_settings(event.person, event.told_in, now)
    return await show_saved(
        turn, replaces=True, notice=turn.texts("saved-tells-on" if now.tells else "saved-tells-off")
    )


async def watch(turn: Turn[ActionEvent], query: StoredQuery) -> list[Reply]:
    """Tell of new products that are as close to this query as those that were shown."""
    context, event, texts = turn.context, turn.event, turn.texts
    if not query.hits or query.kind == "similar":
        return [_said(turn, texts("watch-nothing"))]
    near = await context.worker.further(query.query, query.embedder_version, filters_of(query.chips), _KNOWN, ())
    made = Watch(
        watch_id="",
        query_id=query.query_id,
        label=short(query, texts),
        query=query.query,
        embedder_version=query.embedder_version,
        chips=query.chips,
        reach=max(hit.distance for hit in query.hits),
        known=frozenset(hit.product.id for hit in (*near.hits, *query.hits)),
        index_version=near.index_version,
    )
    most = context.settings.watches
    if not await context.store.add_watch(event.person, event.told_in, made, most):
        return [_said(turn, texts("watch-full", count=most))]
    return [_said(turn, texts("watch-done"))]


async def unwatch(turn: Turn[ActionEvent], watch_id: str) -> list[Reply]:
    """End a watch."""
    done = await turn.context.store.end_watch(turn.event.person, turn.event.chat, watch_id)
    return [Reply(notice=turn.texts("watch-ended" if done else "notice-stale"))]


def _said(turn: Turn[Event], sentence: str) -> Reply:
    return Reply(notice=sentence) if isinstance(turn.event, ActionEvent) else Reply(text=sentence)


def _tells_button(turn: Turn[Event], settings: PersonSettings) -> Button:
    return Button(turn.texts("button-tells"), str(Action("saved", "tell")), icon="🔔", pressed=settings.tells)


def _card(turn: Turn[Event], kept: Product, now: Product | None, place: int, saved_id: str) -> ProductCard:
    texts = turn.texts
    product = now or kept
    note = ""
    if now is None:
        note = texts("saved-gone")
    elif not now.in_stock:
        note = texts("saved-sold-out")
    elif now.price and kept.price and now.price < kept.price:
        note = texts("saved-cheaper", before=texts.price(kept.price, kept.currency))
    return ProductCard(
        product_id=product.id,
        rank=place,
        title=product.title,
        price=texts.price(product.price, product.currency),
        link=product.link if now is not None else "",
        picture=picture_of(product.image),
        note=note,
        buttons=(Button(texts("button-remove"), str(Action("unsave", saved_id)), icon="🗑️"),),
    )
