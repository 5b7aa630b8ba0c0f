"""From an admin's photo with a price to a shopper who finds the product by another photo of it, while others ask.

The whole bot but for a platform: the real networks, decoders, store and index. Each photo is re-taken: turned, cropped,
in another light, and compressed anew.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image, ImageEnhance, ImageOps

from bot.app.engine import AdditionsBuilder, RecommenderOpener, photo_decoders
from bot.app.only_one import place_of
from bot.config import Config, IndexConfig, StoreConfig
from bot.conversation import Conversation, Settings
from bot.messages import Chat, Person, Photo, PhotoEvent, Reply
from bot.store.store import Store
from bot.worker import RecommenderWorker
from scripts.lib.bench import no_reindex
from scripts.lib.bench.bot_process import until_warm
from scripts.lib.bench.news import look_at_loop

_TARGET_S, _TARGET_BLOCKED_MS = 3.0, 50
_IDLE_SECONDS = 8.0


async def measure(
    given: argparse.Namespace, folder: Path, _source: Path, products: int, photos: list[bytes]
) -> dict[str, Any]:
    """Offers each of the photos, one after another, to a bot with the index in `folder`, of so many products."""
    config = Config(index=IndexConfig(dir=folder / "index"), store=StoreConfig(path=folder / "offers.sqlite"))
    config = config.model_copy(update={"catalogue": config.catalogue.model_copy(update={"source": "bench"})})

    retaken = [_retaken(photo) for photo in photos]
    with photo_decoders(config) as decoders:
        async with (
            Store.open(place_of(config), pictures=config.pictures_dir) as store,
            RecommenderWorker(RecommenderOpener(config, decoders), no_reindex, AdditionsBuilder(config)) as worker,
        ):
            settings = Settings(admins={"telegram": frozenset({"1"})}, queries_per_minute=100_000)
            desk = _Desk(Conversation(worker, store, settings))
            await desk.say("2", photos[0])
            await desk.say("1", _nothing(), "Warming up, 1 €")
            await until_warm(given.quick)
            idle_waits: list[float] = []
            idle_blocked: list[float] = []
            async with desk.beside(photos[0], idle_waits, idle_blocked):
                await asyncio.sleep(_IDLE_SECONDS)
            seconds: list[float] = []
            lost: list[int] = []
            waits: list[float] = []
            blocked: list[float] = []
            async with desk.beside(photos[0], waits, blocked):
                for number, (photo, again) in enumerate(zip(photos, retaken, strict=True)):
                    began = time.perf_counter()
                    (card,) = await desk.say("1", photo, f"Offer {number}, {number + 10} €")
                    (answer,) = await desk.say("2", again)
                    seconds.append(time.perf_counter() - began)
                    if not answer.cards or answer.cards[0].product_id != card.cards[0].product_id:
                        lost.append(number)
    return {
        "products": products,
        "offers": len(seconds),
        "seconds": seconds,
        "lost": lost,
        "blocked_ms": max(blocked),
        "idle_blocked_ms": max(idle_blocked),
        "another_ms": median(waits),
        "another_idle_ms": median(idle_waits),
    }


def as_table(found: dict[str, Any]) -> str:
    """For people to read."""
    seconds = found["seconds"]
    return "\n".join(
        (
            f"{found['offers']} products by chat beside {found['products']:,}: {len(found['lost'])} not found first",
            f"  from the admin's photo to the shopper's answer  {median(seconds):.2f} s, at most {max(seconds):.2f} s "
            f"(target: {_TARGET_S:.0f})",
            f"  the event loop was blocked for at most          {found['blocked_ms']:.0f} ms (target: "
            f"{_TARGET_BLOCKED_MS}; without offers: {found['idle_blocked_ms']:.0f} ms)",
            f"  another shopper's answer took                   {found['another_ms']:.0f} ms (without offers: "
            f"{found['another_idle_ms']:.0f} ms)",
        )
    )


class _Desk:
    """The conversation, in which everybody has a private chat."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._number = 0

    async def say(self, user_id: str, photo: bytes, caption: str = "") -> list[Reply]:
        """A photo of this person's; user 1 is the admin."""
        self._number += 1
        event_id, chat = str(self._number), Chat("telegram", user_id)
        event = PhotoEvent(Person(user_id), chat, event_id, event_id, photos=(Photo(photo),), caption=caption)
        return await self._conversation.handle(event)

    @asynccontextmanager
    async def beside(self, photo: bytes, waits: list[float], blocked: list[float]) -> AsyncIterator[None]:
        """Somebody who asks again and again, and who looks at the event loop."""
        tasks = [asyncio.create_task(each) for each in (self._ask(photo, waits), look_at_loop(blocked))]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    async def _ask(self, photo: bytes, waits: list[float]) -> None:
        number = 0
        while True:
            before, number = time.perf_counter(), number + 1
            # What is behind a picture's end makes it another one, that was not answered before.
            await self.say("3", photo + str(number).encode())
            waits.append((time.perf_counter() - before) * 1000)
            await asyncio.sleep(0.2)


def _nothing() -> bytes:
    stream = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(stream, "JPEG")
    return stream.getvalue()


def _retaken(photo: bytes) -> bytes:
    with Image.open(io.BytesIO(photo)) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    wide, high = image.size
    image = image.rotate(4, Image.Resampling.BICUBIC, fillcolor=(200, 195, 190))
    image = image.crop((wide // 20, high // 25, wide - wide // 25, high - high // 20))
    image = ImageEnhance.Color(ImageEnhance.Brightness(image).enhance(0.85)).enhance(0.9)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=70)
    return stream.getvalue()
