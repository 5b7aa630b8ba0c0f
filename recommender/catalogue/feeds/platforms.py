"""All platforms, in the order in which a file is shown to them: the first that recognises it reads it."""

from __future__ import annotations

from recommender.catalogue.feeds.affiliate_networks import AFFILIATE_NETWORKS
from recommender.catalogue.feeds.datasets import HAndM
from recommender.catalogue.feeds.documents.shopify import ShopifyJson
from recommender.catalogue.feeds.documents.woocommerce import WooCommerceJson
from recommender.catalogue.feeds.documents.yml import YandexMarket
from recommender.catalogue.feeds.fashion_product_images import FashionProductImages
from recommender.catalogue.feeds.feed import Platform
from recommender.catalogue.feeds.generic import GENERIC
from recommender.catalogue.feeds.google import GOOGLE, META

PLATFORMS: tuple[Platform, ...] = (
    FashionProductImages(),
    HAndM(),
    ShopifyJson(),
    WooCommerceJson(),
    YandexMarket(),
    *AFFILIATE_NETWORKS,
    META,
    GOOGLE,
    GENERIC,  # takes anything
)
