"""The recommender as the configuration wants it, and the sample shop where none is configured. Nothing heavy is
imported before a function is called."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from bot.config import Config
from recommender.answers import IndexPlan, IndexReport, Progress, Stage
from recommender.errors import IndexingError, OutboundError, RecommenderError
from recommender.outbound import Outbound
from recommender.product import Product

if TYPE_CHECKING:
    from recommender.catalogue.catalogue import Catalogue
    from recommender.index.engines import EngineName
    from recommender.index.gate import Gate
    from recommender.index.milvus.connection import MilvusSettings
    from recommender.photo.decoders import PhotoDecoders
    from recommender.protocols import EmbedderLike, FinderLike
    from recommender.recommender import Recommender

SAMPLE_CATALOGUE = "products.csv"


def photo_decoders(config: Config) -> PhotoDecoders:
    """Processes that decode within the configured limits."""
    from recommender.photo.decoders import PhotoDecoders
    from recommender.photo.decoding import PhotoLimits

    limits = config.limits
    return PhotoDecoders(
        PhotoLimits(limits.photo_bytes, limits.photo_pixels), limits.photo_seconds, limits.photo_memory
    )


class RecommenderOpener:
    """The configured index with the embedder of the package, which is loaded once, however often there is no index;
    without decoders, for who asks nothing."""

    def __init__(self, config: Config, decoders: PhotoDecoders | None = None) -> None:
        self._index_dir = config.index_dir
        self._is_sample = config.is_sample
        self._milvus = milvus_settings(config)
        self._engine = _engine(config)
        self._load = decoders.load if decoders else None
        self._networks: tuple[EmbedderLike, FinderLike | None] | None = None
        self._failed: tuple[object, RecommenderError] | None = None

    def networks(self) -> tuple[EmbedderLike, FinderLike | None]:
        """Those of the package. Raises EmbedderError."""
        from recommender.network.embedder import Embedder
        from recommender.network.garment_finder import GarmentFinder

        self._networks = self._networks or (Embedder.load(), GarmentFinder.shipped())
        return self._networks

    def __call__(self) -> Recommender:
        """Raises RecommenderError, at once if the index is the one with which it could not be done before."""
        from recommender.index.files import current_mark
        from recommender.ranking.learning import read_weights
        from recommender.recommender import Recommender

        mark = None if self._milvus else current_mark(self._index_dir)
        if self._failed is not None and self._failed[0] == mark:
            raise self._failed[1].with_traceback(None)
        try:
            embedder, finder = self.networks()
            # The first product of one's own takes the sample's place.
            own = self._is_sample
            weights = read_weights(self._index_dir, embedder.version)
            return Recommender.open(
                self._index_dir,
                embedder,
                weights,
                finder=finder,
                load=self._load,
                only_additions=own,
                engine=self._engine,
                milvus=self._milvus,
            )
        except RecommenderError as error:
            # Of a server no file tells when to try again.
            self._failed = None if self._milvus else (mark, error)
            raise


def _engine(config: Config) -> EngineName:
    """What searches the index in its folder, which nobody is served from where it is in Milvus."""
    return "exact" if config.index.engine == "milvus" else config.index.engine


def milvus_settings(config: Config) -> MilvusSettings | None:
    """Where the index is in Milvus; None where this machine's memory has it, as always for the sample shop."""
    settings = config.index
    if settings.engine != "milvus" or config.is_sample:
        return None
    from recommender.index.milvus.connection import MilvusSettings

    return MilvusSettings(
        settings.uri,
        settings.token.get_secret_value(),
        settings.collection,
        settings.replicas,
        settings.shards,
        settings.seconds,
    )


def _put_into_milvus(config: Config, progress: Callable[[Progress], None] = lambda _: None) -> None:
    """The version that serves in the index's folder, where the configuration wants it in Milvus."""
    if (settings := milvus_settings(config)) is not None:
        from recommender.index.milvus.connection import MilvusConnection
        from recommender.index.milvus.publishing import publish

        publish(MilvusConnection(settings), config.index_dir, progress)


def open_recommender(config: Config, decoders: PhotoDecoders | None = None) -> Recommender:
    """Once. Raises RecommenderError."""
    return RecommenderOpener(config, decoders)()


def open_catalogue(config: Config) -> Catalogue:
    """The configured one, the sample shop if none is. Downloads it if it is an address. Raises CatalogueError and
    OutboundError."""
    from recommender.catalogue.catalogue import read_catalogue
    from recommender.catalogue.sample_shop import unpack_sample_shop

    if config.is_sample:
        unpack_sample_shop(config.sample_dir)
        return read_catalogue(config.sample_dir / SAMPLE_CATALOGUE)
    settings = config.catalogue
    return read_catalogue(
        settings.source,
        settings.format,
        settings.link_template,
        settings.encoding,
        currency=settings.currency,
        image_base=settings.image_base,
        columns=settings.columns,
        cache=config.cache_dir,
        private_hosts=settings.private_hosts,
    )


def rebuild_index(config: Config, progress: Callable[[Progress], None], full: bool, force: bool = False) -> IndexReport:
    """The configured catalogue into the configured index; with `force`, whatever its gate says. Raises
    RecommenderError."""
    from recommender.golden import golden_set
    from recommender.index.building import build_index
    from recommender.network.embedder import Embedder
    from recommender.network.garment_finder import GarmentFinder

    # An embedder of its own: calls to one run one after another, and the shoppers' must not queue behind a reindex.
    embedder = Embedder.load()
    is_judged = not (force or config.is_sample)
    golden = config.index.golden if is_judged else None
    report = build_index(
        open_catalogue(config),
        config.index_dir,
        embedder,
        progress,
        full,
        private_hosts=config.catalogue.private_hosts,
        gate=_gate(config) if is_judged else None,
        golden=golden_set(golden, embedder, GarmentFinder.shipped()) if golden else None,
        pictures_per_product=config.catalogue.pictures_per_product,
        engine=_engine(config),
    )
    _put_into_milvus(config, progress)
    return report


def plan_reindex(config: Config, progress: Callable[[Progress], None]) -> IndexPlan:
    """What a reindex would change, without doing it. Raises RecommenderError."""
    from recommender.index.planning import plan_index
    from recommender.network.embedder import Embedder

    catalogue, each = open_catalogue(config), config.catalogue.pictures_per_product
    return plan_index(catalogue, config.index_dir, Embedder.load(), progress, _gate(config), each)


def roll_back(config: Config) -> str:
    """The index of before serves again; returns its version. Raises RecommenderError."""
    from recommender.index import files
    from recommender.network.embedder import Embedder

    embedder = Embedder.load()
    try:
        with files.reindexing(config.index_dir):
            version = files.roll_back(
                config.index_dir, lambda each: (each.embedder_version, each.dim) == (embedder.version, embedder.dim)
            ).version
            _put_into_milvus(config)
            return version
    except OSError as error:
        raise IndexingError(f"{config.index_dir}: {error.strerror or error}") from error


def _gate(config: Config) -> Gate:
    from recommender.index.gate import Gate

    return Gate(**config.index.model_dump(include={each.name for each in fields(Gate)}))


class AdditionsBuilder:
    """Has the products by chat in the configured index; with an embedder of its own, as a reindex, loaded once."""

    def __init__(self, config: Config) -> None:
        self._index_dir = config.index_dir
        self._milvus = milvus_settings(config)
        self._embedder: EmbedderLike | None = None

    def __call__(self, products: Sequence[Product]) -> None:
        """Raises RecommenderError."""
        from recommender.index.additions import build_additions, withdraw_additions
        from recommender.network.embedder import Embedder

        if products:
            self._embedder = self._embedder or Embedder.load()
            build_additions(products, self._index_dir, self._embedder)
        else:
            withdraw_additions(self._index_dir)
        if self._milvus is not None:
            from recommender.index.milvus.connection import MilvusConnection
            from recommender.index.milvus.publishing import publish_additions

            publish_additions(MilvusConnection(self._milvus), self._index_dir)


def outbound_problem() -> str:
    """What is wrong with the environment's proxies or certificates, as one sentence; "" if nothing is."""
    try:
        Outbound.of()
    except OutboundError as error:
        return str(error)
    return ""


def prepare_sample_shop(config: Config) -> tuple[Path, ...]:
    """What `run` does at its first start: unpack and index the sample shop. Returns its photos to try. Raises
    RecommenderError and OSError."""
    from recommender.catalogue.sample_shop import sample_photos, unpack_sample_shop

    began = time.monotonic()
    # Nothing is unpacked if this version's shop is there.
    if unpack_sample_shop(config.sample_dir) or not _can_be_served(config):
        print("Indexing the sample shop …", flush=True)
        report = rebuild_index(config, _show if sys.stdout.isatty() else lambda _: None, full=False)
        seconds = time.monotonic() - began
        print(f"The sample shop has {report.products} drawn products; made ready in {seconds:.1f} s.", flush=True)
    return tuple(sample_photos(config.sample_dir))


def _can_be_served(config: Config) -> bool:
    try:
        open_recommender(config)
    except RecommenderError:
        return False
    return True


def _show(progress: Progress) -> None:
    if progress.stage is Stage.EMBEDDING:
        end = "\n" if progress.done == progress.total else "\r"
        print(f"  {progress.done} of {progress.total}", end=end, flush=True)
