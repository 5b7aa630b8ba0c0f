"""What an answer depends on besides its photo: relaxed filters, verdicts, taste, what many call wrong."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence

from bot.conversation.asking.taste import HISTORY, taste_profile
from bot.conversation.event_context import EventContext, Services
from bot.conversation.saying.faults import going_on
from bot.conversation.words.chips import filters_of, relaxation_steps
from bot.messages import Event
from bot.ports import Chip, Profile, RankingContext, RankingRequest

_MANY = 3  # people who call a product wrong for a kind of query, before it is ranked lower for it
_READ_AGAIN = 600.0


async def ranking_request(
    ctx: EventContext[Event], chips: Sequence[Chip], exclude: Collection[str] = (), continues: str = ""
) -> RankingRequest:
    """A page of hits with these filters; `continues` is the query whose verdicts count."""
    context = await _ranking_context(ctx, chips, continues)
    return RankingRequest(filters_of(chips), ctx.settings.page_size, exclude, context)


async def _ranking_context(ctx: EventContext[Event], chips: Sequence[Chip], continues: str) -> RankingContext:
    """What the store cannot tell is left out: an answer does not depend on it."""
    services = ctx.services
    verdicts: Mapping[str, int] = {}
    profile, rejected = Profile(), services.rejected.products
    with going_on("an answer goes without what was learned"):
        if continues:
            verdicts = await services.store.verdicts.balance(continues)
        person, chat = ctx.event.person, ctx.event.chat
        if (await services.store.people.settings(person, chat)).learns:
            profile = taste_profile(await services.store.verdicts.latest_of(person, chat, HISTORY))
        rejected = await _rejected(services)
    return RankingContext(
        relaxed=tuple(filters_of(step.chips) for step in relaxation_steps(chips, services.worker.words)),
        recolour=tuple(word for chip in chips if chip.kind == "colour" and not chip.negated for word in chip.words),
        liked=tuple(product for product, worth in verdicts.items() if worth > 0),
        disliked=tuple(product for product, worth in verdicts.items() if worth < 0),
        profile=profile,
        rejected=rejected,
    )


async def _rejected(services: Services) -> Mapping[str, Mapping[str, float]]:
    known = services.rejected
    if time.monotonic() - known.read_at > _READ_AGAIN:
        known.products, known.read_at = await services.store.verdicts.rejected(_MANY), time.monotonic()
    return known.products
