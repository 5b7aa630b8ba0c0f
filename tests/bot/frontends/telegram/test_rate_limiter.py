"""The pace of calls: Telegram's limits overall, per chat and per group, and which calls are repeated. No network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.frontends.telegram.outgoing.rate_limiter import (
    GoneError,
    RateLimits,
    TelegramRateLimiter,
    UncertainError,
    UnsentError,
)

# A tenth of Telegram's times, so that the tests take a tenth of them.
FAST = RateLimits(overall=300, overall_burst=10, chat=10, chat_burst=3, group=10 / 3, group_burst=2, first_pause=0.01)


def limiter(limits: RateLimits = FAST) -> tuple[TelegramRateLimiter, list[tuple[int, int]]]:
    """With what it tells of groups that moved."""
    moves: list[tuple[int, int]] = []

    async def moved(old: int, new: int) -> None:
        moves.append((old, new))

    return TelegramRateLimiter(moved, limits), moves


async def call(
    pace: TelegramRateLimiter, chat_id: int, send: Callable[[int], Awaitable[Any]], endpoint: str = "sendMessage"
) -> Any:
    """As the library makes a call; without a chat if `chat_id` is 0."""
    data: dict[str, Any] = {"chat_id": chat_id} if chat_id else {}

    async def made(endpoint: str, data: dict[str, Any]) -> Any:
        return await send(data.get("chat_id", 0))

    return await pace.process_request(made, (endpoint, data), {}, endpoint, data, None)


def failing(*errors: Exception) -> tuple[Callable[[int], Awaitable[str]], list[int]]:
    """A call that fails with these, one after the other, and then works; with the chats it was made for."""
    left = list(errors)
    chats: list[int] = []

    async def send(chat_id: int) -> str:
        chats.append(chat_id)
        if left:
            raise left.pop(0)
        return "sent"

    return send, chats


def caused(error: TelegramError, name: str) -> TelegramError:
    """As the library raises it from an error of its HTTP client."""
    error.__cause__ = type(name, (Exception,), {})()
    return error


async def sent_at(pace: TelegramRateLimiter, chats: list[int]) -> dict[int, list[float]]:
    """When each of so many calls at once was made, by chat, in seconds from now."""
    began = time.monotonic()
    times: dict[int, list[float]] = {chat: [] for chat in chats}

    async def send(chat_id: int) -> None:
        times[chat_id].append(time.monotonic() - began)

    await asyncio.gather(*(call(pace, chat, send) for chat in chats))
    return times


async def test_a_burst_is_free_then_the_chats_pace_counts() -> None:
    """The first few calls of a chat go at once; those after them no faster than a chat may be written to."""
    pace, _ = limiter()
    times = (await sent_at(pace, [1] * 8))[1]
    assert all(times[3 + n] >= 0.09 * (n + 1) for n in range(5))


async def test_groups_have_a_pace_of_their_own() -> None:
    """A group is written to more slowly than a private chat, and neither waits for the other."""
    pace, _ = limiter()
    times = await sent_at(pace, [-1] * 4 + [1] * 3)
    assert times[-1][-1] >= 0.55
    assert times[1][-1] < times[-1][-1]


async def test_all_chats_together_have_one() -> None:
    """Forty chats at once: the first ten at once, the rest no faster than Telegram takes."""
    pace, _ = limiter(RateLimits(overall=100, overall_burst=10))
    times = await sent_at(pace, list(range(1, 41)))
    assert max(each[0] for each in times.values()) >= 0.29


async def test_retry_after_holds_its_chat_only() -> None:
    """One chat is told to wait; a call to another goes meanwhile, and the first is made again after the time."""
    pace, _ = limiter()
    send, chats = failing(RetryAfter(1))
    began = time.monotonic()
    waiting = asyncio.create_task(call(pace, 1, send))
    await asyncio.sleep(0.1)
    other, _ = failing()
    assert await call(pace, 2, other) == "sent"
    assert not waiting.done()
    assert await waiting == "sent"
    assert chats == [1, 1]
    assert time.monotonic() - began >= 1


async def test_a_wish_for_hours_is_not_waited_for() -> None:
    """Nobody reads an answer that comes after an hour."""
    pace, _ = limiter()
    send, chats = failing(RetryAfter(3600))
    with pytest.raises(UnsentError):
        await call(pace, 1, send)
    assert len(chats) == 1


@pytest.mark.parametrize(
    "error",
    [
        NetworkError("Internal Server Error"),
        NetworkError("Bad Gateway"),
        NetworkError("whatever a server says"),
        caused(NetworkError("httpx.ConnectError: refused"), "ConnectError"),
        caused(TimedOut(), "ConnectTimeout"),
        caused(TimedOut(), "PoolTimeout"),
        caused(NetworkError("httpx.WriteError: "), "WriteError"),
    ],
)
async def test_what_was_surely_not_done_is_repeated(error: TelegramError) -> None:
    """The server said that it failed, or never got the whole call."""
    pace, _ = limiter()
    send, chats = failing(error, error)
    assert await call(pace, 1, send) == "sent"
    assert len(chats) == 3


@pytest.mark.parametrize(
    "error",
    [
        caused(NetworkError("httpx.RemoteProtocolError: Server disconnected"), "RemoteProtocolError"),
        caused(NetworkError("httpx.ReadError: "), "ReadError"),
        caused(TimedOut(), "ReadTimeout"),
        NetworkError("Gateway Timeout (504)"),
        TelegramError("Invalid server response"),
    ],
)
async def test_what_may_have_been_done_is_not_repeated(error: TelegramError) -> None:
    """No answer is no proof: a second album would be worse than none; an edit may be repeated."""
    pace, _ = limiter()
    send, chats = failing(error)
    with pytest.raises(UncertainError):
        await call(pace, 1, send)
    assert len(chats) == 1
    if isinstance(error, NetworkError):
        again, chats = failing(error)
        assert await call(pace, 1, again, "editMessageText") == "sent"


async def test_a_part_of_an_album_is_not_doubled() -> None:
    """Telegram refuses the rest of an album because of its limits: it is not repeated, and the chat is left alone."""
    pace, _ = limiter()
    said = 'Bad Request: failed to send message #3 with the error message "Too Many Requests: retry after 1"'
    with pytest.raises(UncertainError):
        await call(pace, 1, failing(BadRequest(said))[0])
    began = time.monotonic()
    await call(pace, 1, failing()[0])
    assert time.monotonic() - began >= 0.9


async def test_what_fails_for_ever_is_given_up() -> None:
    """After some tries the answer is let go, so that the shopper's next one is not held up for ever."""
    pace, _ = limiter()
    send, chats = failing(*[NetworkError("Internal Server Error")] * 99)
    with pytest.raises(UnsentError):
        await call(pace, 1, send)
    assert len(chats) == FAST.tries


@pytest.mark.parametrize(
    "error",
    [Forbidden("Forbidden: bot was blocked by the user"), BadRequest("Chat not found"), BadRequest("PEER_ID_INVALID")],
)
async def test_a_chat_that_is_gone_is_told_apart(error: TelegramError) -> None:
    """Blocked, thrown out, deleted: nothing more is to be sent there."""
    pace, _ = limiter()
    with pytest.raises(GoneError):
        await call(pace, 1, failing(error)[0])


async def test_a_refusal_is_handed_on() -> None:
    """Whoever sent it knows what else could be sent."""
    pace, _ = limiter()
    with pytest.raises(BadRequest):
        await call(pace, 1, failing(BadRequest("Message is too long"))[0])


async def test_a_moved_group_is_followed() -> None:
    """The call goes to the new id, later ones at once, and the move is told once."""
    pace, moves = limiter()
    send, chats = failing(ChatMigrated(-1005))
    assert await call(pace, -5, send) == "sent"
    assert await call(pace, -5, send) == "sent"
    assert chats == [-5, -1005, -1005]
    assert moves == [(-5, -1005)]


async def test_what_is_no_message_neither_waits_for_messages_nor_delays_them() -> None:
    """Typing, photos and admins have a pace of their own, so that an answer is as fast as if there were none."""
    pace, _ = limiter(RateLimits(overall=10, overall_burst=4))
    began = time.monotonic()
    times: dict[str, list[float]] = {"sendMessage": [], "getFile": [], "sendChatAction": []}

    async def made(endpoint: str, chat_id: int) -> None:
        async def send(_: int) -> None:
            times[endpoint].append(time.monotonic() - began)

        await call(pace, chat_id, send, endpoint)

    calls = [
        *(("sendMessage", n) for n in range(1, 7)),
        *[("getFile", 0)] * 3,
        *(("sendChatAction", n) for n in (1, 2, 3)),
    ]
    await asyncio.gather(*(made(*each) for each in calls))
    assert max(times["sendMessage"]) >= 0.19
    assert max(times["getFile"]) < min(max(times["sendMessage"]), max(times["sendChatAction"]))
    assert max(times["sendChatAction"]) >= 0.19


async def test_a_press_is_acknowledged_without_waiting() -> None:
    """Telegram drops an acknowledgement that comes late; it is counted all the same, and others wait for it."""
    pace, _ = limiter(RateLimits(overall=0.1, overall_burst=1))
    async with asyncio.timeout(20):
        await asyncio.gather(*(call(pace, 0, failing()[0], "answerCallbackQuery") for _ in range(4)))
    pace, _ = limiter(RateLimits(overall=4, overall_burst=2))
    began = time.monotonic()
    await asyncio.gather(*(call(pace, 0, failing()[0], "answerCallbackQuery") for _ in range(4)))
    await call(pace, 0, failing()[0], "getFile")
    assert time.monotonic() - began >= 0.7


async def test_typing_keeps_a_chats_silence() -> None:
    """Where Telegram wants silence, nothing is shown in that chat; typing takes nothing from its pace otherwise."""
    pace, _ = limiter()
    waiting = asyncio.create_task(call(pace, 1, failing(RetryAfter(1))[0]))
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await call(pace, 1, failing()[0], "sendChatAction")
    assert time.monotonic() - began >= 0.8
    await waiting
    pace, _ = limiter(RateLimits(group=0.01, group_burst=2))
    async with asyncio.timeout(20):
        for _ in range(9):
            await call(pace, -1, failing()[0], "sendChatAction")
        await sent_at(pace, [-1] * 2)


@pytest.mark.parametrize("error", [RetryAfter(1), NetworkError("Bad Gateway"), BadRequest("Chat not found")])
async def test_what_others_can_do_without_is_tried_once(error: TelegramError) -> None:
    """Whoever asks for a file or shows "typing" knows what to do without, and is told the library's own error."""
    pace, _ = limiter()
    send, chats = failing(error)
    with pytest.raises(type(error)):
        await call(pace, 1, send, "getChatMember")
    assert len(chats) == 1


async def test_a_menu_waits_for_its_turn() -> None:
    """A menu that Telegram does not take at once is set after the time that it asks for."""
    pace, _ = limiter()
    send, chats = failing(RetryAfter(1), NetworkError("Bad Gateway"))
    began = time.monotonic()
    assert await call(pace, 0, send, "setMyCommands") == "sent"
    assert time.monotonic() - began >= 1
    assert len(chats) == 3
