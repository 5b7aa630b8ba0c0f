"""The commands in Telegram's menus: per language, for admins also theirs. That is only what is shown: who may
run them is checked when they run."""

from __future__ import annotations

import logging
from collections.abc import Collection

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.constants import BotCommandLimit
from telegram.error import TelegramError

from bot.conversation import Conversation
from bot.frontends.telegram.outgoing.render import cut
from bot.texts import FALLBACK, LANGUAGES

log = logging.getLogger(__name__)

# Without a language first: it is what everybody sees whose language has no menu of its own.
_MENUS = ("", *(each for each in LANGUAGES if each != FALLBACK))


async def register(bot: Bot, conversation: Conversation, admins: Collection[str]) -> None:
    """Set the menus of everybody and of each admin. What fails is logged: the commands work without a menu."""
    await _set(bot, conversation, BotCommandScopeDefault(), for_admin=False)
    for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
        await _clear(bot, scope)
    for admin in admins:
        if admin.lstrip("-").isdecimal():
            await _set(bot, conversation, BotCommandScopeChat(int(admin)), for_admin=True)


async def _clear(bot: Bot, scope: BotCommandScope) -> None:
    """What an earlier version of the bot has set for some chats would be shown there instead of everybody's menu."""
    try:
        if await bot.get_my_commands(scope=scope):
            for language in reversed(_MENUS):  # the one that is asked for goes last
                await bot.delete_my_commands(scope=scope, language_code=language or None)
    except TelegramError as error:
        log.info("a command menu was not looked at (%s): %s", scope.type, error)


async def _set(bot: Bot, conversation: Conversation, scope: BotCommandScope, *, for_admin: bool) -> None:
    for language in _MENUS:
        specs = conversation.commands(language or FALLBACK, for_admin)
        commands = [BotCommand(spec.name, cut(spec.description, BotCommandLimit.MAX_DESCRIPTION)) for spec in specs]
        try:
            await bot.set_my_commands(commands, scope=scope, language_code=language or None)
        except TelegramError as error:
            # An admin who has never written to the bot has no chat with it yet.
            log.info("a command menu was not set (%s): %s", scope.type, error)
            return
