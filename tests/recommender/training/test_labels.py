"""The words that the heads know, and what a phone photo's label allows."""

from __future__ import annotations

from pathlib import Path

from recommender.network.embedder import NOTHING
from recommender.product import Product
from recommender.taxonomy import garment_of
from recommender.training.labels import PHONE_LABELS, LabelVocabulary


def _product(type: str, gender: str = "Men", colour: str = "Red") -> Product:
    return Product("1", "a", type=type, gender=gender, colour=colour)


def test_the_words_of_a_catalogue() -> None:
    """Each known word once, sorted whatever the products' order, the word for nothing behind the types."""
    products = [_product("Ties", "Women", ""), _product("Caps", "", "Blue"), _product("", "Men"), _product("Ties")]
    words = LabelVocabulary.of(products)
    assert words == LabelVocabulary(("Caps", "Ties", NOTHING), ("Men", "Women"), ("Blue", "Red"))
    assert LabelVocabulary.of(iter(products[::-1])) == words


def test_joined_words_keep_their_places() -> None:
    """A new catalogue's words come behind the old ones, whose order stays; the word for nothing stays last."""
    old = LabelVocabulary(("Ties", "Caps", NOTHING), ("Women",), ("Red",))
    new = LabelVocabulary(("Caps", "Hats", NOTHING), ("Men", "Women"), ("Blue", "Red"))
    joined = old.joined(new)
    assert joined.types == ("Ties", "Caps", "Hats", NOTHING)
    assert joined.genders == ("Women", "Men")
    assert joined.colours == ("Red", "Blue")
    assert old.joined(old) == old
    assert old.joined(LabelVocabulary((NOTHING,), (), ())) == old


def test_words_survive_the_disk(tmp_path: Path) -> None:
    """Words saved and loaded are the same, umlauts included."""
    words = LabelVocabulary(("Röcke", NOTHING), ("Damen",), ("Grün",))
    words.save(tmp_path / "words.json")
    assert LabelVocabulary.load(tmp_path / "words.json") == words


def test_labels_allow_what_the_taxonomy_knows() -> None:
    """Every type that a label allows is one of the dataset's that is worn as such: none is a slip of the pen."""
    for label, allowed in PHONE_LABELS.items():
        assert len(set(allowed)) == len(allowed) > 0
        for type_ in allowed:
            assert garment_of(type_) not in ("accessory", "bag"), f"{label} allows {type_}"
