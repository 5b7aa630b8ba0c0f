"""Words that are typed after the bot's name in any chat: products to choose from and send there. Nothing is recorded,
for it is asked at every pause of the typing."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.asking.named import named_chips
from bot.conversation.asking.ranking_context import ranking_request
from bot.conversation.event_context import EventContext
from bot.conversation.links import product_payload
from bot.conversation.saying.render import product_card
from bot.conversation.saying.start_help import examples
from bot.messages import Button, InlineEvent, ProductCard, Reply
from bot.ports import Product

_MOST = 20


async def answer_inline(ctx: EventContext[InlineEvent]) -> list[Reply]:
    """The products that the words name; else how it is done, or that there are none. Raises TooFastError."""
    text, texts = ctx.event.text.strip(), ctx.texts
    under = examples(texts, ctx.worker.words)["under"]
    if not text:
        return [Reply(text=texts("inline-how", under=under))]
    await ctx.services.inline_rate.take(ctx.event.chat.platform, ctx.event.person.user_id)
    chips, found = await named_chips(ctx, text)
    if not chips:
        return [Reply(text=texts("answer-filtered-empty") if found.absent else texts("inline-how", under=under))]
    answer = await ctx.worker.named(replace(await ranking_request(ctx, chips), k=_MOST))
    fitting = [hit.product for hit in answer.hits if not hit.relaxation]
    if not fitting:
        return [Reply(text=texts("answer-filtered-empty"))]
    return [Reply(cards=tuple(_card(ctx, product, rank) for rank, product in enumerate(fitting, start=1)))]


def _card(ctx: EventContext[InlineEvent], product: Product, rank: int) -> ProductCard:
    opens = product_payload(product.id)
    like = Button(ctx.texts("button-like"), action="", icon="🔎", opens=opens)
    return product_card(product, rank, ctx.texts, buttons=(like,) if opens else ())
