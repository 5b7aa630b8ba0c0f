"""Words without a photo ("red dress under 40"): the products that they name, as an answer with all its ways on."""

from __future__ import annotations

from bot.conversation.asking.filtering import not_understood, shop_lexicon_for
from bot.conversation.asking.outfits import complete_named
from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.asking.recording import record_answer
from bot.conversation.event_context import EventContext
from bot.conversation.saying.start_help import text_without_photo
from bot.conversation.words.chips import within
from bot.conversation.words.grammar import understand
from bot.conversation.words.understood import Understood
from bot.messages import Event, Reply
from bot.ports import Chip


async def named_chips(ctx: EventContext[Event], text: str) -> tuple[tuple[Chip, ...], Understood]:
    """The filters that the words are, none if they name no products: a price alone names nothing, nor does "red dress",
    where there are no dresses; red things are no answer to it."""
    found = understand(text, await shop_lexicon_for(ctx), ctx.settings.filters_per_text)
    chips = tuple(within(found.chips, ctx.settings.filters)[0])
    if found.absent and not any(chip.kind in ("type", "word") for chip in chips):
        return (), found
    names = any(chip.kind in ("type", "gender", "colour", "word") and not chip.negated for chip in chips)
    return chips if names else (), found


async def answer_words(ctx: EventContext[Event], text: str) -> list[Reply]:
    """Five products, if the words name any."""
    chips, found = await named_chips(ctx, text)
    if not chips:
        return [Reply(text=not_understood(ctx, found))] if found.absent else text_without_photo(ctx, text)
    await ctx.take_way_on()
    answer = await ctx.worker.named(await ranking_request(ctx, chips))
    if found.outfit:  # "what goes with a white shirt?"
        return await complete_named(ctx, answer, not_understood(ctx, found))
    return [await record_answer(ctx, "words", answer, chips, note=not_understood(ctx, found))]
