"""/history: the last searches, to go back to: their answers, for the photos are not kept."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.conversation.saying.heading import search_name
from bot.conversation.saying.render import answer_reply
from bot.messages import ActionEvent, Button, CommandEvent, Reply
from bot.ports import StoredQuery

_SEARCHES = 8


async def show_history(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """One button for each search; in a group, for those asked there."""
    store, event, texts = ctx.store, ctx.event, ctx.texts
    rows = []
    for past in await store.queries.history(event.person, event.chat, _SEARCHES):
        query = await store.queries.find(past.query_id, event.person, event.chat)
        if query is not None:
            label = f"{search_name(query, texts)} · {texts.ago(past.asked_at)}"
            rows.append((Button(label[:60], str(Action("open", past.query_id)), icon="🕘"),))
    if not rows:
        return [Reply(text=texts("history-none"), only_for_person=True)]
    return [Reply(text=texts("history-title"), buttons=tuple(rows), only_for_person=True)]


async def reopen(ctx: EventContext[ActionEvent], query: StoredQuery) -> list[Reply]:
    """An earlier answer as it was, with all its buttons, as a new message."""
    return [answer_reply(query, ctx.texts, ctx.services)]
