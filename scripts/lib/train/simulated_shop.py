"""What learning the ranking's weights would bring: made-up shoppers of a real index, who all want the photo's colour.

Each sends the picture of a product, sees three pages of others, and gives 👍 to those of its type and colour, else 👎.
Of a third, who are not learnt from, the first five are counted with the shipped weights and with the learnt.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.store.judged import JudgedQuery
from recommender.answers import Answer, PhotoRequest, RankingRequest
from recommender.errors import RecommenderError
from recommender.fetching import is_url
from recommender.index.search import Index
from recommender.network.embedder import Embedder
from recommender.product import Product
from recommender.ranking.learning import LEARNT
from recommender.ranking.ranking import DEFAULT_WEIGHTS
from recommender.recommender import Recommender
from scripts.lib.evaluate.measures import Estimate
from scripts.lib.train.verdicts import is_held_out, learn

_PLACES, _PAGES = 5, 3
_SEED = 11


def measured(index_dir: Path, index: Index, embedder: Embedder, count: int) -> str:
    """A few lines. Raises RecommenderError."""
    shipped = Recommender.open(index_dir, embedder)
    asked: list[tuple[Product, Answer]] = []
    for row in np.random.default_rng(_SEED).permutation(len(index)):
        product = index.table.product(int(row))
        if len(asked) == count:
            break
        if not product.colour or not product.type or is_url(product.image) or not Path(product.image).is_file():
            continue
        request = PhotoRequest(
            Path(product.image).read_bytes(), RankingRequest(k=_PLACES * _PAGES, exclude=[product.id])
        )
        answer = shipped.recommend_many([request])[0]
        if not isinstance(answer, RecommenderError):
            asked.append((product, answer))
    judged = [_judged(product, answer) for product, answer in asked]
    found = learn(index, embedder, [each for each in judged if each.good and each.bad], DEFAULT_WEIGHTS, None)
    if found is None:
        return "Too few answers have both good and bad products: more shoppers are needed."
    learnt = Recommender.open(index_dir, embedder, found.weights)
    shares: dict[str, list[float]] = {"shipped": [], "learnt": [], "gained": []}
    for product, answer in asked:
        if not is_held_out(product.id):
            continue
        again = [
            each.further(answer.query, answer.embedder_version, RankingRequest(k=_PLACES, exclude=[product.id]))
            for each in (shipped, learnt)
        ]
        before, after = (len(_judged(product, each).good) / _PLACES for each in again)
        for name, share in zip(shares, (before, after, after - before), strict=True):
            shares[name].append(share)
    changes = "  ".join(
        f"{name} {getattr(DEFAULT_WEIGHTS, name):g} -> {getattr(found.weights, name):g}" for name in LEARNT
    )
    figures = "\n".join(f"type+colour@5, {name}: {_shown(Estimate.of(values))}" for name, values in shares.items())
    return (
        f"learnt from {found.learnt_from:,} pairs, held out {found.held_out:,}: {changes}\n"
        f"held-out pairs in order: {found.before:.1%} -> {found.after:.1%}\n{figures}"
    )


def _judged(product: Product, answer: Answer) -> JudgedQuery:
    wanted = (product.type, product.colour)
    good = tuple(hit.product.id for hit in answer.hits if (hit.product.type, hit.product.colour) == wanted)
    bad = tuple(hit.product.id for hit in answer.hits if hit.product.id not in good)
    return JudgedQuery(product.id, product.id, answer.query, good, bad)


def _shown(share: Estimate) -> str:
    return f"{share.value:.1%} (95 %: {share.low:.1%} to {share.high:.1%})"
