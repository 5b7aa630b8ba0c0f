"""`Draft`: a product as its records state it, in any platform's words, and how it becomes an entry."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry
from recommender.catalogue.meaning.pictures import link_below, link_of
from recommender.catalogue.meaning.prices import Offer
from recommender.catalogue.meaning.texts import cleaned, said
from recommender.catalogue.meaning.types import chosen_type
from recommender.product import Product

_MAX_ID = 200
_NO_OFFER = Offer()
_WHERE_PICTURES_ARE = (
    "pictures are paths on the shop's server: [catalogue] image_base has to say where they begin, "
    'for instance (of Magento) "https://SHOP/media/catalog/product"'
)
_WHICH_CURRENCY = 'the prices name no currency: write under [catalogue] which it is, for instance currency = "EUR"'
_NO_EXTRA: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class Draft:
    """Texts as they were written. `offers`, `stocks` and `colours` are those of all variants; `types` are candidates,
    the surest first; `images` are addresses and paths, the main one first; with `are_remote` their paths are on the
    shop's server."""

    where: str
    id: str
    title: str = ""
    link: str = ""
    images: list[str] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    stocks: list[bool] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    types: Sequence[str] = ()
    gender: str = ""
    brand: str = ""
    group_id: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    spare_images: list[str] = field(default_factory=list)  # for where none of `images` is there
    are_remote: bool = False

    def entry(self, context: FeedContext) -> FeedEntry | LeftOut:
        """The product: its lowest price, in stock if any variant is, all its colours and pictures."""
        product_id = self.id
        if len(product_id) > _MAX_ID:
            if not link_of(product_id):
                return LeftOut(self.where, LeftOutReason.MALFORMED_LINE, f"an id of {len(product_id)} characters")
            product_id = hashlib.sha256(product_id.encode()).hexdigest()[:32]  # an address in an id's place
        pictures, missing = context.pictures.find(self.images, self.are_remote)
        if missing and self.spare_images:
            pictures, _ = context.pictures.find(self.spare_images, self.are_remote)
            missing = missing if not pictures else ""
        if self.are_remote and not context.settings.image_base and any("://" not in picture for picture in pictures):
            context.advise(_WHERE_PICTURES_ARE)
        offer = self._best_offer()
        currency = offer.currency or context.settings.currency
        if offer.price is not None and not currency:
            context.advise(_WHICH_CURRENCY)
        product = Product(
            id=product_id,
            title=cleaned(self.title),
            link=(link_of(self.link) or link_below(context.home, self.link)) if self.link else "",
            image=pictures[0] if pictures else "",
            price=offer.price,
            currency=currency if offer.price is not None else "",
            gender=said(self.gender),
            type=chosen_type(self.types),
            colour=self._colour(),
            in_stock=any(self.stocks) if self.stocks else True,
            brand=said(self.brand),
            extra=MappingProxyType(self.extra) if self.extra else _NO_EXTRA,
            additional_images=pictures[1:],
            group_id=self.group_id,
        )
        return FeedEntry(self.where, product, missing_picture=missing, bad_price=offer.unreadable)

    def _best_offer(self) -> Offer:
        if len(self.offers) < 2:
            return self.offers[0] if self.offers else _NO_OFFER
        priced = [offer for offer in self.offers if offer.price is not None]
        return min(priced, key=lambda offer: offer.price or 0.0) if priced else self.offers[0]

    def _colour(self) -> str:
        if len(self.colours) < 2:
            return said(self.colours[0]) if self.colours else ""
        return ", ".join(dict.fromkeys(text for colour in self.colours if (text := said(colour))))
