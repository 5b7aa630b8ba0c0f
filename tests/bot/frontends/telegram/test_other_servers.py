"""Bot API servers that are not Telegram's own, and what stands before them: they leave out what the documentation
requires, put refusals in other ways, and lay files elsewhere. A shopper notices nothing of it."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.config import TelegramConfig
from bot.messages import ActionEvent, Button, PhotoEvent, Reply
from tests.bot.frontends.telegram.rig import Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BOT_ID, BotApi, Call, Json, serving
from tests.bot.rig import Bot, photo

ANSWER = Reply(text="An answer", buttons=((Button("go", "go"),),))
Change = Callable[[Json], object]


def _sizes(message: Json, *names: str) -> None:
    message["photo"] = [{key: value for key, value in each.items() if key not in names} for each in message["photo"]]


_LEAN: dict[str, Change] = {
    "a sender of whom only the id is told": lambda m: m.update({"from": {"id": m["from"]["id"]}}),
    "a sender without any name": lambda m: m["from"].update(first_name=None),
    "ids as text": lambda m: (m["from"].update(id=str(m["from"]["id"])), m["chat"].update(id=str(m["chat"]["id"]))),
    "a chat of no kind": lambda m: m["chat"].pop("type"),
    "no date": lambda m: m.pop("date"),
    "a date as text": lambda m: m.update(date="1700000000"),
    "photos without a size": lambda m: _sizes(m, "width", "height", "file_size"),
    "photos without a lasting id": lambda m: _sizes(m, "file_unique_id"),
    "an answer to what is hardly told": lambda m: m.update(reply_to_message={"message_id": 4}),
    "an answer to a chat unknown": lambda m: m.update(external_reply={"origin": {"type": "user", "date": 1}}),
    "a gift of a form to come": lambda m: m.update(gift={"gift": 1}, paid_media={}, story={"id": 1}),
    "entities of which one is odd": lambda m: m.update(caption_entities=[{"type": "bold"}, None]),
}


async def test_what_can_be_read_of_a_message_is_answered(
    tg: BotApi, shopper: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    """The photo reaches the conversation with the words beside it, from that shopper; nothing is an error."""
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        for number, (what, change) in enumerate(_LEAN.items(), start=2):
            data = photo(number)
            message = json.loads(json.dumps(shopper.message(photo=shopper.sizes(data), caption="in red")))
            change(message)
            await tg.update("message", message)
            await shopper.answer()
            event = talk.events[-1]
            assert isinstance(event, PhotoEvent), what
            assert ([each.data for each in event.photos], event.caption) == ([data], "in red"), what
            assert (event.person.user_id, event.chat.chat_id, event.chat.kind) == ("1001", "1001", "private"), what
    assert len(talk.events) == len(_LEAN)
    # The tests' own server may complain that the bot has gone before it answered.
    assert [
        each.getMessage()
        for each in caplog.records
        if each.levelno >= logging.WARNING and each.name != "aiohttp.server"
    ] == []


async def test_a_lean_press_is_answered(tg: BotApi, shopper: Someone) -> None:
    """Without the chat's instance, under a message of which only the keyboard is told."""
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        await shopper.say("hello")
        said = await shopper.answer()
        message = {key: said[key] for key in ("message_id", "reply_markup")} | {"chat": {"id": 1001}}
        data = said["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        await tg.update("callback_query", {"id": "c1", "from": {"id": 1001}, "message": message, "data": data})
        await shopper.notice("c1")
    event = talk.events[-1]
    assert isinstance(event, ActionEvent) and event.action == "go"


async def test_being_thrown_out_is_told_in_few_words(tg: BotApi, shopper: Someone) -> None:
    """Without the date until which, which only Telegram gives."""
    talk, bot = Scripted(), {"id": BOT_ID}
    change = {
        "chat": {"id": 1001},
        "from": {"id": 1001},
        "date": 1,
        "old_chat_member": {"status": "member", "user": bot},
    }
    async with telegram(talk, tg):
        await tg.update("my_chat_member", change | {"new_chat_member": {"status": "kicked", "user": bot}})
        await shopper.say("hello")
        await tg.until(lambda: talk.gone)
    assert talk.gone == ["1001"]


async def test_an_admin_of_whom_no_rights_are_told_is_one(tg: _OtherServer) -> None:
    """A list of a group's admins by name alone."""
    talk, admin = Scripted(ANSWER), Someone(tg, 1001, chat_id=-100200)
    tg.admins[-100200] = [1001]
    tg.results["getChatAdministrators"] = lambda all_of_them: [
        {k: m[k] for k in ("status", "user")} for m in all_of_them
    ]
    async with telegram(talk, tg):
        await admin.say("/help")
        await admin.answer()
    assert [each.person.is_chat_admin for each in talk.events] == [True]


@pytest.mark.parametrize(
    "base",
    ["http://127.0.0.1:8081/bot", "http://127.0.0.1:8081", "http://127.0.0.1:8081/", "http://127.0.0.1:8081/bot/"],
)
def test_one_address_is_enough_for_another_server(base: str) -> None:
    """Written as whichever library wants it: the files lie beside, unless another place is named."""
    section = TelegramConfig(base_url=base)
    assert (section.base_url, section.files_url) == ("http://127.0.0.1:8081/bot", "http://127.0.0.1:8081/file/bot")
    assert TelegramConfig(base_url=base, base_file_url="http://files.lan/a").files_url == "http://files.lan/a"
    assert TelegramConfig().files_url == "https://api.telegram.org/file/bot"


class _OtherServer(BotApi):
    """Answers some methods in its own way: with a result, an HTTP response, or the path of a file elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[str, Callable[[Any], Any]] = {}
        self.responses: dict[str, list[web.Response]] = {}
        self.lays_files_elsewhere = False

    async def _method(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        if self.responses.get(name):
            self.calls.append(Call(name, {}))
            return self.responses[name].pop()
        answer = await super()._method(request)
        if name in self.results and isinstance(answer, web.Response) and answer.status == 200:
            result = self.results[name](json.loads(answer.body or b"")["result"])  # type: ignore[arg-type]
            return web.json_response({"ok": True} if result is ... else {"ok": True, "result": result})
        return answer

    async def _file(self, request: web.Request) -> web.StreamResponse:
        if self.lays_files_elsewhere and "at" not in request.query:
            raise web.HTTPFound(request.url.with_query(at="elsewhere"))
        return await super()._file(request)


@pytest.fixture
async def tg() -> AsyncIterator[_OtherServer]:
    """In place of the usual one, for all of this file."""
    server = _OtherServer()
    async with serving(server):
        yield server


_HTML = "<html><body>Bad Gateway</body></html>"


def _said(code: int, status: int, **more: object) -> web.Response:
    return web.json_response({"ok": False, "error_code": code, "description": "Fault"} | more, status=status)


_REFUSALS: dict[str, Callable[[], web.Response]] = {
    "a page": lambda: web.Response(status=502, text=_HTML, content_type="text/html"),
    "nothing": lambda: web.Response(status=503),
    "a refusal with status 200": lambda: _said(500, 200),
    "patience asked for in the header alone": lambda: web.Response(status=429, headers={"Retry-After": "1"}),
    "patience asked for with status 200": lambda: _said(429, 200, parameters={"retry_after": 1}),
}


@pytest.mark.parametrize("how", _REFUSALS)
async def test_a_refusal_in_another_form_is_understood(bot: Bot, tg: _OtherServer, shopper: Someone, how: str) -> None:
    """What was not done is done again: for each photo one album, one message."""
    methods = ("sendMediaGroup", "sendMessage", "getFile", "getUpdates")
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for number, method in enumerate(methods, start=3):
            tg.responses[method] = [_REFUSALS[how]()]
            await shopper.photo(photo(number))
            await shopper.answer()
            assert not tg.responses[method]
    assert _albums_and_texts(tg) == (len(methods), len(methods))


def _albums_and_texts(tg: BotApi) -> tuple[float, int]:
    """How many the shopper has of both, now that the bot has stopped and so has sent what it had to."""
    sent = tg.sent(1001)
    return len([each for each in sent if "photo" in each]) / 5, len([each for each in sent if "text" in each])


_RESULTS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "a file without a lasting id": ("getFile", lambda file: {"file_path": file["file_path"]}),
    "an album of which only the ids are told": (
        "sendMediaGroup",
        lambda a: [{"message_id": m["message_id"]} for m in a],
    ),
    "an album of which nothing is told": ("sendMediaGroup", lambda _: True),
    "a message of which only the id is told": ("sendMessage", lambda m: {"message_id": m["message_id"]}),
    "a message of which nothing is told": ("sendMessage", lambda _: True),
    "no result at all": ("sendMessage", lambda _: ...),
}


async def test_a_result_that_says_little_is_enough(bot: Bot, tg: _OtherServer, shopper: Someone) -> None:
    """The whole answer comes, once, and the next one too."""
    tg.results["getMe"] = lambda me: {key: me[key] for key in ("id", "username")}
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for number, (method, made) in enumerate(_RESULTS.values()):
            tg.results = {method: made}
            for _ in range(2):
                await shopper.photo(photo(number))
                await shopper.answer()
    assert _albums_and_texts(tg) == (2 * len(_RESULTS), 2 * len(_RESULTS))


async def test_updates_without_a_result_stop_nothing(tg: _OtherServer, shopper: Someone) -> None:
    """A server that says that all is well, and nothing more, or that has a list of its own, is asked again."""
    answers: list[Any] = [{"ok": True}, {"ok": True, "result": None}, []]
    async with telegram(Scripted(ANSWER), tg):
        tg.responses["getUpdates"] = [web.json_response(each) for each in answers]
        await shopper.say("hello")
        await shopper.answer()
    assert not tg.responses["getUpdates"]


async def test_methods_that_the_server_does_not_have(bot: Bot, tg: _OtherServer, shopper: Someone) -> None:
    """It is no wrong token: the bot starts, and answers in the ways that there are."""
    for method in ("sendMediaGroup", "deleteWebhook", "sendChatAction", "setMyCommands"):
        tg.responses[method] = [_said(404, 404, description="Not Found") for _ in range(99)]
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        await shopper.answer()
    assert len(shopper.pictures()) == 5


async def test_a_file_that_lies_elsewhere_is_fetched_there(tg: _OtherServer, shopper: Someone) -> None:
    """By the address that the server redirects to."""
    tg.lays_files_elsewhere = True
    talk = Scripted(ANSWER)
    async with telegram(talk, tg):
        await shopper.photo(photo(3))
        await shopper.answer()
    assert [each.data for event in talk.events if isinstance(event, PhotoEvent) for each in event.photos] == [photo(3)]
