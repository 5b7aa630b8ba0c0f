"""What an update means: which event of the conversation it is, and where the answer belongs.

Groups: only what is addressed to the bot is an event (a mention, a reply to it, a command); a photo that is not, is
marked as such, and whoever answers asks the chat's settings first. Channels, edits and whatever else comes are nothing.
One file, because every kind of update is read with the same few helpers.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessage,
    Message,
    MessageReactionCountUpdated,
    MessageReactionUpdated,
    ReactionType,
    ReactionTypeEmoji,
    Update,
    User,
)
from telegram import Chat as TelegramChat

from bot.frontends.telegram.incoming.photos import Sent, photo_in
from bot.messages import ActionEvent, Chat, CommandEvent, Event, Person, PhotoEvent, ReactionEvent, TextEvent

_GROUPS = ("group", "supergroup")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot itself, and which of its commands take a photo."""

    user_id: int
    username: str
    takes_photo: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes. `reply_to`: the message that it answers, 0 if it need not say so."""

    chat_id: int
    thread_id: int | None = None
    is_group: bool = False
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that somebody said or did. `files` are the photos still to be fetched for a PhotoEvent. `group_id`:
    other photos of the same album come in updates of their own. `addressed` is False for a group photo that nobody
    asked the bot about. `callback_id` and `keyboard` are of a pressed button."""

    event: Event
    place: Place
    files: tuple[Sent, ...] = ()
    group_id: str = ""
    addressed: bool = True
    callback_id: str = ""
    keyboard: InlineKeyboardMarkup | None = field(default=None, repr=False)

    @property
    def queue(self) -> str:
        """Whose events are handled one after the other."""
        return self.event.person.user_id or f"chat:{self.place.chat_id}"


@dataclass(frozen=True, slots=True)
class Counted:
    """The anonymous reactions on a message, as they stand now: emoji and how many."""

    chat: Chat
    chat_id: int
    message_id: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A group has another id from now on."""

    old: Chat
    new: Chat


@dataclass(frozen=True, slots=True)
class Left:
    """The bot was blocked, or thrown out of a group."""

    chat: Chat


Meaning = Heard | Counted | Moved | Left


def read_update(update: Update, me: Me) -> list[Meaning]:
    """What the update says to us; nothing for most kinds."""
    event_id = f"{me.user_id}:{update.update_id}"
    if update.message is not None:
        return _message(update.message, event_id, me)
    if update.callback_query is not None:
        return _pressed(update.callback_query, event_id)
    if update.message_reaction is not None:
        return list(_reacted(update.message_reaction, event_id))
    if update.message_reaction_count is not None:
        return _counted(update.message_reaction_count)
    if update.my_chat_member is not None:
        changed = update.my_chat_member
        if changed.chat.type != TelegramChat.CHANNEL and changed.new_chat_member.status in ("left", "kicked"):
            return [Left(_chat(changed.chat))]
    return []


def _message(message: Message, event_id: str, me: Me) -> list[Meaning]:
    chat = message.chat
    if message.migrate_to_chat_id:
        return [Moved(_chat(chat), Chat("telegram", str(message.migrate_to_chat_id), "group"))]
    person = _person(message.from_user, message.sender_chat, chat)
    if person is None or chat.type not in ("private", *_GROUPS) or message.is_automatic_forward:
        return []
    is_group = chat.type in _GROUPS
    place = Place(chat.id, _thread(message), is_group, message.message_id if is_group else 0)
    said = _Said(message, me)
    if said.is_for_another:
        return []
    where = Chat("telegram", str(chat.id), "group" if is_group else "private", _thread_text(message))
    base = Event(person, where, event_id, str(message.message_id))
    sent = photo_in(message)
    if sent is not None:
        return _photo(message, base, place, said, sent)
    if said.command:
        return [_command(message, base, place, said, me)]
    if not said.text and not said.is_mentioned:
        # A contact, a place, a poll: in private worth a word. Service messages are not.
        is_odd = any((message.contact, message.location, message.poll, message.dice, message.venue, message.story))
        return [Heard(TextEvent(*_base(base)), place)] if is_odd and not is_group else []
    if is_group and not (said.is_mentioned or said.is_reply_to_me):
        return []
    if (is_group and said.is_mentioned) or _is_own_photo(message):
        asked = _replied_photo(message)
        if asked is not None and not said.is_reply_to_me:
            return [Heard(PhotoEvent(*_base(base), caption=said.text), place, (asked,))]
    return [Heard(TextEvent(*_base(base), text=said.text, replies_to=said.replies_to), place)]


def _photo(message: Message, base: Event, place: Place, said: _Said, sent: Sent) -> list[Meaning]:
    addressed = not place.is_group or bool(said.command) or said.is_mentioned or said.is_reply_to_me
    event = PhotoEvent(*_base(base), caption=said.text, replies_to=said.replies_to)
    return [Heard(event, place, (sent,), message.media_group_id or "", addressed)]


def _command(message: Message, base: Event, place: Place, said: _Said, me: Me) -> Heard:
    if said.command in me.takes_photo:
        asked = _replied_photo(message)
        if asked is not None:
            return Heard(PhotoEvent(*_base(base), caption=said.text), place, (asked,))
    return Heard(CommandEvent(*_base(base), name=said.command, argument=said.text), place)


class _Said:
    """The words of a message, without the bot's name and the command that they begin with."""

    def __init__(self, message: Message, me: Me) -> None:
        text = (message.text or message.caption or "").strip()
        self.command = ""
        self.is_for_another = False
        found = _COMMAND.match(text)
        if found is not None:
            addressee = (found[2] or "").lower()
            if addressee and addressee != me.username.lower():
                self.is_for_another = True
            else:
                self.command = found[1].lower()
                text = text[found.end() :]
        mention = re.compile(rf"(?<![\w@])@{re.escape(me.username)}(?!\w)", re.IGNORECASE)
        self.is_mentioned = bool(me.username and mention.search(text)) or _is_named(message, me)
        self.text = re.sub(r"[ \t]{2,}", " ", mention.sub("", text)).strip(" ,") if self.is_mentioned else text
        before = message.reply_to_message
        # In a forum every message "replies" to the one that opened the topic.
        is_reply = before is not None and before.forum_topic_created is None
        self.replies_to = str(before.message_id) if before is not None and is_reply else ""
        self.is_reply_to_me = bool(
            before is not None and is_reply and before.from_user is not None and before.from_user.id == me.user_id
        )


def _is_named(message: Message, me: Me) -> bool:
    """Mentioned by a link to the account instead of by @name."""
    entities = (*message.entities, *message.caption_entities)
    return any(each.user is not None and each.user.id == me.user_id for each in entities)


def _is_own_photo(message: Message) -> bool:
    """Whether a shopper in private speaks of a photo of theirs, by replying to it."""
    before = message.reply_to_message
    return (
        message.chat.type == "private"
        and before is not None
        and before.from_user is not None
        and message.from_user is not None
        and before.from_user.id == message.from_user.id
    )


def _replied_photo(message: Message) -> Sent | None:
    """The photo of the message that this one replies to, also one of another chat."""
    if message.reply_to_message is not None:
        return photo_in(message.reply_to_message)
    return photo_in(message.external_reply) if message.external_reply is not None else None


def _pressed(query: CallbackQuery, event_id: str) -> list[Meaning]:
    message = query.message
    person = _person(query.from_user, None, None)
    if message is None or person is None or not query.data or message.chat.type == TelegramChat.CHANNEL:
        return []
    thread = _thread(message) if isinstance(message, Message) else None
    is_group = message.chat.type in _GROUPS
    chat = _chat(message.chat, "" if thread is None else str(thread))
    event = ActionEvent(person, chat, event_id, str(message.message_id), action=query.data)
    place = Place(message.chat.id, thread, is_group, message.message_id if is_group else 0)
    return [Heard(event, place, callback_id=query.id, keyboard=_keyboard(message))]


def _reacted(reaction: MessageReactionUpdated, event_id: str) -> list[Heard]:
    if reaction.chat.type == TelegramChat.CHANNEL:
        return []
    person = _person(reaction.user, reaction.actor_chat, reaction.chat)
    if person is None:
        return []
    old, new = _emoji(reaction.old_reaction), _emoji(reaction.new_reaction)
    chat, place = _chat(reaction.chat), Place(reaction.chat.id)
    gone = [each for each in old if each not in new]
    # Who takes one of several back still has the others: they are told again, for 👍 and ❤️ are the same verdict.
    came = list(new) if gone else [each for each in new if each not in old]
    changes = [*((each, True) for each in gone), *((each, False) for each in came)]
    return [
        Heard(ReactionEvent(person, chat, f"{event_id}:{n}", str(reaction.message_id), emoji, removed), place)
        for n, (emoji, removed) in enumerate(changes)
    ]


def _counted(reaction: MessageReactionCountUpdated) -> list[Meaning]:
    if reaction.chat.type == TelegramChat.CHANNEL:
        return []
    counts = tuple(
        (each.type.emoji, each.total_count) for each in reaction.reactions if isinstance(each.type, ReactionTypeEmoji)
    )
    return [Counted(_chat(reaction.chat), reaction.chat.id, reaction.message_id, counts)]


def anonymous_events(counted: Counted, before: dict[str, int], event_id: str) -> list[ReactionEvent]:
    """One event for each reaction that came or went since the counts were `before`."""
    now = dict(counted.counts)
    events: list[ReactionEvent] = []
    for emoji in sorted({*before, *now}):
        change = now.get(emoji, 0) - before.get(emoji, 0)
        for _ in range(abs(change)):
            name = f"{event_id}:{len(events)}"
            events.append(
                ReactionEvent(
                    Person(""), counted.chat, name, str(counted.message_id), emoji, change < 0, anonymous=True
                )
            )
    return events


def with_files(heard: Heard, others: Collection[Heard]) -> Heard:
    """An album as one: all photos, the first caption, addressed if one of them is."""
    events = [each.event for each in (heard, *others)]
    captions = [each.caption for each in events if isinstance(each, PhotoEvent) and each.caption]
    event = heard.event
    assert isinstance(event, PhotoEvent)  # noqa: S101 - for the type checker: only photos come in albums
    return replace(
        heard,
        event=replace(event, caption=captions[0] if captions else ""),
        files=tuple(file for each in (heard, *others) for file in each.files),
        addressed=heard.addressed or any(each.addressed for each in others),
    )


def _emoji(reactions: tuple[ReactionType, ...]) -> tuple[str, ...]:
    return tuple(each.emoji for each in reactions if isinstance(each, ReactionTypeEmoji))


def _person(user: User | None, sender: TelegramChat | None, chat: TelegramChat | None) -> Person | None:
    """Who acted. An admin who hides behind the group, or a channel, is known by that chat; bots are nobody."""
    if sender is not None:
        is_chat_itself = chat is not None and sender.id == chat.id
        return Person(str(sender.id), user.language_code or "" if user else "", is_chat_admin=is_chat_itself)
    if user is None or user.is_bot:
        return None
    return Person(str(user.id), user.language_code or "")


def _chat(chat: TelegramChat, thread: str = "") -> Chat:
    return Chat("telegram", str(chat.id), "group" if chat.type in _GROUPS else "private", thread)


def _thread(message: Message) -> int | None:
    # Outside of forums the number of a thread of replies stands here, which nothing can be sent to.
    return message.message_thread_id if message.is_topic_message else None


def _thread_text(message: Message) -> str:
    thread = _thread(message)
    return "" if thread is None else str(thread)


def _keyboard(message: MaybeInaccessibleMessage) -> InlineKeyboardMarkup | None:
    return message.reply_markup if isinstance(message, Message) else None


def _base(event: Event) -> tuple[Person, Chat, str, str]:
    return event.person, event.chat, event.event_id, event.message_ref
