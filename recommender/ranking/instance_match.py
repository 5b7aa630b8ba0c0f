"""Instance match: which product of the shop is the very one in the photo, if any.

The closest few by embedding are compared by their local descriptors: the one that is clearly ahead of all others is
taken to be the photo's own product, and goes first whatever the network calls it. If it is not, it is at least what
looks most alike. What the network recognised has no say here: on re-taken photos it cost four products in a hundred.

A shop's kind of picture is another matter: two products of one kind, photographed in one studio, agree in all
descriptors but those of their colour. Such a picture of something that the shop has is nearly a copy of the shop's own,
so it has to be close, or stand out the more. As lenient as with phone photos, two in three pictures of what the shop
did not have were taken for something that it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender import query as packed_query
from recommender.index.protocol import IndexLike
from recommender.network import local_descriptors
from recommender.network.garment_queries import GarmentQuery, PhotoQueries
from recommender.ranking.instance_words import belief, told_by
from recommender.ranking.ranking import DEFAULT_WEIGHTS, RankingWeights

Nearest = tuple[np.ndarray, np.ndarray]  # distances and rows of the closest products, closest first
# The queries of a photo's garments, the one to be answered first, and what is nearest to that one.
MatchedPhoto = tuple[tuple[GarmentQuery, ...], Nearest]


@dataclass(frozen=True, slots=True)
class InstanceMatch:
    """A product's id, "" for none, and how sure it is that the photo shows it: 0 where it only just is."""

    product_id: str = ""
    certainty: float = -np.inf


NO_MATCH = InstanceMatch()


def match_photo(
    index: IndexLike, photo: PhotoQueries, nearest: Sequence[Nearest], weights: RankingWeights = DEFAULT_WEIGHTS
) -> MatchedPhoto:
    """The garments' queries, each naming the product that it shows where that can be told. `nearest` is parallel to
    the photo's queries, `photo.all`."""
    pairs = zip(photo.all, nearest, strict=True)
    matched = [(one, match_instance(index, one, near, weights), near) for one, near in pairs]
    if photo.whole is not None:
        _, whole, _ = matched.pop()
        place = _garment_of(index, whole, [(one, match) for one, match, _ in matched])
        if place is not None:
            # A photo that is as a whole recognised as a product's is about that product.
            one, _, near = matched.pop(place)
            matched.insert(0, (one, whole, near))
    return tuple(_named(index, one, match) for one, match, _ in matched), matched[0][2]


def _named(index: IndexLike, seen: GarmentQuery, match: InstanceMatch) -> GarmentQuery:
    """With the product that it shows, and what that says of it: nothing, where it is of another kind than the garment
    that was pressed or found."""
    if not match.product_id:
        return seen
    product = index.products([index.row(match.product_id)])[0]
    query = replace(seen.query, instance_id=match.product_id)
    if seen.garment is None or seen.garment.type == product.garment:
        told = told_by(product, query.attributes, belief(match.certainty))
        query = packed_query.rounded(replace(query, attributes=told))
    return replace(seen, query=query)


def match_instance(
    index: IndexLike, seen: GarmentQuery, nearest: Nearest, weights: RankingWeights = DEFAULT_WEIGHTS
) -> InstanceMatch:
    """The product in the photo. There is none where none stands out, where the index keeps no descriptors, or where a
    product's own picture was sent, which is found by its embedding.

    A product's score is its cosine similarity and `weights.descriptors` times the agreement of its local descriptors.
    The best is the product in the photo if it is ahead of the next by `weights.ahead`, or by less where it is alike
    anyway: by `weights.alike` times what its score is above 1. In a studio picture it has to be ahead by
    `weights.doubt` times what its cosine distance is above `weights.copied`.

    These numbers were fitted on 1,000 re-taken products and 600 copied pictures; and, none of them in the index, on
    1,061 products, re-taken and not, and 539 phone photos. Of what the index doesn't have, four in ten of the re-taken,
    a tenth of the pictures and one in forty of the phone photos are taken for a product that it has.
    """
    distances, rows = (part[: weights.compared] for part in nearest)
    if not len(rows) or distances[0] < weights.same_picture:
        return NO_MATCH
    _, pictures = index.closest_pictures(seen.query.embedding, rows)
    details = index.details_of(pictures)
    if details is None or not details.size:
        return NO_MATCH
    agreement = local_descriptors.agreement(seen.descriptors, details)
    scores = 1.0 - distances + weights.descriptors * agreement
    best = int(np.argmax(scores))
    # The same picture under another id is no rival.
    embeddings = index.embeddings_of(pictures)
    apart = 1.0 - embeddings @ embeddings[best]
    rivals = scores[apart >= weights.duplicate]
    ahead = scores[best] - rivals.max() if len(rivals) else 1.0
    if seen.studio:
        certainty = float(ahead - weights.doubt * (distances[best] - weights.copied))
    else:
        certainty = float(ahead + weights.alike * (scores[best] - 1.0) - weights.ahead)
    return InstanceMatch(index.ids(rows[best : best + 1])[0], certainty) if certainty >= 0 else NO_MATCH


def _garment_of(
    index: IndexLike, whole: InstanceMatch, garments: Sequence[tuple[GarmentQuery, InstanceMatch]]
) -> int | None:
    """The place of the garment that is the product for which the `whole` photo is taken; None where it is taken for
    none, or the garment's own crop says as surely what it is."""
    if not whole.product_id:
        return None
    kind = index.products([index.row(whole.product_id)])[0].garment
    for place, (one, own) in enumerate(garments):
        if len(garments) == 1 or one.garment is None or one.garment.type == kind:
            return place if whole.certainty > own.certainty else None
    return None
