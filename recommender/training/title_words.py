"""What a shop says of its products besides type, gender and colour: the words of their titles, season, use.

A network that also says these learns to see what they mean, brands and patterns too, and holds on less to the one label
that somebody chose wrongly (Joulin et al. 2016, "Learning Visual Features from Large Weakly Supervised Data"; Caruana
1997, "Multitask Learning"). Only training needs them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from recommender.product import Product


def frequent_title_words(products: Iterable[Product], least: int) -> tuple[str, ...]:
    """The words that the shop says of at least so many of the products, sorted."""
    counts = Counter(word for product in products for word in _words(product))
    return tuple(sorted(word for word, count in counts.items() if count >= least))


def title_word_targets(products: Sequence[Product], words: Sequence[str]) -> np.ndarray:
    """(products, words) bool: which of the words the shop says of which product."""
    places = {word: place for place, word in enumerate(words)}
    said = np.zeros((len(products), len(words)), dtype=bool)
    for row, product in enumerate(products):
        for word in _words(product):
            if word in places:
                said[row, places[word]] = True
    return said


def _words(product: Product) -> set[str]:
    further = {f"{key}: {value}" for key, value in product.extra.items() if value}
    return further | set(re.findall(r"\w+", product.title.casefold()))
