"""Shoppers who do one thing after the other, whatever they chat on, and wait for what comes of it."""

from __future__ import annotations

import asyncio
import html
import io
import random
import re
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from functools import cache, partial
from typing import Any

from PIL import Image

from tests.bot.frontends.soak.tally import Json, SoakTally
from tests.bot.frontends.soak.waiting import REACH_S, within

# What is answered later than that is counted as late, what is not answered until LOST_S as lost: a machine that has no
# processor left makes everything late, which is another fault than to lose it.
PATIENCE_S = 60.0
LOST_S = 240.0
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
_BELL, _PANEL, _WATCH = "Tell me when a saved product changes", "Filters", "Tell me of new ones"


class SoakShopper(ABC):
    """One person with a chat of their own. `said`: what the bot has said there, the news left out."""

    platform: str
    # Why something may come twice there.
    again: str
    # How many messages a passing notice comes as.
    notices = 0
    # How much longer than usual everybody thinks between one thing and the next.
    pace = 1.0

    def __init__(self, tally: SoakTally, photos: Sequence[bytes], seed: str) -> None:
        self._tally, self._photos, self._random = tally, photos, random.Random(seed)
        self._name = seed
        self._before: tuple[str, int, int] = ("", 0, 0)
        self._began: deque[float] = deque([0.0], maxlen=3)  # of the last events
        self.said: list[Json] = []
        self.answer: Json | None = None
        self._is_told = self._is_watching = False

    async def shop(self, until: float) -> None:
        """One thing after the other, with pauses."""
        acts: dict[Callable[[], Awaitable[object]], int] = {
            partial(self._ask, "photo"): 10,
            partial(self._ask, "slow photo"): 1,
            partial(self._ask, "broken photo"): 2,
            partial(self._ask, "three photos", 3): 1,
            self._ask_in_red: 2,
            self._type: 5,
            self._press: 3,
            self._next: 2,
            self._react: 1,
            self._save: 3,
            self._watch: 1,
            self._forget: 1,
        }
        while time.monotonic() < until:
            (act,) = self._random.choices(list(acts), list(acts.values()))
            await act()
            await asyncio.sleep(self.pace * self._random.uniform(0.5, 3.0))
        self.settle()

    def settle(self) -> None:
        """What has come beyond what was expected of the last event is too much."""
        kind, mark, count = self._before
        if (extra := len(self._whole(mark)) - count) > 0:
            if self._is_told_again(mark):
                self._tally.excused[self.again] += 1
            else:
                self._tally.twice += [self._told(kind, mark)] * extra
        self._before = (kind, len(self.said), 0)

    async def _expect(
        self, kind: str, doing: Awaitable[Any], count: int = 1, done: Callable[[Any], bool] | None = None
    ) -> bool:
        """Do it, and wait for so many messages, or until it is done; whether it came to that."""
        async with within(REACH_S, f"{self._name}: {kind}, the bot is not there on {self.platform}"):
            await self._reached()
        self.settle()
        tally, mark = self._tally, len(self.said)
        self._began.append(time.monotonic())
        tally.sent[kind] += 1
        began, kills, swallowed = time.monotonic(), len(tally.kills), self._swallowed()
        # Longer than one try: the local chat takes so long to say that it does not take something.
        async with within(2 * REACH_S, f"{self._name}: {kind}, {self.platform} does not take it"):
            made = await doing

        def is_done() -> bool:
            return len(self._whole(mark)) >= count and (done is None or done(made))

        def has_waited(seconds: float) -> bool:
            """While the bot is not there, it is waited for: that has an end of its own."""
            return time.monotonic() > max(began, tally.up_at) + seconds

        while not is_done() and not self._is_cut_off(kills) and not has_waited(LOST_S):
            if self._swallowed() > swallowed and has_waited(PATIENCE_S / 4):
                break
            await asyncio.sleep(0.02)
        self._before = (kind, mark, count)
        if is_done():
            tally.answered += 1
            tally.waits.append(time.monotonic() - began)
            tally.late += has_waited(PATIENCE_S)
        elif self._is_cut_off(kills):
            tally.excused[f"under way in {self.platform} at a kill, which is not told again"] += 1
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

        def is_red(_: object) -> bool:
            """Where the photo could not be fetched, they are about the answer before, and narrow it further."""
            photo, words = map(self.text, self.said[-2:])
            return "Filters: red" in words or ("did not arrive" in photo and " red" in words)

        await self._expect("photo, then words", ask(), 2, is_red)

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

    async def _save(self) -> str:
        """By text; whoever is not told of news yet asks for that. Returns what was saved."""
        if self.answer is None or not await self._expect("save", self.say("save 1")):
            return ""
        saved = re.search("Saved: “(.*)”", self.text(self.said[-1]))
        if saved and not self._is_told and await self._expect("list of saved", self.say("/saved")):
            listed = self.said[-1]
            if self.has(listed, _BELL) and not self.is_up(listed):
                await self._expect("press for news", self.press(listed, _BELL), 0, lambda _: self.is_up(listed))
            self._is_told = self.has(listed, _BELL) and self.is_up(listed)
        title = html.unescape(saved[1]).replace("\\", "") if saved else ""
        if title and self._is_told:
            self._tally.news.follow(self._name, title)
        return title

    async def _watch(self) -> None:
        """One search at a time, without filters: what looks like its first product is news, whatever it costs."""
        await self._ask("photo")
        answer = self.answer
        if self._is_watching or answer is None or "Filters:" in self.text(answer) or not (title := await self._save()):
            return
        if self.has(answer, _PANEL) and await self._expect("press for filters", self.press(answer, _PANEL)):
            panel = self.said[-1]
            if not self.has(panel, _WATCH):
                return
            # One that was under way at a kill came to nothing; what is said after a press is answered after it.
            is_pressed = await self._expect("press to watch", self.press(panel, _WATCH), self.notices)
            if await self._expect("list of saved", self.say("/saved")) and is_pressed:
                self._is_watching = True
                self._tally.news.watch(self._name, title)

    async def _forget(self) -> None:
        if await self._expect("/forget_me", self.say("/forget_me")) and self.has(self.said[-1], "Delete everything"):
            question = self.said[-1]
            self._tally.news.forget(self._name)
            self._is_told = self._is_watching = False
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
        """Whether what was under way is told to nobody again."""
        return len(self._tally.kills) > kills

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


@cache
def _slow_photo() -> bytes:
    """A large progressive JPEG of noise, which takes its time."""
    photo = Image.effect_noise((4000, 3000), 60).convert("RGB")
    photo.save(into := io.BytesIO(), "JPEG", progressive=True)
    return into.getvalue()
