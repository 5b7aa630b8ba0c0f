"""The recommender as the configuration wants it. Nothing heavy is imported before a function is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.config import Config
from recommender.answers import IndexReport, Progress
from recommender.errors import RecommenderError

if TYPE_CHECKING:
    from recommender.recommender import Recommender

SAMPLE_CATALOGUE = "products.csv"


def open_recommender(config: Config) -> Recommender:
    """The configured index with the embedder of the package. Raises RecommenderError."""
    from recommender.photo.decoding import PhotoLimits
    from recommender.recommender import Recommender

    limits = PhotoLimits(max_bytes=config.limits.photo_bytes, max_pixels=config.limits.photo_pixels)
    return Recommender.open(config.index_dir, limits=limits)


def rebuild_index(config: Config, progress: Callable[[Progress], None], full: bool) -> IndexReport:
    """The configured catalogue (the drawn shop, if none is configured) into the configured index. Raises
    RecommenderError."""
    from recommender.catalogue.catalogue import read_catalogue
    from recommender.catalogue.sample_shop import unpack_sample_shop
    from recommender.index.building import build_index
    from recommender.network.embedder import Embedder

    if config.is_sample:
        unpack_sample_shop(config.sample_dir)
        catalogue = read_catalogue(config.sample_dir / SAMPLE_CATALOGUE)
    else:
        settings = config.catalogue
        catalogue = read_catalogue(settings.source, settings.format, settings.link_template)
    # An embedder of its own: calls to one run one after another, and the shoppers' must not queue behind a reindex.
    return build_index(catalogue, config.index_dir, Embedder.load(), progress, full)


def index_problem(config: Config) -> RecommenderError | None:
    """Why the configured index cannot be served; None if it can."""
    try:
        open_recommender(config)
    except RecommenderError as error:
        return error
    return None
