"""Catalogues as they are found in the wild: read whole, each bad line left out with its place and reason."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from recommender.answers import LeftOutReason
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import CatalogueError
from tests.recommender.photos import encoded, picture
from tests.recommender.shared_data import shared_folder

HEADER = "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName"
ROW = "{id},Men,Apparel,Topwear,Tshirts,Blue,Summer,2012,Casual,{title}"


def dataset(folder: Path, *lines: str, pictures: tuple[str, ...] = (), end: str = "\n") -> Path:
    """A folder like the dataset's, with these lines under the header and these pictures."""
    (folder / "images").mkdir(parents=True)
    (folder / "styles.csv").write_bytes(end.join([HEADER, *lines, ""]).encode("utf-8", "surrogateescape"))
    photo = encoded(picture(60, 80), "JPEG")
    for name in pictures:
        (folder / "images" / f"{name}.jpg").write_bytes(photo)
    return folder


def csv_file(folder: Path, text: str | bytes, name: str = "shop.csv") -> Path:
    """A CSV with one picture, a.jpg, beside it."""
    (folder / "a.jpg").write_bytes(encoded(picture(60, 80), "JPEG"))
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def reasons(source: Path) -> list[tuple[str, LeftOutReason]]:
    """Where and why, for all that is left out."""
    return [(entry.where, entry.reason) for entry in read_catalogue(source).left_out]


def test_the_dataset_is_read_into_products(tmp_path: Path) -> None:
    """A row becomes a product with the dataset's words, its picture, and nothing where the dataset says NA."""
    folder = dataset(tmp_path / "shop", "7,Men,Apparel,Topwear,Tshirts,NA,Summer,2012,NA,Blue Tee", pictures=("7",))
    (product,) = read_catalogue(folder)
    assert (product.id, product.title, product.gender, product.type, product.colour) == (
        "7",
        "Blue Tee",
        "Men",
        "Tshirts",
        "",
    )
    assert (product.price, product.link, product.in_stock, product.garment) == (None, "", True, "top")
    assert Path(product.image) == folder / "images" / "7.jpg"
    assert dict(product.extra) == {
        "masterCategory": "Apparel",
        "subCategory": "Topwear",
        "season": "Summer",
        "year": "2012",
    }


def test_the_large_datasets_own_files_tell_price_brand_and_link(tmp_path: Path) -> None:
    """What is to be paid now; a file that is missing or broken costs nothing but what it would have told."""
    lines = [ROW.format(id=number, title=f"Tee {number}") for number in (1, 2, 3)]
    folder = dataset(tmp_path / "shop", *lines, pictures=("1", "2", "3"))
    (folder / "styles").mkdir()
    details = {"price": 2195, "discountedPrice": 1995, "brandName": "Turtle", "landingPageUrl": "Shirts/Turtle/1/buy"}
    (folder / "styles" / "1.json").write_text(json.dumps({"meta": {}, "data": details}))
    (folder / "styles" / "2.json").write_text('{"data": [')
    first, second, third = read_catalogue(folder)
    assert (first.price, first.currency, first.brand) == (1995.0, "INR", "Turtle")
    assert first.link == "https://www.myntra.com/Shirts/Turtle/1/buy"
    assert [(product.price, product.currency, product.link) for product in (second, third)] == [(None, "", "")] * 2


@pytest.mark.parametrize("below", ["", "myntradataset", "fashion-dataset/fashion-dataset"])
def test_kaggles_nesting_is_looked_through(tmp_path: Path, below: str) -> None:
    """The folder into which Kaggle's archive was unpacked will do, as will the folder itself or its styles.csv."""
    folder = dataset(tmp_path / "archive" / below, ROW.format(id=1, title="Tee"), pictures=("1",))
    assert len(list(read_catalogue(tmp_path / "archive"))) == 1
    assert len(list(read_catalogue(folder / "styles.csv"))) == 1


def test_commas_in_a_title_do_not_cost_the_product(tmp_path: Path) -> None:
    """The original's lines with bare commas in the title keep the whole title, as quoted ones do."""
    folder = dataset(
        tmp_path / "shop",
        ROW.format(id=1, title="Pack of 3, red, blue"),
        ROW.format(id=2, title='"Shirt, quoted"'),
        ROW.format(id=3, title='Trousers 32" long'),
        ROW.format(id=4, title='"Never closed, this one'),
        ROW.format(id=5, title="After it"),
        pictures=("1", "2", "3", "4", "5"),
    )
    titles = [product.title for product in read_catalogue(folder)]
    assert titles == [
        "Pack of 3, red, blue",
        "Shirt, quoted",
        'Trousers 32" long',
        "Never closed, this one",
        "After it",
    ]


def test_every_bad_line_is_left_out_with_its_place_and_reason(tmp_path: Path) -> None:
    """Too few fields, no id or a bad one, no title, an id twice, no picture: told apart, and the good ones kept."""
    folder = dataset(
        tmp_path / "shop",
        ROW.format(id=1, title="Good"),
        "2,Men,Apparel",
        ROW.format(id="../3", title="Bad id"),
        ROW.format(id="", title="No id"),
        "",
        "5,Men,Apparel,Topwear,,Blue,Summer,2012,Casual,",
        ROW.format(id=1, title="Again"),
        ROW.format(id=6, title="No picture"),
        ROW.format(id=7, title="Good too"),
        pictures=("1", "5", "7"),
    )
    catalogue = read_catalogue(folder)
    assert [product.id for product in catalogue] == ["1", "7"]
    assert [(entry.where, entry.reason) for entry in catalogue.left_out] == [
        ("line 3", LeftOutReason.MALFORMED_LINE),
        ("line 4", LeftOutReason.MALFORMED_LINE),
        ("line 5", LeftOutReason.NO_ID),
        ("line 7", LeftOutReason.NO_TITLE),
        ("line 8", LeftOutReason.DUPLICATE_ID),
        ("line 9", LeftOutReason.MISSING_PICTURE),
    ]
    assert "images/6.jpg" in catalogue.left_out[-1].detail


def test_bytes_of_another_encoding_and_line_end_are_read(tmp_path: Path) -> None:
    """A BOM, CRLF, a NUL and bytes that are no UTF-8 cost nothing; other lines keep their own letters."""
    lines = [ROW.format(id=1, title="Caf\udce9 sh\0irt"), ROW.format(id=2, title="Blusa años")]
    folder = dataset(tmp_path / "shop", *lines, pictures=("1", "2"), end="\r\n")
    table = folder / "styles.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    assert [product.title for product in read_catalogue(folder)] == ["Café shirt", "Blusa años"]


def test_half_of_the_pictures_missing(tmp_path: Path) -> None:
    """The products with a picture are read, the others reported one by one."""
    lines = [ROW.format(id=number, title=f"Tee {number}") for number in range(20)]
    folder = dataset(tmp_path / "shop", *lines, pictures=tuple(str(number) for number in range(0, 20, 2)))
    catalogue = read_catalogue(folder)
    assert len(list(catalogue)) == 10
    assert Counter(entry.reason for entry in catalogue.left_out) == {LeftOutReason.MISSING_PICTURE: 10}


def test_a_catalogue_without_pictures_is_refused(tmp_path: Path) -> None:
    """When no product has a picture there is nothing to search, which is said before any work begins."""
    folder = dataset(tmp_path / "shop", ROW.format(id=1, title="Tee"), ROW.format(id=2, title="Tee"))
    with pytest.raises(CatalogueError, match=r"none of the 2 products .* has a picture .*images/1\.jpg"):
        read_catalogue(folder)
    (folder / "images").rmdir()
    with pytest.raises(CatalogueError, match="none of the 2 products"):
        read_catalogue(folder)


def test_whole_catalogue_failures_say_what_is_wrong(tmp_path: Path) -> None:
    """No such path, unknown format, unknown kind, missing columns, nothing in it, an odd address: one sentence each."""
    empty = tmp_path / "empty"
    empty.mkdir()
    only_header = dataset(tmp_path / "header")
    lacking = csv_file(tmp_path, "sku,price\n1,2\n")
    nothing_good = csv_file(tmp_path, "id,title,image\n1\n", "bad.csv")
    (tmp_path / "photo.bin").write_bytes(bytes(range(256)))
    for source, format, words in [
        (tmp_path / "nowhere", "auto", "there is no catalogue at"),
        ("bad\0name", "auto", "there is no catalogue at"),
        (empty, "gogle", "known are fashion-product-images, .*google, .*csv and auto; the nearest is 'google'"),
        (empty, "auto", "a folder with styles.csv"),
        (empty, "fashion-product-images", "there is no styles.csv"),
        (empty, "csv", "no single catalogue"),
        (tmp_path / "photo.bin", "auto", "no catalogue of a known format"),
        (tmp_path / "photo.bin", "csv", "lacks the columns id, title, image"),
        (only_header, "auto", "holds no product, only a header"),
        (lacking, "auto", "lacks the columns title, image; it has sku, price"),
        (nothing_good, "auto", "1 malformed line .*line 2, 1 fields instead of 3"),
        (csv_file(tmp_path, ",".join(f"c{n}" for n in range(9_000)), "wide.csv"), "auto", "more than 5,000 columns"),
        ("ftp://shop.example/feed.csv", "auto", "a catalogue's begins with https://"),
    ]:
        with pytest.raises(CatalogueError, match=words):
            read_catalogue(source, format)


def test_a_plain_csv_is_read_by_its_column_names(tmp_path: Path) -> None:
    """Every known column lands in its field, the others under their own names in `extra`."""
    path = csv_file(
        tmp_path,
        "SKU;Product Name;URL;Image Link;Price;Gender;Category;Color;Availability;Brand;Material\n"
        "A-1;Navy  chinos;https://shop.example/a-1;a.jpg;1.299,00 €;Men;Chinos;Navy;in stock;Acme;Cotton\n"
        "A-2;Tee;www.shop.example/a-2;https://cdn.example/a2.jpg;;;;;out_of_stock;;\n",
    )
    chinos, tee = read_catalogue(path)
    assert (chinos.id, chinos.title, chinos.link) == ("A-1", "Navy chinos", "https://shop.example/a-1")
    assert (chinos.price, chinos.currency, chinos.in_stock, chinos.brand) == (1299.0, "EUR", True, "Acme")
    assert (chinos.gender, chinos.type, chinos.colour, chinos.garment) == ("Men", "Chinos", "Navy", "trousers")
    assert chinos.image == str(tmp_path / "a.jpg")
    assert dict(chinos.extra) == {"Material": "Cotton"}
    assert (tee.link, tee.image, tee.price) == ("https://www.shop.example/a-2", "https://cdn.example/a2.jpg", None)
    assert not tee.in_stock


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separators_and_encodings_are_told(tmp_path: Path, delimiter: str, encoding: str) -> None:
    """Whatever separates the columns and however the letters are encoded, the same product comes out."""
    text = delimiter.join(["id", "title", "image"]) + "\r\n" + delimiter.join(["1", "Café", "a.jpg"]) + "\r\n"
    (product,) = read_catalogue(csv_file(tmp_path, text.encode(encoding)))
    assert (product.id, product.title) == ("1", "Café")


def test_quoted_fields_may_span_lines_and_an_open_quote_costs_one_line(tmp_path: Path) -> None:
    """A description over three lines is one field; a quote that never closes takes no other product with it."""
    path = csv_file(
        tmp_path,
        'id,title,image,description\n1,"A, b",a.jpg,"one\ntwo ""2""\nthree"\n'
        '2,"Open,a.jpg,x\n3,Tee,a.jpg,\n4,"B",a.jpg,y\n',
    )
    catalogue = read_catalogue(path)
    assert [(product.id, product.title) for product in catalogue] == [("1", "A, b"), ("3", "Tee"), ("4", "B")]
    assert next(iter(catalogue)).extra["description"] == 'one\ntwo "2"\nthree'
    assert reasons(path) == [("line 5", LeftOutReason.MALFORMED_LINE)]


@pytest.mark.parametrize("title", ["x" * 300_000, '"' + "x" * 300_000, "\0" * 1000, '"' * 1001])
def test_monstrous_lines_never_stop_the_reading(tmp_path: Path, title: str) -> None:
    """A field beyond csv's own limit, an endless quote, NULs: the products after it are read."""
    path = csv_file(tmp_path, f"id,title,image\n1,{title},a.jpg\n2,Tee,a.jpg\n")
    assert [product.id for product in read_catalogue(path)][-1] == "2"


@pytest.mark.parametrize(
    ("text", "price", "currency"),
    [
        ('"1.299,00 €"', 1299.0, "EUR"),
        ("$39.90", 39.9, "USD"),
        ('"39,90"', 39.9, ""),
        ('"1,299"', 1299.0, ""),
        ('"₹1,29,999.00"', 129999.0, "INR"),
        ("Rs. 499", 499.0, "INR"),
        ("CHF 1'299.–", 1299.0, "CHF"),
        ("1\u202f299\u00a0zł", 1299.0, "PLN"),
        ("KWD 1.250", 1.25, "KWD"),
        ("IQD 1.250", 1250.0, "IQD"),
        ("CN¥100", 100.0, "CNY"),
        ("NT$ 390", 390.0, "TWD"),
        ("390.000 ₫", 390000.0, "VND"),
        ("Rp 99.000", 99000.0, "IDR"),
        ("99 Kč", 99.0, "CZK"),
        ("US$ 12", 12.0, "USD"),
        ("C$ 12", 12.0, "CAD"),
        ("Top 39.90", 39.9, ""),
        ("299 kr", 299.0, ""),
        ("0.999", 0.999, ""),
        ("0", 0.0, ""),
    ],
)
def test_prices_are_read_as_they_are_written(tmp_path: Path, text: str, price: float, currency: str) -> None:
    """Points and commas, thousands and decimals, signs and codes of many countries come to one number."""
    (product,) = read_catalogue(csv_file(tmp_path, f"id,title,image,price\n1,Tee,a.jpg,{text}\n"))
    assert (product.price, product.currency) == (price, currency)


@pytest.mark.parametrize("text", ["on request", "-5", "10-20", "20%", "9" * 400, "nan", "1e400"])
def test_an_unreadable_price_leaves_the_product(tmp_path: Path, text: str) -> None:
    """A price that is none is unknown and reported; the product stays."""
    path = csv_file(tmp_path, f"id,title,image,price,currency\n1,Tee,a.jpg,{text},EUR\n")
    (product,) = read_catalogue(path)
    assert product.price is None
    assert reasons(path) == [("line 2", LeftOutReason.BAD_PRICE)]


@pytest.mark.parametrize(
    ("text", "in_stock"),
    [
        *[
            (text, True)
            for text in ("", "yes", "1", "in stock", "InStock", "12", "preorder", "https://schema.org/InStock")
        ],
        *[
            (text, False)
            for text in ("no", "0", "FALSE", "Out of stock", "sold-out", "https://schema.org/OutOfStock", "-1")
        ],
    ],
)
def test_stock_is_read_from_words_and_numbers(tmp_path: Path, text: str, in_stock: bool) -> None:
    """What says sold out is sold out, everything else is there."""
    (product,) = read_catalogue(csv_file(tmp_path, f"id,title,image,availability\n1,Tee,a.jpg,{text}\n"))
    assert product.in_stock is in_stock


def test_pictures_are_looked_for_where_the_csv_lies(tmp_path: Path) -> None:
    """Relative, absolute and file:// paths are found, with slashes of either kind; what is not there is reported."""
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "b c.jpg").write_bytes(b"x")
    absolute = tmp_path / "a.jpg"
    found = ["a.jpg", "./a.jpg", "img/b c.jpg", "img\\b c.jpg", str(absolute), absolute.as_uri(), "a.jpg|img/b c.jpg"]
    missing = ["", "nope.jpg", "img", "img/nope/x.jpg", "x" * 5000]
    lines = [f"{number},Tee,{image}" for number, image in enumerate([*found, *missing])]
    catalogue = read_catalogue(csv_file(tmp_path, "\n".join(["id,title,image", *lines])))
    assert [product.id for product in catalogue] == [str(number) for number in range(len(found))]
    assert {entry.reason for entry in catalogue.left_out} == {LeftOutReason.MISSING_PICTURE}
    assert all(Path(product.image).is_file() for product in catalogue)


def test_a_link_template_fills_in_for_the_feed(tmp_path: Path) -> None:
    """Where the feed has no web address of its own the template makes one, with the id made safe for it."""
    path = csv_file(
        tmp_path,
        "id,title,image,link\na/b &c,Tee,a.jpg,\n2,Tee,a.jpg,https://x.example/2\n3,Tee,a.jpg,javascript:alert(1)\n",
    )
    links = [product.link for product in read_catalogue(path, link_template="https://shop.example/p/{id}?x={{y}}")]
    assert links == [
        "https://shop.example/p/a%2Fb%20%26c?x={y}",
        "https://x.example/2",
        "https://shop.example/p/3?x={y}",
    ]
    assert [product.link for product in read_catalogue(path)] == ["", "https://x.example/2", ""]


@pytest.mark.parametrize(
    "template", ["https://x.example/", "{id}", "https://x/{name}", "https://x/{id", "https://x/{id!r}"]
)
def test_a_bad_link_template_is_refused(tmp_path: Path, template: str) -> None:
    """A template without the id, with anything else, or that leads to no web page, fails at once."""
    with pytest.raises(CatalogueError, match="link template"):
        read_catalogue(csv_file(tmp_path, "id,title,image\n1,Tee,a.jpg\n"), link_template=template)


def test_a_catalogue_can_be_gone_through_again(tmp_path: Path) -> None:
    """Each pass reads the source anew, also beside an unfinished one; what was left out does not add up."""
    folder = dataset(tmp_path / "shop", *(ROW.format(id=i, title="Tee") for i in range(4)), pictures=("1", "2", "3"))
    catalogue = read_catalogue(folder)
    unfinished = iter(catalogue)
    next(unfinished)
    assert len(list(catalogue)) == len(list(catalogue)) == 3
    assert len(catalogue.left_out) == 1
    assert (catalogue.format, catalogue.source) == ("fashion-product-images", str(folder))
    (folder / "images" / "3.jpg").unlink()
    assert len(list(catalogue)) == 2
    assert len(catalogue.left_out) == 2


def test_a_source_that_goes_away_is_a_catalogue_error(tmp_path: Path) -> None:
    """When the disk is unplugged between two passes the error is the catalogue's, not Python's."""
    path = csv_file(tmp_path, "id,title,image\n1,Tee,a.jpg\n")
    catalogue = read_catalogue(path)
    path.unlink()
    with pytest.raises(CatalogueError):
        list(catalogue)


@pytest.mark.slow  # all of it
@pytest.mark.parametrize(
    ("name", "products", "described"),
    [("fashion-products-small", 36_684, {}), ("fashion-products", 10_769, {"4854": "Unisex White Casual Shoes"})],
)
def test_the_real_dataset_is_read_whole(name: str, products: int, described: dict[str, str]) -> None:
    """Every product is there, with a picture on disk; the two without a title are called what they are."""
    catalogue = read_catalogue(shared_folder(f"data/{name}"))
    titles = {product.id: product.title for product in catalogue}
    assert len(titles) == products
    assert all(titles.values())
    assert {product_id: titles[product_id] for product_id in described} == described
    assert catalogue.left_out == ()
