"""Whatever an XML, JSON or Parquet file holds: products, or one sentence."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import CatalogueError

_XML = [
    "<item>",
    "</item>",
    "<item a='1' ",
    "<id>1</id>",
    "<title>x</title>",
    "<image>https://a.example/b.jpg</image>",
    "<rss>",
]
_XML += [
    "</rss>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version='1.0' encoding='cp1251'?>",
    "<!DOCTYPE a [",
    "]>",
    "<g:id>",
]
_JSON = [
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    '"id"',
    '"title"',
    '"products"',
    '"image": "https://a.example/b.jpg"',
    "1",
    "null",
    "\n",
]
_JSON += [
    '{"id": 1, "title": "x", "image": "https://a.example/b.jpg"}',
    '"',
    "[" * 2_000,
    '{"a":' * 2_000,
    "NaN",
    "1e999",
]
_ODD = st.text(st.characters(codec="utf-8"), max_size=3) | st.sampled_from(
    ["&", "&amp;", "&#0;", "\0", "<", "é", "\ufeff"]
)


def _texts(pieces: list[str], start: str) -> st.SearchStrategy[bytes]:
    text = st.lists(st.sampled_from(pieces) | _ODD, max_size=30).map(lambda found: start + "".join(found))
    return st.builds(
        lambda t, e: t.encode(e, "replace"), text, st.sampled_from(["utf-8", "utf-16", "cp1251", "latin-1"])
    )


@given(data=_texts(_XML, "<rss>") | _texts(_JSON, "{") | _texts(_JSON, "[") | st.binary().map(lambda b: b"PAR1" + b))
@example(data=b"<rss><item><id>1</id></item>\xff</rss>")
@example(data=b'{"a": "\xff')
@example(data=b"\xff\xfe<\0a\0>\0")
def test_no_file_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Never another error, never a product without id and title."""
    source = tmp_path_factory.getbasetemp() / "fuzzed-feed"
    source.write_bytes(data)
    try:
        products = list(read_catalogue(source))
    except CatalogueError as error:
        assert "\n" not in str(error)
    else:
        assert all(each.id and each.title for each in products)
