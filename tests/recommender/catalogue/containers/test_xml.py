"""XML as shops write it: every product is read that can be, whatever is broken beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.catalogue import read_catalogue
from recommender.catalogue.containers.xml_records import XmlRecords
from recommender.catalogue.feeds.record import Record
from recommender.errors import CatalogueError

ITEM = "<item><id>{id}</id><title>{title}</title><image_link>https://img.example/{id}.jpg</image_link>{more}</item>"
RSS = (
    '<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>{}</channel></rss>'
)


def item(number: int, title: str = "Linen shirt", more: str = "") -> str:
    """A product of a feed."""
    return ITEM.format(id=number, title=title, more=more)


def read(folder: Path, text: str | bytes, encoding: str = "") -> list[Record | LeftOut]:
    """All records of a file that holds this."""
    path = folder / "feed"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert XmlRecords().holds(path.read_bytes()[:4096])
    return list(XmlRecords().open(path, encoding, ()).records)


def ids(found: list[Record | LeftOut]) -> list[object]:
    """Of the products in order, None for each that is lost."""
    return [each.fields["id"] if isinstance(each, Record) else None for each in found]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Salt & Pepper", "Salt & Pepper"),
        ("Salt &amp; Pepper", "Salt & Pepper"),
        ("<![CDATA[Salt & <Pepper>]]>", "Salt & <Pepper>"),
        ("Caf&eacute;&nbsp;au lait &copy; &unknown; &", "Café\xa0au lait © &unknown; &"),
        ("Bell\x07 &#7; &#x1F; &#233;", "Bell   é"),
        ("size < 40", "size < 40"),
        ("<b>Bold</b> shirt", {"b": "Bold", "#text": "shirt"}),
    ],
)
def test_what_is_not_well_formed(tmp_path: Path, written: str, meant: object) -> None:
    """A bare &, HTML's entities, control characters, a bare < cost nothing, and CDATA is left as it is."""
    (found,) = read(tmp_path, RSS.format(item(1, written)))
    assert isinstance(found, Record)
    assert found.fields["title"] == meant


@pytest.mark.parametrize(
    "broken",
    [
        item(2, "<b>never closed"),
        item(2, "x", "<a b=c>1</a>"),
        item(2, "x", "<a b='1' b='2'/>"),
        item(2, "x").removesuffix("</item>"),
        item(2, "x", "</wrong>"),
        f"<item a=1>{item(2)[6:]}",
        item(2, "x", "<n>1</n>" * 3_000),
        item(2, "x", "<n>" * 3_000 + "</n>" * 3_000),
    ],
    ids=["tag", "attribute", "attribute-twice", "not-closed", "wrong-end", "own-tag", "many", "deep"],
)
@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_broken_product_costs_itself(tmp_path: Path, broken: str, place: str) -> None:
    """One place that no parser takes is one product left out, wherever it stands."""
    products = [item(1), item(3), item(4)]
    products.insert({"first": 0, "middle": 1, "last": 3}[place], broken)
    found = read(tmp_path, RSS.format("\n".join(products)))
    assert [each for each in ids(found) if each] == ["1", "3", "4"]
    assert [each.reason for each in found if isinstance(each, LeftOut)] == [LeftOutReason.MALFORMED_LINE]


def test_every_other_product_is_broken(tmp_path: Path) -> None:
    """Over many blocks of the file, none that is whole is lost."""
    count = 3_000
    products = (item(n, "x" * 300, "" if n % 2 else "<br>") for n in range(count))
    found = read(tmp_path, RSS.format("\n".join(products)))
    assert ids(found) == [None if n % 2 == 0 else str(n) for n in range(count)]


@pytest.mark.parametrize("end", [5, 20, 60, 100, 130, 200])
def test_a_feed_that_ends_in_the_middle(tmp_path: Path, end: int) -> None:
    """What came before is there, and that there was more is told."""
    text = RSS.format(item(1) + item(2) + item(3))
    found = read(tmp_path, text[:-end])
    assert found[-1] == LeftOut(found[-1].where, LeftOutReason.CUT_SHORT, "the XML ends in the middle")
    assert [each for each in ids(found) if each] == [str(n) for n in range(1, len(found))]
    assert len(found) > 1


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY a "ha">',
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;',
    ],
    ids=["entity", "bomb", "file", "parameter"],
)
def test_entities_of_its_own(tmp_path: Path, declaration: str) -> None:
    """A bomb of entities, and one that would read a file, are refused in one sentence."""
    path = tmp_path / "feed.xml"
    path.write_text(f'<?xml version="1.0"?><!DOCTYPE rss [{declaration}]><rss>{item(1, "&a;")}</rss>')
    with pytest.raises(CatalogueError, match=r"declares entities of its own .* export it without them"):
        read_catalogue(path)


@pytest.mark.parametrize("declared", ["windows-1251", "utf-8", "no-such-thing", ""])
@pytest.mark.parametrize("real", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings(tmp_path: Path, declared: str, real: str) -> None:
    """By the mark, by what the bytes are, by what is declared: in this order, for what is declared is often wrong."""
    title = "Рубашка синяя в клетку"
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    (found,) = read(tmp_path, (declaration + "<shop>" + item(1, title) + "</shop>").encode(real))
    assert isinstance(found, Record)
    assert found.fields["title"] == title


def test_an_encoding_by_the_setting(tmp_path: Path) -> None:
    """What the admin names wins."""
    (found,) = read(tmp_path, f"<shop>{item(1, 'Prêt')}</shop>".encode("mac-roman"), "mac-roman")
    assert isinstance(found, Record)
    assert found.fields["title"] == "Prêt"


def test_stray_bytes_cost_their_own_text(tmp_path: Path) -> None:
    """A pasted word in another encoding leaves the others as they are, though all is one line."""
    text = f"<shop>{item(1, 'Café')}{item(2, 'Cr?me')}{item(3, 'Été')}</shop>".encode().replace(b"?", b"\xe8")
    found = read(tmp_path, text)
    assert [each.fields["title"] for each in found if isinstance(each, Record)] == ["Café", "Crème", "Été"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("\n\n <?xml version='1.0'?><rss><channel>{}</channel></rss>", 2),
        ("<br />\n<b>Warning</b>: x in <b>feed.php</b>\n<?xml version='1.0'?><rss><channel>{}</channel></rss>", 2),
        ("<!-- made by hand --><catalog><items>{}</items></catalog>", 2),
        ("<rss><channel>{}</channel></rss><rss><channel>{}</channel></rss>", 4),
        ("<rss><channel>{}</channel></rss>\n<!-- 0.3 s --> bye", 2),
        ('<rss><channel xmlns:x="http://base.google.com/ns/1.0"><y:z>1</y:z>{}</channel></rss>', 2),
    ],
)
def test_around_the_products(tmp_path: Path, text: str, count: int) -> None:
    """Empty lines or a warning before the declaration, comments, two feeds in one, undeclared prefixes: all is read."""
    found = read(tmp_path, text.replace("{}", item(1) + item(2)))
    assert ids(found) == ["1", "2"] * (count // 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<shop><ware><id>1</id><x>2</x></ware><ware><id>2</id><x>2</x></ware></shop>", ["1", "2"]),
        (
            "<a><b><ware><id>1</id><p><q>1</q><r>2</r></p><p><q>1</q><r>2</r></p></ware><ware><id>2</id></ware></b></a>",
            ["1", "2"],
        ),
        ("<products><product><id>1</id><images><item><a>1</a><b>1</b></item></images></product></products>", ["1"]),
        (
            "<f:feed xmlns:f='http://www.w3.org/2005/Atom'><f:entry><f:id>1</f:id><f:title>x</f:title></f:entry></f:feed>",
            ["1"],
        ),
        ("<shop><ware><id>1</id><x>2</x></ware></shop>", ["1"]),
    ],
)
def test_which_element_is_a_product(tmp_path: Path, text: str, expected: list[str]) -> None:
    """By its usual names, else the outermost that comes again; never a part of a product."""
    assert ids(read(tmp_path, text)) == expected


def test_any_prefix_of_google(tmp_path: Path) -> None:
    """What scripts write calls the namespace ns0; its fields have their usual names."""
    feed = '<rss xmlns:ns0="http://base.google.com/ns/1.0"><channel><item><ns0:id>1</ns0:id><ns0:price>2</ns0:price></item></channel></rss>'
    (found,) = read(tmp_path, feed)
    assert isinstance(found, Record)
    assert found.fields == {"g:id": "1", "g:price": "2"}


def test_what_stands_outside(tmp_path: Path) -> None:
    """The categories of a shop come before its offers, and are handed on."""
    path = tmp_path / "shop.xml"
    path.write_text(
        '<yml_catalog date="1"><shop><categories><category id="1">A</category>'
        '<category id="2" parentId="1">B</category></categories><offers>'
        '<offer id="7" available="true"><name>x</name><price cur="EUR">5</price></offer></offers>'
        "</shop></yml_catalog>"
    )
    opened = XmlRecords().open(path, "", ())
    assert list(opened.records) == [
        Record("item 1", {"@id": "7", "@available": "true", "name": "x", "price": {"@cur": "EUR", "#text": "5"}})
    ]
    categories = [{"@id": "1", "#text": "A"}, {"@id": "2", "@parentId": "1", "#text": "B"}]
    assert opened.about == {"@date": "1", "categories": {"category": categories}}


@pytest.mark.parametrize(
    "page", ["<!DOCTYPE html><title>Log in</title>", "<html><body>x", "<?xml version='1.0'?>\n<!-- x --><html>"]
)
def test_a_web_page_is_no_catalogue(tmp_path: Path, page: str) -> None:
    """A login page that was saved in the feed's place is told as what it is."""
    path = tmp_path / "feed.xml"
    path.write_text(page)
    with pytest.raises(CatalogueError, match="is a web page, no catalogue"):
        read_catalogue(path)
