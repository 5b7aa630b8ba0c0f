"""Photo in, similar products out. Synchronous; knows no chat, no asyncio and no SDK.

The public names are loaded when first used (PEP 562), so that `import recommender`, and with it the command line's
`--help`, stays free of numpy, scikit-learn and the inference runtime.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recommender.answers import Answer as Answer
    from recommender.answers import Filters as Filters
    from recommender.answers import Garment as Garment
    from recommender.answers import Hit as Hit
    from recommender.catalogue.catalogue import read_catalogue as read_catalogue
    from recommender.index.building import build_index as build_index
    from recommender.network.embedder import Embedder as Embedder
    from recommender.photo.decoding import load_photo as load_photo
    from recommender.product import Product as Product
    from recommender.recommender import Recommender as Recommender

_HOMES = {
    "Answer": "recommender.answers",
    "Embedder": "recommender.network.embedder",
    "Filters": "recommender.answers",
    "Garment": "recommender.answers",
    "Hit": "recommender.answers",
    "Product": "recommender.product",
    "Recommender": "recommender.recommender",
    "build_index": "recommender.index.building",
    "load_photo": "recommender.photo.decoding",
    "read_catalogue": "recommender.catalogue.catalogue",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
