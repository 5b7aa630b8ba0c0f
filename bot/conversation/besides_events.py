"""What a front end asks or tells the conversation besides events: chats that move or end, languages, commands, news."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from bot.conversation.event_context import Services, Settings
from bot.conversation.keeping.news import tell_news
from bot.conversation.keeping.settings import effective_locale
from bot.conversation.limits import RateLimit
from bot.conversation.saying.faults import going_on
from bot.conversation.saying.start_help import command_specs
from bot.conversation.words.autocomplete import catalogue_words_in_time, suggestions
from bot.messages import Chat, CommandSpec, Deliver, Option, Person, Platform, Shown
from bot.ports import ChatSettings, PersonSettings, RecommenderError, StoreError, WorkerFullError
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.store.store import Store
    from bot.worker import RecommenderWorker

_log = logging.getLogger(__name__)


class BesidesEvents:
    """The part of a `Conversation` that answers no event. Nothing here raises."""

    def __init__(self, worker: RecommenderWorker, store: Store, settings: Settings) -> None:
        rates = RateLimit(settings.queries_per_minute), RateLimit(settings.queries_per_minute_group)
        self._services = Services(worker, store, settings, *rates)
        self._deliveries: dict[Platform, Deliver] = {}

    async def shown(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Remember which platform messages of `chat` show what, after the replies of an answer were sent. Reactions and
        replies to them need it. Message ids are unique only within their chat on some platforms."""
        known = [each for each in shown if each.query_id and each.message_ref]
        if known:
            with going_on("reactions to an answer will not be understood"):
                await self._services.store.messages.remember(chat, known)

    async def answers_every_photo(self, chat: Chat) -> bool:
        """Whether in this group every photo is answered, by its own setting; False by default and if it cannot be
        known. Asked before a photo is fetched that was not addressed to the bot."""
        settings = ChatSettings()
        with going_on("a chat's settings cannot be read"):
            settings = await self._services.store.chats.settings(chat)
        return settings.every_photo

    async def locale_of(self, person: Person, chat: Chat) -> str:
        """In which locale this person is spoken to in this chat: what they, or the group for all in it, have chosen,
        else what the platform says."""
        store, own, group = self._services.store, PersonSettings(), ""
        with going_on("a shopper's settings cannot be read"):
            own = await store.people.settings(person, chat)
            group = (await store.chats.settings(chat)).language if chat.kind == "group" else ""
        return effective_locale(person.locale, own, group)

    async def suggest(self, kind: Literal["gender", "type", "colour"], typed: str, locale: str) -> tuple[Option, ...]:
        """At most 25 of the catalogue's words that fit what was typed so far, for autocomplete: the label in the
        shopper's language, the value as the catalogue writes it. Right after a start it waits up to two seconds
        for the index."""
        words = await catalogue_words_in_time(self._services.worker)
        return suggestions(words, kind, typed, Texts.for_locale(locale))

    def connect(self, platform: Platform, deliver: Deliver) -> None:
        """From now on, what is to be told in chats of this platform without being asked goes through `deliver`."""
        self._deliveries[platform] = deliver

    def disconnect(self, platform: Platform) -> None:
        """The front end ends: what is to be told waits until one is connected again."""
        self._deliveries.pop(platform, None)

    async def moved(self, old: Chat, new: Chat) -> None:
        """A group got another id: what is kept under the old one is the new one's."""
        with going_on("what is kept of a chat could not be moved to its new id"):
            await self._services.store.chats.move(old, new)

    async def left(self, chat: Chat) -> None:
        """The chat cannot be reached any more (blocked, kicked, deleted): nothing is told there again."""
        with going_on("what is kept of a chat that is gone could not be deleted"):
            await self._services.store.chats.leave(chat)

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        """The commands for the platform's menu, described in the language of `locale`."""
        return command_specs(Texts.for_locale(locale), for_admin)

    async def tell_news(self, clock: Callable[[], float] = time.time) -> int:
        """Tell those who asked for it what another index has brought, each at most once a day; returns how many were
        told. To be called now and then."""
        try:
            return await tell_news(self._services, self._deliveries, clock)
        except (StoreError, RecommenderError, WorkerFullError) as error:
            _log.error("news could not be told: %s", error)
        except Exception:
            _log.exception("news could not be told")
        return 0
