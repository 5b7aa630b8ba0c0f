"""Every answer is written down before it is shown: its buttons refer to what is in the store."""

from __future__ import annotations

import logging

from bot.conversation.event_context import EventContext
from bot.conversation.saying.render import answer_reply
from bot.messages import Event, Reply
from bot.ports import Asked, StoredQuery, StoreError

_log = logging.getLogger(__name__)


async def record_answer(ctx: EventContext[Event], asked: Asked, note: str = "") -> Reply:
    """Keep an answer and render it, with what else is to be said of it. If it cannot be kept, the shopper gets it all
    the same, without buttons."""
    try:
        query_id = await ctx.store.record(asked)
    except StoreError as error:
        _log.error("an answer could not be recorded: %s", error)
        query_id = ""
    return answer_reply(_as_stored(query_id, asked), ctx.texts, ctx.services, note=note)


def _as_stored(query_id: str, asked: Asked) -> StoredQuery:
    answer = asked.answer
    return StoredQuery(
        query_id=query_id,
        kind=asked.kind,
        is_group=asked.chat.kind == "group",
        locale=asked.person.locale,
        by_person=True,
        in_chat=True,
        hits=answer.hits,
        garments=answer.garments,
        attributes=answer.attributes,
        confidence=answer.confidence,
        filters=asked.filters,
        query=answer.query,
        embedder_version=answer.embedder_version,
        exhausted=answer.exhausted,
        about=asked.about,
        chips=asked.chips,
        garment_queries=answer.garment_queries,
        piece=asked.piece,
    )
