"""The collections of Milvus that an index is kept in: their fields, and how they are made and loaded."""

from __future__ import annotations

import time
from typing import Any

from recommender.index.milvus.rows import MOST_WORDS

_LONGEST = 65_535  # bytes of a text in Milvus
_SECONDS = 3_600.0
_SETTLED_S = 600.0
_NUMBERS = """
    product type gender colour brand shown variant id_mark spread digest born died
"""


def make_rows(client: Any, name: str, dim: int, shards: int) -> None:  # noqa: ANN401 - pymilvus is no dependency
    """Of an entity for each picture."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("picture", DataType.INT64, is_primary=True)
    for each in _NUMBERS.split():
        schema.add_field(each, DataType.INT64)
    schema.add_field("price", DataType.DOUBLE)
    for each in ("in_stock", "is_own", "by_hand"):
        schema.add_field(each, DataType.BOOL)
    for each in ("seen", "title"):
        schema.add_field(each, DataType.ARRAY, element_type=DataType.INT64, max_capacity=MOST_WORDS)
    for each in ("line", "looks", "details"):
        schema.add_field(each, DataType.VARCHAR, max_length=_LONGEST)
    schema.add_field("embedding", DataType.FLOAT_VECTOR, dim=dim)
    client.create_collection(name, schema=schema, num_shards=shards, timeout=_SECONDS)


def make_about(client: Any, name: str, replicas: int) -> None:  # noqa: ANN401
    """Of an entity for each piece of the text, loaded. What is written there needs no flush: it is in Milvus' log."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("piece", DataType.INT64, is_primary=True)
    schema.add_field("content", DataType.VARCHAR, max_length=_LONGEST)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # each collection has to have one
    client.create_collection(name, schema=schema, num_shards=1, timeout=_SECONDS)
    _load(client, name, "nothing", {"index_type": "FLAT"}, replicas)


def load_rows(client: Any, name: str, lists: int | None, replicas: int) -> None:  # noqa: ANN401
    """Everything on the disk, indexed by so many lists (None: each picture is compared) and loaded."""
    client.flush(name, timeout=_SECONDS)
    kind: dict[str, object] = (
        {"index_type": "FLAT"} if lists is None else {"index_type": "IVF_FLAT", "params": {"nlist": lists}}
    )
    _load(client, name, "embedding", kind, replicas)


def settle_rows(client: Any, name: str) -> None:  # noqa: ANN401
    """What was added is on the disk and indexed: until then it is searched by and by, and not all of it is found."""
    client.flush(name, timeout=_SECONDS)
    deadline = time.monotonic() + _SETTLED_S
    while time.monotonic() < deadline:
        if not int(client.describe_index(name, "embedding", timeout=_SECONDS)["pending_index_rows"]):
            return
        time.sleep(1.0)


def _load(client: Any, name: str, vector: str, kind: dict[str, object], replicas: int) -> None:  # noqa: ANN401
    indexes = client.prepare_index_params()
    indexes.add_index(vector, metric_type="IP", **kind)
    client.create_index(name, indexes, timeout=_SECONDS)
    client.load_collection(name, replica_number=replicas, timeout=_SECONDS)
