"""Earlier photo searches: /history goes back to them (to their answers, for the photos are not kept), a watch looks for
new close matches, of which `news.py` tells."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.conversation.saying.faults import sentence_reply
from bot.conversation.saying.heading import search_name
from bot.conversation.saying.render import answer_reply
from bot.conversation.words.chips import filters_of
from bot.messages import ActionEvent, Button, CommandEvent, Reply
from bot.ports import RankingRequest, StoredQuery, Watch

_IN_HISTORY = 8
# What was as close when the watch began is no news, shown or not.
_KNOWN = 100


async def show_history(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """One button for each search; in a group, for those asked there."""
    store, event, texts = ctx.store, ctx.event, ctx.texts
    rows = []
    for query_id, asked_at in await store.queries.history(event.person, event.chat, _IN_HISTORY):
        query = await store.queries.find(query_id, event.person, event.chat)
        if query is not None:
            label = f"{search_name(query, texts, ctx.worker.words)} · {texts.ago(asked_at)}"
            rows.append((Button(label[:60], str(Action("open", query_id)), icon="🕘"),))
    if not rows:
        return [Reply(text=texts("history-none"), only_for_person=True)]
    return [Reply(text=texts("history-title"), buttons=tuple(rows), only_for_person=True)]


async def reopen(ctx: EventContext[ActionEvent], query: StoredQuery) -> list[Reply]:
    """An earlier answer as it was, with all its buttons, as a new message."""
    return [answer_reply(query, ctx.texts, ctx.services)]


async def watch(ctx: EventContext[ActionEvent], query: StoredQuery) -> list[Reply]:
    """Tell of new products that are as close to this query as those that were shown."""
    event, texts = ctx.event, ctx.texts
    if not query.answer.hits or query.kind in ("similar", "outfit"):
        return sentence_reply(ctx, texts("watch-nothing"))
    request = RankingRequest(filters_of(query.chips), _KNOWN)
    near = await ctx.worker.further(query.answer.query, query.answer.embedder_version, request)
    made = Watch(
        watch_id="",
        query_id=query.query_id,
        label=search_name(query, texts, ctx.worker.words),
        query=query.answer.query,
        embedder_version=query.answer.embedder_version,
        chips=query.chips,
        reach=max(hit.distance for hit in query.answer.hits),
        known=frozenset(hit.product.id for hit in (*near.hits, *query.answer.hits)),
        index_version=near.index_version,
    )
    most = ctx.settings.watches
    if not await ctx.store.watches.add(event.person, event.told_in, made, most):
        return sentence_reply(ctx, texts("watch-full", count=most))
    return sentence_reply(ctx, texts("watch-done"))


async def unwatch(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """End a watch."""
    done = await ctx.store.watches.end(ctx.event.person, ctx.event.chat, action.target)
    return [Reply(notice=ctx.texts("watch-ended" if done else "notice-stale"))]
