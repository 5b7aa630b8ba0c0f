"""The facade that the bot and the scripts use: an embedder, the current index, and answers.

Longer than 300 lines because every way to ask is here with its contract; what they share is in ranking and queries.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from recommender import query as packed_query
from recommender.answers import (
    Answer,
    Attributes,
    CatalogueWords,
    Filters,
    Garment,
    Guess,
    Hit,
    PhotoRequest,
    RankingRequest,
    Timings,
)
from recommender.errors import IndexMissingError, QueryError, RecommenderError
from recommender.index import files as index_files
from recommender.index.catalogue_words import catalogue_words
from recommender.index.search import Index
from recommender.network import crops
from recommender.network.recognition import Seen, View, Views
from recommender.photo.decoding import DEFAULT_LIMITS, PhotoLimits, load_photo
from recommender.product import Product
from recommender.protocols import EmbedderLike, FinderLike, NetworkOutputLike
from recommender.query import Query
from recommender.ranking import context, instance_match, ranking
from recommender.ranking.ranking import CANDIDATES, DEFAULT_WEIGHTS, RankingWeights, Vocabulary

log = logging.getLogger(__name__)

ANY = Filters()
FIRST_FIVE = RankingRequest()


class Recommender:
    """Answers photos from the current index. Safe to call from several threads.

    Before each call it looks (one stat) whether a reindex has made another version current, and takes that up; calls
    under way finish with the version that they began with. A new version that is damaged, or of another embedder, is
    not taken up: the one in use goes on serving, and `refresh_error` says why.
    """

    def __init__(
        self,
        index_dir: Path,
        embedder: EmbedderLike,
        index: Index,
        weights: RankingWeights = DEFAULT_WEIGHTS,
        limits: PhotoLimits = DEFAULT_LIMITS,
        finder: FinderLike | None = None,
    ) -> None:
        """Use `Recommender.open`."""
        self._dir = index_dir
        self._embedder = embedder
        self._index = index
        self._weights = weights
        self._limits = limits
        self._finder = finder
        self._vocabulary = Vocabulary.of(embedder.types, embedder.genders, embedder.colours)
        self._mark = (0, 0, 0)
        self._words: tuple[Index, CatalogueWords] | None = None
        self._refreshing = threading.Lock()
        self._refresh_error: RecommenderError | None = None

    @classmethod
    def open(
        cls,
        index_dir: str | Path,
        embedder: EmbedderLike | None = None,
        weights: RankingWeights = DEFAULT_WEIGHTS,
        limits: PhotoLimits = DEFAULT_LIMITS,
        finder: FinderLike | None = None,
    ) -> Recommender:
        """With the embedder of the package and its garment finder (if it has one), if no embedder is given; with an
        embedder, and no finder, every photo is one garment. Photos beyond `limits` are refused.

        Raises EmbedderError, IndexMissingError, IndexCorruptError, IndexMismatchError.
        """
        if embedder is None:
            from recommender.network.embedder import Embedder

            embedder = Embedder.load()
            if finder is None:
                from recommender.network.garment_finder import GarmentFinder

                finder = GarmentFinder.shipped()
        folder = Path(index_dir)
        # The mark from before the files: a swap in between is seen at the first call.
        mark = index_files.current_mark(folder)
        recommender = cls(folder, embedder, _load(folder, embedder), weights, limits, finder)
        recommender._mark = mark
        return recommender

    @property
    def embedder_version(self) -> str:
        return self._embedder.version

    @property
    def index_version(self) -> str:
        return self._index.version

    @property
    def product_count(self) -> int:
        return len(self._index)

    @property
    def words(self) -> CatalogueWords:
        """How the served catalogue describes its products."""
        index = self._index
        if self._words is None or self._words[0] is not index:
            self._words = (index, catalogue_words(index.table))
        return self._words[1]

    @property
    def refresh_error(self) -> RecommenderError | None:
        """Why the version that `current` names is not the one in use; None when it is."""
        return self._refresh_error

    def warm(self) -> None:
        """Get everything ready that the first answer does not wait for (scikit-learn: seconds to import). For a process
        that is to stay, in a thread of its own; what is asked meanwhile is answered."""
        self._index.warm()
        self._index.table.titles()

    def refresh(self) -> bool:
        """Take up another current version, if there is one; says whether. Called by all that answers."""
        mark = index_files.current_mark(self._dir)
        # No mark: the index was removed under our feet, which is no reason to stop answering from it.
        if mark == self._mark or mark == (0, 0, 0) or not self._refreshing.acquire(blocking=False):
            return False
        try:
            if mark == self._mark:
                return False
            # Whatever comes of it, this version is not tried again at every call.
            self._mark = mark
            fresh = _load(self._dir, self._embedder)
        except IndexMissingError:
            return False
        except RecommenderError as error:
            self._refresh_error = error
            log.error("the new index is not taken up, %s goes on serving: %s", self._index.version, error)
            return False
        finally:
            self._refreshing.release()
        changed = fresh.version != self._index.version
        self._index, self._refresh_error = fresh, None
        log.info("index %s: %d products", fresh.version, len(fresh))
        return changed

    def products(self, product_ids: Collection[str]) -> dict[str, Product]:
        """Those of them that are served, as the catalogue has them now."""
        self.refresh()
        table = self._index.table
        return {product.id: product for product in (table.product(row) for row in table.rows(product_ids))}

    def product(self, product_id: str) -> Product:
        """Raises UnknownProductError."""
        self.refresh()
        table = self._index.table
        return table.product(table.row(product_id))

    def recommend(self, data: bytes, filters: Filters = ANY, k: int = 5, garment: Garment | None = None) -> Answer:
        """The k most similar products to the most prominent garment in the photo, or to the one given, which is one of
        an earlier answer's (any box will do). Raises PhotoError."""
        answer = self.recommend_many([PhotoRequest(data, RankingRequest(filters, k), garment)])[0]
        if isinstance(answer, RecommenderError):
            raise answer
        return answer

    def recommend_many(self, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]:
        """As `recommend`, for several photos that the network sees at once: each one's answer, or its PhotoError.

        The timings of `embed` (finding garments included) and `search` are each photo's share.
        """
        self.refresh()
        index = self._index
        outcomes: list[Seen | RecommenderError] = [self._decode(request) for request in requests]
        seen = [one for one in outcomes if isinstance(one, Seen)]
        if not seen:
            return [one for one in outcomes if isinstance(one, RecommenderError)]
        began = time.perf_counter()
        outcomes = self._find(outcomes)
        seen = [one for one in outcomes if isinstance(one, Seen)]
        rows = self._look(seen)
        embed_ms = _ms_since(began) / len(seen)
        began = time.perf_counter()
        views = [one.views(self._embedder, rows) for one in seen]
        nearest = self._recognise(index, views)
        share_ms = _ms_since(began) / len(seen)
        answers: list[Answer | RecommenderError] = []
        place = 0
        for request, one in zip(requests, outcomes, strict=True):
            if isinstance(one, RecommenderError):
                answers.append(one)
                continue
            began = time.perf_counter()
            # Where filters leave fewer products, rank searches among those.
            first, near_it = views[place].garments[0], nearest[place] if request.ranking.filters == ANY else None
            answer = self._answer(index, first.packed, first.query, request.ranking, nearest=near_it)
            answer = one.told(answer, views[place].garments)
            search_ms = share_ms + _ms_since(began)
            timings = Timings(one.decode_ms, embed_ms, search_ms, one.decode_ms + embed_ms + search_ms)
            answers.append(replace(answer, timings=timings))
            place += 1
        return answers

    def _look(self, seen: Sequence[Seen]) -> Iterator[tuple[NetworkOutputLike, int]]:
        """Each photo's pictures looked at, in one batch those closely and in one the others."""
        pictures = [(picture, one.closely) for one in seen for picture in one.pictures()]
        looks = {
            how: self._embedder.predict([picture for picture, close in pictures if close == how], thorough=how)
            for how in {close for _, close in pictures}
        }
        rows = {how: iter(range(len(part))) for how, part in looks.items()}
        return ((looks[how], next(rows[how])) for _, how in pictures)

    def _recognise(self, index: Index, views: Sequence[Views]) -> list[tuple[np.ndarray, np.ndarray]]:
        """Let each view that shows a product of the shop name it, where that can be told; gives the distances and rows
        of the closest products to each photo's first view."""
        every = [[*part.garments, *([part.whole] if part.whole else [])] for part in views]
        # One search for all.
        distances, rows = index.nearest(np.stack([view.query.embedding for part in every for view in part]), CANDIDATES)
        searched = iter(zip(distances, rows, strict=True))
        first = []
        for part, looked_at in zip(views, every, strict=True):
            closest = [next(searched) for _ in looked_at]
            found = [
                instance_match.very_product(index, view.query, view.details, near, view.studio, self._weights)
                for view, near in zip(looked_at, closest, strict=True)
            ]
            if part.whole is not None:
                whole = found.pop()
                about = _shown_by(index, whole, part.garments, found)
                if about is not None:
                    found[about] = whole
                    # A photo that is as a whole recognised as a product's is about that product.
                    part.garments.insert(0, part.garments.pop(about))
                    found.insert(0, found.pop(about))
                    closest.insert(0, closest.pop(about))
            first.append(closest[0])
            for number, (view, very) in enumerate(zip(part.garments, found, strict=True)):
                if very.id:
                    packed, query = packed_query.rounded(replace(view.query, very=very.id))
                    part.garments[number] = replace(view, packed=packed, query=query)
        return first

    def _decode(self, request: PhotoRequest) -> Seen | RecommenderError:
        began = time.perf_counter()
        try:
            photo = load_photo(request.data, self._limits)
        except RecommenderError as error:
            return error
        asked = () if request.garment is None else (request.garment,)
        return Seen(photo, asked, _ms_since(began), asked=bool(asked))

    def _find(self, outcomes: Sequence[Seen | RecommenderError]) -> list[Seen | RecommenderError]:
        """The photos with the garments in them, where none was asked for."""
        if self._finder is None:
            return list(outcomes)
        whole = [one for one in outcomes if isinstance(one, Seen) and not one.asked]
        found = iter(self._finder.find([one.photo for one in whole]))
        return [
            replace(one, garments=next(found)) if isinstance(one, Seen) and not one.asked else one for one in outcomes
        ]

    def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        """The next hits of the ranking that `query` (an Answer's) began. The request excludes the ids shown so far, and
        ranks count on from them; with other filters or another context than before, it is another ranking. Raises
        QueryError when the query is damaged or of another embedder."""
        began = time.perf_counter()
        self.refresh()
        if embedder_version != self._embedder.version:
            raise QueryError(f"a query of embedder {embedder_version}, in use is {self._embedder.version}")
        continued = packed_query.unpack(query, self._embedder.dim)
        answer = self._answer(self._index, query, continued, request, first_rank=len(set(request.exclude)) + 1)
        return replace(answer, timings=_search_only(began))

    def more_like(self, product_id: str, request: RankingRequest = FIRST_FIVE) -> Answer:
        """The products that are most similar to this one by its own embedding, itself left out, as is what the request
        excludes; ranks count from 1. Raises UnknownProductError."""
        began = time.perf_counter()
        self.refresh()
        index = self._index
        row = index.table.row(product_id)
        product = index.table.product(row)
        known = Attributes(*(tuple(Guess(word, 1.0) for word in (text,) if word) for text in _attributes_of(product)))
        packed, query = packed_query.rounded(Query(index.embeddings[row], known, product_id))
        answer = self._answer(index, packed, query, request)
        return replace(answer, timings=_search_only(began))

    def _answer(
        self,
        index: Index,
        packed: bytes,
        query: Query,
        request: RankingRequest,
        first_rank: int = 1,
        nearest: tuple[np.ndarray, np.ndarray] | None = None,
    ) -> Answer:
        request = replace(request, k=max(1, request.k))
        ranked = context.rank(index, query, request, self._weights, nearest, self._vocabulary)
        confidence = ranking.confidence_of(ranked.distances, self._embedder.thresholds, query.nothing)
        if confidence == "loose" and query.very and ranked.rows and index.table.ids[ranked.rows[0]] == query.very:
            confidence = "close"  # recognised by its details, whatever the light does to its embedding
        seen = crops.garment_seen(query.attributes.type)
        hits = tuple(
            Hit(index.table.product(row), rank, distance, relaxation)
            for rank, (row, distance, relaxation) in enumerate(
                zip(ranked.rows, ranked.distances, ranked.relaxations, strict=True), start=first_rank
            )
        )
        return Answer(
            hits=hits,
            garments=() if confidence == "none" or seen is None else (seen,),
            attributes=query.attributes,
            confidence=confidence,
            query=packed,
            embedder_version=self._embedder.version,
            index_version=index.version,
            exhausted=ranked.exhausted,
        )


def _load(folder: Path, embedder: EmbedderLike) -> Index:
    index = Index.from_files(*index_files.read_version(folder))
    index.check_embedder(embedder)
    return index


def _attributes_of(product: Product) -> tuple[str, str, str]:
    return product.type, product.gender, product.colour


def _ms_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000.0


def _shown_by(
    index: Index, whole: instance_match.Found, garments: Sequence[View], found: Sequence[instance_match.Found]
) -> int | None:
    """The place of the garment that is the product for which the `whole` photo is taken; None where it is taken for
    none, or the garment's own crop says as surely what it is."""
    if not whole.id:
        return None
    kind = index.table.product(index.table.row(whole.id)).garment
    for place, (view, own) in enumerate(zip(garments, found, strict=True)):
        if len(garments) == 1 or view.garment is None or view.garment.type == kind:
            return place if whole.sure > own.sure else None
    return None


def _search_only(began: float) -> Timings:
    elapsed = _ms_since(began)
    return Timings(search=elapsed, total=elapsed)
