"""Which column holds which field: by the names that shops use, and by the admin's own word for it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.feeds.column_words import in_english
from recommender.catalogue.feeds.draft import Draft
from recommender.catalogue.feeds.feed import FeedContext
from recommender.catalogue.feeds.nested import flattened
from recommender.catalogue.feeds.options import Meant, meaning_of, option_columns
from recommender.catalogue.feeds.record import (
    Record,
    Value,
    name_without_asides,
    plain_name,
    text_of,
    texts_of,
)
from recommender.catalogue.feeds.resembling import resembling
from recommender.catalogue.feeds.usual_names import COLUMNS
from recommender.catalogue.meaning.dates import span_of
from recommender.catalogue.meaning.pictures import addresses_in, full_address
from recommender.catalogue.meaning.prices import Offer, currency_of, offer_now, offer_of
from recommender.catalogue.meaning.publishing import is_shown
from recommender.errors import CatalogueError

_MOST_NAMES = 10_000  # of the records of a file together
NEEDED = ("id", "title", "image")
# Whose columns are all read, one beside the other.
_ALL_COUNT = frozenset({"additional_images", "type", "published", "sale_dates", "sale_starts", "sale_ends"})
# "specifications.color"
_WITHIN = ("colour", "gender", "brand")
_INSTEAD_OF_TITLE = "description product_description short_description"
# "image2", "Image URL 3", "product_image_4_url"
_NUMBERED_IMAGE = re.compile(
    r"(?:product|item|extra|additional|alternate|other)?(?:image|picture|photo|img|bild|imagen|imagem|foto)s?"
    r"(?:url|link|src|file|path)?\d{1,2}(?:url|link|src)?"
)
_OF_IMAGES = frozenset({"image", "url", "link", "product", "item"})
_APART = re.compile(r"\s*[,;|]\s*")
_WITH_CURRENCY = re.compile(r"(.*?)[\s_(\[-]+(?:in\s+)?([^\s()\[\]_]{1,4})[)\]]?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Field -> its columns, the surest first. `further` are the columns that hold no field by their first name.
    `currencies`: by column, what its name says of the currency of its prices."""

    fields: Mapping[str, tuple[str, ...]]
    further: tuple[str, ...]
    currencies: Mapping[str, str]
    options: tuple[tuple[str, str], ...] = ()  # the columns of an option's name and of its values


@dataclass(frozen=True, slots=True)
class NamedFields:
    """One record's values, by the fields that its columns hold."""

    where: str
    values: Mapping[str, Value]
    columns: ColumnMap

    def text(self, field: str) -> str:
        """The first text in the field's columns, "" if there is none."""
        for name in self.columns.fields.get(field, ()):
            value = self.values.get(name, "")
            if value and (text := value if isinstance(value, str) else text_of(value)):
                return text
        return ""

    def texts(self, field: str) -> list[str]:
        """All that the first column holds that holds any."""
        for name in self.columns.fields.get(field, ()):
            if found := list(texts_of(self.values.get(name, ""))):
                return found
        return []

    def all_texts(self, field: str) -> list[str]:
        """What all columns of the field hold."""
        return [text for name in self.columns.fields.get(field, ()) for text in texts_of(self.values.get(name, ""))]

    def option(self, meant: Meant) -> list[str]:
        """The values of the option that means this."""
        for name, values in self.columns.options:
            if (called := self.values.get(name)) and meaning_of(text_of(called)) == meant:
                return [value for text in texts_of(self.values.get(values, "")) for value in _APART.split(text)]
        return []

    def images(self) -> list[str]:
        """The addresses and paths of all pictures, those of the main column first."""
        found: list[str] = []
        for name in self.columns.fields.get("image", ()):
            if found := self._addresses(name):
                break
        for name in self.columns.fields.get("additional_images", ()):
            found += self._addresses(name)
        return found

    def spare_images(self, found: list[str]) -> list[str]:
        """Those of the main picture's other columns, where the first is a path that need not be there."""
        columns = self.columns.fields.get("image", ())
        if len(columns) < 2 or not found or full_address(found[0]):
            return []
        return [address for name in columns for address in self._addresses(name) if address not in found]

    def _addresses(self, name: str) -> list[str]:
        value = self.values.get(name, "")
        if isinstance(value, str):
            return addresses_in(value) if value else []
        texts = texts_of(value)
        if not texts and isinstance(value, dict):  # <imgs><main url="..."/><i url="..."/></imgs>
            texts = texts_of(list(value.values()))
        return [each for text in texts for each in addresses_in(text)]

    def offer(self, now: datetime) -> Offer:
        """What it costs now."""
        regular, sale, currency = self.text("price"), self.text("sale_price"), self.text("currency")
        if not currency and self.columns.currencies:
            of = self.columns.fields.get
            named = (name for name in (*of("price", ()), *of("sale_price", ())) if self.values.get(name, ""))
            currency = next((self.columns.currencies[name] for name in named if name in self.columns.currencies), "")
        if not sale:
            return offer_of(regular, currency)
        starts = self.text("sale_dates") or self.text("sale_starts")
        return offer_now(regular, sale, currency, span_of(starts, self.text("sale_ends")), now)

    @property
    def is_published(self) -> bool:
        """Whether none of the columns that tell says that the product is not shown."""
        return all(is_shown(text_of(self.values.get(name, ""))) for name in self.columns.fields.get("published", ()))

    def draft(self) -> Draft:
        """What tables of all shops tell in one text each."""
        text = self.text
        return Draft(
            self.where,
            id=text("id"),
            title=text("title"),
            link=text("link"),
            gender=text("gender"),
            brand=text("brand"),
            extra=self.extra(),
        )

    def extra(self) -> dict[str, str]:
        """What is in the other columns."""
        values = self.values
        return {
            name: text
            for name in self.columns.further
            if (value := values.get(name)) and (text := value if type(value) is str else text_of(value))
        }


def named_fields(
    records: Iterable[Record],
    aliases: Mapping[str, str],
    context: FeedContext,
    needed: Collection[str] = (),
    guess: bool = False,
) -> Iterator[NamedFields]:
    """The records' fields by these names, and by the admin's. Rows that do not fit their header are left out: those
    that are too long, and those that end too early and lack one of the fields `needed`."""
    known: dict[str, None] = {}
    columns = column_map((), aliases)
    for record in records:
        fields = flattened(record.fields)
        # Objects need not have all the same names: what came once counts for all.
        if not known.keys() >= fields.keys() and len(known) < _MOST_NAMES:
            is_first = not known
            known.update(dict.fromkeys(fields))
            columns = column_map(known, aliases, context.settings.columns, guess)
            if is_first:
                context.understood({field: found for field, found in columns.fields.items() if field in COLUMNS})
        named = NamedFields(record.where, fields, columns)
        # Where the stray separator is, is anybody's guess, and a wrong one would sell at a wrong price.
        if record.surplus or (record.missing and not all(map(named.text, needed))):
            context.leave_out(LeftOut(record.where, LeftOutReason.MALFORMED_LINE, record.misfit))
        else:
            yield named


def column_map(
    names: Iterable[str],
    aliases: Mapping[str, str],
    own: Mapping[str, str] | None = None,
    guess: bool = False,
    words: bool = False,
) -> ColumnMap:
    """`own` is the admin's table: field -> column; it comes first. With `words`, what has no usual name is found by one
    of the same words, in any language; with `guess` also by one that resembles it."""
    places: dict[str, list[str]] = {}
    aside: dict[str, list[str]] = {}
    currencies: dict[str, str] = {}
    ordered = [name for name in names if name]
    for name in ordered:
        places.setdefault(plain_name(name), []).append(name)
        aside.setdefault(name_without_asides(name), []).append(name)
        if (parts := _WITH_CURRENCY.fullmatch(name)) and (code := currency_of(parts[2], is_column=False)):
            currencies[name] = code
            aside.setdefault(plain_name(parts[1]), []).append(name)
    places = aside | places
    fields: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for field, known in aliases.items():
        found = [name for alias in known.split() for name in places.get(plain_name(alias), ())]
        if field == "additional_images":
            found += [name for name in ordered if _is_numbered_image(name)]
        if field in _WITHIN:
            usual = {plain_name(alias) for alias in known.split()}
            found += [name for name in ordered if "." in name and plain_name(name.rpartition(".")[2]) in usual]
        if own and field in own:
            found = [*places.get(plain_name(own[field]), [own[field]]), *found]
        if found:
            fields[field] = tuple(dict.fromkeys(found))
            taken.update(fields[field] if field in _ALL_COUNT else fields[field][:1])
    if guess or words:
        by_words: dict[frozenset[str], list[str]] = {}
        for name in ordered:
            if name not in taken:
                by_words.setdefault(in_english(name), []).append(name)
        for field, known in aliases.items():
            found = [name for alias in known.split() for name in by_words.get(in_english(alias), ())]
            if found and field not in fields:
                fields[field] = tuple(dict.fromkeys(found))
                taken.add(found[0])
    if guess:
        # An address is a surer id than what may be one of a style.
        unknown = [field for field in aliases if field not in fields and (field != "id" or "link" not in fields)]
        for field in unknown:
            if found := resembling(field, [name for name in ordered if name not in taken]):
                fields[field] = tuple(found)
                taken.add(found[0])
        if "title" not in fields:
            found = [name for alias in _INSTEAD_OF_TITLE.split() for name in places.get(plain_name(alias), ())]
            if found:
                fields["title"] = tuple(found)
                taken.add(found[0])
    further = tuple(name for name in ordered if name not in taken)
    return ColumnMap(fields, further, currencies, option_columns(ordered))


def _is_numbered_image(name: str) -> bool:
    plain = plain_name(name)
    return _NUMBERED_IMAGE.fullmatch(plain) is not None or (
        plain[-1:].isdigit() and "image" in (words := in_english(name)) and words <= _OF_IMAGES
    )


def check_columns(source: object, names: Collection[str], own: Mapping[str, str]) -> None:
    """Raises CatalogueError for a field that there is none of, and for a column that the source does not have."""
    for field, column in own.items():
        if field not in COLUMNS:
            raise CatalogueError(
                f"[catalogue.columns] names the field {field!r}, which is none; known are {', '.join(COLUMNS)}"
            )
        if plain_name(column) not in map(plain_name, names):
            near = process.extractOne(column, [*names], scorer=fuzz.WRatio)
            raise CatalogueError(
                f"{source} has no column {column!r}, which [catalogue.columns] names; "
                + (f'the nearest is {near[0]!r}: write {field} = "{near[0]}"; ' if near else "")
                + f"it has {listed(names)}"
            )


def check_needed(source: object, names: Collection[str], found: ColumnMap) -> None:
    """Raises CatalogueError where title or image has no column, with the nearest that there is. A numbered image does
    in the main one's place; ids are made where there are none."""
    instead = {"id": "link", "image": "additional_images"}
    missing = [field for field in NEEDED if field not in found.fields and instead.get(field) not in found.fields]
    if missing in ([], ["id"]):
        return
    hints = []
    for field in missing:
        free = {plain_name(name): name for name in found.further}
        near = [process.extractOne(plain_name(a), free, scorer=fuzz.ratio) for a in COLUMNS[field].split()]
        best = max((each for each in near if each), key=lambda each: each[1], default=None)
        # Of names that do not resemble any, the first is as good as another: it shows how the line is written.
        column = free[best[2]] if best and best[1] >= 50 else next(iter(found.further), "")
        if column:
            hints.append(f'{field} = "{" ".join(column[:60].split())}"')
    hint = f". If another column holds it, write under [catalogue.columns], for instance: {'; '.join(hints)}"
    raise CatalogueError(
        f"{source} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}; it has {listed(names)}"
        + (hint if hints else "")
    )


def listed(names: Collection[str]) -> str:
    """The names in short, as an error shows them."""
    return ", ".join(" ".join(name[:40].split()) for name in [*names][:30] if name) or "none at all"
