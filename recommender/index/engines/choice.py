"""Which engine searches: by the setting, by how many pictures there are, and by what is installed."""

from __future__ import annotations

import logging
from pathlib import Path

from recommender.errors import IndexingError, IndexMismatchError
from recommender.index.columns.arrays import ArrayLike
from recommender.index.engines import EngineName, PictureSearch
from recommender.index.engines.approximate import FROM_PICTURES, ApproximateSearch, is_installed
from recommender.index.engines.exact import ExactSearch

_INSTALL = "faiss is not installed: pip install '.[faiss]'"
log = logging.getLogger(__name__)


def wants_faiss(engine: EngineName, pictures: int) -> bool:
    """Whether a reindex makes the file that faiss searches. Raises IndexingError where the setting wants it, and there
    is no faiss."""
    if engine == "faiss" and not is_installed():
        raise IndexingError(f'[index] engine is "faiss", but {_INSTALL}')
    return engine == "faiss" or (engine == "auto" and pictures >= FROM_PICTURES and is_installed())


def search_of(engine: EngineName, embeddings: ArrayLike, file: Path | None) -> PictureSearch:
    """What searches these, of which there may be a `file` for faiss. Raises IndexMismatchError where the setting wants
    faiss, and there is none."""
    if engine == "faiss" and not is_installed():
        raise IndexMismatchError(f'[index] engine is "faiss", but {_INSTALL}')
    if engine != "exact" and file is not None and is_installed():
        return ApproximateSearch(file, embeddings)
    if engine == "faiss" or (engine == "auto" and len(embeddings) >= FROM_PICTURES):
        why = "the index has no file for faiss, which a reindex makes" if is_installed() else _INSTALL
        log.warning("each photo is compared with all %s pictures: %s", f"{len(embeddings):,}", why)
    return ExactSearch(embeddings)
