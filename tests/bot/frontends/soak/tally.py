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

_CHEAPER = re.compile("Cheaper: “(.*)” is now (.*), before")
_CLOSE = re.compile("new products? comes? close to the search that you watch: (.*)")
_NEWS = re.compile(f"Cheaper:|Back again:|No longer in the shop:|(A|\\d+) {_CLOSE.pattern}")
_WATCHED = "a watched search"
# Between a message and the note that it was sent lies a moment.
_MOMENT_S = 2.0


@dataclass
class SoakNews:
    """Who follows what, and which fallen prices they are still to be told of; and who watches a search, one at a time,
    for which each reindex brings something new. People go by the chats that they hear of news in; `unsure`: when in
    which chat a platform took a message without saying so; `swallowed`: when it did not take it either."""

    kills: list[float]
    told: int = 0
    due: dict[tuple[str, str], float] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    homes: dict[tuple[str, int | str], str] = field(default_factory=dict)
    unsure: list[tuple[str, int | str, float]] = field(default_factory=list)
    swallowed: list[tuple[str, int | str, float]] = field(default_factory=list)
    _follows: set[tuple[str, str]] = field(default_factory=set)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _watches: dict[str, str] = field(default_factory=dict)
    _asked_anew: set[str] = field(default_factory=set)
    _reindexes: int = 0
    _early: set[tuple[str, str, float]] = field(default_factory=set)
    _heard: dict[tuple[str, str, str], float] = field(default_factory=dict)
    _since: float = 0.0

    def __post_init__(self) -> None:
        self.all_told = asyncio.Event()
        self.all_told.set()

    @property
    def followed(self) -> set[str]:
        """The titles that somebody follows."""
        return {title for _, title in self._follows}

    @property
    def watched(self) -> set[str]:
        """The titles that are found by a search that somebody watches."""
        return set(self._watches.values())

    def follow(self, who: str, title: str) -> None:
        """Saved, and to be told of. Saved again before the news came, it is kept at the price that they would tell."""
        self._follows.add((who, title))
        if self.due.pop((who, title), None) is not None:
            self.excused["saved again before the news came"] += 1
            self._look()

    def watch(self, who: str, title: str) -> None:
        """A search that finds this product is watched."""
        self._watches[who] = title

    def forget(self, who: str) -> None:
        """They have everything forgotten: nothing is due any more, and what was told may be told anew."""
        for held in (self._follows, self._asked, self.due, self._heard):
            for key in [each for each in held if each[0] == who]:
                held.remove(key) if isinstance(held, set) else held.pop(key)
        self._watches.pop(who, None)
        self._asked_anew.discard(who)
        self._look()

    def reindexing(self) -> None:
        """From here on the shop changes: who follows or watches something now knows it as it was before."""
        self._asked, self._asked_anew, self._early = set(self._follows), set(self._watches), set()
        self._reindexes += 1

    def reindexed(self, cheaper: Mapping[str, float] | None) -> None:
        """These products cost less now, and for each search there is a new one; None: it did not come to that."""
        if cheaper is None:
            return
        self._since = time.time()
        due = {(who, title): cheaper[title] for who, title in self._asked if title in cheaper}
        due |= {(who, _WATCHED): self._reindexes for who in self._asked_anew}
        self.due |= {each: number for each, number in due.items() if (*each, number) not in self._early}
        self._look()

    def heard(self, platform: str, chat: int | str, text: str) -> bool:
        """Whether this message is news; then they are counted."""
        text = re.sub(r"[\\*]", "", html.unescape(text))
        if not _NEWS.match(text):
            return False
        who, now = self.homes.get((platform, chat), f"{platform} {chat}"), time.time()
        news = [(title, price, float(re.sub("[^0-9.]", "", price))) for title, price in _CHEAPER.findall(text)]
        # What is new is told of a search once a reindex.
        news += [(_WATCHED, f"{what} {self._reindexes}", self._reindexes) for what in _CLOSE.findall(text)]
        for title, told, number in news:
            before = self._heard.setdefault((who, title, told), now)
            if before < now:
                self._again(platform, chat, before, f"{who}: {title}, {told}")
                continue
            self.told += 1
            self._early.add((who, title, number))
            if self.due.get((who, title)) == number:
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
        again = {self.homes.get((platform, chat)) for platform, chat, at in self.swallowed if at >= self._since}
        for (who, title), number in self.due.items():
            if who in again:
                self.excused["swallowed with the connection: told again after a quarter of an hour"] += 1
            else:
                self.lost.append(f"{who}: {title}, {number}")
        self.due.clear()
        self._look()

    def _look(self) -> None:
        self.all_told.clear() if self.due else self.all_told.set()


@dataclass
class SoakTally:
    """What was sent and what came of it.

    `excused` is what no bot could have answered, by reason; `apologies` are answers to good photos without products;
    `up_at`: since when the bot is there, for ever from now while it is not.
    """

    sent: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    late: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    apologies: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    up_at: float = 0.0

    def __post_init__(self) -> None:
        self.news = SoakNews(self.kills)

    def heard(self, said: list[Json], message: Json, platform: str, chat: int | str, text: str) -> None:
        """A message of the bot: an answer, or news."""
        if not self.news.heard(platform, chat, text):
            said.append(message)
