"""Which event of the conversation an update of Telegram is, and where the answer belongs.

Channels, edits and whatever else comes are nothing. Messages have a file of their own (messages.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import (
    CallbackQuery,
    Message,
    MessageReactionCountUpdated,
    MessageReactionUpdated,
    ReactionType,
    ReactionTypeEmoji,
    Update,
)
from telegram import Chat as TelegramChat

from bot.frontends.telegram.incoming.events import (
    BotAccount,
    BotRemoved,
    Destination,
    IncomingEvent,
    ReactionTotals,
    UpdateNotice,
)
from bot.frontends.telegram.incoming.messages import GROUPS, chat_of, person_of, read_message, thread_of
from bot.messages import ActionEvent, ReactionEvent


def read_update(update: Update, account: BotAccount, event_id: str) -> Sequence[IncomingEvent | UpdateNotice]:
    """What the update says to us; nothing for most kinds."""
    if update.message is not None:
        content = read_message(update.message, event_id, account)
        return [content] if content is not None else []
    if update.callback_query is not None:
        return _pressed(update.callback_query, event_id)
    if update.message_reaction is not None:
        return _reacted(update.message_reaction, event_id)
    if update.message_reaction_count is not None:
        return _totals(update.message_reaction_count)
    if update.my_chat_member is not None:
        changed = update.my_chat_member
        if changed.chat.type != TelegramChat.CHANNEL and changed.new_chat_member.status in ("left", "kicked"):
            return [BotRemoved(chat_of(changed.chat))]
    return []


def _pressed(query: CallbackQuery, event_id: str) -> Sequence[IncomingEvent]:
    message = query.message
    person = person_of(query.from_user, None, None)
    if message is None or person is None or not query.data or message.chat.type == TelegramChat.CHANNEL:
        return []
    thread = thread_of(message) if isinstance(message, Message) else None
    is_group = message.chat.type in GROUPS
    event = ActionEvent(person, chat_of(message.chat, thread), event_id, str(message.message_id), action=query.data)
    destination = Destination(message.chat.id, thread, is_group, message.message_id if is_group else 0)
    keyboard = message.reply_markup if isinstance(message, Message) else None
    return [IncomingEvent(event, destination, callback_id=query.id, keyboard=keyboard)]


def _reacted(reaction: MessageReactionUpdated, event_id: str) -> Sequence[IncomingEvent]:
    person = person_of(reaction.user, reaction.actor_chat, reaction.chat)
    if person is None or reaction.chat.type == TelegramChat.CHANNEL:
        return []
    old, new = _emoji(reaction.old_reaction), _emoji(reaction.new_reaction)
    chat, message_ref = chat_of(reaction.chat), str(reaction.message_id)
    gone = [each for each in old if each not in new]
    # Who takes one of several back still has the others: they are told again, for 👍 and ❤️ are the same verdict.
    came = list(new) if gone else [each for each in new if each not in old]
    changes = [*((each, True) for each in gone), *((each, False) for each in came)]
    events = (ReactionEvent(person, chat, f"{event_id}:{n}", message_ref, *each) for n, each in enumerate(changes))
    return [IncomingEvent(event, Destination(reaction.chat.id)) for event in events]


def _totals(reaction: MessageReactionCountUpdated) -> Sequence[ReactionTotals]:
    if reaction.chat.type == TelegramChat.CHANNEL:
        return []
    counts = tuple(
        (each.type.emoji, each.total_count) for each in reaction.reactions if isinstance(each.type, ReactionTypeEmoji)
    )
    return [ReactionTotals(chat_of(reaction.chat), reaction.chat.id, reaction.message_id, counts)]


def _emoji(reactions: Sequence[ReactionType]) -> list[str]:
    return [each.emoji for each in reactions if isinstance(each, ReactionTypeEmoji)]
