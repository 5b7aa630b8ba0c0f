"""/start, /help, and what is said to a text without a photo."""

from __future__ import annotations

from bot.conversation.context import Turn
from bot.messages import CommandEvent, CommandSpec, Reply, TextEvent
from bot.texts import Texts

COMMANDS = ("start", "help", "find", "saved", "history", "settings", "forget_me", "export_me")
ADMIN_COMMANDS = ("reindex", "stats")


async def start(turn: Turn[CommandEvent]) -> list[Reply]:
    """Who the bot is, in one line."""
    return [Reply(text=turn.texts("welcome", count=turn.context.settings.page_size))]


async def show_help(turn: Turn[CommandEvent], *, for_admin: bool) -> list[Reply]:
    """What it can do and what it keeps; to an admin also what only admins can do."""
    settings = turn.context.settings
    text = turn.texts("help", count=settings.page_size, days=settings.retention_days)
    return [Reply(text=f"{text}\n\n{turn.texts('help-admin')}" if for_admin else text)]


async def find(turn: Turn[CommandEvent]) -> list[Reply]:
    """/find with a photo comes as a PhotoEvent; this one came without, and without words."""
    return [Reply(text=turn.texts("find-needs-photo"))]


async def text_without_photo(turn: Turn[TextEvent]) -> list[Reply]:
    """Not silence, but what to do."""
    return [Reply(text=turn.texts("send-photo"))]


async def unknown_command(turn: Turn[CommandEvent]) -> list[Reply]:
    """In a group it may be meant for another bot."""
    return [] if turn.event.chat.kind == "group" else [Reply(text=turn.texts("unknown-command"))]


def command_specs(texts: Texts, for_admin: bool) -> tuple[CommandSpec, ...]:
    """For the platforms' menus."""
    names = (*COMMANDS, *ADMIN_COMMANDS) if for_admin else COMMANDS
    return tuple(
        CommandSpec(
            name,
            texts(f"command-{name.replace('_', '-')}"),
            admins_only=name in ADMIN_COMMANDS,
            takes_photo=name == "find",
            argument=texts("command-reindex-argument") if name == "reindex" else "",
        )
        for name in names
    )
