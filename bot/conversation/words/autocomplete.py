"""The catalogue's words that fit what a shopper has typed so far, for the autocomplete of a platform's own form."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

from bot.messages import Option
from bot.ports import CatalogueWords, RecommenderError, WorkerFullError
from bot.texts import Texts
from bot.texts.lexicon import plain

if TYPE_CHECKING:
    from bot.worker import RecommenderWorker

Kind = Literal["gender", "type", "colour"]
MOST = 25  # what Discord takes
_PATIENCE = 2.0  # seconds; Discord drops what comes after three


async def catalogue_words(worker: RecommenderWorker) -> CatalogueWords:
    """The catalogue's words, as soon as there are any: right after a start the index is still being loaded. Raises
    what the worker does."""
    if worker.words == CatalogueWords():
        await worker.products(())  # this waits for it
    return worker.words


async def catalogue_words_in_time(worker: RecommenderWorker) -> CatalogueWords:
    """As `catalogue_words` for somebody who is typing: without an index, or where it takes too long, none."""
    try:
        async with asyncio.timeout(_PATIENCE):
            return await catalogue_words(worker)
    except (TimeoutError, RecommenderError, WorkerFullError):
        return worker.words


def suggestions(words: CatalogueWords, kind: Kind, typed: str, texts: Texts) -> tuple[Option, ...]:
    """Those that begin with it, then those in which a later word does; among equals the most frequent come first. Both
    the shopper's word and the catalogue's count, without regard to case and accents."""
    known = {"type": words.types, "gender": words.genders, "colour": words.colours}[kind]
    wanted = plain(typed.strip())
    first: list[Option] = []
    later: list[Option] = []
    for word in known:
        label = texts.name(kind, word)
        option = Option(label[:1].upper() + label[1:], word)
        said = (plain(label), plain(word))
        if any(each.startswith(wanted) for each in said):
            first.append(option)
        elif any(f" {wanted}" in each for each in said):
            later.append(option)
    return tuple([*first, *later][:MOST])
