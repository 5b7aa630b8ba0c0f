"""Spreadsheets as catalogues: Excel's and OpenDocument's, whichever name they have, with what stands around the table.

`spreadsheets/` has files that openpyxl, xlwt and odfpy have written.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.errors import CatalogueError
from recommender.product import Product

FILES = Path(__file__).parent / "spreadsheets"


def read(path: Path) -> dict[str, Product]:
    return {product.id: product for product in read_catalogue(path)}


def test_the_sheets_with_the_products_columns_are_the_catalogue() -> None:
    """Below a title, in Spanish, for women and men in a sheet each; other sheets and empty rows are passed over. A
    number is an id without decimals, TRUE and FALSE tell the stock."""
    found = read(FILES / "shop.xlsx")
    assert list(found) == ["A-1", "1002", "A-3", "A-4"]
    dress, skirt, shirt = (found[key] for key in ("A-1", "1002", "A-3"))
    assert (dress.title, dress.price, dress.currency, dress.gender) == ("Vestido de lino", 49.9, "EUR", "Women")
    assert (dress.image, dress.link, dress.colour) == ("https://s.example/1.jpg", "https://s.example/1", "azul")
    assert (dress.in_stock, skirt.in_stock, skirt.price) == (True, False, 59.0)
    assert (shirt.gender, shirt.title) == ("Men", "Camisa")
    assert dress.extra["Alta"].startswith("2026-11-03")


@pytest.mark.parametrize("name", ["shop.xls", "shop.ods"])
def test_other_kinds_of_spreadsheets(name: str, tmp_path: Path) -> None:
    """What a file is called says nothing: it is known by what is in it."""
    for path in (FILES / name, Path(shutil.copy(FILES / name, tmp_path / "download"))):
        found = read(path)
        assert [(each.title, each.price, each.currency) for each in found.values()] == [
            ("Linen dress", 49.9, "EUR"),
            ("Shirt", 20.0, "EUR"),
        ]


def test_a_spreadsheet_within_an_archive_and_within_a_folder(tmp_path: Path) -> None:
    """It is found where any other file is, beside files that are none."""
    (tmp_path / "folder").mkdir()
    shutil.copy(FILES / "shop.xlsx", tmp_path / "folder" / "autumn.xlsx")
    (tmp_path / "folder" / "readme.txt").write_text("nothing", encoding="utf-8")
    assert len(read(tmp_path / "folder")) == 4
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.write(FILES / "shop.xlsx", "autumn.xlsx")
    assert len(list(read_catalogue(tmp_path / "packed.zip", cache=tmp_path / "cache"))) == 4


@pytest.mark.parametrize(
    ("size", "why"),
    [(2_000, "save the table as CSV"), (None, "holds more than 10 bytes; save the table as CSV")],
)
def test_spreadsheets_that_are_refused(
    size: int | None, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Damaged, and larger within than memory should be: one sentence that says what helps."""
    path = tmp_path / "shop.xls"
    name = "shop.xls" if size else "shop.xlsx"
    path.write_bytes((FILES / name).read_bytes()[:size])
    if size is None:
        monkeypatch.setattr("recommender.catalogue.containers.spreadsheets._MOST_BYTES", 10)
    with pytest.raises(CatalogueError) as raised:
        read(path)
    assert why in str(raised.value) and str(raised.value).startswith(str(path))


def test_a_damaged_file_takes_nothing_with_it(tmp_path: Path) -> None:
    """Four bytes that ask for 68 GB end the process that reads it, and are a sentence here."""
    content = bytearray((FILES / "shop.xls").read_bytes())
    content[2126:2130] = b"\x7f\xff\xff\x7f"
    (tmp_path / "shop.xls").write_bytes(content)
    with pytest.raises(CatalogueError, match=r"is damaged, or no spreadsheet; save the table as CSV"):
        read(tmp_path / "shop.xls")


def test_a_damaged_one_in_a_folder_costs_nothing_else(tmp_path: Path) -> None:
    """Its list of parts is broken: the catalogue beside it is read."""
    content = bytearray((FILES / "shop.xlsx").read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at : at + 4] = b"PK\x09\x09"
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(CatalogueError):
        read(tmp_path / "a.xlsx")
    shutil.copy(FILES / "shop.ods", tmp_path / "b.ods")
    assert list(read(tmp_path)) == ["A-1", "A-2"]


def test_a_sheet_without_products_says_what_it_has(tmp_path: Path) -> None:
    """As any table does, with the columns that are there."""
    with zipfile.ZipFile(FILES / "shop.ods") as archive, zipfile.ZipFile(tmp_path / "a.ods", "w") as other:
        for name in archive.namelist():
            content = archive.read(name)
            other.writestr(name, content.replace(b">image<", b">shelf<") if name == "content.xml" else content)
    with pytest.raises(CatalogueError, match=r"lacks the column image; it has id, title, shelf"):
        read(tmp_path / "a.ods")
