"""What a shop keeps out of sight stays there, and what a variant costs more is asked of nobody who does not want it."""

from __future__ import annotations

from pathlib import Path

from recommender import read_catalogue
from recommender.answers import LeftOutReason

_PRESTASHOP = """Product ID;Active (0/1);Name *;Price tax included;Image URLs (x,y,z...);Visibility;Quantity
1;1;Bolso;10,00;https://img.example/1.jpg;both;3
2;1;Envoltorio;2,00;https://img.example/2.jpg;none;3
3;1;Falda;20,00;https://img.example/3.jpg;search;3
"""
_WIX_COLUMNS = (
    "handleId,fieldType,name,productImageUrl,price,surcharge,visible,inventory,"
    "productOptionName1,productOptionType1,productOptionDescription1"
)
_WIX = f"""{_WIX_COLUMNS}
p1,Product,Bruma dress,a~mv2.jpg,149.0,,true,InStock,Lining,DROP_DOWN,No;Yes
p1,Variant,,,,70.0,true,InStock,,,Yes
p2,Product,Sal dress,b~mv2.jpg,0,,true,InStock,Size,DROP_DOWN,S;M
p2,Variant,,,,40.0,true,InStock,,,S
p2,Variant,,,,45.0,true,InStock,,,M
"""


def test_what_prestashop_shows_nowhere_is_not_shown(tmp_path: Path) -> None:
    """Switched on, and visible neither in the catalogue nor in the search; that is no fault."""
    (tmp_path / "export.csv").write_text(_PRESTASHOP, encoding="utf-8")
    catalogue = read_catalogue(tmp_path / "export.csv")
    assert [product.id for product in catalogue] == ["1", "3"]
    assert [each.reason for each in catalogue.left_out] == [LeftOutReason.UNPUBLISHED]


def test_a_surcharge_counts_where_no_variant_is_without_one(tmp_path: Path) -> None:
    """An option that costs more leaves the price as it is; a price that only variants have is the least of theirs."""
    (tmp_path / "export.csv").write_text(_WIX, encoding="utf-8")
    assert [(product.id, product.price) for product in read_catalogue(tmp_path / "export.csv")] == [
        ("p1", 149),
        ("p2", 40),
    ]
