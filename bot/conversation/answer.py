"""A photo in, five products out. Several photos sent together get an answer each, up to a limit, as one turn."""

from __future__ import annotations

import asyncio

from bot.conversation.context import Turn
from bot.conversation.faults import fault_sentence, photo_fault_sentence
from bot.conversation.recording import recorded
from bot.messages import Photo, PhotoEvent, Reply
from bot.ports import Asked, Filters


async def answer_photos(turn: Turn[PhotoEvent]) -> list[Reply]:
    """The answers in the order of the photos; what could not be used is said in one sentence."""
    photos = turn.event.photos
    if not photos:
        return [Reply(text=turn.texts("send-photo"))]
    settings, person = turn.context.settings, turn.event.person
    used = photos[: settings.photos_per_message]
    usable = sum(photo.fault is None for photo in used)
    if usable:
        turn.context.rate.take((turn.event.chat.platform, person.user_id), usable)
    results = await asyncio.gather(*(_answer(turn, photo) for photo in used))
    answers = [result for result in results if isinstance(result, Reply)]
    failures = [result for result in results if isinstance(result, str)]
    return [*_introduction(turn, len(photos), len(used), len(answers)), *answers, *_failed(turn, failures, len(used))]


async def _answer(turn: Turn[PhotoEvent], photo: Photo) -> Reply | str:
    """The answer to one photo, or the sentence on why there is none: one bad photo must not cost the others theirs."""
    if photo.fault is not None:
        return photo_fault_sentence(turn, photo.fault)
    filters = Filters()
    try:
        answer = await turn.context.worker.recommend(photo.data, filters, turn.context.settings.page_size)
    except Exception as error:
        return fault_sentence(turn, error)
    event = turn.event
    asked = Asked("photo", event.person, event.chat, answer, filters, photo.data, latency_ms=turn.waited_ms)
    return await recorded(turn, asked)


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
