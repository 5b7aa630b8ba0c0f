"""Shoppers' plain words, in every language, as filters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.words.grammar import understand
from bot.conversation.words.phrases import LAST, number
from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.conversation.words.understood import Understood
from bot.ports import CatalogueWords, Chip
from recommender.index.content.catalogue_words import catalogue_words
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.product import Product

WORDS = CatalogueWords(
    types=("Tshirts", "Shirts", "Casual Shoes", "Sports Shoes", "Dresses", "Handbags", "Hoodies & Co"),
    genders=("Men", "Women", "Girls", "Boys", "Unisex"),
    colours=("Black", "Blue", "Navy Blue", "Red", "White", "Turquoise Blue"),
    titles=frozenset({"striped", "puma", "leather", "floral", "ponte"}),
    currency="EUR",
    near_colours={"teal": ("Turquoise Blue",), "red": ()},
    garments={"footwear": ("Casual Shoes", "Sports Shoes")},
)
# In the order: for men; for my daughter; navy; not black; under 40; between 20 and 50; sneakers; the same but in red;
# without stripes; a red dress for women up to 60.
SAID = {
    "en": "men|for my daughter|navy|not black|under 40|between 20 and 50 €|sneakers|same but in red|without stripes|"
    "a red dress for women, up to €60",
    "de": "Herren|für meine Tochter|dunkelblau|nicht schwarz|unter 40|zwischen 20 und 50 €|Sneaker|das Gleiche in Rot|"
    "ohne Streifen|ein rotes Kleid für Frauen bis 60 €",
    "es": "hombre|para mi hija|azul marino|que no sea negro|menos de 40|entre 20 y 50 €|zapatillas|igual pero en rojo|"
    "sin rayas|un vestido rojo de mujer hasta 60 €",
    "fr": "homme|pour ma fille|bleu marine|pas noir|moins de 40|entre 20 et 50 €|baskets|le même mais en rouge|"
    "sans rayures|une robe rouge pour femme, jusqu'à 60 €",
    "pt": "masculino|para minha filha|azul-marinho|não preto|até 40|entre 20 e 50 €|tênis|igual mas em vermelho|"
    "sem listras|um vestido vermelho feminino até 60 €",
    "hi": "पुरुष|मेरी बेटी के लिए|गहरा नीला|काला नहीं|40 से कम|20 से 50 के बीच|स्नीकर्स|यही लाल में|धारियों के बिना|"
    "महिलाओं की लाल ड्रेस 60 € तक",
    "ru": "мужское|для моей дочери|тёмно-синее|не чёрное|до 40|от 20 до 50 €|кроссовки|то же, но красное|"
    "без полосок|красное платье для женщин до 60 €",
}
MEANT: list[list[Chip]] = [
    [Chip("gender", ("Men",))],
    [Chip("gender", ("Girls",))],
    [Chip("colour", ("Navy Blue",))],
    [Chip("colour", ("Black",), negated=True)],
    [Chip("price", high=40)],
    [Chip("price", low=20, high=50)],
    [Chip("type", ("Casual Shoes", "Sports Shoes"))],
    [Chip("colour", ("Red",))],
    [Chip("word", ("strip",), negated=True)],
    [Chip("type", ("Dresses",)), Chip("colour", ("Red",)), Chip("gender", ("Women",)), Chip("price", high=60)],
]


def read(text: str, language: str = "en") -> Understood:
    return understand(text, ShopLexicon(language, WORDS))


def bare(chips: list[Chip]) -> list[tuple[object, ...]]:
    """Chips without how they were said, in one order: languages order words differently."""
    return sorted((chip.kind, chip.words, chip.negated, chip.low or 0, chip.high or 0) for chip in chips)


@pytest.mark.parametrize("language", SAID)
def test_every_language_says_the_same(language: str) -> None:
    """What the issue asks for, as people say it in each language."""
    for text, meant in zip(SAID[language].split("|"), MEANT, strict=True):
        found = read(text, language)
        assert bare(found.chips) == bare(meant), text
        assert not found.unknown, text
        assert not found.absent, text


@pytest.mark.parametrize(
    ("language", "cheaper", "more", "size"),
    [
        ("en", "cheaper", "more", "size 42"),
        ("de", "günstiger", "mehr davon", "Größe 42"),
        ("es", "más barato", "más", "talla 42"),
        ("fr", "moins cher", "la suite", "taille 42"),
        ("pt", "mais barato", "mais", "tamanho 42"),
        ("hi", "सस्ता", "और दिखाओ", "साइज़ 42"),
        ("ru", "подешевле", "ещё", "размер 42"),
    ],
)
def test_cheaper_more_sizes_and_what_nobody_knows(language: str, cheaper: str, more: str, size: str) -> None:
    """Each is understood; what is not is given back as it was written."""
    assert read(cheaper, language).cheaper
    assert read(more, language).more
    sized = read(f"{size}, flumph", language)
    assert (sized.sizes, sized.unknown, sized.chips) == (True, ["flumph"], [])


@pytest.mark.parametrize(
    ("language", "saves", "likes", "last"),
    [
        ("en", "save 2", "more like the third", "save the last one"),
        ("en", "please save the second one", "show me the 3rd", "the last one please"),
        ("de", "merk dir das zweite", "mehr wie das dritte", "das letzte bitte"),
        ("de", "2 speichern", "ähnlich wie 3", "speichere das letzte"),
        ("es", "guarda el segundo", "más como el tercero", "guárdame el último"),
        ("fr", "garde le 2", "plus comme le troisième", "garde le dernier"),
        ("pt", "salve o segundo", "mais como o terceiro", "o último"),
        ("hi", "दूसरा सेव करो", "तीसरे जैसा", "आख़िरी वाला सहेजो"),
        ("ru", "сохрани второй", "ещё как третий", "последний"),
    ],
)
def test_pointing_at_what_is_shown(language: str, saves: str, likes: str, last: str) -> None:
    """By its number or its place, the verb before it or behind; nothing of it is left as not understood."""
    found = read(saves, language)
    assert (found.keeps, found.places, found.unknown) == (True, [2], [])
    found = read(likes, language)
    assert (found.keeps, found.places, found.unknown, found.more) == (False, [3], [], False)
    found = read(last, language)
    assert (found.places, found.unknown) == ([LAST], [])


@pytest.mark.parametrize(
    ("text", "places", "chips"),
    [
        ("save 1 and 3", [1, 3], []),
        ("like the second one but in red", [2], [("colour", ("Red",))]),
        ("like 2, under 40", [2], [("price", ())]),
        ("something like this under 20", [], [("price", ())]),
        ("more like this for 15 €", [], [("price", ())]),
        ("save 200", [], []),
    ],
)
def test_places_are_told_from_prices(text: str, places: list[int], chips: list[tuple[str, tuple[str, ...]]]) -> None:
    """A number is a place only where one is meant; filters beside it count."""
    found = read(text)
    assert found.places == places
    assert [(chip.kind, chip.words) for chip in found.chips] == chips


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 40", None, 40),
        ("40 or less", None, 40),
        ("€40", None, 40),
        ("max 1,299.50", None, 1299.5),
        ("over 1.299,50 €", 1299.5, None),
        ("20-50", 20, 50),
        ("from 50 to 20 dollars", 20, 50),
        ("not over 30", None, 30),
        ("over 20 but under 50", 20, 50),
        ("around 100", 75, 125),
        ("40 and up", 40, None),
    ],
)
def test_prices_as_people_write_them(text: str, low: float | None, high: float | None) -> None:
    """Limits and ranges, before and after the number, with and without money."""
    assert read(text).chips == [Chip("price", low=low, high=high)]


@pytest.mark.parametrize(
    ("text", "chips"),
    [
        ("red or blue", [("colour", ("Red", "Blue"), False)]),
        ("neither red nor blue", [("colour", ("Red", "Blue"), True)]),
        ("not black but white", [("colour", ("Black",), True), ("colour", ("White",), False)]),
        ("teal", [("colour", ("Turquoise Blue",), False)]),
        ("shoes", [("type", ("Casual Shoes", "Sports Shoes"), False)]),
        ("puma, no leather", [("word", ("puma$",), False), ("word", ("leather",), True)]),
        ("puma or ponte", [("word", ("puma$", "ponte$"), False)]),
        ("puma, ponte", [("word", ("puma$",), False), ("word", ("ponte$",), False)]),
        ("less blue", [("colour", ("Blue",), True)]),
        ("hoodies & co", [("type", ("Hoodies & Co",), False)]),
        ("t-shirt", [("type", ("Tshirts",), False)]),
    ],
)
def test_small_grammar(text: str, chips: list[tuple[str, tuple[str, ...], bool]]) -> None:
    """Alternatives, exclusions, neighbours of a colour that the shop lacks, kinds, and words of titles."""
    assert [(chip.kind, chip.words, chip.negated) for chip in read(text).chips] == chips


def test_what_the_shop_lacks_is_told_apart_from_what_is_unknown() -> None:
    """A known word without products is absent, an unknown one is not understood, the rest counts."""
    found = read("purple kurtas with wibble, red")
    assert (found.absent, found.unknown) == (["purple", "kurtas"], ["wibble"])
    assert [chip.words for chip in found.chips] == [("Red",)]


@pytest.mark.parametrize(
    "text", ["", "   ", "?!", "🙂", "not", "under", "between 3 and", "€", "9" * 400, "a" * 5000, "नहीं"]
)
def test_nonsense_is_nothing(text: str) -> None:
    """Whatever is written, nothing breaks and nothing is made up."""
    for language in SAID:
        assert read(text, language).chips == []


def test_numbers() -> None:
    """Thousands and cents in either way of writing them."""
    assert [number(each) for each in ("40", "40,5", "1.299", "1,299.99", "1 299,99", "१२०")] == [
        *(40.0, 40.5, 1299.0, 1299.99, 1299.99, 120.0),
    ]


def test_a_shop_without_prices_says_so() -> None:
    """A price cannot be gone by where no product has one; the rest of what was said counts."""
    found = understand("red, under 40", ShopLexicon("en", replace(WORDS, has_prices=False)))
    assert found.no_prices
    assert [chip.kind for chip in found.chips] == ["colour"]


def test_a_shopper_and_a_shop_of_different_languages() -> None:
    """An English shopper's words find what a Spanish shop has, in its words; the usual colours are there to choose."""
    table = ProductTable.of(
        [
            IndexedProduct(Product(str(n), f"Artículo {n}", type=type_, colour=colour), PictureFingerprint(str(n)))
            for n, (type_, colour) in enumerate([("Camisetas", "azul"), ("Vestidos", "rojo"), ("Zapatillas", "negro")])
        ]
    )
    words = catalogue_words(table)
    assert set(words.usual_colours) == {"Blue", "Red", "Black"}
    found = understand("a blue t-shirt", ShopLexicon("en", words))
    assert {chip.kind: chip.words for chip in found.chips} == {"colour": ("Blue",), "type": ("Camisetas",)}
    trainers = understand("black trainers", ShopLexicon("en", words))
    assert {chip.kind: chip.words for chip in trainers.chips} == {"colour": ("Black",), "type": ("Zapatillas",)}
