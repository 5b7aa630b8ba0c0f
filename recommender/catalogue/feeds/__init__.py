"""The catalogue formats, one file each. `FEEDS` is in the order in which format "auto" asks them."""

from __future__ import annotations

from recommender.catalogue.feeds.fashion_product_images import FashionProductImages
from recommender.catalogue.feeds.feed import Feed, FeedEntry
from recommender.catalogue.feeds.plain_csv import PlainCsv

__all__ = ["FEEDS", "Feed", "FeedEntry"]

FEEDS: tuple[Feed, ...] = (FashionProductImages(), PlainCsv())
