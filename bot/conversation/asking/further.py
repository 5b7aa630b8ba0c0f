"""The next five of an earlier answer, and more like one of its products.

Both are queries of their own whose parent is the answer that they continue, so that old buttons keep their meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.words.chips import merged
from bot.messages import Event, Reply
from bot.ports import Chip, Product, StoredQuery
from bot.texts.lexicon import folded


async def next_hits(ctx: EventContext[Event], query: StoredQuery) -> list[Reply]:
    """Further down the ranking of `query`, leaving out all that its line of answers has shown."""
    ctx.take()
    seen = await ctx.store.queries.shown_products(query.query_id)
    request = replace(await ranking_request(ctx, query.chips, seen, query.query_id), filters=query.filters)
    answer = await ctx.worker.further(query.answer.query, query.answer.embedder_version, request)
    # The recommender counts on from all that was shown, the shopper from the last place on this list.
    last = query.answer.hits[-1].rank if query.answer.hits else 0
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(answer.hits, start=last + 1))
    note = ctx.texts("answer-learned") if hits and (request.context.liked or request.context.disliked) else ""
    answer = replace(answer, hits=hits)
    filters = query.filters  # an old query may have some without chips
    return [await record_answer(ctx, "further", answer, query.chips, continues=query, filters=filters, note=note)]


async def more_like(
    ctx: EventContext[Event], query: StoredQuery, place: int, wanted: Sequence[Chip] = (), note: str = ""
) -> list[Reply]:
    """Products like the one at this place, leaving out all that its line of answers has shown.

    With what they should be besides (`wanted`: "like the second one, but in red") the best that fit, seen or not.
    """
    product = query.answer.hits[place - 1].product
    ctx.take()
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
