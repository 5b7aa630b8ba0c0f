"""Which product is the very one in the photo, if the shop has it.

The closest few by embedding are compared by their details: the one that is clearly ahead of all others is taken to be
the photo's own product, and goes first whatever the network calls it. If it is not, it is at least what looks most
alike. What the network recognised has no say here: on re-taken photos it cost four products in a hundred.

A shop's kind of picture is another matter: two products of one kind, photographed in one studio, agree in all details
but their colour. Such a picture of something that the shop has is nearly a copy of the shop's own, so it has to be
close, or stand out the more. As lenient as with phone photos, two in three pictures of what the shop did not have were
taken for something that it had.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.index.search import Index
from recommender.network import local_descriptors
from recommender.query import Query
from recommender.ranking.ranking import DEFAULT_WEIGHTS, RankingWeights


@dataclass(frozen=True, slots=True)
class Found:
    """A product's id, "" for none, and how sure it is that the photo shows it: 0 where it only just is."""

    id: str = ""
    sure: float = -np.inf


NOT_FOUND = Found()


def very_product(
    index: Index,
    query: Query,
    seen: np.ndarray,
    nearest: tuple[np.ndarray, np.ndarray],
    studio: bool = False,
    weights: RankingWeights = DEFAULT_WEIGHTS,
) -> Found:
    """The product in the photo; none where none stands out, where the index keeps no details, or where a product's own
    picture was sent, which is found by its embedding.

    A product's score is its cosine similarity and `weights.details` times the agreement of its details. The best is the
    very product if it is ahead of the next by `weights.ahead`, or by less where it is alike anyway: by `weights.alike`
    times what its score is above 1. In a `studio` picture it has to be ahead by `weights.doubt` times what its cosine
    distance is above `weights.copied`. These numbers were fitted on 1,000 re-taken products and 600 copied pictures,
    1,061 products, re-taken and not, and 539 phone photos, that the index did not have: four in ten of the
    re-taken, a tenth of the pictures and one in forty of the phone photos of what it doesn't have are taken for one
    that it has.

    seen: the photo's map of details (h, w, d + 1); nearest: distances and rows of the closest products, closest first.
    """
    distances, rows = (part[: weights.compared] for part in nearest)
    if index.descriptors is None or not index.descriptors.size or not len(rows) or distances[0] < weights.itself:
        return NOT_FOUND
    scores = 1.0 - distances + weights.details * local_descriptors.agreement(seen, index.descriptors[rows])
    best = int(np.argmax(scores))
    # The same picture under another id is no rival.
    apart = 1.0 - index.embeddings[rows] @ index.embeddings[rows[best]]
    rivals = scores[apart >= weights.duplicate]
    ahead = scores[best] - rivals.max() if len(rivals) else 1.0
    if studio:
        sure = float(ahead - weights.doubt * (distances[best] - weights.copied))
    else:
        sure = float(ahead + weights.alike * (scores[best] - 1.0) - weights.ahead)
    return Found(str(index.table.ids[int(rows[best])]), sure) if sure >= 0 else NOT_FOUND
