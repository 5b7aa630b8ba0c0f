"""Index versions into Milvus: what a version changes is written aside, checked, and only then shown, in one step.

Rows that nobody sees yet, and the day of death of those that are to go, lie beside the rows that serve. Killed at any
moment, what served goes on serving; what was left half written, the next run removes. The version before is kept, for
readers that have it open and for a step back.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from recommender.answers import Progress, Stage
from recommender.errors import IndexCorruptError, IndexingError, IndexMissingError, IndexUnavailableError
from recommender.index.additions import FOLDER
from recommender.index.files import read_version
from recommender.index.milvus.about import About, Part, Vocabulary, about_in
from recommender.index.milvus.collections import load_rows, make_about, make_rows, settle_rows
from recommender.index.milvus.connection import MOST_AT_ONCE, MilvusConnection
from recommender.index.milvus.index import MilvusIndex
from recommender.index.milvus.layout import ALWAYS, lists_of
from recommender.index.milvus.lock import AT_ONCE, PATIENTLY, LockTimes, PublishingLock
from recommender.index.milvus.rows import TO_COUNT, IndexRows, part_of
from recommender.index.search import Index

log = logging.getLogger(__name__)

_BATCH = 2_000  # Pictures sent at once, some 8 MB.
_FLAT = 20_000  # So many pictures are compared with each.
_LONGEST = 65_535  # Bytes of a text in Milvus.
_SECONDS = 3_600.0  # That writing, indexing or loading a version may take each.
_SETTLED = 500  # So many new rows Milvus compares with each, before they are indexed.
_TRIED = 20  # Pictures that have to find themselves.
_READ_S = 60.0  # For so long somebody may still read what served before.
_TOLD = ("picture", "product", "is_own", "digest")
Tell = Callable[[Progress], None]


def publish(
    connection: MilvusConnection, index_dir: Path, tell: Tell = lambda _: None, times: LockTimes = AT_ONCE
) -> str:
    """Let Milvus serve the version that serves at `index_dir`; returns its collection. Written is what has changed, and
    nothing where it is there already. Raises IndexMissingError, IndexCorruptError, IndexBusyError,
    IndexUnavailableError, IndexingError."""
    index = Index.from_files(*read_version(index_dir))
    with PublishingLock(connection, times) as lock:
        return _Publication(connection, lock, tell).of_catalogue(index)


def publish_additions(connection: MilvusConnection, index_dir: Path, times: LockTimes = PATIENTLY) -> str:
    """Let what was added by hand to the index at `index_dir` be found beside the catalogue's products, and what is no
    longer among it not. Raises as `publish`, and IndexMissingError while there is no catalogue in Milvus."""
    try:
        additions = Index.from_files(*read_version(index_dir / FOLDER))
    except IndexMissingError:
        additions = None
    with PublishingLock(connection, times) as lock:
        return _Publication(connection, lock, lambda _: None).of_additions(additions)


class _Publication:
    """What one holder of the lock does."""

    def __init__(self, connection: MilvusConnection, lock: PublishingLock, tell: Tell) -> None:
        self._connection, self._lock, self._tell = connection, lock, tell
        self._name = connection.settings.collection
        self._serving = connection.serving()
        self._before: About | None = None
        try:
            self._before = about_in(connection, self._serving) if self._serving else None
            if self._before and self._before.rows not in self._collections("rows"):
                raise IndexCorruptError(f"{self._before.rows} is gone")
        except (IndexCorruptError, IndexUnavailableError) as error:
            log.warning("what Milvus serves cannot be gone on from, all is written anew: %s", error)
            self._before = None
            connection.serving()  # unless nothing can be asked of it

    def of_catalogue(self, index: Index) -> str:
        before = self._before
        if before is not None and before.catalogue.version == index.version:
            return self._serving
        if before is not None and (back := self._kept(index.version, before)):
            return self._serve(back)
        if before is not None and before.holds(index):
            try:
                return self._changed(index, before, by_hand=False)
            except IndexingError as error:
                log.warning("all is written anew: %s", error)
        return self._whole(index)

    def of_additions(self, additions: Index | None) -> str:
        before = self._before
        if before is None:
            raise IndexMissingError(f"there is no index {self._name} in Milvus yet")
        if additions is not None and not before.holds(additions):
            raise IndexingError("the index in Milvus is of another embedder: a reindex comes first")
        return self._changed(additions, before, by_hand=True)

    def _kept(self, version: str, now: About) -> str:
        """The collection of what served before, if that is the version, with what is added by hand now; or ""."""
        for each in self._collections("about"):
            try:
                found = about_in(self._connection, each) if each != self._serving else None
            except (IndexCorruptError, IndexUnavailableError):  # it was left half written
                continue
            if found and (found.catalogue.version, found.rows) == (version, now.rows) and found.added == now.added:
                return each
        return ""

    def _whole(self, index: Index) -> str:
        """All of it, into rows of its own. What was added by hand comes again from who has it."""
        rows = IndexRows(index)
        _refuse_long(index)
        everything = np.arange(len(index))
        vocabulary = Vocabulary.none().with_words_of(index, everything)
        name = self._new("rows")
        about = about_of(index, name, vocabulary)
        keep = {self._serving, *([self._before.rows] if self._before else [])}
        self._remove(keep)
        self._ask(lambda client: make_rows(client, name, index.dim, self._connection.settings.shards))
        keys = np.arange(len(index.embeddings))
        self._insert(rows, np.arange(len(keys)), keys, about, vocabulary, rows.digests(), by_hand=False)
        lists = None if len(keys) <= _FLAT else lists_of(len(keys))
        self._ask(lambda client: load_rows(client, name, lists, self._connection.settings.replicas))
        return self._show(about, index, everything)

    def _changed(self, index: Index | None, before: About, by_hand: bool) -> str:
        """Of the catalogue's products, or of those `by_hand`: what is new beside what is there, which dies as far as it
        is not among it."""
        rows = None if index is None else IndexRows(index)
        if index is not None:
            _refuse_long(index)
        self._tidy(before)
        there = self._there(before, by_hand)
        digests = rows.digests() if rows else np.empty(0, np.int64)
        fresh = np.flatnonzero(~np.isin(digests, there["digest"]))
        own = there["is_own"].astype(bool)
        gone = there["product"][own & ~np.isin(there["digest"], digests)]
        if by_hand and not len(fresh) and not len(gone):
            return self._serving
        about = replace(before, moment=before.moment + 1, published=time.time())
        if index is not None and rows is not None:
            vocabulary = before.vocabulary.with_words_of(index, fresh)
            pictures = rows.pictures_of(fresh)
            keys = np.zeros(len(index.embeddings), np.int64)
            keys[pictures] = before.highest + 1 + np.arange(len(pictures))
            about = replace(about, highest=before.highest + len(pictures), vocabulary=vocabulary)
            self._insert(rows, pictures, keys, about, vocabulary, digests, by_hand)
        self._bury(about, there["picture"][np.isin(there["product"], gone)], len(digests))
        if len(fresh) + len(gone) > _SETTLED:
            self._ask(lambda client: settle_rows(client, before.rows))
        part = None if index is None else Part.of(index, about.vocabulary)
        if by_hand:
            about = replace(about, added=part)
        elif index is not None and part is not None:
            about = replace(about, manifest=index.manifest, catalogue=part)
        return self._show(self._without_replaced(about), index, fresh)

    def _there(self, before: About, by_hand: bool) -> dict[str, np.ndarray]:
        """What is known of those that serve and are not to go: a column of each."""
        where = f"{_from(by_hand)} and born <= {before.moment} and died == {ALWAYS}"
        found: dict[str, list[np.ndarray]] = {name: [np.empty(0, np.int64)] for name in _TOLD}
        for start in range(0, before.highest + 1, MOST_AT_ONCE):
            span = f"picture >= {start} and picture < {start + MOST_AT_ONCE}"
            some = self._connection.query(before.rows, f"{span} and {where}", _TOLD, strongly=True, patiently=True)
            for name, columns in found.items():
                columns.append(np.array([each[name] for each in some], np.int64))
        return {name: np.concatenate(columns) for name, columns in found.items()}

    def _insert(
        self,
        rows: IndexRows,
        pictures: np.ndarray,
        keys: np.ndarray,
        about: About,
        vocabulary: Vocabulary,
        digests: np.ndarray,
        by_hand: bool,
    ) -> None:
        for start in range(0, len(pictures), _BATCH):
            some = pictures[start : start + _BATCH]
            entities = rows.entities(some, keys, vocabulary, digests)
            for each in entities:
                each |= {"born": about.moment, "by_hand": by_hand}
            self._write("upsert" if about.moment > 1 else "insert", about.rows, entities)
            self._tell(Progress(Stage.SWAPPING, start + len(some), len(pictures)))

    def _bury(self, about: About, pictures: np.ndarray, total: int) -> None:
        """They are no longer seen from the version on: written again with that day, since Milvus changes no field."""
        for start in range(0, len(pictures), _BATCH):
            where = f"picture in {pictures[start : start + _BATCH].tolist()}"
            found = self._connection.query(about.rows, where, ["*"], strongly=True, patiently=True)
            self._write("upsert", about.rows, [{**each, "died": about.moment} for each in found])
            self._tell(Progress(Stage.SWAPPING, total, total))

    def _without_replaced(self, about: About) -> About:
        """Nor shown nor counted are the catalogue's products that share their ids with others by hand."""
        alive = f"is_own == true and born <= {about.moment} and died > {about.moment}"
        by_hand = self._connection.query(
            about.rows, f"{_from(True)} and {alive}", ["id_mark"], strongly=True, patiently=True
        )
        if not by_hand:
            return replace(about, hidden=(), replaced=None)
        marks = [int(each["id_mark"]) for each in by_hand]
        where = f"id_mark in {marks} and {_from(False)} and {alive}"
        found = self._connection.query(about.rows, where, TO_COUNT, strongly=True, patiently=True)
        hidden = tuple(sorted(int(each["picture"]) for each in found))
        return replace(about, hidden=hidden, replaced=part_of(found, about) if hidden else None)

    def _tidy(self, before: About) -> None:
        """What nobody sees any more goes, or has ever seen; but not what somebody may still read."""
        if time.time() - before.published > _READ_S:
            self._remove({self._serving, before.rows})
            self._delete(before.rows, f"died <= {before.moment}")
        self._delete(before.rows, f"picture > {before.highest}")

    def _delete(self, rows: str, where: str) -> None:
        while found := self._connection.query(
            rows, where, ["picture"], strongly=True, patiently=True, limit=MOST_AT_ONCE
        ):
            ids = [int(each["picture"]) for each in found]
            self._lock.ensure()
            self._ask(lambda client, ids=ids: client.delete(rows, ids=ids, timeout=_SECONDS))  # type: ignore[misc]

    def _show(self, about: About, index: Index | None, fresh: np.ndarray) -> str:
        """Raises IndexingError unless all is there, and pictures find themselves."""
        name = self._new("about")
        pieces = [
            {"piece": number, "content": content, "nothing": [0.0, 1.0]}
            for number, content in enumerate(about.to_pieces())
        ]
        self._ask(lambda client: make_about(client, name, self._connection.settings.replicas))
        for start in range(0, len(pieces), 100):
            self._write("insert", name, pieces[start : start + 100])
        self._check(MilvusIndex(self._connection, name), index, fresh)
        self._serve(name)
        if time.time() - (self._before.published if self._before else 0.0) > _READ_S:
            self._remove({name, about.rows, self._serving, *([self._before.rows] if self._before else [])})
        return name

    def _check(self, written: MilvusIndex, index: Index | None, fresh: np.ndarray) -> None:
        about = written.about
        there = self._connection.count(about.rows, f"is_own == true and {about.shown()}", strongly=True)
        if there != about.products:
            raise IndexingError(
                f"{self._name} in Milvus has {there:,} products of {about.products:,}; the old index serves"
            )
        if index is None:
            return
        spread = np.linspace(0, len(index) - 1, min(_TRIED, len(index))).astype(np.intp)
        rows = np.unique(np.concatenate((spread, fresh[:: max(1, len(fresh) // _TRIED)])))
        for product_id, embedding in zip(index.ids(rows), index.embeddings[rows], strict=True):
            distances, _ = written.nearest(embedding[None], 1)
            if distances[0, 0] > 1e-4 or not written.rows([product_id]):
                raise IndexingError(f"{self._name} in Milvus does not find its own pictures; the old index serves")

    def _serve(self, name: str) -> str:
        self._lock.ensure()
        change = "alter_alias" if self._serving else "create_alias"
        seconds = self._connection.settings.seconds
        self._ask(lambda client: getattr(client, change)(name, self._name, timeout=seconds))
        log.info("Milvus serves %s", name)
        return name

    def _remove(self, keep: set[str]) -> None:
        """All collections but these."""
        for each in self._collections("rows", "about"):
            if each not in keep:
                self._ask(lambda client, each=each: client.drop_collection(each, timeout=_SECONDS))  # type: ignore[misc]

    def _collections(self, *kinds: str) -> list[str]:
        names = self._ask(lambda client: client.list_collections(timeout=_SECONDS))
        return [each for each in names if re.fullmatch(rf"{re.escape(self._name)}_({'|'.join(kinds)})_\d+", each)]

    def _new(self, kind: str) -> str:
        return f"{self._name}_{kind}_{time.time_ns()}"

    def _write(self, how: str, collection: str, entities: Sequence[dict[str, object]]) -> None:
        self._lock.ensure()
        self._ask(lambda client: getattr(client, how)(collection, entities, timeout=_SECONDS))

    def _ask(self, what: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - pymilvus is no dependency
        return self._connection.ask(what, patiently=True)


def about_of(index: Index, rows: str, vocabulary: Vocabulary) -> About:
    """Of a version that is the first of its rows."""
    looks, details = index.looks, index.descriptors
    return About(
        manifest=index.manifest,
        rows=rows,
        moment=1,
        highest=len(index.embeddings) - 1,
        published=time.time(),
        vocabulary=vocabulary,
        looks=looks.looks if looks else (),
        looks_version=looks.version if looks else "",
        details=details.shape[1:] if details is not None else (),
        catalogue=Part.of(index, vocabulary),
    )


def _from(by_hand: bool) -> str:
    return f"by_hand == {str(by_hand).lower()}"


def _refuse_long(index: Index) -> None:
    longest = max(int(index.table.lines.lengths().max()), 1)
    if longest > _LONGEST:
        raise IndexingError(f"a product takes {longest:,} bytes, Milvus keeps {_LONGEST:,} at most")
