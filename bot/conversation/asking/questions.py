"""Questions about products that are shown: what one costs, its brand, its link, whether there is any left."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.event_context import EventContext
from bot.conversation.saying.start_help import what_to_change
from bot.conversation.words.understood import Question
from bot.messages import Event, Reply
from bot.ports import Product, StoredQuery


async def answer_questions(
    ctx: EventContext[Event], query: StoredQuery, asks: Sequence[Question], places: Sequence[int]
) -> list[Reply]:
    """A line for each product that is meant (all that are shown, if none is named), as the catalogue has it now."""
    if "service" in asks:
        return [Reply(text=ctx.texts("ask-service"))]
    hits = [query.answer.hits[place - 1] for place in places] or query.answer.hits
    if not hits:
        return [Reply(text=what_to_change(ctx.texts, ctx.worker.words))]
    now = await ctx.worker.products([hit.product.id for hit in hits])
    lines = []
    for hit in hits:
        product = now.get(hit.product.id)
        told = [_told(ctx, each, product) for each in asks] if product else [ctx.texts("ask-gone")]
        lines.append(f"{hit.rank}. {hit.product.title}: {', '.join(told)}")
    return [Reply(text="\n".join(lines))]


def _told(ctx: EventContext[Event], what: Question, product: Product) -> str:
    texts = ctx.texts
    match what:
        case "price":
            return texts.price(product.price, product.currency) or texts("ask-no-price")
        case "brand":
            return product.brand or texts("ask-no-brand")
        case "link":
            return product.link or texts("ask-no-link")
        case "stock":
            return _stock(ctx, product)
        case "compare":
            colour = texts.name("colour", product.colour) if product.colour else ""
            known = (texts.price(product.price, product.currency), product.brand, colour, _stock(ctx, product))
            return " · ".join(filter(None, known))
        case "service":  # is of no product
            return ""


def _stock(ctx: EventContext[Event], product: Product) -> str:
    there = "ask-in-stock" if ctx.worker.words.has_stock else "ask-not-marked"
    return ctx.texts(there if product.in_stock else "ask-sold-out")
