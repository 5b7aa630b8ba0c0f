"""Options and attributes of products in a shop's own words: which is the colour, which says for whom it is."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from recommender.catalogue.feeds.record import plain_name

Meant = Literal["colour", "gender", "brand"]

_NAMES: dict[Meant, str] = {
    "colour": """
        color colour colors colours colorway couleur couleurs farbe farben cor cores colore colori kleur kleuren kolor
        barva boja culoare szin renk vari farve farge farg цвет колір रंग 颜色 顏色 カラー 색상 สี colour_name color_name
        base_color base_colour primary_color shade цвета màu warna
    """,
    "gender": ("gender sex genre genero geschlecht genere пол стать target_gender gender_target लिंग audience"),
    "brand": (
        "brand marke marca marque marchio merk marka бренд бренды manufacturer hersteller fabricante fabricant producer"
    ),
}


@lru_cache(maxsize=1024)
def meaning_of(name: str) -> Meant | None:
    """What an option of this name is: "pa_color", "Colour (main)", "Farbe"."""
    return _table().get(plain_name(re.sub(r"^(?:pa|attribute|attribute_pa|fashion)[_:]|\([^)]*\)|\d+$", "", name)))


@cache
def _table() -> dict[str, Meant]:
    return {plain_name(name): meant for meant, names in _NAMES.items() for name in names.split()}
