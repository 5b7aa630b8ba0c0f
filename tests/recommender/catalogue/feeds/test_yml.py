"""What Yandex Market's YML means."""

from __future__ import annotations

from pathlib import Path

from recommender.catalogue.catalogue import read_catalogue

YML = """<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE yml_catalog SYSTEM "shops.dtd">
<yml_catalog date="2026-01-01 10:00"><shop><name>Лён</name><currencies><currency id="KZT" rate="1"/></currencies>
<categories><category id="1">Одежда</category><category id="2" parentId="1">Платья</category>
<category id="3" parentId="2">Новинки</category></categories><offers>{offers}</offers></shop></yml_catalog>"""
OFFER = """<offer id="{id}" available="{available}" group_id="g1"><url>https://lyon.example/{id}</url><price>2990</price>{more}
<categoryId>3</categoryId><picture>https://img.example/{id}.jpg</picture><picture>https://img.example/{id}b.jpg</picture></offer>"""


def test_an_offer(tmp_path: Path) -> None:
    """Its name from its parts, its category by number, colour and gender from its parameters, the shop's currency."""
    named = (
        "<name>Платье льняное</name><currencyId>RUR</currencyId><vendor>Лён</vendor><param name='Цвет'>Синий</param>"
    )
    made = "<typePrefix>Рубашка</typePrefix><vendor>Лён</vendor><model>Волна 2</model><param name='Пол'>Женский</param>"
    offers = OFFER.format(id=1, available="true", more=named) + OFFER.format(id=2, available="false", more=made)
    offers += OFFER.format(id=3, available="true", more="<name>x</name><disabled>true</disabled>")
    path = tmp_path / "export.txt"
    path.write_bytes(YML.format(encoding="windows-1251", offers=offers).encode("cp1251"))
    catalogue = read_catalogue(path)
    first, second = catalogue
    assert catalogue.format == "yml"
    assert (first.id, first.title, first.price, first.currency, first.in_stock) == (
        "1",
        "Платье льняное",
        2990,
        "RUB",
        True,
    )
    assert (first.colour, first.brand, first.link, first.group_id) == ("Синий", "Лён", "https://lyon.example/1", "g1")
    assert (first.image, first.additional_images) == ("https://img.example/1.jpg", ("https://img.example/1b.jpg",))
    assert (second.title, second.gender, second.currency, second.in_stock) == (
        "Рубашка Лён Волна 2",
        "Женский",
        "KZT",
        False,
    )
    assert [each.reason.value for each in catalogue.left_out] == ["not published"]


def test_xml_of_anybody(tmp_path: Path) -> None:
    """Pictures within an element of their own, a currency at the price, and Heureka's names in capitals."""
    path = tmp_path / "shop.xml"
    product = (
        "<product id='{0}'><name>Shirt</name><category>Shirts</category><price currency='EUR'>19.90</price><images>"
        "<image>https://a.example/{0}.jpg</image><image>https://a.example/{0}b.jpg</image></images><stock>0</stock></product>"
    )
    path.write_text(f"<products>{product.format(1)}{product.format(2)}</products>")
    first, _ = read_catalogue(path)
    assert (first.id, first.price, first.currency, first.in_stock) == ("1", 19.9, "EUR", False)
    assert (first.image, first.additional_images) == ("https://a.example/1.jpg", ("https://a.example/1b.jpg",))
    path.write_text(
        "<SHOP><SHOPITEM><ITEM_ID>AB1</ITEM_ID><PRODUCTNAME>Kabát</PRODUCTNAME><URL>https://o.example/1</URL><IMGURL>"
        "https://o.example/1.jpg</IMGURL><PRICE_VAT>990</PRICE_VAT><CATEGORYTEXT>Kabáty</CATEGORYTEXT></SHOPITEM></SHOP>"
    )
    catalogue = read_catalogue(path)
    (found,) = catalogue
    assert (catalogue.format, found.id, found.title, found.price, found.type) == (
        "heureka",
        "AB1",
        "Kabát",
        990,
        "Kabáty",
    )


def test_dialects_of_eastern_markets(tmp_path: Path) -> None:
    """Rozetka's sale is a field of its own, Prom leaves "available" empty for what is sold out, outlets tell stock."""
    offers = OFFER.format(id=1, available="true", more="<name>Сукня</name><price_promo>1990</price_promo>")
    offers += OFFER.format(id=2, available="", more="<name>Штани</name><oldprice>4000</oldprice>")
    of_outlets = "<name>Светр</name><outlets><outlet id='1' instock='0'/><outlet id='2' instock='{}'/></outlets>"
    offers += OFFER.format(id=3, available="", more=of_outlets.format(5))
    offers += OFFER.format(id=4, available="", more=of_outlets.format(0))
    path = tmp_path / "export.xml"
    path.write_text(YML.format(encoding="utf-8", offers=offers), encoding="utf-8")
    assert [(offer.price, offer.in_stock) for offer in read_catalogue(path)] == [
        (1990, True),
        (2990, False),
        (2990, True),
        (2990, False),
    ]
