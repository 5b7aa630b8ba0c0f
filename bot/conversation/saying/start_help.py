"""/start, /help, and what is said to a text without a photo."""

from __future__ import annotations

from bot.conversation.event_context import EventContext
from bot.conversation.words.grammar import understand
from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.messages import CommandEvent, CommandSpec, Event, Reply
from bot.ports import CatalogueWords
from bot.texts import Texts
from bot.texts.lexicon import Role

COMMANDS = ("start", "help", "find", "saved", "history", "settings", "forget_me", "export_me")
ADMIN_COMMANDS = ("catalogue", "reindex", "stats", "quality")


async def start(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """Who the bot is, in one line."""
    return [Reply(text=ctx.texts("welcome", count=ctx.settings.page_size))]


async def show_help(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """What it can do and what it keeps; to an admin also what only admins can do."""
    text = _help(ctx)
    return [Reply(text=f"{text}\n\n{ctx.texts('help-admin')}" if ctx.is_admin else text)]


def text_without_photo(ctx: EventContext[Event], text: str) -> list[Reply]:
    """Not silence, but what to do."""
    talk = understand(text, ShopLexicon(ctx.texts.language, CatalogueWords())).talk
    if talk == "greeting":
        return [Reply(text=ctx.texts("welcome", count=ctx.settings.page_size))]
    return small_talk(ctx, talk) if talk in ("helping", "thanks") else [Reply(text=ctx.texts("send-photo"))]


def small_talk(ctx: EventContext[Event], talk: Role) -> list[Reply]:
    """To what asks for nothing: a greeting, thanks, "I don't like these"; or "help"."""
    if talk == "helping":
        return [Reply(text=_help(ctx))]
    return [Reply(text=ctx.texts(f"talk-{talk}", count=ctx.settings.page_size))]


def _help(ctx: EventContext[Event]) -> str:
    days = ctx.settings.retention_days
    return ctx.texts("help", count=ctx.settings.page_size, days=days, **examples(ctx.texts, ctx.worker.words))


def examples(texts: Texts, words: CatalogueWords) -> dict[str, str]:
    """How a price is asked for, to go on with in an example; "" where the shop states none."""
    if not words.has_prices:
        return {"under": "", "cheaper": ""}
    cheaper = texts("quoted", what=texts("example-cheaper"))
    return {"under": f", {texts('example-under')}", "cheaper": f", {cheaper}"}


def what_to_change(texts: Texts, words: CatalogueWords) -> str:
    """What can be said to an answer."""
    return texts("filters-nothing", **examples(texts, words))


async def unknown_command(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """In a group it may be meant for another bot."""
    return [] if ctx.event.chat.kind == "group" else [Reply(text=ctx.texts("unknown-command"))]


def command_specs(texts: Texts, for_admin: bool) -> tuple[CommandSpec, ...]:
    """For the platforms' menus."""
    names = (*COMMANDS, *ADMIN_COMMANDS) if for_admin else COMMANDS
    return tuple(
        CommandSpec(
            name,
            texts(f"command-{name.replace('_', '-')}"),
            admins_only=name in ADMIN_COMMANDS,
            takes_photo=name == "find",
            argument=texts(f"command-{name}-argument") if name in ("catalogue", "reindex", "stats") else "",
            in_private=name == "catalogue",
        )
        for name in names
    )
