"""Counts of what models wear together, as an `OutfitKnowledge`: which kinds, for whom and what for, in which colours.

Few pictures show few things, so every share leans on more general ones by some pictures' weight (Dirichlet smoothing;
MacKay & Peto 1995). Of a type for a usage it leans on that of the type and on that of the usage, these on what is sold.
A picture that shows trousers
and shoes, and one that shows a shirt over such trousers, together say which shoes go with the shirt. What no picture
shows (a belt, a bag) is as what is sold for the same people and usage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from recommender.errors import CatalogueError
from recommender.outfits.knowledge import WEARERS, OutfitKnowledge
from recommender.outfits.places import ABOVE, BodyPlace, place_of
from recommender.product import Product
from recommender.training.outfits.matching import learn_matching
from recommender.training.outfits.strips_seen import STRIP_KINDS, SeenStrip, WornPiece, fit_softmax

USAGES = ("Casual", "Formal", "Sports", "Ethnic")
_FEW = 3  # products without which a type is not known
_LEAN = 8.0  # pictures that the more general share counts as
_CHANCE = 10.0  # pairs that chance counts as, for colours
_AS_SOLD = 30.0  # strips that the colours that are sold count as


def usage_of(product: Product) -> str:
    """One of USAGES, "" for none."""
    said = product.extra.get("usage", "")
    return {"Smart Casual": "Formal", "Party": "Formal", "Travel": "Casual", "Home": "Casual"}.get(
        said, said if said in USAGES else ""
    )


def wearers_of(product: Product) -> tuple[float, float]:
    """How much of it counts for men, and for women."""
    men, women = (product.audience in each for each in (("Men", "Boys"), ("Women", "Girls")))
    return (0.5, 0.5) if men == women else (float(men), float(women))


def learn_outfits(
    sold: Sequence[Product],
    pieces: Sequence[WornPiece],
    pictured: Sequence[Product],
    embeddings: np.ndarray,
    colours: Sequence[str],
    embedder_version: str,
) -> OutfitKnowledge:
    """`sold`: all products, for what is sold; `pieces`: pictures of models; `pictured` and their `embeddings`,
    (n, dim), for what a piece is for. `colours` are the embedder's words. None of them may be held out. Raises
    CatalogueError."""
    counts = Counter(product.type for product in sold if place_of(product.type) is not None)
    types = tuple(sorted(word for word, count in counts.items() if count >= _FEW))
    if not {"upper", "lower", "feet"} <= {place_of(word) for word in types} or not pieces:
        raise CatalogueError("too few kinds, or no pictures of models, to learn from what is worn together")
    learner = _Learner(types, tuple(colours))
    share = learner.sold(sold)
    worn, seen = learner.worn(pieces, share)
    known = [(row, USAGES.index(usage)) for row, each in enumerate(pictured) if (usage := usage_of(each))]
    usages = fit_softmax(embeddings[[row for row, _ in known]], [usage for _, usage in known], len(USAGES))
    return OutfitKnowledge(
        "",
        embedder_version,
        types,
        USAGES,
        learner.colours,
        worn,
        seen,
        share,
        learner.harmony(pieces),
        learner.tints(sold, pieces, share),
        learner.centres(pictured, embeddings),
        *usages,
        learn_matching(pieces),
        learner.middles(pictured, embeddings),
    )


class _Learner:
    def __init__(self, types: tuple[str, ...], colours: tuple[str, ...]) -> None:
        self.types, self.colours = types, colours
        self._place = {word: at for at, word in enumerate(types)}
        self._colour = {word: at for at, word in enumerate(colours)}
        self._of: dict[BodyPlace, np.ndarray] = {
            place: np.array([at for at, word in enumerate(types) if place_of(word) == place], np.intp)
            for place in ("upper", "over", "lower", "feet", "whole", "finish")
        }

    def sold(self, products: Sequence[Product]) -> np.ndarray:
        """(2, U, T): shares within each place, for whom and for which usage."""
        found = np.zeros((len(WEARERS), len(USAGES), len(self.types)))
        for product in products:
            usage = usage_of(product)
            if product.type in self._place and usage:
                found[:, USAGES.index(usage), self._place[product.type]] += wearers_of(product)
        general = found.sum(axis=1, keepdims=True)
        for of_place in self._of.values():
            if len(of_place):
                usual = general[..., of_place] + 0.1
                usual = usual / usual.sum(axis=-1, keepdims=True)
                found[..., of_place] = _leaning(found[..., of_place], usual)
        return found

    def worn(self, pieces: Sequence[WornPiece], sold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(2, U, T, T) shares and (T, T) numbers of pictures."""
        pairs = np.zeros((len(WEARERS), len(USAGES), len(self.types), len(self.types)))
        for piece in pieces:
            usage, own = usage_of(piece.product), self._place.get(piece.product.type)
            if not usage or own is None:
                continue
            for strip in piece.strips:
                pairs[:, USAGES.index(usage), own] += self._types_of(strip, piece.product, sold)
        legs, feet = self._of["lower"], self._of["feet"]
        found = np.repeat(sold[:, :, None], len(self.types), axis=2)
        seen = np.zeros((len(self.types), len(self.types)))
        total = pairs.sum(axis=(0, 1))
        tops = np.concatenate([self._of[place] for place in ABOVE])
        usual = pairs[:, :, tops][..., legs].sum(axis=2) + _LEAN * sold[..., legs]
        usual = usual / usual.sum(axis=-1, keepdims=True)  # on legs, whatever is over it
        for first, second in ((tops, legs), (legs, feet)):
            block = pairs[:, :, first][..., second]
            backed = np.repeat((usual if second is legs else sold[..., second])[:, :, None], len(first), axis=2)
            of_type = _leaning(block.sum(axis=1), backed.mean(axis=1))
            # A formal shirt is worn like shirts, and like what is formal.
            found[:, :, first[:, None], second[None]] = _leaning(block, (of_type[:, None] + backed) / 2)
            seen[first[:, None], second[None]] = total[first][:, second].sum(axis=1, keepdims=True)
        on_legs, on_feet = found[:, :, :, legs], found[:, :, legs][..., feet]
        for place in ABOVE:
            over = self._of[place]
            found[:, :, over[:, None], feet[None]] = on_legs[:, :, over] @ on_feet
            seen[over[:, None], feet[None]] = np.minimum(seen[over, legs[0]][:, None], seen[legs, feet[0]].sum())
            joint = on_legs[:, :, over] * sold[:, :, over, None]  # (2, U, over, legs)
            back = np.swapaxes(joint / joint.sum(axis=2, keepdims=True), 2, 3)
            found[:, :, legs[:, None], over[None]] = back
            seen[legs[:, None], over[None]] = total[over][:, legs].sum(axis=0)[:, None]
            to_legs = on_feet * usual[..., None]  # (2, U, legs, feet)
            to_legs = np.swapaxes(to_legs / to_legs.sum(axis=2, keepdims=True), 2, 3)
            found[:, :, feet[:, None], legs[None]] = to_legs
            found[:, :, feet[:, None], over[None]] = to_legs @ back
        of_feet = total[legs][:, feet].sum(axis=0)[:, None]
        seen[feet[:, None], legs[None]] = of_feet
        seen[feet[:, None], self._of["upper"][None]] = of_feet
        return found, seen

    def _types_of(self, strip: SeenStrip, product: Product, sold: np.ndarray) -> np.ndarray:
        """(2, T): for whom it counts, and how probably it is of each type. What a strip cannot tell apart, and what the
        network cannot, seeing shoes that small, is as it is sold to them for that usage."""
        wearers, usage = np.array(wearers_of(product)), usage_of(product)
        usual = wearers @ sold[:, USAGES.index(usage)] if usage else sold.mean(axis=1).T @ wearers
        found = np.zeros(len(self.types))
        for kind, probability in strip.kinds.items():
            members = [self._place[word] for word in STRIP_KINDS.get(kind, (kind,)) if word in self._place]
            shares = (
                usual[members] if strip.place == "feet" else usual[members] / max(float(usual[members].sum()), 1e-9)
            )
            found[members] += probability * shares
        return np.outer(wearers, found / max(float(found.sum()), 1e-9) if found.any() else found)

    def harmony(self, pieces: Sequence[WornPiece]) -> np.ndarray:
        """(C, C): the logarithm of how much oftener than by chance; 0 where next to nothing is known."""
        joint = np.zeros((len(self.colours), len(self.colours)))
        chance = np.zeros_like(joint)
        for place in ("upper", "lower", "feet"):
            pairs = [
                (self._colour[piece.product.colour], strip.colours)
                for piece in pieces
                for strip in piece.strips
                if strip.place == place and piece.product.colour in self._colour
            ]
            here = np.zeros_like(joint)
            for own, seen in pairs:
                here[own] += seen
            joint += here
            chance += np.outer(here.sum(axis=1), here.sum(axis=0)) / max(float(here.sum()), 1.0)
        joint, chance = joint + joint.T, chance + chance.T
        return np.asarray(np.log((joint + _CHANCE) / (chance + _CHANCE)))

    def tints(self, products: Sequence[Product], pieces: Sequence[WornPiece], sold: np.ndarray) -> np.ndarray:
        """(T, C): the colours of each type, as worn and as sold."""
        as_sold = np.full((len(self.types), len(self.colours)), 0.1)
        for product in products:
            if product.type in self._place and product.colour in self._colour:
                as_sold[self._place[product.type], self._colour[product.colour]] += 1
        as_sold /= as_sold.sum(axis=1, keepdims=True)
        worn = np.zeros_like(as_sold)
        for piece in pieces:
            for strip in piece.strips:
                worn += np.outer(self._types_of(strip, piece.product, sold).sum(axis=0), strip.colours)
        return np.asarray((worn + _AS_SOLD * as_sold) / (worn.sum(axis=1, keepdims=True) + _AS_SOLD))

    def middles(self, pictured: Sequence[Product], embeddings: np.ndarray) -> np.ndarray:
        """(2, dim): of the products that are worn above, and below."""
        places = np.array([place_of(product.type) or "" for product in pictured])
        return np.stack([embeddings[np.isin(places, side)].mean(axis=0) for side in (ABOVE, ("lower",))])

    def centres(self, pictured: Sequence[Product], embeddings: np.ndarray) -> np.ndarray:
        """(T, dim): means; that of all where no picture is of the type."""
        rows = np.array([self._place.get(product.type, -1) for product in pictured])
        whole = embeddings.mean(axis=0)
        return np.stack(
            [embeddings[rows == at].mean(axis=0) if (rows == at).any() else whole for at in range(len(self.types))]
        )


def _leaning(counts: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Counts, (..., n), as shares that lean on the `usual` ones."""
    return np.asarray((counts + _LEAN * usual) / (counts.sum(axis=-1, keepdims=True) + _LEAN))
