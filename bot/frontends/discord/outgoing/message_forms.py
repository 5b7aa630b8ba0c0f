"""The forms that a reply can take, from the best to the plainest, and its arguments for discord.py in each of them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.frontends.discord.outgoing.components import ComponentFactory
from bot.frontends.discord.outgoing.embeds import buttons, content, embeds, plain_text
from bot.frontends.discord.outgoing.layout import layout
from bot.frontends.discord.outgoing.pictures import ReplyPictures
from bot.frontends.discord.refusals import DiscordRefusal
from bot.messages import Reply


@dataclass(frozen=True, slots=True)
class MessageForm:
    """How a reply is drawn. `v2`: as Components V2, else as embeds. `rich`: with components at all, else as text.
    `icons`: buttons have their emoji as such, else in their label. `bytes`: so many of pictures at most. `again`:
    pictures that an edited message should have are sent once more."""

    v2: bool = True
    rich: bool = True
    icons: bool = True
    bytes: int = 2**40
    again: bool = False

    def after(self, refusal: DiscordRefusal, pictures: ReplyPictures) -> MessageForm | None:
        """The next form to try; None if none would help."""
        size = pictures.within(self.bytes).size
        match refusal:
            case DiscordRefusal.TOO_LARGE if size:
                return replace(self, bytes=size // 2 if size > 256 * 1024 else 0)
            case DiscordRefusal.FORBIDDEN if size:
                return replace(self, bytes=0)
            case DiscordRefusal.NO_EMOJI if self.icons:
                return replace(self, icons=False)
            case DiscordRefusal.EXPIRED | DiscordRefusal.GONE | DiscordRefusal.OTHER:
                return None
        if self.v2 and refusal is not DiscordRefusal.TOO_LARGE:
            return replace(self, v2=False)
        return replace(self, rich=False, v2=False, bytes=0) if self.rich else None


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What is on Discord already: its id, whether it is of Components V2 (for good, then), its files' names, and which
    of them stands above all else: what was seen in the shopper's photo."""

    id: int
    v2: bool
    files: frozenset[str] = frozenset()
    glimpse: str = ""


def shows_something(reply: Reply) -> bool:
    """Whether there is a message to send; a reply may be a notice only."""
    return bool(reply.text or reply.cards or reply.footer or reply.menus or reply.buttons or reply.document)


def new_message(reply: Reply, pictures: ReplyPictures, form: MessageForm, factory: ComponentFactory) -> dict[str, Any]:
    """The arguments of a send, for channels and webhooks alike. `factory` is for this message alone."""
    kept = pictures.within(form.bytes)
    drawn = _drawn(reply, kept, form, factory) | {"files": _files(reply, kept)}
    return {name: value for name, value in drawn.items() if value} or {"content": "…"}


def changed_message(
    reply: Reply, pictures: ReplyPictures, form: MessageForm, factory: ComponentFactory, before: SentMessage | None
) -> dict[str, Any]:
    """The arguments of an edit. Pictures that the message has already are not sent again."""
    was_v2 = before is not None and before.v2
    if was_v2 and not form.v2:
        # It cannot become anything else, so a plainer form is text in the same.
        reply = Reply(text="\n".join((reply.text, *(card.title for card in reply.cards))))
        form = replace(form, v2=True)
    kept = pictures.within(form.bytes)
    # What is not used in Components V2 is not seen; beside embeds it would be.
    had = before.files if before is not None and not form.again else None
    has_them = had is not None and (kept.names <= had if form.v2 else kept.names == had)
    if before is not None and before.glimpse and has_them and reply.glimpse and not kept.glimpse:
        kept = replace(kept, glimpse=f"attachment://{before.glimpse}")
    changed = _drawn(reply, kept, form, factory)
    if form.v2 and before is not None and not was_v2:
        # Discord wants the text and the embeds taken away by name when a message becomes one of Components V2.
        changed |= {"content": None, "embeds": []}
    if reply.document is not None or not has_them:
        files = _files(reply, kept)
        if files or (before is not None and before.files):
            changed["attachments"] = files
    return changed


def _drawn(reply: Reply, kept: ReplyPictures, form: MessageForm, factory: ComponentFactory) -> dict[str, Any]:
    if form.v2:
        return {"view": layout(reply, kept.media, factory, _document_name(reply), kept.glimpse)}
    if not form.rich:
        return {"content": plain_text(reply, factory), "embeds": [], "view": None}
    return {
        "content": content(reply, factory),
        "embeds": embeds(reply, kept.media),
        "view": buttons(reply, factory),
    }


def sent_message(message: discord.Message) -> SentMessage:
    """What is known of a message that the library holds."""
    names = {*(each.filename for each in message.attachments), *_names_in(message)}
    first = message.components[0] if message.components else None
    seen = (
        first.items[0].media.url if isinstance(first, discord.MediaGalleryComponent) and len(first.items) == 1 else ""
    )
    found = _FILE_NAME.search(seen)
    return SentMessage(message.id, message.flags.components_v2, frozenset(names), found[1] if found else "")


def _names_in(message: discord.Message) -> list[str]:
    """Of files that components and embeds show; Discord may leave those out of the list of attachments."""
    urls = [embed.thumbnail.url for embed in message.embeds if embed.thumbnail.url]
    for component in message.components:
        if isinstance(component, discord.SectionComponent) and isinstance(
            component.accessory, discord.ThumbnailComponent
        ):
            urls.append(component.accessory.media.url)
        elif isinstance(component, discord.MediaGalleryComponent):
            urls += [item.media.url for item in component.items]
    return [found[1] for url in urls if url and (found := _FILE_NAME.search(url))]


# The last part of an address, without query: "attachment://x.jpg", "https://cdn.../123/x.jpg?ex=..."
_FILE_NAME = re.compile(r"/([^/?#]+)(?:[?#].*)?$")


def _files(reply: Reply, pictures: ReplyPictures) -> list[discord.File]:
    files = [each.file() for each in pictures.uploads]
    if reply.document is not None:
        files.append(discord.File(io.BytesIO(reply.document.data), filename=_document_name(reply)))
    return files


def _document_name(reply: Reply) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", reply.document.name) or "document" if reply.document is not None else ""
