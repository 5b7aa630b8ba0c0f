"""Simulated shoppers who want something else than the photo's product, and how well the bot follows them.

Some teach by verdicts: each likes the photo's type with one value of one attribute, in half of the cases another than
the photo's own (a green one like this), and never says which. On every page of five they give 👍 to what has both, and
👎 to the rest. type+attribute@5 is the share of a page's places with both right; beside it the pages without verdicts.

Others say it: "the same, but in red". Measured are the share of the five places with the asked colour and the query's
type, and how alike in shape the five stay. Shape is their mean cosine to the query without what tells colours apart,
the span of the colours' mean embeddings, each from the middle of its type. Own variant found is the share of queries
that find a product with their own title but for the colour, where there is one in that colour. Four ways are measured:
as served (filtered by the colour, the query moved along its direction), filtered only, moved only, and neither.

What is wanted is drawn as often as the catalogue's products of that type have it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from recommender import query as packed_query
from recommender.answers import Filters, PhotoRequest, RankingContext, RankingRequest
from recommender.colours import NEAR_COLOURS
from recommender.index import files
from recommender.index.search import Index
from recommender.product import Product
from recommender.recommender import Recommender
from scripts.lib.evaluate.measures import PLACES, Estimate, products_of, share_of_places

PAGES = 4
# So many products of the type have to have what is wanted: fewer are used up before the last page, or are less than
# twice the places.
_LEAST_LIKED, _LEAST_RECOLOURED = 30, 10
_KINDS = ("colour", "gender")
_RIGHT, _SHAPE, _VARIANT = "type+asked colour@5", "shape kept", "own variant found"
_OF_COLOUR = 0.95  # of the variance between the colours' means is taken out
_COLOUR_WORDS = frozenset(word for colour in NEAR_COLOURS for word in colour.split())
# Whether the answer is filtered by the colour, and whether the query is moved to it.
_WAYS = {
    "as served": (True, True),
    "filtered only": (True, False),
    "moved only": (False, True),
    "neither": (False, False),
}


def _stock(gallery: Sequence[Product], kind: str) -> dict[str, Counter[str]]:
    """How many products of each type have which value of the attribute, in the order in which they come."""
    stock: dict[str, Counter[str]] = defaultdict(Counter)
    for product in gallery:
        if value := getattr(product, kind):
            stock[product.type][value] += 1
    return stock


def _drawn(choice: Mapping[str, int], rng: np.random.Generator) -> str:
    """One of the values, as often as there are products that have it."""
    shares = np.array(list(choice.values()), dtype=float)
    return str(rng.choice(list(choice), p=shares / shares.sum()))


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
    stock = {kind: _stock(gallery, kind) for kind in _KINDS}
    made: list[Shopper] = []
    for place in rng.permutation(len(queries)):
        query = queries[int(place)]
        kind = _KINDS[len(made) % len(_KINDS)]
        own = getattr(query, kind)
        wants_another = len(made) // len(_KINDS) % 2 == 1
        there = {value: n for value, n in stock[kind][query.type].items() if n >= _LEAST_LIKED}
        choice = {value: n for value, n in there.items() if (value != own) == wants_another}
        if not choice:
            continue
        made.append(Shopper(query, kind, _drawn(choice, rng)))
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
    answer = recommender.recommend_many([PhotoRequest(photo, RankingRequest(k=PLACES))])[0]
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
            answer = recommender.further(packed, version, RankingRequest(k=PLACES, exclude=seen, context=context))
        shown = products_of(answer)
        shares.append(share_of_places(shown, person.likes))
        seen += [product.id for product in shown]
        if says:
            for product in shown:
                (liked if person.likes(product) else disliked).append(product.id)
    return shares


@dataclass(frozen=True, slots=True)
class Recolouring:
    """A held-out product, and the colour it is asked for in."""

    query: Product
    colour: str

    def is_met(self, product: Product) -> bool:
        """By its type and its colour."""
        return self.has_type(product) and product.colour == self.colour

    def has_type(self, product: Product) -> bool:
        return product.type == self.query.type


def recolourings(
    queries: Sequence[Product], gallery: Sequence[Product], count: int, seed: int = 7, least: int = _LEAST_RECOLOURED
) -> list[Recolouring]:
    """`count` of them (fewer, if the catalogue is small), the same for the same seed. `least`: so many products of the
    type there have to be in the colour."""
    rng = np.random.default_rng(seed)
    stock = _stock(gallery, "colour")
    made: list[Recolouring] = []
    for place in rng.permutation(len(queries)):
        query = queries[int(place)]
        others = {c: n for c, n in stock[query.type].items() if n >= least and c != query.colour}
        if not query.colour or not others:
            continue
        made.append(Recolouring(query, _drawn(others, rng)))
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
        first = recommender.recommend_many([PhotoRequest(photos[one.query.id], RankingRequest(k=PLACES))])[0]
        if isinstance(first, Exception):
            continue
        origin = packed_query.unpack(first.query, index.manifest.dim).embedding @ shape
        has_twin = _plain(one.query.title) in titles[one.query.type, one.colour]
        for name, (filtered, moved) in _WAYS.items():
            filters = Filters(colour=one.colour) if filtered else Filters()
            context = RankingContext(recolour=(one.colour,)) if moved else RankingContext()
            request = RankingRequest(filters, PLACES, context=context)
            answer = recommender.further(first.query, first.embedder_version, request)
            products = products_of(answer)
            values[f"{_RIGHT}, {name}"].append(share_of_places(products, one.is_met))
            values[f"type@5, {name}"].append(share_of_places(products, one.has_type))
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
