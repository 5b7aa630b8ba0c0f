"""Which of a shop's colours are darker or lighter than one: each family of colours in its own order, lightest first.

The words are those of Fashion Product Images; a shop's other colours have no order here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.texts.lexicon import folded

_FAMILIES = (
    "white|off white|cream|beige|nude|skin|tan|khaki|taupe|mushroom brown|brown|coffee brown|black",
    "white|silver|grey|grey melange|steel|charcoal|black",
    "white|turquoise blue|teal|blue|navy blue|black",
    "white|lime green|fluorescent green|sea green|green|olive|black",
    "white|peach|pink|rose|magenta|red|maroon|burgundy|black",
    "white|lavender|mauve|purple|black",
    "cream|yellow|gold|mustard|orange|rust|copper|bronze|brown|black",
)
_ENDS = frozenset(("white", "black"))


def shades(colours: Sequence[str], tone: Literal["darker", "lighter"], known: Sequence[str]) -> tuple[str, ...]:
    """Those of the `known` colours that are darker or lighter than all of `colours`, the nearest first. Black and
    white, where every family ends, only where fewer than two are between."""
    there = {folded(colour): colour for colour in known}
    found: list[str] = []
    for family in _FAMILIES:
        order = family.split("|")
        places = [order.index(folded(colour)) for colour in colours if folded(colour) in order]
        if not places:
            continue
        beyond = order[max(places) + 1 :] if tone == "darker" else order[min(places) - 1 :: -1] if min(places) else []
        found += [there[each] for each in beyond if each in there and there[each] not in found]
    between = tuple(each for each in found if folded(each) not in _ENDS)
    return between if len(between) > 1 else tuple(found)
