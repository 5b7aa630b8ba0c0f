"""Outfits by the shipped knowledge: other kinds, for the same people, in colours that go together, within any shop."""

from __future__ import annotations

from dataclasses import replace
from itertools import product as each_with_each

import numpy as np
import pytest

from recommender.answers import Attributes, Filters, Guess, RankingRequest
from recommender.index.files import Manifest
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.outfits.completing import Outfit, OutfitMaker, garment_asked
from recommender.outfits.knowledge import OutfitKnowledge
from recommender.outfits.places import is_completed, place_of
from recommender.product import Product
from recommender.query import Query
from tests.recommender.ranking.test_ranking import at, index_of

TYPES = ("Tshirts", "Shirts", "Jeans", "Trousers", "Casual Shoes", "Formal Shoes", "Watches", "Briefs", "Perfume")
COLOURS = ("Black", "Blue", "Orange")
GENDERS = ("Men", "Women", "Boys")


@pytest.fixture(scope="module")
def knowledge() -> OutfitKnowledge:
    """The package's."""
    return OutfitKnowledge.load()


def stocked(types: tuple[str, ...] = TYPES, colours: tuple[str, ...] = COLOURS) -> list[Product]:
    """Three of every type in each colour for everybody."""
    kinds = each_with_each(types, colours, GENDERS, range(3))
    return [
        Product(str(n), f"thing {n}", type=type, colour=colour, gender=gender)
        for n, (type, colour, gender, _) in enumerate(kinds)
    ]


@pytest.fixture(scope="module")
def index() -> Index:
    """A shop of all that."""
    return shop(stocked())


def shop(products: list[Product]) -> Index:
    return index_of(products, [0.3 * n for n in range(len(products))])


def worn(type: str, gender: str = "Men", colour: str = "Blue") -> Query:
    return Query(at(3)[0], Attributes(*((Guess(word, 1.0),) if word else () for word in (type, gender, colour))))


def around(index: Index, knowledge: OutfitKnowledge, garment: Query, **asked: object) -> tuple[list[Product], Outfit]:
    request = RankingRequest(**asked)  # type: ignore[arg-type]
    outfit = OutfitMaker(index, knowledge, knows_embeddings=False).around(garment, request)
    return index.products(outfit.rows), outfit


@pytest.mark.parametrize("type", ["Tshirts", "Trousers", "Formal Shoes", "Watches"])
@pytest.mark.parametrize("gender", GENDERS)
def test_other_kinds_for_the_same_people(index: Index, knowledge: OutfitKnowledge, type: str, gender: str) -> None:
    """Five, none of the garment's own place but a further accessory, at most two of a kind, no underwear and nothing
    that is not worn; each once."""
    found, outfit = around(index, knowledge, worn(type, gender))
    kinds = [product.type for product in found]
    assert len(set(outfit.rows)) == 5
    assert type not in kinds
    assert len({place_of(kind) for kind in kinds}) >= 3
    assert max(kinds.count(kind) for kind in kinds) <= 2
    assert {product.gender for product in found} == {gender}
    assert not {"Briefs", "Perfume"} & set(kinds)
    assert not outfit.exhausted


def test_trousers_first_and_said_to_be_often(index: Index, knowledge: OutfitKnowledge) -> None:
    """Jeans are what models wear most with T-shirts; with a watch nobody has seen what."""
    found, outfit = around(index, knowledge, worn("Tshirts"))
    assert found[0].type == "Jeans"
    assert outfit.often
    assert not around(index, knowledge, worn("Watches"))[1].often


def test_not_all_in_one_colour(knowledge: OutfitKnowledge) -> None:
    """Black goes with all, but four black things of five are no idea of what to wear."""
    neutral = shop(stocked(colours=("Black", "Blue", "White", "Grey", "Brown")))
    for type, gender in each_with_each(("Tshirts", "Shirts", "Trousers", "Casual Shoes"), ("Men", "Women")):
        colours = [product.colour for product in around(neutral, knowledge, worn(type, gender))[0]]
        assert max(map(colours.count, colours)) <= 3, (type, gender, colours)


def test_kinds_take_turns(index: Index, knowledge: OutfitKnowledge) -> None:
    """Shirts are worn with trousers about as often as with jeans: each comes first for many, by the garment alone."""
    seen = [replace(worn("Shirts"), embedding=at(degrees)[0]) for degrees in range(0, 360, 9)]
    first, again = ([around(index, knowledge, each)[0][0].type for each in seen] for _ in range(2))
    assert first == again
    assert set(first) == {"Jeans", "Trousers"}
    assert min(map(first.count, set(first))) >= 8


def test_what_is_anybodys_is_worn_by_somebody(index: Index, knowledge: OutfitKnowledge) -> None:
    """A unisex watch goes with a man's things or with a woman's, never with both at once; its pages may differ."""
    found, outfit = around(index, knowledge, worn("Watches", "Unisex"))
    assert len({product.gender for product in found}) == 1
    assert not outfit.exhausted


def test_no_piece_is_in_every_outfit(knowledge: OutfitKnowledge) -> None:
    """Of six jackets, one is as its kind is, the others have ways of their own: each goes with the shirt that has some
    of its ways, which are not its colour's. A red shirt is dressed as the same one in blue."""
    plain = np.random.default_rng(3).standard_normal((7, 256))  # of ways that say nothing of the use
    plain -= plain @ np.linalg.pinv(knowledge.usage_ways) @ knowledge.usage_ways
    of = dict(zip(knowledge.types, knowledge.centres, strict=True))
    ways, red = 0.4 * unit(plain[:6]), 0.4 * unit(plain[6:])[0]
    ways[0] = 0
    stock = [("Jackets", "Black", way) for way in ways]
    stock += [("Shirts", colour, sign * red) for sign, colour in ((1, "Red"), (-1, "Blue")) for _ in range(300)]
    stock += [("Jackets", "Red", red), ("Jeans", "Blue", 0 * red)]
    products = [Product(str(n), f"thing {n}", type=type, colour=colour) for n, (type, colour, _) in enumerate(stock)]
    records = [IndexedProduct(each, PictureFingerprint(each.id)) for each in products]
    vectors = unit(np.array([of[type] + way for type, _, way in stock])).astype(np.float32)
    index = Index(vectors, ProductTable.of(records), Manifest("v", "e", 256, len(products), "", "", {}, {}))
    maker = OutfitMaker(index, knowledge, knows_embeddings=True)

    def jacket(way: np.ndarray, colour: str) -> str:
        embedding = unit((of["Shirts"] + way)[None])[0].astype(np.float32)
        query = Query(embedding, Attributes((Guess("Shirts", 1.0),), (), (Guess(colour, 1.0),)))
        return products[maker.around(query, RankingRequest(filters=Filters(type="Jackets"), k=1)).rows[0]].id

    reds, blues = (
        [jacket(0.6 * way + sign * red, name) for way in ways[1:]] for sign, name in ((1, "Red"), (-1, "Blue"))
    )
    assert reds == blues
    assert reds == ["1", "2", "3", "4", "5"]


def unit(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_pages_go_on_until_nothing_is_left(knowledge: OutfitKnowledge) -> None:
    """What is excluded does not come again; in the end, and only then, it is exhausted."""
    small = shop([each for each in stocked(("Tshirts", "Jeans", "Casual Shoes")) if each.gender == "Men"])
    seen: list[str] = []
    for _ in range(6):
        found, outfit = around(small, knowledge, worn("Tshirts"), exclude=tuple(seen))
        assert not set(seen) & {product.id for product in found}
        seen += [product.id for product in found]
        if outfit.exhausted:
            break
    assert len(seen) == 18


def test_filters_are_kept(index: Index, knowledge: OutfitKnowledge) -> None:
    """A colour, a type and a gender that are asked for are those of every piece; of a type as many as are wanted."""
    found, _ = around(index, knowledge, worn("Tshirts"), filters=Filters(colour="Orange", type="Casual Shoes"))
    assert {(product.type, product.colour, product.gender) for product in found} == {("Casual Shoes", "Orange", "Men")}
    assert len(found) == 3
    alone = shop([Product("1", "thing", type="Jeans", gender="Men"), Product("2", "it", type="Tshirts", gender="Men")])
    assert [each.id for each in around(alone, knowledge, worn("Tshirts"), filters=Filters(type="Jeans"))[0]] == ["1"]
    assert around(alone, knowledge, worn("Tshirts"))[0] == []
    found, _ = around(index, knowledge, worn("Tshirts"), filters=Filters(gender="Women"))
    assert {product.gender for product in found} == {"Women"}


def test_modest_where_there_is_too_little(index: Index, knowledge: OutfitKnowledge) -> None:
    """Nothing for what is no part of an outfit or nobody knows, nor in a shop of T-shirts."""
    for type in ("Briefs", "Perfume", ""):
        assert around(index, knowledge, worn(type))[1] == Outfit()
    assert around(shop(stocked(("Tshirts", "Shirts"))), knowledge, worn("Tshirts"))[1] == Outfit()
    assert place_of("Tracksuits") == place_of("Dresses") != place_of("Jackets")  # over trousers it is none
    assert is_completed("Tshirts", TYPES)
    assert not is_completed("Briefs", TYPES)
    assert not is_completed("Tshirts", ("Tshirts", "Shirts", "Jeans", "Briefs", "Perfume"))


def test_sold_out_and_double_pictures_are_left_out(knowledge: OutfitKnowledge) -> None:
    """What cannot be had is not offered, and two products with one picture are one."""
    products = [each for each in stocked() if each.gender == "Men"]
    gone = [replace(each, in_stock=each.type != "Jeans") for each in products]
    assert "Jeans" not in {product.type for product in around(shop(gone), knowledge, worn("Tshirts"))[0]}
    same = index_of(products, [0.3 * n for n in range(len(products))], [each.type for each in products])
    kinds = [product.type for product in around(same, knowledge, worn("Tshirts"))[0]]
    assert len(kinds) == len(set(kinds))


def test_a_shops_own_words(knowledge: OutfitKnowledge) -> None:
    """Types and genders in a shop's language: the kind of garment is known by its words."""
    named = {"Tshirts": "T-Shirt (Herren)", "Jeans": "Hose", "Casual Shoes": "Schuhe", "Watches": "Handtasche"}
    words = [
        replace(each, type=named[each.type], gender="Herren")
        for each in stocked()
        if each.type in named and each.gender == "Men"
    ]
    found, _ = around(shop(words), knowledge, worn("T-Shirt (Herren)", "Herren", "blau"))
    assert {product.type for product in found} == {"Hose", "Schuhe", "Handtasche"}


def test_what_is_asked_around() -> None:
    """The photo's guesses and the products shown vote: a sure guess counts more than mixed products, a filter that all
    of them keep more than the photo."""
    photo = Attributes((Guess("Shirts", 0.9),), (Guess("Men", 0.6),), (Guess("Blue", 0.7),))
    shown = [Product("1", "a", type="Shirts", gender="Women", colour="Red") for _ in range(5)]
    told = garment_asked(photo, [*shown[:4], replace(shown[0], type="Tops")])
    assert [guesses[0].value for guesses in (told.type, told.gender, told.colour)] == ["Shirts", "Women", "Red"]
    assert garment_asked(Attributes(), []) == Attributes()


def test_what_the_package_knows(knowledge: OutfitKnowledge) -> None:
    """Shares are shares: over the types of one place they sum to one; nobody is seen in jeans over trousers."""
    places = np.array([place_of(word) for word in knowledge.types])
    for place in ("upper", "lower", "feet"):
        np.testing.assert_allclose(knowledge.worn[..., places == place].sum(axis=-1), 1, atol=0.02)
    own = {word: at for at, word in enumerate(knowledge.types)}
    shirts = knowledge.worn[0, :, own["Shirts"]]
    formal, casual = (knowledge.usages.index(usage) for usage in ("Formal", "Casual"))
    assert shirts[formal, own["Trousers"]] > 2 * shirts[casual, own["Trousers"]]
    assert np.isfinite(knowledge.harmony).all()
