"""Photos with several garments: which is answered, the others' queries, and a garment chosen by the shopper."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.answers import Answer, Filters, Garment, PhotoRequest, RankingContext, RankingRequest
from recommender.index.building import build_index
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, blank, picture, stock

LEFT, RIGHT = (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)


class Halves:
    """Finds one garment in each half of a photo that is wider than high, the right one the more prominent; in any
    other photo one that fills the middle, or none where the photo is small."""

    def __init__(self) -> None:
        self.seen = 0

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
        self.seen += len(photos)
        return [self._in(photo) for photo in photos]

    def judge(self, found: Sequence[Garment], kinds: np.ndarray, nothing: np.ndarray) -> list[tuple[int, Garment]]:
        return list(enumerate(found))

    @staticmethod
    def _in(photo: np.ndarray) -> tuple[Garment, ...]:
        height, width = photo.shape[:2]
        if width > height:
            return Garment(RIGHT, "trousers", 0.8), Garment(LEFT, "top", 0.7)
        return (Garment((0.1, 0.1, 0.9, 0.9), "bag", 0.6),) if width > 40 else ()


@pytest.fixture
def index(tmp_path: Path) -> Path:
    build_index(Shelf(stock(tmp_path / "shop", 60)), tmp_path / "index", ColourEmbedder())
    return tmp_path / "index"


@pytest.fixture
def recommender(index: Path) -> Recommender:
    return Recommender.open(index, ColourEmbedder(), finder=Halves())


def _both(left: int, right: int) -> bytes:
    halves = [np.asarray(Image.open(io.BytesIO(picture(number)))) for number in (left, right)]
    stream = io.BytesIO()
    Image.fromarray(np.concatenate(halves, axis=1)).save(stream, "PNG")
    return stream.getvalue()


def _ids(answer: Answer) -> list[str]:
    return [hit.product.id for hit in answer.hits]


def test_the_most_prominent_garment_is_answered(recommender: Recommender) -> None:
    """Of two garments the first is searched by its crop; both are listed in order, each with a query of its own."""
    answer = recommender.recommend(_both(8, 21))
    assert _ids(answer)[0] == "21"
    assert [garment.type for garment in answer.garments] == ["trousers", "top"]
    assert answer.garment_queries[0] != answer.query, "pressed, it is held to its kind"
    assert answer.photo_size == (96, 48), "the photo's, not the crop's"


def test_another_garment_can_be_answered_without_the_photo(recommender: Recommender) -> None:
    """A garment's query leads to the answer that its crop gets while the photo is there."""
    data = _both(9, 22)
    answer = recommender.recommend(data)
    for garment, query in zip(answer.garments, answer.garment_queries, strict=True):
        asked = recommender.recommend(data, garment=garment)
        later = recommender.further(query, answer.embedder_version, RankingRequest())
        assert _ids(later) == _ids(asked)
        assert asked.query == query
    assert _ids(recommender.recommend(data, garment=answer.garments[1]))[0] == "9"


def test_a_garment_that_was_asked_for_is_not_looked_for(index: Path) -> None:
    """With a garment given, the photo is not searched for others: the answer lists that one."""
    finder = Halves()
    chosen = Garment(LEFT, "top", 0.7)
    answer = Recommender.open(index, ColourEmbedder(), finder=finder).recommend(_both(8, 21), garment=chosen)
    assert (answer.garments, finder.seen) == ((chosen,), 0)


def test_a_garment_is_searched_among_its_type_softly(index: Path) -> None:
    """What the shopper points at as trousers is believed to be some, though the network alone would say T-shirt; the
    other types stay possible."""
    asked = Recommender.open(index, ColourEmbedder()).recommend(_both(8, 21), garment=Garment(RIGHT, "trousers", 0.8))
    guesses = {guess.value: guess.probability for guess in asked.attributes.type}
    assert guesses["Jeans"] > 0.8 > guesses["Tshirts"] > 0


def test_a_garment_that_is_pressed_is_held_to_its_kind(recommender: Recommender) -> None:
    """All hits of the garment that was pressed are of its kind, page after page, whatever the network takes it for; of
    a kind that the shop does not have, it gets what is most alike. Nobody who answers unasked is held to anything."""
    data = _both(8, 21)
    first = recommender.recommend(data, k=30)
    assert {hit.product.garment for hit in first.hits} > {"trousers"}
    pressed = recommender.further(first.garment_queries[0], first.embedder_version, RankingRequest(k=10))
    shown = [hit.product.id for hit in pressed.hits]
    more = recommender.further(pressed.query, pressed.embedder_version, RankingRequest(k=60, exclude=shown))
    assert {hit.product.garment for hit in (*pressed.hits, *more.hits)} == {"trousers"}
    assert recommender.recommend(data, garment=Garment(RIGHT, "bag", 0.8)).hits, "the shop has no bags"


def test_filters_count_for_a_garment_that_is_held_to_its_kind(recommender: Recommender) -> None:
    """What is asked for besides is heeded within the kind; who names a type wants that."""
    pressed = recommender.recommend(_both(8, 21)).garment_queries[0]
    version = recommender.embedder_version
    red = recommender.further(pressed, version, RankingRequest(Filters(colour="Red"), k=60))
    assert {(hit.product.garment, hit.product.colour) for hit in red.hits} == {("trousers", "Red")}
    shirts = recommender.further(pressed, version, RankingRequest(Filters(type="Tshirts"), k=5))
    assert {hit.product.garment for hit in shirts.hits} == {"top"}
    relaxed = RankingContext(relaxed=(Filters(),))
    some = recommender.further(pressed, version, RankingRequest(Filters(colour="Red"), k=60, context=relaxed))
    assert {hit.product.garment for hit in some.hits} == {"trousers"} and len(some.hits) > len(red.hits)


def test_a_single_piece_is_answered_as_the_whole_photo(recommender: Recommender, index: Path) -> None:
    """One garment alone changes nothing of the answer but its box; what it is, the answer's own guess says."""
    plain = Recommender.open(index, ColourEmbedder()).recommend(picture(3, size=64))
    answer = recommender.recommend(picture(3, size=64))
    assert replace(answer, timings=plain.timings, garments=plain.garments) == plain
    assert answer.garments == (replace(plain.garments[0], box=(0.1, 0.1, 0.9, 0.9)),)
    assert answer.garment_queries == (answer.query,)


def test_where_nothing_is_found_the_photo_is_the_garment(recommender: Recommender) -> None:
    """The whole photo is searched and is the one garment, with its query."""
    answer = recommender.recommend(picture(3, size=32))
    assert [garment.box for garment in answer.garments] == [(0.0, 0.0, 1.0, 1.0)]
    assert answer.garment_queries == (answer.query,)


def test_no_garment_is_claimed_where_nothing_is_seen(recommender: Recommender) -> None:
    """ "none" for a photo in which no garment is surely found means no garment, and no query of one."""
    answer = recommender.recommend(blank(32))
    assert (answer.confidence, answer.garments, answer.garment_queries) == ("none", (), ())


@pytest.mark.parametrize(
    ("top", "trousers", "listed"), [(0.6, 0.3, 0), (0.6, 0.5, 2), (0.3, 0.3, 0), (0.8, 0.3, 2), (0.6, None, 0)]
)
def test_an_outfit_is_believed_where_the_whole_photo_shows_nothing(
    index: Path, top: float, trousers: float | None, listed: int
) -> None:
    """One garment of which the finder is sure, or two that are probable together: both are listed then. A single
    doubtful one is not, nor with a faint one beside it."""
    found = [Garment((0.05, 0.05, 0.4, 0.9), "top", top)]
    if trousers is not None:
        found.append(Garment((0.5, 0.05, 0.85, 0.9), "trousers", trousers))

    class Sees:
        def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
            return [tuple(found) for _ in photos]

    answer = Recommender.open(index, ColourEmbedder(), finder=Sees()).recommend(blank(200))
    assert len(answer.garments) == listed
    assert (answer.confidence == "none") == (listed == 0)


def test_a_batch_with_and_without_garments(recommender: Recommender) -> None:
    """Photos of several garments, of one, chosen ones and broken ones in one batch get what each gets alone."""
    requests = [
        PhotoRequest(_both(8, 21)),
        PhotoRequest(b"no photo"),
        PhotoRequest(picture(3)),
        PhotoRequest(_both(4, 5), garment=Garment(LEFT, "top", 0.9)),
    ]
    together = recommender.recommend_many(requests)
    for request, answer in zip(requests, together, strict=True):
        if isinstance(answer, Answer):
            alone = recommender.recommend(request.data, garment=request.garment)
            assert (_ids(answer), answer.garments) == (_ids(alone), alone.garments)
            assert len(answer.garment_queries) == len(answer.garments)
    assert not isinstance(together[1], Answer)
