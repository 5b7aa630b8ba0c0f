"""Prices and currencies as shops write them: "1.299,00 €", "$39.90", "39,90", "Rs. 1,29,999", "CHF 1'299.–"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache

_NUMBER = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*|(?<![\w.,])[.,]\d{1,2}(?!\d)")
_MAX_DIGITS = 12
# With at most a currency between it and the number.
_MINUS = re.compile(r"[-−‐-―]\s*[^\w\s]?\s*[^\W\d_]{0,3}\.?\s*[^\w\s]?\s*$")
_DECIMALS = re.compile(r"[.,]\d\d?$")
# In these locales' words every common currency has a sign of its own: "CA$" in English, "Rs" in Indonesian, "zł" in
# Polish. The first locale to use a sign decides what it means, so a bare "$" is the US dollar; "kr" is nobody's.
_LOCALES = ("en", "id", "pl", "cs", "ru", "tr")
_MORE_SIGNS = {
    **{
        "C$": "CAD",
        "$ CA": "CAD",
        "$CA": "CAD",
        "S$": "SGD",
        "$ AU": "AUD",
        "$AU": "AUD",
        "$ US": "USD",
        "EURO": "EUR",
    },
    **{"FT": "HUF", "LEI": "RON", "LEU": "RON", "₱": "PHP", "฿": "THB", "TL": "TRY", "РУБ": "RUB", "Р": "RUB"},
    **{"ГРН": "UAH", "ЛВ": "BGN", "RM": "MYR", "S/": "PEN", "元": "CNY", "円": "JPY", "원": "KRW", "EUROS": "EUR"},
    **{"FR": "CHF", "SFR": "CHF", "KČ": "CZK", "DKR": "DKK", "NKR": "NOK", "SKR": "SEK", "AU$": "AUD", "DHS": "AED"},
}
# Of currencies that are no more, or that were never called so.
_OTHER_CODES = {"RUR": "RUB", "BYR": "BYN", "RMB": "CNY", "NTD": "TWD", "UKP": "GBP"}
# Codes that are rather words where they stand beside a number; a currency column may hold them.
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_WORDS = frozenset({"ALL", "CUP", "TOP"})


@dataclass(frozen=True, slots=True)
class Offer:
    """What something costs now; `unreadable` is the text that is no price."""

    price: float | None = None
    currency: str = ""
    unreadable: str = ""


@lru_cache(maxsize=4096)
def offer_of(text: str, currency: str = "") -> Offer:
    """As `price_of`, without an error."""
    try:
        return Offer(*price_of(text, currency))
    except ValueError:
        return Offer(unreadable=text)


def offer_now(
    regular: str, sale: str, currency: str, dates: tuple[datetime | None, datetime | None], now: datetime
) -> Offer:
    """What is to be paid now: the sale's price where there is one (0.00 means none) and its dates hold today."""
    offer = offer_of(regular, currency)
    starts, ends = dates
    if not sale or (starts and now < starts) or (ends and now > ends):
        return offer
    reduced = offer_of(sale, currency or offer.currency)
    if not reduced.price or (offer.price and reduced.price > offer.price):
        return offer
    return reduced if reduced.currency else replace(reduced, currency=offer.currency)


def price_of(text: str, currency: str = "") -> tuple[float | None, str]:
    """The price and the currency's ISO code ("" if the text names none); `currency` is the feed's own word for it and
    comes first. An empty text is (None, ...); raises ValueError for a text that is no single price."""
    text = unicodedata.normalize("NFKC", text).strip()
    code = currency_of(currency) or currency_of(text)
    if not text:
        return None, code
    numbers = list(_NUMBER.finditer(text))
    if len(numbers) != 1 or "%" in text:
        raise ValueError(f"no single price: {text[:60]!r}")
    start, written = numbers[0].start(), numbers[0].group()
    is_negative = _MINUS.search(text[:start]) or (
        _DECIMALS.search(written) and text[numbers[0].end() :].startswith("-")
    )
    if is_negative or sum(c.isdigit() for c in written) > _MAX_DIGITS:
        raise ValueError(f"no price: {text[:60]!r}")
    return float(_as_number(written, code)), code


def currency_of(text: str, is_column: bool = True) -> str:
    """The ISO code that the text names by code or sign, "" if none. Of a currency column, three letters alone are taken
    for a code even when it is not known here."""
    text = unicodedata.normalize("NFKC", text).strip().upper()
    if is_column and len(text) == 3 and text.isascii() and text.isalpha():
        return _OTHER_CODES.get(text, text)
    codes, signs, pattern = _known()
    for word in _CODE.findall(text):
        if word in codes:
            return _OTHER_CODES.get(word, str(word))
    found = pattern.search(" ".join(text.split()))
    return signs[found[0]] if found else ""


@cache
def _known() -> tuple[frozenset[str], dict[str, str], re.Pattern[str]]:
    """Codes of the currencies in use anywhere, their signs in capitals, and how these are found: the longest first, as
    "US$" ends in "$", and none within a word."""
    from babel.core import get_global
    from babel.numbers import get_currency_symbol, get_territory_currencies

    codes = {code for land in get_global("territory_currencies") for code in get_territory_currencies(land)}
    signs = dict(_MORE_SIGNS)
    for locale in _LOCALES:
        for code in sorted(codes):
            signs.setdefault(unicodedata.normalize("NFKC", get_currency_symbol(code, locale)).upper().strip("."), code)
    found = {sign: signs[sign] for sign in sorted(signs, key=len, reverse=True) if sign and sign not in codes}
    letter = r"[^\W\d_]"
    before, behind = rf"(?<!{letter})", rf"(?!{letter})"
    alternatives = (f"{before * sign[0].isalpha()}{re.escape(sign)}{behind * sign[-1].isalpha()}" for sign in found)
    return frozenset(codes | {*_OTHER_CODES}) - _WORDS, found, re.compile("|".join(alternatives))


def _as_number(written: str, code: str) -> str:
    """The number as Python writes it: which of point and comma are decimals is told by order, count and group size."""
    written = re.sub(r"[ '’]", "", written)
    if written[0] in ".,":
        written = "0" + written
    separators = re.sub(r"\d", "", written)
    if not separators:
        return written
    from babel.numbers import get_currency_precision

    last = separators[-1]
    if len(set(separators)) == 1:
        digits_after = len(written) - written.rfind(last) - 1
        # A third decimal is money in Kuwait; elsewhere three digits after one separator are thousands.
        grouped = digits_after == 3 and not written.startswith("0") and get_currency_precision(code) != 3
        if len(separators) > 1 or grouped:
            return written.replace(last, "")
    whole, _, decimals = written.rpartition(last)
    return re.sub(r"[.,]", "", whole) + "." + decimals
