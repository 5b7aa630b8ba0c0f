"""/catalogue: the products that came by chat, page by page; the way to add one, and all of them as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.conversation.saying.faults import sentence_reply
from bot.conversation.saying.render import product_card
from bot.messages import ActionEvent, Button, CommandEvent, Document, Event, ProductCard, Reply
from bot.ports import ChatOffer, Product

_PER_PAGE = 5
# As read_catalogue knows them.
_COLUMNS = (
    *("id", "title", "link", "image", "additional_image_link", "price", "currency", "gender", "type", "colour"),
    *("in_stock", "brand"),
)


async def show_catalogue(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """The list; "/catalogue add" and "/catalogue export" at once what its buttons do."""
    if not ctx.is_admin:
        return [Reply(text=ctx.texts("admins-only"))]
    if not ctx.may_offer:
        return [Reply(text=ctx.texts("catalogue-in-private"), only_for_person=True)]
    wanted = ctx.event.argument.strip().lower()
    return await _ways[wanted](ctx) if wanted in _ways else await _page(ctx, 0)


async def press_shelf(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Another page, adding begun and ended, the file."""
    if not ctx.may_offer:
        return sentence_reply(ctx, ctx.texts("admins-only"))
    page = action.target.removeprefix("p")
    return await _page(ctx, int(page[:6]), replaces=True) if page.isdecimal() else await _ways[action.target](ctx)


async def _page(ctx: EventContext[Event], page: int, *, replaces: bool = False) -> list[Reply]:
    texts, count = ctx.texts, await ctx.store.offers.count()
    page = max(0, min(page, -(-count // _PER_PAGE) - 1))
    offers = await ctx.store.offers.page(page * _PER_PAGE, _PER_PAGE)
    turning = []
    if page:
        turning.append(Button(texts("button-newer"), str(Action("shelf", f"p{page - 1}")), icon="◀️"))
    if (page + 1) * _PER_PAGE < count:
        turning.append(Button(texts("button-older"), str(Action("shelf", f"p{page + 1}")), icon="▶️"))
    ways = [Button(texts("button-add-product"), str(Action("shelf", "add")), icon="➕")]
    if count:
        ways.append(Button(texts("button-export"), str(Action("shelf", "export")), icon="📄"))
    return [
        Reply(
            text=texts("catalogue-title", count=count) if count else texts("catalogue-none"),
            cards=tuple(_card(ctx, each, n) for n, each in enumerate(offers, start=1 + page * _PER_PAGE)),
            buttons=tuple(filter(None, (tuple(turning), tuple(ways)))),
            replaces=replaces,
            only_for_person=True,
        )
    ]


def _card(ctx: EventContext[Event], offer: ChatOffer, place: int) -> ProductCard:
    product, texts = offer.product, ctx.texts
    button = Button(texts("button-change"), str(Action("card", product.id)), icon="✏️")
    return product_card(product, place, texts, "" if product.in_stock else texts("saved-sold-out"), (button,))


async def _add(ctx: EventContext[Event]) -> list[Reply]:
    ctx.services.admin_memory.adding[ctx.event.chat.platform, ctx.event.person.user_id] = True
    done = Button(ctx.texts("button-done"), str(Action("shelf", "stop")), icon="✔️")
    return [Reply(text=ctx.texts("catalogue-add"), buttons=((done,),), only_for_person=True)]


async def _stop(ctx: EventContext[Event]) -> list[Reply]:
    memory, who = ctx.services.admin_memory, (ctx.event.chat.platform, ctx.event.person.user_id)
    for each in (memory.adding, memory.awaited):
        each.pop(who, None)
    return [Reply(text=ctx.texts("catalogue-done"), replaces=isinstance(ctx.event, ActionEvent))]


async def _export(ctx: EventContext[Event]) -> list[Reply]:
    products = await ctx.store.offers.products()
    if not products:
        return sentence_reply(ctx, ctx.texts("catalogue-none"))
    file = Document("catalogue.csv", "text/csv", as_csv(products))
    return [Reply(text=ctx.texts("catalogue-exported", count=len(products)), document=file, only_for_person=True)]


def as_csv(products: Iterable[Product]) -> bytes:
    """A catalogue that read_catalogue reads as these very products; their pictures by their paths on this machine."""
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(_COLUMNS)
    for product in products:
        values = {name: getattr(product, name, "") for name in _COLUMNS}
        values["additional_image_link"] = ",".join(product.additional_images)
        values["in_stock"] = "yes" if product.in_stock else "no"
        values["price"] = "" if product.price is None else f"{product.price:.2f}"
        lines.writerow(values[name] for name in _COLUMNS)
    return text.getvalue().encode("utf-8-sig")


_ways = {"add": _add, "stop": _stop, "export": _export}
