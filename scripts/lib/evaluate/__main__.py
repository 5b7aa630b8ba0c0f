"""Measures the answers' quality on products and shoppers' photos that were held out of training.

The catalogue without the held-out products is indexed and asked by the code that serves shoppers. Definitions:
type@5 is the share of the five places filled with the query's articleType; type+gender@5 and type+colour@5 want both.
Phone type@5 counts the articleTypes that the photo's label allows. Looks@5 is the share of the hits whose title names
the look that the query's title does, averaged over the looks (recommender.looks) that 50 queries name or more. Polo@5
is the same of phone photos of T-shirts (hits without a polo) and of polos (with one). self@1 is the share of re-taken
product photos that find their own product first. "none" is measured on photos without a product that the training's
generator draws, with the held-out shoppers' floors and walls.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
from tqdm import tqdm

from bot.streams import settle_streams
from recommender.catalogue.catalogue import Catalogue, read_catalogue
from recommender.errors import CatalogueError, RecommenderError
from recommender.index.building import build_index
from recommender.network.embedder import Embedder
from recommender.network.garment_finder import GarmentFinder
from recommender.product import Product
from recommender.ranking.ranking import RankingWeights
from recommender.recommender import Recommender
from recommender.training.data import CataloguePart, PhonePhoto, held_out, read_phone_photos, void_photos
from scripts.lib.evaluate.asking import (
    PlainStack,
    RememberingEmbedder,
    RememberingFinder,
    ask,
    ask_plain,
    figures,
    name_of,
    nothing_figures,
    retake,
    self_at_1,
    void_figures,
)
from scripts.lib.evaluate.judging import JudgedAnswer, compared, judged_answers, read_page, tally, tally_table
from scripts.lib.evaluate.judging import page as judging_page
from scripts.lib.evaluate.measures import Estimate, per_confidence, per_group, per_look
from scripts.lib.evaluate.outfits import evaluate_outfits
from scripts.lib.evaluate.report import as_json, as_table, draw_sheet
from scripts.lib.evaluate.simulated import recolouring_figures, recolourings, shopper_figures, shoppers
from scripts.lib.evaluate.street import street_figures


def parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(prog="scripts/evaluate", description=__doc__.split("\n\n")[0])
    make.add_argument("--catalogue", metavar="DIR", help="needed for all but --compare and --tally")
    make.add_argument("--phone-photos", type=Path, metavar="DIR", help="shoppers' photos with labels")
    make.add_argument(
        "--ask-with",
        metavar="DIR",
        help="ask with this catalogue's pictures of the held-out products, where it has any",
    )
    make.add_argument(
        "--void-photos", type=Path, metavar="DIR", help="photos of anything but products, as given to training"
    )
    make.add_argument("--embedder", type=Path, metavar="WEIGHTS", help="default: the shipped one")
    make.add_argument("--held-out", type=float, default=0.1, help="as in training (default 0.1)")
    make.add_argument("--plain", metavar="WEIGHTS|imagenet", help="measure the plain stack beside it, on these weights")
    make.add_argument(
        "--cosine", action="store_true", help="measure beside it what cosine alone does, without re-ranking"
    )
    make.add_argument("--ablation", action="store_true", help="measure beside it the ranking without each of its parts")
    make.add_argument("--retaken", type=int, default=300, help="how many products to re-take for self@1 (default 300)")
    make.add_argument(
        "--shoppers", type=int, default=0, metavar="N", help="measure N simulated shoppers who teach by verdicts"
    )
    make.add_argument(
        "--recolour", type=int, default=0, metavar="N", help="ask for N products in another colour (“same, but in red”)"
    )
    make.add_argument("--index", type=Path, metavar="DIR", help="keep the index here, to be quick the next time")
    make.add_argument("--sheet", type=Path, metavar="PNG", help="draw queries with their hits, the misses first")
    make.add_argument("--street", type=int, default=0, metavar="N", help="ask with N people in several garments, too")
    make.add_argument(
        "--dress-with",
        metavar="DIR",
        help="the people also wear the held-out products of this catalogue: alone, a small one has few dresses",
    )
    make.add_argument("--outfits", action="store_true", help="measure what is worn together instead")
    make.add_argument("--judge", type=int, default=0, metavar="N", help="write a --page to judge N answers on, no more")
    make.add_argument("--compare", type=Path, nargs=2, metavar="PAGE", help="mix two such pages into one --page")
    make.add_argument("--page", type=Path, metavar="HTML", help="where to; it holds the photos, and its name is theirs")
    make.add_argument("--tally", type=Path, metavar="JSON", help="sum up the verdicts that such a page has saved")
    make.add_argument("--json", action="store_true")
    return make


def main(arguments: list[str] | None = None) -> int:
    make = parser()
    options = make.parse_args(arguments)
    if not (options.catalogue or options.compare or options.tally):
        make.error("--catalogue is needed")
    if (options.judge or options.compare) and not options.page:
        make.error("--page is needed, where the answers to judge are to be written")
    try:
        if options.tally:
            told = tally(options.tally)
            print(json.dumps(told) if options.json else tally_table(told))
        elif options.judge or options.compare:
            first, second = map(read_page, options.compare) if options.compare else ((), ())
            answers = compared(first, second) if options.compare else _to_judge(options)
            options.page.write_text(judging_page(answers), encoding="utf-8")
            print(f"{len(answers)} answers: {options.page}")
        else:
            result = evaluate_outfits(options) if options.outfits else evaluate(options)
            print(as_json(result) if options.json else as_table(result))
    except RecommenderError as error:
        print(f"scripts/evaluate: {error}", file=sys.stderr)
        return 1
    return 0


def _split(options: argparse.Namespace, catalogue: Catalogue) -> tuple[list[Product], list[Product], list[PhonePhoto]]:
    """What is indexed; the held-out products and phone photos to ask with."""
    products = list(catalogue)
    gallery = [p for p in products if not held_out(p.id, options.held_out)]
    # A type of which the rest of the catalogue has nothing cannot be found by anyone.
    there = {product.type for product in gallery}
    queries = [p for p in products if held_out(p.id, options.held_out) and p.type in there]
    phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
    phones = [photo for photo in phones if held_out(photo.sender, options.held_out) and photo.path.is_file()]
    if not gallery or not queries:
        raise CatalogueError(f"{options.catalogue}: too few products to hold some out of the index and ask with them")
    return gallery, queries, phones


def _indexed(catalogue: Catalogue, gallery: list[Product], index: Path, embedder: Embedder) -> None:
    bar = tqdm(total=len(gallery), desc="indexing", unit="product", mininterval=2)
    build_index(CataloguePart(catalogue.source, gallery), index, embedder, lambda p: bar.update(max(0, p.done - bar.n)))
    bar.close()


def _to_judge(options: argparse.Namespace) -> list[JudgedAnswer]:
    embedder, catalogue = Embedder.load(options.embedder), read_catalogue(options.catalogue)
    gallery, _, phones = _split(options, catalogue)
    if not phones:
        raise CatalogueError("there are no photos to judge: give --phone-photos")
    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch)
        _indexed(catalogue, gallery, index, embedder)
        recommender = Recommender.open(index, embedder, finder=GarmentFinder.shipped())
        return judged_answers(recommender, phones, options.judge, options.page.stem)


def evaluate(options: argparse.Namespace) -> dict[str, Any]:
    """All figures: {"sides": {side: {measure: Estimate}}, "per_type": ..., "per_label": ..., "per_look": ...,
    "per_confidence": ..., "catalogue", "embedder", "products"}."""
    embedder = Embedder.load(options.embedder)
    catalogue = read_catalogue(options.catalogue)
    gallery, queries, phones = _split(options, catalogue)
    asked_with = {p.id: p.image for p in read_catalogue(options.ask_with) if p.image} if options.ask_with else {}
    if options.ask_with:
        queries = [product for product in queries if product.id in asked_with]
    photos = {product.id: Path(asked_with.get(product.id, product.image)).read_bytes() for product in queries}
    photos |= {name_of(photo): photo.path.read_bytes() for photo in phones}

    with tempfile.TemporaryDirectory() as scratch:
        index = options.index or Path(scratch)
        _indexed(catalogue, gallery, index, embedder)
        shots = retake(gallery, phones, options.retaken)
        remembering, shipped = RememberingEmbedder(embedder), GarmentFinder.shipped()
        finder = RememberingFinder(shipped) if shipped is not None else None
        sides: dict[str, dict[str, Estimate]] = {}
        for side, weights in _sides(options).items():
            seeing = None if side == "whole photo" else finder
            recommender = Recommender.open(index, remembering, weights, finder=seeing)
            answers = ask(recommender, queries, phones, photos)
            sides[side] = {**figures(answers), **self_at_1(recommender, shots)}
            if side == "lookalike":
                best = answers
                if options.shoppers:
                    people = shoppers(queries, gallery, options.shoppers)
                    sides[side] |= shopper_figures(recommender, people, photos)
                if options.recolour:
                    asked = recolourings(queries, gallery, options.recolour)
                    sides[side] |= recolouring_figures(recommender, index, asked, photos)
                sides[side] |= nothing_figures(recommender, best, phones)
                if options.void_photos:
                    sides[side] |= void_figures(recommender, options.void_photos, options.held_out)
        if options.street:
            ours = Recommender.open(index, embedder, finder=finder)
            street = street_figures(
                ours,
                Recommender.open(index, embedder),
                _worn(options, queries),
                phones,
                options.street,
                _places(options),
            )
    if options.plain:
        sides["plain stack"] = figures(ask_plain(PlainStack(options.plain, gallery), queries, phones, photos))
    if options.sheet:
        draw_sheet([*best[0], *best[1]], photos, options.sheet)
    return {
        "catalogue": str(options.catalogue),
        "products": len(gallery),
        "embedder": embedder.version,
        "sides": sides,
        **({"street": street} if options.street else {}),
        "per_type": per_group(best[0]),
        "per_label": per_group(best[1]),
        "per_look": per_look(best[0]),
        "per_confidence": per_confidence([*best[0], *best[1]]),
    }


def _worn(options: argparse.Namespace, queries: Sequence[Product]) -> list[Product]:
    """What the people of --street wear: the half of what is held out that nothing was tuned on, each product once."""
    more = read_catalogue(options.dress_with) if options.dress_with else ()
    held = (p for p in more if p.image and held_out(p.id, options.held_out))
    worn = {product.id: product for product in (*held, *queries)}
    return [product for product in worn.values() if not held_out(product.id, options.held_out / 2)]


def _places(options: argparse.Namespace) -> list[np.ndarray]:
    """Where they stand: photos without products that neither training nor tuning has seen."""
    if not options.void_photos:
        return []
    half = options.held_out / 2
    return void_photos(options.void_photos, 384, lambda n: held_out(n, options.held_out) and not held_out(n, half))


def _sides(options: argparse.Namespace) -> dict[str, RankingWeights]:
    """What is measured: the ranking that serves and, if asked for, the same without one of its parts."""
    usual = RankingWeights()
    bare = replace(usual, type=0, gender=0, colour=0, look=0, sold_out=0, compared=0)
    sides = {"lookalike": usual}
    if options.cosine or options.ablation:
        sides["cosine alone"] = bare
    if options.ablation:
        sides |= {
            "without type": replace(usual, type=0),
            "without gender": replace(usual, gender=0),
            "without colour": replace(usual, colour=0),
            "without looks": replace(usual, look=0),
            "whole photo": usual,
            "without details": replace(usual, compared=0),
            "with duplicates": replace(usual, duplicate=0, variant=0),
        }
    return sides


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
