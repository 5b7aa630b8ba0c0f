"""Outfits that were held out: which of several pieces was really worn with a garment, and how well the score tells.

The garment is what a held-out picture sells, seen without the rest; the pieces are the strips of what else its model
and other held-out models of the same sex wear in the same place. Fill-in-the-blank (Han et al. 2017, "Learning fashion
compatibility with bidirectional LSTMs") counts how often the one that was worn scores highest of 4 or 10, ties shared;
the AUC how often it scores higher than another. "same kind": the others are of the kind that it is. "another's": the
garment gives way to a like one of another brand from another picture, so that light and camera tell nothing. Chance is
25 %, 10 % and 50 %.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import CatalogueError, EmbedderError
from recommender.index.building import build_index
from recommender.network.embedder import Embedder
from recommender.network.garment_finder import GarmentFinder
from recommender.outfits.knowledge import OutfitKnowledge
from recommender.outfits.places import ABOVE, place_of
from recommender.product import Product
from recommender.recommender import Recommender
from recommender.training.data import CataloguePart, held_out
from recommender.training.outfits.gathering import gather_outfits, learn_denim
from recommender.training.outfits.learning import usage_of, wearers_of
from recommender.training.outfits.strips_seen import STRIP_KINDS, SeenStrip, WornPiece
from scripts.lib.evaluate.measures import Estimate

_OTHERS = 9
_DRESSED = 200  # held-out garments that are asked about in the shop
OutfitScore = Callable[[WornPiece, SeenStrip], float]


def evaluate_outfits(options: argparse.Namespace) -> dict[str, Any]:
    """{"sides": {score: {measure: Estimate}}, ...}, as `scripts.lib.evaluate.report` prints it."""
    embedder, knowledge = Embedder.load(options.embedder), OutfitKnowledge.shipped()
    if knowledge is None:
        raise EmbedderError("the package knows nothing of outfits")
    products = list(read_catalogue(options.catalogue))
    denim = learn_denim([each for each in products if not held_out(each.id, options.held_out)], embedder)
    pieces = gather_outfits([each for each in products if held_out(each.id, options.held_out)], embedder, denim)
    if not any(piece.strips for piece in pieces):
        raise CatalogueError(f"{options.catalogue}: no held-out pictures of models who wear more than one piece")
    sides = outfit_figures(pieces, outfit_scores(knowledge, pieces))
    if options.index:
        left = [each for each in products if not held_out(each.id, options.held_out)]
        build_index(CataloguePart(options.catalogue, left), options.index, embedder)
        garments = [each for each in products if held_out(each.id, options.held_out) and place_of(each.type)]
        random.Random(5).shuffle(garments)
        shop = Recommender.open(options.index, embedder, finder=GarmentFinder.shipped())
        sides["in the shop"] = variety_figures(shop, garments[:_DRESSED])
    return {
        "catalogue": str(options.catalogue),
        "products": len(pieces),
        "embedder": f"{embedder.version}, {knowledge.version}",
        "sides": sides,
    }


def variety_figures(recommender: Recommender, garments: Sequence[Product]) -> dict[str, Estimate]:
    """How much the outfits of these garments, by their pictures, are alike, and how well they keep to the same use."""
    outfits: list[tuple[Product, list[Product]]] = []
    for garment in garments:
        answer = recommender.recommend(Path(garment.image).read_bytes())
        shown = [hit.product.id for hit in answer.hits]
        hits = recommender.goes_with(answer.query, answer.embedder_version, shown=shown).hits
        outfits.append((garment, [hit.product for hit in hits]))
    outfits = [(garment, found) for garment, found in outfits if found]
    every = list(chain.from_iterable(found for _, found in outfits))
    most = max(Counter(each.id for each in every).items(), key=lambda pair: pair[1], default=("", 0))[0]
    pairs = [(usage_of(garment), usage_of(each)) for garment, found in outfits for each in found]
    return {
        "has the most frequent piece": Estimate.of([float(most in {e.id for e in found}) for _, found in outfits]),
        "first pieces, each once": _once([found[0].id for _, found in outfits]),
        "all pieces, each once": _once([each.id for each in every]),
        "a top's first piece is jeans": Estimate.of(
            [float(found[0].type == "Jeans") for garment, found in outfits if place_of(garment.type) in ABOVE]
        ),
        "black": Estimate.of([float(each.colour == "Black") for each in every]),
        "the same use": Estimate.of([float(own == its) for own, its in pairs if own and its]),
    }


def _once(ids: Sequence[str]) -> Estimate:
    share = len(set(ids)) / max(1, len(ids))
    return Estimate(share, share, share, len(ids))


def outfit_scores(knowledge: OutfitKnowledge, pieces: Sequence[WornPiece]) -> dict[str, OutfitScore]:
    """Popularity: how likely the piece is with anything. The others: how much likelier it is with the garment."""
    places = np.array([place_of(word) for word in knowledge.types])
    # What is usual on legs, under whatever top; and on feet, under whatever trousers. (2, T)
    usual = {
        place: np.einsum("gut,gutk->gk", knowledge.sold[..., places == over], knowledge.worn[:, :, places == over])
        / len(knowledge.usages)
        for place, over in (("lower", "upper"), ("feet", "lower"))
    }

    def of_kinds(strip: SeenStrip, shares: np.ndarray) -> float:
        types = [
            (probability, [knowledge.type_places[word.casefold()] for word in STRIP_KINDS.get(kind, (kind,))])
            for kind, probability in strip.kinds.items()
            if all(word.casefold() in knowledge.type_places for word in STRIP_KINDS.get(kind, (kind,)))
        ]
        return sum(probability * float(shares[where].sum()) for probability, where in types) + 1e-4

    def popularity(piece: WornPiece, strip: SeenStrip) -> float:
        if not strip.kinds:
            return float(np.log(strip.colours @ knowledge.tints[places == strip.place].mean(axis=0)))
        shares = np.array(wearers_of(piece.product)) @ usual[strip.place]
        tints = np.where(places == strip.place, shares, 0) @ knowledge.tints
        return float(np.log(of_kinds(strip, shares)) + np.log(strip.colours @ tints + 1e-6))

    def kinds(piece: WornPiece, strip: SeenStrip) -> float:
        own = knowledge.type_places.get(piece.product.type.casefold())
        if not strip.kinds or own is None:
            return 0.0
        wearers, uses = np.array(wearers_of(piece.product)), knowledge.usage(piece.embedding[None])[0]
        shares = np.einsum("g,u,guk->k", wearers, uses, knowledge.worn[:, :, own])
        return float(np.log(of_kinds(strip, shares) / of_kinds(strip, wearers @ usual[strip.place])))

    def colours(piece: WornPiece, strip: SeenStrip) -> float:
        own = knowledge.colour_places.get(piece.product.colour.casefold())
        return 0.0 if own is None else float(np.log(strip.colours @ np.exp(knowledge.harmony[own])))

    # Strips and pieces are no whole products: each is taken from the middle of its like.
    pairs: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for piece in pieces:
        for strip in piece.strips:
            pairs.setdefault(strip.place, []).append((piece.embedding, strip.embedding))
    middles = {place: np.mean(seen, axis=0) for place, seen in pairs.items()}

    def matching(piece: WornPiece, strip: SeenStrip) -> float:
        if strip.place == "feet":
            return 0.0
        above, below = knowledge.matching
        sides = (above, below) if strip.place == "lower" else (below, above)
        seen = zip((piece.embedding, strip.embedding), middles[strip.place], sides, strict=True)
        first, second = (side @ (embedding - middle) for embedding, middle, side in seen)
        return float(first @ second)

    return {
        "popularity": popularity,
        "kinds": kinds,
        "colours": colours,
        "counts": lambda piece, strip: kinds(piece, strip) + colours(piece, strip),
        "matching": matching,
        "lookalike": lambda piece, strip: kinds(piece, strip) + colours(piece, strip) + matching(piece, strip),
    }


def outfit_figures(
    pieces: Sequence[WornPiece], scores: Mapping[str, OutfitScore], seed: int = 7
) -> dict[str, dict[str, Estimate]]:
    """{score: {measure: Estimate}}, over all strips, and apart by where they are worn."""
    questions = [
        (piece, strip, others, alike, _another(piece, pieces))
        for piece, strip in ((piece, strip) for piece in pieces for strip in piece.strips)
        for others, alike in [_others(piece, strip, pieces, seed)]
        if len(others) == _OTHERS
    ]
    found: dict[str, dict[str, Estimate]] = {}
    for name, score in scores.items():
        measures: dict[str, list[float]] = {}
        for piece, strip, others, alike, another in questions:
            own = score(piece, strip)
            against = np.array([score(piece, each) for each in others])
            told = {
                "1 of 4": _first(own, against[:3]),
                "1 of 10": _first(own, against),
                "AUC": _auc(own, against),
            }
            told[f"AUC, {strip.place}"] = told["AUC"]
            if len(alike) == _OTHERS:
                told["1 of 4, same kind"] = _first(own, np.array([score(piece, each) for each in alike[:3]]))
            if another is not None:
                in_place = score(another, strip), np.array([score(another, each) for each in others])
                told["1 of 4, another's"] = _first(in_place[0], in_place[1][:3])
                told["AUC, another's"] = _auc(*in_place)
            for measure, value in told.items():
                measures.setdefault(measure, []).append(value)
        found[name] = {measure: Estimate.of(values) for measure, values in measures.items()}
    return found


def _first(own: float, against: np.ndarray) -> float:
    """1 where nothing else scores as high; a share of it where others do."""
    return 0.0 if (against > own).any() else 1.0 / (1 + int((against == own).sum()))


def _auc(own: float, against: np.ndarray) -> float:
    return float(np.mean((against < own) + (against == own) / 2))


def _another(piece: WornPiece, pieces: Sequence[WornPiece]) -> WornPiece | None:
    """One of the same type, colour and usage for the same people, of another brand as its title begins."""
    product = piece.product

    def alike(other: Product) -> bool:
        same = (other.type, other.colour, other.gender, usage_of(other))
        return same == (product.type, product.colour, product.gender, usage_of(product))

    found = [other for other in pieces if alike(other.product) and _brand(other.product) != _brand(product)]
    return min(found, key=lambda other: other.product.id, default=None)


def _brand(product: Product) -> str:
    return product.title.split(" ")[0].casefold()


def _others(
    piece: WornPiece, strip: SeenStrip, pieces: Sequence[WornPiece], seed: int
) -> tuple[list[SeenStrip], list[SeenStrip]]:
    """Strips of other products in the same place on somebody of the same sex; and those of the same kind."""
    rng = np.random.default_rng([seed, *piece.product.id.encode(), len(strip.place)])
    there = [
        each
        for other in pieces
        if other.product.id != piece.product.id and wearers_of(other.product) == wearers_of(piece.product)
        for each in other.strips
        if each.place == strip.place
    ]
    mixed = [there[at] for at in rng.permutation(len(there))]
    same = [each for each in mixed if _likeliest(each) == _likeliest(strip)]
    return mixed[:_OTHERS], same[:_OTHERS]


def _likeliest(strip: SeenStrip) -> str:
    return max(strip.kinds, key=lambda kind: strip.kinds[kind], default="")
