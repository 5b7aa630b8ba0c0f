"""Whether a product can be had: by words, by quantities, by what the shop does when none is left."""

from __future__ import annotations

import re
from functools import lru_cache

_SOLD_OUT = "no n false f 0 none out outofstock soldout notavailable unavailable oos discontinued notinstock nostock"


@lru_cache(maxsize=1024)
def in_stock(availability: str, quantity: str = "") -> bool:
    """What the usual words and quantities say; True where nothing is said."""
    text = (availability.strip() or quantity.strip()).casefold()
    if re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", text):
        return float(text.replace(",", ".")) > 0
    # "https://schema.org/OutOfStock", "out of stock", "out_of_stock" are one word.
    return re.sub(r"[^a-z0-9]", "", text.rsplit("/", 1)[-1]) not in _SOLD_OUT.split()
