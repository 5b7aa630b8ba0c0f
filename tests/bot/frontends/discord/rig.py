"""The Discord front end with the real library, conversation, store and recommender, against the tests' own Discord."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config import DiscordConfig
from bot.config_values import Secret
from bot.conversation import Conversation, Settings
from bot.frontends import FrontEndContext, RedrawAsJpeg
from bot.frontends.discord.frontend import DiscordFrontEnd, create
from bot.messages import (
    Button,
    Chat,
    CommandSpec,
    Deliver,
    Event,
    Option,
    Picture,
    ProductCard,
    Progressing,
    Reply,
    Shown,
)
from bot.ports import IndexReport, Product, Progress
from bot.store.store import Store
from bot.worker import RecommenderWorker
from recommender import Recommender, build_index, read_catalogue
from recommender.index.additions import build_additions
from recommender.index.building import DEFAULT_GATE
from tests.bot.frontends.discord.loopback.server import TOKEN, DiscordServer
from tests.bot.frontends.discord.people import DiscordUser, guild
from tests.bot.frontends.web.rig import picture
from tests.bot.rig import cut_out
from tests.recommender.colour_embedder import ColourEmbedder

PHOTO_BYTES = 256 * 1024
ADMIN_ID = 4242
ASKER_ID = 1001
FRIEND_ID = 1002


ANSWER = Reply(
    text="Five",
    cards=tuple(
        ProductCard(str(n), n, f"Shirt {n}", "€ 10", f"https://shop.example/{n}", Picture(data=picture(60 + n, 80)))
        for n in range(1, 6)
    ),
    buttons=((Button("Next 5", "next q"),),),
    query_id="q",
)


class ScriptedConversation:
    """A conversation that says what a test has laid down, and writes down what it was told."""

    def __init__(self, *replies: Reply, interim: tuple[Reply, ...] = ()) -> None:
        self.replies = list(replies)
        self.interim = interim
        self.events: list[Event] = []
        self.remembered: list[tuple[Chat, Shown]] = []
        self.gone: list[Chat] = []
        self.deliver: Deliver | None = None
        self.every_photo = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def answered(self, event: Event) -> None:
        """Notes nothing: what is answered counts for the real conversation alone."""

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        self.events.append(event)
        for reply in self.interim:
            assert progressing is not None
            await progressing(reply)
        await self.gate.wait()
        return self.replies

    async def shown(self, chat: Chat, shown: list[Shown]) -> None:
        self.remembered += [(chat, each) for each in shown]

    async def answers_every_photo(self, chat: Chat) -> bool:
        return self.every_photo

    async def suggest(self, kind: str, typed: str, locale: str) -> tuple[Option, ...]:
        return (Option(f"{kind} {typed} {locale}", "value"),)

    async def states_prices(self) -> bool:
        return True

    async def left(self, chat: Chat) -> None:
        self.gone.append(chat)

    def connect(self, platform: str, deliver: Deliver) -> None:
        self.deliver = deliver

    def disconnect(self, platform: str) -> None:
        self.deliver = None

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        plain = (CommandSpec("find", "Find it", takes_photo=True), CommandSpec("hello", f"Say hello in {locale[:2]}"))
        return (
            (*plain, CommandSpec("reread", "Read it again", admins_only=True, argument="all")) if for_admin else plain
        )


@dataclass
class RunningDiscord:
    """A front end at work. `lines` is what it announced."""

    server: DiscordServer
    front_end: DiscordFrontEnd
    task: asyncio.Task[None]
    lines: list[str] = field(default_factory=list)

    async def heard(self) -> None:
        """Until the bot has heard all that was said to it so far: events come in their order."""
        await self.someone().type("find", "colour", "")

    async def settled(self) -> None:
        """Until all that was said so far has come to its end: the bot is stopped, which lets it finish what it does."""
        await self.heard()
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    def someone(self, user_id: int = ASKER_ID, **more: Any) -> DiscordUser:
        """A person in this Discord."""
        return DiscordUser(self.server, user_id, **more)


@asynccontextmanager
async def running_discord(
    server: DiscordServer,
    conversation: object,
    *,
    token: str = TOKEN,
    photo_bytes: int = PHOTO_BYTES,
    redraw: RedrawAsJpeg | None = None,
    catalogue_channels: tuple[str, ...] = (),
    **section: Any,
) -> AsyncIterator[RunningDiscord]:
    """The front end, connected and with its commands registered; stopped as the bot does it, by cancelling."""
    server.acknowledged_within = 30  # a busy machine is not late
    if not server.gateway.guilds:
        server.gateway.guilds.append(guild())
    front_end = front_end_for(
        server,
        conversation,
        token=token,
        photo_bytes=photo_bytes,
        redraw=redraw,
        catalogue_channels=catalogue_channels,
        **section,
    )
    lines: list[str] = []
    task = asyncio.create_task(front_end.run(lines.append))
    try:
        await server.until(lambda: task.done() or (lines and server.commands))
        if task.done():
            await task
        yield RunningDiscord(server, front_end, task, lines)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def front_end_for(
    server: DiscordServer,
    conversation: object,
    *,
    token: str = TOKEN,
    photo_bytes: int = PHOTO_BYTES,
    redraw: RedrawAsJpeg | None = None,
    catalogue_channels: tuple[str, ...] = (),
    **section: Any,
) -> DiscordFrontEnd:
    """A front end that is not running yet."""
    addresses = {"api_url": f"{server.url}/api/v10", "gateway_url": f"{server.url.replace('http', 'ws')}/gateway"}
    config = DiscordConfig(token=Secret(token), **{**addresses, **section})
    context = FrontEndContext(
        photo_bytes, redraw=redraw, cut_out=cut_out, admins=(str(ADMIN_ID),), catalogue_channels=catalogue_channels
    )
    return create(conversation, config, context)  # type: ignore[arg-type]


@asynccontextmanager
async def shop(
    database: Path,
    index: Path,
    *,
    catalogue: Path | None = None,
    settings: Mapping[str, int] | None = None,
    embedder: ColourEmbedder | None = None,
) -> AsyncIterator[Conversation]:
    """The real conversation with the small shop; open it again with the same files for a restart."""

    def rebuild(progress: Callable[[Progress], None], full: bool, force: bool) -> IndexReport:
        assert catalogue is not None
        gate = None if force else DEFAULT_GATE
        return build_index(read_catalogue(catalogue), index, ColourEmbedder(), progress, full, gate=gate)

    def open_recommender() -> Recommender:
        return Recommender.open(index, embedder or ColourEmbedder())

    def add(products: Sequence[Product]) -> None:
        build_additions(products, index, ColourEmbedder())

    async with Store.open(database) as store, RecommenderWorker(open_recommender, rebuild, add) as worker:
        admins = {"discord": frozenset({str(ADMIN_ID)})}
        chosen: dict[str, Any] = {"queries_per_minute": 1000, **(settings or {})}
        yield Conversation(worker, store, Settings(admins=admins, **chosen))  # type: ignore[arg-type]
