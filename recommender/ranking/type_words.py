"""What a shop's own word for a type means among those that the network knows: "T-Shirts" Tshirts, "Trainers" its Casual
and its Sports Shoes, "Mujer > Vestidos" Dresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from recommender.folding import folded, plain
from recommender.shop_words.type_words import LEVEL, types_called
from recommender.taxonomy import GARMENT_TYPES, garment_named


def types_meant_by(word: str, known: Iterable[str]) -> frozenset[str]:
    """Those of the `known` types, case folded, that the word stands for: the one that it is but for signs, number and
    the path it stands in, or those that shops call so. Empty, if there is none."""
    return _meant(word, frozenset(known))


@lru_cache(maxsize=1 << 14)
def _meant(word: str, known: frozenset[str]) -> frozenset[str]:
    if folded(word) in known:
        return frozenset({folded(word)})
    if word in GARMENT_TYPES:  # what a title told of a product whose type says no garment (ProductTable)
        return frozenset(each for each in known if garment_named(each) == word)
    bare = _bare(LEVEL.split(word)[-1])
    alike = frozenset(each for each in known if bare and _bare(each) == bare)
    return alike or types_called(word) & known


def of_type(word: str, probabilities: Mapping[str, float], known: frozenset[str], least: float) -> float | None:
    """That a photo shows what the word stands for, by those of the network's types, case folded; at least `least`. None
    for a word that stands for none of them."""
    # The shop's own word is among them where the very product was recognised.
    meant = _meant(word, known or frozenset(probabilities)) | ({folded(word)} & probabilities.keys())
    return max(least, sum(probabilities.get(each, 0.0) for each in meant)) if meant else None


def of_garment(word: str, probabilities: Mapping[str, float], least: float) -> float | None:
    """That a photo shows what is likeliest of the type's garment; None where that is not known."""
    garment = garment_named(word)
    alike = [p for told, p in probabilities.items() if garment_named(told) == garment]
    return None if garment is None else max(alike, default=least)


@lru_cache(maxsize=4096)
def _bare(word: str) -> str:
    return "".join(each for each in plain(word) if each.isalnum()).removesuffix("s").removesuffix("e")
