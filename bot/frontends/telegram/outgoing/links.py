"""Links of t.me: one that opens a chat with the bot at something, and one that sends that link to somebody."""

from __future__ import annotations

from urllib.parse import urlencode

LINKS = "https://t.me/"


def start_link(bot_name: str, payload: str) -> str:
    """Opens a chat with the bot, which gets `/start PAYLOAD`."""
    return f"{LINKS}{bot_name}?start={payload}"


def share_link(bot_name: str, payload: str) -> str:
    """Lets the shopper choose to whom the link goes."""
    return f"{LINKS}share/url?{urlencode({'url': start_link(bot_name, payload)})}"
