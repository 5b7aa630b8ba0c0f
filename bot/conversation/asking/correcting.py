"""A tap on what an answer was not sure of: the same answer, steered, and kept as feedback on what was recognised."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.asking.filtering import answer_with_filters, shop_lexicon_for
from bot.conversation.event_context import EventContext
from bot.conversation.saying.doubts import DOUBTED
from bot.conversation.saying.faults import going_on
from bot.conversation.words.chips import merged
from bot.messages import ActionEvent, Reply
from bot.ports import Chip, StoredQuery, garment_of


async def correct(ctx: EventContext[ActionEvent], query: StoredQuery, place: int) -> list[Reply]:
    """What the photo shows is one kind rather than another, or for men, women or kids. The answer is put in place of
    the one whose button was pressed; for anybody but its asker it is one of its own."""
    kind = DOUBTED[place]
    said = ctx.event.values[0] if ctx.event.values else ""
    guesses = query.answer.attributes.type if kind == "type" else query.answer.attributes.gender
    offered = {guess.value for guess in guesses} if kind == "type" else {"Men", "Women", "Kids"}
    words = await _in_shop(ctx, kind, said) if said in offered else ()
    if not words:
        return [Reply(notice=ctx.texts("notice-stale"))]
    with going_on("what a shopper says that a photo shows is not kept"):
        guessed = guesses[0].value if guesses else ""
        await ctx.store.verdicts.correct(query.query_id, kind, ctx.event.person, ctx.event.chat, guessed, said)
    chip = Chip(kind, words, said=ctx.texts.name(kind, said))
    answer = await answer_with_filters(ctx, query, merged(query.chips, (chip,)))
    return [replace(answer, replaces=query.by_person, notice=ctx.texts("notice-corrected"))]


async def _in_shop(ctx: EventContext[ActionEvent], kind: str, said: str) -> tuple[str, ...]:
    """The catalogue's words for it; at least those of such garments."""
    lexicon = await shop_lexicon_for(ctx)
    if kind == "gender":
        return lexicon.words_for("gender", said)
    known = tuple(word for word in lexicon.words.types if word.casefold() == said.casefold())
    return known or lexicon.words_for("type", said) or lexicon.words.garments.get(garment_of(said), ())
