"""The index version that is in use, and how another one is taken up while answers go on."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from recommender.answers import CatalogueWords
from recommender.errors import IndexMissingError, RecommenderError
from recommender.index import files
from recommender.index.catalogue_words import catalogue_words
from recommender.index.search import Index
from recommender.protocols import EmbedderLike

log = logging.getLogger(__name__)


class CurrentIndex:
    """The version that `current` names in an index's folder, as `index`; what is under way with the one before may
    finish with it. Safe to use from several threads."""

    def __init__(self, folder: Path, embedder: EmbedderLike) -> None:
        """Raises IndexMissingError, IndexCorruptError, IndexMismatchError."""
        self.folder = folder
        self._embedder = embedder
        # The mark from before the files: a swap in between is seen at the first call.
        self._mark = files.current_mark(folder)
        self.index = self._load()
        self.refresh_error: RecommenderError | None = None
        self._refreshing = threading.Lock()
        self._words: tuple[Index, CatalogueWords] | None = None

    @property
    def words(self) -> CatalogueWords:
        """How the catalogue describes its products; counted once a version."""
        index = self.index
        if self._words is None or self._words[0] is not index:
            self._words = (index, catalogue_words(index.table))
        return self._words[1]

    def refresh(self) -> bool:
        """Take up another version, if one has become current; says whether. One that is damaged, or of another
        embedder, is not: `refresh_error` then says why, and is None again once all is well."""
        mark = files.current_mark(self.folder)
        # No mark: the index was removed under our feet, which is no reason to stop answering from it.
        if mark == self._mark or mark == (0, 0, 0) or not self._refreshing.acquire(blocking=False):
            return False
        try:
            if mark == self._mark:
                return False
            # Whatever comes of it, this version is not tried again at every call.
            self._mark = mark
            fresh = self._load()
        except IndexMissingError:
            return False
        except RecommenderError as error:
            self.refresh_error = error
            log.error("the new index is not taken up, %s goes on serving: %s", self.index.version, error)
            return False
        finally:
            self._refreshing.release()
        changed = fresh.version != self.index.version
        self.index, self.refresh_error = fresh, None
        log.info("index %s: %d products", fresh.version, len(fresh))
        return changed

    def _load(self) -> Index:
        index = Index.from_files(*files.read_version(self.folder))
        index.check_embedder(self._embedder)
        return index
