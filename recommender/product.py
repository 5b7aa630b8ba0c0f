"""`Product`: one thing that the shop sells, as every other part knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from recommender.colours import colours_in
from recommender.genders import gender_in, usual_gender
from recommender.taxonomy import GarmentType, garment_named

MOST_PRICE = 1e12
_SAID_ALIKE = ("currency", "gender", "type", "colour", "brand")


def usable_price(price: float | None) -> float | None:
    """None for what is no price: NaN, infinite, below nothing, or beyond all that anybody asks."""
    return price if price is not None and 0 <= price < MOST_PRICE else None


@dataclass(frozen=True, slots=True)
class Product:
    """One thing that the shop sells.

    `image` is a path on disk or an http(s) URL. `type`, `gender` and `colour` are the catalogue's own words (the
    field's `articleType`, `gender`, `baseColour`), empty when the catalogue does not say. `price` is None when unknown,
    and where it is none (`usable_price`). `additional_images` are further pictures of the same product, `group_id` is
    what its variants share, where the shop says so; both are Google's terms.
    """

    id: str
    title: str
    link: str = ""
    image: str = ""
    price: float | None = None
    currency: str = ""
    gender: str = ""
    type: str = ""
    colour: str = ""
    in_stock: bool = True
    brand: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    additional_images: tuple[str, ...] = ()
    group_id: str = ""

    def __post_init__(self) -> None:
        # Here, because products come from feeds, from indexes and from databases of earlier versions.
        object.__setattr__(self, "price", usable_price(self.price))
        others = dict.fromkeys(each for each in self.additional_images if each and each != self.image)
        object.__setattr__(self, "additional_images", tuple(others))

    @property
    def audience(self) -> str:
        """For whom it is, in the usual word (see recommender.genders): "female" is Women; where the shop does not
        say, what its category says: "Women > Dresses"."""
        return usual_gender(self.gender) if self.gender else gender_in(self.type)

    @property
    def colours(self) -> tuple[str, ...]:
        """Its colours, in the shop's words and, where these are others, in usual ones: "azul" and Blue."""
        return colours_in(self.colour) if self.colour else ()

    @property
    def kind(self) -> str:
        """Its type, in the shop's word; where that says no garment, the garment that its title names, if it does."""
        return self.type if garment_named(self.type) else garment_named(self.title) or self.type

    @property
    def garment(self) -> GarmentType:
        """The kind of garment that the product's type names, or, where that names none, its title; else "accessory"."""
        return garment_named(self.type) or garment_named(self.title) or "accessory"


class SharedWords:
    """What many products say alike (words, further values), kept once in memory for all of them: of a million products
    more than half of what they take. What is remembered is bounded."""

    def __init__(self, most: int = 50_000) -> None:
        self._most = most
        self._words: dict[str, str] = {}
        self._extras: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}

    def share(self, product: Product) -> None:
        """The product stays what it is; its words are those of others that say the same."""
        for name in _SAID_ALIKE:
            object.__setattr__(product, name, self._word(getattr(product, name)))
        said = tuple(product.extra.items())
        known = self._extras.get(said)
        if known is None:
            if len(self._extras) >= self._most:
                return
            known = MappingProxyType({self._word(name): self._word(value) for name, value in said})
            self._extras[tuple(known.items())] = known
        object.__setattr__(product, "extra", known)

    def _word(self, word: str) -> str:
        known = self._words.get(word)
        if known is None and len(self._words) < self._most:
            self._words[word] = word
        return known or word
