"""/stats and /quality: what was asked in a span of time and what became of it; how good embedder and index are."""

from __future__ import annotations

import logging
import time

from bot.conversation.admin import finding_text
from bot.conversation.event_context import EventContext
from bot.conversation.saying.report import as_chat_text
from bot.conversation.words.span import span_of
from bot.messages import CommandEvent, Document, Reply
from bot.reports import ReportError, ShopFigures

_log = logging.getLogger(__name__)
_MOST = 5  # rows of a list, on a phone


async def show_stats(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """The last month, or the span that is said; with a plot where one can be drawn."""
    texts, said = ctx.texts, ctx.event.argument.strip()
    if not ctx.is_admin:
        return [Reply(text=texts("admins-only"))]
    span = span_of(said, texts, time.time() + 1)
    if span is None:
        return [Reply(text=texts("stats-unclear", said=said[:100]), only_for_person=True)]
    try:
        report, picture = await _figures(ctx).report(*span, texts.locale)
    except ReportError as error:
        return _unavailable(ctx, error)
    text = as_chat_text(report, texts, _MOST)
    if not picture:
        return [Reply(text=f"{text}\n\n{texts('stats-no-plot')}", only_for_person=True)]
    plot = Document("lookalike-stats.png", "image/png", picture, texts("stats-plot-says"))
    return [Reply(text=text, document=plot, only_for_person=True)]


async def show_quality(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """The embedder's figures, and the index with what its gate measured."""
    texts = ctx.texts
    if not ctx.is_admin:
        return [Reply(text=texts("admins-only"))]
    try:
        found = await _figures(ctx).quality()
    except ReportError as error:
        return _unavailable(ctx, error)
    number = texts.number
    lines = [
        texts("quality-embedder", version=found.embedder, dim=found.dim, pixels=found.pixels),
        texts("quality-learnt", products=number(found.learnt_products), photos=number(found.learnt_photos)),
        *(f"• {name}: {value}" for name, value in found.figures),
        "",
    ]
    if found.index:
        products, made = number(found.products), texts.ago(found.made_at)
        lines.append(texts("quality-index", version=found.index, products=products, made=made))
    else:
        lines.append(texts("quality-no-index"))
    lines += [f"• {finding_text(texts, each)}" for each in found.gate]
    return [Reply(text="\n".join(lines), only_for_person=True)]


def _figures(ctx: EventContext[CommandEvent]) -> ShopFigures:
    if ctx.services.figures is None:
        raise ReportError("nothing gives them here")
    return ctx.services.figures


def _unavailable(ctx: EventContext[CommandEvent], error: ReportError) -> list[Reply]:
    _log.error("the figures could not be read: %s", error)
    return [Reply(text=ctx.texts("stats-unavailable"), only_for_person=True)]
