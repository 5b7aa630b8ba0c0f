"""Which event of the conversation an update of Telegram is, and where the answer belongs.

Groups: only what is addressed to the bot is an event (a mention, a reply to it, a command). A photo that is not is
marked as such, and whoever answers asks the chat's settings first. Channels are heard where they are a catalogue; edits
elsewhere and whatever else comes are nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from telegram import (
    CallbackQuery,
    Message,
    MessageReactionCountUpdated,
    MessageReactionUpdated,
    ReactionType,
    ReactionTypeEmoji,
    Update,
    User,
)
from telegram import Chat as TelegramChat
from telegram.ext.filters import StatusUpdate

from bot.frontends.telegram.incoming.events import (
    BotAccount,
    BotRemoved,
    Destination,
    GroupMigrated,
    IncomingEvent,
    InlineQuestion,
    ReactionTotals,
    UpdateNotice,
)
from bot.frontends.telegram.incoming.photos import LINK, PhotoSource, linked_picture, photo_in
from bot.frontends.telegram.incoming.posts import forwarded, is_named, links_in, posted
from bot.messages import ActionEvent, Chat, CommandEvent, InlineEvent, Person, PhotoEvent, ReactionEvent, TextEvent

_GROUPS = ("group", "supergroup")
# What the library does not count among them.
_SERVICE = ("boost_added", "successful_payment", "passport_data")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)")


def read_update(
    update: Update, account: BotAccount, event_id: str
) -> Sequence[IncomingEvent | InlineQuestion | UpdateNotice]:
    """What the update says to us; nothing for most kinds."""
    if update.inline_query is not None:
        asked = update.inline_query
        person = _person_of(asked.from_user, None, None)
        if person is None:
            return []
        return [InlineQuestion(InlineEvent(person, Chat("telegram", person.user_id), text=asked.query), asked.id)]
    chat = update.effective_chat
    if chat is not None and chat.type == TelegramChat.CHANNEL:
        message = update.channel_post or update.edited_channel_post
        if message is None or not is_named(chat, account.catalogue_channels):
            return []
        return posted(message, event_id, edited=message is update.edited_channel_post)
    if update.message is not None:
        content = _read_message(update.message, event_id, account)
        return [content] if content is not None else []
    if update.callback_query is not None:
        return _pressed(update.callback_query, event_id)
    if update.message_reaction is not None:
        return _reacted(update.message_reaction, event_id)
    if update.message_reaction_count is not None:
        return _totals(update.message_reaction_count)
    if update.my_chat_member is not None:
        changed = update.my_chat_member
        if changed.new_chat_member and changed.new_chat_member.status in ("left", "kicked"):
            return [BotRemoved(_chat_of(changed.chat))]
    return []


def _pressed(query: CallbackQuery, event_id: str) -> Sequence[IncomingEvent]:
    message = query.message
    person = _person_of(query.from_user, None, None)
    if message is None or person is None or not query.data:
        return []
    thread = _thread_of(message) if isinstance(message, Message) else None
    is_group = message.chat.type in _GROUPS
    event = ActionEvent(person, _chat_of(message.chat, thread), event_id, str(message.message_id), action=query.data)
    destination = Destination(message.chat.id, thread, is_group, message.message_id if is_group else 0)
    if not isinstance(message, Message):
        return [IncomingEvent(event, destination, callback_id=query.id)]
    before = message.reply_to_message
    photo = photo_in(before) if before is not None else None
    answered = (str(before.message_id), photo) if before is not None and photo is not None else None
    return [IncomingEvent(event, destination, callback_id=query.id, keyboard=message.reply_markup, answered=answered)]


def _reacted(reaction: MessageReactionUpdated, event_id: str) -> Sequence[IncomingEvent]:
    person = _person_of(reaction.user, reaction.actor_chat, reaction.chat)
    if person is None:
        return []
    old, new = _emoji(reaction.old_reaction), _emoji(reaction.new_reaction)
    chat, message_ref = _chat_of(reaction.chat), str(reaction.message_id)
    gone = [each for each in old if each not in new]
    # Who takes one of several back still has the others: they are told again, for 👍 and ❤️ are the same verdict.
    came = list(new) if gone else [each for each in new if each not in old]
    changes = [*((each, True) for each in gone), *((each, False) for each in came)]
    events = (ReactionEvent(person, chat, f"{event_id}:{n}", message_ref, *each) for n, each in enumerate(changes))
    return [IncomingEvent(event, Destination(reaction.chat.id)) for event in events]


def _totals(reaction: MessageReactionCountUpdated) -> Sequence[ReactionTotals]:
    counts = tuple(
        (each.type.emoji, each.total_count) for each in reaction.reactions if isinstance(each.type, ReactionTypeEmoji)
    )
    return [ReactionTotals(_chat_of(reaction.chat), reaction.message_id, counts)]


def _emoji(reactions: Sequence[ReactionType]) -> list[str]:
    return [each.emoji for each in reactions if isinstance(each, ReactionTypeEmoji)]


def _read_message(message: Message, event_id: str, account: BotAccount) -> IncomingEvent | GroupMigrated | None:
    """What the message says to us; None if it says nothing."""
    chat = message.chat
    if message.migrate_to_chat_id:
        return GroupMigrated(_chat_of(chat), Chat("telegram", str(message.migrate_to_chat_id), "group"))
    person = _person_of(message.from_user, message.sender_chat, chat)
    if person is None or chat.type not in ("private", *_GROUPS) or message.is_automatic_forward:
        return None
    words = _MessageWords(message, account)
    if words.is_for_another:
        return None
    is_group, thread = chat.type in _GROUPS, _thread_of(message)
    destination = Destination(chat.id, thread, is_group, message.message_id if is_group else 0)
    base = (person, _chat_of(chat, thread), event_id, str(message.message_id))
    addressed = not is_group or bool(words.command) or words.is_mentioned or words.is_reply_to_me
    sent = photo_in(message)
    if sent is None and addressed and words.command in ("", *account.takes_photo):
        sent = linked_picture(message, words.with_links)
    if sent is not None:
        event = PhotoEvent(*base, caption=words.text, links=links_in(message), posts=forwarded(message))
        return IncomingEvent(event, destination, (sent,), message.media_group_id or "", addressed)
    if words.command:
        asked = _replied_photo(message) if words.command in account.takes_photo else None
        if asked is None:
            return IncomingEvent(CommandEvent(*base, name=words.command, argument=words.text), destination)
        photo = PhotoEvent(*base, caption=words.text)
        return IncomingEvent(photo, destination, (asked,), refs=tuple(filter(None, (words.replies_to,))))
    if not words.text and not words.is_mentioned:
        # A contact, a poll, a giveaway, whatever comes: in private worth a word. Service messages are not.
        is_service = StatusUpdate.ALL.check_update(Update(0, message)) or any(map(message.__getattribute__, _SERVICE))
        return None if is_service or is_group else IncomingEvent(TextEvent(*base), destination)
    if is_group and not (words.is_mentioned or words.is_reply_to_me):
        return None
    if ((is_group and words.is_mentioned) or _is_own_photo(message)) and not words.is_reply_to_me:
        asked = _replied_photo(message)
        if asked is not None:
            photo = PhotoEvent(*base, caption=words.text)
            return IncomingEvent(photo, destination, (asked,), refs=tuple(filter(None, (words.replies_to,))))
    text = TextEvent(*base, text=words.text, replies_to=words.replies_to, links=links_in(message))
    return IncomingEvent(text, destination)


def _person_of(user: User | None, sender: TelegramChat | None, chat: TelegramChat | None) -> Person | None:
    """Who acted. An admin who hides behind the group, or a channel, is known by that chat; bots are nobody."""
    if sender is not None:
        is_chat_itself = chat is not None and sender.id == chat.id
        return Person(str(sender.id), user.language_code or "" if user else "", is_chat_admin=is_chat_itself)
    if user is None or user.is_bot:
        return None
    return Person(str(user.id), user.language_code or "")


def _chat_of(chat: TelegramChat, thread: int | None = None) -> Chat:
    """The chat as the conversation knows it."""
    thread_id = "" if thread is None else str(thread)
    return Chat("telegram", str(chat.id), "group" if chat.type in _GROUPS else "private", thread_id)


def _thread_of(message: Message) -> int | None:
    """The forum topic. Outside of forums the number of a thread of replies stands there, which takes no messages."""
    return message.message_thread_id if message.is_topic_message else None


class _MessageWords:
    """The words of a message, without the bot's name and the command that they begin with."""

    def __init__(self, message: Message, account: BotAccount) -> None:
        text = (message.text or message.caption or "").strip()
        self.command = ""
        self.is_for_another = False
        found = _COMMAND.match(text)
        if found is not None:
            addressee = (found[2] or "").lower()
            if addressee and addressee != account.username.lower():
                self.is_for_another = True
            else:
                self.command = found[1].lower()
                text = text[found.end() :]
        mention = re.compile(rf"(?<![\w@])@{re.escape(account.username)}(?!\w)", re.IGNORECASE)
        self.is_mentioned = bool(account.username and mention.search(text)) or _is_named(message, account)
        self.with_links = mention.sub("", text).strip(" ,") if self.is_mentioned else text
        # An address is no words of the shopper's.
        plain = LINK.sub(" ", self.with_links)
        is_changed = plain != text
        self.text = re.sub(r"[ \t]{2,}", " ", plain).strip(" ,") if is_changed else text
        before = message.reply_to_message
        if before is not None and before.forum_topic_created is not None:
            before = None  # in a forum every message "replies" to the one that opened the topic
        self.replies_to = str(before.message_id) if before else ""
        self.is_reply_to_me = bool(before and before.from_user and before.from_user.id == account.user_id)


def _is_named(message: Message, account: BotAccount) -> bool:
    """Mentioned by a link to the account instead of by @name."""
    entities = (*message.entities, *message.caption_entities)
    return any(each.user is not None and each.user.id == account.user_id for each in entities)


def _is_own_photo(message: Message) -> bool:
    """Whether a shopper in private speaks of a photo of theirs, or of one that they have seen elsewhere, by replying to
    it."""
    author, before = message.from_user, message.reply_to_message
    if message.chat.type == "private" and before is None and message.external_reply is not None:
        return True
    is_own = author and before and before.from_user and before.from_user.id == author.id
    return message.chat.type == "private" and bool(is_own)


def _replied_photo(message: Message) -> PhotoSource | None:
    """The photo of the message that this one replies to, also one of another chat."""
    before = message.reply_to_message or message.external_reply
    if before is None:
        return None
    return photo_in(before) or linked_picture(before, (isinstance(before, Message) and before.text) or "")
