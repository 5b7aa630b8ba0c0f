"""The index version that is in use, and how another one is taken up while answers go on."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from recommender.answers import CatalogueWords
from recommender.errors import IndexMissingError, RecommenderError
from recommender.index import additions, files
from recommender.index.additions import with_additions
from recommender.index.engines import EngineName
from recommender.index.files import NO_MARK
from recommender.index.search import Index
from recommender.protocols import EmbedderLike

log = logging.getLogger(__name__)

_MOMENT = 0.3  # seconds that a call waits for a version that is being taken up


class CurrentIndex:
    """The version that `current` names in an index's folder, as `index`; what is under way with the one before may
    finish with it. Safe to use from several threads."""

    def __init__(
        self, folder: Path, embedder: EmbedderLike, only_additions: bool = False, engine: EngineName = "auto"
    ) -> None:
        """`only_additions`: while there are any, the others are not shown. Raises IndexMissingError, IndexCorruptError,
        IndexMismatchError."""
        self.folder = folder
        self._embedder = embedder
        self._only_additions = only_additions
        self._engine: EngineName = engine
        # The marks from before the files: a swap in between is seen at the first call.
        self._marks = self._marks_now()
        self._own = self._load(folder)
        self.index = with_additions(self._own, self._additions(), only_additions)
        self.refresh_error: RecommenderError | None = None
        self._refreshing, self._counting = threading.Lock(), threading.Lock()
        self._is_warm = False
        self._words: tuple[Index, CatalogueWords] | None = None

    def warm(self) -> None:
        """Get the version in use ready, and from now on each before it is used."""
        self._is_warm = True
        self.index.warm()

    @property
    def words(self) -> CatalogueWords:
        """How the catalogue describes its products; counted once a version. While one thread counts, the others have
        those of the version before."""
        known = self._words
        if known is not None and (known[0] is self.index or not self._counting.acquire(blocking=False)):
            return known[1]
        if known is None:
            self._counting.acquire()
        try:
            index = self.index
            if self._words is None or self._words[0] is not index:
                self._words = (index, index.catalogue_words())
            return self._words[1]
        finally:
            self._counting.release()

    def refresh(self, *, wait: bool = False) -> bool:
        """Take up another version, if one has become current; says whether. One that is damaged, or of another
        embedder, is not: `refresh_error` then says why, and is None again once all is well.

        It is opened in a thread beside the one that serves, which goes on serving if that takes longer than a moment,
        or another thread is just doing it; with `wait` it is waited for."""
        if (self._marks_now() == self._marks and not wait) or not self._refreshing.acquire(blocking=wait):
            return False
        before = self.index
        taking = threading.Thread(target=self._take_up, name="new index", daemon=True)
        taking.start()
        taking.join(None if wait else _MOMENT)
        return self.index is not before and self.index.version != before.version

    def _take_up(self) -> None:
        """To be called with `_refreshing` held, which it releases."""
        try:
            marks, before = self._marks_now(), self._marks
            # No mark: the index was removed under our feet, which is no reason to stop answering from it.
            if marks == before or marks[0] == NO_MARK:
                return
            # Whatever comes of it, this version is not tried again at every call.
            self._marks = marks
            if marks[0] != before[0]:
                self._own, self.refresh_error = self._load(self.folder, self._own), None
            fresh = with_additions(self._own, self._additions(), self._only_additions)
            if self._is_warm:
                fresh.warm()
            self.index = fresh
            log.info("index %s: %d products", fresh.version, len(fresh))
        except IndexMissingError:
            return
        except RecommenderError as error:
            self.refresh_error = error
            log.error("the new index is not taken up, %s goes on serving: %s", self.index.version, error)
        finally:
            self._refreshing.release()

    def _load(self, folder: Path, before: Index | None = None) -> Index:
        """The current version there; beside one that serves it is looked at closely: every hash that is new."""
        manifest, content = files.read_version(folder)
        if before is not None:
            files.check_hashes(manifest, content, before.manifest)
        index = Index.from_files(manifest, content, self._engine if folder == self.folder else "exact")
        index.check_embedder(self._embedder)
        return index

    def _additions(self) -> Index | None:
        """None if there are none, or none that can be used: whoever adds them builds them anew."""
        try:
            return self._load(self.folder / additions.FOLDER)
        except IndexMissingError:
            return None
        except RecommenderError as error:
            log.error("what was added is not shown: %s", error)
            return None

    def _marks_now(self) -> tuple[files.Mark, files.Mark]:
        return files.current_mark(self.folder), files.current_mark(self.folder / additions.FOLDER)
