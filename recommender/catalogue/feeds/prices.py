"""Prices and currencies as shops write them: "1.299,00 €", "$39.90", "39,90", "Rs. 1,29,999", "CHF 1'299.–"."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)*")
_MAX_DIGITS = 12
# Longest first, since "US$" ends in "$". Signs that several countries share ("kr", bare "$" in Canada) are read as the
# one that most feeds mean, or not at all.
_SIGNS = {
    "US$": "USD",
    "CA$": "CAD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "MX$": "MXN",
    "C$": "CAD",
    "A$": "AUD",
    "R$": "BRL",
    "RS": "INR",
    "ZŁ": "PLN",
    "KČ": "CZK",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "¥": "JPY",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "₴": "UAH",
    "$": "USD",
}
_CODES = (
    "AED ARS AUD BDT BGN BHD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR ISK JOD JPY KES KRW "
    "KWD KZT LKR MAD MXN MYR NGN NOK NPR NZD OMR PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD "
    "UYU VND ZAR"
)
# In these a third decimal is money; everywhere else three digits after one separator are thousands.
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


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
    if text[:start].rstrip(" €$£").endswith(("-", "−")) or sum(c.isdigit() for c in written) > _MAX_DIGITS:
        raise ValueError(f"no price: {text[:60]!r}")
    return float(_plain(written, code)), code


def currency_of(text: str) -> str:
    """The ISO code that the text names by code or sign, "" if none. Three bare letters are taken for a code even
    when it is not known here: only a currency column would hold them."""
    text = unicodedata.normalize("NFKC", text).strip().upper()
    if len(text) == 3 and text.isascii() and text.isalpha():
        return text
    for word in re.findall(r"[A-Z]{3,}", text):
        if word in _CODES.split():
            return str(word)
    letters = re.sub(r"[\d.,'’ ]+", " ", text)
    for sign, code in _SIGNS.items():
        if sign in letters and (not sign.isalpha() or sign in letters.split()):
            return code
    return ""


def _plain(written: str, code: str) -> str:
    """The number as Python writes it: which of point and comma are decimals is told by order, count and group size."""
    written = re.sub(r"[ '’]", "", written)
    separators = re.sub(r"\d", "", written)
    if not separators:
        return written
    last = separators[-1]
    if len(set(separators)) == 1:
        digits_after = len(written) - written.rfind(last) - 1
        leading_zero = written.startswith("0")
        grouped = digits_after == 3 and not leading_zero and code not in _THREE_DECIMALS
        if len(separators) > 1 or grouped:
            return written.replace(last, "")
    whole, _, decimals = written.rpartition(last)
    return re.sub(r"[.,]", "", whole) + "." + decimals
