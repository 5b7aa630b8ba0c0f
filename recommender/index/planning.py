"""What a reindex would change, told without embedding, fetching or writing anything."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from recommender.answers import IndexPlan, LeftOut, LeftOutReason
from recommender.fetching import is_url
from recommender.index.building import DEFAULT_GATE, PICTURES_PER_PRODUCT
from recommender.index.columns.attribute_column import UNKNOWN
from recommender.index.embedding_pass import ProgressCallback, read_products
from recommender.index.gate import Gate
from recommender.index.previous import PreviousIndex
from recommender.index.product_pictures import WantedPicture, unchanged_on_disk, wanted_pictures
from recommender.protocols import CatalogueLike, EmbedderLike


def plan_index(
    catalogue: CatalogueLike,
    index_dir: str | Path,
    embedder: EmbedderLike,
    progress: ProgressCallback | None = None,
    gate: Gate = DEFAULT_GATE,
    pictures_per_product: int = PICTURES_PER_PRODUCT,
) -> IndexPlan:
    """What `build_index` would do. Of pictures by URL it is not known whether they have changed. Raises
    CatalogueError."""
    previous = PreviousIndex.read(Path(index_dir), embedder)
    products, left_out = read_products(catalogue, progress or (lambda _: None))
    added, changed, kept, pictures = [], [], [], 0
    places = previous.places(products)
    of_kept = []
    for product, place in zip(products, places.tolist(), strict=True):
        before = previous.record(place) if place != UNKNOWN else None
        wanted = wanted_pictures(product, before if previous.same_embedder else None, pictures_per_product)
        unknown = [each for each in wanted if unchanged_on_disk(each) is None]
        if all(map(_is_missing, wanted)):
            left_out.append(LeftOut(f"id {product.id}", LeftOutReason.MISSING_PICTURE, product.image or "none given"))
            continue
        kept.append(product)
        of_kept.append(place)
        pictures += len(unknown)
        looked_at_anew = any(each.before is None or not is_url(each.image) for each in unknown)
        if before is None:
            added.append(product.id)
        elif before.product != product or looked_at_anew:
            changed.append(product.id)
    rows = np.array(of_kept, dtype=np.int64)
    return IndexPlan(
        tuple(added),
        tuple(changed),
        tuple(previous.gone(rows, most=None)[1]),
        len(kept) - len(added) - len(changed),
        pictures,
        tuple(left_out),
        tuple(each for each in gate.of_products(kept, previous, rows, left_out) if each.is_wrong),
    )


def _is_missing(wanted: WantedPicture) -> bool:
    try:
        return not is_url(wanted.image) and not Path(wanted.image).is_file()
    except ValueError:  # a path with a null byte in it
        return True
