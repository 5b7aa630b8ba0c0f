"""The sample shop and a conversation about it, for the pages that draw what a shopper sees in Telegram and Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bot.conversation import Conversation, Settings
from bot.store.store import Store
from bot.worker import RecommenderWorker
from recommender import Embedder, Recommender, build_index, read_catalogue
from recommender.answers import IndexReport
from recommender.catalogue.sample_shop import SAMPLE_CATALOGUE, sample_photos, unpack_sample_shop

Drawn = Callable[[Path, list[bytes]], Awaitable[str]]


def draw(folder: Path, drawn: Drawn) -> None:
    """Writes page.html into the folder: what `drawn` makes of the sample shop there and its shoppers' photos."""
    folder.mkdir(parents=True, exist_ok=True)
    unpack_sample_shop(folder / "shop")
    if not (folder / "index").exists():
        _index(folder)
    (folder / "db.sqlite").unlink(missing_ok=True)
    photos = [path.read_bytes() for path in sample_photos(folder / "shop")]

    async def asked() -> str:
        return await drawn(folder, photos)

    (folder / "page.html").write_text(asyncio.run(asked()), encoding="utf-8")


@asynccontextmanager
async def sample_conversation(folder: Path) -> AsyncIterator[tuple[Conversation, Store]]:
    """About the shop that `draw` put into the folder."""

    def reindex(*_: object) -> IndexReport:
        return _index(folder)

    async with (
        Store.open(folder / "db.sqlite") as store,
        RecommenderWorker(lambda: Recommender.open(folder / "index"), reindex) as worker,
    ):
        yield Conversation(worker, store, Settings()), store


def _index(folder: Path) -> IndexReport:
    return build_index(read_catalogue(folder / "shop" / SAMPLE_CATALOGUE), folder / "index", Embedder.load())
