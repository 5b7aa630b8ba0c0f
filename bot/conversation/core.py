"""`Conversation`: what a front end talks to. It only dispatches; each ability has its own file."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal, cast

from bot.conversation import admin
from bot.conversation.actions import NOT_OF_A_QUERY, OF_A_HIT, Action, parse_action
from bot.conversation.asking.answer import answer_photos
from bot.conversation.asking.filter_panel import drop, open_panel, pick
from bot.conversation.asking.filtering import filter_by_text, other_garment
from bot.conversation.asking.further import more_like, next_hits
from bot.conversation.asking.verdicts import press_verdict, react
from bot.conversation.event_context import EventContext, Services, Settings
from bot.conversation.keeping.history import reopen, show_history
from bot.conversation.keeping.news import tell_news
from bot.conversation.keeping.privacy import ask_to_forget, export, forget
from bot.conversation.keeping.saved import keep, show_saved, tell_of_saved, unsave, unwatch, watch
from bot.conversation.keeping.settings import change, effective_locale, show_settings
from bot.conversation.limits import RateLimit
from bot.conversation.saying import start_help
from bot.conversation.saying.faults import fault_sentence, sentence_reply
from bot.conversation.words.autocomplete import catalogue_words_in_time, suggestions
from bot.messages import (
    ActionEvent,
    Chat,
    CommandEvent,
    CommandSpec,
    Deliver,
    Event,
    Option,
    Person,
    PhotoEvent,
    Platform,
    Progressing,
    ReactionEvent,
    Reply,
    Shown,
    TextEvent,
)
from bot.ports import RecommenderError, StoreError, StorePort, Worker, WorkerFullError
from bot.texts import Texts

_log = logging.getLogger(__name__)


class Conversation:
    """One for all front ends and all chats; every method may be called concurrently."""

    def __init__(self, worker: Worker, store: StorePort, settings: Settings) -> None:
        rates = RateLimit(settings.queries_per_minute), RateLimit(settings.queries_per_minute_group)
        self._services = Services(worker, store, settings, *rates)
        self._pressing: set[tuple[Platform, str, str]] = set()
        self._deliveries: dict[Platform, Deliver] = {}

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        """What the bot says to this event: no, one or several replies, to be rendered in order.

        Never raises but CancelledError: whatever goes wrong inside is logged and answered with an apology.
        `progressing` is awaited with interim replies (replaces=True) during long work. An event whose `event_id` was
        handled before is answered with nothing.
        """
        locale = event.person.locale
        ctx = EventContext(self._services, event, Texts.for_locale(locale), progressing, locale)
        try:
            if not await self._is_new(event):
                return []
            ctx = await self._in_own_language(ctx)
            return await self._dispatch(ctx)
        except asyncio.CancelledError:
            await self._forget(event)  # not answered: if the platform sends it again, it is handled then
            raise
        except Exception as error:
            return sentence_reply(ctx, fault_sentence(ctx, error))

    async def shown(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Remember which platform messages of `chat` show what, after the replies of an answer were sent (message ids
        are unique only within their chat on some platforms). Needed for reactions and replies to them. Never raises."""
        known = [each for each in shown if each.query_id and each.message_ref]
        if not known:
            return
        try:
            await self._services.store.remember_messages(chat, known)
        except StoreError as error:
            _log.error("reactions to an answer will not be understood: %s", error)

    async def answers_every_photo(self, chat: Chat) -> bool:
        """Whether in this group every photo is answered, by its own setting: asked before a photo is fetched that was
        not addressed to the bot. False by default and if it cannot be known. Never raises."""
        try:
            return (await self._services.store.chat_settings(chat)).every_photo
        except StoreError as error:
            _log.error("a chat's settings cannot be read: %s", error)
            return False

    async def locale_of(self, person: Person, chat: Chat) -> str:
        """In which locale this person is spoken to in this chat: what they, or the group for all in it, have chosen,
        else what the platform says. Never raises."""
        store = self._services.store
        try:
            own = await store.person_settings(person, chat)
            group = (await store.chat_settings(chat)).language if chat.kind == "group" else ""
        except StoreError as error:
            _log.error("a shopper's settings cannot be read: %s", error)
            return person.locale
        return effective_locale(person.locale, own, group)

    async def suggest(self, kind: Literal["gender", "type", "colour"], typed: str, locale: str) -> tuple[Option, ...]:
        """At most 25 of the catalogue's words that fit what was typed so far, for autocomplete: the label in the
        shopper's language, the value as the catalogue writes it. Right after a start it waits up to two seconds
        for the index. Never raises."""
        words = await catalogue_words_in_time(self._services.worker)
        return suggestions(words, kind, typed, Texts.for_locale(locale))

    def connect(self, platform: Platform, deliver: Deliver) -> None:
        """From now on, what is to be told in chats of this platform without being asked goes through `deliver`."""
        self._deliveries[platform] = deliver

    def disconnect(self, platform: Platform) -> None:
        """The front end ends: what is to be told waits until one is connected again."""
        self._deliveries.pop(platform, None)

    async def moved(self, old: Chat, new: Chat) -> None:
        """A group got another id: what is kept under the old one is the new one's. Never raises."""
        try:
            await self._services.store.move_chat(old, new)
        except StoreError as error:
            _log.error("what is kept of a chat could not be moved to its new id: %s", error)

    async def left(self, chat: Chat) -> None:
        """The chat cannot be reached any more (blocked, kicked, deleted): nothing is told there again. Never raises."""
        try:
            await self._services.store.leave_chat(chat)
        except StoreError as error:
            _log.error("what is kept of a chat that is gone could not be deleted: %s", error)

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        """The commands for the platform's menu, described in the language of `locale`."""
        return start_help.command_specs(Texts.for_locale(locale), for_admin)

    def is_admin(self, platform: Platform, user_id: str) -> bool:
        """Whether this person is named in [admins]; checked again whenever an admin's command runs."""
        return user_id in self._services.settings.admins.get(platform, frozenset())

    async def tell_news(self, clock: Callable[[], float] = time.time) -> int:
        """Tell those who asked for it what another index has brought, each at most once a day; returns how many were
        told. To be called now and then. Never raises but CancelledError."""
        try:
            return await tell_news(self._services, self._deliveries, clock)
        except (StoreError, RecommenderError, WorkerFullError) as error:
            _log.error("news could not be told: %s", error)
        except Exception:
            _log.exception("news could not be told")
        return 0

    async def _in_own_language(self, ctx: EventContext[Event]) -> EventContext[Event]:
        """In the language that the shopper, or the group for all in it, has chosen."""
        event = ctx.event
        if isinstance(event, ReactionEvent):  # answered by silence
            return ctx
        locale = await self.locale_of(event.person, event.chat)
        if locale == event.person.locale:
            return ctx
        # What is recorded, and drawn again later, is in this language too.
        event = replace(event, person=replace(event.person, locale=locale))
        return replace(ctx, event=event, texts=Texts.for_locale(locale))

    async def _dispatch(self, ctx: EventContext[Event]) -> list[Reply]:
        # EventContext is generic only for the abilities' signatures; the cast says what the match has just found.
        match ctx.event:
            case PhotoEvent():
                return await answer_photos(cast("EventContext[PhotoEvent]", ctx))
            case ActionEvent():
                return await self._press(cast("EventContext[ActionEvent]", ctx))
            case ReactionEvent():
                return await react(cast("EventContext[ReactionEvent]", ctx))
            case CommandEvent():
                return await self._command(cast("EventContext[CommandEvent]", ctx))
            case TextEvent():
                return await self._text(cast("EventContext[TextEvent]", ctx))
            case _:
                raise TypeError(f"no ability for {type(ctx.event).__name__}")

    async def _text(self, ctx: EventContext[TextEvent]) -> list[Reply]:
        """A text continues the answer that it replies to, else the shopper's last one in this chat."""
        event, store = ctx.event, self._services.store
        shown = await store.message(event.chat, event.replies_to) if event.replies_to else None
        query_id = shown.query_id if shown else await store.latest_query(event.person, event.chat)
        query = await store.query(query_id, event.person, event.chat) if query_id else None
        if query is None:
            return await start_help.text_without_photo(ctx)
        return await filter_by_text(ctx, query, event.text)

    async def _command(self, ctx: EventContext[CommandEvent]) -> list[Reply]:
        match ctx.event.name.lower():
            case "start":
                return await start_help.start(ctx)
            case "help":
                event = ctx.event
                for_admin = self.is_admin(event.chat.platform, event.person.user_id)
                return await start_help.show_help(ctx, for_admin=for_admin)
            case "find":
                return await self._find(ctx)
            case "saved":
                return await show_saved(ctx)
            case "history":
                return await show_history(ctx)
            case "settings":
                return await show_settings(ctx)
            case "forget_me":
                return await ask_to_forget(ctx)
            case "export_me":
                return await export(ctx)
            case "reindex":
                return await admin.reindex(ctx)
            case "stats":
                return await admin.stats(ctx)
            case _:
                return await start_help.unknown_command(ctx)

    async def _find(self, ctx: EventContext[CommandEvent]) -> list[Reply]:
        """Without a photo, its words go on from the last answer."""
        event = ctx.event
        if not event.argument:
            return await start_help.find(ctx)
        text = TextEvent(event.person, event.chat, message_ref=event.message_ref, text=event.argument)
        return await self._text(replace(cast("EventContext[TextEvent]", ctx), event=text))

    async def _press(self, ctx: EventContext[ActionEvent]) -> list[Reply]:
        event = ctx.event
        # An impatient second tap on the same button is the same wish, not another one.
        press = (event.chat.platform, event.person.user_id, event.action)
        if press in self._pressing:
            return sentence_reply(ctx, ctx.texts("notice-busy"))
        self._pressing.add(press)
        try:
            return await self._act(ctx)
        finally:
            self._pressing.discard(press)

    async def _act(self, ctx: EventContext[ActionEvent]) -> list[Reply]:
        event = ctx.event
        action = parse_action(event.action)
        if action is not None and action.verb in NOT_OF_A_QUERY:
            return await self._set(ctx, action)
        query = await self._services.store.query(action.query_id, event.person, event.chat) if action else None
        # What was asked in private is nobody else's business, however they came by the button.
        is_known = query is not None and (query.by_person or query.in_chat)
        if action is None or query is None or not is_known:
            return sentence_reply(ctx, ctx.texts("notice-stale"))
        if action.verb in OF_A_HIT and action.place > len(query.hits):
            return sentence_reply(ctx, ctx.texts("notice-stale"))
        match action.verb:
            case "panel":
                return await open_panel(ctx, query)
            case "keep":
                picked = event.values[0] if event.values else str(action.place)
                place = int(picked) if picked.isdecimal() else 0
                return await keep(ctx, query, place) if 0 < place <= len(query.hits) else self._stale(ctx)
            case "watch":
                return await watch(ctx, query)
            case "open":
                return await reopen(ctx, query)
            case "pick":
                return await pick(ctx, query, action.place)
            case "drop" if 0 < action.place <= len(query.chips):
                return await drop(ctx, query, action.place)
            case "clear":
                return await drop(ctx, query, 0)
            case "piece" if 0 < action.place <= len(query.garment_queries):
                return await other_garment(ctx, query, action.place)
            case "next" if not action.place:
                return await next_hits(ctx, query)
            case "like" if action.place:
                return await more_like(ctx, query, action.place)
            case "up" | "down" if action.place:
                return await press_verdict(ctx, query, action, action.verb)
            case _:
                return sentence_reply(ctx, ctx.texts("notice-stale"))

    async def _set(self, ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
        """What is about no query."""
        match action.verb:
            case "saved" if action.query_id == "tell":
                return await tell_of_saved(ctx)
            case "saved":
                return await show_saved(ctx, max(0, action.place - 1), replaces=True)
            case "unsave":
                return await unsave(ctx, action.query_id)
            case "unwatch":
                return await unwatch(ctx, action.query_id)
            case "set":
                return await change(ctx, action.query_id)
            case "forget" | "remain":
                return await forget(ctx, action.query_id, really=action.verb == "forget")
            case _:
                return self._stale(ctx)

    @staticmethod
    def _stale(ctx: EventContext[ActionEvent]) -> list[Reply]:
        return sentence_reply(ctx, ctx.texts("notice-stale"))

    async def _is_new(self, event: Event) -> bool:
        if not event.event_id:
            return True
        try:
            return await self._services.store.begin_event(event.chat.platform, event.event_id)
        except StoreError as error:
            _log.error("repeated events cannot be told: %s", error)
            return True

    async def _forget(self, event: Event) -> None:
        if event.event_id:
            try:
                await asyncio.shield(self._services.store.forget_event(event.chat.platform, event.event_id))
            except StoreError as error:
                _log.error("an event that was broken off may not be handled again: %s", error)
