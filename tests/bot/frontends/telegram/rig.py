"""What the tests of the Telegram front end share: people who use it, and the front end on the tests' server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.config import TelegramConfig
from bot.config_values import Secret
from bot.frontends import FrontEndContext
from bot.frontends.telegram.frontend import create
from bot.messages import Chat, CommandSpec, Deliver, Event, Progressing, ReactionEvent, Reply, Shown
from bot.ports import KeptFiles, PhotoError
from recommender.photo.reencoding import reencoded_as_jpeg
from tests.bot.frontends.telegram.server import BOT_ID, BOT_NAME, TOKEN, BotApi, Call, Json, chat
from tests.bot.rig import cut_out

PHOTO_BYTES = 20 * 1024 * 1024


@dataclass
class Someone:
    """A person in a chat, by default in private. Every way of theirs to say something is an update."""

    api: BotApi
    user_id: int = 1001
    chat_id: int = 0
    language: str = "en"
    thread: int = 0
    chat_type: str = ""
    last: int = field(default=0)

    @property
    def here(self) -> int:
        return self.chat_id or self.user_id

    @property
    def answered(self) -> list[Call]:
        """The messages that they were sent, albums not counted: each answer ends with one."""
        return [call for call in self.api.of("sendMessage") if call.chat_id == self.here and call.ok]

    async def until_answered(self, count: int, seconds: float) -> None:
        """Wait for so many of these."""
        await self.api.until(lambda: len(self.answered) >= count, seconds)

    def message(self, **content: Any) -> Json:
        """A message of theirs, kept by the server."""
        message: Json = {
            "message_id": self.api.next_message_id(),
            "date": 1_700_000_000,
            "chat": chat(self.here) | ({"type": self.chat_type} if self.chat_type else {}),
            "from": self.user(),
            **content,
        }
        if self.thread:
            message |= {"message_thread_id": self.thread, "is_topic_message": True}
        self.api.messages[self.here, message["message_id"]] = message
        self.last = message["message_id"]
        return message

    def user(self) -> Json:
        who: Json = {"id": self.user_id, "is_bot": False, "first_name": f"Person {self.user_id}"}
        return who | ({"language_code": self.language} if self.language else {})

    async def say(self, text: str, reply_to: Json | None = None, **more: Any) -> Json:
        """A text or a command."""
        content: Json = {"text": text, **more}
        if reply_to is not None:
            content["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        message = self.message(**content)
        await self.api.update("message", message)
        return message

    async def photo(self, data: bytes, caption: str = "", **more: Any) -> Json:
        """A photo, as phones send it."""
        content: Json = {"photo": self.sizes(data), **more}
        if caption:
            content["caption"] = caption
        message = self.message(**content)
        await self.api.update("message", message)
        return message

    async def send(self, **content: Any) -> Json:
        """Any other kind of message."""
        message = self.message(**content)
        await self.api.update("message", message)
        return message

    async def type_inline(self, text: str) -> str:
        """Words after the bot's name, in whatever chat; returns the question's id."""
        query_id = f"iq-{self.api.next_message_id()}"
        self.api.inline[query_id] = None
        await self.api.update("inline_query", {"id": query_id, "from": self.user(), "query": text, "offset": ""})
        return query_id

    async def inline(self, text: str) -> Json:
        """What the bot offers for these words, once it has answered."""
        query_id = await self.type_inline(text)
        await self.api.until(lambda: self.api.inline[query_id])
        answer = self.api.inline[query_id]
        assert answer is not None
        return answer

    async def press(self, message: Json, label: str, row: int | None = None) -> str:
        """The button whose label holds `label` (in that row from 0, if given), as the message shows it now."""
        now = self.api.messages.get((self.here, message["message_id"]), message)
        rows = now["reply_markup"]["inline_keyboard"]
        buttons = [b for n, each in enumerate(rows) if row in (None, n) for b in each if label in b["text"]]
        assert buttons, (label, rows)
        return await self.press_data(now, buttons[0]["callback_data"])

    async def press_data(self, message: Json, data: str) -> str:
        """A button by what it holds; returns the callback's id."""
        callback = f"cb-{self.api.next_message_id()}"
        content = {"id": callback, "from": self.user(), "chat_instance": "x", "message": message, "data": data}
        await self.api.update("callback_query", content)
        return callback

    async def react(self, message_id: int, new: list[str], old: list[str] | None = None) -> None:
        """Reactions on a message, as they are now and as they were."""
        kinds = [[{"type": "emoji", "emoji": each} for each in them] for them in (old or [], new)]
        content = {"chat": chat(self.here), "message_id": message_id, "date": 1, "user": self.user()}
        await self.api.update("message_reaction", content | {"old_reaction": kinds[0], "new_reaction": kinds[1]})

    def sizes(self, data: bytes) -> list[Json]:
        """A photo in two sizes, of which the last is the photo."""
        small, large = self.api.add_file(b"small"), self.api.add_file(data)
        return [
            {"file_id": small, "file_unique_id": f"u-{small}", "width": 90, "height": 90, "file_size": 5},
            {"file_id": large, "file_unique_id": f"u-{large}", "width": 800, "height": 800, "file_size": len(data)},
        ]

    def file(self, data: bytes, **more: Any) -> Json:
        """A file with what describes it."""
        name = self.api.add_file(data)
        return {"file_id": name, "file_unique_id": f"u-{name}", "file_size": len(data), **more}

    async def answer(self, buttons: bool = True, after: int = 0) -> Json:
        """The bot's newest message here, once there is one that came after `after` (by default: what they said last);
        with buttons, unless told otherwise."""
        since = after or self.last

        def found() -> list[Json]:
            sent = [m for m in self.api.sent(self.here) if m["message_id"] > since and "text" in m]
            return [m for m in sent if "reply_markup" in m] if buttons else sent

        await self.api.until(found)
        return found()[-1]

    def pictures(self, after: int = 0) -> list[Json]:
        """The bot's photos here since then."""
        return [m for m in self.api.sent(self.here) if m["message_id"] > (after or self.last) and "photo" in m]

    async def notice(self, callback: str) -> str:
        """What the press was answered with."""

        def found() -> list[str]:
            calls = self.api.of("answerCallbackQuery")
            return [c.params.get("text", "") for c in calls if c.params["callback_query_id"] == callback and c.ended]

        await self.api.until(found)
        assert len(found()) == 1
        return found()[0]


class Scripted:
    """A conversation that says what a test has laid down, and writes down what it was told."""

    def __init__(self, *replies: Reply, every_photo: bool = False) -> None:
        self.replies = list(replies)
        self.interim: list[tuple[float, Reply]] = []
        self.every_photo = every_photo
        self.events: list[Event] = []
        self.remembered: list[Shown] = []
        self.gone: list[str] = []
        self.moves: list[tuple[str, str]] = []
        self.deliver: Deliver | None = None
        self.seconds = 0.0
        self.until: asyncio.Event | None = None
        self.failure: Exception | None = None
        self.elsewhere: set[str] = set()  # what another bot gathers

    async def gathers(self, platform: str, name: str) -> bool:
        return name not in self.elsewhere

    async def answered(self, event: Event) -> None:
        """Notes nothing: what is answered counts for the real conversation alone."""

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        self.events.append(event)
        await asyncio.sleep(self.seconds)
        if self.until is not None:
            await self.until.wait()
        if self.failure is not None:
            raise self.failure
        for seconds, reply in self.interim:
            assert progressing is not None
            await progressing(reply)
            await asyncio.sleep(seconds)
        return [] if isinstance(event, ReactionEvent) else self.replies

    async def shown(self, chat: Chat, shown: list[Shown]) -> None:
        self.remembered += shown

    async def answers_every_photo(self, chat: Chat) -> bool:
        return self.every_photo

    async def moved(self, old: Chat, new: Chat) -> None:
        self.moves.append((old.chat_id, new.chat_id))

    async def left(self, chat: Chat) -> None:
        self.gone.append(chat.chat_id)

    def connect(self, platform: str, deliver: Deliver) -> None:
        self.deliver = deliver

    def disconnect(self, platform: str) -> None:
        self.deliver = None

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        theirs = (CommandSpec("find", "Find", takes_photo=True), CommandSpec("help", f"Help {locale}".strip()))
        return (*theirs, CommandSpec("reindex", "Reindex", admins_only=True)) if for_admin else theirs


async def redraw(data: bytes, /, *, most_side: int = 0) -> bytes:
    """As the composition root does it."""
    try:
        return await asyncio.to_thread(reencoded_as_jpeg, data, most_side)
    except PhotoError as error:
        raise ValueError(str(error)) from error


def config(api: BotApi, **more: Any) -> TelegramConfig:
    return TelegramConfig(token=Secret(TOKEN), base_url=f"{api.base}/bot", base_file_url=f"{api.base}/file/bot", **more)


@asynccontextmanager
async def telegram(
    conversation: object,
    api: BotApi,
    *,
    kept: KeptFiles | None = None,
    admins: tuple[str, ...] = (),
    photo_bytes: int = PHOTO_BYTES,
    channels: tuple[str, ...] = (),
    **section: Any,
) -> AsyncIterator[asyncio.Task[None]]:
    """The running front end, stopped at the end as the bot stops it: by cancelling."""
    front_end = create(
        conversation,  # type: ignore[arg-type]
        config(api, **section),
        FrontEndContext(
            photo_bytes, kept_files=kept, redraw=redraw, cut_out=cut_out, admins=admins, catalogue_channels=channels
        ),
    )
    ready = asyncio.Event()
    task = asyncio.create_task(front_end.run(lambda _: ready.set()))
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait([task, waiting], return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield task
    finally:
        waiting.cancel()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def transcript(api: BotApi, chat_id: int) -> str:
    """A chat as one sees it, as text: photos with their captions, messages, buttons."""
    lines: list[str] = []
    for (where, _), message in sorted(api.messages.items(), key=lambda each: each[0][1]):
        if where != chat_id:
            continue
        who = "BOT" if message["from"]["id"] == BOT_ID else message["from"]["first_name"]
        what = "[photo] " if "photo" in message else "[document] " if "document" in message else ""
        text = message.get("text") or message.get("caption") or ""
        lines.append(f"{who}: {what}" + text.replace("\n", f"\n{'':{len(who) + 2}}"))
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            lines.append("      " + "  ".join(f"[ {button['text']} ]" for button in row))
    return "\n".join(lines)


MENTION = f"@{BOT_NAME}"
