"""A photo in, five products out. Several photos sent together get an answer each, up to a limit, as one turn."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace

from bot.conversation.asking.filtering import not_understood, wanted_chips, words_of
from bot.conversation.asking.ranking_context import steering, unless_straight
from bot.conversation.asking.recording import recorded
from bot.conversation.context import Turn
from bot.conversation.saying.faults import fault_sentence, photo_fault_sentence
from bot.conversation.words.chips import cheaper, dearer, filters_of, merged
from bot.conversation.words.grammar import understand
from bot.messages import Photo, PhotoEvent, Reply, Wanted
from bot.ports import Answer, Asked, Chip, StoredQuery, StoreError

_log = logging.getLogger(__name__)


async def answer_photos(turn: Turn[PhotoEvent]) -> list[Reply]:
    """The answers in the order of the photos; what could not be used is said in one sentence."""
    photos = turn.event.photos
    if not photos:
        return [Reply(text=turn.texts("send-photo"))]
    settings = turn.context.settings
    used = photos[: settings.photos_per_message]
    usable = sum(photo.fault is None for photo in used)
    if usable:
        turn.context.take(turn.event, usable)
    wish = await _wish(turn)
    results = await asyncio.gather(*(_answer(turn, photo, wish) for photo in used))
    answers = [result for result in results if isinstance(result, Reply)]
    failures = [result for result in results if isinstance(result, str)]
    return [*_introduction(turn, len(photos), len(used), len(answers)), *answers, *_failed(turn, failures, len(used))]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the caption and the platform's form ask for besides the photos."""

    chips: tuple[Chip, ...] = ()
    note: str = ""
    cheaper: bool = False
    dearer: bool = False


async def _wish(turn: Turn[PhotoEvent]) -> _Wish:
    event = turn.event
    if not event.caption.strip() and event.wanted == Wanted():
        return _Wish()
    known = await words_of(turn)
    found = understand(event.caption, known)
    chips, unknown = wanted_chips(known, event.wanted)
    found.unknown.extend(unknown)
    return _Wish(merged(found.chips, chips), not_understood(turn, found), found.cheaper, found.dearer)


async def _answer(turn: Turn[PhotoEvent], photo: Photo, wish: _Wish) -> Reply | str:
    """The answer to one photo, or the sentence on why there is none: one bad photo must not cost the others theirs."""
    if photo.fault is not None:
        return photo_fault_sentence(turn, photo.fault)
    note = wish.note
    try:
        known = await _known(turn, photo.data)
        if known is not None and known.chips == wish.chips and not (wish.cheaper or wish.dearer):
            answer, chips = _again(known), known.chips
            note = "\n".join(filter(None, (note, turn.texts("answer-again"))))
        else:
            answer, chips = await _recommended(turn, photo.data, wish)
    except Exception as error:
        return fault_sentence(turn, error)
    event = turn.event
    asked = Asked(
        "photo",
        event.person,
        event.chat,
        answer,
        filters_of(chips),
        photo.data,
        latency_ms=turn.waited_ms,
        chips=chips,
    )
    return await recorded(turn, asked, note)


async def _known(turn: Turn[PhotoEvent], data: bytes) -> StoredQuery | None:
    """This shopper's earlier answer to this very photo here, if it is still what the shop would answer."""
    context, event = turn.context, turn.event
    try:
        query_id = await context.store.known_photo(data, event.person, event.chat)
        known = await context.store.query(query_id, event.person, event.chat) if query_id else None
    except StoreError as error:
        _log.error("a photo that was sent again is not recognised: %s", error)
        return None
    if known is None or known.index_version != context.worker.index_version:
        return None
    # What was said of the products since is to count.
    return None if any(each.mine for each in known.tallies.values()) else known


def _again(known: StoredQuery) -> Answer:
    return Answer(
        hits=known.hits,
        garments=known.garments,
        attributes=known.attributes,
        confidence=known.confidence,
        query=known.query,
        embedder_version=known.embedder_version,
        index_version=known.index_version,
        exhausted=known.exhausted,
        garment_queries=known.garment_queries,
    )


async def _recommended(turn: Turn[PhotoEvent], data: bytes, wish: _Wish) -> tuple[Answer, tuple[Chip, ...]]:
    """The answer, and the filters that were used for it."""
    worker, count, chips = turn.context.worker, turn.context.settings.page_size, wish.chips
    steered = unless_straight(await steering(turn, chips))
    answer = await worker.recommend(data, filters_of(chips), count, *steered)
    # "Cheaper" than what would have been shown.
    price = cheaper(answer.hits) if wish.cheaper else dearer(answer.hits) if wish.dearer else None
    if price is None:
        return answer, chips
    chips = merged(chips, (price,))
    steered = unless_straight(await steering(turn, chips))
    again = await worker.further(answer.query, answer.embedder_version, filters_of(chips), count, (), *steered)
    return replace(answer, hits=again.hits, confidence=again.confidence, exhausted=again.exhausted), chips


def _introduction(turn: Turn[PhotoEvent], total: int, used: int, answered: int) -> list[Reply]:
    if total > used:
        return [Reply(text=turn.texts("answers-first", total=total, used=used))]
    if answered > 1:
        return [Reply(text=turn.texts("answers-several", total=answered))]
    return []


def _failed(turn: Turn[PhotoEvent], sentences: list[str], used: int) -> list[Reply]:
    if not sentences:
        return []
    reasons = " ".join(dict.fromkeys(sentences))
    if used == 1:
        return [Reply(text=reasons)]
    return [Reply(text=turn.texts("several-failed", failed=len(sentences), total=used, reasons=reasons))]
