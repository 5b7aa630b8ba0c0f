"""From the bytes of photos to answers, step by step: decode, find garments, embed, match instances, rank."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recommender import query as packed_query
from recommender.answers import Answer, DecodedPhoto, Filters, Hit, PhotoRequest, RankingRequest, Timings
from recommender.errors import RecommenderError
from recommender.index.protocol import IndexLike
from recommender.network import crops
from recommender.network.garment_queries import PhotoQueries, PhotoWithGarments, Prediction
from recommender.protocols import EmbedderLike, FinderLike
from recommender.query import Query
from recommender.ranking import instance_match
from recommender.ranking.agreement import agreement
from recommender.ranking.context import rank_in_context
from recommender.ranking.instance_match import MatchedPhoto
from recommender.ranking.ranking import CANDIDATES, KnownWords, RankingWeights, confidence_of


@dataclass(frozen=True)
class AnswerPipeline:
    """What answers are made with, whatever index they come from; without a finder every photo is one garment. `load`:
    `load_photo`, or what does as it does."""

    embedder: EmbedderLike
    finder: FinderLike | None
    weights: RankingWeights
    load: Callable[[bytes], np.ndarray]

    def answer_photos(self, index: IndexLike, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]:
        """Each photo's answer, or its PhotoError. The timings of `embed` (finding garments included) and `search` are
        each photo's share of the batch's."""
        decoded = [self._decode(request) for request in requests]
        photos = [photo for photo in decoded if isinstance(photo, PhotoWithGarments)]
        rankings = [
            request.ranking
            for request, photo in zip(requests, decoded, strict=True)
            if isinstance(photo, PhotoWithGarments)
        ]
        answers = iter(self._answer_decoded(index, photos, rankings) if photos else ())
        return [photo if isinstance(photo, RecommenderError) else next(answers) for photo in decoded]

    def _answer_decoded(
        self, index: IndexLike, photos: Sequence[PhotoWithGarments], rankings: Sequence[RankingRequest]
    ) -> list[Answer]:
        began = time.perf_counter()
        photos = self._find_garments(photos)
        predictions = self._embed(photos)
        embed_ms = ms_since(began) / len(photos)
        began = time.perf_counter()
        matched = self._match_instances(index, [photo.queries(self.embedder, predictions) for photo in photos])
        match_ms = ms_since(began) / len(photos)
        answers = []
        for photo, (garments, nearest), ranking in zip(photos, matched, rankings, strict=True):
            began = time.perf_counter()
            # Where filters leave fewer products, the ranking searches among those.
            usable = nearest if ranking.filters == Filters() else None
            first = garments[0]
            query = first.pressed if photo.chosen else first.query
            answer = self.answer_query(index, query, ranking, nearest=usable, studio=first.studio)
            answer = photo.with_garments(answer, garments)
            search_ms = match_ms + ms_since(began)
            total_ms = photo.decode_ms + embed_ms + search_ms
            answers.append(replace(answer, timings=Timings(photo.decode_ms, embed_ms, search_ms, total_ms)))
        return answers

    def decode(self, data: bytes) -> DecodedPhoto:
        """Raises PhotoError."""
        began = time.perf_counter()
        pixels = self.load(data)
        return DecodedPhoto(pixels, ms_since(began))

    def _decode(self, request: PhotoRequest) -> PhotoWithGarments | RecommenderError:
        try:
            photo = self.decode(request.data) if isinstance(request.data, bytes) else request.data
        except RecommenderError as error:
            return error
        garments = () if request.garment is None else (request.garment,)
        return PhotoWithGarments(photo.pixels, garments, photo.decode_ms, bool(garments), glimpse=request.glimpse)

    def _find_garments(self, photos: Sequence[PhotoWithGarments]) -> Sequence[PhotoWithGarments]:
        """The photos with the garments in them, where none was chosen."""
        if self.finder is None:
            return photos
        found = iter(self.finder.find([photo.small for photo in photos if not photo.chosen]))
        return [photo if photo.chosen else replace(photo, garments=next(found)) for photo in photos]

    def _embed(self, photos: Sequence[PhotoWithGarments]) -> Iterator[Prediction]:
        """What the network says of each photo's regions, one after another. It sees them in two batches: those that
        are worth several framings, and the others."""
        regions = [(region, photo.thorough) for photo in photos for region in photo.cut_out()]
        outputs = {
            way: self.embedder.predict([region for region, thorough in regions if thorough == way], thorough=way)
            for way in {thorough for _, thorough in regions}
        }
        rows = {way: iter(range(len(output))) for way, output in outputs.items()}
        return ((outputs[thorough], next(rows[thorough])) for _, thorough in regions)

    def _match_instances(self, index: IndexLike, photos: Sequence[PhotoQueries]) -> list[MatchedPhoto]:
        """One search for all queries of all photos; then each query names the product that it surely shows."""
        embeddings = [one.query.embedding for photo in photos for one in photo.all]
        found = zip(*index.nearest(np.stack(embeddings), CANDIDATES), strict=True)
        return [
            instance_match.match_photo(index, photo, [next(found) for _ in photo.all], self.weights) for photo in photos
        ]

    def answer_query(
        self,
        index: IndexLike,
        query: Query,
        request: RankingRequest,
        first_rank: int = 1,
        nearest: tuple[np.ndarray, np.ndarray] | None = None,
        studio: bool = False,
    ) -> Answer:
        """The answer to one query. `nearest`: distances and rows of the closest products, where they are known;
        `studio`: its photo is known to be of a shop's kind."""
        request = replace(request, k=max(1, request.k))
        ranked = rank_in_context(index, query, request, self.weights, nearest, self._known_words)
        products = index.products(ranked.rows)
        agrees = agreement(index.columns(ranked.rows), query.attributes, self._known_words)
        is_instance = bool(products and query.instance_id == products[0].id)
        thresholds = self.embedder.thresholds
        confidence = confidence_of(ranked.distances, thresholds, query.nothing, agrees, studio, is_instance)
        garment = crops.garment_seen(query.attributes.type)
        found = zip(products, ranked.distances, ranked.relaxations, strict=True)
        return Answer(
            hits=tuple(
                Hit(product, rank, distance, relaxation)
                for rank, (product, distance, relaxation) in enumerate(found, start=first_rank)
            ),
            garments=() if confidence == "none" or garment is None else (garment,),
            attributes=query.attributes,
            confidence=confidence,
            query=packed_query.pack(query),
            embedder_version=self.embedder.version,
            index_version=index.version,
            exhausted=ranked.exhausted,
            cut_short=ranked.cut_short,
            agreement=agrees,
        )

    @cached_property
    def _known_words(self) -> KnownWords:
        return KnownWords.of(self.embedder.types, self.embedder.genders, self.embedder.colours)


def ms_since(began: float) -> float:
    """Milliseconds since a reading of `time.perf_counter`."""
    return (time.perf_counter() - began) * 1000.0
