"""What the tests of the bot share: the real conversation on a real SQLite file, worker and recommender, with a small
shop of coloured patterns and a quick, deterministic embedder."""

from __future__ import annotations

import asyncio
import csv
import io
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from bot.app.figures import shop_figures
from bot.config import Config
from bot.conversation import Conversation, Settings
from bot.messages import (
    ActionEvent,
    Box,
    Button,
    Chat,
    CommandEvent,
    Event,
    Person,
    Photo,
    PhotoEvent,
    Progressing,
    ReactionEvent,
    Reply,
    TextEvent,
)
from bot.ports import IndexReport, Product, Progress
from bot.reports import Report
from bot.store.report import read_report
from bot.store.store import Store
from bot.worker import RecommenderWorker
from recommender import Recommender, build_index, load_photo, read_catalogue
from recommender.index.additions import build_additions
from recommender.index.building import DEFAULT_GATE
from recommender.network.glimpses import glimpse
from recommender.protocols import Engine, FinderLike
from tests.recommender.colour_embedder import ColourEmbedder

PRODUCTS = 13
# Titles differ by more than a number, which would make them sizes of one product.
_WORDS = (
    *(
        "Apple",
        "Birch",
        "Cedar",
        "Daisy",
        "Elder",
        "Fern",
        "Grape",
        "Hazel",
        "Iris",
        "Juniper",
        "Kale",
        "Lily",
        "Maple",
    ),
    *("Nettle", "Oak"),
)
ADMIN = "4242"
SHOPPER = Person("1001", "en-GB")
PRIVATE = Chat("telegram", "1001")
GROUP = Chat("telegram", "-500", kind="group")


def photo(number: int, size: int = 64) -> bytes:
    """The JPEG of one product's pattern; the same number is the same photo."""
    colours = np.random.default_rng(number).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(colours).resize((size, size), Image.Resampling.NEAREST).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


def draw_shop(folder: Path, count: int = PRODUCTS) -> Path:
    """A catalogue of patterns; returns its CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "products.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "image", "price", "currency", "link", "type", "gender", "colour"])
        for number in range(count):
            (folder / f"{number}.jpg").write_bytes(photo(number))
            link = f"https://shop.example/{number}"
            row = [
                f"p{number}",
                f"{_WORDS[number % len(_WORDS)]} pattern",
                f"{number}.jpg",
                f"{10 + number}.50",
                "EUR",
                link,
            ]
            writer.writerow([*row, "Tshirts", "Women", "Red"])
    return folder / "products.csv"


def index_shop(catalogue: Path, index: Path, progress: Callable[[Progress], None] | None = None) -> IndexReport:
    """Into `index`, with the tests' embedder."""
    return build_index(read_catalogue(catalogue), index, ColourEmbedder(), progress)


@dataclass
class Bot:
    """A conversation, and shorthands for what a shopper does in it. Each event has an id of its own."""

    conversation: Conversation
    store: Store
    worker: RecommenderWorker
    database: Path = Path()
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    async def send(self, *photos: bytes | Photo, person: Person = SHOPPER, chat: Chat = PRIVATE) -> list[Reply]:
        """One message with these photos."""
        sent = tuple(each if isinstance(each, Photo) else Photo(each) for each in photos)
        return await self.handle(PhotoEvent(person, chat, self._id(), photos=sent))

    async def ask(self, data: bytes, person: Person = SHOPPER, chat: Chat = PRIVATE) -> Reply:
        """One photo, which has to have one answer with products."""
        (reply,) = await self.send(data, person=person, chat=chat)
        assert reply.cards, reply
        return reply

    async def press(self, button: Button | str, person: Person = SHOPPER, chat: Chat = PRIVATE) -> Reply:
        """One press, which has to have one reply."""
        action = button if isinstance(button, str) else button.action
        (reply,) = await self.handle(ActionEvent(person, chat, self._id(), action=action))
        return reply

    async def react(self, ref: str, emoji: str, person: Person = SHOPPER, chat: Chat = PRIVATE, **more: bool) -> None:
        """An emoji on a message; it has to be answered by silence."""
        assert await self.handle(ReactionEvent(person, chat, self._id(), ref, emoji, **more)) == []

    async def command(self, name: str, person: Person = SHOPPER, chat: Chat = PRIVATE, argument: str = "") -> Reply:
        """One command, which has to have one reply."""
        (reply,) = await self.handle(CommandEvent(person, chat, self._id(), name=name, argument=argument))
        return reply

    async def text(self, text: str) -> Reply:
        """A text without a photo, which has to have one reply."""
        (reply,) = await self.handle(TextEvent(SHOPPER, PRIVATE, self._id(), text=text))
        return reply

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        """What the conversation says."""
        return await self.conversation.handle(event, progressing)

    async def report(self) -> Report:
        """What is written down by now."""
        return await asyncio.to_thread(read_report, self.database, 0, time.time() + 1)

    def _id(self) -> str:
        return f"{id(self)}-{next(self._ids)}"


@asynccontextmanager
async def running_bot(
    database: Path,
    index: Path,
    *,
    catalogue: Path | None = None,
    embedder: ColourEmbedder | None = None,
    settings: Mapping[str, int] | None = None,
    patience: float = 0.3,
    open_engine: Callable[[], Engine] | None = None,
    finder: FinderLike | None = None,
) -> AsyncIterator[Bot]:
    """The whole bot but for its front ends; open it again with the same files for a restart. `patience`: for locks.
    `open_engine`: what answers, if not a recommender with the tests' embedder, and the `finder`, if there is one."""

    def rebuild(progress: Callable[[Progress], None], full: bool, force: bool) -> IndexReport:
        assert catalogue is not None
        gate = None if force else DEFAULT_GATE
        return build_index(read_catalogue(catalogue), index, ColourEmbedder(), progress, full, gate=gate)

    def open_recommender() -> Recommender:
        return Recommender.open(index, embedder or ColourEmbedder(), finder=finder)

    def add(products: Sequence[Product]) -> None:
        build_additions(products, index, embedder or ColourEmbedder())

    async with (
        Store.open(database, patience=patience) as store,
        RecommenderWorker(open_engine or open_recommender, rebuild, add) as worker,
    ):
        chosen = Settings(admins={"telegram": frozenset({ADMIN})}, **(settings or {}))
        # Any source will do: it makes [index] dir count.
        shop = {"index": {"dir": index}, "catalogue": {"source": str(index)}, "store": {"path": database}}
        figures = shop_figures(Config.model_validate(shop).based_at(database.parent))
        yield Bot(Conversation(worker, store, chosen, figures), store, worker, database)


async def cut_out(data: bytes, boxes: Sequence[Box], meant: int, /) -> bytes:
    """As the composition root does it."""
    return await asyncio.to_thread(lambda: glimpse(load_photo(data), boxes, meant))


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> None:
    """Ask again and again, until it is so. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - what is waited for is seen in a database alone
            await asyncio.sleep(0.02)


def card_button(reply: Reply, place: int, icon: str) -> Button:
    """The button with this icon on the card at `place`, from 1."""
    return next(button for button in reply.cards[place - 1].buttons if button.icon == icon)


def next_button(reply: Reply) -> Button:
    """The button for the next five."""
    return reply.buttons[0][0]


def pressed(reply: Reply) -> list[tuple[int, str]]:
    """Place and icon of all pressed buttons."""
    return [
        (place, button.icon)
        for place, card in enumerate(reply.cards, start=1)
        for button in card.buttons
        if button.pressed
    ]
