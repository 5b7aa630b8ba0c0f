"""Relatives of the platforms' own exports: what plugins, page scripts and neighbours make of the same products."""

# ruff: noqa: E501  (a header stands in one line, as it is exported)
from __future__ import annotations

from pathlib import Path

import pytest

from recommender.answers import LeftOutReason
from recommender.errors import CatalogueError
from tests.recommender.catalogue.feeds.test_kinds import document
from tests.recommender.catalogue.feeds.test_tables import PICTURE, table


def test_woocommerces_import_suite(tmp_path: Path) -> None:
    """WordPress' own names: a draft is a post's status, a picture has remarks, an attribute is a column."""
    shop = table(
        tmp_path,
        "post_title,ID,post_status,post_parent,sku,visibility,stock,stock_status,regular_price,sale_price,images,tax:product_type,tax:product_cat,attribute:pa_color,attribute_data:pa_color",
        "Linen shirt,12,publish,0,LS,visible,,instock,49,39,@1 ! alt : a ! title : b | @2,variable,Clothing > Shirts|Sale,red|blue,0|1|1",
        "Draft coat,13,draft,0,DC,visible,,instock,149,,@3,simple,Coats,,",
        "Sold hat,14,publish,0,SH,visible,0,outofstock,19,,@4,simple,Hats,black,",
        "Hidden hat,15,publish,0,HH,hidden,9,instock,19,,@5,simple,Hats,black,",
    )
    hat, shirt = shop
    assert (shirt.id, shirt.price, shirt.colour, shirt.garment) == ("12", 39.0, "red, blue", "top")
    assert (shirt.image, shirt.additional_images) == (PICTURE.format(1), (PICTURE.format(2),))
    assert (hat.id, hat.in_stock, hat.colour) == ("14", False, "black")
    assert [entry.reason for entry in shop.left_out] == [LeftOutReason.UNPUBLISHED] * 2


def test_the_suites_variations(tmp_path: Path) -> None:
    """Which are a file of their own: products that belong together."""
    shop = table(
        tmp_path,
        "post_parent,parent_sku,post_title,post_status,sku,stock,stock_status,regular_price,sale_price,images,meta:attribute_pa_color",
        "12,LS,Linen shirt - red,publish,LS-R,3,instock,49,39,@1,red",
        "12,LS,Linen shirt - blue,private,LS-B,0,instock,49,39,@2,blue",
    )
    assert [(product.id, product.group_id, product.colour) for product in shop] == [("LS-R", "LS", "red")]


def test_wp_all_exports_woocommerce(tmp_path: Path) -> None:
    """Variations name their parent by its number; the lowest price counts, and any variation's stock."""
    shop = table(
        tmp_path,
        "id,Title,Post Type,Permalink,Image URL,Product categories,Product Type,Product Visibility,Attribute Name (pa_color),Attribute Value (pa_color),Price,Regular Price,Sale Price,Stock Status,Stock,Sku,Status,Parent Product ID",
        "12,Linen shirt,product,https://s.example/linen,@1|@2,Clothing>Shirts|Women,variable,visible,Color,red|blue,39,,,instock,,LS,publish,0",
        "13,Linen shirt - red,product_variation,https://s.example/linen?c=red,@1,,,,Color,red,39,49,39,instock,3,LS-R,publish,12",
        "14,Draft,product,https://s.example/d,@3,Coats,simple,visible,,,149,149,,instock,,DC,draft,0",
    )
    (shirt,) = shop
    assert (shirt.id, shirt.price, shirt.colour, shirt.link) == ("12", 39.0, "red, blue", "https://s.example/linen")
    assert [entry.reason for entry in shop.left_out] == [LeftOutReason.UNPUBLISHED]


def test_products_as_shopifys_pages_are_given_them(tmp_path: Path) -> None:
    """In cents, with `type` for the type, and pictures without "https:"."""
    variant = {"id": 1, "option1": "White", "available": True, "price": 8900, "inventory_management": None}
    product = {
        "id": 7,
        "title": "Sandy",
        "handle": "sandy",
        "published_at": "2026-06-02T20:39:45Z",
        "vendor": "Tarn",
        "type": "T-shirt",
        "price": 8900,
        "price_varies": False,
        "variants": [variant, variant | {"price": 7950}],
        "images": ["//cdn.example/a.jpg?v=1"],
        "options": [{"name": "Color", "position": 1, "values": ["White"]}],
    }
    (shirt,) = document(tmp_path, [product])
    assert (shirt.price, shirt.type, shirt.image) == (79.5, "T-shirt", "https://cdn.example/a.jpg?v=1")
    as_text = product | {"variants": [variant | {"price": "79.50"}]}
    assert [each.price for each in document(tmp_path, [as_text])] == [79.5]


def test_shoplines_products(tmp_path: Path) -> None:
    """Shopify's names, colours listed in a text, and a word for whether stock is counted."""
    variant = {"id": "1", "inventory_policy": "deny", "inventory_quantity": 0, "price": "80", "option1": "Red"}
    product = {
        "handle": "shirt",
        "title": "Shirt",
        "product_type": "NORMAL",
        "status": "active",
        "images": [{"src": "https://a.example/1.png"}],
        "options": [{"name": "Color", "values": ['["Red", "Green"]']}],
        "variants": [variant | {"inventory_tracker": True}],
    }
    uncounted = product | {"handle": "hat", "variants": [variant | {"inventory_tracker": False}]}
    found = list(document(tmp_path, {"products": [product, uncounted]}))
    assert [(each.type, each.colour, each.in_stock) for each in found] == [
        ("", "Red, Green", False),
        ("", "Red, Green", True),
    ]


def test_wixs_variants_may_cost_less(tmp_path: Path) -> None:
    """A surcharge below zero; hidden variants are not to be had."""
    options = "productOptionName1,productOptionType1,productOptionDescription1"
    (ring,) = table(
        tmp_path,
        f"handleId,fieldType,name,productImageUrl,price,surcharge,visible,inventory,{options}",
        "p1,Product,Ring,a~mv2.jpg,499,,true,InStock,Material,DROP_DOWN,Gold;Silver;Steel",
        "p1,Variant,,,,-314,true,InStock,,,Silver",
        "p1,Variant,,,,-450,false,InStock,,,Steel",
    )
    assert ring.price == 185.0


def test_where_pictures_are_is_hinted_at(tmp_path: Path) -> None:
    """Where paths lead to none."""
    with pytest.raises(CatalogueError, match=r"\[catalogue\] image_base"):
        table(tmp_path, "id,title,image", "1,Shirt,/media/1.jpg", "2,Shirt,/media/2.jpg")


def test_magento_1(tmp_path: Path) -> None:
    """Rows without a number go on with the product above; its own price counts; 2 is switched off, 1 not visible."""
    shop = table(
        tmp_path,
        "sku,_store,_attribute_set,_type,_category,name,color,gender,image,price,special_price,qty,is_in_stock,status,visibility,_media_image,_super_products_sku,_super_attribute_code",
        "LS-R,,Clothing,simple,,Linen shirt red,Red,Womens,/l/r.jpg,49.0000,,4,1,1,1,,,",
        "LS-B,,Clothing,simple,,Linen shirt blue,Blue,Womens,/l/b.jpg,49.0000,,0,0,1,1,,,",
        "LS,,Clothing,configurable,Women/Shirts,Linen shirt,,Womens,/l/s.jpg,49.0000,39.0000,0,1,1,4,/l/s.jpg,LS-R,color",
        ",,,,Sale,,,,,,,,,,,/l/s2.jpg,LS-B,color",
        ",german,,,,Leinenhemd,,,,,,,,,,,,",
        "DC,,Clothing,simple,Men/Coats,Off coat,Black,Mens,/d/c.jpg,149.0000,,4,1,2,4,,,",
        image_base="https://shop.example/media",
    )
    (shirt,) = shop
    assert (shirt.id, shirt.title, shirt.price, shirt.colour) == ("LS", "Linen shirt", 39.0, "Red, Blue")
    assert (shirt.image, shirt.in_stock) == ("https://shop.example/media/l/s.jpg", True)
    assert "https://shop.example/media/l/s2.jpg" in shirt.additional_images
    assert [entry.reason for entry in shop.left_out] == [LeftOutReason.UNPUBLISHED]


def test_magento_1s_dataflow(tmp_path: Path) -> None:
    """Whose every row is of the store "admin"."""
    shop = table(
        tmp_path,
        "store,websites,attribute_set,type,sku,name,image,status,visibility,color,price,qty,is_in_stock",
        'admin,base,Clothing,simple,SH,Simple hat,/s/h.jpg,Enabled,"Catalog, Search",Black,19.0000,4,1',
        'admin,base,Clothing,simple,DC,Off coat,/d/c.jpg,Disabled,"Catalog, Search",Black,149.0000,4,1',
        "admin,base,Clothing,simple,NV,Part,/d/p.jpg,Enabled,Not Visible Individually,Black,149.0000,4,1",
        "admin,base,Clothing,simple,NW,Other part,/d/q.jpg,Enabled,Nowhere,Black,149.0000,4,1",
        image_base="https://shop.example/media",
    )
    assert [(product.id, product.price, product.colour) for product in shop] == [("SH", 19.0, "Black")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("ID;Actif (0/1);Nom *;Catégories (x,y,z...);Prix TTC;Montant de la remise;Marque;Quantité;URL des images (x,y,z...);Caractéristique (Nom:Valeur:Position:Sur mesure)", "Couleur:Red:1"),
        ("ID;Activo (0/1);Nombre;Categorías (x,y,z...);Precio impuestos incluidos;Importe de descuento;Marca;Cantidad;URL's de las imágenes (x,y,z...);Característica (Nombre:Valor:Posición:Personalizado)", "Color:Red:1"),
        ("ID;Attivo (0/1);Nome;Categorie (x,y,z...);Prezzo tasse incl.;Importo sconto;Marca;Quantità;URL immagini (x,y,z...);Caratteristica (Nome:Valore:Posizione:Personalizzato)", "Colore:Red:1"),
        ("id_product;active;name;categories;price;reduction_price;manufacturer;quantity;image;features;reference", "Color:Red:1,Gender:Women:2"),
    ],
)  # fmt: skip
def test_prestashops_columns_in_other_languages(tmp_path: Path, header: str, row: str) -> None:
    """The import's, and those that the SQL manager hands out as they are called in the database."""
    end = ";LS" if header.endswith("reference") else ""
    shop = table(
        tmp_path,
        header,
        f"1;1;Linen shirt;Women,Shirts;49.00;10;Tarn;4;@1,@2;{row}{end}",
        f"2;0;Off coat;Coats;149.00;;Tarn;4;@3;{end}",
        f"3;1;Linen dress;Dresses;89.00;;Tarn;0;@4;{end}",
    )
    shirt, dress = shop
    assert shop.format == "prestashop"
    assert (shirt.price, shirt.colour, shirt.brand, shirt.in_stock) == (39.0, "Red", "Tarn", True)
    assert shirt.additional_images == (PICTURE.format(2),)
    assert (dress.price, dress.in_stock) == (89.0, False)
    assert [entry.reason for entry in shop.left_out] == [LeftOutReason.UNPUBLISHED]


def test_prestashops_list_of_products(tmp_path: Path) -> None:
    """Which has two prices; shoppers pay the one with tax."""
    shop = table(
        tmp_path,
        '"Product ID";Image;Name;Reference;Category;"Price (tax excl.)";"Price (tax incl.)";Quantity;Status;Position',
        "1;@1;Linen shirt;LS;Shirts;€40.00;€49.00;4;1;0",
        "2;@2;Off coat;OC;Coats;€140.00;€149.00;4;0;1",
    )
    assert [(product.price, product.currency) for product in shop] == [(49.0, "EUR")]
