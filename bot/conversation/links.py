"""Payloads of links that open a product, or an answer, in a chat with the bot: made here and read here.

Telegram hands over at most 64 of A-Z, a-z, 0-9, "_" and "-". A product is in every shopper's reach, so its link is its
id. An answer is its asker's: its link is sealed with the store's key, so that nobody finds one who was not given it.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.store import Store

MAX_PAYLOAD = 64
_PRODUCT = re.compile(r"p-([A-Za-z0-9_-]+)")
_ANSWER = re.compile(r"a-([A-Za-z0-9_-]{10})([0-9a-f]{32})")


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """What a link leads to: a product or, with `query_id`, an answer."""

    product_id: str = ""
    query_id: str = ""


def product_payload(product_id: str) -> str:
    """Empty for an id that is too long for a link."""
    payload = "p-" + urlsafe_b64encode(product_id.encode()).decode().rstrip("=")
    return payload if len(payload) <= MAX_PAYLOAD else ""


def answer_payload(query_id: str, store: Store) -> str:
    """Opaque, and of no use to guess from."""
    return f"a-{query_id}{store.queries.seal(query_id)}"


def read_payload(payload: str, store: Store) -> LinkTarget | None:
    """None for what is none of ours: a shop may give out links with words of its own, to count by."""
    if found := _ANSWER.fullmatch(payload):
        is_sealed = compare_digest(found[2], store.queries.seal(found[1]))
        return LinkTarget(query_id=found[1]) if is_sealed else None
    if found := _PRODUCT.fullmatch(payload):
        try:
            return LinkTarget(product_id=urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4)).decode())
        except ValueError:
            return None
    return None
