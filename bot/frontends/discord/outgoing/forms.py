"""One reply in one of the forms that Discord may take, from the best to the plainest; which one is next is decided by
how the last one was refused."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.frontends.discord.faults import Meaning
from bot.frontends.discord.incoming.items import Items
from bot.frontends.discord.outgoing import embeds as discord_embeds
from bot.frontends.discord.outgoing.layout import layout
from bot.frontends.discord.outgoing.pictures import Pictures
from bot.messages import Reply


@dataclass(frozen=True, slots=True)
class Style:
    """`v2`: Components V2, else embeds. `rich`: with components at all, else text. `icons`: buttons have their emoji as
    such, else as a part of their label. `bytes`: so many of pictures at most."""

    v2: bool = hasattr(discord.ui, "LayoutView")
    rich: bool = True
    icons: bool = True
    bytes: int = 2**40

    def after(self, refusal: Meaning, pictures: Pictures) -> Style | None:
        """The next form to try; None if none would help."""
        size = pictures.within(self.bytes).size
        match refusal:
            case Meaning.TOO_LARGE if size:
                return replace(self, bytes=size // 2 if size > 256 * 1024 else 0)
            case Meaning.FORBIDDEN if size:
                return replace(self, bytes=0)
            case Meaning.NO_EMOJI if self.icons:
                return replace(self, icons=False)
            case Meaning.FORBIDDEN | Meaning.MALFORMED | Meaning.NO_EMOJI if self.v2:
                return replace(self, v2=False)
            case Meaning.FORBIDDEN | Meaning.MALFORMED | Meaning.NO_EMOJI | Meaning.TOO_LARGE if self.rich:
                return replace(self, rich=False, v2=False, bytes=0)
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Message:
    """What is on Discord already: its id, whether it is of Components V2 (that cannot be undone), and the names of its
    files."""

    id: int
    v2: bool
    files: frozenset[str] = frozenset()


def shows_something(reply: Reply) -> bool:
    """Whether there is a message to send; a reply may be a notice only."""
    return bool(reply.text or reply.cards or reply.footer or reply.menus or reply.buttons or reply.document)


def new_message(reply: Reply, pictures: Pictures, style: Style, items: Items) -> dict[str, Any]:
    """The arguments of a send, for channels and webhooks alike. `items` are for this message alone."""
    kept = pictures.within(style.bytes)
    files = _files(reply, kept)
    found: dict[str, Any] = {"files": files} if files else {}
    if style.v2:
        return found | {"view": layout(reply, kept.media, items, _document_name(reply))}
    if not style.rich:
        return found | {"content": discord_embeds.plain_text(reply, items) or "…"}
    found["content"] = discord_embeds.content(reply, items) or None
    if embeds := discord_embeds.embeds(reply, kept.media):
        found["embeds"] = embeds
    if view := discord_embeds.buttons(reply, items):
        found["view"] = view
    return found


def changed_message(
    reply: Reply, pictures: Pictures, style: Style, items: Items, before: Message | None
) -> dict[str, Any]:
    """The arguments of an edit. Pictures that the message has already are not sent again."""
    v2 = style.v2 if before is None else style.v2 or before.v2
    kept = pictures.within(style.bytes)
    if v2:
        if not style.v2:
            # It cannot become anything else, so a plainer form is text in the same.
            reply = Reply(text="\n".join((reply.text, *(card.title for card in reply.cards))))
        changed: dict[str, Any] = {"view": layout(reply, kept.media, items, _document_name(reply))}
        if before is not None and not before.v2:
            # Discord wants the text and the embeds taken away by name when a message becomes one of Components V2.
            changed |= {"content": None, "embeds": []}
    else:
        changed = {
            "content": discord_embeds.content(reply, items) if style.rich else discord_embeds.plain_text(reply, items)
        }
        changed["embeds"] = discord_embeds.embeds(reply, kept.media) if style.rich else []
        changed["view"] = discord_embeds.buttons(reply, items) if style.rich else None
    # What is not used in Components V2 is not seen; beside embeds it would be.
    has_them = before is not None and (kept.names <= before.files if v2 else kept.names == before.files)
    if reply.document is not None or not has_them:
        files = _files(reply, kept)
        if files or (before is not None and before.files):
            changed["attachments"] = files
    return changed


def message_of(message: discord.Message | None, message_id: int = 0) -> Message | None:
    """What is known of a message that the library holds."""
    if message is None:
        return Message(message_id, v2=False) if message_id else None
    names = {each.filename for each in message.attachments}
    names |= set(_names_in(message))
    return Message(message.id, message.flags.components_v2, frozenset(names))


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


def _files(reply: Reply, pictures: Pictures) -> list[discord.File]:
    files = [each.file() for each in pictures.uploads]
    if reply.document is not None:
        files.append(discord.File(io.BytesIO(reply.document.data), filename=_document_name(reply)))
    return files


def _document_name(reply: Reply) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", reply.document.name) or "document" if reply.document is not None else ""
