"""Filters for an answer, by words, by a menu, by taking one away; and another garment of its photo.

Each gives a query of its own that continues the answer, from its own beginning: the best that fit are shown, whether
they were shown before or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from bot.conversation.asking.further import by_price, more_like, next_hits
from bot.conversation.asking.outfits import complete_look
from bot.conversation.asking.questions import answer_questions
from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.asking.sent_photos import answer_to_photo, photo_named
from bot.conversation.event_context import EventContext
from bot.conversation.keeping.saved import save_menu, save_product
from bot.conversation.saying.start_help import small_talk, what_to_change
from bot.conversation.words.autocomplete import catalogue_words
from bot.conversation.words.chips import cheaper, chip_label, dearer, merged, relaxation_steps, within
from bot.conversation.words.grammar import understand
from bot.conversation.words.shades import shades
from bot.conversation.words.shop_lexicon import ShopLexicon, shop_lexicon
from bot.conversation.words.understood import Tone, Understood
from bot.messages import Event, FormFilters, Reply
from bot.ports import (
    Answer,
    CatalogueWords,
    Chip,
    QueryKind,
    StoredQuery,
    can_have,
    garment_of,
    is_pattern,
    looks_meant,
)
from bot.texts import Texts

_MOST_SAID = 10  # of filters that are left out
_SORTED = 20  # of the closest products are sorted by price
_BESIDES = frozenset(("footwear", "bag", "headwear", "accessory"))  # what is worn beside clothes
_SHADES = 3  # colours that count as the next darker or lighter


async def filter_by_text(ctx: EventContext[Event], query: StoredQuery, text: str) -> list[Reply]:
    """What a text says of an answer: filters, cheaper, more, which of its products."""
    found = understand(text, await shop_lexicon_for(ctx), ctx.settings.filters_per_text)
    if photo := photo_named(found, query):
        answer = await answer_to_photo(ctx, query, photo)
        if isinstance(answer, int):
            return [Reply(text=ctx.texts("photo-missing", place=abs(photo), count=answer))]
        query = answer
        if not (found.changes_answer or found.asks or found.places or found.outfit or found.keeps):
            return [await answer_with_filters(ctx, query, query.chips, note=not_understood(ctx, found))]
    places = [_place(query, each) for each in found.places]
    missing = next((said for said, place in zip(found.places, places, strict=True) if not place), None)
    if missing is not None:
        return [Reply(text=ctx.texts("place-missing", place=max(1, missing), count=len(query.answer.hits)))]
    if len(places) == 1 and (found.asks or found.keeps):
        await ctx.store.queries.speak_of(query.query_id, places[0])
    elif found.it and (query.spoken_of or len(query.answer.hits) == 1):
        places = [query.spoken_of or 1]  # "how much is the second? ... save it"
    if found.asks and not found.changes_answer:
        return await answer_questions(ctx, query, found.asks, places, found.about)
    if found.outfit:
        return await complete_look(ctx, query, places[0] if places else 0, found.chips, not_understood(ctx, found))
    if found.sizes and places and not (found.keeps or found.changes_answer):
        return [Reply(text=not_understood(ctx, found))]
    if places and not (found.cheaper or found.dearer):
        return await _pointed_at(ctx, query, found, places)
    if found.keeps and not found.changes_answer and query.answer.hits:
        return [Reply(text=ctx.texts("saved-which"), menus=(save_menu(ctx, query),), only_for_person=True)]
    if not found.changes_answer:
        note = not_understood(ctx, found)
        if note or found.talk is None:
            return [Reply(text=note or what_to_change(ctx.texts, ctx.worker.words))]
        return small_talk(ctx, found.talk)
    if found.undo and not found.chips:
        return [await _undo(ctx, query, not_understood(ctx, found))]
    if found.more and not (found.chips or found.drops or found.cheaper or found.dearer or found.sorts):
        return await next_hits(ctx, query)
    kept = _left(query.chips, found)
    note = not_understood(ctx, found)
    if found.tone and not (shade := _shade(ctx, query, found.tone)):
        note = " ".join(filter(None, (note, ctx.texts("tone-unknown"))))
    chips = merged(() if found.reset else kept, (*found.chips, *((shade,) if found.tone and shade else ())))
    if found.cheaper or found.dearer:
        hits = [query.answer.hits[place - 1] for place in places] or query.answer.hits
        price = cheaper(hits, bool(places)) if found.cheaper else dearer(hits, bool(places))
        if price is None:
            note = " ".join(filter(None, (note, ctx.texts("filters-no-prices"))))
            if not (found.chips or found.reset):
                return [Reply(text=note)]
        else:
            # Said again, it goes on from what is shown now.
            chips = (*(chip for chip in chips if chip.kind != "price"), price)
    return [await _ask_again(ctx, query, "narrowed", chips, query.garment_index, note, sorts=found.sorts)]


def _left(chips: Sequence[Chip], found: Understood) -> list[Chip]:
    """The filters without those that are to go. What is taken away that was none ("remove red" from a red shirt) is not
    wanted."""
    named = {each.kind for each in found.removed}
    gone = [
        chip
        for chip in chips
        if chip.kind in found.drops and (chip.kind not in named or any(_share(chip, each) for each in found.removed))
    ]
    unwanted = [each for each in found.removed if not any(_share(chip, each) for chip in gone)]
    return [*(chip for chip in chips if chip not in gone), *(replace(each, negated=True) for each in unwanted)]


def _share(chip: Chip, other: Chip) -> bool:
    return chip.kind == other.kind and not set(chip.words).isdisjoint(other.words)


async def _undo(ctx: EventContext[Event], query: StoredQuery, note: str) -> Reply:
    """The answer before this one, asked again; steps that changed nothing are passed over."""
    before = query
    while (before.chips, before.garment_index, before.answer.query) == (
        query.chips,
        query.garment_index,
        query.answer.query,
    ):
        parent = await ctx.store.queries.parent_of(before.query_id)
        found = await ctx.store.queries.find(parent, ctx.event.person, ctx.event.chat) if parent else None
        if found is None:
            return Reply(text=ctx.texts("undo-nothing"))
        before = found
    return await answer_with_filters(ctx, before, before.chips, note=f"{ctx.texts('undo-done')} {note}".strip())


def _shade(ctx: EventContext[Event], query: StoredQuery, tone: Tone) -> Chip | None:
    """What is darker, lighter or warmer than what is looked for; nothing where that cannot be told."""
    if tone == "warmer":
        return Chip("word", ("wool|knit|fleece|padded|quilted|thermal",), said=ctx.texts("tone-warmer"))
    set_now = next((chip.words for chip in query.chips if chip.kind == "colour" and not chip.negated), ())
    guesses = query.answer.attributes.colour
    colours = shades(set_now or [guess.value for guess in guesses[:1]], tone, ctx.worker.words.colours)
    return Chip("colour", colours[:_SHADES], said=ctx.texts(f"tone-{tone}")) if colours else None


async def _pointed_at(
    ctx: EventContext[Event], query: StoredQuery, found: Understood, places: Sequence[int]
) -> list[Reply]:
    """Products among those shown: they are saved, or more like the first of them is looked for."""
    note = not_understood(ctx, found)
    if not found.keeps:
        return await more_like(ctx, query, places[0], found.chips, note)
    replies = [reply for place in places for reply in await save_product(ctx, query, place)]
    replies = [replace(replies[0], text="\n".join(reply.text for reply in replies))]
    if found.chips:
        replies.append(await answer_with_filters(ctx, query, merged(query.chips, found.chips), note=note))
    return replies


def _place(query: StoredQuery, said: int) -> int:
    """Which hit of the answer is meant, from 1: by where it stands, or by its number on a later page; 0 for none."""
    if said < 0:  # from the end
        return max(0, len(query.answer.hits) + 1 + said)
    if said <= len(query.answer.hits):
        return said
    return next((place for place, hit in enumerate(query.answer.hits, start=1) if hit.rank == said), 0)


async def answer_with_filters(
    ctx: EventContext[Event], query: StoredQuery, chips: Sequence[Chip], *, note: str = ""
) -> Reply:
    """The answer's query with these filters instead of its own."""
    return await _ask_again(ctx, query, "narrowed", tuple(chips), query.garment_index, note)


async def other_garment(ctx: EventContext[Event], query: StoredQuery, place: int) -> list[Reply]:
    """Another garment of the same photo; what was said of the kind of garment is not meant for it."""
    chips = tuple(chip for chip in query.chips if chip.kind != "type")
    return [await _ask_again(ctx, query, "garment", chips, place - 1, "")]


async def shop_lexicon_for(ctx: EventContext[Event]) -> ShopLexicon:
    """How to read the shopper's words."""
    return await shop_lexicon(ctx.texts.language, await catalogue_words(ctx.worker))


def form_chips(lexicon: ShopLexicon, form: FormFilters) -> tuple[tuple[Chip, ...], tuple[str, ...]]:
    """What a platform's form says as filters, and what of it nothing is known of."""
    chips: list[Chip] = []
    unknown: list[str] = []
    for kind, text in (("gender", form.gender), ("type", form.type), ("colour", form.colour)):
        if not text:
            continue
        if words := lexicon.words_for(kind, text):  # type: ignore[arg-type]
            chips.append(Chip(kind, words, said=text))  # type: ignore[arg-type]
        else:
            unknown.append(text)
    price = Chip("price", low=form.min_price, high=form.max_price)
    unknown += [f"{each:g}" for each in (form.min_price, form.max_price) if each is not None and price.is_empty]
    if lexicon.words.has_prices and not price.is_empty:
        chips.append(price)
    return tuple(chips), tuple(unknown)


def not_understood(ctx: EventContext[Event], found: Understood) -> str:
    """What of a text could not be used, said."""
    texts = ctx.texts
    parts = []
    if found.absent:
        parts.append(texts("filters-absent", what=_quoted(texts, found.absent)))
    if found.untold:
        parts.append(texts("filters-untold", what=_quoted(texts, found.untold)))
    seen, unwanted = ctx.worker.words.looks, [chip for chip in found.chips if chip.kind == "word" and chip.negated]
    if unseen := [chip.said for chip in unwanted if seen.isdisjoint(looks_meant("|".join(chip.words)))]:
        parts.append(texts("filters-by-title", what=_quoted(texts, unseen)))
    if found.unknown:
        parts.append(texts("filters-unknown", what=_quoted(texts, found.unknown)))
    for said, meant in found.guessed:
        what = {"said": texts("quoted", what=said), "meant": texts("quoted", what=meant)}
        parts.append(texts("filters-guessed", **what))
    if found.sizes:
        parts.append(texts("filters-sizes"))
    if found.no_stock:
        parts.append(texts("filters-no-stock"))
    if found.no_prices:
        parts.append(texts("filters-no-prices"))
    if found.left_out:
        parts.append(left_out(ctx, found.left_out, ctx.settings.filters_per_text))
    return " ".join(parts)


def left_out(ctx: EventContext[Event], chips: Sequence[Chip], most: int) -> str:
    """Which filters were too many, said."""
    labels = [chip_label(chip, ctx.texts, ctx.worker.words.currency) for chip in chips]
    what = _quoted(ctx.texts, labels, _MOST_SAID) + (" …" if len(labels) > _MOST_SAID else "")
    return ctx.texts("filters-left-out", count=most, what=what)


def _quoted(texts: Texts, phrases: Sequence[str], most: int = 5) -> str:
    return ", ".join(texts("quoted", what=phrase[:60]) for phrase in phrases[:most])


async def _ask_again(
    ctx: EventContext[Event],
    query: StoredQuery,
    kind: QueryKind,
    chips: tuple[Chip, ...],
    garment_index: int,
    note: str,
    *,
    sorts: Literal["cheapest", "dearest"] | None = None,
) -> Reply:
    kept, dropped = within(chips, ctx.settings.filters, newest=True)
    if dropped:
        chips, note = tuple(kept), " ".join(filter(None, (note, left_out(ctx, dropped, ctx.settings.filters))))
    if kind == "narrowed" and (unfit := _unfit(query, chips)):
        chips = tuple(chip for chip in chips if chip not in unfit)
        what = _quoted(ctx.texts, [chip.said for chip in unfit])
        note = " ".join(filter(None, (note, ctx.texts("filters-other-kind", what=what))))
    before = query.answer
    query_bytes = before.garment_queries[garment_index] if kind == "garment" else before.query
    await ctx.take_way_on()

    async def ask(chips: tuple[Chip, ...]) -> Answer:
        request = await ranking_request(ctx, chips, continues=query.query_id if query_bytes == before.query else "")
        if query.kind == "outfit":
            return await ctx.worker.goes_with(query_bytes, before.embedder_version, request)
        if not sorts:
            return await ctx.worker.further(query_bytes, before.embedder_version, request)
        answer = await ctx.worker.further(query_bytes, before.embedder_version, replace(request, k=_SORTED))
        return by_price(answer, request.k, falls=sorts == "dearest")

    if sorts:
        note = " ".join(filter(None, (note, ctx.texts("sorted-by-price", first=sorts, count=_SORTED))))
    answer = await ask(chips)
    if vain := _in_vain(answer, chips, ctx.worker.words):
        # A word that fits nothing here would only make the other filters give way, from now on.
        what = _quoted(ctx.texts, [chip.said for chip in vain])
        note = " ".join(filter(None, (note, ctx.texts("filters-in-vain", what=what))))
        chips = tuple(chip for chip in chips if chip not in vain)
        answer = await ask(chips)
    if query.kind == "outfit" and not answer.hits and (told := [chip for chip in chips if chip not in query.chips]):
        return await _beyond_outfit(ctx, query, told, note)
    if query.kind == "outfit":
        return await record_answer(ctx, "outfit", answer, chips, continues=query, about=query.about, note=note)
    shown = await record_answer(ctx, kind, answer, chips, continues=query, garment_index=garment_index, note=note)
    if sorts and shown.query_id:
        await ctx.store.queries.speak_of(shown.query_id, 1)  # "the cheapest? ... save it"
    return shown


async def _beyond_outfit(ctx: EventContext[Event], query: StoredQuery, told: Sequence[Chip], note: str) -> Reply:
    """Nothing of that goes with it: who names a kind is back at looking for that ("back to the dress"), else what was
    said is let go."""
    before = query
    while before.kind == "outfit" and any(map(_names_kind, told)):
        parent = await ctx.store.queries.parent_of(before.query_id)
        found = await ctx.store.queries.find(parent, ctx.event.person, ctx.event.chat) if parent else None
        if found is None:
            break
        before = found
    if before.kind != "outfit":
        return await _ask_again(ctx, before, "narrowed", merged(before.chips, told), before.garment_index, note)
    what = _quoted(ctx.texts, [chip_label(chip, ctx.texts, ctx.worker.words.currency) for chip in told])
    note = " ".join(filter(None, (note, ctx.texts("filters-in-vain", what=what))))
    return await _ask_again(ctx, query, "narrowed", query.chips, query.garment_index, note)


def _unfit(query: StoredQuery, chips: Sequence[Chip]) -> list[Chip]:
    """Words that were said of another kind of thing than is asked for now, and say nothing of this one: no shoe has
    long sleeves, and a shirt's stripes are not meant for it."""
    garments = {garment_of(word) for chip in chips if _names_kind(chip) for word in chip.words}
    named = next((chip.words for chip in query.chips if _names_kind(chip)), ())
    before = {garment_of(word) for word in named or [guess.value for guess in query.answer.attributes.type[:1]]}
    if not garments or not before or garments & before:
        return []
    apart = _BESIDES.isdisjoint(garments) != _BESIDES.isdisjoint(before)
    looks = {chip: looks_meant("|".join(chip.words)) for chip in chips if chip.kind == "word" and chip in query.chips}
    return [
        chip
        for chip, meant in looks.items()
        if meant
        and not any(
            can_have(look, garment) and not (apart and is_pattern(look)) for look in meant for garment in garments
        )
    ]


def _names_kind(chip: Chip) -> bool:
    return chip.kind == "type" and not chip.negated


def _in_vain(answer: Answer, chips: Sequence[Chip], words: CatalogueWords) -> list[Chip]:
    """The words of titles that had to be left out for every hit, if there was time to tell."""
    steps = relaxation_steps(chips, words)
    if answer.cut_short or not answer.hits or not all(0 < hit.relaxation <= len(steps) for hit in answer.hits):
        return []
    left_out = [steps[hit.relaxation - 1].left_out for hit in answer.hits]
    return [chip for chip in chips if chip.kind == "word" and not chip.negated and all(chip in out for out in left_out)]
