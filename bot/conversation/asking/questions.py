"""Questions about products that are shown: what one costs, its brand, its link, whether there is any left."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.event_context import EventContext
from bot.conversation.saying.start_help import what_to_change
from bot.conversation.words.understood import Question
from bot.messages import Event, Reply
from bot.ports import Product, StoredQuery
from bot.texts import capitalized
from bot.texts.lexicon import plain

_MOST = 160  # letters of what the shop writes
_PARTS = re.compile(r"[\n|;•]+|(?<=[.!?])\s+")
_MADE_OF = re.compile(
    r"materi|fabric|compos|fibre|fiber|matiere|tejido|tela\b|stoff|zusammensetzung|gewebe|tecido|tessuto|состав|ткань|"
    r"материал|सामग्री|कपड़ा|素材|材质|소재"
)


async def answer_questions(
    ctx: EventContext[Event],
    query: StoredQuery,
    asks: Sequence[Question],
    places: Sequence[int],
    about: Sequence[str] = (),
) -> list[Reply]:
    """A line for each product that is meant (all that are shown, if none is named), as the catalogue has it now; of
    `about`, words as filters have them, what the shop writes."""
    if "service" in asks:
        return [Reply(text=ctx.texts("ask-service"))]
    hits = [query.answer.hits[place - 1] for place in places] or query.answer.hits
    if not hits:
        return [Reply(text=what_to_change(ctx.texts, ctx.worker.words))]
    now = await ctx.worker.products([hit.product.id for hit in hits])
    if "details" in asks and len(hits) > 1:  # that the shop says nothing is said once, not of each
        telling = [hit for hit in hits if hit.product.id in now and said_of(now[hit.product.id], about)]
        hits = telling
        if not telling:
            return [Reply(text=f"{capitalized(ctx.texts('ask-not-told'))}.")]
    lines = []
    for hit in hits:
        product = now.get(hit.product.id)
        told = [_told(ctx, each, product, about) for each in asks] if product else [ctx.texts("ask-gone")]
        lines.append(f"{hit.rank}. {hit.product.title}: {', '.join(told)}")
    return [Reply(text="\n".join(lines))]


def _told(ctx: EventContext[Event], what: Question, product: Product, about: Sequence[str]) -> str:
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
        case "details":
            if said := said_of(product, about):
                return texts("ask-says", text=said)
            return ": ".join(filter(None, (texts("ask-not-told"), product.link)))
        case "service":  # is of no product
            return ""


def said_of(product: Product, about: Sequence[str]) -> str:
    """The first that the shop writes of a product with one of these words in it, or, without any, of what it is made;
    "" if it writes nothing of it."""
    if not about:
        return next(
            (value[:_MOST] for name, value in product.extra.items() if value and _MADE_OF.search(plain(name))), ""
        )
    # "silk" begins a word, "pocket$" is one.
    asked = [
        re.escape(word.rstrip("$")) + (r"s?\b" if word.endswith("$") else "")
        for each in about
        for word in each.split("|")
    ]
    wanted = re.compile(rf"\b(?:{'|'.join(asked)})")
    texts = (product.title, *product.extra.values())
    parts = (part.strip() for text in texts for part in _PARTS.split(text))
    return next((part[:_MOST] for part in parts if wanted.search(plain(part))), "")


def _stock(ctx: EventContext[Event], product: Product) -> str:
    there = "ask-in-stock" if ctx.worker.words.has_stock else "ask-not-marked"
    return ctx.texts(there if product.in_stock else "ask-sold-out")
