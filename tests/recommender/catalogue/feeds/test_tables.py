"""Shop systems' tables beyond the laid-down cases: other columns of the same systems, and what is odd in real files."""

# ruff: noqa: E501  (a header stands in one line, as it is exported)
from __future__ import annotations

from pathlib import Path

import pytest

from recommender import read_catalogue
from recommender.answers import LeftOutReason
from recommender.catalogue.catalogue import Catalogue
from recommender.errors import CatalogueError

PICTURE = "https://img.example/{}.jpg"


def table(folder: Path, *rows: str, **settings: str) -> Catalogue:
    """A catalogue of these rows; "@1" stands for the address of picture 1."""
    text = "\n".join(rows)
    for number in range(9):
        text = text.replace(f"@{number}", PICTURE.format(number))
    path = folder / "export.data"
    path.write_text(text + "\n", encoding="utf-8")
    return read_catalogue(path, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "header"),
    [
        ("en", "ID,Type,SKU,Name,Published,Visibility in catalog,In stock?,Sale price,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)"),
        ("de", "ID,Typ,Artikelnummer,Name,Veröffentlicht,Sichtbarkeit im Katalog,Vorrätig?,Angebotspreis,Regulärer Preis,Kategorien,Bilder,Übergeordnetes Produkt,Attribut 1 Name,Attribut 1 Wert(e)"),
        ("fr", "ID,Type,UGS,Nom,Publié,Visibilité dans le catalogue,En stock ?,Tarif promo,Tarif régulier,Catégories,Images,Parent,Nom de l’attribut 1,Valeur(s) de l’attribut 1"),
        ("es", "ID,Tipo,SKU,Nombre,Publicado,Visibilidad en el catálogo,¿Existencias?,Precio rebajado,Precio normal,Categorías,Imágenes,Superior,Nombre del atributo 1,Valor(es) del atributo 1"),
        ("it", "ID,Tipo,SKU,Nome,Pubblicato,Visibilità nel catalogo,In stock?,Prezzo in offerta,Prezzo di listino,Categorie,Immagini,Genitore,Nome dell'attributo 1,Valore dell'attributo 1"),
        ("pt", "ID,Tipo,SKU,Nome,Publicado,Visibilidade no catálogo,Em estoque?,Preço promocional,Preço,Categorias,Imagens,Ascendente,Nome do atributo 1,Valores do atributo 1"),
        ("nl", "ID,Type,Artikelnummer,Naam,Gepubliceerd,Zichtbaarheid in catalogus,Op voorraad?,Actieprijs,Reguliere prijs,Categorieën,Afbeeldingen,Hoofd,Naam eigenschap 1,Waarde eigenschap 1"),
        ("pl", "ID,Typ,SKU,Nazwa,Opublikowano,Widoczność w katalogu,W magazynie?,Cena promocyjna,Cena,Kategorie,Obrazki,Element nadrzędny,Nazwa atrybutu 1,Wartości atrybutu 1"),
        ("ru", "ID,Тип,Артикул,Имя,Опубликован,Видимость в каталоге,В наличии?,Цена распродажи,Базовая цена,Категории,Изображения,Родительский,Имя атрибута 1,Значение(-я) аттрибута(-ов) 1"),
    ],
)  # fmt: skip
def test_woocommerce_speaks_the_shops_language(tmp_path: Path, language: str, header: str) -> None:
    """The same product comes out of every translation of the column names: WooCommerce's own."""
    catalogue = table(
        tmp_path,
        header,
        '1,variable,w,Tee,1,visible,1,,,"Clothing > T-Shirts, New","@1, @2",,Color,"Blue, Red"',
        "2,variation,w-1,Tee - Blue,1,visible,0,,30,,@1,w,Color,Blue",
        "3,variation,w-2,Tee - Red,1,visible,1,20,30,,@3,id:1,Color,Red",
        "4,simple,d,Draft,-1,visible,1,,9,,@4,,,",
        "5,simple,h,Hidden,1,hidden,1,,9,,@4,,,",
    )
    (tee,) = catalogue
    assert catalogue.format == "woocommerce"
    assert (tee.id, tee.title, tee.price, tee.in_stock) == ("1", "Tee", 20.0, True)
    assert (tee.type, tee.colour) == ("Clothing > T-Shirts", "Blue, Red")
    assert (tee.image, *tee.additional_images) == tuple(map(PICTURE.format, (1, 2, 3)))
    assert [entry.reason for entry in catalogue.left_out] == [LeftOutReason.UNPUBLISHED] * 2


def test_woocommerces_variations_may_come_first_or_alone(tmp_path: Path) -> None:
    """Before their parent, with an unpublished one, and with none in the file: the last are products of their own."""
    catalogue = table(
        tmp_path,
        "ID,Type,SKU,Name,Published,In stock?,Regular price,Images,Parent",
        "2,variation,,Tee - S,1,1,7,@1,tee",
        "1,variable,tee,Tee,1,1,,@1,",
        "4,variation,,Secret - S,1,1,7,@2,id:3",
        "3,variable,secret,Secret,0,1,,@2,",
        "6,variation,,Lone - S,1,1,8,@3,id:5",
    )
    assert [(product.id, product.price) for product in catalogue] == [("1", 7.0), ("6", 8.0)]


def test_magentos_variants_give_their_product_price_stock_and_colours(tmp_path: Path) -> None:
    """Before it or behind it; sale prices hold within their dates, of the United States' form."""
    catalogue = table(
        tmp_path,
        "sku,store_view_code,product_type,categories,name,product_online,visibility,price,special_price,"
        "special_price_from_date,special_price_to_date,base_image,additional_attributes,qty,is_in_stock,configurable_variations",
        'H-S,,simple,,Hoodie S,1,Not Visible Individually,50,,,,@2,"color=Grey,size=S",0,0,',
        'H,,configurable,Default Category/Men/Hoodies,Hoodie,1,"Catalog, Search",,,,,@1,,0,1,"sku=H-S,size=S|sku=H-M,size=M"',
        'H-M,,simple,,Hoodie M,1,Not Visible Individually,60,45,1/1/20,"12/31/98, 5:00 PM",@3,"color=Red|Blue,size=M",4,1,',
        "P,,simple,Default Category/Pants,Pants,1,Catalog,70,10,1/1/19,2/1/19,no_selection,,1,1,",
        "P,de,simple,,Hose,,,,,,,,,,,",
    )
    (hoodie,) = catalogue
    assert (hoodie.id, hoodie.price, hoodie.in_stock, hoodie.colour) == ("H", 45.0, True, "Grey, Red, Blue")
    assert (hoodie.image, *hoodie.additional_images) == tuple(map(PICTURE.format, (1, 2, 3)))
    assert [entry.reason for entry in catalogue.left_out] == [LeftOutReason.MISSING_PICTURE]


def test_shopifys_metafields_and_further_names(tmp_path: Path) -> None:
    """Colour and gender stand in metafields where no option says them; a category that says more than the type counts."""
    catalogue = table(
        tmp_path,
        "Handle,Title,Vendor,Product Category,Type,Published,Option1 Name,Option1 Value,Variant Price,Image Src,Image Position,"
        "Color (product.metafields.shopify.color-pattern),Target gender (product.metafields.shopify.target-gender),Status",
        "suit,Suit,S,Apparel & Accessories > Clothing > Suits,New arrivals,true,Size,xs,1499.00,@2,2,pink; floral,female,active",
        "suit,,,,,,,s,1399.00,@1,1,,,",
        currency="INR",
    )
    (suit,) = catalogue
    assert (suit.price, suit.currency, suit.colour, suit.gender) == (1399.0, "INR", "pink, floral", "female")
    assert (suit.type, suit.image) == ("Apparel & Accessories > Clothing > Suits", PICTURE.format(1))


@pytest.mark.parametrize(
    ("name", "rows", "price", "in_stock", "colour"),
    [
        (
            "prestashop",
            [
                "Product ID;Active (0/1);Name;Categories (x,y,z...);Price tax excl.;Discount amount;Discount percent;"
                "Discount from (yyyy-mm-dd);Discount to (yyyy-mm-dd);Quantity;Image URLs (x,y,z...);"
                "Feature (Name:Value:Position:Customized);Out of stock action",
                "1;1;Tee;Clothing,T-Shirts;25,00;;20;2020-01-01;2099-01-01;0;@1,@2;Color:Black:1:0,Size:M:2:0;1",
            ],
            20.0,
            True,
            "Black",
        ),
        (
            "bigcommerce",
            [
                "Item,ID,Name,Type,SKU,Options,Inventory Tracking,Current Stock,Price,Sale Price,Categories,Is Visible,Image URL (Import)",
                "Product,7,Tee,physical,T,,variant,0,25.00,0.00,Clothing/T-Shirts,TRUE,",
                "Variant,8,,,T-B,Type=Swatch|Name=Colour|Value=Black[#000000];Type=Rectangles|Name=Size|Value=M,,3,,,,,",
                "Image,,,,,,,,,,,,@1",
            ],
            25.0,
            True,
            "Black",
        ),
        (
            "wix",
            [
                "handleId,fieldType,name,productImageUrl,price,surcharge,visible,discountMode,discountValue,inventory,"
                "productOptionName1,productOptionType1,productOptionDescription1",
                "t,Product,Tee,@1,0.0,,true,PERCENT,0.0,,Colour,DROP_DOWN,Black;White",
                "t,Variant,,,,115.0,true,,,OutOfStock,,,Black",
                "t,Variant,,,,85.0,true,,,InStock,,,White",
            ],
            85.0,
            True,
            "Black, White",
        ),
        (
            "squarespace",
            [
                "Product ID [Non Editable],Title,Option Name 1,Option Value 1,Price,Sale Price,On Sale,Stock,Visible,Hosted Image URLs",
                "p1,Tee,Color,Black,30.00,0.00,No,0,Yes,@1 @2",
                ",,,White,30.00,24.00,Yes,Unlimited,,",
            ],
            24.0,
            True,
            "Black, White",
        ),
        (
            "etsy",
            [
                "TITLE,DESCRIPTION,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,IMAGE1,IMAGE2,SKU",
                "Tee,x,25.00,EUR,0,cotton,,@1,@2,T-1",
            ],
            25.0,
            False,
            "",
        ),
        (
            "opencart",
            [
                "product_id,name,categories,sku,quantity,model,manufacturer,image_name,price,status,stock_status_id,additional_images",
                "1,Tee,Clothing > T-Shirts,T,0,T,Acme,@1,25.0000,true,5,@2",
            ],
            25.0,
            False,
            "",
        ),
        (
            "shopware",
            [
                "id,parent_id,product_number,active,stock,name,price_gross,cover_media_url,manufacturer_name,categories",
                "a,,T-1,1,4,Tee,25.00,@1,Acme,Clothing > T-Shirts",
            ],
            25.0,
            True,
            "",
        ),
        (
            "cj",
            [
                "PROGRAM_NAME,CATALOG_ID,SKU,NAME,BUY_URL,IMAGE_URL,PRICE,SALE_PRICE,CURRENCY,IN_STOCK,ADVERTISER_CATEGORY",
                "Acme,1,T,Tee,https://shop.example/t,@1,30.00,25.00,USD,yes,T-Shirts",
            ],
            25.0,
            True,
            "",
        ),
    ],
)
def test_other_systems(tmp_path: Path, name: str, rows: list[str], price: float, in_stock: bool, colour: str) -> None:
    """Each is recognised by its columns; price, stock and colour are what the system means by them."""
    catalogue = table(tmp_path, *rows)
    (tee,) = catalogue
    assert catalogue.format == name
    assert (tee.title, tee.price, tee.in_stock, tee.colour) == ("Tee", price, in_stock, colour)
    assert tee.image == PICTURE.format(1)


def test_a_row_that_ends_early_is_read_if_it_says_enough(tmp_path: Path) -> None:
    """Spreadsheets leave out what is empty at the end. Of the last row nobody knows whether it was cut off."""
    catalogue = table(tmp_path, "id,title,image,price,brand,colour", "1,Tee,@1,19.99", "2,Cap", "3,Hat,@3,1")
    assert [(product.id, product.price) for product in catalogue] == [("1", 19.99)]
    assert [(entry.where, entry.reason) for entry in catalogue.left_out] == [
        ("line 3", LeftOutReason.MALFORMED_LINE),
        ("line 4", LeftOutReason.MALFORMED_LINE),
    ]


def test_columns_of_the_admins_own(tmp_path: Path) -> None:
    """[catalogue.columns] names what nobody could guess; a name that is not there is answered with the nearest."""
    rows = ("nummer,was,bildchen,taler", "1,Tee,@1,9")
    with pytest.raises(CatalogueError, match=r'lacks the columns id, title, image.*\[catalogue.columns\].*id = "'):
        table(tmp_path, *rows)
    columns = {"id": "nummer", "title": "was", "image": "bildchen", "price": "Taler"}
    (tee,) = table(tmp_path, *rows, columns=columns)  # type: ignore[arg-type]
    assert (tee.id, tee.title, tee.price) == ("1", "Tee", 9.0)
    with pytest.raises(CatalogueError, match=r"no column 'bildchn'.*write image = \"bildchen\""):
        table(tmp_path, *rows, columns=columns | {"image": "bildchn"})  # type: ignore[arg-type]
    with pytest.raises(CatalogueError, match="'farbton', which is none; known are id, title"):
        table(tmp_path, *rows, columns=columns | {"farbton": "taler"})  # type: ignore[arg-type]


def test_a_format_can_be_named(tmp_path: Path) -> None:
    """Where a file would be taken for another platform's."""
    rows = ("id,title,link,image_link,price", "1,Tee,https://shop.example/1,@1,5 EUR")
    assert [table(tmp_path, *rows, format=name).format for name in ("auto", "csv")] == ["google", "csv"]


def test_columns_of_one_name_and_pictures_with_numbers(tmp_path: Path) -> None:
    """Of two columns of one name the first that says something counts; numbered pictures are further ones."""
    (tee,) = table(tmp_path, "id,title,image1,image2,Image URL 3,colour,colour", "1,Tee,@1,@2,@3,,Red")
    assert (tee.image, *tee.additional_images) == tuple(map(PICTURE.format, (1, 2, 3)))
    assert tee.colour == "Red"


def test_objects_need_not_have_the_same_fields(tmp_path: Path) -> None:
    """What the first lacks is read of the others; names that differ in nothing but their letters are one."""
    path = tmp_path / "shop.jsonl"
    lines = ['{"id": "1", "title": "Tee", "image": "@"}', '{"id": "2", "title": "Cap", "image": "@", "Color": "Red"}']
    lines += [
        '{"id": "3", "title": "Hat", "image": "@", "color": "Blue", "price": 5}',
        '{"ID": "4", "title": "Bag", "image": "@"}',
    ]
    path.write_text("\n".join(lines).replace("@", PICTURE.format(1)))
    products = [(product.id, product.colour, product.price) for product in read_catalogue(path)]
    assert products == [("1", "", None), ("2", "Red", None), ("3", "Blue", 5.0), ("4", "", None)]


def test_a_monstrous_line_costs_one_product(tmp_path: Path) -> None:
    """Feeds that hold their pictures themselves, as data: whatever a line goes on with is no row of its own."""
    data = "data:image/jpeg;base64,/9j/" + "A" * 350_000
    shop = table(tmp_path, "id\ttitle\timage\tprice", f"1\tShirt\t{data}\t9", "2\tTee\t@2\t8")
    assert [product.id for product in shop] == ["2"]
    assert [(entry.where, entry.reason) for entry in shop.left_out] == [("line 2", LeftOutReason.MISSING_PICTURE)]
