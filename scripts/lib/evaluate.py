"""Measures the answers' quality on products and shoppers' photos that were held out of training.

The catalogue without the held-out products is indexed and asked by the code that serves shoppers. Definitions:
type@5 is the share of the five places filled with the query's articleType; type+gender@5 and type+colour@5 want both;
phone type@5 counts the articleTypes that the photo's label allows; self@1 is the share of re-taken product photos that
find their own product first.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
from evaluate_measures import Asked, Figure, classification, per_group, phone_figures, product_figures
from evaluate_plain import PlainStack
from evaluate_sheet import draw_sheet
from PIL import Image
from tqdm import tqdm

from recommender.catalogue import read_catalogue
from recommender.embedder import Embedder
from recommender.errors import CatalogueError, PhotoError, RecommenderError
from recommender.indexing import build_index
from recommender.photo import load_photo
from recommender.products import Product
from recommender.ranking import RankingWeights
from recommender.recommender import Ask, Recommender
from recommender.training.augmentation import retaken
from recommender.training.data import PhonePhoto, Products, held_out, read_phone_photos


def parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__.split("\n\n")[0])
    make.add_argument("--catalogue", required=True, metavar="DIR")
    make.add_argument("--phone-photos", type=Path, metavar="DIR", help="shoppers' photos with labels")
    make.add_argument("--embedder", type=Path, metavar="WEIGHTS", help="default: the shipped one")
    make.add_argument("--held-out", type=float, default=0.1, help="as in training (default 0.1)")
    make.add_argument("--plain", metavar="WEIGHTS|imagenet", help="measure the plain stack beside it, on these weights")
    make.add_argument(
        "--cosine", action="store_true", help="measure beside it what cosine alone does, without re-ranking"
    )
    make.add_argument("--retaken", type=int, default=300, help="how many products to re-take for self@1 (default 300)")
    make.add_argument("--index", type=Path, metavar="DIR", help="keep the index here, to be quick the next time")
    make.add_argument("--sheet", type=Path, metavar="PNG", help="draw queries with their hits, the misses first")
    make.add_argument("--json", action="store_true")
    return make


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        result = evaluate(options)
    except RecommenderError as error:
        print(f"scripts/evaluate: {error}", file=sys.stderr)
        return 1
    print(json.dumps(result, ensure_ascii=False, default=_plain_values) if options.json else table(result))
    return 0


def _plain_values(figure: Figure) -> dict[str, float | None]:
    # JSON knows no NaN, which is what a mean over no queries is.
    return {name: None if value != value else value for name, value in asdict(figure).items()}


def evaluate(options: argparse.Namespace) -> dict[str, Any]:
    """All figures: {"sides": {side: {measure: Figure}}, "per_type": ..., "per_label": ..., "catalogue", "embedder"}."""
    embedder = Embedder.load(options.embedder)
    catalogue = read_catalogue(options.catalogue)
    products = list(catalogue)
    gallery = [p for p in products if not held_out(p.id, options.held_out)]
    # A type of which the rest of the catalogue has nothing cannot be found by anyone.
    there = {product.type for product in gallery}
    queries = [p for p in products if held_out(p.id, options.held_out) and p.type in there]
    phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
    phones = [photo for photo in phones if held_out(photo.sender, options.held_out) and photo.path.is_file()]
    if not gallery or not queries:
        raise CatalogueError(f"{options.catalogue}: too few products to hold some out of the index and ask with them")
    photos = {product.id: Path(product.image).read_bytes() for product in queries}
    photos |= {_name(photo): photo.path.read_bytes() for photo in phones}

    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch)
        bar = tqdm(total=len(gallery), desc="indexing", unit="product", mininterval=2)
        build_index(Products(catalogue.source, gallery), index, embedder, lambda p: bar.update(max(0, p.done - bar.n)))
        bar.close()
        recommender = Recommender.open(index, embedder)
        sides: dict[str, dict[str, Figure]] = {}
        answers = _ask(recommender, embedder, queries, phones, photos)
        sides["lookalike"] = {**_figures(answers), **_self(recommender, gallery, phones, options.retaken)}
        if options.cosine:
            bare = Recommender.open(index, embedder, RankingWeights(type=0, gender=0, colour=0, sold_out=0))
            sides["cosine alone"] = _figures(_ask(bare, embedder, queries, phones, photos))
    if options.plain:
        sides["plain stack"] = _figures(_ask_plain(PlainStack(options.plain, gallery), queries, phones, photos))
    if options.sheet:
        draw_sheet([*answers[0], *answers[1]], photos, options.sheet)
    return {
        "catalogue": str(options.catalogue),
        "products": len(gallery),
        "embedder": embedder.version,
        "sides": sides,
        "per_type": per_group(answers[0]),
        "per_label": per_group(answers[1]),
    }


Answers = tuple[list[Asked], list[Asked]]


def _name(photo: PhonePhoto) -> str:
    # A photo may be called as some product is.
    return f"phone photo {photo.path.stem}"


def _ask(
    recommender: Recommender,
    embedder: Embedder,
    queries: Sequence[Product],
    phones: Sequence[PhonePhoto],
    photos: dict[str, bytes],
) -> Answers:
    def hits(data: bytes) -> tuple[tuple[Product, ...], str]:
        answer = recommender.recommend_many([Ask(data)])[0]
        if isinstance(answer, RecommenderError):
            return (), ""
        guess = answer.attributes.type[0].value if answer.attributes.type else ""
        return tuple(hit.product for hit in answer.hits), guess

    return _answers(queries, phones, [hits(photos[name]) for name in tqdm(photos, desc="asking", mininterval=2)])


def _ask_plain(
    plain: PlainStack, queries: Sequence[Product], phones: Sequence[PhonePhoto], photos: dict[str, bytes]
) -> Answers:
    return _answers(queries, phones, [(hits, "") for hits in plain.answer(list(photos.values()))])


def _answers(
    queries: Sequence[Product], phones: Sequence[PhonePhoto], found: Sequence[tuple[tuple[Product, ...], str]]
) -> Answers:
    """`found` in the order of queries, then phones."""
    products = [
        Asked(query.id, query.type, frozenset({query.type}), query, hits, guess)
        for query, (hits, guess) in zip(queries, found, strict=False)
    ]
    shoppers = [
        Asked(_name(photo), photo.label, frozenset(photo.allowed), None, hits, guess)
        for photo, (hits, guess) in zip(phones, found[len(queries) :], strict=True)
    ]
    return products, shoppers


def _figures(answers: Answers) -> dict[str, Figure]:
    products, shoppers = answers
    return {**product_figures(products), **(phone_figures(shoppers) if shoppers else {}), **classification(products)}


def _self(
    recommender: Recommender, gallery: Sequence[Product], phones: Sequence[PhonePhoto], count: int
) -> dict[str, Figure]:
    if not count:
        return {}
    rng = np.random.default_rng(7)
    grounds = [load_photo(photo.path.read_bytes()) for photo in phones[:60]]
    found = []
    for row in tqdm(rng.choice(len(gallery), min(count, len(gallery)), replace=False), desc="re-taking", mininterval=2):
        try:
            photo = load_photo(Path(gallery[row].image).read_bytes())
        except PhotoError:  # the index has left it out, too
            continue
        ground = grounds[int(rng.integers(len(grounds)))] if grounds else None
        coded = io.BytesIO()
        Image.fromarray(retaken(photo, ground, rng)).save(coded, "JPEG", quality=40)
        answer = recommender.recommend(coded.getvalue())
        found.append(float(bool(answer.hits) and answer.hits[0].product.id == gallery[row].id))
    return {"self@1": Figure.of(found)}


def table(result: dict[str, Any]) -> str:
    """The figures side by side, then type@5 per type and per label."""
    sides = result["sides"]
    lines = [f"{result['products']} products of {result['catalogue']}, embedder {result['embedder']}", ""]
    names = list(dict.fromkeys(name for figures in sides.values() for name in figures))
    lines.append(f"{'':30}" + "".join(f"{side:>24}" for side in sides))
    for name in names:
        cells = (figures.get(name) for figures in sides.values())
        lines.append(f"{name:30}" + "".join(f"{_cell(figure):>24}" for figure in cells))
    for title, key in (("type@5 by type", "per_type"), ("phone type@5 by label", "per_label")):
        groups = result[key]
        if groups:
            lines += ["", title]
            lines += [f"  {group:28}{_cell(figure):>24}  n={figure.queries}" for group, figure in groups.items()]
    return "\n".join(lines)


def _cell(figure: Figure | None) -> str:
    if figure is None or not figure.queries:
        return "-"
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f}-{100 * figure.high:.1f})"


if __name__ == "__main__":
    sys.exit(main())
