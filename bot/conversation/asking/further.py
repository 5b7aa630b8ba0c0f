"""The next five of an earlier answer, and more like one of its products.

Both are queries of their own whose parent is the answer that they continue, so that old buttons keep their meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.asking.outfits import complete_look
from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.saying.render import answer_reply
from bot.conversation.words.chips import merged
from bot.messages import Event, Reply
from bot.ports import Answer, Chip, Hit, Product, StoredQuery, garment_of
from bot.texts.lexicon import folded


async def next_hits(ctx: EventContext[Event], query: StoredQuery) -> list[Reply]:
    """Further down the ranking of `query`, leaving out all that its line of answers has shown."""
    last = query.answer.hits[-1].rank if query.answer.hits else 0
    in_place = query.turns and query.by_person and not query.is_group
    if query.kind == "outfit":
        return [replace(each, replaces=in_place) for each in await complete_look(ctx, query, after=last)]
    await ctx.take_way_on()
    seen = await ctx.store.queries.shown_products(query.query_id)
    request = replace(await ranking_request(ctx, query.chips, seen, query.query_id), filters=query.filters)
    answer = await ctx.worker.further(query.answer.query, query.answer.embedder_version, request)
    # The recommender counts on from all that was shown, the shopper from the last place on this list.
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(answer.hits, start=last + 1))
    note = ctx.texts("answer-learned") if hits and (request.context.liked or request.context.disliked) else ""
    if (place := _other_kinds_from(query, hits)) is not None:
        note = "\n".join(filter(None, (note, ctx.texts("answer-other-kinds", place=place))))
    answer = replace(answer, hits=hits)
    filters = query.filters  # an old query may have some without chips
    page = await record_answer(ctx, "further", answer, query.chips, continues=query, filters=filters, note=note)
    return [replace(page, replaces=in_place)]


async def previous_hits(ctx: EventContext[Event], query: StoredQuery) -> list[Reply] | None:
    """The page before `query`, in its place; None if it is not there any more."""
    parent = await ctx.store.queries.parent_of(query.query_id)
    before = await ctx.store.queries.find(parent, ctx.event.person, ctx.event.chat) if parent else None
    return [answer_reply(before, ctx.texts, ctx.services, replaces=True)] if before else None


def _other_kinds_from(query: StoredQuery, hits: Sequence[Hit]) -> int | None:
    """The rank from which on nothing is of the kind that was asked for, of which all before were; None while there is
    some, or where it was mixed."""
    kinds = {hit.product.garment for hit in query.answer.hits}
    named = next((chip.words for chip in query.chips if chip.kind == "type" and not chip.negated), ())
    asked = {garment_of(word) for word in named} or ({query.garment.type} if query.garment else kinds)
    is_it = not kinds.isdisjoint(asked)
    if len(kinds) != 1 or not is_it or not hits or hits[-1].product.garment in kinds:
        return None
    return next((hit.rank + 1 for hit in reversed(hits) if hit.product.garment in kinds), hits[0].rank)


async def more_like(
    ctx: EventContext[Event], query: StoredQuery, place: int, wanted: Sequence[Chip] = (), note: str = ""
) -> list[Reply]:
    """Products like the one at this place, leaving out all that its line of answers has shown.

    With what they should be besides (`wanted`: "like the second one, but in red") the best that fit, seen or not.
    """
    product = query.answer.hits[place - 1].product
    await ctx.take_way_on()
    seen = () if wanted else await ctx.store.queries.shown_products(query.query_id)
    # A colour or type that was asked for before is not what this product has to have. Nor is what it is not itself: it
    # was shown because too little fitted.
    kept = [chip for chip in query.chips if chip.kind in ("price", "stock", "gender") and _fits(product, chip)]
    chips = merged(kept, wanted)
    request = await ranking_request(ctx, chips, seen)
    answer = await ctx.worker.more_like(product.id, request)
    return [await record_answer(ctx, "similar", answer, chips, continues=query, about=product.title, note=note)]


def _fits(product: Product, chip: Chip) -> bool:
    if chip.kind == "gender":
        gender = folded(product.audience)
        of_product = {gender, "men", "women"} if gender == "unisex" else {gender}
        return any(folded(word) in of_product for word in chip.words) != chip.negated
    if chip.kind == "price":
        price = product.price
        return price is not None and (chip.low or 0) <= price <= (price if chip.high is None else chip.high)
    return product.in_stock


def by_price(answer: Answer, count: int, *, falls: bool) -> Answer:
    """The cheapest of the answer's products, or the dearest; those of unknown price last, and before them those that
    only nearly fit."""
    sign = -1 if falls else 1

    def place(hit: Hit) -> tuple[bool, int, float]:
        return hit.product.price is None, hit.relaxation, sign * (hit.product.price or 0)

    by_price = sorted(answer.hits, key=place)
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(by_price[:count], start=1))
    return replace(answer, hits=hits, exhausted=answer.exhausted and len(answer.hits) <= count)
