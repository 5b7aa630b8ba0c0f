"""What passes between a front end and the conversation: events in, replies out. Knows no platform.

A front end turns whatever its platform sends into one of the events, awaits `Conversation.handle(event)`, and renders
the replies. It knows no ability by name: cards, buttons, menus and texts are all there is. All text is plain, without
markup, already in the shopper's language; a front end escapes it for its platform.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Platform = Literal["web", "telegram", "discord"]

# Telegram's callback_data holds 64 bytes, Discord's custom_id 100 characters: 60 leaves an adapter room for a mark.
MAX_ACTION_BYTES = 60
Box = tuple[float, float, float, float]
# The last word of a switch's action: what pressing it makes of it. "" for all that is no switch.
SwitchState = Literal["", "on", "off"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who acted. `user_id` is the platform's own; the store keeps only a keyed hash of it. `locale` is what the
    platform says ("de", "pt-BR"), empty if it says nothing. `is_chat_admin`: may change settings of this chat."""

    user_id: str = field(repr=False)
    locale: str = ""
    is_chat_admin: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """Where it happened. `thread_id` is a forum topic or thread, empty if none."""

    platform: Platform
    chat_id: str
    kind: Literal["private", "group"] = "private"
    thread_id: str = ""


class PhotoFault(StrEnum):
    """Why a front end could not hand over the bytes of a photo that the shopper sent."""

    TOO_LARGE = "too_large"  # over the platform's or the configured limit
    GONE = "gone"  # deleted, expired, 404
    NOT_A_PHOTO = "not_a_photo"  # a video, a voice note, a PDF
    UNREACHABLE = "unreachable"  # the platform did not deliver it in time


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of an event: its bytes, or the fault that kept them away. `ref`: the message that it came in, where
    that is another than the event's (each photo of an album on Telegram)."""

    data: bytes = field(default=b"", repr=False)
    fault: PhotoFault | None = None
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all events. `event_id` is the platform's id of the update, for the log and against repeats. `message_ref`
    is its id of the message that the event is about (a pressed button's, a reacted-to one's). `alone` is the chat in
    which this person alone can be told something later, where `chat` is one of many people's."""

    person: Person
    chat: Chat
    event_id: str = ""
    message_ref: str = ""
    alone: Chat | None = field(default=None, kw_only=True)

    @property
    def told_in(self) -> Chat:
        """Where to tell this person what concerns nobody else."""
        return self.alone or self.chat


@dataclass(frozen=True, slots=True)
class FormFilters:
    """What a platform's own form says besides the photo (Discord's options of /find), in the catalogue's words or the
    shopper's own. Empty: not said. Prices are in the catalogue's currency, ends included."""

    gender: str = ""
    type: str = ""
    colour: str = ""
    min_price: float | None = None
    max_price: float | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a channel, of which a part of the shop's catalogue may be made."""

    chat: Chat
    message_ref: str


@dataclass(frozen=True, slots=True)
class PhotoEvent(Event):
    """One or several photos sent together (an album is one event), with their caption.

    `links` are the addresses in the caption, which itself is without them. `posts`: the channel's messages that the
    photos were forwarded from, in the photos' order; none if they were not. `unshown`: who shows the answers has no
    photos to show with them, and takes a `Glimpse.picture`.
    """

    photos: tuple[Photo, ...] = ()
    caption: str = ""
    form: FormFilters = FormFilters()
    links: tuple[str, ...] = ()
    posts: tuple[Post, ...] = ()
    unshown: bool = False


@dataclass(frozen=True, slots=True)
class PostEvent(PhotoEvent):
    """What stands in a channel that is a catalogue: a new post (`posts` are its messages), or an edited one as it is
    now. Whoever may post there is trusted like an admin. Nothing is said there, but to the admins."""

    edited: bool = False


@dataclass(frozen=True, slots=True)
class PostsGoneEvent(Event):
    """Messages of a channel that is a catalogue were deleted."""

    posts: tuple[Post, ...] = ()


@dataclass(frozen=True, slots=True)
class TextEvent(Event):
    """A text without a photo. `replies_to` is the message_ref of the message that it replies to, if any. `links` are
    the addresses in it, which `text` is without."""

    text: str = ""
    replies_to: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InlineEvent(Event):
    """Words that somebody types after the bot's name in any chat, to send a product there: one of the reply's cards; a
    text says why there are none. `chat` is the person's own with the bot."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class CommandEvent(Event):
    """A command: `name` without slash ("start", "help", "reindex"), `argument` is the rest of the line."""

    name: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class ActionEvent(Event):
    """A button pressed or a choice made: `action` comes back exactly as the reply's Button or Menu gave it.
    `values` are the options picked where it was a Menu."""

    action: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReactionEvent(Event):
    """An emoji reaction set on (or taken back from) a message that showed a product or an answer. `message_ref` names
    the message. `anonymous`: the platform gave only a count."""

    emoji: str = ""
    removed: bool = False
    anonymous: bool = False


def without_state(action: str) -> str:
    """What stays the same of a switch's action, whether it is drawn as on or as off."""
    return action.removesuffix(" on").removesuffix(" off")


class ButtonStyle(StrEnum):
    """What a button means, for front ends that can show it."""

    NORMAL = "normal"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to show: a file on this machine, a URL, or bytes made for this reply; exactly one is set."""

    path: str = ""
    url: str = ""
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What of a shopper's photo is meant: of the one at `place` (from 1) in the message `message_ref` the `box` (left,
    top, right, bottom, as fractions). It is one of all that were found (`among`); `is_part`: there is more to see.
    Photos are not kept: who has it shows it. `picture` was made while it was there: all of them, with a frame around
    what is meant; `is_new` says that it is worth one, no answer having shown it yet, `said` what it shows."""

    message_ref: str
    place: int = 1
    box: Box = (0.0, 0.0, 1.0, 1.0)
    picture: Picture | None = None
    among: tuple[Box, ...] = ()
    is_new: bool = False
    is_part: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """`action` goes back in an ActionEvent, at most MAX_ACTION_BYTES of UTF-8. `icon` is one emoji or empty; with an
    icon, `label` may be shown as its tooltip or read aloud only. `pressed`: drawn as chosen; still pressable. `aloud`:
    what a screen reader says in place of a label that says too little alone. `glimpse`: what the button is about.

    `shares`: the payload of a link to the answer, for a platform on which one sends links to others. Where a message
    that one person sees can be posted for all, its action does that; elsewhere the button is left out. `opens`: the
    button is nothing but a link into a chat with the bot, with this payload. A payload is at most 64 of A-Za-z0-9_-."""

    label: str
    action: str
    icon: str = ""
    pressed: bool = False
    disabled: bool = False
    style: ButtonStyle = ButtonStyle.NORMAL
    aloud: str = ""
    glimpse: Glimpse | None = None
    shares: str = ""
    opens: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a Menu."""

    label: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice among several: a select on Discord, a list on the page, rows of buttons on Telegram. `quick`: each of
    its few options is to be one tap, a button of its own, where there is room."""

    label: str
    action: str
    options: tuple[Option, ...]
    multiple: bool = False
    quick: bool = False


@dataclass(frozen=True, slots=True)
class ProductCard:
    """One product as the shopper sees it. `price` is formatted for the shopper's locale ("€ 39.90"), empty if unknown.
    `note` is a short remark under the price ("closest match"), often empty. `buttons` belong to
    this product (👍, 👎, more like this)."""

    product_id: str
    rank: int
    title: str
    price: str = ""
    link: str = ""
    picture: Picture | None = None
    note: str = ""
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file to hand over (an export of the shopper's own data). What is a picture is shown as one, with `description`
    for who cannot see it."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    description: str = ""

    @property
    def is_picture(self) -> bool:
        """Of a kind that every platform shows."""
        return self.media_type in ("image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the bot.

    Shown in this order: `text`, the `cards`, `footer`, the `menus`, the `buttons` row by row.

    `notice` is for the one who pressed only: a toast, a callback answer, an ephemeral line. With `replaces`, the reply
    takes the place of the message whose button was pressed (pressed states, progress), if the platform can edit;
    a reply that has only a `notice` changes nothing else. `query_id` links the messages that a front end sends for this
    reply to the query, so that reactions and replies to them find it again (`Conversation.shown`).
    `only_for_person`: shown to the asker alone where the platform can; with a document, to nobody else in any case.
    `glimpse`: what of the photo it is about, where that has to be said. `under`: shown at the message whose button was
    pressed rather than at the chat's end."""

    text: str = ""
    cards: tuple[ProductCard, ...] = ()
    footer: str = ""
    menus: tuple[Menu, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    document: Document | None = None
    notice: str = ""
    replaces: bool = False
    only_for_person: bool = False
    query_id: str = ""
    glimpse: Glimpse | None = None
    under: bool = False


# Called during long work (a reindex) with a reply that replaces the previous one, as the final one of `handle` does.
# Front ends may drop calls that come faster than their platform allows edits, but must show the last.
Progressing = Callable[[Reply], Awaitable[None]]


# Sends a reply that nobody has just asked for (a watched photo has new matches). True if it has arrived; None if it has
# not this time, and is to be sent again another time; False if that chat can never be reached again (blocked, deleted).
# Raises nothing else than CancelledError.
Deliver = Callable[[Chat, Reply], Awaitable[bool | None]]


@dataclass(frozen=True, slots=True)
class Shown:
    """Which platform message shows which product of which query (product_id is empty: the answer as a whole)."""

    query_id: str
    message_ref: str
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command that the bot understands, for the platforms' menus, described in the asked language; `argument` says
    what may follow it. `in_private`: one for admins that is of use where platforms cannot hide it from others."""

    name: str
    description: str
    admins_only: bool = False
    takes_photo: bool = False
    argument: str = ""
    in_private: bool = False
