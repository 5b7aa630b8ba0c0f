"""What the caption of a post says of a product: "Linen dress, 49 €, https://shop.example/linen".

Price and link are found by their form, words of price and stock in seven languages; the title is what is left of the
first line that says something. Types, colours and genders are left to whoever knows the shop's vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import islice

from recommender.catalogue.meaning.prices import currency_of, price_of
from recommender.folding import plain

_LONGEST_TITLE = 120
_LONGEST_CAPTION = 4096
_MOST_NUMBERS = 50
_NEAR = 40  # characters around a number that say what it is

_URL = re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)
_CONTACTS = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?<!\w)@\w{3,}|(?<![\w,.])\+\d[\d ()-]{6,}\d|(?<!\w)#\w+")
_AMOUNT = r"(?:\d{1,3}(?:[ '’.,\u00a0\u202f]\d{2,3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)(?!\d)"
# What people write for a currency besides its sign and its code; "" is money of whatever currency the shop has.
_CURRENCY_WORDS = {
    "EUR": "euro euros eur",
    "USD": "usd dollar dollars dollares dolares dolar",
    "GBP": "gbp pound pounds quid",
    "INR": "inr rs rs. rupee rupees रुपये रुपए रुपया रु रु.",
    "RUB": "rub руб руб. рубль рубля рублей р р.",
    "BRL": "brl real reais",
    "CHF": "chf sfr fr. franken",
    "PLN": "zl zloty zlotych",
    "UAH": "грн грн. гривен гривень",
    "KZT": "тг тенге",
    "CZK": "kc",
    "HUF": "ft",
    "": "kr kr.",
}
_WORD_CODES = {word: code for code, words in _CURRENCY_WORDS.items() for word in words.split()}
# Before an amount that stands without its currency.
_LABEL_WORDS = (
    "price preis prix precio preco цена стоимость कीमत मूल्य दाम mrp cost costs kostet cuesta coute custa стоит now "
    "jetzt nur only ab solo ahora seulement maintenant por agora apenas всего сейчас теперь सिर्फ केवल"
)
_LABELS = frozenset(_LABEL_WORDS.split())
# Before a price that does not hold any more.
_FORMER_WORDS = (
    "was before instead rrp uvp statt vorher fruher antes ante avant lieu lugar vez era было вместо раньше पहले old"
)
_BEFORE = frozenset(_FORMER_WORDS.split())
_AFTER = re.compile(r"\s?([^\W\d]{1,8}\.?|[^\w\s\d]{1,3})")
_HERE = re.compile(r"((?<![^\W\d])[^\W\d]{1,8}\.?|[^\W\d]{0,3}[^\w\s\d])\s?$")
_LABEL = re.compile(r"\(?\s*[^\W\d_][\w\u0900-\u097f]*\s*[:=–-]?\s*$")
_NO_TITLE = _LABELS | _BEFORE
_SOLD_OUT = re.compile(
    r"\b(?:sold(?: ?out)?|out of stock|(?:no longer|not) available|ausverkauft|vergriffen|verkauft|nicht (?:mehr )?"
    r"(?:verfugbar|lieferbar)|agotad[oa]s?|vendid[oa]s?|sin stock|epuisee?s?|vendue?s?|rupture de stock|esgotad[oa]s?|"
    r"sem estoque|(?:рас)?продан[оаы]?|нет в наличии|закончил\w*|stock khatam)\b|बिक (?:गया|गई|गए)|स्टॉक (?:में नहीं|खत्म)"
)


@dataclass(frozen=True, slots=True)
class ReadCaption:
    """What a caption says. `is_priced`: surely a price, for it names its currency or calls itself one; a bare number
    may be a size. `in_stock` is None where nothing is said of it."""

    title: str = ""
    price: float | None = None
    currency: str = ""
    link: str = ""
    in_stock: bool | None = None
    is_priced: bool = False


def read_caption(text: str, currency: str = "") -> ReadCaption:
    """Of any text; what it does not say stays empty. `currency`: of prices that name none."""
    text = unicodedata.normalize("NFKC", text[:_LONGEST_CAPTION])
    links = _URL.findall(text)
    rest = _CONTACTS.sub(" ", _URL.sub(" ", text))
    sold_out = _SOLD_OUT.search(plain(rest)) is not None
    numbers = islice(re.finditer(_AMOUNT, rest), _MOST_NUMBERS)
    prices = [found for each in numbers if (found := _priced(rest, each))]
    # What it costs now: not what it once did, nor the upper end of a range.
    current = [each for each in prices if not each.is_former] or prices
    price = next(iter(current), None)
    if price is None:
        price = _bare(rest)
        prices = [price] if price else []
    for each in sorted(prices, key=lambda each: -each.start):
        rest = rest[: each.start] + "\x00" + rest[each.end :]
    return ReadCaption(
        title=_title(rest),
        price=price.amount if price else None,
        currency=(price.currency or currency) if price else "",
        link=_link(links[0]) if links else "",
        in_stock=False if sold_out else None,
        is_priced=bool(price and price.is_sure),
    )


@dataclass(frozen=True, slots=True)
class _Price:
    """One price within a text, from `start` to `end`, with its currency and what calls it a price."""

    amount: float
    currency: str
    start: int
    end: int
    is_former: bool = False
    is_sure: bool = True


def _priced(text: str, found: re.Match[str]) -> _Price | None:
    """The price that this number is, with what stands around it; None if it is another number."""
    start, end = found.span()
    far = max(0, start - _NEAR)
    before, after = text[far:start], text[end : end + _NEAR]
    code, sure = "", False
    if (there := _AFTER.match(after)) and (named := _currency(there[1])) is not None:
        code, sure, end = named, True, end + there.end()
    elif (here := _HERE.search(before)) and (named := _currency(here[1])) is not None:
        code, sure, start = named, True, far + here.start(1)
    elif dash := re.match(r"(?:[.,]?[-–—]|/-)(?!\w)", after):
        sure, end = True, end + dash.end()
    before = text[far:start]
    last = [word.strip(":=-–.!(") for word in plain(before).split()[-2:]]
    is_former = bool(set(last) & _BEFORE)
    if last and (is_former or last[-1] in _LABELS):
        # What calls it a price goes with it.
        label = _LABEL.search(before)
        start, sure = far + label.start() if label else start, sure or not is_former
    if not sure:
        return None
    try:
        amount, _ = price_of(found.group(), code)
    except ValueError:
        return None
    return _Price(amount, code, start, end, is_former) if amount is not None else None


def _bare(text: str) -> _Price | None:
    """A number that stands for itself, between commas or on a line: perhaps a price."""
    found = list(re.finditer(rf"(?:^|[,;|\n])[^\S\n]*({_AMOUNT})[^\S\n]*(?=$|[,;|\n])", text))
    if not found or not re.search(r"[^\W\d_]{2}", text):
        return None
    amount, _ = price_of(found[-1][1])
    return None if amount is None else _Price(amount, "", *found[-1].span(1), is_sure=False)


def _currency(written: str) -> str | None:
    """The code of a currency by its sign, code or name, "" where it is money of some kind; None if it is none."""
    word = plain(written)
    if word in _WORD_CODES:
        return _WORD_CODES[word]
    if any(unicodedata.category(letter) == "Sc" for letter in written):
        return currency_of(written)
    return written.upper() if written.upper() in _codes() and written.isupper() else None


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def _title(text: str) -> str:
    """The first words that say something; `text` has marks where prices were."""
    for part in re.split(r"[\n\x00]", text):
        # Ornaments around it are no words.
        line = re.sub(r"^[^\w(\"'«„“]+|[^\w)\"'»“”!?%]+$", "", " ".join(_without_sold_out(part).split()))
        line = re.sub(r"\(\W*\)|[(\[]\W*$", "", line).replace(" ,", ",").rstrip(" .,:;|-–—")
        if len(re.findall(r"[^\W\d_]", line)) >= 2 and plain(line) not in _NO_TITLE:
            return _cut(line)
    return ""


def _without_sold_out(line: str) -> str:
    words = line.split(" ")
    # By words, for what was folded need not be as long as what was written.
    for size in (4, 3, 2, 1):
        at = 0
        while at + size <= len(words):
            said = plain(" ".join(words[at : at + size])).strip(" .,:;!()[]*-–")
            if said and _SOLD_OUT.fullmatch(said):
                words[at : at + size] = [","]
            at += 1
    return " ".join(words)


def _cut(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,.;:–-")


def _link(url: str) -> str:
    url = url.rstrip(".,;:!?)]}»”\"'")
    return f"https://{url}" if url.lower().startswith("www.") else url
