"""Filters in Milvus' own words: as `recommender.index.filtering` defines what they admit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from recommender.answers import Filters
from recommender.folding import folded
from recommender.index.columns.title_words import WordsMeant, words_meant
from recommender.index.filtering import LIKELY, SURELY, genders_admitted, genders_meant, stems_of, types_meant
from recommender.index.milvus.about import About
from recommender.index.milvus.layout import compounds_meant, seen_code
from recommender.looks import can_have, looks_meant
from recommender.taxonomy import garment_of

_NONE = "picture < 0"
_FIELD = {"types": "type", "genders": "gender", "colours": "colour"}


@dataclass(frozen=True, slots=True)
class Condition:
    """`where` is true of all that is admitted, "" of everything. What it admits has to be looked through by `left`:
    filters that Milvus has no words for, None if there are none."""

    where: str
    left: Filters | None = None


def condition_of(filters: Filters, about: About) -> Condition:
    """What admits what these filters admit."""
    found: list[str] = []
    if filters.gender:
        found.append(_having(about, "genders", genders_admitted(filters.gender)))
    if filters.type:
        found.append(_having(about, "types", types_meant(about.columns["types"].words, filters.type)))
    if filters.colour:
        found.append(_having(about, "colours", filters.colour))
    if filters.min_price is not None:
        found.append(f"price >= {max(0.0, filters.min_price)!r}")
    if filters.max_price is not None:
        found.append(f"(price >= 0.0 and price <= {filters.max_price!r})")
    if filters.in_stock is not None:
        found.append(f"in_stock == {str(filters.in_stock).lower()}")
    without = (
        ("genders", genders_meant(filters.not_gender)),
        ("types", filters.not_type),
        ("colours", filters.not_colour),
    )
    found += [f"not ({_having(about, column, words)})" for column, words in without if words]
    phrases, not_phrases = [], []
    for word in filters.words:
        each = [_titled(about, stem) for stem in stems_of((word,))]
        admit = [*(where for where, _ in each), *_seen(about, word, SURELY)]
        found.append(f"({' or '.join(f'({where})' for where in admit) or _NONE})")
        phrases += [] if all(exact for _, exact in each) else [word]
    for word in filters.not_words:
        each = [_titled(about, stem) for stem in stems_of((word,))]
        refuse = [*(where for where, exact in each if exact), *_seen(about, word, LIKELY)]
        found += [f"not ({where})" for where in refuse]
        not_phrases += [] if all(exact for _, exact in each) else [word]
    left = Filters(words=tuple(phrases), not_words=tuple(not_phrases)) if phrases or not_phrases else None
    return Condition(" and ".join(found), left)


def both(*conditions: str) -> str:
    """All of these; "" says nothing."""
    return " and ".join(f"({each})" for each in conditions if each)


def among(name: str, values: Iterable[int]) -> str:
    """Those whose field has one of the values."""
    listed = ",".join(map(str, values))
    return f"{name} in [{listed}]" if listed else _NONE


def _having(about: About, column: str, words: Iterable[str]) -> str:
    looked_for = {folded(word) for word in words}
    senses = about.columns[column].senses()
    places = [place for place, each in enumerate(senses) if not looked_for.isdisjoint(each)]
    return among(_FIELD[column], about.codes[column][places].tolist())


def _seen(about: About, word: str, least: float) -> list[str]:
    """What is true of products whose pictures show what the word means, as far as such a garment can have it."""
    types = about.columns["types"].words
    found = []
    for look in looks_meant(word):
        if look in about.looks:
            places = [place for place, each in enumerate(types) if not can_have(look, garment_of(each))]
            cannot = about.codes["types"][places].tolist()
            shown = f"array_contains_any(seen, [{seen_code(about.looks, look, least)}])"
            found.append(f"{shown} and not ({among('type', cannot)})")
    return found


def _titled(about: About, stem: str) -> tuple[str, bool]:
    """The titles with this stem, and whether there are no others among them."""
    meant, words, codes = words_meant(about.title_words, stem), about.title_words, about.vocabulary.title_codes
    if not meant.exact and (places := compounds_meant(about.compounds, stem)) is not None:
        meant, words, codes = WordsMeant((places,), exact=True), about.compounds, about.vocabulary.compound_codes
    asked = [",".join(str(codes[words[place]]) for place in places) for places in meant.words]
    each = [f"array_contains_any(title, [{listed}])" if listed else _NONE for listed in asked]
    return (" and ".join(each) or "picture >= 0", meant.exact)
