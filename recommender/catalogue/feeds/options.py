"""Options and attributes of products in a shop's own words: which is the colour, which says for whom it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Literal

from recommender.catalogue.feeds.column_words import in_english
from recommender.catalogue.feeds.record import Value, plain_name, text_of, texts_of

Meant = Literal["colour", "gender", "brand"]

# Names that `in_english` does not tell by itself.
_NAMES: dict[Meant, str] = {
    "colour": (
        "colors colours colorway kleuren boja vari สี colour_name color_name base_color base_colour primary_color "
        "shade màu warna"
    ),
    "gender": "sex pohlavie plec target_gender gender_target audience vhodnepre vhodnepro urceni",
    "brand": "marchio бренды producer",
}
_IN_ENGLISH: dict[frozenset[str], Meant] = {
    frozenset({"colour"}): "colour",
    frozenset({"gender"}): "gender",
    frozenset({"brand"}): "brand",
    frozenset({"manufacturer"}): "brand",
}

# "VARIATION 1 NAME", "Option1 Value", "attribute_value_2"
_COLUMN = re.compile(
    r"(?:variation|variant|option|attribute|property|feature|spec(?:ification)?)s?(\d{1,2})?"
    r"(?:(name|type|key|title)|(values?|choices?))(\d{1,2})?"
)


def option_columns(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Of options that have columns of their own, the column of the name and that of the values."""
    called: dict[str, list[str]] = {}
    values: dict[str, str] = {}
    for name in names:
        if found := _COLUMN.fullmatch(plain_name(name)):
            number = found[1] or found[4] or ""
            if found[2]:
                called.setdefault(number, []).append(name)
            else:
                values.setdefault(number, name)
    return tuple((name, values[number]) for number in values for name in called.get(number, ()))


@lru_cache(maxsize=1024)
def meaning_of(name: str) -> Meant | None:
    """What an option of this name is: "pa_color", "Colour (main)", "Farbe"."""
    bare = re.sub(r"^(?:pa|attribute|attribute_pa|fashion)[_:]|\([^)]*\)|\d+$", "", name)
    return _table().get(plain_name(bare)) or _IN_ENGLISH.get(in_english(bare))


def meant_texts(objects: Iterable[Mapping[str, Value]], meant: Meant, name: str, *values: str) -> list[str]:
    """What those of the objects hold whose `name` means this, each under the first of `values` that it has."""
    found = (each for each in objects if meaning_of(text_of(each.get(name, ""))) == meant)
    return [text for each in found for text in texts_of(next((each[key] for key in values if each.get(key)), ""))]


@cache
def _table() -> dict[str, Meant]:
    return {plain_name(name): meant for meant, names in _NAMES.items() for name in names.split()}
