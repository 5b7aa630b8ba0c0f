""" "The same, but in red": held-out products are asked for in another colour of theirs, drawn as often as the
catalogue's products of that type have it.

Of the five places, the share with the asked colour and the query's articleType, and how alike in shape the five stay:
the mean cosine to the query, both without what tells colours apart (the span of the colours' mean embeddings, each from
the middle of its type); and, by the catalogue's word alone, the share of queries that find a product with their own
brand and title but for the colour, among those for which there is one in that colour. Four ways are measured side by
side: as served (filtered by the colour, the query moved along the embedder's colour direction), filtered only, moved
only, and neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from recommender import query as packed_query
from recommender.answers import Filters, PhotoRequest, RankingContext, RankingRequest
from recommender.colours import colours_known
from recommender.index import files
from recommender.index.search import Index
from recommender.product import Product
from recommender.recommender import Recommender
from scripts.lib.evaluate.measures import Estimate

_PLACES = 5
_LEAST = 10  # products of the type in the colour: with fewer than twice the places there is little to choose from
_RIGHT, _SHAPE, _VARIANT = "type+asked colour@5", "shape kept", "own variant found"
_OF_COLOUR = 0.95  # of the variance between the colours' means is taken out
_COLOUR_WORDS = frozenset(word for colour in colours_known() for word in colour.split())


@dataclass(frozen=True, slots=True)
class Recolouring:
    """A held-out product, and the colour it is asked for in."""

    query: Product
    colour: str


@dataclass(frozen=True, slots=True)
class _Way:
    filtered: bool
    moved: bool


_WAYS = {
    "as served": _Way(True, True),
    "filtered only": _Way(True, False),
    "moved only": _Way(False, True),
    "neither": _Way(False, False),
}


def recolourings(
    queries: Sequence[Product], gallery: Sequence[Product], count: int, seed: int = 7, least: int = _LEAST
) -> list[Recolouring]:
    """`count` of them (fewer, if the catalogue is small), the same for the same seed. `least`: so many products of the
    type there have to be in the colour."""
    rng = np.random.default_rng(seed)
    stock: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for product in gallery:
        if product.colour:
            stock[product.type][product.colour] += 1
    made: list[Recolouring] = []
    for place in rng.permutation(len(queries)):
        query = queries[int(place)]
        others = {c: n for c, n in stock[query.type].items() if n >= least and c != query.colour}
        if not query.colour or not others:
            continue
        shares = np.array(list(others.values()), dtype=float)
        made.append(Recolouring(query, str(rng.choice(list(others), p=shares / shares.sum()))))
        if len(made) == count:
            break
    return made


def recolouring_figures(
    recommender: Recommender,
    index_dir: Path,
    asked: Sequence[Recolouring],
    photos: dict[str, bytes],
) -> dict[str, Estimate]:
    """Each measure for each way."""
    index = Index.from_files(*files.read_version(index_dir))
    rows = {product_id: row for row, product_id in enumerate(index.table.ids)}
    titles: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in range(len(index)):
        product = index.table.product(row)
        titles[product.type, product.colour].add(_plain(product.title))
    shape = _without_colour(index)
    values: dict[str, list[float]] = defaultdict(list)
    for one in tqdm(asked, desc="in another colour", mininterval=2):
        first = recommender.recommend_many([PhotoRequest(photos[one.query.id], RankingRequest(k=_PLACES))])[0]
        if isinstance(first, Exception):
            continue
        origin = packed_query.unpack(first.query, index.manifest.dim).embedding @ shape
        has_twin = _plain(one.query.title) in titles[one.query.type, one.colour]
        for name, way in _WAYS.items():
            filters = Filters(colour=one.colour) if way.filtered else Filters()
            context = RankingContext(recolour=(one.colour,)) if way.moved else RankingContext()
            request = RankingRequest(filters, _PLACES, context=context)
            answer = recommender.further(first.query, first.embedder_version, request)
            products = [hit.product for hit in answer.hits]
            right = [(p.type, p.colour) == (one.query.type, one.colour) for p in products]
            values[f"{_RIGHT}, {name}"].append(sum(right) / _PLACES)
            values[f"type@5, {name}"].append(sum(p.type == one.query.type for p in products) / _PLACES)
            if products:
                found = index.embeddings[[rows[product.id] for product in products]] @ shape
                lengths = np.linalg.norm(found, axis=1) * np.linalg.norm(origin)
                values[f"{_SHAPE}, {name}"].append(float(np.mean(found @ origin / np.maximum(lengths, 1e-9))))
            if has_twin:
                its_own = _plain(one.query.title)
                variants = [p for p in products if p.colour == one.colour and _plain(p.title) == its_own]
                values[f"{_VARIANT}, {name}"].append(float(bool(variants)))
    # The same queries both ways: how sure the difference is, their spread aside.
    for measure in (_RIGHT, _SHAPE, _VARIANT):
        pairs = zip(values[f"{measure}, as served"], values[f"{measure}, filtered only"], strict=True)
        values[f"{measure}, gained by moving"] = [moved - plain for moved, plain in pairs]
    return {f"in another colour: {name}": Estimate.of(shares) for name, shares in sorted(values.items()) if shares}


def _without_colour(index: Index) -> np.ndarray:
    """(dim, dim): takes out of embeddings what tells the colours of one type apart."""
    table = index.table
    among = np.flatnonzero((table.types.codes >= 0) & (table.colours.codes >= 0))
    vectors, types, colours = index.embeddings[among], table.types.codes[among], table.colours.codes[among]
    centred = vectors - _means(vectors, types)[types]
    counts = np.bincount(colours)
    spread = _means(centred, colours) * np.sqrt(counts)[:, None]
    _, sizes, directions = np.linalg.svd(spread, full_matrices=False)
    shares = np.cumsum(sizes**2) / np.sum(sizes**2)
    taken = directions[: int(np.searchsorted(shares, _OF_COLOUR)) + 1]
    return np.asarray(np.eye(vectors.shape[1]) - taken.T @ taken)


def _means(vectors: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """By code, zeros where there is none."""
    sums = np.zeros((int(codes.max()) + 1, vectors.shape[1]))
    np.add.at(sums, codes, vectors)
    return np.asarray(sums / np.maximum(np.bincount(codes), 1)[:, None])


def _plain(title: str) -> str:
    """A title without its colours."""
    return " ".join(word for word in re.findall(r"\w+", title.casefold()) if word not in _COLOUR_WORDS)
