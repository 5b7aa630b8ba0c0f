"""A local index version into Milvus: written aside, checked, and only then what the index's name stands for.

Killed at any moment, what served goes on serving; what was left half written, the next run removes. The version before
is kept, for readers that have it open and for a step back.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from recommender.answers import Progress, Stage
from recommender.errors import IndexCorruptError, IndexingError, IndexUnavailableError
from recommender.index.files import read_version
from recommender.index.milvus.connection import MilvusConnection
from recommender.index.milvus.index import MilvusIndex, lists_of
from recommender.index.milvus.layout import (
    ABOUT,
    ATTRIBUTES,
    NO_PRICE,
    SPREAD,
    About,
    collection_of,
    compounds_of,
    packed_rows,
    seen_codes,
    spread,
)
from recommender.index.search import Index

log = logging.getLogger(__name__)

_BATCH = 2_000  # pictures sent at once, some 8 MB
_FLAT = 20_000  # so many pictures are compared with each
_LONGEST = 65_535  # bytes of a text in Milvus
_MOST_WORDS = 4_096  # of a title
_SECONDS = 3_600.0  # that writing, indexing or loading a version may take each
_TRIED = 20  # pictures that have to find themselves


def publish(connection: MilvusConnection, index_dir: Path, tell: Callable[[Progress], None] = lambda _: None) -> str:
    """Let Milvus serve the version that serves at `index_dir`; returns its collection. Nothing is written where it is
    there already. Raises IndexMissingError, IndexCorruptError, IndexUnavailableError, IndexingError."""
    index = Index.from_files(*read_version(index_dir))
    name = collection_of(connection.settings.collection, index.version)
    before = connection.serving()
    if before == name:
        return name
    if not _is_complete(connection, name):
        _remove(connection, keep={before})
        _write(connection, name, index, tell)
    _check(connection, name, index)
    _serve(connection, name, bool(before))
    _remove(connection, keep={name, before})
    return name


def _is_complete(connection: MilvusConnection, name: str) -> bool:
    """What is known of a version as a whole is written last."""
    seconds = connection.settings.seconds
    if not connection.ask(lambda client: client.has_collection(name + ABOUT, timeout=seconds)):
        return False
    try:
        connection.ask(lambda client: client.load_collection(name, timeout=_SECONDS))
        connection.ask(lambda client: client.load_collection(name + ABOUT, timeout=_SECONDS))
        MilvusIndex(connection, name)
    except (IndexCorruptError, IndexUnavailableError):
        return False
    return True


def _remove(connection: MilvusConnection, keep: set[str]) -> None:
    """All versions but these, and what was left half written."""
    prefix = f"{connection.settings.collection}_"
    kept = keep | {each + ABOUT for each in keep}
    for each in connection.ask(lambda client: client.list_collections()):
        if each.startswith(prefix) and each not in kept:
            connection.ask(lambda client, each=each: client.drop_collection(each))  # type: ignore[misc]


def _write(connection: MilvusConnection, name: str, index: Index, tell: Callable[[Progress], None]) -> None:
    longest = max(int(index.table.lines.lengths().max()), 1)
    if longest > _LONGEST:
        raise IndexingError(f"a product takes {longest:,} bytes, Milvus keeps {_LONGEST:,} at most")
    connection.ask(lambda client: _make(client, connection, name, index))
    total, about = len(index.embeddings), About.of(index)
    for start in range(0, total, _BATCH):
        rows = np.arange(start, min(start + _BATCH, total))
        entities = _entities(index, about, rows)
        connection.ask(lambda client, sent=entities: client.insert(name, sent, timeout=_SECONDS))  # type: ignore[misc]
        tell(Progress(Stage.SWAPPING, len(rows) + start, total))
    kind = "FLAT" if total <= _FLAT else "IVF_FLAT"
    connection.ask(lambda client: _ready(client, connection, name, "embedding", kind, lists_of(total)))
    pieces = [
        {"piece": number, "content": content, "nothing": [0.0, 1.0]} for number, content in enumerate(about.to_pieces())
    ]
    connection.ask(lambda client: _make_about(client, connection, name + ABOUT))
    for start in range(0, len(pieces), 100):
        sent = pieces[start : start + 100]
        connection.ask(lambda client, sent=sent: client.insert(name + ABOUT, sent, timeout=_SECONDS))  # type: ignore[misc]
    connection.ask(lambda client: _ready(client, connection, name + ABOUT, "nothing", "FLAT", 1))


def _make(client: Any, connection: MilvusConnection, name: str, index: Index) -> None:  # noqa: ANN401
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("picture", DataType.INT64, is_primary=True)
    for each in ("product", "type", "gender", "colour", "brand", "shown", "variant", "id_mark", "spread"):
        schema.add_field(each, DataType.INT64)
    schema.add_field("price", DataType.DOUBLE)
    schema.add_field("in_stock", DataType.BOOL)
    schema.add_field("is_own", DataType.BOOL)
    schema.add_field("seen", DataType.ARRAY, element_type=DataType.INT64, max_capacity=_MOST_WORDS)
    schema.add_field("title", DataType.ARRAY, element_type=DataType.INT64, max_capacity=_MOST_WORDS)
    for each in ("line", "looks", "details"):
        schema.add_field(each, DataType.VARCHAR, max_length=_LONGEST)
    schema.add_field("embedding", DataType.FLOAT_VECTOR, dim=index.dim)
    client.create_collection(name, schema=schema, num_shards=connection.settings.shards, timeout=_SECONDS)


def _make_about(client: Any, connection: MilvusConnection, name: str) -> None:  # noqa: ANN401
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("piece", DataType.INT64, is_primary=True)
    schema.add_field("content", DataType.VARCHAR, max_length=_LONGEST)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # each collection has to have one
    client.create_collection(name, schema=schema, num_shards=1, timeout=_SECONDS)


def _ready(client: Any, connection: MilvusConnection, name: str, vector: str, kind: str, lists: int) -> None:  # noqa: ANN401
    """Everything on the disk, indexed and loaded."""
    client.flush(name, timeout=_SECONDS)
    indexes = client.prepare_index_params()
    indexes.add_index(vector, index_type=kind, metric_type="IP", params={"nlist": lists} if kind != "FLAT" else {})
    client.create_index(name, indexes, timeout=_SECONDS)
    client.load_collection(name, replica_number=connection.settings.replicas, timeout=_SECONDS)


def _entities(index: Index, about: About, pictures: np.ndarray) -> list[dict[str, object]]:
    table, titles = index.table, index.table.title_words
    rows = index.products_of(pictures)
    starts = titles.ends - np.diff(titles.ends, prepend=0)
    columns: dict[str, list[object]] = {
        "picture": pictures.tolist(),
        "product": rows.tolist(),
        "price": np.where(np.isnan(table.prices[rows]), NO_PRICE, table.prices[rows]).tolist(),
        "in_stock": table.in_stock[rows].tolist(),
        "is_own": (pictures < len(index)).tolist(),
        "shown": table.pictures[rows].tolist(),
        "variant": table.variants[rows].tolist(),
        "spread": (spread(rows) % SPREAD).tolist(),
        "title": [
            [*titles.codes[starts[row] : titles.ends[row]].tolist(), *_compounds(index, about, row)][:_MOST_WORDS]
            for row in rows.tolist()
        ],
        "seen": [*seen_codes(index.looks.at(rows))] if index.looks else [[]] * len(rows),
        "embedding": list(np.ascontiguousarray(index.embeddings[pictures])),
    }
    for column, name in zip(ATTRIBUTES, ("type", "gender", "colour", "brand"), strict=True):
        columns[name] = getattr(table, column).codes[rows].tolist()
    marks = np.empty(len(table), np.int64)
    marks[table.by_id[1]] = table.by_id[0]
    columns["id_mark"] = marks[rows].tolist()
    own = pictures[pictures < len(index)].tolist()
    further: list[object] = [""] * (len(pictures) - len(own))
    lines: list[object] = [table.lines.line(row).decode().rstrip("\n") for row in own]
    columns["line"] = lines + further
    looks: list[object] = [*packed_rows(index.looks.codes[own])] if index.looks else [""] * len(own)
    columns["looks"] = looks + further
    kept = index.descriptors
    columns["details"] = [*packed_rows(kept[pictures])] if kept is not None else [""] * len(pictures)
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _compounds(index: Index, about: About, row: int) -> list[int]:
    found = compounds_of(index.table.lines.title(row))
    return [len(about.title_words) + bisect_left(about.compounds, each) for each in found]


def _check(connection: MilvusConnection, name: str, index: Index) -> None:
    """Raises IndexingError unless all is there, and pictures find themselves."""
    there = connection.count(name, "picture >= 0", strongly=True)
    if there != len(index.embeddings):
        raise IndexingError(
            f"{name} in Milvus has {there:,} pictures of {len(index.embeddings):,}; the old index serves"
        )
    written = MilvusIndex(connection, name)
    rows = np.linspace(0, len(index) - 1, min(_TRIED, len(index))).astype(np.intp)
    for row, embedding in zip(rows.tolist(), index.embeddings[rows], strict=True):
        distances, _ = written.nearest(embedding[None], 1)
        if distances[0, 0] > 1e-4 or written.ids([row]) != index.ids([row]):
            raise IndexingError(f"{name} in Milvus does not find its own pictures; the old index serves")


def _serve(connection: MilvusConnection, name: str, known: bool) -> None:
    alias, seconds = connection.settings.collection, connection.settings.seconds
    if known:
        connection.ask(lambda client: client.alter_alias(name, alias, timeout=seconds))
    else:
        connection.ask(lambda client: client.create_alias(name, alias, timeout=seconds))
    log.info("Milvus serves %s", name)
