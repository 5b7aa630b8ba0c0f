"""Outfits as answers: what the package knows, made ready once for each version of an index."""

from __future__ import annotations

from dataclasses import dataclass, field

from recommender import query as packed_query
from recommender.answers import Answer, Hit, RankingRequest
from recommender.index.protocol import IndexLike
from recommender.outfits.completing import Outfit, OutfitMaker
from recommender.outfits.knowledge import OutfitKnowledge
from recommender.protocols import EmbedderLike
from recommender.query import Query


@dataclass
class OutfitAnswers:
    """Safe to use from several threads: at worst two make the same ready."""

    embedder: EmbedderLike
    knowledge: OutfitKnowledge | None
    _ready: OutfitMaker | None = field(default=None, repr=False)

    def forget(self) -> None:
        """Let go of an index that is no longer in use."""
        self._ready = None

    def answer(self, index: IndexLike, garment: Query, request: RankingRequest) -> Answer:
        """What goes with the garment, whose query goes on: ranks count on from what is excluded. Its confidence is
        "close" where models are often seen so, else "loose"; "none" where there is nothing to offer."""
        maker = self._maker(index)
        found = Outfit() if maker is None else maker.around(garment, request)
        pieces = zip(index.products(found.rows), found.distances, strict=True)
        first_rank = len(set(request.exclude)) + 1
        return Answer(
            hits=tuple(Hit(product, rank, distance) for rank, (product, distance) in enumerate(pieces, first_rank)),
            garments=(),
            attributes=garment.attributes,
            confidence=("close" if found.often else "loose") if found.rows else "none",
            query=packed_query.pack(garment),
            embedder_version=self.embedder.version,
            index_version=index.version,
            exhausted=found.exhausted,
        )

    def _maker(self, index: IndexLike) -> OutfitMaker | None:
        ready = self._ready
        if self.knowledge is not None and (ready is None or ready.index is not index):
            ready = OutfitMaker(index, self.knowledge, self.knowledge.embedder == self.embedder.version)
            self._ready = ready
        return ready
