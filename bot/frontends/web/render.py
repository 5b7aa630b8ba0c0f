"""Messages as the JSON that the page draws: the bot's replies, whatever they hold, and what the shopper sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from msgspec import to_builtins

from bot.frontends.web.sessions import Json
from bot.messages import Document, Picture, ProductCard, Reply

# Where a picture or a document can be had by the page: registers it and returns the path.
PictureAddress = Callable[[Picture], str]
DocumentAddress = Callable[[Document], str]


def shows_something(reply: Reply) -> bool:
    """Whether there is a message to draw; a reply may be a notice only."""
    return bool(reply.text or reply.cards or reply.footer or reply.menus or reply.buttons or reply.document)


def render(reply: Reply, message_id: str, picture: PictureAddress, document: DocumentAddress) -> Json:
    """The message for the page. Menus and buttons have the fields of their classes. A link into this chat would be of
    no use to anybody else: the page lets a product's own link be copied."""
    return {
        "id": message_id,
        "from": "bot",
        "at": _now(),
        "text": reply.text,
        "answer": bool(reply.query_id),  # it can be replied to
        "cards": [_card(card, picture) for card in reply.cards],
        "footer": reply.footer,
        "menus": to_builtins(reply.menus),
        "buttons": to_builtins([[each for each in row if not each.shares] for row in reply.buttons]),
        "document": _document(reply.document, document) if reply.document else None,
        "glimpse": to_builtins(replace(reply.glimpse, picture=None, among=())) if reply.glimpse else None,
    }


def own_message(message_id: str, text: str = "", photos: int = 0, quoted: Json | None = None) -> Json:
    """What the shopper sent. The photos stay in the browser: here is only their number. `quoted` is the message that
    it replies to, by its id and its beginning."""
    return {"id": message_id, "from": "me", "at": _now(), "text": text, "photos": photos, "quoted": quoted}


def _now() -> int:
    """In milliseconds since 1970; the page writes the time of day."""
    return round(time.time() * 1000)


def _card(card: ProductCard, picture: PictureAddress) -> Json:
    return {
        "key": f"{card.rank}-{card.product_id}",
        "rank": card.rank,
        "title": card.title,
        "price": card.price,
        "link": card.link if urlsplit(card.link).scheme in ("http", "https") else "",
        "picture": picture(card.picture) if card.picture else "",
        "note": card.note,
        "buttons": to_builtins(card.buttons),
    }


def _document(document: Document, address: DocumentAddress) -> Json:
    shown = document.description if document.is_picture else ""
    return {"name": document.name, "url": address(document), "bytes": len(document.data), "shows": shown}
