"""Every answer is written down before it is shown: its buttons refer to what is in the store."""

from __future__ import annotations

import logging

from bot.conversation.event_context import EventContext
from bot.conversation.saying.render import answer_reply
from bot.messages import Event, Reply
from bot.ports import QueryRecord, StoreError

_log = logging.getLogger(__name__)


async def record_answer(ctx: EventContext[Event], asked: QueryRecord, note: str = "") -> Reply:
    """Keep an answer and render it, with what else is to be said of it. If it cannot be kept, the shopper gets it all
    the same, without buttons."""
    try:
        query_id = await ctx.store.queries.record(asked)
    except StoreError as error:
        _log.error("an answer could not be recorded: %s", error)
        query_id = ""
    return answer_reply(asked.stored_as(query_id), ctx.texts, ctx.services, note=note)
