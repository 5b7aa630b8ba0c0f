"""What an answer depends on besides its photo: filters and how they widen, verdicts, taste, what many call wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from bot.conversation.asking.taste import HISTORY, taste_profile
from bot.conversation.event_context import EventContext, Services
from bot.conversation.words.chips import filters_of, relaxation_steps
from bot.messages import Event
from bot.ports import Chip, Profile, Steering, StoreError

STRAIGHT = Steering()
_MANY = 3  # people who call a product wrong for a kind of query, before it sinks
_READ_AGAIN = 600.0
_log = logging.getLogger(__name__)


async def steering(ctx: EventContext[Event], chips: Sequence[Chip], continues: str = "") -> Steering:
    """For an answer with these filters; `continues` is the query whose verdicts count. What the store cannot tell is
    left out: an answer does not depend on it."""
    services = ctx.services
    verdicts: Mapping[str, int] = {}
    profile, sunk = Profile(), services.rejected.products
    try:
        if continues:
            verdicts = await services.store.line_verdicts(continues)
        person, chat = ctx.event.person, ctx.event.chat
        if (await services.store.person_settings(person, chat)).learns:
            profile = taste_profile(await services.store.verdict_history(person, chat, HISTORY))
        sunk = await _rejected(services)
    except StoreError as error:
        _log.error("an answer goes without what was learned: %s", error)
    return Steering(
        wider=tuple(filters_of(step.chips) for step in relaxation_steps(chips, services.worker.words)) if chips else (),
        towards=tuple(word for chip in chips if chip.kind == "colour" and not chip.negated for word in chip.words),
        liked=tuple(product for product, worth in verdicts.items() if worth > 0),
        disliked=tuple(product for product, worth in verdicts.items() if worth < 0),
        profile=profile,
        sunk=sunk,
    )


async def _rejected(services: Services) -> Mapping[str, Mapping[str, float]]:
    known = services.rejected
    if time.monotonic() - known.read_at > _READ_AGAIN:
        known.products, known.read_at = await services.store.rejected(_MANY), time.monotonic()
    return known.products


def unless_straight(steering: Steering) -> tuple[Steering, ...]:
    """The last argument for the worker: none where nothing steers, which is the usual way to ask."""
    return () if steering == STRAIGHT else (steering,)
