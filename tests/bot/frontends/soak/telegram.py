"""Shoppers of the tests' Telegram."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.bot.frontends.soak.shopper import SoakShopper
from tests.bot.frontends.soak.tally import Json, SoakTally
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi, Call, Fault

_PROMISE = "I will tell you of new close matches"


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
            self.tally.heard(self.said[call.chat_id], message, "Telegram", call.chat_id, message["text"])
        return message

    def _fault(self, call: Call) -> Fault | None:
        fault = super()._fault(call)
        if fault is not None:
            self.tally.faults[f"Telegram {fault.code or fault.drop or 'slow'}"] += 1
            if fault.drop == "before" and call.method == "sendMessage":
                self.swallowed[call.chat_id] += 1
                self.tally.news.swallowed.append(("Telegram", call.chat_id, time.time()))
            if fault.drop == "after" and call.method.startswith("send"):
                self.tally.news.unsure.append(("Telegram", call.chat_id, time.time()))
        return fault

    async def do_answerCallbackQuery(self, call: Call) -> bool:
        self.pressed.add(call.params["callback_query_id"])
        return await super().do_answerCallbackQuery(call)


class TelegramShopper(SoakShopper):
    """In private. What the bot did not answer before it was killed, Telegram tells it again."""

    platform = "Telegram"
    again = "sent in the moment of a kill, and again: Telegram takes no number to know it by"

    def __init__(self, api: SoakTelegram, number: int, photos: Sequence[bytes], seed: int) -> None:
        super().__init__(api.tally, photos, f"telegram-{number}-{seed}")
        self._api, self._person = api, Someone(api, 7000 + number)
        self.said = api.said[self._person.here]
        api.tally.news.homes["Telegram", self._person.here] = self._name

    async def _reached(self) -> None:
        """At any time: it waits at Telegram."""

    def _swallowed(self) -> int:
        return self._api.swallowed[self._person.here]

    def _is_cut_off(self, kills: int) -> bool:
        return False

    def _whole(self, mark: int) -> list[Json]:
        """A press that had to wait is told in a message what it would have been told in passing."""
        return [each for each in self.said[mark:] if not str(each.get("text")).startswith(_PROMISE)]

    def _is_told_again(self, mark: int) -> bool:
        """Between a message and the note that it was sent lies a moment; a slow Telegram takes it two seconds after it
        was sent, the sender killed meanwhile. Who had it may have sent something else since, before which it comes
        again."""
        sent = self.said[max(0, mark - 1) :]
        return any(-2.5 < kill - each["date"] < 2 for kill in self._tally.kills for each in sent)

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
