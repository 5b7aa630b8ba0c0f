"""What somebody wants others to see: a product or an answer behind a link, or an answer for the whole channel.

Whoever opens it gets an answer of their own, with the products as the shop has them now. Of the other's nothing comes
along: neither photo nor what was made of it, neither verdicts nor filters. It goes on from the first of the products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.links import read_payload
from bot.conversation.saying.start_help import start
from bot.messages import ActionEvent, CommandEvent, Event, Reply
from bot.ports import Hit, StoredQuery


async def open_link(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """/start, maybe with what a link brings along."""
    target = read_payload(ctx.event.argument, ctx.store)
    if target is None:
        return await start(ctx)
    if target.product_id:
        return await _show(ctx, [target.product_id])
    query = await ctx.store.queries.find(target.query_id, ctx.event.person, ctx.event.chat)
    return await _show(ctx, _products_of(query) if query else [])


async def share(ctx: EventContext[ActionEvent], query: StoredQuery) -> list[Reply]:
    """An answer that its asker alone sees, for everybody in the chat."""
    return await _show(ctx, _products_of(query))


def _products_of(query: StoredQuery) -> list[str]:
    return [hit.product.id for hit in query.answer.hits]


async def _show(ctx: EventContext[Event], product_ids: Sequence[str]) -> list[Reply]:
    await ctx.take_way_on()
    now = await ctx.worker.products(product_ids) if product_ids else {}
    shown = [now[each] for each in product_ids if each in now]
    if not shown:
        return [Reply(text=ctx.texts("link-gone"))]
    like = await ctx.worker.more_like(shown[0].id, await ranking_request(ctx, ()))
    hits = tuple(Hit(product, rank, 0.0) for rank, product in enumerate(shown, start=1))
    answer = replace(like, hits=hits, confidence="close", exhausted=False)
    return [await record_answer(ctx, "shown", answer, (), about=shown[0].title)]
