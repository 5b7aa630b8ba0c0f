"""What stands within a field: a dict's own fields, lists of attributes ("Color": "Blue"), lists of variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recommender.catalogue.feeds.options import meaning_of
from recommender.catalogue.feeds.record import Value, plain_name, text_of, texts_of
from recommender.catalogue.meaning.prices import offer_of
from recommender.catalogue.meaning.stock import in_stock

# {"name": "Color", "value": "Blue"}, <param name="Color">Blue</param>, Heureka's <PARAM_NAME>Barva</PARAM_NAME><VAL>
_NAME = ("@name", "name", "key", "title", "label", "attribute", "attribute_name", "PARAM_NAME")
_VALUE = ("#text", "@value", "value", "values", "caption", "text", "option", "options", "attribute_value", "VAL")
_VARIANTS = frozenset({"variants", "variations", "variant", "skus", "offers", "colorways", "models"})
_PARTS = (
    "price saleprice color colour colorname image images imageurl stock quantity inventory inventoryquantity instock "
    "available availability"
)
_OF_VARIANTS = frozenset(_PARTS.split())


def flattened(fields: Mapping[str, Value]) -> Mapping[str, Value]:
    """Also what is within dicts and lists of them, called by both names: "priceInfo.price"."""
    if {dict, list}.isdisjoint(map(type, fields.values())):
        return fields
    flat: dict[str, Value] = {}
    for name, value in fields.items():
        flat[name] = value
        if isinstance(value, dict):
            flat.update((f"{name}.{inner}", each) for inner, each in flattened(value).items())
            if not value.keys().isdisjoint(_NAME) and not value.keys().isdisjoint(_VALUE):  # a list of one attribute
                flat.update((f"{name}.{inner}", each) for inner, each in _attributes([value]))
        elif isinstance(value, list) and (inner_dicts := [each for each in value if isinstance(each, dict)]):
            told = _of_variants(inner_dicts) if plain_name(name) in _VARIANTS else _attributes(inner_dicts)
            flat.update((f"{name}.{inner}", each) for inner, each in told)
    return flat


def _attributes(dicts: list[dict[str, Value]]) -> Iterator[tuple[str, Value]]:
    """What is looked for: attributes are endless, and each further name would make another kind of record."""
    for each in dicts:
        name = text_of(next((each[key] for key in _NAME if key in each), ""))
        value = next((each[key] for key in _VALUE if key in each), "")
        if len(each) == 1:
            ((name, value),) = each.items()
        if value and (meant := meaning_of(name)) in ("colour", "gender", "brand"):
            yield str(meant), value


def _of_variants(dicts: list[dict[str, Value]]) -> Iterator[tuple[str, Value]]:
    """The lowest price, in stock if any is; of the rest what each of them has."""
    for name in dict.fromkeys(name for each in dicts for name in each if plain_name(name) in _OF_VARIANTS):
        texts = [text for each in dicts for text in texts_of(each.get(name, ""))]
        plain = plain_name(name)
        if "price" in plain:
            priced = [text for text in texts if offer_of(text).price is not None]
            yield name, min(priced, key=lambda text: offer_of(text).price or 0.0, default="")
        elif "image" in plain or "colo" in plain:
            yield name, list(dict.fromkeys(texts))
        else:
            yield name, next(filter(in_stock, texts), next(iter(texts), ""))
