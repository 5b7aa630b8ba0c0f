"""The facade that the bot and the scripts use: every way to ask the current index, with its contract."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from recommender import query as packed_query
from recommender.answer_pipeline import AnswerPipeline, ms_since
from recommender.answers import (
    Answer,
    Attributes,
    CatalogueWords,
    DecodedPhoto,
    Filters,
    Garment,
    Guess,
    PhotoRequest,
    RankingRequest,
    Timings,
)
from recommender.errors import QueryError, RecommenderError
from recommender.index.current import CurrentIndex
from recommender.index.engines import EngineName
from recommender.index.protocol import IndexLike
from recommender.outfits.answering import OutfitAnswers
from recommender.outfits.completing import garment_asked
from recommender.outfits.knowledge import OutfitKnowledge
from recommender.photo.decoding import DEFAULT_LIMITS, PhotoLimits, load_photo
from recommender.product import Product
from recommender.protocols import EmbedderLike, FinderLike
from recommender.query import Query
from recommender.ranking.ranking import DEFAULT_WEIGHTS, RankingWeights

if TYPE_CHECKING:
    from recommender.index.milvus.connection import MilvusSettings
    from recommender.index.milvus.current import CurrentMilvus

_OF_MEAN = 2000  # products are enough to tell what is typical
_TINY = 1e-6
ANY = Filters()
FIRST_FIVE = RankingRequest()


class Recommender:
    """Answers photos from the current index. Safe to call from several threads.

    Before each call it looks (two stats) whether a reindex has made another version current, and takes that up if it
    can be used; calls under way finish with the version that they began with.
    """

    def __init__(self, current: CurrentIndex | CurrentMilvus, pipeline: AnswerPipeline) -> None:
        """Use `Recommender.open`."""
        self._current = current
        self._pipeline = pipeline
        self._outfits = OutfitAnswers(pipeline.embedder, OutfitKnowledge.shipped())

    @classmethod
    def open(
        cls,
        index_dir: str | Path,
        embedder: EmbedderLike | None = None,
        weights: RankingWeights = DEFAULT_WEIGHTS,
        limits: PhotoLimits = DEFAULT_LIMITS,
        finder: FinderLike | None = None,
        load: Callable[[bytes], np.ndarray] | None = None,
        only_additions: bool = False,
        engine: EngineName = "auto",
        milvus: MilvusSettings | None = None,
    ) -> Recommender:
        """With the embedder of the package and its garment finder (if it has one), if no embedder is given; with an
        embedder, and no finder, every photo is one garment. Photos beyond `limits` are refused. `load` decodes photos
        elsewhere, within limits of its own: see PhotoDecoders. `only_additions`: while there are products
        that were added one by one (recommender.index.additions), those of the index itself are not shown. `engine`:
        what searches (docs/scale.md). `milvus`: where the index is instead, without such products.

        Raises EmbedderError, IndexMissingError, IndexCorruptError, IndexMismatchError, IndexUnavailableError.
        """
        if embedder is None:
            from recommender.network.embedder import Embedder

            embedder = Embedder.load()
            if finder is None:
                from recommender.network.garment_finder import GarmentFinder

                finder = GarmentFinder.shipped()
        pipeline = AnswerPipeline(embedder, finder, weights, load or partial(load_photo, limits=limits))
        if milvus is not None:
            from recommender.index.milvus.current import CurrentMilvus

            return cls(CurrentMilvus(milvus, embedder), pipeline)
        return cls(CurrentIndex(Path(index_dir), embedder, only_additions, engine), pipeline)

    @property
    def embedder_version(self) -> str:
        return self._pipeline.embedder.version

    @property
    def index_version(self) -> str:
        return self._current.index.version

    @property
    def product_count(self) -> int:
        return len(self._current.index)

    @property
    def words(self) -> CatalogueWords:
        """How the served catalogue describes its products."""
        return self._current.words

    @property
    def refresh_error(self) -> RecommenderError | None:
        """Why the version that `current` names is not the one in use; None when it is."""
        return self._current.refresh_error

    def warm(self) -> None:
        """Get everything ready that the first answer does not wait for (scikit-learn: seconds to import). For a process
        that is to stay, in a thread of its own; what is asked meanwhile is answered."""
        self._current.warm()

    def refresh(self, *, wait: bool = False) -> bool:
        """Take up another current version, if there is one; says whether. Called by all that answers, which do not wait
        for another thread that is just doing it."""
        is_new = self._current.refresh(wait=wait)
        if is_new:
            self._outfits.forget()
        return is_new

    def products(self, product_ids: Collection[str]) -> dict[str, Product]:
        """Those of them that are served, as the catalogue has them now."""
        self.refresh()
        index = self._current.index
        return {product.id: product for product in index.products(index.rows(product_ids))}

    def recommend(self, data: bytes, filters: Filters = ANY, k: int = 5, garment: Garment | None = None) -> Answer:
        """The k most similar products to the most prominent garment in the photo, or to the one given, which is one of
        an earlier answer's (any box will do). Those are of its kind, if the shop has any. Raises PhotoError."""
        answer = self.recommend_many([PhotoRequest(data, RankingRequest(filters, k), garment)])[0]
        if isinstance(answer, RecommenderError):
            raise answer
        return answer

    def decode(self, data: bytes) -> DecodedPhoto:
        """What a PhotoRequest may hold instead of the bytes, for who decodes before photos are put together. Raises
        PhotoError."""
        return self._pipeline.decode(data)

    def recommend_many(self, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]:
        """As `recommend`, for several photos that the network sees at once: each one's answer, or its PhotoError."""
        self.refresh()
        return self._pipeline.answer_photos(self._current.index, requests)

    def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        """The next hits of the ranking that `query` (an Answer's) began. The request excludes the ids shown so far, and
        ranks count on from them; with other filters or another context than before, it is another ranking. Raises
        QueryError when the query is damaged or of another embedder."""
        began = time.perf_counter()
        self.refresh()
        continued = self._unpacked(query, embedder_version)
        first_rank = len(set(request.exclude)) + 1
        answer = self._pipeline.answer_query(self._current.index, continued, request, first_rank)
        return replace(answer, timings=_search_only(began))

    def more_like(self, product_id: str, request: RankingRequest = FIRST_FIVE) -> Answer:
        """The products that are most similar to this one by its own embedding, itself left out, as is what the request
        excludes; ranks count from 1. Raises UnknownProductError."""
        began = time.perf_counter()
        self.refresh()
        index = self._current.index
        query = _of_product(index, product_id)
        return replace(self._pipeline.answer_query(index, query, request), timings=_search_only(began))

    def goes_with(
        self, query: bytes, embedder_version: str, request: RankingRequest = FIRST_FIVE, shown: Collection[str] = ()
    ) -> Answer:
        """What is worn with the garment of an Answer's `query`, of other kinds (see OutfitAnswers); `shown` are the ids
        of that answer's products: what was asked for besides is in them. Asked again by its own query without the ids
        shown so far, it gives others. Raises QueryError as `further`."""
        began = time.perf_counter()
        self.refresh()
        index, garment = self._current.index, self._unpacked(query, embedder_version)
        told = garment_asked(garment.attributes, index.products(index.rows(shown)))
        asked = replace(garment, attributes=told, garment=None)
        return replace(self._outfits.answer(index, asked, request), timings=_search_only(began))

    def goes_with_product(self, product_id: str, request: RankingRequest = FIRST_FIVE) -> Answer:
        """The same for one of the shop's products. Raises UnknownProductError."""
        began = time.perf_counter()
        self.refresh()
        index = self._current.index
        answer = self._outfits.answer(index, _of_product(index, product_id), request)
        return replace(answer, timings=_search_only(began))

    def named(self, request: RankingRequest) -> Answer:
        """The products that the filters name, without a photo: those closest to the mean of all of them first, since
        they are the most typical. Where nothing is admitted, the first of the relaxed filters that admit something
        count. The answer's query goes on as a photo's does."""
        began = time.perf_counter()
        self.refresh()
        index = self._current.index
        samples = (index.sample(each, _OF_MEAN) for each in (request.filters, *request.context.relaxed, ANY))
        mean = index.embeddings_of(next(rows for rows in samples if len(rows))).mean(axis=0)
        query = packed_query.rounded(Query(mean / max(float(np.linalg.norm(mean)), _TINY)))
        answer = self._pipeline.answer_query(index, query, request)
        return replace(answer, confidence="close", timings=_search_only(began))

    def _unpacked(self, query: bytes, embedder_version: str) -> Query:
        embedder = self._pipeline.embedder
        if embedder_version != embedder.version:
            raise QueryError(f"a query of embedder {embedder_version}, in use is {embedder.version}")
        return packed_query.unpack(query, embedder.dim)


def _of_product(index: IndexLike, product_id: str) -> Query:
    """One of the shop's products as a query. Raises UnknownProductError."""
    row = index.row(product_id)
    product = index.products([row])[0]
    words = (product.kind, product.gender, product.colour)
    attributes = Attributes(*((Guess(word, 1.0),) if word else () for word in words))
    query = Query(index.embeddings_of([row])[0], replace(attributes, looks=index.looks_of(row)), product_id)
    return packed_query.rounded(query)


def _search_only(began: float) -> Timings:
    elapsed = ms_since(began)
    return Timings(search=elapsed, total=elapsed)
