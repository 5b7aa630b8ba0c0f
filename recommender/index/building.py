"""A reindex: catalogue in, new index out, incrementally, verified, and swapped in only when all is well.

What is unchanged is neither decoded nor embedded again: its embedding is taken from the previous index, or from an
interrupted reindex, if the same embedder made it (recommender/index/embedding_pass.py).
"""

from __future__ import annotations

import importlib.metadata
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recommender.answers import IndexReport, LeftOut, LeftOutReason, Progress, Stage
from recommender.errors import IndexCorruptError, IndexingError
from recommender.index import files as index_files
from recommender.index.embedding_journal import EmbeddingJournal
from recommender.index.embedding_pass import EmbeddingPass, PreviousIndex, ProgressCallback, picture_hashes
from recommender.index.files import Manifest
from recommender.index.indexed_product import IndexedProduct
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.protocols import CatalogueLike, EmbedderLike

_VERIFY_BLOCK = 512
_SAME = 1e-4  # cosine distance up to which two embeddings are one
_SHRUNK, _SHRUNK_FROM = 0.5, 20
PICTURES_PER_PRODUCT = 5


def build_index(
    catalogue: CatalogueLike,
    index_dir: str | Path,
    embedder: EmbedderLike,
    progress: ProgressCallback | None = None,
    full: bool = False,
    private_hosts: Sequence[str] = (),
    may_shrink: bool = False,
    pictures_per_product: int = PICTURES_PER_PRODUCT,
) -> IndexReport:
    """Bring the index at `index_dir` (made if need be) up to the catalogue, and make it current.

    `progress` is called from the calling thread. `full` embeds everything anew and accepts, as `may_shrink` does, a
    catalogue that has shrunk. Without either, one with less than half of the products that the index holds (where that
    holds 20 or more) is refused, for an export that broke off or a picture folder that is not mounted. So is one that
    ends in the middle, if it gives fewer at all. Pictures on `private_hosts` (names, addresses, networks) are fetched
    though they lie in a private network. A product is found by `pictures_per_product` of its pictures at most. When
    nothing has changed, the current version stays, and the report names it.

    Raises CatalogueError, IndexBusyError, EmbedderError, OutboundError, and IndexingError for all else that can go
    wrong; whatever is raised, KeyboardInterrupt included, the index of before goes on serving.
    """
    began = time.monotonic()
    folder = Path(index_dir)
    tell = progress or (lambda _: None)
    try:
        with index_files.reindexing(folder), closing(EmbeddingJournal(folder, embedder)) as journal:
            previous = PreviousIndex.read(folder, embedder)
            embedding = EmbeddingPass(embedder, previous, journal, full, tell, private_hosts, pictures_per_product)
            products, left_out = embedding.read(catalogue)
            if not (full or may_shrink):
                _refuse_shrunk(len(products), previous, left_out)
            rows, vectors = embedding.embed(products, left_out)
            if not rows:
                raise IndexingError(f"no product of {catalogue.source} can be indexed: {_summary(left_out)}")
            if not (full or may_shrink):
                _refuse_shrunk(len(rows), previous, left_out)
            if rows == previous.records and previous.same_embedder and not full:
                version = previous.version
            else:
                try:
                    version = _swap_in(folder, catalogue.source, rows, vectors, embedding.fresh, embedder, tell)
                except IndexingError:
                    # Or the next run would take up the very embeddings that did not hold.
                    journal.forget()
                    raise
            journal.forget()
    except OSError as error:
        raise IndexingError(f"{folder}: {error.strerror or error}") from error
    report = _report(previous, rows, version, embedder.version, left_out, time.monotonic() - began)
    return replace(report, guessed_encoding=getattr(catalogue, "guessed_encoding", None))


def _swap_in(
    folder: Path,
    source: str,
    rows: list[IndexedProduct],
    vectors: np.ndarray,
    fresh: set[str],
    embedder: EmbedderLike,
    tell: ProgressCallback,
) -> str:
    now = datetime.now(UTC)
    manifest = Manifest(
        version=f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}",
        embedder_version=embedder.version,
        dim=embedder.dim,
        products=len(rows),
        created=now.isoformat(timespec="seconds"),
        catalogue=source,
        files={},
        made_with={name: importlib.metadata.version(name) for name in ("numpy", "scikit-learn")},
    )
    try:
        embeddings, detail = (np.ascontiguousarray(vectors[name]) for name in ("embedding", "detail"))
        owners = [row for row, record in enumerate(rows) for _ in record.hashes[1:]]
        index = Index(embeddings, ProductTable.of(rows), manifest, detail, np.array(owners, np.int32))
        files = index.to_files()
        manifest = replace(manifest, files=index_files.hashes(files))
        aside = index_files.write_version(folder, manifest, files)
        # From the disk, as the bot will read it.
        written = Index.from_files(*index_files.read_unpublished(aside))
    except IndexCorruptError as error:
        raise IndexingError(f"the new index does not hold together: {error}") from error
    _verify(written, rows, fresh, tell)
    tell(Progress(Stage.SWAPPING, 0, 1))
    index_files.publish(folder, aside)
    tell(Progress(Stage.SWAPPING, 1, 1))
    return manifest.version


def _verify(index: Index, rows: list[IndexedProduct], fresh: set[str], tell: ProgressCallback) -> None:
    """Every product must find itself; only those with a `fresh` embedding are searched for.

    The others have found themselves when theirs was new: the bytes are compared by hash, the length of every row is
    checked.
    """
    if list(index.table.ids) != [row.product.id for row in rows]:
        raise IndexingError("verification failed: the new index holds other products than the catalogue")
    hashes = picture_hashes(rows)
    wanted = np.array([i for i, digest in enumerate(hashes) if digest in fresh], dtype=np.intp)
    for start in range(0, len(wanted), _VERIFY_BLOCK):
        block = wanted[start : start + _VERIFY_BLOCK]
        apart, _ = index.nearest(index.embeddings[block], 1)
        # Two products with the same picture may find each other: what counts is that nothing else comes first.
        lost = block[apart[:, 0] > _SAME]
        if len(lost):
            raise IndexingError(f"verification failed: picture {hashes[int(lost[0])]} is not found")
        tell(Progress(Stage.VERIFYING, min(start + _VERIFY_BLOCK, len(wanted)), len(wanted)))


def _refuse_shrunk(count: int, previous: PreviousIndex, left_out: Sequence[LeftOut]) -> None:
    held = len(previous.records)
    if count < held and any(one.reason is LeftOutReason.CUT_SHORT for one in left_out):
        raise IndexingError(
            f"the catalogue ends in the middle: it gives {count:,} products where the index holds {held:,}, so the "
            "index stays as it is; export it again, or, if that is all of it, reindex in full (--full)"
        )
    if held < _SHRUNK_FROM or count >= held * _SHRUNK:
        return
    why = f" ({_summary(left_out)})" if left_out else ""
    raise IndexingError(
        f"the catalogue gives {count:,} products where the index holds {held:,}{why}: less than half, which looks like "
        "a broken export or missing pictures, so the index stays as it is; if it is meant, reindex in full (--full)"
    )


def _summary(left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return "it is empty"
    counts = Counter(one.reason for one in left_out)
    reasons = ", ".join(f"{count:,} {reason.value}" for reason, count in counts.most_common())
    return f"{reasons}; first: {left_out[0].where} {left_out[0].detail}".rstrip()


def _report(
    previous: PreviousIndex,
    rows: list[IndexedProduct],
    version: str,
    embedder: str,
    left_out: list[LeftOut],
    seconds: float,
) -> IndexReport:
    now = {row.product.id for row in rows}
    added = sum(product_id not in previous.by_id for product_id in now)
    unchanged = 0
    if previous.same_embedder:
        pairs = [(row, previous.by_id[row.product.id]) for row in rows if row.product.id in previous.by_id]
        unchanged = sum(new.product == old.product and new.hashes == old.hashes for new, old in pairs)
    return IndexReport(
        index_version=version,
        embedder_version=embedder,
        products=len(rows),
        added=added,
        changed=len(rows) - added - unchanged,
        unchanged=unchanged,
        removed=sum(product_id not in now for product_id in previous.by_id),
        left_out=tuple(left_out),
        seconds=seconds,
    )
