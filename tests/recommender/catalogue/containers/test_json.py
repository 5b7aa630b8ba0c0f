"""JSON and JSON Lines: the products wherever they lie, decoded one by one, each fault beside its own product."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.catalogue import read_catalogue
from recommender.catalogue.containers.json_records import JsonDocument, JsonLines
from recommender.catalogue.feeds.record import Record
from recommender.errors import CatalogueError

ONE, TWO = {"id": 1, "title": "x"}, {"id": 2, "title": "y"}


def read(folder: Path, text: str | bytes) -> list[Record | LeftOut]:
    """All records of a file that holds this."""
    path = folder / "feed"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    container = JsonLines() if JsonLines().holds(path.read_bytes()[:4096]) else JsonDocument()
    assert container.holds(path.read_bytes()[:4096])
    return list(container.open(path, "", ()).records)


def ids(found: list[Record | LeftOut]) -> list[object]:
    """Of the products in order, None for each that is lost."""
    return [each.fields.get("id") if isinstance(each, Record) else None for each in found]


@pytest.mark.parametrize(
    "value",
    [
        [ONE, TWO],
        {"products": [ONE, TWO]},
        {"products": [ONE, TWO], "total": 2},
        {"total": 2, "filters": [{"a": 1}, {"a": 2}, {"a": 3}], "data": {"items": [ONE, TWO]}},
        {"data": {"products": {"edges": [{"node": ONE}, {"node": TWO}]}}},
        {"Wares": [ONE, TWO], "colours": [{"name": "red"}]},
        {"hits": {"hits": [{"_id": 9, "_source": ONE}, {"_id": 8, "_source": TWO}]}},
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_where_the_products_lie(tmp_path: Path, value: object, indent: int | None) -> None:
    """A list, at the top or in an object by whatever name, the longest where no name is usual."""
    assert ids(read(tmp_path, json.dumps(value, indent=indent))) == ["1", "2"]


def test_a_single_product(tmp_path: Path) -> None:
    """An object that is a product itself is not one of its pictures."""
    product = {**ONE, "price": 5, "images": [{"src": "a"}, {"src": "b"}]}
    (found,) = read(tmp_path, json.dumps(product))
    assert found == Record("item 1", {**ONE, "id": "1", "price": "5", "images": [{"src": "a"}, {"src": "b"}]})


def test_objects_one_after_another(tmp_path: Path) -> None:
    """Over several lines each, or on lines longer than what a file is recognised by: each is a product."""
    product = {**ONE, "price": 5, "images": ["a", "b"], "brand": {"name": "z"}}
    meant = {**ONE, "id": "1", "price": "5", "images": ["a", "b"], "brand": {"name": "z"}}
    for text in (json.dumps(product, indent=1), json.dumps(product | {"title": "x" * 9_000})):
        found = read(tmp_path, f"{text}\n{text}\n")
        assert [each.fields | {"title": "x"} for each in found if isinstance(each, Record)] == [meant, meant]


def test_values_are_texts(tmp_path: Path) -> None:
    """Numbers as they are written, true and false as words, null as nothing, on every level."""
    text = '[{"id": 12345678901234567890, "price": 49.90, "sale": true, "x": null, "l": [1, {"y": false}], "n": NaN}]'
    assert read(tmp_path, text) == [
        Record(
            "item 1",
            {
                "id": "12345678901234567890",
                "price": "49.90",
                "sale": "true",
                "x": "",
                "l": ["1", {"y": "false"}],
                "n": "",
            },
        )
    ]


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 2, "title": }',
        '{"id": 2 "title": "y"}',
        '{"id": 2, "title": "a "quoted" y"}',
        '{"id": 2, v: [{"id": 7}, {"id": 8}]}',
        '{"id": 2, "a": ' + "[" * 5_000 + "]" * 5_000 + "}",
    ],
    ids=["value", "comma", "quotes", "nested", "deep"],
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_broken_product_costs_itself(tmp_path: Path, broken: str, place: int) -> None:
    """One place that is no JSON is one product left out, wherever it stands in the list."""
    products = [json.dumps({"id": n, "title": "x", "variants": [{"id": 70 + n}]}) for n in (1, 3, 4)]
    products.insert(place, broken)
    found = read(tmp_path, f'{{"products": [{", ".join(products)}]}}')
    assert [each for each in ids(found) if each] == ["1", "3", "4"]
    assert [each.reason for each in found if isinstance(each, LeftOut)] == [LeftOutReason.MALFORMED_LINE]


@pytest.mark.parametrize("name", ["seo", "others"])
def test_what_is_nested_too_deep_beside_the_products_costs_nothing(tmp_path: Path, name: str) -> None:
    """A field of the file that no product is in; Python 3.13 parses what is deeper than it can be gone through."""
    deep = "[" * 4_000 + "]" * 4_000
    beside = {"seo": f'{{"a": {{"b": {{"c": {deep}}}}}}}', "others": f'[1, {{"x": {deep}}}]'}[name]
    found = read(tmp_path, f'{{"products": [{{"id": 1, "title": "x"}}], "{name}": {beside}}}')
    assert [each.fields["id"] for each in found if isinstance(each, Record)] == ["1"]


@pytest.mark.parametrize("end", range(1, 40, 3))
def test_a_document_that_ends_in_the_middle(tmp_path: Path, end: int) -> None:
    """What came before is there, and that there was more is told."""
    text = json.dumps({"products": [{"id": n, "title": "Linen shirt"} for n in range(1, 4)]})
    found = read(tmp_path, text[:-end])
    assert isinstance(found[-1], LeftOut)
    assert found[-1].reason is LeftOutReason.CUT_SHORT
    assert len(found) > 1
    assert ids(found[:-1]) == [str(n) for n in range(1, len(found))]


def test_products_over_many_blocks(tmp_path: Path) -> None:
    """The file is read in blocks; wherever one ends, numbers and texts are whole, and faults keep to their product."""
    products = [json.dumps({"id": n, "title": "x" * (n % 977), "price": n * 1001}) for n in range(3_000)]
    products[1_500] = '{"id": 1500, "title": '
    found = read(tmp_path, f"[{','.join(products)}]")
    assert ids(found) == [None if n == 1_500 else str(n) for n in range(3_000)]
    assert all(
        each.fields["price"] == str(int(str(each.fields["id"])) * 1001) for each in found if isinstance(each, Record)
    )


def test_a_broken_line_costs_one_product(tmp_path: Path) -> None:
    """Lines of JSON, with an empty one, a broken one, one that is no object, and the last broken off."""
    found = read(tmp_path, '{"id": 1}\n\n{"id": 2}\r\n{broken\n[3]\n{"id": 4}\n{"id": 5, "ti')
    assert ids(found) == ["1", "2", None, None, "4", None]
    assert [(each.where, each.reason.value) for each in found if isinstance(each, LeftOut)] == [
        ("line 4", "malformed line"),
        ("line 5", "malformed line"),
        ("line 7", "cut short"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """As for any other text."""
    text = json.dumps([{"id": 1, "title": "Рубашка синяя в клетку"}], ensure_ascii=False)
    (found,) = read(tmp_path, text.encode(encoding))
    assert isinstance(found, Record)
    assert found.fields["title"] == "Рубашка синяя в клетку"


@pytest.mark.parametrize(
    "text", ['{"error": "please log in"}', "[]", "{}", '{"products": []}', "[[1, 2], [3, 4]]", '["a", "b"]']
)
def test_json_without_products(tmp_path: Path, text: str) -> None:
    """One sentence, whatever it holds instead."""
    path = tmp_path / "feed.json"
    path.write_text(text)
    with pytest.raises(CatalogueError):
        read_catalogue(path)


def test_a_million_fields(tmp_path: Path) -> None:
    """Cost one product, in a list and on a line."""
    monster = json.dumps({"id": 9, "title": "x", **{f"c{n}": n for n in range(20_000)}})
    for text in (
        f"[{monster}, {json.dumps(ONE)}]",
        f"{json.dumps(ONE)}\n{monster}\n",
        f"{monster}\n{json.dumps(ONE)}\n",
    ):
        found = read(tmp_path, text)
        assert [each.fields["id"] for each in found if isinstance(each, Record)] == ["1"]
        assert [each.detail for each in found if isinstance(each, LeftOut)] == ["more than 2,000 fields"]
