"""Every sentence that a shopper or admin reads, per language, through Project Fluent; prices as locales write them.

A language is a folder named by its code: `sentences.ftl`; `names.ftl`, how the catalogue's types, colours and genders
are said; `words.toml`, for `lexicon.py`. What a language lacks is said in English.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import threading
import time
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources

from babel import Locale, UnknownLocaleError
from babel.dates import ParseError, format_date, format_timedelta, parse_date
from babel.numbers import format_currency, format_decimal
from fluent.runtime import FluentBundle, FluentResource

_log = logging.getLogger(__name__)

FALLBACK = "en"
FOLDER = resources.files(__package__)
_FIRST = ("en", "es", "de", "fr", "pt", "hi", "ru")  # in this order; a language that is added comes behind them
LANGUAGES = tuple(
    sorted(
        (each.name for each in FOLDER.iterdir() if each.joinpath("sentences.ftl").is_file()),
        key=lambda code: (_FIRST.index(code) if code in _FIRST else len(_FIRST), code),
    )
)


class Texts:
    """The sentences of one locale. Made by `for_locale`; `language` is the one that was found for it."""

    def __init__(self, locale: Locale, language: str) -> None:
        self.language = language
        self._locale = locale
        self._bundles = [_bundle(each) for each in dict.fromkeys((language, FALLBACK))]

    @property
    def locale(self) -> str:
        """As `for_locale` takes it."""
        return str(self._locale)

    @staticmethod
    @lru_cache(maxsize=256)
    def for_locale(locale: str) -> Texts:
        """For what a platform says ("de", "pt-BR", "en_GB", ""); anything unknown gives English."""
        known = _known(locale)
        return Texts(known, known.language)

    def __call__(self, key: str, **values: str | int | float) -> str:
        """The sentence `key` with `values` filled in. Raises KeyError for a key that even English does not have."""
        for bundle in self._bundles:
            if bundle.has_message(key) and (pattern := bundle.get_message(key).value) is not None:
                text, errors = bundle.format_pattern(pattern, dict(values))
                for error in errors:
                    _log.error("text %r in %s: %s", key, self.language, error)
                return str(text)
        raise KeyError(key)

    def name(self, kind: str, word: str) -> str:
        """How one of the catalogue's words is said: `kind` is "type", "colour" or "gender". A word that no names file
        has is said as the catalogue writes it, in lower case."""
        key = f"{kind}-{slug(word)}"
        return self(key) if any(bundle.has_message(key) for bundle in self._bundles) else word.lower()

    def price(self, amount: float | None, currency: str) -> str:
        """As the locale writes it; empty if the amount is unknown."""
        if amount is None:
            return ""
        if not currency:
            return format_decimal(amount, format="#,##0.00", locale=self._locale)
        return format_currency(amount, currency, locale=self._locale)

    def ago(self, then: float) -> str:
        """How long ago, roughly ("3 hours ago"); `then` is in seconds since 1970."""
        return format_timedelta(
            timedelta(seconds=min(0.0, then - time.time())), add_direction=True, locale=self._locale
        )

    def day(self, day: date) -> str:
        """As the locale writes it ("29 Nov 2026")."""
        return format_date(day, "medium", locale=self._locale)

    def number(self, number: float) -> str:
        """As the locale writes it ("12,345")."""
        return format_decimal(number, locale=self._locale)

    def read_day(self, said: str) -> date | None:
        """A day as ISO 8601 or in figures as the locale writes it ("29.11.2026"); None if it is none."""
        with contextlib.suppress(ValueError):
            return date.fromisoformat(said)
        with contextlib.suppress(ValueError, IndexError, ParseError):
            return parse_date(said, locale=self._locale)
        return None

    def amount(self, amount: float | None, currency: str) -> str:
        """A price that a shopper named: as `price`, but whole sums without decimals ("€40")."""
        said = self.price(amount, currency)
        return re.sub(r"[.,]00(?!\d)", "", said) if amount is not None and amount == int(amount) else said


async def texts_for(locale: str) -> Texts:
    """As `Texts.for_locale`. A language that has to be read first takes up to 0.1 s, in a thread."""
    is_read = all(each in _read for each in (_known(locale).language, FALLBACK))
    return Texts.for_locale(locale) if is_read else await asyncio.to_thread(Texts.for_locale, locale)


def own_name(language: str) -> str:
    """What a language calls itself ("Deutsch")."""
    return capitalized(Locale(language).get_display_name() or language)


def capitalized(text: str) -> str:
    """With its first letter as at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def slug(word: str) -> str:
    """A catalogue word as part of a key: "Navy Blue" -> "navy-blue", "Men's" -> "men-s"."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


@lru_cache(maxsize=256)
def _known(locale: str) -> Locale:
    """English for what is none, or of no language of ours."""
    try:
        parsed = Locale.parse(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale(FALLBACK)
    return parsed if parsed.language in LANGUAGES else Locale(FALLBACK)


_read: dict[str, FluentBundle] = {}
_reading = threading.Lock()


def _bundle(language: str) -> FluentBundle:
    if language in _read:
        return _read[language]
    with _reading:
        if language not in _read:
            # Without isolating marks: they would end up in captions and titles, where some clients draw them as boxes.
            bundle = FluentBundle([language], use_isolating=False)
            for name in ("sentences.ftl", "names.ftl"):
                bundle.add_resource(FluentResource(FOLDER.joinpath(language, name).read_text(encoding="utf-8")))
            _read[language] = bundle
        return _read[language]
