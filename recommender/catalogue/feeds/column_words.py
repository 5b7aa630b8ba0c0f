"""Columns whose names are put together of usual words, in whatever language: "Nombre del producto", "Precio de oferta",
"画像URL", "name_en". Each word is taken for the English one, and the whole for the usual name of the same words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from recommender.catalogue.feeds.record import plain_name, word_table
from recommender.catalogue.feeds.usual_names import COLUMNS

# English words of usual names, and what shops write in their place. First what changes nothing: articles and
# prepositions, whose shop it is, and that taxes are in it. Last what German and its kin write as one word, and English
# as two.
_WORDS = """
    : de del della do da des du d la le les el il los las di der die das den im in of the a al em en für pour per para
    : til av fra z w na на со s van het shop tienda boutique loja negozio sklepie магазине ttc brutto bruttó gross
    : incl inkl inclusa incluido incluso iva mwst btw dph vat tax tva vergi dahil включая ндс の का की 込 税込 含税
    product: producto productos produit produits produto produtos prodotto prodotti produkt produkte produkts produktu
    product: produktów produkty výrobek výrobku termék termékek produs produsului ürün ürünün προϊόντος προϊόν товар
    product: товара товару продукта продукт 商品 製品 产品 產品 상품 제품 المنتج उत्पाद προϊόντα 宝贝
    item: artículo articulo article articolo artigo artikel artikels artikelen artykuł artykułu vara vare артикула
    name: nombre nom nome naam bezeichnung benennung nazwa název navn namn név neve nume isim ismi adı ad όνομα
    name: название наименование имя назва найменування 名 名前 名称 名稱 이름 명 اسم الاسم denumire denumirea नाम
    title: título titre titolo titel tytuł titulek otsikko cím titlu başlık τίτλος заголовок タイトル 标题 標題 제목
    title: العنوان
    code: código codice codigo kod kód kodu κωδικός код コード 编码 編碼 编号 코드 رمز cod कोड
    number: número numéro numero nummer číslo numer szám номер 番号 번호 رقم
    reference: referencia référence referência ref riferimento referenz
    image: imagen imagenes imágenes imagem imagens immagine immagini bild bilder foto fotos fotografía photo photos
    image: picture pictures afbeelding afbeeldingen obraz obrazek obrázek zdjęcie zdjęcia fotografie billede billeder
    image: kép képek imagine imagini görsel resim resmi εικόνα φωτογραφία изображение изображения картинка картинки
    image: фото фотография зображення фотографія 画像 写真 图片 圖片 图像 图 이미지 사진 الصورة صورة images चित्र छवि
    image: media фотографии
    main: principal principale principaux haupt hoofd główne główny hlavní huvud ana κύρια основное главное главная
    main: основная головне メイン 主 대표 الرئيسية 대표 główna główny principală
    link: enlace vínculo lien collegamento verweis länk odkaz odnośnik σύνδεσμος ссылка посилання リンク 链接 連結
    link: 링크 الرابط رابط linki लिंक länken
    url: adresse dirección endereço indirizzo adres adresa адрес адреса アドレス 网址 주소
    page: página pagina seite strona stránka страницы страница сторінка ページ 页面 页 페이지
    price: precio precios prix preço preços prezzo prezzi preis preise prijs cena ceny pris ár preț fiyat fiyatı τιμή
    price: цена цены ціна 価格 値段 価 价格 售价 價格 가격 판매가 السعر سعر कीमत मूल्य दाम
    sale: oferta ofertas rebajado rebajas promoción promo promocional promoção solde soldes promotionnel promotion
    sale: scontato offerta saldi angebot angebots aktion aktions sonder aanbieding promocyjna promocja akční tilbud
    sale: reducere indirimli προσφοράς акции акционная скидкой セール 特価 促销 할인 التخفيض скидка акційна акційна
    sale: reduzido redus akciós скидки छूट rabatt
    currency: moneda divisa devise moeda valuta währung waluta měna pénznem para валюта 通貨 货币 貨幣 통화 العملة
    gender: género sexo genre sexe genere sesso geschlecht geslacht płeć pohlaví kön køn kjønn nem cinsiyet φύλο пол
    gender: стать 性別 性别 성별 الجنس लिंग gen
    type: tipo typ tür tipul típus τύπος тип вид 種類 类型 類型 종류 النوع
    category: categoría categorías categoria categorias catégorie catégories categorie kategorie kategorien kategoria
    category: kategorii kategori kategória categorii rubrik warengruppe κατηγορία категория категории категорія раздел
    category: カテゴリ カテゴリー 分类 類別 分類 카테고리 الفئة श्रेणी
    colour: color colores couleur couleurs cor cores colore colori farbe farben kleur kolor barva färg farve farge
    colour: szín culoare renk rengi χρώμα цвет цвета колір 色 カラー 颜色 顏色 색상 اللون रंग
    brand: marca marcas marque marques marke marken merk marka značka märke mærke μάρκα бренд марка ブランド 品牌
    brand: 브랜드 الماركة ब्रांड varumärke brands
    manufacturer: fabricante fabricant produttore hersteller fabrikant producent výrobce gyártó üretici κατασκευαστής
    manufacturer: производитель виробник メーカー 厂家 제조사 producător
    stock: existencias inventario estoque giacenza bestand lager lagerbestand voorraad magazyn magazynie magazynowy
    stock: sklad skladem készlet stoc stok απόθεμα остаток остатки склад залишок 在庫 库存 庫存 재고 المخزون складе
    stock: складі स्टॉक स्टाक
    quantity: cantidad quantité quantidade quantità menge anzahl aantal ilość množství antal mennyiség cantitate
    quantity: miktar adet ποσότητα количество кількість 数量 数 數量 수량 الكمية adedi मात्रा
    availability: disponibilidad disponibilité disponibilidade disponibilità verfügbarkeit lieferbarkeit
    availability: beschikbaarheid dostępność dostupnost tillgänglighet elérhetőség disponibilitate διαθεσιμότητα
    availability: наличие наявність 可用性 التوفر
    available: disponible disponível disponibile verfügbar lieferbar beschikbaar dostępny dostępne dostupné
    available: tillgänglig tilgængelig elérhető disponibil mevcut διαθέσιμο доступен доступно доступний 可售 متاح
    available: متوفر
    status: estado statut stato zustand стан статус 状態 状况 状态 상태 الحالة stan
    name: produktname artikelname artikelbezeichnung produktbezeichnung produktnavn varenavn produktnamn productnaam
    name: terméknév ürünadı
    title: produkttitel artikeltitel
    item number: artikelnummer produktnummer bestellnummer artikelnr varenummer cikkszám
    product code: artikelcode produktcode
    image: produktbild artikelbild bildlink bildurl bildadress bildadresse produktbillede productafbeelding
    image: produktbilder
    main image: hauptbild hoofdafbeelding huvudbild
    link: produktlink productlink produktlänk artikellink produkturl produktadresse
    price: verkaufspreis bruttopreis endpreis ladenpreis verkoopprijs försäljningspris salgspris
    sale price: angebotspreis aktionspreis sonderpreis aanbiedingsprijs actieprijs reapris tilbudspris
    product type: produkttyp artikeltyp producttype produkttype produktkategorie produktgruppe artikelgruppe
    product type: productcategorie produktkategori
    brand: herstellername markenname merknaam
    price: 販売価格 税込価格
    stock quantity: lagermenge lagerstand lagersaldo
    availability: lieferstatus lieferzeit levertijd leveringstid
"""
_LANGUAGE = re.compile("en|de|fr|es|it|pt|nl|pl|cs|ru|uk|ja|zh|ko|tr|sv|da|fi|hu|ro|el|us|gb|at|ch|br|mx|ua|kr")
# Marks of vowels, which Hindi has between letters, are no end of a word.
_APART = re.compile(r"[\s\d_!-/:-@\[-`{-~（）、・「」【】：]+")
# Where another begins without a space: "productName", "画像URL".
_BETWEEN = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[\u3040-\uffdc])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u3040-\uffdc])")


@lru_cache(maxsize=4096)
def in_english(name: str) -> frozenset[str]:
    """The English words of a column's name, those that say something; a word that is not known stands for itself."""
    words = [plain for word in _APART.split(_BETWEEN.sub(" ", name)) if (plain := plain_name(word))]
    if len(words) > 1 and _LANGUAGE.fullmatch(words[-1]):  # "name_en", "Titel (de)"
        words.pop()
    return frozenset(meant for word in words for meant in _meant(word))


def is_usual(name: str) -> bool:
    """Whether a usual name has the same words."""
    return in_english(name) in _usual()


@cache
def _usual() -> frozenset[frozenset[str]]:
    return frozenset(words for names in COLUMNS.values() for name in names.split() if (words := in_english(name)))


def _meant(word: str) -> tuple[str, ...]:
    table = _table()
    if word in table:
        return table[word]
    # Without spaces between words, as in Japanese: the longest that is known, and what is left of it.
    for end in range(len(word) - 1, 0, -1) if word >= "\u1100" else ():
        if word[:end] in table:
            return (*table[word[:end]], *_meant(word[end:]))
    return (word,)


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Plain word -> what it means."""
    table = word_table(_WORDS).items()
    return {plain_name(word): tuple(english.split()) for english, words in table for word in words.split()}
