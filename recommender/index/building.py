"""A reindex: catalogue in, new index out, incrementally, verified, and swapped in only when all is well.

What is unchanged is neither decoded nor embedded again: its embedding is taken from the previous index, or from an
interrupted reindex, if the same embedder made it (recommender/index/embedding_pass.py).
"""

from __future__ import annotations

import importlib.metadata
import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recommender.answers import IndexReport, LeftOut, Progress, Stage
from recommender.errors import GateFinding, IndexCorruptError, IndexingError, IndexRefusedError
from recommender.index import files as index_files
from recommender.index.columns.attribute_column import UNKNOWN
from recommender.index.content.index_content import EMBEDDINGS_FILE, index_content
from recommender.index.embedding_journal import EmbeddingJournal
from recommender.index.embedding_pass import EmbeddingPass, ProgressCallback, read_products
from recommender.index.engines import EngineName
from recommender.index.engines.approximate import FAISS_FILE
from recommender.index.engines.choice import wants_faiss
from recommender.index.files import Manifest
from recommender.index.gate import Gate, GoldenSet, refuse, summary
from recommender.index.previous import PreviousIndex
from recommender.index.renewal import IndexedRows
from recommender.index.search import Index
from recommender.protocols import CatalogueLike, EmbedderLike

DEFAULT_GATE = Gate()
PICTURES_PER_PRODUCT = 5


def build_index(
    catalogue: CatalogueLike,
    index_dir: str | Path,
    embedder: EmbedderLike,
    progress: ProgressCallback | None = None,
    full: bool = False,
    private_hosts: Sequence[str] = (),
    gate: Gate | None = DEFAULT_GATE,
    golden: GoldenSet | None = None,
    pictures_per_product: int = PICTURES_PER_PRODUCT,
    engine: EngineName = "auto",
) -> IndexReport:
    """Bring the index at `index_dir` (made if need be) up to the catalogue, and make it current.

    `progress` is called from the calling thread. `full` embeds everything anew. What the `gate` does not let pass is
    refused (None: everything passes); `golden` are photos that it tries. Pictures on `private_hosts` (names, addresses,
    networks) are fetched though they lie in a private network. A product is found by `pictures_per_product` of its
    pictures at most. `engine`: what is to search it. When nothing has changed, the current version stays, and the
    report names it.

    Raises CatalogueError, IndexBusyError, EmbedderError, OutboundError, IndexRefusedError, and IndexingError for all
    else that can go wrong; whatever is raised, KeyboardInterrupt included, the index of before goes on serving.
    """
    began = time.monotonic()
    folder = Path(index_dir)
    tell = progress or (lambda _: None)
    try:
        with index_files.reindexing(folder), closing(EmbeddingJournal(folder, embedder)) as journal:
            previous = PreviousIndex.read(folder, embedder)
            embedding = EmbeddingPass(embedder, previous, journal, full, tell, private_hosts, pictures_per_product)
            products, left_out = read_products(catalogue, tell)
            places = previous.places(products)
            if gate is not None:
                refuse(gate.of_products(products, previous, places, left_out), left_out)
            rows = embedding.embed(products, places, left_out)
            del products
            if not len(rows):
                raise IndexingError(f"no product of {catalogue.source} can be indexed: {summary(left_out)}")
            findings: list[GateFinding] = []
            if gate is not None:
                findings = gate.of_products(rows.products, previous, rows.places, left_out)
                refuse(findings, left_out)
            if previous.same_looks and previous.is_of_now(engine) and rows.is_unchanged():
                version = previous.version
            else:
                try:
                    aside, written = _written_aside(folder, catalogue.source, previous, rows, embedder, engine)
                    found = (gate or DEFAULT_GATE).of_index(written, rows, tell, golden)
                except IndexingError:
                    # Or the next run would take up the very embeddings that did not hold.
                    journal.forget()
                    raise
                if gate is not None:
                    try:
                        refuse(found, ())
                    except IndexRefusedError:
                        index_files.discard(aside)
                        raise
                index_files.write_measured(aside, (*findings, *found))
                tell(Progress(Stage.SWAPPING, 0, 1))
                index_files.publish(folder, aside)
                tell(Progress(Stage.SWAPPING, 1, 1))
                version = written.version
            journal.forget()
    except OSError as error:
        raise IndexingError(f"{folder}: {error.strerror or error}") from error
    report = _report(previous, rows, version, embedder.version, left_out, time.monotonic() - began)
    return replace(report, guessed_encoding=getattr(catalogue, "guessed_encoding", None))


def _written_aside(
    folder: Path, source: str, before: PreviousIndex, rows: IndexedRows, embedder: EmbedderLike, engine: EngineName
) -> tuple[Path, Index]:
    """The new version where nobody looks for it, and as the bot will read it."""
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
        embeddings, details = rows.vectors("embedding"), rows.vectors("detail")
        looks, sums = rows.looks(embedder.looks, embeddings), rows.colour_sums(embeddings)
        many = wants_faiss(engine, len(embeddings))
        content = index_content(embeddings, details, rows.owners, rows.table, looks, sums, halves=many)
        files: dict[str, Iterable[bytes] | None] = {**content, **dict.fromkeys(rows.kept_files(content, many))}
        if many:
            files[FAISS_FILE] = rows.lists(embeddings)
        aside = index_files.write_version(folder, manifest, files)
        before.release()
        index = Index.from_files(*index_files.read_unpublished(aside, before.manifest), engine)
        if files[EMBEDDINGS_FILE] is not None:
            index.check_lengths()
        return aside, index
    except IndexCorruptError as error:
        raise IndexingError(f"the new index does not hold together: {error}") from error


def _report(
    previous: PreviousIndex, rows: IndexedRows, version: str, embedder: str, left_out: list[LeftOut], seconds: float
) -> IndexReport:
    added = int(np.count_nonzero(rows.places == UNKNOWN))
    unchanged = rows.count_unchanged(previous) if previous.same_embedder else 0
    return IndexReport(
        index_version=version,
        embedder_version=embedder,
        products=len(rows),
        added=added,
        changed=len(rows) - added - unchanged,
        unchanged=unchanged,
        removed=previous.gone(rows.places)[0],
        left_out=tuple(left_out),
        seconds=seconds,
    )
