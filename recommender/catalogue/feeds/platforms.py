"""All platforms, in the order in which a file is shown to them: the first that recognises it reads it."""

from __future__ import annotations

from recommender.catalogue.feeds.affiliate_networks import AFFILIATE_NETWORKS
from recommender.catalogue.feeds.datasets import H_AND_M
from recommender.catalogue.feeds.documents.magento import MagentoJson
from recommender.catalogue.feeds.documents.shopify import ShopifyJson
from recommender.catalogue.feeds.documents.woocommerce import WooCommerceJson
from recommender.catalogue.feeds.documents.yml import YandexMarket
from recommender.catalogue.feeds.fashion_product_images import FashionProductImages
from recommender.catalogue.feeds.feed import Platform
from recommender.catalogue.feeds.generic import GENERIC
from recommender.catalogue.feeds.google import GOOGLE, META
from recommender.catalogue.feeds.shops.bigcommerce import BIGCOMMERCE
from recommender.catalogue.feeds.shops.magento import Magento
from recommender.catalogue.feeds.shops.prestashop import PrestaShop
from recommender.catalogue.feeds.shops.shop_systems import SHOP_SYSTEMS
from recommender.catalogue.feeds.shops.shopify import SHOPIFY
from recommender.catalogue.feeds.shops.squarespace import SQUARESPACE
from recommender.catalogue.feeds.shops.wix import WIX
from recommender.catalogue.feeds.shops.woocommerce import WooCommerce

PLATFORMS: tuple[Platform, ...] = (
    FashionProductImages(),
    H_AND_M,
    ShopifyJson(),
    WooCommerceJson(),
    MagentoJson(),
    YandexMarket(),
    SHOPIFY,
    WooCommerce(),
    Magento(),
    PrestaShop(),
    BIGCOMMERCE,
    WIX,
    SQUARESPACE,
    *AFFILIATE_NETWORKS,
    META,
    GOOGLE,
    *SHOP_SYSTEMS,
    GENERIC,  # takes anything
)
