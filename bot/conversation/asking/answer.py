"""A photo in, five products out. Several photos sent together get an answer each, up to a limit."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from bot.conversation.asking.filtering import form_chips, not_understood, shop_lexicon_for
from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.saying.faults import fault_sentence, photo_fault_sentence
from bot.conversation.words.chips import cheaper, dearer, filters_of, merged
from bot.conversation.words.grammar import understand
from bot.messages import FormFilters, Photo, PhotoEvent, Reply
from bot.ports import Answer, Chip, PhotoFingerprint, QueryRecord, StoredQuery, StoreError

_log = logging.getLogger(__name__)


async def answer_photos(ctx: EventContext[PhotoEvent]) -> list[Reply]:
    """The answers in the order of the photos; what could not be used is said in one sentence."""
    photos = ctx.event.photos
    if not photos:
        return [Reply(text=ctx.texts("send-photo"))]
    settings = ctx.settings
    used = photos[: settings.photos_per_message]
    usable = sum(photo.fault is None for photo in used)
    if usable:
        ctx.take(usable)
    wish = await _wish(ctx)
    results = await asyncio.gather(*(_answer(ctx, photo, wish) for photo in used))
    answers = [result for result in results if isinstance(result, Reply)]
    failures = [result for result in results if isinstance(result, str)]
    return [
        *_introduction(ctx, len(photos), len(used), len(answers)),
        *answers,
        *_failed(ctx, failures, len(used)),
    ]


@dataclass(frozen=True, slots=True)
class _CaptionRequest:
    """What the caption and the platform's form ask for besides the photos."""

    chips: tuple[Chip, ...] = ()
    note: str = ""
    cheaper: bool = False
    dearer: bool = False


async def _wish(ctx: EventContext[PhotoEvent]) -> _CaptionRequest:
    event = ctx.event
    if not event.caption.strip() and event.form == FormFilters():
        return _CaptionRequest()
    known = await shop_lexicon_for(ctx)
    found = understand(event.caption, known)
    chips, unknown = form_chips(known, event.form)
    found.unknown.extend(unknown)
    return _CaptionRequest(merged(found.chips, chips), not_understood(ctx, found), found.cheaper, found.dearer)


async def _answer(ctx: EventContext[PhotoEvent], photo: Photo, wish: _CaptionRequest) -> Reply | str:
    """The answer to one photo, or the sentence on why there is none: one bad photo must not cost the others theirs."""
    if photo.fault is not None:
        return photo_fault_sentence(ctx, photo.fault)
    note = wish.note
    try:
        fingerprint = await ctx.store.queries.fingerprint(photo.data)
        known = await _known(ctx, fingerprint)
        if known is not None and known.chips == wish.chips and not (wish.cheaper or wish.dearer):
            answer, chips = known.answer, known.chips
            note = "\n".join(filter(None, (note, ctx.texts("answer-again"))))
        else:
            answer, chips = await _recommended(ctx, photo.data, wish)
    except Exception as error:
        return fault_sentence(ctx, error)
    event = ctx.event
    asked = QueryRecord(
        "photo",
        event.person,
        event.chat,
        answer,
        filters_of(chips),
        fingerprint,
        latency_ms=ctx.waited_ms,
        chips=chips,
    )
    return await record_answer(ctx, asked, note)


async def _known(ctx: EventContext[PhotoEvent], photo: PhotoFingerprint) -> StoredQuery | None:
    """This shopper's earlier answer to this very photo here, if it is still what the shop would answer."""
    event = ctx.event
    try:
        query_id = await ctx.store.queries.latest_with(photo, event.person, event.chat)
        known = await ctx.store.queries.find(query_id, event.person, event.chat) if query_id else None
    except StoreError as error:
        _log.error("a photo that was sent again is not recognised: %s", error)
        return None
    if known is None or known.answer.index_version != ctx.worker.index_version:
        return None
    # What was said of the products since is to count.
    return None if any(each.mine for each in known.tallies.values()) else known


async def _recommended(
    ctx: EventContext[PhotoEvent], data: bytes, wish: _CaptionRequest
) -> tuple[Answer, tuple[Chip, ...]]:
    """The answer, and the filters that were used for it."""
    worker, chips = ctx.worker, wish.chips
    answer = await worker.recommend(data, await ranking_request(ctx, chips))
    # "Cheaper" than what would have been shown.
    price = cheaper(answer.hits) if wish.cheaper else dearer(answer.hits) if wish.dearer else None
    if price is None:
        return answer, chips
    chips = merged(chips, (price,))
    again = await worker.further(answer.query, answer.embedder_version, await ranking_request(ctx, chips))
    return replace(answer, hits=again.hits, confidence=again.confidence, exhausted=again.exhausted), chips


def _introduction(ctx: EventContext[PhotoEvent], total: int, used: int, answered: int) -> list[Reply]:
    if total > used:
        return [Reply(text=ctx.texts("answers-first", total=total, used=used))]
    if answered > 1:
        return [Reply(text=ctx.texts("answers-several", total=answered))]
    return []


def _failed(ctx: EventContext[PhotoEvent], sentences: list[str], used: int) -> list[Reply]:
    if not sentences:
        return []
    reasons = " ".join(dict.fromkeys(sentences))
    if used == 1:
        return [Reply(text=reasons)]
    return [Reply(text=ctx.texts("several-failed", failed=len(sentences), total=used, reasons=reasons))]
