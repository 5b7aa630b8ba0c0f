"""What the local chat's tests share: the real conversation, store and server around a small drawn shop."""

from __future__ import annotations

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from bot.app.figures import shop_figures
from bot.config import Config, WebConfig
from bot.conversation import Conversation, Settings
from bot.frontends import FrontEndContext
from bot.frontends.web.frontend import WebFrontEnd, create
from bot.messages import CommandSpec, Event, Person, Progressing, Reply, Shown
from bot.ports import Answer, Attributes, CatalogueWords, Guess, Hit, IndexReport, Product, Progress, RankingRequest
from bot.store.store import Store
from recommender import load_photo

PHOTO_BYTES = 2 * 1024 * 1024
_COLOURS = ("crimson", "teal", "goldenrod", "slateblue", "seagreen", "chocolate", "orchid", "steelblue")


def picture(width: int = 300, height: int = 400, colour: str = "crimson", kind: str = "JPEG") -> bytes:
    """A drawn shirt on white, encoded."""
    image = Image.new("RGB", (width, height), "white")
    shape = [(0.3, 0.15), (0.7, 0.15), (0.97, 0.33), (0.85, 0.5), (0.74, 0.42), (0.74, 0.9), (0.26, 0.9), (0.26, 0.42)]
    shape += [(0.15, 0.5), (0.03, 0.33)]
    ImageDraw.Draw(image).polygon([(x * width, y * height) for x, y in shape], fill=colour, outline="black")
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def draw_shop(folder: Path, count: int = 17) -> list[Product]:
    """Products with pictures on disk; 17, so that the fourth answer is the last."""
    folder.mkdir(parents=True, exist_ok=True)
    products = []
    for n in range(count):
        colour = _COLOURS[n % len(_COLOURS)]
        path = folder / f"{n}.jpg"
        path.write_bytes(picture(colour=colour))
        title = f"{colour.title()} <b>shirt</b> & co, no. {n}"
        link = f"http://shop.invalid/p/{n}"
        products.append(Product(str(n), title, link, str(path), 19.9 + n, "EUR", "Men", "Shirts", colour.title()))
    return products


@dataclass
class ShopWorker:
    """A worker that decodes the photo for real and answers with its products in their order. `gate`: closed, it lets
    the shopper wait."""

    products: list[Product]
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def product_count(self) -> int:
        return len(self.products)

    @property
    def words(self) -> CatalogueWords:
        return CatalogueWords(types=("Shirts",), genders=("Men",), colours=("Red",))

    index_version = "i1"

    async def recommend(
        self, photo: bytes, request: RankingRequest, sender: str = "", *, glimpse: bool = False
    ) -> Answer:
        await self.gate.wait()
        self.asked.append(photo)
        await asyncio.to_thread(load_photo, photo)
        return self._answer(request.k, ())

    async def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        return self._answer(request.k, request.exclude)

    async def more_like(self, product_id: str, request: RankingRequest) -> Answer:
        return self._answer(request.k, {*request.exclude, product_id})

    async def reindex(self, progress: Callable[[Progress], None], full: bool = False) -> IndexReport:
        raise AssertionError("the local chat's tests have no admin")

    def _answer(self, k: int, exclude: Collection[str]) -> Answer:
        left = [product for product in self.products if product.id not in exclude]
        hits = tuple(Hit(p, len(exclude) + n, 0.05 * n) for n, p in enumerate(left[:k], start=1))
        recognised = Attributes((Guess("Shirts", 0.9),), (Guess("Men", 0.8),), (Guess("Red", 0.7),))
        return Answer(
            hits=hits,
            garments=(),
            attributes=recognised,
            confidence="close",
            query=b"q",
            embedder_version="e1",
            index_version="i1",
            exhausted=len(left) <= k,
        )


class Scripted:
    """A conversation that says what a test has laid down, and writes down what it was told."""

    def __init__(self, *replies: Reply, interim: tuple[Reply, ...] = ()) -> None:
        self.replies = list(replies)
        self.interim = interim
        self.events: list[Event] = []
        self.remembered: list[Shown] = []

    async def answered(self, event: Event) -> None:
        """Notes nothing: what is answered counts for the real conversation alone."""

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        self.events.append(event)
        for reply in self.interim:
            assert progressing is not None
            await progressing(reply)
        return self.replies

    async def locale_of(self, person: Person, chat: object) -> str:
        return person.locale

    async def shown(self, chat: object, shown: list[Shown]) -> None:
        self.remembered += shown

    def connect(self, platform: str, deliver: object) -> None:
        """Nothing is told unasked here."""

    def disconnect(self, platform: str) -> None:
        """See connect."""

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        return (CommandSpec("help", "What I can do"), CommandSpec("hello", "Say hello"))


@asynccontextmanager
async def real_conversation(
    folder: Path, worker: ShopWorker, settings: Settings | None = None
) -> AsyncIterator[Conversation]:
    """The conversation itself, with its memory in a file of `folder`."""
    kept = folder / "chat.sqlite3"
    figures = shop_figures(Config.model_validate({"store": {"path": kept}}).based_at(folder))
    async with Store.open(kept) as store:
        yield Conversation(worker, store, settings or Settings(queries_per_minute=1000), figures)


@asynccontextmanager
async def serving(
    conversation: object, *, port: int = 0, host: str = "127.0.0.1", samples: tuple[Path, ...] = (), **more: Any
) -> AsyncIterator[str]:
    """A running local chat; gives its URL, and stops it as the bot does: by cancelling."""
    front_end: WebFrontEnd = create(
        conversation,  # type: ignore[arg-type]
        WebConfig(host=host, port=port),
        FrontEndContext(photo_bytes=PHOTO_BYTES, sample_photos=samples, **more),
    )
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(front_end.run(ready.set_result))
    try:
        await asyncio.wait([task, ready], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield ready.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
