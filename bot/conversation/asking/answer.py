"""A photo in, five products out. Several photos sent together get an answer each, up to a limit."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.conversation.asking.filtering import form_chips, not_understood, shop_lexicon_for
from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.saying.faults import fault_sentence, going_on, megabytes
from bot.conversation.words.chips import cheaper, dearer, merged, within
from bot.conversation.words.grammar import understand
from bot.messages import FormFilters, Photo, PhotoEvent, Reply
from bot.ports import Answer, Chip, PhotoFingerprint, SentPhoto, StoredQuery


async def answer_photos(ctx: EventContext[PhotoEvent]) -> list[Reply]:
    """The answers in the order of the photos; what could not be used is said in one sentence."""
    photos, texts = ctx.event.photos, ctx.texts
    if not photos:
        return [Reply(text=texts("send-photo"))]
    used = photos[: ctx.settings.photos_per_message]
    if usable := sum(photo.fault is None for photo in used):
        await ctx.take(usable)
    caption = await _read_caption(ctx)
    found = await asyncio.gather(*(_find(ctx, photo, caption) for photo in used))
    failures = [each for each in found if isinstance(each, str)]
    # One after the other: what is said next goes on from the last one shown.
    replies = []
    for place, (photo, each) in enumerate(zip(used, found, strict=True), start=1):
        if not isinstance(each, str):
            ref = photo.ref or ctx.event.message_ref
            replies.append(await _record(ctx, each, SentPhoto(ref, place, len(photos)), caption))
    if len(photos) > len(used):
        replies.insert(0, Reply(text=texts("answers-first", total=len(photos), used=len(used))))
    elif len(replies) > 1:
        replies.insert(0, Reply(text=texts("answers-several", total=len(replies))))
    if failures:
        reasons = " ".join(dict.fromkeys(failures))
        several = texts("several-failed", failed=len(failures), total=len(used), reasons=reasons)
        replies.append(Reply(text=several if len(used) > 1 else reasons))
    return replies


@dataclass(frozen=True, slots=True)
class _Caption:
    """What the caption and the platform's form ask for besides the photos; `note` says what of it is not understood."""

    chips: tuple[Chip, ...] = ()
    note: str = ""
    cheaper: bool = False
    dearer: bool = False


async def _read_caption(ctx: EventContext[PhotoEvent]) -> _Caption:
    event = ctx.event
    if not event.caption.strip() and event.form == FormFilters():
        return _Caption()
    lexicon = await shop_lexicon_for(ctx)
    found = understand(event.caption, lexicon, ctx.settings.filters_per_text)
    chips, unknown = form_chips(lexicon, event.form)
    found.unknown.extend(unknown)
    named = (event.form.min_price, event.form.max_price) != (None, None)
    found.no_prices = found.no_prices or (named and not lexicon.words.has_prices)
    kept, dropped = within(merged(found.chips, chips), ctx.settings.filters)
    found.left_out.extend(dropped)
    return _Caption(tuple(kept), not_understood(ctx, found), found.cheaper, found.dearer)


@dataclass(frozen=True, slots=True)
class _Found:
    """The answer to one photo, before it is written down; `again`: it was given before."""

    answer: Answer
    chips: tuple[Chip, ...]
    photo: PhotoFingerprint
    again: bool


async def _find(ctx: EventContext[PhotoEvent], photo: Photo, caption: _Caption) -> _Found | str:
    """The answer to one photo, or the sentence on why there is none: one bad photo must not cost the others theirs."""
    if photo.fault is not None:
        return ctx.texts(f"fault-{photo.fault.value}", megabytes=megabytes(ctx))
    try:
        fingerprint = await ctx.store.queries.fingerprint(photo.data)
        known = await _earlier_answer(ctx, fingerprint, caption)
        answer, chips = (known.answer, known.chips) if known else await _recommend(ctx, photo.data, caption)
        if answer.confidence == "none":  # a cat is answered with a sentence; what comes nearest is shown on request
            answer = replace(answer, hits=(), exhausted=False)
    except Exception as error:
        return fault_sentence(ctx, error)
    return _Found(answer, chips, fingerprint, known is not None)


async def _record(ctx: EventContext[PhotoEvent], found: _Found, sent: SentPhoto, caption: _Caption) -> Reply:
    notes = (caption.note, ctx.texts("answer-again") if found.again else "")
    note = "\n".join(filter(None, notes))
    return await record_answer(ctx, "photo", found.answer, found.chips, photo=found.photo, sent=sent, note=note)


async def _earlier_answer(
    ctx: EventContext[PhotoEvent], photo: PhotoFingerprint, caption: _Caption
) -> StoredQuery | None:
    """This shopper's answer to the same here before, if it is still what the shop would answer."""
    if caption.cheaper or caption.dearer:
        return None
    event, queries, known = ctx.event, ctx.store.queries, None
    with going_on("a photo that was sent again is not recognised"):
        query_id = await queries.latest_with(photo, event.person, event.chat)
        known = await queries.find(query_id, event.person, event.chat) if query_id else None
    if known is None or known.answer.index_version != ctx.worker.index_version or known.chips != caption.chips:
        return None
    # What was said of the products since is to count.
    return None if any(each.mine for each in known.tallies.values()) else known


async def _recommend(ctx: EventContext[PhotoEvent], data: bytes, caption: _Caption) -> tuple[Answer, tuple[Chip, ...]]:
    """The answer, and the filters that were used for it."""
    worker, chips = ctx.worker, caption.chips
    sender = f"{ctx.event.chat.platform} {ctx.event.person.user_id}"
    request = await ranking_request(ctx, chips)
    answer = await worker.recommend(data, request, sender=sender, glimpse=ctx.event.unshown)
    # "Cheaper" than what would have been shown.
    price = cheaper(answer.hits) if caption.cheaper else dearer(answer.hits) if caption.dearer else None
    if price is None:
        return answer, chips
    chips = merged(chips, (price,))
    again = await worker.further(answer.query, answer.embedder_version, await ranking_request(ctx, chips))
    return replace(answer, hits=again.hits, confidence=again.confidence, exhausted=again.exhausted), chips
