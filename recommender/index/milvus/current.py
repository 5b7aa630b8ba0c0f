"""The index version that Milvus serves, and how another one is taken up while answers go on."""

from __future__ import annotations

import logging
import threading
import time

from recommender.answers import CatalogueWords
from recommender.errors import IndexMissingError, IndexUnavailableError, RecommenderError
from recommender.index.milvus.connection import MilvusConnection, MilvusSettings
from recommender.index.milvus.index import MilvusIndex
from recommender.protocols import EmbedderLike

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0  # between two looks at which version serves; each asks the server
_IDLE_SECONDS = 30.0
_MOMENT = 0.3  # seconds that a call waits for a look


class CurrentMilvus:
    """As `recommender.index.current.CurrentIndex`. Safe to use from several threads."""

    def __init__(self, settings: MilvusSettings, embedder: EmbedderLike) -> None:
        """Raises IndexUnavailableError, IndexMissingError, IndexCorruptError, IndexMismatchError."""
        self._connection = MilvusConnection(settings)
        self._embedder = embedder
        self._collection = self._connection.serving()
        if not self._collection:
            raise IndexMissingError(f"there is no index {settings.collection} in Milvus at {settings.uri} yet")
        self.index = self._opened(self._collection)
        self.refresh_error: RecommenderError | None = None
        self._refused = ""  # a version that cannot be used
        self._looking = threading.Lock()
        self._looked = time.monotonic()

    def warm(self) -> None:
        """Nothing is made ready here; the server is."""
        self.index.warm()

    @property
    def words(self) -> CatalogueWords:
        """How the catalogue describes its products."""
        return self.index.catalogue_words()

    def refresh(self, *, wait: bool = False) -> bool:
        """Take up another version, if the name stands for one by now; says whether. `refresh_error` says why not, or
        that the server does not answer; the version in use is asked all the same."""
        ago = time.monotonic() - self._looked
        if (ago < _LOOK_SECONDS and not wait) or not self._looking.acquire(blocking=wait):
            return False
        before = self.index
        looking = threading.Thread(target=self._look, name="index in Milvus", daemon=True)
        looking.start()
        # After a long silence what is in use may have been replaced twice, and be gone.
        looking.join(None if wait else _MOMENT if ago < _IDLE_SECONDS else self._connection.settings.seconds)
        return self.index is not before

    def _look(self) -> None:
        """To be called with `_looking` held, which it releases."""
        try:
            name = self._connection.serving()
            if name and name not in (self._collection, self._refused):
                # Whatever comes of it, it is not tried again at every look, unless the server was not there.
                self._refused = name
                fresh = self._opened(name)
                self.index, self._collection = fresh, name
                log.info("index %s: %d products", fresh.version, len(fresh))
            if name in ("", self._collection):
                self._refused, self.refresh_error = "", None
        except RecommenderError as error:
            if isinstance(error, IndexUnavailableError):
                self._refused = ""
            if str(error) != str(self.refresh_error):
                log.error("%s goes on serving: %s", self.index.version, error)
            self.refresh_error = error
        finally:
            self._looked = time.monotonic()
            self._looking.release()

    def _opened(self, collection: str) -> MilvusIndex:
        index = MilvusIndex(self._connection, collection)
        index.check_embedder(self._embedder)
        return index
