"""What real shops' files do, whatever the platform: each test is one kind, in an invented file of the real form."""

# ruff: noqa: E501  (a header stands in one line, as it is exported)
from __future__ import annotations

import json
from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.answers import LeftOutReason
from recommender.catalogue.catalogue import Catalogue
from tests.recommender.catalogue.feeds.test_tables import PICTURE, table


def document(folder: Path, value: object) -> Catalogue:
    """A catalogue of this JSON."""
    path = folder / "export.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return read_catalogue(path)


def test_values_protected_from_spreadsheets(tmp_path: Path) -> None:
    """WooCommerce writes '-1 for a draft, so that no spreadsheet takes it for a formula; a title may begin with one."""
    shirts = table(
        tmp_path,
        "ID,Type,SKU,Name,Published,Visibility in catalog,Regular price,Images",
        "1,simple,a,'47 cap,1,visible,20,@1",
        "2,simple,b,Draft,'-1,visible,20,@2",
        "3,simple,'+c,'@home shirt,1,visible,20,@3",
    )
    assert [product.title for product in shirts] == ["'47 cap", "@home shirt"]
    assert [entry.reason for entry in shirts.left_out] == [LeftOutReason.UNPUBLISHED]


def test_shopifys_metafields_in_the_shops_language(tmp_path: Path) -> None:
    """Their names are translated, the keys behind are not."""
    (shirt,) = table(
        tmp_path,
        "Handle,Title,Variant Price,Image Src,Färg (product.metafields.shopify.color-pattern),Avsett för (product.metafields.shopify.target-gender)",
        "skjorta,Skjorta,200,@1,blå; vit,herrar",
    )
    assert (shirt.colour, shirt.gender) == ("blå, vit", "herrar")


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (
            "ID,Type,SKU,Name,Published,Regular price,Images,Grouped products",
            ('9,grouped,set,Set,1,,@3,"a, id:2"', "1,simple,a,Hat,1,20,@1,", "2,simple,b,Scarf,1,15,@2,"),
        ),
        (
            "ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis,Bilder,Gruppierte Produkte",
            ("1,simple,a,Hat,1,20,@1,", "2,simple,b,Scarf,1,15,@2,", '9,grouped,set,Set,1,,@3,"a, b"'),
        ),
        (
            "sku,store_view_code,product_type,name,product_online,visibility,price,base_image,associated_skus",
            (
                'set,,grouped,Set,1,"Catalog, Search",,@3,"a=1.0000,b=2.0000"',
                'a,,simple,Hat,1,"Catalog, Search",20,@1,',
                "b,,simple,Scarf,1,Not Visible Individually,15,@2,",
            ),
        ),
    ],
    ids=["woocommerce", "translated", "magento"],
)
def test_a_set_costs_what_its_cheapest_part_does(tmp_path: Path, header: str, rows: tuple[str, ...]) -> None:
    """Grouped products have no price of their own, and may stand before their parts."""
    prices = {product.title: product.price for product in table(tmp_path, header, *rows)}
    assert prices["Set"] == 15
    assert prices["Hat"] == 20


def test_variations_of_products_without_numbers(tmp_path: Path) -> None:
    """A table for WooCommerce's import needs no ids: variations name their parent by its article number."""
    tees = table(
        tmp_path,
        "Type,SKU,Name,Published,Regular price,Images,Parent,Attribute 1 name,Attribute 1 value(s)",
        'variable,t1,Tee,1,,@1,,Color,"Red, Blue"',
        "variation,t1-r,Tee - Red,1,20,@2,t1,Color,Red",
        'variable,t2,Vest,1,,@3,,Color,"Red, Blue"',
        "variation,t2-r,Vest - Red,1,30,@4,t2,Color,Red",
    )
    assert [(product.title, product.price) for product in tees] == [("Tee", 20.0), ("Vest", 30.0)]


def test_magentos_list_of_products(tmp_path: Path) -> None:
    """What the list in the administration hands out: variants are invisible, stock is told by place, the type is none."""
    shirts = table(
        tmp_path,
        "ID,Thumbnail,Name,Type,Attribute Set,SKU,Price,Quantity per Source,Salable Quantity,Visibility,Status,Websites",
        '1, -,Shirt-45,Simple Product,Default,s-45,€64.99,"Main: 1, Supplier: 0","Main: 1, Supplier: 0",Not Visible Individually,Enabled,Shop',
        '2,@2,Shirt-46,Simple Product,Default,s-46,€64.99,"Main: 1","Main: 1",Not Visible Individually,Enabled,Shop',
        '3,@3,Shirt,Configurable Product,Default,s,€64.99, -,,"Catalog, Search",Enabled,Shop',
        '4,@4,Belt,Simple Product,Default,b,€19.99,"Main: 0, Supplier: 2","Main: 0, Supplier: 2","Catalog, Search",Enabled,Shop',
        '5,@5,Hat,Simple Product,Default,h,€9.99,"Main: 0, Supplier: 0","Main: 0, Supplier: 0","Catalog, Search",Enabled,Shop',
        '6,@6,Old hat,Simple Product,Default,o,€9.99,"Main: 1","Main: 1","Catalog, Search",Disabled,Shop',
    )
    assert [(product.id, product.price, product.in_stock, product.type) for product in shirts] == [
        ("s", 64.99, True, ""),
        ("b", 19.99, True, ""),
        ("h", 9.99, False, ""),
    ]
    assert shirts.format == "magento"
    assert [entry.reason for entry in shirts.left_out] == [LeftOutReason.UNPUBLISHED]


def test_options_in_columns_of_their_own(tmp_path: Path) -> None:
    """Etsy's variations, and whoever else writes an option's name in one column and its values in another."""
    etsy = table(
        tmp_path,
        "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,IMAGE1,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,VARIATION 2 NAME,VARIATION 2 VALUES,SKU",
        'Linen dress,x,49,EUR,3,linen,@1,Custom,Size,"S,M",Colour,"Sand,Plum",d',
    )
    assert [product.colour for product in etsy] == ["Sand, Plum"]
    anybody = table(tmp_path, "id,name,image,option_name_1,option_value_1", "1,Shirt,@1,Farbe,Blau | Rot")
    assert [product.colour for product in anybody] == ["Blau, Rot"]


def test_kinds_of_records_are_no_types(tmp_path: Path) -> None:
    """ "variable" says how WooCommerce keeps a product; the category says what it is."""
    (shirt,) = table(tmp_path, "id,name,image,type,categories", "1,Tarn,@1,variable,Shirts")
    assert shirt.type == "Shirts"


def test_article_numbers_are_missing_here_and_there(tmp_path: Path) -> None:
    """Not every product need have one; the id is made of what else there is then, and stays the same."""
    shirts = table(tmp_path, "SKU,Name,Images", "a,Shirt,@1", ",Dress,@2")
    first, second = shirts
    assert (first.id, len(second.id), shirts.left_out) == ("a", 16, ())
    assert [product.id for product in shirts] == [first.id, second.id]


@pytest.mark.parametrize(
    ("link", "template", "expected"),
    [
        ("/p/1", "https://shop.example/products/{id}", "https://shop.example/p/1"),
        ("shirts/1.html?a=b", "https://shop.example/{id}", "https://shop.example/shirts/1.html?a=b"),
        ("linen-shirt", "https://shop.example/{id}", "https://shop.example/7"),
        ("/p/1", "", ""),
        ("javascript:alert(1)/x", "https://shop.example/{id}", "https://shop.example/7"),
        ("n/a", "", ""),
    ],
)
def test_links_that_are_paths(tmp_path: Path, link: str, template: str, expected: str) -> None:
    """They lead into the shop, where the file or the admin says which that is; a word alone says nothing."""
    (shirt,) = table(tmp_path, "id,title,image,link", f"7,Shirt,@1,{link}", link_template=template)
    assert shirt.link == expected


def test_paths_below_the_feeds_own_address(tmp_path: Path) -> None:
    """A feed's own link, or a YML's own url, is the shop."""
    path = tmp_path / "feed"
    item = (
        "<item><id>1</id><title>Shirt</title><link>/p/1</link><image_link>https://a.example/1.jpg</image_link></item>"
    )
    path.write_text(f"<rss><channel><title>x</title><link>https://shop.example/</link>{item}{item}</channel></rss>")
    assert [product.link for product in read_catalogue(path)] == ["https://shop.example/p/1"]


def test_lists_by_gender(tmp_path: Path) -> None:
    """All that hold the like are the catalogue, and their names say what is in them."""
    shirt = {"id": 1, "name": "Tarn", "image": "https://a.example/1.jpg", "price": 20}
    questions = [{"q": "x", "a": "y"}] * 9
    shop = document(tmp_path, {"women": [shirt, shirt | {"id": 2}], "men": [shirt | {"id": 3}], "faq": questions})
    assert [(product.id, product.type, product.audience) for product in shop] == [
        ("1", "women", "Women"),
        ("2", "women", "Women"),
        ("3", "men", "Men"),
    ]
    deeper = {"women": {"dresses": [shirt]}, "men": {"shirts": [shirt | {"id": 2}], "shorts": [shirt | {"id": 3}]}}
    assert [(product.garment, product.audience) for product in document(tmp_path, {"catalog": deeper})] == [
        ("dress", "Women"),
        ("top", "Men"),
        ("shorts", "Men"),
    ]


def test_numbered_files_are_one_catalogue(tmp_path: Path) -> None:
    """Shopify splits large exports, and pages of an API are kept as files; a fault is told with its file."""
    header = "Handle,Title,Variant Price,Image Src\n"
    (tmp_path / "products_export_1.csv").write_text(f"{header}a,Shirt,20,https://a.example/1.jpg\n")
    (tmp_path / "products_export_2.csv").write_text(f"{header}b,Dress,30,https://a.example/2.jpg\nc,Hat,9,\n")
    shop = read_catalogue(tmp_path)
    assert [product.id for product in shop] == ["a", "b"]
    assert [entry.where for entry in shop.left_out] == ["products_export_2.csv, line 3"]


def test_which_currency_is_asked_for(tmp_path: Path) -> None:
    """Only where there are prices, and none is said."""
    header = "Handle,Title,Variant Price,Image Src"
    shop = table(tmp_path, header, "a,Shirt,20,@1")
    assert [product.currency for product in shop] == [""]
    assert [each for each in shop.advice if 'currency = "EUR"' in each]
    assert table(tmp_path, header, "a,Shirt,20,@1", currency="EUR").advice == ()
    assert PICTURE.format(1) in [product.image for product in table(tmp_path, "id,title,image", "1,Shirt,@1")]
    assert table(tmp_path, "id,title,image", "1,Shirt,@1").advice == ()


@pytest.mark.parametrize("before", ["", "wix:image://v1/"])
def test_names_of_wixs_media_in_any_file(tmp_path: Path, before: str) -> None:
    """What plugins make of a Wix shop for Pinterest or Meta names pictures as Wix does, and sizes by their id alone."""
    name, other = "c0ffee_0123456789abcdef0123456789abcdef~mv2.jpg", "c0ffee_" + "0" * 32 + "~mv2_d_1200_1600_s_2.png"
    shop = table(
        tmp_path,
        "id,title,image_link,price,availability",
        f"1,Tarn tee,{before}{name};{before}{other},25,InStock",
        "1,,,,InStock",
        "1,,,,OutOfStock",
        "2,,,20,InStock",
    )
    (tee,) = shop
    media = "https://static.wixstatic.com/media/"
    assert (tee.image, tee.additional_images) == (media + name, (media + other,))
    assert [(entry.where, entry.reason) for entry in shop.left_out] == [("line 5", LeftOutReason.NO_TITLE)]


def test_a_choice_that_asks_is_no_colour(tmp_path: Path) -> None:
    """Shops of Wix's put it first, so that shoppers have to choose."""
    (bag,) = table(
        tmp_path,
        "handleId,fieldType,name,productImageUrl,price,visible,inventory,productOptionName1,productOptionType1,productOptionDescription1",
        'p1,Product,Bag,a~mv2.jpg,25,true,InStock,Thread,COLOR,"#ffffff:Select Option;rgb(0, 0, 128):Navy;rgb(255, 0, 0):Red"',
    )
    assert bag.colour == "Navy, Red"


def test_bigcommerces_bulk_edit(tmp_path: Path) -> None:
    """Columns that come twice, an address beside the path, a thumbnail that is not the first, variants in brackets."""
    shop = table(
        tmp_path,
        "Item Type,Product ID,Product Name,Product Code/SKU,Price,Sale Price,Allow Purchases?,Product Visible?,Track Inventory,Current Stock Level,Category,Product Image File - 1,Product Image URL - 1,Product Image ID - 1,Product Image File - 1,Product Image Is Thumbnail - 1,Product Image File - 2,Product Image Is Thumbnail - 2",
        "Product,7,Linen shirt,LS,49,0,Y,Y,by option,0,Women/Shirts,a/1.jpg,@1,11,a/1.jpg,N,@2,Y",
        '  SKU,8,"[S]Color=Red,[S]Size=M",LS-R,,,,,,4,,,,,,,,',
        '  SKU,9,"[CS]Color=Blue:#0000ff,[S]Size=M",LS-B,,,,,,0,,,,,,,,',
        "  Rule,10,,LS-B,,,,,,,,,@3,,,,,",
        "Product,8,Wool coat,WC,149,0,N,Y,none,0,Coats,a/4.jpg,@4,14,a/4.jpg,Y,,",
    )
    shirt, coat = shop
    assert (shirt.image, shirt.additional_images) == (PICTURE.format(2), (PICTURE.format(1), PICTURE.format(3)))
    assert (shirt.price, shirt.colour, shirt.in_stock) == (49.0, "Red, Blue", True)
    assert (coat.image, coat.in_stock) == (PICTURE.format(4), False)  # which cannot be bought
    assert coat.additional_images == ()


def test_bigcommerces_pictures_in_one_cell(tmp_path: Path) -> None:
    """As its templates of one's own write them."""
    (shirt,) = table(
        tmp_path,
        "Product ID,Product Name,Price,Product Visible?,Images,GPS Color",
        '7,Linen shirt,49,Y,"Product Image File: 1.jpg, Product Image URL: @1, Sort: 0|Product Image File: 2.jpg, Product Image URL: @2",Red',
    )
    assert (shirt.image, shirt.additional_images) == (PICTURE.format(1), (PICTURE.format(2),))
    assert shirt.colour == "Red"


def test_rakutens_files_name_no_columns(tmp_path: Path) -> None:
    """They begin with the shop and end with a count; the attributes of clothes need not be there."""
    shop = table(
        tmp_path,
        "HDR|123|Some shop|2026-07-08/08:12:09",
        '1|Linen shirt|LS|Women|Clothing~~Shirts|https://a.example/1|@1||A 6" cuff|x|||39.00|49.00|||Tarn|0|||Maker||in-stock||60|USD||||Shirt|M|Linen|Red|Female||||',
        "2|Wool coat|WC|Men|Clothing~~Coats|https://a.example/2|@2||x|x||||149.00|||Tarn|0|||Maker||out-of-stock|||USD||",
        "TRL|2",
    )
    shirt, coat = shop
    assert shop.format == "rakuten"
    assert (shirt.price, shirt.currency, shirt.colour, shirt.gender) == (39.0, "USD", "Red", "Female")
    assert (coat.price, coat.in_stock, coat.link) == (149.0, False, "https://a.example/2")
    assert shop.left_out == ()


def test_a_list_of_one_attribute(tmp_path: Path) -> None:
    """In XML it looks like no list."""
    path = tmp_path / "feed.xml"
    shirt = "<name>Shirt</name><imageUrl>https://a.example/1.jpg</imageUrl>"
    path.write_text(
        f'<feed><product><id>1</id>{shirt}<fields><field name="color" value="Red"/></fields></product>'
        f'<product><id>2</id>{shirt}<fields><field name="size" value="M"/><field name="color" value="Blue"/></fields></product></feed>'
    )
    assert [product.colour for product in read_catalogue(path)] == ["Red", "Blue"]


def test_heurekas_parameters(tmp_path: Path) -> None:
    """Colour and gender stand among them, in Czech or Slovak."""
    path = tmp_path / "heureka.xml"
    params = "".join(
        f"<PARAM><PARAM_NAME>{name}</PARAM_NAME><VAL>{value}</VAL></PARAM>"
        for name, value in (("Barva", "červená"), ("Velikost", "M"), ("Pohlaví", "Dámské"))
    )
    item = "<SHOPITEM><ITEM_ID>1</ITEM_ID><PRODUCTNAME>Tričko</PRODUCTNAME><IMGURL>https://a.example/1.jpg</IMGURL>"
    path.write_text(f"<SHOP>{item}<PRICE_VAT>499</PRICE_VAT>{params}</SHOPITEM></SHOP>", encoding="utf-8")
    (shirt,) = read_catalogue(path)
    assert (shirt.colour, shirt.gender) == ("červená", "Dámské")
