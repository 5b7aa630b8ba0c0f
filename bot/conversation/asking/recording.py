"""Every answer is written down before it is shown: its buttons refer to what is in the store."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from bot.conversation.event_context import EventContext
from bot.conversation.saying.faults import going_on
from bot.conversation.saying.render import answer_reply
from bot.conversation.words.chips import filters_of
from bot.messages import Event, Reply
from bot.metrics import ANSWER_SECONDS, QUERIES
from bot.ports import Answer, Chip, Filters, PhotoFingerprint, QueryKind, SentPhoto, StoredQuery

_log = logging.getLogger(__name__)


async def record_answer(
    ctx: EventContext[Event],
    kind: QueryKind,
    answer: Answer,
    chips: tuple[Chip, ...],
    *,
    photo: PhotoFingerprint | None = None,
    continues: StoredQuery | None = None,
    filters: Filters | None = None,
    about: str = "",
    garment_index: int | None = None,
    sent: SentPhoto = SentPhoto(),  # noqa: B008 - frozen
    note: str = "",
) -> Reply:
    """Keep an answer and render it, with what else is to be said of it (`note`); what it `continues` is its parent. If
    it cannot be kept, the shopper gets it all the same, without buttons. `filters` are else those of the chips;
    `sent`: where its photo is, if it continues none."""
    seen, answer = answer.glimpse, replace(answer, glimpse=b"")
    if continues is not None and kind not in ("similar", "outfit"):  # the same photo still
        before = continues.answer
        answer = replace(answer, garments=before.garments, garment_queries=before.garment_queries)
        about, sent = continues.about, continues.sent
        garment_index = continues.garment_index if garment_index is None else garment_index
    person, chat = ctx.event.person, ctx.event.chat
    query = StoredQuery(
        query_id="",
        kind=kind,
        is_group=chat.kind == "group",
        locale=person.locale,
        by_person=True,
        in_chat=True,
        answer=answer,
        filters=filters or filters_of(chips),
        about=about,
        chips=chips,
        garment_index=garment_index or 0,
        sent=sent,
    )
    with going_on("what is saved is not marked"):
        turns = (await ctx.store.people.settings(person, chat)).turns
        query = replace(query, saved=await ctx.store.saved.ids(person, chat), turns=turns)
    if answer.cut_short:
        note = "\n".join(filter(None, (note, ctx.texts("answer-cut-short"))))
    parent, latency_ms = continues.query_id if continues else "", (time.perf_counter() - ctx.started) * 1000
    with going_on("an answer could not be recorded"):
        record = ctx.store.queries.record
        query_id = await record(query, person, chat, photo=photo, parent=parent, latency_ms=latency_ms)
        query = replace(query, query_id=query_id)
    QUERIES.labels(chat.platform, kind, answer.confidence).inc()
    ANSWER_SECONDS.observe(latency_ms / 1000)
    _log.info(
        "query %s: %s on %s, %s, %d hits, %.0f ms",
        query.query_id or "(not recorded)",
        kind,
        chat.platform,
        answer.confidence,
        len(answer.hits),
        latency_ms,
        extra={
            "query_id": query.query_id,
            "kind": kind,
            "platform": chat.platform,
            "parent": parent,
            "confidence": answer.confidence,
            "hits": len(answer.hits),
            "index_version": answer.index_version,
            "latency_ms": round(latency_ms, 1),
        },
    )
    return answer_reply(query, ctx.texts, ctx.services, note=note, seen=seen)
