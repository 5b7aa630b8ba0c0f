"""The final five: exact filters, soft attributes, one place for the variants of a product, pages without repeats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.answers import Attributes, Filters, Guess
from recommender.index.files import Manifest
from recommender.index.filtering import admitted
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product
from recommender.query import Query
from recommender.ranking.ranking import KnownWords, Ranked, RankingWeights, confidence_of, rank
from recommender.ranking.recolouring import recoloured
from tests.recommender.colour_embedder import THRESHOLDS

ANY = Filters()


def at(*degrees: float) -> np.ndarray:
    """Unit vectors in the plane, so that a distance is 1 - cos of an angle that the test names."""
    turns = np.radians(degrees)
    return np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


def index_of(products: list[Product], degrees: list[float], pictures: list[str] | None = None) -> Index:
    marks = pictures or [product.id for product in products]
    records = [IndexedProduct(product, PictureFingerprint(mark)) for product, mark in zip(products, marks, strict=True)]
    return Index(at(*degrees), ProductTable.of(records), Manifest("v", "e", 2, len(products), "", "", {}, {}))


def plain(count: int) -> list[Product]:
    return [Product(str(n), f"thing{'abcdefghijklmnopqrstuvwxyz'[n]}") for n in range(count)]


def ids(index: Index, ranked: Ranked) -> list[str]:
    return [index.table.ids[row] for row in ranked.rows]


def test_closest_first_with_pure_distances() -> None:
    """Without attributes the order is by distance, and the distances are cosine distances."""
    index = index_of(plain(4), [40, 10, 30, 20])
    ranked = rank(index, Query(at(0)[0]), ANY, 3)
    assert ids(index, ranked) == ["1", "3", "2"]
    np.testing.assert_allclose(ranked.distances, 1 - np.cos(np.radians([10, 20, 30])), atol=1e-6)
    assert not ranked.exhausted


def test_a_type_that_is_sure_is_found_beyond_the_candidates() -> None:
    """Eight shoes are nearer than the ring, more than there are candidates: it comes first where the photo surely shows
    a ring, if the filters admit it, and not where that is but a guess."""
    products = [replace(product, type="Shoes") for product in plain(10)]
    products[9] = replace(products[9], type="Ring", gender="Women")
    index = index_of(products, [10.0 + n for n in range(10)])

    def first(probability: float, filters: Filters = ANY) -> str:
        guesses = (Guess("Ring", probability), Guess("Shoes", 1 - probability))
        query = Query(at(0)[0], Attributes(type=guesses))
        return ids(index, rank(index, query, filters, 3, candidates=5))[0]

    assert first(0.9) == "9"
    assert first(0.45) == "0"
    assert first(0.9, Filters(type="Shoes")) == "0"


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (ANY, "01234567"),
        (Filters(gender="men"), "014"),
        (Filters(gender="Women"), "24"),
        (Filters(gender="Boys"), "3"),
        (Filters(type="JEANS"), "02"),
        (Filters(type="top"), "14"),
        (Filters(type="Spacesuit"), ""),
        (Filters(colour="navy blue"), "05"),
        (Filters(colour=("Navy Blue", "RED"), not_type="jeans"), "5"),
        (Filters(gender=("boys", "women")), "234"),
        (Filters(min_price=20), "1256"),
        (Filters(max_price=20), "01"),
        (Filters(min_price=20, max_price=20), "1"),
        (Filters(in_stock=True), "0124567"),
        (Filters(in_stock=False), "3"),
        (Filters(gender="Men", type="Jeans", max_price=15), "0"),
    ],
)
def test_filters_are_exact(filters: Filters, expected: str) -> None:
    """Each filter admits just what it says: case does not matter, Unisex fits men and women, no price fits no limit."""
    products = plain(8)
    products[0] = replace(products[0], gender="Men", type="Jeans", colour="Navy Blue", price=10.0)
    products[1] = replace(products[1], gender="Men", type="Tshirts", price=20.0)
    products[2] = replace(products[2], gender="Women", type="Jeans", price=30.0)
    products[3] = replace(products[3], gender="Boys", in_stock=False)
    products[4] = replace(products[4], gender="Unisex", type="Shirts")
    products[5] = replace(products[5], colour="navy blue", price=40.0)
    products[6] = replace(products[6], price=50.0)
    index = index_of(products, [float(n * 20) for n in range(8)])
    allowed = admitted(index.table, filters)
    assert "".join(np.array(index.table.ids)[allowed] if allowed is not None else index.table.ids) == expected
    assert "".join(sorted(ids(index, rank(index, Query(at(0)[0]), filters, 8)))) == expected


def _admitted(filters: Filters, *products: Product) -> list[str]:
    table = index_of(list(products), [float(n) for n in range(len(products))]).table
    allowed = admitted(table, filters)
    return [product.id for n, product in enumerate(products) if allowed is None or allowed[n]]


def test_genders_in_a_shops_own_words() -> None:
    """Google's female, a department's Ladieswear and a German Herren are found by women and men, and the other way."""
    words = ("female", "male", "unisex", "Ladieswear", "Herren", "W", "Women's", "Kids", "Divided", "")
    products = [Product(word, "Item", gender=word) for word in words]
    assert _admitted(Filters(gender="women"), *products) == ["female", "unisex", "Ladieswear", "W", "Women's"]
    assert _admitted(Filters(gender="female"), *products) == ["female", "unisex", "Ladieswear", "W", "Women's"]
    assert _admitted(Filters(gender="Men"), *products) == ["male", "unisex", "Herren"]
    assert _admitted(Filters(gender="Girls"), *products) == ["Kids"]
    assert _admitted(Filters(not_gender="women"), *products) == ["male", "unisex", "Herren", "Kids", "Divided", ""]


def test_the_network_knows_a_shops_genders() -> None:
    """What it takes for women's comes before what it takes for men's, whatever the shop calls them."""
    products = [replace(product, gender=gender) for product, gender in zip(plain(2), ("male", "female"), strict=True)]
    index = index_of(products, [10, 30])
    guesses = Attributes(gender=(Guess("Women", 0.9), Guess("Men", 0.1)))
    assert ids(index, rank(index, Query(at(0)[0], guesses), ANY, 2)) == ["1", "0"]


def test_colours_of_several_words() -> None:
    """A product in two colours is found by either, a shade by its colour; what is a colour of its own is not."""
    words = ("Green, Rust", "Navy/White", "Ice blue", "Navy Blue", "Blue")
    products = [Product(word, "Item", colour=word) for word in words]
    assert _admitted(Filters(colour="rust"), *products) == ["Green, Rust"]
    assert _admitted(Filters(colour="blue"), *products) == ["Ice blue", "Blue"]
    assert _admitted(Filters(colour="white"), *products) == ["Navy/White"]
    assert _admitted(Filters(not_colour="green"), *products) == [*words[1:]]


def test_garments_that_only_the_title_names() -> None:
    """A product without a type, or with one that says nothing, is what its title says."""
    products = [
        Product("1", "Tarn shirt"),
        Product("2", "Scree hiking boot", type="New arrivals"),
        Product("3", "Lune jeans", type="Apparel & Accessories > Clothing"),
        Product("4", "Boot bag", type="Bags"),
    ]
    assert [product.garment for product in products] == ["top", "footwear", "trousers", "bag"]
    assert _admitted(Filters(type="footwear"), *products) == ["2"]
    assert _admitted(Filters(type="top"), *products) == ["1"]


def test_filters_that_mean_the_same_are_equal() -> None:
    """One word is as good as a tuple of it, and what is not given as none."""
    assert Filters("Men", colour=None) == Filters(gender=("Men",), colour=()) != Filters(gender=("Men", "Boys"))
    assert Filters(None, None, None) == Filters(not_type=None) == Filters()


def test_strict_filters_reach_far() -> None:
    """The one product that a filter admits is found though hundreds are closer."""
    count = 700
    rng = np.random.default_rng(0)
    embeddings = rng.standard_normal((count, 16)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    far = int(np.argmin(embeddings @ embeddings[0]))
    records = [
        IndexedProduct(Product(str(n), f"t{n}x", colour="Red" if n == far else "Blue"), PictureFingerprint(str(n)))
        for n in range(count)
    ]
    index = Index(embeddings, ProductTable.of(records), Manifest("v", "e", 16, count, "", "", {}, {}))
    ranked = rank(index, Query(embeddings[0]), Filters(colour="red"), 5)
    assert ids(index, ranked) == [str(far)]
    assert ranked.exhausted


def test_attributes_move_softly() -> None:
    """Of two about as close, the one of the recognised type leads; a much closer one of another type stays first."""
    products = plain(3)
    products[0] = replace(products[0], type="Jeans")
    products[1] = replace(products[1], type="Shirts")
    products[2] = replace(products[2], type="Jeans")
    seen = Attributes(type=(Guess("Shirts", 0.9), Guess("Jeans", 0.1)))
    index = index_of(products, [12, -13, 60])
    assert ids(index, rank(index, Query(at(0)[0], seen), ANY, 3)) == ["1", "0", "2"]
    index = index_of(products, [2, 75, 80])
    assert ids(index, rank(index, Query(at(0)[0], seen), ANY, 1)) == ["0"]


def test_a_colour_that_passes_for_most_comes_first() -> None:
    """What is grey, or else one of two blues, is rather blue than grey: either blue passes for the other. By its own
    word alone grey would come first."""
    colours = ("Grey", "Navy Blue", "Red")
    index = index_of([Product(each, f"t{n}x", colour=each) for n, each in enumerate(colours)], [12, -12, 20])
    told = Attributes(colour=(Guess("Grey", 0.4), Guess("Navy Blue", 0.35), Guess("Blue", 0.25)))
    query, known = Query(at(0.0)[0], told), KnownWords.of((), (), (*colours, "Blue"))
    assert ids(index, rank(index, query, Filters(), 3, known=known)) == ["Navy Blue", "Grey", "Red"]
    strict = RankingWeights(passing=0.0)
    assert ids(index, rank(index, query, Filters(), 3, weights=strict, known=known)) == ["Grey", "Navy Blue", "Red"]


def test_the_photos_own_product_comes_first_whatever_it_is_called() -> None:
    """A photo that is the shop's own leads to its product, though the network sees another type and it is sold out."""
    products = plain(3)
    products[0] = replace(products[0], type="Shirts")
    products[1] = replace(products[1], type="Jeans", in_stock=False)
    products[2] = replace(products[2], type="Shirts")
    seen = Attributes(type=(Guess("Shirts", 1.0), Guess("Jeans", 0.0)))
    index = index_of(products, [8, 0, 12])
    assert ids(index, rank(index, Query(at(0)[0], seen), ANY, 3)) == ["1", "0", "2"]


def test_what_is_not_known_counts_neither_way() -> None:
    """A product without a type, or of one that the network does not know, ranks between agreement and contradiction."""
    products = [replace(p, type=t) for p, t in zip(plain(4), ["Jeans", "", "Spacesuit", "Shirts"], strict=True)]
    index = index_of(products, [10, -10.5, 11, 11.5])
    seen = Attributes(type=(Guess("Shirts", 0.9), Guess("Jeans", 0.1)))
    weights = RankingWeights(duplicate=0.0)
    assert ids(index, rank(index, Query(at(0)[0], seen), ANY, 4, weights=weights)) == ["3", "1", "2", "0"]


def test_sold_out_comes_a_little_later() -> None:
    """Out of stock loses against about as close, not against far."""
    products = plain(3)
    products[0] = replace(products[0], in_stock=False)
    index = index_of(products, [11, -12, 40])
    assert ids(index, rank(index, Query(at(0)[0]), ANY, 3)) == ["1", "0", "2"]


def test_variants_take_one_place() -> None:
    """The same picture, almost the same embedding, the same title in another colour or size: each is one product."""
    products = [
        Product("0", "Alpha"),
        Product("1", "Beta"),  # the same picture as 0
        Product("2", "Gamma"),  # as good as the same embedding as 0
        Product("3", "Puma Men Red Polo XL", brand="Puma", colour="Red"),
        Product("4", "Puma Men Navy Blue Polo 42", brand="Puma", colour="Navy Blue"),
        Product("5", "Puma Men Navy Blue Polo", brand="Nike", colour="Navy Blue"),
        Product("6", "Puma Men White Polo", brand="Puma"),  # far away: another design of the same name
    ]
    index = index_of(products, [0, 50, 1, 15, 25, 35, 80], ["p0", "p0", "p2", "p3", "p4", "p5", "p6"])
    assert ids(index, rank(index, Query(at(0)[0]), ANY, 7)) == ["0", "3", "5", "6"]


def test_no_title_twice_among_five() -> None:
    """What shares a title, whatever its type and colour, or a group with something better gives way to what is about as
    good; it comes on the next page, or where the shop has nothing else."""
    products = [
        Product("0", "Brazil Red Jersey", type="Tshirts", colour="Red"),
        Product("1", "Brazil Yellow Jersey", type="Tops", colour="Yellow"),
        Product("2", "Alpha", group_id="g"),
        Product("3", "Beta", group_id="g"),
        Product("4", "Gamma"),
    ]
    index = index_of(products, [0, 35, 40, 80, 65])
    page = ids(index, rank(index, Query(at(0)[0]), ANY, 3))
    assert page == ["0", "2", "4"]
    assert ids(index, rank(index, Query(at(0)[0]), ANY, 3, exclude=page)) == ["1", "3"]
    index = index_of([Product(str(n), "T-shirt") for n in range(4)] + [Product("4", "Bag")], [0, 32, 64, 96, 170])
    assert ids(index, rank(index, Query(at(0)[0]), ANY, 4)) == ["0", "1", "2", "3"]


def test_pages_have_no_repeats_and_come_to_an_end() -> None:
    """Page by page, no product comes twice, nor what is nearly the same as one shown; then it is exhausted."""
    rng = np.random.default_rng(5)
    base = rng.standard_normal((80, 12)).astype(np.float32)
    embeddings = np.concatenate([base, base + rng.normal(0, 0.01, base.shape).astype(np.float32)])
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    records = [IndexedProduct(Product(str(n), f"t{n}x"), PictureFingerprint(str(n))) for n in range(160)]
    index = Index(embeddings, ProductTable.of(records), Manifest("v", "e", 12, 160, "", "", {}, {}))
    shown: list[str] = []
    for _ in range(100):
        page = rank(index, Query(embeddings[0]), ANY, 5, exclude=shown)
        shown += ids(index, page)
        if page.exhausted:
            break
    assert len(shown) == 80
    assert len({int(one) % 80 for one in shown}) == 80


def test_hundreds_of_variants_do_not_empty_the_page() -> None:
    """Where the closest 300 are one product, the search goes on until there are five."""
    degrees = [0.001 * n for n in range(300)] + [20.0, 40.0, 60.0, 80.0]
    records = [IndexedProduct(Product(str(n), f"t{n}x"), PictureFingerprint(str(n))) for n in range(304)]
    index = Index(at(*degrees), ProductTable.of(records), Manifest("v", "e", 2, 304, "", "", {}, {}))
    assert ids(index, rank(index, Query(at(0)[0]), ANY, 5)) == ["0", "300", "301", "302", "303"]


def test_ties_keep_the_catalogues_order() -> None:
    """What scores alike comes as the catalogue has it, each time."""
    index = index_of(plain(6), [30, -30, 30, -30, 30, -30])
    weights = RankingWeights(duplicate=-1.0)
    assert ids(index, rank(index, Query(at(0)[0]), ANY, 6, weights=weights)) == list("012345")


def test_a_product_never_answers_itself() -> None:
    """A query about a product leaves it out, with its duplicates."""
    index = index_of(plain(4), [0, 1, 30, 60])
    assert ids(index, rank(index, Query(at(0)[0], product_id="0"), ANY, 5)) == ["2", "3"]


@pytest.mark.parametrize(
    ("distance", "expected"), [(0.01, "exact"), (0.011, "close"), (0.2, "close"), (0.21, "loose"), (1.9, "loose")]
)
def test_confidence_is_by_the_closest(distance: float, expected: str) -> None:
    """The thresholds are met inclusively, by the closest hit. However far that is, a photo of something is not none."""
    assert confidence_of([1.5, distance, 1.0], THRESHOLDS) == expected
    assert confidence_of([], THRESHOLDS) == "loose"


def test_a_photo_of_nothing_is_none_however_close() -> None:
    """Where the network sees no product, a chance hit close by does not make an answer."""
    assert confidence_of([0.0], THRESHOLDS, nothing=0.51) == "none"
    assert confidence_of([0.0], THRESHOLDS, nothing=0.5) == "exact"


def test_a_word_without_a_guess_counts_against_only_what_the_network_knows() -> None:
    """What the network could have said and did not is held against a product; a word that it cannot say is not."""
    products = [replace(p, type=t) for p, t in zip(plain(3), ["Jeans", "Poncho", "Tshirts"], strict=True)]
    index = index_of(products, [10, 11, -12])
    query = Query(at(0)[0], Attributes(type=(Guess("Tshirts", 0.9),)))
    weights = RankingWeights(duplicate=0.0)
    assert ids(index, rank(index, query, ANY, 3, weights=weights)) == ["0", "1", "2"]
    knows = KnownWords.of(["Tshirts", "Jeans"], [], [])
    assert ids(index, rank(index, query, ANY, 3, weights=weights, known=knows)) == ["2", "1", "0"]


def test_a_shops_own_words_count_as_the_networks() -> None:
    """In a shop that calls types and colours its own way, what the network sees decides as it does elsewhere."""
    words = [("Zapatillas", "rojo"), ("Camisetas", "azul"), ("Camisetas", "rojo"), ("Vestidos", "rojo")]
    products = [replace(p, type=t, colour=c) for p, (t, c) in zip(plain(4), words, strict=True)]
    index = index_of(products, [10, 11, 12, 13])
    seen = Attributes(type=(Guess("Tshirts", 0.9),), colour=(Guess("Red", 0.8), Guess("Blue", 0.1)))
    knows = KnownWords.of(["Tshirts", "Dresses", "Casual Shoes", "Sports Shoes"], [], ["Red", "Blue"])
    assert ids(index, rank(index, Query(at(0)[0], seen), ANY, 4, known=knows))[0] == "2"


def test_types_that_the_network_cannot_say_are_told_by_their_garments_where_all_are_such() -> None:
    """A shop of nothing but ponchos, saris and the like: what is of the photo's garment comes first."""
    products = [replace(p, type=t) for p, t in zip(plain(3), ["Sherwani", "Kaftan", "Overshirt top"], strict=True)]
    index = index_of(products, [10, 11, 12])
    seen = Attributes(type=(Guess("Dresses", 0.9),))
    knows = KnownWords.of(["Dresses", "Jeans"], [], [])
    assert ids(index, rank(index, Query(at(0)[0], seen), ANY, 3, known=knows))[0] == "1"


def test_towards_a_colour_in_the_shops_own_words() -> None:
    """Red moves the query to what the shop calls "rojo"."""
    products = [
        replace(p, type="Camisetas", colour=c) for p, c in zip(plain(4), ["azul", "azul", "rojo", "rojo"], strict=True)
    ]
    index = index_of(products, [0, 5, 80, 85])
    query = Query(at(0)[0], Attributes(type=(Guess("Camisetas", 0.9),), colour=(Guess("Blue", 0.9),)))
    assert float(recoloured(query, index, ("Red",)).embedding @ at(80)[0]) > float(query.embedding @ at(80)[0])
