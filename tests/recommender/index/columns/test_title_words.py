"""Words of titles: what the inverted index finds is what a search through all titles finds."""

from __future__ import annotations

import random
import re
from collections import Counter

import numpy as np
import pytest

from recommender.folding import plain
from recommender.index.columns.title_words import TitleWords

SHOP = (
    "Striped T-Shirt",
    "T shirts, two",
    "Levi's 501 jeans",
    "Women's jean jacket",
    "Crème brûlée dress",
    "2XL tee_shirt",
    "Dresses & skirts",
    "The dress",
    "Shirt",
    "",
    "strip-poker deck",
    "A\nB",
)
STEMS = (
    "strip",
    "shirt",
    "shirt$",
    "t-shirt",
    "t shirt$",
    "jean$",
    "levi's",
    "dress$",
    "creme",
    "501",
    "2xl",
    "& s",
    "a",
    "b$",
)


def by_regex(titles: list[str], stem: str) -> list[int]:
    begins = re.escape(stem.removesuffix("$"))
    pattern = rf"(?<!\w){begins}" + (r"(?:'?e?s)?(?!\w)" if stem.endswith("$") else "")
    return [row for row, title in enumerate(titles) if re.search(pattern, plain(title))]


@pytest.mark.parametrize("stem", STEMS)
def test_a_stem_is_found_where_a_search_finds_it(stem: str) -> None:
    """Beginnings of words, whole words with their plural, and what is more than a word, hyphens and all."""
    titles = list(SHOP)
    found = TitleWords.of(titles).titled(plain(stem), titles.__getitem__)
    assert found.tolist() == by_regex(titles, plain(stem))


def test_at_random() -> None:
    """Of three hundred titles of few letters, each stem; and of some of the rows, and of two shops together."""
    rng = random.Random(1)
    titles = [" ".join("".join(rng.choices("abs", k=rng.randint(1, 3))) for _ in range(4)) for _ in range(300)]
    rows = np.array(sorted(rng.sample(range(300), 90)))
    some, more = [titles[row] for row in rows.tolist()], ["sab bas", "zz"]
    for words, those in (
        (TitleWords.of(titles), titles),
        (TitleWords.of(titles).at(rows), some),
        (TitleWords.of(some).joined(TitleWords.of(more)), some + more),
    ):
        fresh = TitleWords.of(those)
        assert words.words == fresh.words
        for column in ("codes", "ends", "rows", "starts"):
            np.testing.assert_array_equal(getattr(words, column), getattr(fresh, column))
        for stem in ("a", "ab", "ab$", "bas$", "sa", "a b", "z"):
            assert words.titled(stem, those.__getitem__).tolist() == by_regex(those, stem)


def test_frequencies_are_of_titles() -> None:
    """A run of letters counts once for each title, whatever stands beside it."""
    expected: Counter[str] = Counter()
    for title in SHOP:
        expected.update(set(re.findall(r"[^\W\d_]{3,}", plain(title))))
    assert TitleWords.of(SHOP).frequencies() == expected
