"""What an answer depends on besides its photo: filters and how they widen, verdicts, taste, what many call wrong."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.conversation.chips import filters_of, steps_of
from bot.conversation.context import Turn
from bot.messages import Event
from bot.ports import Chip, Steering, StoreError

STRAIGHT = Steering()
_log = logging.getLogger(__name__)


async def steering(turn: Turn[Event], chips: Sequence[Chip], continues: str = "") -> Steering:
    """For an answer with these filters; `continues` is the query whose verdicts count. What the store cannot tell is
    left out: an answer does not depend on it."""
    context = turn.context
    verdicts: Mapping[str, int] = {}
    try:
        if continues:
            verdicts = await context.store.line_verdicts(continues)
    except StoreError as error:
        _log.error("an answer goes without what was learned: %s", error)
    return Steering(
        wider=tuple(filters_of(step.chips) for step in steps_of(chips, context.worker.words)) if chips else (),
        towards=tuple(word for chip in chips if chip.kind == "colour" and not chip.negated for word in chip.words),
        liked=tuple(product for product, worth in verdicts.items() if worth > 0),
        disliked=tuple(product for product, worth in verdicts.items() if worth < 0),
    )


def unless_straight(steering: Steering) -> tuple[Steering, ...]:
    """The last argument for the worker: none where nothing steers, which is the usual way to ask."""
    return () if steering == STRAIGHT else (steering,)
