"""Whether a product can be had: by words, by quantities, by what the shop does when none is left."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from recommender.folding import plain

# Alone in a column of stock or availability. "Discontinued" is Meta's, "oos" spreadsheets'.
_NOT_THERE = """
no, n, false, f, none, out, oos, o, nein, non, nee, nie, nem, nej, нет, não, nao, hayır, नहीं, off, empty, leer,
vide, vacio, vazio, vuoto, archived, discontinued, retired
"""
# Within a text, in the languages of the bot and of shop systems' large markets.
_SOLD_OUT = """
sold out, soldout, out of stock, outofstock, not in stock, notinstock, no stock, nostock, unavailable,
not available, notavailable, no longer available, stock out, stockout, discontinued, sold, ausverkauft,
vergriffen, nicht verfügbar, nicht auf lager, nicht vorrätig, nicht mehr lieferbar, nicht lieferbar,
nicht mehr verfügbar, derzeit nicht, agotado, agotada, agotados, sin stock, sin existencias, sin inventario,
no disponible, no hay existencias, fuera de stock, rupture, en rupture, épuisé, épuisée, indisponible,
non disponible, plus disponible, pas en stock, hors stock, esaurito, esaurita, esauriti, non in magazzino,
terminato, esgotado, esgotada, indisponível, sem estoque, sem stock, fora de estoque, não disponível,
нет в наличии, нет на складе, не в наличии, распродано, распродан, продано, закончился, закончилась, закончились,
отсутствует, под заказ нет, немає в наявності, закінчився, स्टॉक में नहीं, उपलब्ध नहीं, स्टॉक समाप्त, खत्म,
बिक गया, uitverkocht, niet op voorraad, niet beschikbaar, niet leverbaar, brak w magazynie, brak, wyprzedane,
wyprzedany, niedostępny, niedostępna, niedostępne, tükendi, stokta yok, mevcut değil, vyprodáno, není skladem,
nedostupné, slutsåld, slut i lager, ej i lager, udsolgt, ikke på lager, utsolgt, elfogyott, nincs raktáron,
stoc epuizat, indisponibil, epuizat, 售罄, 缺货, 缺貨, 无货, 售完, 在庫なし, 在庫切れ, 売り切れ, 品切れ, 完売,
품절, 매진, หมด, สินค้าหมด, hết hàng, habis, stok habis
"""
_QUANTITY = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_FIRST_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,]\d+)?")
_BETWEEN = re.compile(r"[\s_./,:;!()*-]+")


@lru_cache(maxsize=4096)
def in_stock(availability: str, quantity: str = "") -> bool:
    """What words say; where there are none, the quantity; True where nothing is said."""
    text = availability.strip() or quantity.strip()
    if not text:
        return True
    if _QUANTITY.fullmatch(text):
        return float(text.replace(",", ".")) > 0
    # "https://schema.org/OutOfStock", "OUT_OF_STOCK", "out-of-stock" are one word.
    words = _BETWEEN.sub(" ", plain(text.rsplit("/", 1)[-1])).strip()
    alone, within = _tables()
    if words in alone or within.search(f" {words} "):
        return False
    # "0 in stock", "only 2 left"
    number = _FIRST_NUMBER.search(text)
    return number is None or float(number.group().replace(",", ".")) > 0


@cache
def _tables() -> tuple[frozenset[str], re.Pattern[str]]:
    alone, within = (
        [_BETWEEN.sub(" ", plain(word)).strip() for word in words.split(",")] for words in (_NOT_THERE, _SOLD_OUT)
    )
    # Where words are parted by spaces, only whole ones count: "unsold" is not sold.
    spaced = "|".join(sorted((re.escape(word) for word in within if word[0] < "\u0e00"), key=len, reverse=True))
    others = "|".join(re.escape(word) for word in within if word[0] >= "\u0e00")
    return frozenset(alone), re.compile(rf"(?<= )(?:{spaced})(?= )|{others}")
