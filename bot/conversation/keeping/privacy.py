"""/forget_me and /export_me: a shopper's own data, handed out or deleted."""

from __future__ import annotations

import json
from dataclasses import asdict, astuple

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.messages import ActionEvent, Button, ButtonStyle, CommandEvent, Document, Reply
from bot.ports import KeptCounts
from bot.texts import Texts


async def ask_to_forget(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """What is there, and whether to delete it. The button works only for whom it was made."""
    store, event, texts = ctx.store, ctx.event, ctx.texts
    kept = await store.people.kept(event.person, event.chat)
    if not any(astuple(kept)):
        return [Reply(text=texts("forget-nothing"), only_for_person=True)]
    mark = await store.people.mark(event.person, event.chat)
    buttons = (
        Button(texts("button-forget"), str(Action("forget", mark)), style=ButtonStyle.DANGER),
        Button(texts("button-keep"), str(Action("remain", mark))),
    )
    return [Reply(text=texts("forget-question", what=_counted(kept, texts)), buttons=(buttons,), only_for_person=True)]


async def forget(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Delete everything of whoever confirmed, and say what it was; or leave it."""
    store, event, texts = ctx.store, ctx.event, ctx.texts
    if action.target != await store.people.mark(event.person, event.chat):
        return [Reply(notice=texts("forget-not-yours"))]
    if action.verb == "remain":
        return [Reply(text=texts("forget-kept"), replaces=True, only_for_person=True)]
    gone = await store.people.forget(event.person, event.chat)
    text = texts("forget-done", what=_counted(gone, texts)) if any(astuple(gone)) else texts("forget-nothing")
    return [Reply(text=text, replaces=True, only_for_person=True)]


async def export(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """All that is kept of a person, as one JSON file; in a group a file for one person is handed over in private."""
    event, texts = ctx.event, ctx.texts
    data = await ctx.store.people.export(event.person, event.chat)
    text = json.dumps(data, ensure_ascii=False, indent=2)
    document = Document("lookalike-my-data.json", "application/json", text.encode())
    return [Reply(text=texts("export-done"), document=document, only_for_person=True)]


def _counted(kept: KeptCounts, texts: Texts) -> str:
    return ", ".join(texts(f"kept-{name}", count=count) for name, count in asdict(kept).items() if count)
