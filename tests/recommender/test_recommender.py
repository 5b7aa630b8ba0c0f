"""The facade: photos in, answers out; pages, "more like this", and a new index taken up while it runs."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from recommender import query as packed_query
from recommender.answers import Attributes, Filters, Garment, Guess, PhotoRequest, RankingRequest
from recommender.errors import (
    EmbedderError,
    IndexCorruptError,
    IndexMismatchError,
    IndexMissingError,
    PhotoError,
    QueryError,
    UnknownProductError,
)
from recommender.index.building import build_index
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, blank, picture, stock

COUNT = 60


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    build_index(Shelf(stock(tmp_path / "shop", COUNT)), tmp_path / "index", ColourEmbedder())
    return tmp_path


@pytest.fixture
def recommender(shop: Path) -> Recommender:
    return Recommender.open(shop / "index", ColourEmbedder())


def test_the_shops_own_photo_finds_its_product(recommender: Recommender) -> None:
    """Each product's own picture answers with that product first, as exact, at distance nought."""
    for number in range(COUNT):
        answer = recommender.recommend(picture(number))
        assert (answer.hits[0].product.id, answer.confidence) == (str(number), "exact")
        assert answer.hits[0].distance < 1e-5


def test_an_answer_says_all_that_it_should(recommender: Recommender) -> None:
    """Five hits ranked from 1, attributes most probable first, one garment over the whole photo, times and versions."""
    answer = recommender.recommend(picture(3, size=64))
    assert [hit.rank for hit in answer.hits] == [1, 2, 3, 4, 5]
    assert answer.attributes.type[0] == Guess("Tshirts", pytest.approx(0.6, abs=1e-3))
    assert [guess.probability for guess in answer.attributes.colour] == sorted(
        (guess.probability for guess in answer.attributes.colour), reverse=True
    )
    assert answer.garments == (Garment((0.0, 0.0, 1.0, 1.0), "top", pytest.approx(0.6, abs=1e-3)),)
    assert answer.photo_size == (64, 64)
    assert (answer.embedder_version, answer.index_version) == ("colour-1", recommender.index_version)
    assert answer.timings.total == pytest.approx(
        answer.timings.decode + answer.timings.embed + answer.timings.search, abs=1e-6
    )
    assert min(answer.timings.decode, answer.timings.embed, answer.timings.search) > 0


def test_only_a_photo_of_nothing_is_none(recommender: Recommender) -> None:
    """Where the network sees no product the answer is "none", and no garment is claimed; a photo of something is never,
    however far it is from all that the shop has."""
    embedder = ColourEmbedder()
    embedder.thresholds = replace(embedder.thresholds, exact=-1.0, close=-1.0)
    strict = Recommender.open(recommender._current.folder, embedder)
    assert strict.recommend(picture(999)).confidence == "loose"
    answer = strict.recommend(blank())
    assert (answer.confidence, answer.garments, len(answer.hits)) == ("none", (), 5)


def test_an_instance_match_is_close(recommender: Recommender) -> None:
    """The photo's own product comes first, however far its embedding is: then more than "similar" is true. On a page
    where it does not come, it is not."""
    embedder = ColourEmbedder()
    embedder.thresholds = replace(embedder.thresholds, exact=-1.0, close=-1.0)
    strict = Recommender.open(recommender._current.folder, embedder)
    plain = packed_query.unpack(strict.recommend(picture(5)).query, embedder.dim)
    for instance, shown, wanted in (("", (), "loose"), ("3", (), "close"), ("3", ("3",), "loose")):
        packed = packed_query.pack(replace(plain, instance_id=instance))
        answer = strict.further(packed, embedder.version, RankingRequest(exclude=shown))
        assert (answer.confidence, answer.hits[0].product.id == "3") == (wanted, wanted == "close")


def test_a_garment_of_the_photo_is_searched_by_its_crop(recommender: Recommender) -> None:
    """With the box of the right half, the answer is to what the right half shows; a senseless box harms nobody."""
    import io

    import numpy as np
    from PIL import Image

    halves = [np.asarray(Image.open(io.BytesIO(picture(number)))) for number in (8, 21)]
    stream = io.BytesIO()
    Image.fromarray(np.concatenate(halves, axis=1)).save(stream, "PNG")
    for number, box in ((8, (0.0, 0.0, 0.5, 1.0)), (21, (0.5, 0.0, 1.0, 1.0))):
        pressed = Garment(box, "bag" if number == 8 else "top", 0.9)
        answer = recommender.recommend(stream.getvalue(), garment=pressed)
        assert answer.hits[0].product.id == str(number)
        assert {hit.product.garment for hit in answer.hits} == {pressed.type}
        assert answer.photo_size == (96, 48)
    for box in ((0.9, 0.9, 0.1, 0.1), (1.0, 1.0, 1.0, 1.0), (-5.0, 7.0, 9.0, 8.0)):
        assert recommender.recommend(stream.getvalue(), garment=Garment(box, "top", 0.9)).hits


def test_filters_reach_the_answer(recommender: Recommender) -> None:
    """All hits keep to the filters; too strict ones give fewer, and say that there are no more."""
    answer = recommender.recommend(picture(3), Filters(type="jeans", max_price=25.0))
    assert {hit.product.id for hit in answer.hits} == {"1", "4", "7", "10", "13"}
    answer = recommender.recommend(picture(3), Filters(type="jeans", max_price=12.0))
    assert [hit.product.id for hit in answer.hits] == ["1"]
    assert answer.exhausted


def test_no_photo_is_a_photo_error(recommender: Recommender) -> None:
    """Bytes that are no picture raise PhotoError."""
    with pytest.raises(PhotoError):
        recommender.recommend(b"hello")


def test_a_batch_answers_as_single_photos_do(recommender: Recommender) -> None:
    """Each photo of a batch gets its own answer, with its own filters and k, or its own error, in order."""
    requests = [
        PhotoRequest(picture(1)),
        PhotoRequest(b"nonsense"),
        PhotoRequest(picture(2), RankingRequest(Filters(gender="Women"), 3)),
        PhotoRequest(b""),
        PhotoRequest(picture(4), RankingRequest(k=1)),
    ]
    answers = recommender.recommend_many(requests)
    assert [isinstance(answer, PhotoError) for answer in answers] == [False, True, False, True, False]
    for request, answer in zip(requests, answers, strict=True):
        if not isinstance(answer, Exception):
            single = recommender.recommend(request.data, request.ranking.filters, request.ranking.k)
            assert [hit.product.id for hit in answer.hits] == [hit.product.id for hit in single.hits]
    assert recommender.recommend_many([]) == []
    assert len(recommender.recommend_many([PhotoRequest(b""), PhotoRequest(b"x")])) == 2


def test_further_pages_go_down_the_same_ranking(recommender: Recommender) -> None:
    """Pages of five are the ranking of all, cut into fives: no repeats, ranks count on, and the last one says so."""
    whole = recommender.recommend(picture(5), k=COUNT)
    page = recommender.recommend(picture(5))
    seen = [hit.product.id for hit in page.hits]
    while not page.exhausted:
        page = recommender.further(page.query, page.embedder_version, RankingRequest(exclude=seen))
        assert [hit.rank for hit in page.hits] == list(range(len(seen) + 1, len(seen) + len(page.hits) + 1))
        seen += [hit.product.id for hit in page.hits]
    assert seen == [hit.product.id for hit in whole.hits]
    assert whole.exhausted
    assert recommender.further(page.query, page.embedder_version, RankingRequest(exclude=seen)).hits == ()


def test_more_like_a_product(recommender: Recommender) -> None:
    """A product's own neighbours, without itself, also on the pages after; an unknown one is UnknownProductError."""
    answer = recommender.more_like("7", RankingRequest(exclude=["9"]))
    seen = [hit.product.id for hit in answer.hits]
    assert answer.hits[0].rank == 1
    after = recommender.further(answer.query, answer.embedder_version, RankingRequest(exclude=seen))
    seen += [hit.product.id for hit in after.hits]
    assert len(set(seen)) == 10
    assert not {"7", "9"} & set(seen[:5]) and "7" not in seen
    assert answer.attributes.type == (Guess("Jeans", 1.0),)
    with pytest.raises(UnknownProductError):
        recommender.more_like("nobody")


def test_a_query_that_cannot_be_continued(recommender: Recommender) -> None:
    """Another embedder's query, or one cut or flipped anywhere, is a QueryError or a harmless answer, never a crash."""
    answer = recommender.recommend(picture(5))
    with pytest.raises(QueryError):
        recommender.further(answer.query, "colour-0", RankingRequest())
    for end in range(len(answer.query)):
        with pytest.raises(QueryError):
            recommender.further(answer.query[:end], "colour-1", RankingRequest())
    for place in range(len(answer.query)):
        flipped = bytearray(answer.query)
        flipped[place] ^= 0x80
        try:
            recommender.further(bytes(flipped), "colour-1", RankingRequest())
        except QueryError:
            continue
    with pytest.raises(QueryError):
        recommender.further(answer.query + b"x", "colour-1", RankingRequest())


def test_a_query_survives_packing(recommender: Recommender) -> None:
    """Unpacked and packed again, a query is the same to the byte: it can be handed on for ever."""
    packed = recommender.recommend(picture(5)).query
    query = packed_query.unpack(packed, ColourEmbedder.dim)
    assert packed_query.pack(query) == packed
    query = replace(query, attributes=Attributes(colour=(Guess("Café au lait", 0.5),)), product_id="ü" * 40000)
    assert packed_query.unpack(packed_query.pack(query), ColourEmbedder.dim).product_id == "ü" * 40000


def test_opening_what_is_not_there_or_not_ours(shop: Path) -> None:
    """No index, and another embedder's, are told apart."""
    with pytest.raises(IndexMissingError):
        Recommender.open(shop / "nowhere", ColourEmbedder())
    with pytest.raises(IndexMismatchError):
        Recommender.open(shop / "index", ColourEmbedder("colour-2"))


def test_a_new_index_is_taken_up_while_running(recommender: Recommender, shop: Path) -> None:
    """After a reindex the very next answer is from the new index, warm as before; until then from the old one."""
    recommender.warm()
    old = recommender.index_version
    assert recommender.recommend(picture(COUNT)).hits[0].product.id != str(COUNT)
    assert not recommender.refresh()
    build_index(Shelf(stock(shop / "shop", COUNT + 1)), shop / "index", ColourEmbedder())
    answer = recommender.recommend(picture(COUNT))
    assert answer.hits[0].product.id == str(COUNT)
    assert answer.index_version == recommender.index_version != old
    assert recommender.product_count == COUNT + 1
    assert recommender._current.index.engine._neighbours


@pytest.mark.parametrize("fault", ["corrupt", "mismatch", "gone"])
def test_a_bad_new_index_is_not_taken_up(
    fault: str, recommender: Recommender, shop: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A new version that is damaged, another embedder's or removed leaves the old one serving; a good one mends it."""
    index, old = shop / "index", recommender.index_version
    products = stock(shop / "shop", COUNT + 1)
    build_index(Shelf(products), index, ColourEmbedder("colour-2" if fault == "mismatch" else "colour-1"))
    if fault == "corrupt":
        version = (index / "current").read_text().strip()
        (index / "versions" / version / "embeddings.npy").write_bytes(b"\x93NUMPY")
    elif fault == "gone":
        (index / "current").unlink()
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert recommender.recommend(picture(3)).hits[0].product.id == "3"
    assert recommender.index_version == old
    expected = {"corrupt": IndexCorruptError, "mismatch": IndexMismatchError, "gone": type(None)}[fault]
    assert isinstance(recommender.refresh_error, expected)
    assert len(caplog.records) == (fault != "gone")  # said once, not at every call
    build_index(Shelf(products), index, ColourEmbedder(), full=True)
    assert recommender.refresh()
    assert recommender.refresh_error is None
    assert recommender.product_count == COUNT + 1


@pytest.mark.slow  # many answers
def test_threads_answer_alike_while_indexes_change(recommender: Recommender, shop: Path) -> None:
    """Eight threads ask while the index is swapped under them: every answer is right, and belongs to one version."""

    products = stock(shop / "shop", COUNT + 4)
    stop = Event()

    def ask(number: int) -> list[tuple[str, int]]:
        wrong = []
        while not stop.is_set():
            hit = recommender.recommend(picture(number)).hits[0]
            if hit.product.id != str(number):
                wrong.append((hit.product.id, number))
        return wrong

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, number) for number in range(8)]
        try:
            for extra in range(1, 5):
                build_index(Shelf(products[: COUNT + extra]), shop / "index", ColourEmbedder())
        finally:
            stop.set()
        assert [future.result() for future in asking] == [[]] * 8
    assert recommender.recommend(picture(COUNT + 3)).hits[0].product.id == str(COUNT + 3)


def test_from_catalogue_to_answer_with_the_shipped_embedder(tmp_path: Path) -> None:
    """The weights in the package, end to end: a product's own picture finds it, and a fresh process could load it."""
    from recommender import Embedder

    try:
        embedder = Embedder.load()
    except (EmbedderError, FileNotFoundError):
        pytest.skip("the package has no trained weights yet")
    products = stock(tmp_path / "shop", 40)
    report = build_index(Shelf(products), tmp_path / "index", embedder)
    assert report.embedder_version == embedder.version
    recommender = Recommender.open(tmp_path / "index")
    found = [recommender.recommend(Path(product.image).read_bytes()).hits[0] for product in products]
    assert [hit.product.id for hit in found] == [product.id for product in products]
    assert max(hit.distance for hit in found) < 1e-3
    manifest = json.loads(next((tmp_path / "index").rglob("manifest.json")).read_text())
    assert (manifest["dim"], manifest["products"]) == (embedder.dim, 40)
