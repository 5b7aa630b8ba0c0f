"""What goes with it: the shop's things of other kinds that are worn with an answer's garment, as another answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.words.chips import merged
from bot.messages import Event, Reply
from bot.ports import Answer, Chip, StoredQuery

_KEPT = ("price", "stock", "gender")  # of the filters: kind, colour and words were the garment's


async def complete_look(
    ctx: EventContext[Event],
    query: StoredQuery,
    place: int = 0,
    wanted: Sequence[Chip] = (),
    note: str = "",
    after: int = 0,
) -> list[Reply]:
    """What goes with the garment of this answer, or with its product at this place; of an outfit, more of it. `wanted`
    is what the other pieces should be ("brown shoes"); they are numbered on `after` those that were shown."""
    await ctx.take_way_on()
    is_outfit = query.kind == "outfit" and not place
    chips = merged([chip for chip in query.chips if is_outfit or chip.kind in _KEPT], wanted)
    seen = await ctx.store.queries.shown_products(query.query_id) if is_outfit and not wanted else ()
    request = await ranking_request(ctx, chips, seen)
    before, about = query.answer, query.about if is_outfit else ""
    if place:
        product = before.hits[place - 1].product
        answer, about = await ctx.worker.goes_with_product(product.id, request), product.title
    else:
        shown = () if is_outfit else [hit.product.id for hit in before.hits]
        answer = await ctx.worker.goes_with(before.query, before.embedder_version, request, shown)
    if not answer.hits:
        return _nothing(ctx, note)
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(answer.hits, start=after + 1))
    answer = replace(answer, hits=hits)
    return [await record_answer(ctx, "outfit", answer, chips, continues=query, about=about, note=note)]


async def complete_named(ctx: EventContext[Event], named: Answer, note: str) -> list[Reply]:
    """What goes with what was named in words: the products that were found for it say what that is."""
    shown = [hit.product.id for hit in named.hits]
    request = await ranking_request(ctx, ())
    answer = await ctx.worker.goes_with(named.query, named.embedder_version, request, shown)
    return [await record_answer(ctx, "outfit", answer, (), note=note)] if answer.hits else _nothing(ctx, note)


def _nothing(ctx: EventContext[Event], note: str) -> list[Reply]:
    return [Reply(text="\n".join(filter(None, (note, ctx.texts("answer-outfit-empty")))))]
