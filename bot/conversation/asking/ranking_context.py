"""What an answer depends on besides its photo: filters and how they widen, verdicts, taste, what many call wrong."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from bot.conversation.asking.taste import HISTORY, learned
from bot.conversation.context import Context, Turn
from bot.conversation.words.chips import filters_of, steps_of
from bot.messages import Event
from bot.ports import Chip, Profile, Steering, StoreError

STRAIGHT = Steering()
_MANY = 3  # people who call a product wrong for a kind of query, before it sinks
_READ_AGAIN = 600.0
_log = logging.getLogger(__name__)


async def steering(turn: Turn[Event], chips: Sequence[Chip], continues: str = "") -> Steering:
    """For an answer with these filters; `continues` is the query whose verdicts count. What the store cannot tell is
    left out: an answer does not depend on it."""
    context = turn.context
    verdicts: Mapping[str, int] = {}
    profile, sunk = Profile(), context.rejected.products
    try:
        if continues:
            verdicts = await context.store.line_verdicts(continues)
        person, chat = turn.event.person, turn.event.chat
        if (await context.store.person_settings(person, chat)).learns:
            profile = learned(await context.store.verdict_history(person, chat, HISTORY))
        sunk = await _rejected(context)
    except StoreError as error:
        _log.error("an answer goes without what was learned: %s", error)
    return Steering(
        wider=tuple(filters_of(step.chips) for step in steps_of(chips, context.worker.words)) if chips else (),
        towards=tuple(word for chip in chips if chip.kind == "colour" and not chip.negated for word in chip.words),
        liked=tuple(product for product, worth in verdicts.items() if worth > 0),
        disliked=tuple(product for product, worth in verdicts.items() if worth < 0),
        profile=profile,
        sunk=sunk,
    )


async def _rejected(context: Context) -> Mapping[str, Mapping[str, float]]:
    known = context.rejected
    if time.monotonic() - known.read_at > _READ_AGAIN:
        known.products, known.read_at = await context.store.rejected(_MANY), time.monotonic()
    return known.products


def unless_straight(steering: Steering) -> tuple[Steering, ...]:
    """The last argument for the worker: none where nothing steers, which is the usual way to ask."""
    return () if steering == STRAIGHT else (steering,)
