"""Columns by what their names resemble, where none has a usual one: "product_photo", "sales_price", "Style Code"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from recommender.catalogue.feeds.record import plain_name

# Field -> (what its column's plain name has, what it has not).
_RESEMBLING: Mapping[str, tuple[str, str]] = {
    "id": (r"(?:product|item|article|listing|catalog|variant|unique|uniq)(?:id|code|number|ref|key)$|sku$", r"^parent"),
    "title": (
        r"(?:title|name)\w{0,2}$",
        r"brand|seller|vendor|categ|store|shop|colou?r|file|user|company|merchant|type|group|manufact|supplier|image|"
        r"option|attribute|material|size|seo|meta|collection|department|index|section|variant",
    ),
    "link": (r"(?:url|link|href)s?$", r"ima?ge?|photo|picture|thumb|video|seller|store|brand|categ"),
    "image": (
        r"ima?ge?s?(?:$|url|link|src|path|main|front|small|medium|large|\d)|photo|picture|thumb",
        r"alt|count|width|height|position|title|label|name$|type|desc|credit|id$|date",
    ),
    "price": (
        r"price|preis|precio|prix|cena$|цена",
        r"old|compare|original|regular|wholesale|cost|unit|date|start|end|from|valid|currency|symbol|range|history|drop|"
        r"discount|change|list|type|id$|was|before|mrp|retail|previous|full",
    ),
    "colour": (r"colou?rs?(?:name)?$", r"count|code|hex|number|available"),
}
_DEARER: Mapping[str, str] = {"price": r"price|mrp|preis|precio|prix|цена"}


def resembling(field: str, names: Iterable[str]) -> list[str]:
    """The columns whose names are like the field's; empty if none is, or the field is told by its usual names alone."""
    if field not in _RESEMBLING:
        return []
    has, has_not = _RESEMBLING[field]
    found = [
        name
        for name in names
        if re.search(has, plain := plain_name(name)) and not (has_not and re.search(has_not, plain))
    ]
    if not found and field in _DEARER:
        found = [name for name in names if re.search(_DEARER[field], plain_name(name))]
    return found
