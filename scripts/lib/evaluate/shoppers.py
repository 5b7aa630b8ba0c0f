"""Simulated shoppers: each likes products of one hidden attribute, says so by verdicts only, and looks further.

A shopper asks with the photo of a held-out product, and wants products of its type with one value of one attribute:
in half of the cases another one than the photo's own (a green one like this, which they never say), drawn as often as
the catalogue's products of that type have it. On every page of five they give 👍 to what has both, and 👎 to the rest.
type+attribute@5 is the share of a page's five places with both right. Beside it the same pages without any verdict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from recommender.answers import PhotoRequest, RankingContext, RankingRequest
from recommender.product import Product
from recommender.recommender import Recommender
from scripts.lib.evaluate.measures import Estimate

PAGES = 4
_PLACES = 5
_LEAST = 30  # products of the type with the attribute: fewer would be used up before the last page
_KINDS = ("colour", "gender")


@dataclass(frozen=True, slots=True)
class Shopper:
    """One simulated shopper: the photo's product, and what is wanted."""

    query: Product
    kind: str
    wanted: str

    def likes(self, product: Product) -> bool:
        return product.type == self.query.type and getattr(product, self.kind) == self.wanted


def shoppers(queries: Sequence[Product], gallery: Sequence[Product], count: int, seed: int = 5) -> list[Shopper]:
    """`count` of them (fewer, if the catalogue is small), the same for the same seed."""
    rng = np.random.default_rng(seed)
    stock: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for product in gallery:
        for kind in _KINDS:
            if value := getattr(product, kind):
                stock[kind, product.type][value] += 1
    made: list[Shopper] = []
    for place in rng.permutation(len(queries)):
        query = queries[int(place)]
        kind = _KINDS[len(made) % len(_KINDS)]
        own = getattr(query, kind)
        wants_another = len(made) // len(_KINDS) % 2 == 1
        there = {value: n for value, n in stock[kind, query.type].items() if n >= _LEAST}
        choice = {value: n for value, n in there.items() if (value != own) == wants_another}
        if not choice:
            continue
        shares = np.array(list(choice.values()), dtype=float)
        made.append(Shopper(query, kind, str(rng.choice(list(choice), p=shares / shares.sum()))))
        if len(made) == count:
            break
    return made


def shopper_figures(
    recommender: Recommender, people: Sequence[Shopper], photos: dict[str, bytes]
) -> dict[str, Estimate]:
    """type+attribute@5 from page to page, with and without verdicts, of all and of those who want another value than
    the photo's own."""
    pages: dict[str, list[list[float]]] = {}
    for person in tqdm(people, desc="simulated shoppers", mininterval=2):
        for says, name in ((True, "with verdicts"), (False, "without")):
            shares = _visit(recommender, person, photos[person.query.id], says)
            if not shares:
                break
            groups = [f"{name}", f"{name}, hidden {person.kind}"]
            if getattr(person.query, person.kind) != person.wanted:
                groups.append(f"{name}, another than the photo's")
            for group in groups:
                pages.setdefault(group, [[] for _ in range(PAGES)])
                for page, share in enumerate(shares):
                    pages[group][page].append(share)
    return {
        f"page {page + 1} {group}": Estimate.of(shares)
        for group, by_page in sorted(pages.items())
        for page, shares in enumerate(by_page)
    }


def _visit(recommender: Recommender, person: Shopper, photo: bytes, says: bool) -> list[float]:
    answer = recommender.recommend_many([PhotoRequest(photo, RankingRequest(k=_PLACES))])[0]
    if isinstance(answer, Exception):
        return []
    seen: list[str] = []
    liked: list[str] = []
    disliked: list[str] = []
    shares: list[float] = []
    packed, version = answer.query, answer.embedder_version
    for page in range(PAGES):
        if page:
            context = RankingContext(liked=tuple(liked), disliked=tuple(disliked))
            answer = recommender.further(packed, version, RankingRequest(k=_PLACES, exclude=seen, context=context))
        right = [person.likes(hit.product) for hit in answer.hits]
        shares.append(sum(right) / _PLACES)
        seen += [hit.product.id for hit in answer.hits]
        if says:
            liked += [hit.product.id for hit, good in zip(answer.hits, right, strict=True) if good]
            disliked += [hit.product.id for hit, good in zip(answer.hits, right, strict=True) if not good]
    return shares
