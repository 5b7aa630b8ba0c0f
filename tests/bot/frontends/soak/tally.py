"""What was sent, what came of it, and which news were to be told: the soak's tally."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_NEWS = ("Cheaper:", "Back again:", "No longer in the shop:")
_CHEAPER = re.compile("Cheaper: “(.*)” is now (.*), before")
# Between a message and the note that it was sent lies a moment.
_MOMENT_S = 2.0


@dataclass
class SoakNews:
    """Who follows what, and which fallen prices they are still to be told of. People go by the chats that they hear of
    news in; `unsure`: when in which chat a platform took a message without saying so."""

    kills: list[float]
    told: int = 0
    due: dict[tuple[str, str], float] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    homes: dict[tuple[str, int | str], str] = field(default_factory=dict)
    unsure: list[tuple[str, int | str, float]] = field(default_factory=list)
    _follows: set[tuple[str, str]] = field(default_factory=set)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _heard: dict[tuple[str, str, str], float] = field(default_factory=dict)
    _since: float = 0.0

    def __post_init__(self) -> None:
        self.all_told = asyncio.Event()
        self.all_told.set()

    @property
    def followed(self) -> set[str]:
        """The titles that somebody follows."""
        return {title for _, title in self._follows}

    def follow(self, who: str, title: str) -> None:
        """Saved, and to be told of."""
        self._follows.add((who, title))

    def forget(self, who: str) -> None:
        """They have everything forgotten: nothing is due any more, and what was told may be told anew."""
        for held in (self._follows, self._asked, self.due, self._heard):
            for key in [each for each in held if each[0] == who]:
                held.remove(key) if isinstance(held, set) else held.pop(key)
        self._look()

    def reindexing(self) -> None:
        """From here on the prices change: who follows something now has saved it at the price before."""
        self._asked = set(self._follows)

    def reindexed(self, cheaper: Mapping[str, float]) -> None:
        """These products cost less now."""
        self._since = time.time()
        self.due |= {(who, title): cheaper[title] for who, title in self._asked if title in cheaper}
        self._look()

    def heard(self, platform: str, chat: int | str, text: str) -> bool:
        """Whether this message is news; then they are counted."""
        if not text.startswith(_NEWS):
            return False
        who, now = self.homes.get((platform, chat), f"{platform} {chat}"), time.time()
        for title, price in _CHEAPER.findall(html.unescape(text).replace("\\", "")):
            before = self._heard.setdefault((who, title, price), now)
            if before < now:
                self._again(platform, chat, before, f"{who}: {title}, {price}")
                continue
            self.told += 1
            if self.due.get((who, title)) == float(re.sub("[^0-9.]", "", price)):
                del self.due[who, title]
                self.waits.append(now - self._since)
                self._look()
        return True

    def _again(self, platform: str, chat: int | str, before: float, what: str) -> None:
        if any(abs(kill - before) < _MOMENT_S for kill in self.kills):
            self.excused["told in the moment of a kill, and again"] += 1
        elif any((platform, chat) == each[:2] and abs(each[2] - before) < _MOMENT_S for each in self.unsure):
            self.excused["told again: the platform had not said whether it had it"] += 1
        else:
            self.twice.append(what)

    def overdue(self) -> None:
        """Nobody waits any longer."""
        self.lost += [f"{who}: {title}, {price}" for (who, title), price in self.due.items()]
        self.due.clear()
        self._look()

    def _look(self) -> None:
        self.all_told.clear() if self.due else self.all_told.set()


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
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.news = SoakNews(self.kills)

    def heard(self, said: list[Json], message: Json, platform: str, chat: int | str, text: str) -> None:
        """A message of the bot: an answer, or news."""
        if not self.news.heard(platform, chat, text):
            said.append(message)
