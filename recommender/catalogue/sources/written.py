"""Catalogues' sources as admins write them: which of them are addresses, and how these may be shown."""

from __future__ import annotations

import re


def is_address(source: str) -> bool:
    """Whether a catalogue's source is to be downloaded."""
    return source.casefold().startswith(("http://", "https://"))


def shown(address: str) -> str:
    """Without the name and password that an address may hold."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)
