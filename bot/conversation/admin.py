"""What the shop's admins can do from the chat: become one in the local chat, and read the catalogue again."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import secrets
from collections import Counter, deque

from bot.conversation.event_context import EventContext
from bot.messages import CommandEvent, Progressing, Reply
from bot.ports import (
    CatalogueError,
    GateFinding,
    IndexBusyError,
    IndexingError,
    IndexRefusedError,
    IndexReport,
    Progress,
    RecommenderError,
)
from bot.texts import Texts, slug

_log = logging.getLogger(__name__)
# Platforms allow few edits of one message; they may thin these out further.
_SECONDS_BETWEEN = 1.0


async def become_admin(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """The local chat's visitors are nobody in particular: whoever sends the token is its admin until the bot stops."""
    await ctx.take()  # guesses are counted
    known = ctx.settings.web_admin_hash
    is_right = bool(known) and secrets.compare_digest(hash_of(ctx.event.argument.strip()), known)
    if ctx.event.chat.platform != "web" or not is_right:
        _log.warning("somebody was refused as an admin of the local chat")
        return [Reply(text=ctx.texts("admins-only"))]
    ctx.services.web_admins.add(ctx.event.person.user_id)
    return [Reply(text=ctx.texts("help-admin"))]


def hash_of(token: str) -> str:
    """By which the token of the local chat's admins is known again."""
    return hashlib.sha256(token.encode()).hexdigest()


async def reindex(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """Rebuild the index, telling how far it is in one message that is edited; the report replaces it at the end."""
    if not ctx.is_admin:
        return [Reply(text=ctx.texts("admins-only"))]
    latest: deque[Progress] = deque(maxlen=1)
    ticker = asyncio.create_task(_show_progress(ctx.texts, latest, ctx.progressing)) if ctx.progressing else None
    try:
        # Appending is atomic: the worker calls it from its own thread.
        words = ctx.event.argument.lower().split()
        report = await ctx.worker.reindex(latest.append, "full" in words, "force" in words)
    except IndexBusyError as error:
        if not error.since:
            return [Reply(text=ctx.texts("reindex-busy"))]
        return [Reply(text=ctx.texts("reindex-busy-since", since=error.since[:16].replace("T", " "), by=error.by))]
    except IndexRefusedError as error:
        _log.error("the new index is refused: %s", error)
        findings = [finding_text(ctx.texts, each) for each in error.findings]
        lines = (ctx.texts("reindex-refused"), *(f"- {each}" for each in findings), ctx.texts("reindex-force"))
        return [Reply(text="\n".join(lines), replaces=True)]
    except (RecommenderError, OSError) as error:
        _log.error("the reindex failed: %s: %s", type(error).__name__, error)
        return [Reply(text=ctx.texts("reindex-failed", reason=_failure_reason(ctx.texts, error)), replaces=True)]
    finally:
        if ticker is not None:
            ticker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await ticker
    return [Reply(text=_report_text(ctx.texts, report), replaces=True)]


async def _show_progress(texts: Texts, latest: deque[Progress], progressing: Progressing) -> None:
    last = ""
    while True:
        text = texts("reindex-started")
        if latest:
            now = latest[-1]
            percent = 100 * now.done // now.total if now.total else 0
            text = texts(f"reindex-{now.stage.value}", done=now.done, total=now.total, percent=percent)
        if text != last:
            last = text
            try:
                await progressing(Reply(text=text, replaces=True))
            except Exception:
                _log.exception("progress could not be shown")  # the reindex goes on
        await asyncio.sleep(_SECONDS_BETWEEN)


def _report_text(texts: Texts, report: IndexReport) -> str:
    lines = [
        texts(
            "reindex-report",
            products=report.products,
            seconds=round(report.seconds, 1),
            added=report.added,
            changed=report.changed,
            unchanged=report.unchanged,
            removed=report.removed,
            left_out=sum(each.reason.is_fault for each in report.left_out),
        )
    ]
    if guess := report.guessed_encoding:
        lines.append(texts("reindex-encoding", lines=guess.lines, name=guess.name, title=guess.example))
    for reason, count in Counter(each.reason for each in report.left_out).most_common():
        line = "reindex-left-out" if reason.is_fault else "reindex-kept" if reason.is_kept else "reindex-meant"
        lines.append(texts(line, reason=texts(f"left-out-{slug(reason.value)}"), count=count))
    return "\n".join(lines)


def finding_text(texts: Texts, finding: GateFinding) -> str:
    """What a gate measured, as a sentence."""
    share, most = (round(100 * each, 1) for each in (finding.share, finding.most))
    text = texts(f"gate-{slug(finding.reason.value)}", share=share, most=most)
    return texts("gate-example", finding=text, examples=", ".join(finding.examples)) if finding.examples else text


def _failure_reason(texts: Texts, error: Exception) -> str:
    if isinstance(error, CatalogueError):
        return texts("reindex-failed-catalogue")
    return texts("reindex-failed-nothing" if isinstance(error, IndexingError) else "reindex-failed-other")
