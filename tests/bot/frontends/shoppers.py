"""Shoppers in the tests' Telegram and Discord, who do one thing after the other, and the tally of what came of it."""

from __future__ import annotations

import asyncio
import io
import json
import random
import time
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from PIL import Image

from tests.bot.frontends.discord.loopback.server import CHANNEL_ID, DiscordServer
from tests.bot.frontends.discord.people import DiscordUser, button, guild, named, read
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi, Call, Fault, Json

PATIENCE_S = 60.0
TEXTS = (
    *("in red", "under 60", "women's", "not blue", "hello there", "everything", "/help", "/saved", "/history"),
    *(
        "/settings",
        "/start",
        "/export_me",
        "/find in navy",
        "nan",
        "under inf",
        "🙈" * 50,
        "blue shirt dress bag jacket " * 30,
    ),
)
_NEWS = ("Cheaper:", "Back again:", "No longer in the shop:")


@dataclass
class SoakTally:
    """What was sent and what came of it.

    `excused` is what no bot could have answered, by reason; `apologies` are answers to good photos without products.
    """

    sent: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    apologies: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    news: int = 0
    began: float = field(default_factory=time.monotonic)


class SoakTelegram(BotApi):
    """Keeps each chat's messages apart, counts the faults, and notes whose message was swallowed by one."""

    def __init__(self, tally: SoakTally) -> None:
        super().__init__()
        self.tally = tally
        self.said: dict[int, list[Json]] = defaultdict(list)
        self.swallowed: Counter[int] = Counter()
        self.pressed: set[str] = set()

    def _new(self, call: Call, content: Json) -> Json:
        message = super()._new(call, content)
        if "text" in message:
            _heard(self.said[call.chat_id], message, message["text"], self.tally)
        return message

    def _fault(self, call: Call) -> Fault | None:
        fault = super()._fault(call)
        if fault is not None:
            self.tally.faults[f"Telegram {fault.code or fault.drop or 'slow'}"] += 1
            if fault.drop == "before" and call.method == "sendMessage":
                self.swallowed[call.chat_id] += 1
        return fault

    async def do_answerCallbackQuery(self, call: Call) -> bool:
        self.pressed.add(call.params["callback_query_id"])
        return await super().do_answerCallbackQuery(call)


class SoakDiscord(DiscordServer):
    """Keeps each channel's messages apart."""

    def __init__(self, tally: SoakTally, shoppers: int) -> None:
        super().__init__()
        self.tally = tally
        self.said: dict[int, list[Json]] = defaultdict(list)
        self.acknowledged_within = 30.0  # a busy machine is not late
        self.is_here = asyncio.Event()  # what happens while the bot has no session at all, Discord never tells it
        home = guild()
        home["channels"] += [home["channels"][0] | {"id": str(CHANNEL_ID + 100 + n)} for n in range(shoppers)]
        self.gateway.guilds.append(home)

    def _new(self, channel_id: int, said: Json) -> Json:
        message = super()._new(channel_id, said)
        _heard(self.said[channel_id], message, read(message), self.tally)
        return message


def _heard(said: list[Json], message: Json, text: str, tally: SoakTally) -> None:
    if text.startswith(_NEWS):
        tally.news += 1
    else:
        said.append(message)


class SoakShopper(ABC):
    """One person with a chat of their own. `said`: what the bot has said there, the news left out."""

    platform: str

    def __init__(self, tally: SoakTally, photos: Sequence[bytes], seed: str) -> None:
        self._tally, self._photos, self._random = tally, photos, random.Random(seed)
        self._name = seed
        self._before: tuple[str, int, int] = ("", 0, 0)
        self.said: list[Json] = []
        self.answer: Json | None = None

    async def shop(self, until: float) -> None:
        """One thing after the other, with pauses."""
        acts: dict[Callable[[], Awaitable[None]], int] = {
            partial(self._ask, "photo"): 10,
            partial(self._ask, "slow photo"): 1,
            partial(self._ask, "broken photo"): 2,
            partial(self._ask, "three photos", 3): 1,
            self._ask_in_red: 2,
            self._type: 5,
            self._press: 3,
            self._next: 2,
            self._react: 1,
            self._forget: 1,
        }
        while time.monotonic() < until:
            (act,) = self._random.choices(list(acts), list(acts.values()))
            await act()
            await asyncio.sleep(self._random.uniform(0.5, 3.0))
        self.settle()

    def settle(self) -> None:
        """What has come beyond what was expected of the last event is too much."""
        kind, mark, count = self._before
        if (extra := len(self._whole(mark)) - count) > 0:
            if self._is_told_again(mark):
                self._tally.excused[
                    "sent in the moment of a kill, and again: Telegram takes no number to know it by"
                ] += 1
            else:
                self._tally.twice += [self._told(kind, mark)] * extra
        self._before = (kind, len(self.said), 0)

    async def _expect(
        self, kind: str, doing: Awaitable[Any], count: int = 1, done: Callable[[Any], bool] | None = None
    ) -> bool:
        """Do it, and wait for so many messages, or until it is done; whether it came to that."""
        await self._reached()
        self.settle()
        tally, mark = self._tally, len(self.said)
        tally.sent[kind] += 1
        began, kills, swallowed = time.monotonic(), len(tally.kills), self._swallowed()
        made = await doing

        def is_done() -> bool:
            return len(self._whole(mark)) >= count and (done is None or done(made))

        while not is_done() and not self._is_cut_off(kills) and time.monotonic() < began + PATIENCE_S:
            if self._swallowed() > swallowed and time.monotonic() > began + PATIENCE_S / 4:
                break
            await asyncio.sleep(0.02)
        self._before = (kind, mark, count)
        if is_done():
            tally.answered += 1
            tally.waits.append(time.monotonic() - began)
        elif self._is_cut_off(kills):
            tally.excused["under way in Discord at a kill, which Discord does not tell again"] += 1
        elif self._swallowed() > swallowed:
            tally.excused["message swallowed: Telegram did not say whether it had it"] += 1
        else:
            tally.lost.append(self._told(kind, mark))
        return is_done()

    def _told(self, kind: str, mark: int) -> str:
        texts = [self.text(each)[:80] for each in self._whole(mark)]
        return f"{self._name}: {kind}, {time.monotonic() - self._tally.began:.0f} s, heard {texts}"

    async def _ask(self, kind: str, count: int = 1) -> None:
        photos = [self._photo(kind) for _ in range(count)]

        async def ask() -> None:
            for photo in photos:
                await self.ask(photo)

        if await self._expect(kind, ask(), count) and kind == "photo":
            self.answer = self.said[-1] if self.has(self.said[-1], "👍") else None
            if self.answer is None:
                self._tally.apologies[f"{self.platform}: {self.text(self.said[-1])}"] += 1

    def _photo(self, kind: str) -> bytes:
        photo = self._random.choice(self._photos)
        if kind == "broken photo":
            return self._random.choice([photo[:100], self._random.randbytes(5000), b""])
        # Bytes behind the picture's end: the same photo sent again would be answered from memory.
        return (_slow_photo() if kind == "slow photo" else photo) + self._random.randbytes(8)

    async def _ask_in_red(self) -> None:
        """The words are about the photo before them, however fast they follow."""

        async def ask() -> None:
            await self.ask(self._photo("photo"))
            await self.say("in red")

        await self._expect("photo, then words", ask(), 2, lambda _: "Filters: red" in self.text(self.said[-1]))

    async def _type(self) -> None:
        await self._expect("text", self.say(self._random.choice(TEXTS)))

    async def _press(self) -> None:
        if self.answer is not None and not self.is_up(self.answer):
            answer = self.answer
            await self._expect("press", self.press(answer, "👍"), 0, lambda _: self.is_up(answer))

    async def _next(self) -> None:
        if self.answer is not None and self.has(self.answer, "Next 5"):
            await self._expect("press for more", self.press(self.answer, "Next 5"))
            self.answer = None

    async def _react(self) -> None:
        if self.answer is not None:
            await self._expect("reaction", self.react(self.answer), 0)

    async def _forget(self) -> None:
        if await self._expect("/forget_me", self.say("/forget_me")) and self.has(self.said[-1], "Delete everything"):
            question = self.said[-1]
            await self._expect(
                *("forgetting", self.press(question, "Delete everything"), 0),
                lambda _: self.text(question).startswith("Deleted"),
            )
            self.answer = None

    @abstractmethod
    async def _reached(self) -> None:
        """Until what is done can be told to the bot at all."""

    def _swallowed(self) -> int:
        return 0

    def _is_cut_off(self, kills: int) -> bool:
        return False

    def _is_told_again(self, mark: int) -> bool:
        return False

    @abstractmethod
    def _whole(self, mark: int) -> list[Json]:
        """What was said since, promises left out."""

    @abstractmethod
    async def ask(self, photo: bytes) -> None: ...

    @abstractmethod
    async def say(self, text: str) -> None: ...

    @abstractmethod
    async def press(self, message: Json, label: str) -> object: ...

    @abstractmethod
    async def react(self, message: Json) -> None: ...

    @abstractmethod
    def has(self, message: Json, label: str) -> bool: ...

    @abstractmethod
    def is_up(self, message: Json) -> bool: ...

    @abstractmethod
    def text(self, message: Json) -> str: ...


class TelegramShopper(SoakShopper):
    """In private. What the bot did not answer before it was killed, Telegram tells it again."""

    platform = "Telegram"

    def __init__(self, api: SoakTelegram, number: int, photos: Sequence[bytes], seed: int) -> None:
        super().__init__(api.tally, photos, f"telegram-{number}-{seed}")
        self._api, self._person = api, Someone(api, 7000 + number)
        self.said = api.said[self._person.here]

    async def _reached(self) -> None:
        """At any time: it waits at Telegram."""

    def _swallowed(self) -> int:
        return self._api.swallowed[self._person.here]

    def _whole(self, mark: int) -> list[Json]:
        return self.said[mark:]

    def _is_told_again(self, mark: int) -> bool:
        """Between a message and the note that it was sent lies a moment."""
        return any(-1 < kill - each["date"] < 2 for kill in self._tally.kills for each in self.said[mark:])

    def _now(self, message: Json) -> Json:
        return self._api.messages[self._person.here, message["message_id"]]

    async def ask(self, photo: bytes) -> None:
        await self._person.photo(photo)

    async def say(self, text: str) -> None:
        await self._person.say(text)

    async def press(self, message: Json, label: str) -> object:
        return await self._person.press(message, label)

    async def react(self, message: Json) -> None:
        await self._person.react(message["message_id"], ["👍"])

    def has(self, message: Json, label: str) -> bool:
        return label in str(self._now(message).get("reply_markup", ""))

    def is_up(self, message: Json) -> bool:
        return "✓" in str(self._now(message).get("reply_markup", ""))

    def text(self, message: Json) -> str:
        return str(self._now(message)["text"])


class DiscordShopper(SoakShopper):
    """Every other one in direct messages, the others each in a channel of their own."""

    platform = "Discord"

    def __init__(self, server: SoakDiscord, number: int, photos: Sequence[bytes], seed: int) -> None:
        super().__init__(server.tally, photos, f"discord-{number}-{seed}")
        self._server = server
        self._person = DiscordUser(server, 1000 + number, direct=number % 2 == 0, channel_id=CHANNEL_ID + 100 + number)
        self.said = server.said[self._person.where]

    async def _reached(self) -> None:
        await self._server.is_here.wait()

    def _is_cut_off(self, kills: int) -> bool:
        return len(self._tally.kills) > kills

    def _whole(self, mark: int) -> list[Json]:
        there, loading = self._server.messages, 1 << 7
        return [each for each in self.said[mark:] if not each["flags"] & loading and int(each["id"]) in there]

    async def ask(self, photo: bytes) -> None:
        if self._random.random() < 0.5:
            await self._person.command("find", photo=self._person.attachment(photo))
        else:
            await self._person.say("", self._person.attachment(photo), mention=not self._person.direct)

    async def say(self, text: str) -> None:
        if text.removeprefix("/") in {each["name"] for each in self._server.commands}:
            await self._person.command(text.removeprefix("/"))
        else:
            await self._person.say(text.removeprefix("/find "), mention=not self._person.direct)

    async def press(self, message: Json, label: str) -> object:
        part = named(message, label) or button(message, label)
        return await self._person.press(message, part["custom_id"])

    async def react(self, message: Json) -> None:
        await self._person.react(message, "👍")

    def has(self, message: Json, label: str) -> bool:
        return f'"{label}"' in json.dumps(message["components"], ensure_ascii=False)

    def is_up(self, message: Json) -> bool:
        return bool(button(message, "👍")["style"] == 3)

    def text(self, message: Json) -> str:
        return read(message)


@cache
def _slow_photo() -> bytes:
    """A large progressive JPEG of noise, which takes its time."""
    photo = Image.effect_noise((4000, 3000), 60).convert("RGB")
    photo.save(into := io.BytesIO(), "JPEG", progressive=True)
    return into.getvalue()
