"""Button strings from anybody: whatever they are, they are answered, and cost no traceback."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.actions import Verb
from bot.frontends.discord.outgoing.components import read_custom_id
from bot.frontends.telegram.outgoing.keyboard import read_press
from bot.messages import ActionEvent, Chat, Person
from tests.bot.rig import GROUP, PRIVATE, SHOPPER, Bot, photo, running_bot


@dataclass
class AskedBot:
    """A bot that has answered one photo, on a loop of its own."""

    bot: Bot
    query_id: str
    runner: asyncio.Runner

    def press(self, action: str, values: tuple[str, ...], person: Person, chat: Chat) -> None:
        """Anybody's press, anywhere."""
        self.runner.run(self.bot.handle(ActionEvent(person, chat, "", "5", action=action, values=values)))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, index: Path) -> Iterator[AskedBot]:
    async def begin() -> tuple[AsyncExitStack, Bot, str]:
        stack = AsyncExitStack()
        bot = await stack.enter_async_context(running_bot(tmp_path_factory.mktemp("odd") / "db", index, patience=30))
        return stack, bot, (await bot.ask(photo(3))).query_id

    with asyncio.Runner() as runner:
        stack, bot, query_id = runner.run(begin())
        yield AskedBot(bot, query_id, runner)
        runner.run(stack.aclose())


_ODD = st.text(max_size=60) | st.sampled_from(("0", "-1", "99", "9" * 30, "٣", "nan", "inf", "\x00", "\x1f", "None"))


def _actions(query_id: str) -> st.SearchStrategy[str]:
    verbs = st.sampled_from(get_args(Verb)) | _ODD
    targets = st.sampled_from((query_id, query_id[::-1], "language", "learns", "tells", "all", "me")) | _ODD
    places = st.integers(1, 99).map(str) | _ODD | st.none()
    return st.tuples(verbs, targets, places).map(lambda parts: " ".join(filter(None, parts))) | _ODD


@given(st.data())
def test_whatever_is_pressed(asked: AskedBot, caplog: pytest.LogCaptureFixture, data: st.DataObject) -> None:
    """By the asker or a stranger, in the chat of the answer or elsewhere."""
    action = data.draw(_actions(asked.query_id))
    values = tuple(data.draw(st.lists(_ODD | st.sampled_from(("Red", "1", "de", "")), max_size=3)))
    person = data.draw(st.sampled_from((SHOPPER, Person("777"))))
    asked.press(action, values, person, data.draw(st.sampled_from((PRIVATE, GROUP, Chat("web", "x")))))
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []


@given(
    st.text(max_size=120) | st.from_regex(r"la[bms][gph]\d{1,3}:.{0,80}", fullmatch=True), st.lists(_ODD, max_size=3)
)
def test_whatever_stands_behind_a_button(text: str, values: list[str]) -> None:
    """The platforms' own strings around an action are read without a fault, or are none of ours."""
    pressed = read_custom_id(text, values)
    assert pressed is None or text.startswith("la")
    read_press(text, None)
