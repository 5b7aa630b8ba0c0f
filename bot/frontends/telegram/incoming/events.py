"""What an update of Telegram can hold for us, as plain records: an event with where its answer goes, or a notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from telegram import InlineKeyboardMarkup

from bot.frontends.telegram.incoming.photos import PhotoSource
from bot.messages import Chat, Event, InlineEvent, Person, PostEvent, ReactionEvent


@dataclass(frozen=True, slots=True)
class BotAccount:
    """The bot itself, which of its commands take a photo, and which channels are a catalogue, by ids and names."""

    user_id: int
    username: str
    takes_photo: Collection[str] = ()
    catalogue_channels: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an answer goes. `reply_to`: the message that it answers, 0 if it need not say so."""

    chat_id: int
    thread_id: int | None = None
    is_group: bool = False
    reply_to: int = 0


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """One thing that somebody said or did. `files` are the photos still to be fetched for a PhotoEvent, and `refs` the
    messages that they came in, if not in the event's own. `group_id`:
    other photos of the same album come in updates of their own. `addressed` is False for a group photo that nobody
    asked the bot about. `callback_id` and `keyboard` are of a pressed button, `answered` is the photo that its message
    replies to, by that one's id."""

    event: Event
    destination: Destination
    files: tuple[PhotoSource, ...] = ()
    group_id: str = ""
    addressed: bool = True
    callback_id: str = ""
    keyboard: InlineKeyboardMarkup | None = field(default=None, repr=False)
    refs: tuple[str, ...] = ()
    answered: tuple[str, PhotoSource] | None = None

    def photo(self, ref: str) -> PhotoSource | None:
        """The photo that came in this message, as far as this event still knows it."""
        if self.answered is not None and self.answered[0] == ref:
            return self.answered[1]
        refs = self.refs or (self.event.message_ref,)
        return next((file for each, file in zip(refs, self.files, strict=False) if each == ref), None)

    @property
    def is_silent(self) -> bool:
        """Nothing is said to it, so nothing is being typed."""
        return isinstance(self.event, ReactionEvent | PostEvent) or not self.addressed

    @property
    def queue(self) -> str:
        """Whose events are handled one after the other."""
        return self.event.person.user_id or f"chat:{self.destination.chat_id}"


@dataclass(frozen=True, slots=True)
class InlineQuestion:
    """What somebody types after the bot's name in any chat; `query_id` is for the answer."""

    event: InlineEvent
    query_id: str


@dataclass(frozen=True, slots=True)
class ReactionTotals:
    """The anonymous reactions on a message, as they stand now: emoji and how many."""

    chat: Chat
    message_id: int
    counts: tuple[tuple[str, int], ...]

    def events_since(self, before: dict[str, int], event_id: str) -> list[ReactionEvent]:
        """One event for each reaction that came or went since the counts were `before`."""
        then, now = Counter(before), Counter(dict(self.counts))
        changes = [(emoji, False) for emoji in (now - then).elements()]
        changes += [(emoji, True) for emoji in (then - now).elements()]
        return [
            ReactionEvent(Person(""), self.chat, f"{event_id}:{n}", str(self.message_id), emoji, gone, anonymous=True)
            for n, (emoji, gone) in enumerate(sorted(changes))
        ]


@dataclass(frozen=True, slots=True)
class GroupMigrated:
    """A group has another id from now on."""

    chat: Chat
    new: Chat


@dataclass(frozen=True, slots=True)
class BotRemoved:
    """The bot was blocked, or thrown out of a group."""

    chat: Chat


UpdateNotice = ReactionTotals | GroupMigrated | BotRemoved
