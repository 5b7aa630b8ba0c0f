"""What went wrong, as a sentence in the shopper's language that says what to do. No exception's own words are shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.conversation.event_context import EventContext
from bot.conversation.limits import TooFastError
from bot.messages import ActionEvent, Event, ReactionEvent, Reply
from bot.ports import (
    EngineLostError,
    IndexMissingError,
    PhotoError,
    RecommenderError,
    StaleQueryError,
    StoreError,
    UnknownProductError,
    WorkerFullError,
)

_log = logging.getLogger(__name__)


def fault_sentence(ctx: EventContext[Event], error: Exception) -> str:
    """For whatever an ability raised. What is not the shopper's doing is logged, with the traceback if unexpected."""
    texts = ctx.texts
    match error:
        case PhotoError():
            return texts(f"photo-{error.reason.value}", megabytes=megabytes(ctx))
        case WorkerFullError():
            return texts("full")
        case TooFastError():
            return texts("too-fast", seconds=error.seconds)
        case StaleQueryError():
            return texts("query-stale")
        case UnknownProductError():
            return texts("product-gone")
        case IndexMissingError():
            return texts("no-index")
        case EngineLostError():
            _log.error("no answer: %s", error)
            return texts("apology")
        case RecommenderError():
            _log.error("the recommender cannot answer: %s: %s", type(error).__name__, error)
            return texts("index-unusable")
        case StoreError():
            _log.error("the store cannot answer: %s", error)
            return texts("apology")
        case _:
            _log.error("an event was not handled", exc_info=error)
            return texts("apology")


def sentence_reply(ctx: EventContext[Event], sentence: str) -> list[Reply]:
    """The sentence in the way that suits the event: a notice for a press, silence for a reaction, else a message."""
    if isinstance(ctx.event, ReactionEvent):
        return []
    return [Reply(notice=sentence) if isinstance(ctx.event, ActionEvent) else Reply(text=sentence)]


@contextmanager
def going_on(consequence: str) -> Iterator[None]:
    """What is done within goes on without the store if it cannot be used; `consequence` is what the log says then."""
    try:
        yield
    except StoreError as error:
        _log.error("%s: %s", consequence, error)


def megabytes(ctx: EventContext[Event]) -> int:
    """The largest photo that is taken, in whole megabytes as shoppers count them."""
    return max(1, ctx.settings.photo_bytes // (1024 * 1024))
