"""`Conversation`: what a front end talks to. It only dispatches events; each ability has its own file.

Besides events a front end asks or tells it of chats that move or end, of languages, commands and news.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from cachetools import LRUCache

from bot.conversation import admin, admin_figures
from bot.conversation.actions import Action, Verb, parse_action
from bot.conversation.asking.correcting import correct
from bot.conversation.asking.filter_panel import MENUS, clear_filters, drop_filter, open_panel, pick_filter
from bot.conversation.asking.filtering import filter_by_text, other_garment
from bot.conversation.asking.further import more_like, next_hits, previous_hits
from bot.conversation.asking.inline import answer_inline
from bot.conversation.asking.named import answer_words
from bot.conversation.asking.outfits import complete_look
from bot.conversation.asking.shown import open_link, share
from bot.conversation.asking.verdicts import press_verdict, react
from bot.conversation.event_context import EventContext, Services, Settings, rates_of
from bot.conversation.keeping.news import tell_news
from bot.conversation.keeping.privacy import ask_to_forget, export, forget
from bot.conversation.keeping.saved import press_heart, press_saved_list, save_product, show_saved, unsave
from bot.conversation.keeping.searches import reopen, show_history, unwatch, watch
from bot.conversation.keeping.settings import change, effective_locale, show_settings
from bot.conversation.offering.admin_photos import add_after_all, offer_or_answer, search_after_all
from bot.conversation.offering.editing import ask_value, awaited_text, restore, show_offer, turn_stock, withdraw
from bot.conversation.offering.offers import serve
from bot.conversation.offering.posts import posts_gone, take_post
from bot.conversation.offering.shelf import press_shelf, show_catalogue
from bot.conversation.saying import start_help
from bot.conversation.saying.doubts import DOUBTED
from bot.conversation.saying.faults import fault_sentence, going_on, sentence_reply
from bot.conversation.words.autocomplete import catalogue_words_in_time, suggestions
from bot.messages import (
    ActionEvent,
    Chat,
    CommandEvent,
    CommandSpec,
    Deliver,
    Event,
    InlineEvent,
    Option,
    Person,
    PhotoEvent,
    Platform,
    PostEvent,
    PostsGoneEvent,
    Progressing,
    ReactionEvent,
    Reply,
    Shown,
    TextEvent,
)
from bot.ports import ChatSettings, ElsewhereError, PersonSettings, RecommenderError, StoreError, WorkerFullError
from bot.reports import ShopFigures
from bot.texts import Texts, texts_for

if TYPE_CHECKING:
    from bot.ports import StoredQuery
    from bot.store.store import Store
    from bot.worker import RecommenderWorker

_log = logging.getLogger(__name__)
_MAX_BEGUN = 5_000
_Replies = Awaitable[list[Reply]]


class Conversation:
    """One for all front ends and chats, called concurrently. Raises CancelledError; `handle` ElsewhereError, too."""

    def __init__(
        self, worker: RecommenderWorker, store: Store, settings: Settings, figures: ShopFigures | None = None
    ) -> None:
        """`figures`: what the shop's admins are told of how it goes; without, that they cannot be had."""
        self._services = Services(worker, store, settings, *rates_of(settings, store), figures=figures)
        self._deliveries = self._services.deliveries
        self._begun: LRUCache[tuple[Platform, str], int] = LRUCache(_MAX_BEGUN)  # the chat object of each event

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        """What the bot says to this event: no, one or several replies, to be rendered in order. Whatever goes wrong
        inside is logged and answered with an apology. `progressing` is awaited with interim replies (replaces=True)
        during long work. An event whose `event_id` was answered before, or is under way, is answered with nothing."""
        locale = event.person.locale
        ctx = EventContext(self._services, event, await texts_for(locale), progressing, locale)
        try:
            if not await self._begin(ctx):
                return []
            ctx = await self._in_own_language(ctx)
            return await _BY_EVENT[type(event)](ctx)
        except (asyncio.CancelledError, ElsewhereError):
            await self._forget(ctx)  # not answered: if the platform sends it again, it is handled then
            raise
        except Exception as error:
            return sentence_reply(ctx, fault_sentence(ctx, error))

    async def answered(self, event: Event) -> None:
        """The replies to this event have been sent: also after a restart it is not handled again. Until then it is, for
        a platform that sends it once more. The event may lack its photos by now; its chat is the one that it had."""
        key = (event.chat.platform, event.event_id)
        # A repeated one says nothing of the first, which may be under way still.
        if event.event_id and self._begun.get(key) == id(event.chat):
            with going_on("an event may be answered again after a restart"):
                await self._services.store.messages.finish_event(*key)

    async def _begin(self, ctx: EventContext[Event]) -> bool:
        event = ctx.event
        key, is_new = (event.chat.platform, event.event_id), True
        if event.event_id:
            with going_on("repeated events cannot be told"):
                is_new = await ctx.store.messages.begin_event(*key)
            if is_new:
                self._begun[key] = id(event.chat)
        return is_new

    async def _forget(self, ctx: EventContext[Event]) -> None:
        event = ctx.event
        if event.event_id and self._begun.get((event.chat.platform, event.event_id)) == id(event.chat):
            await ctx.store.messages.forget_event(event.chat.platform, event.event_id)

    async def _in_own_language(self, ctx: EventContext[Event]) -> EventContext[Event]:
        """In the language that the shopper, or the group for all in it, has chosen."""
        event = ctx.event
        if isinstance(event, ReactionEvent | PostEvent | PostsGoneEvent):  # answered by silence
            return ctx
        locale = await self.locale_of(event.person, event.chat)
        if locale == event.person.locale:
            return ctx
        # What is recorded, and drawn again later, is in this language too.
        event = replace(event, person=replace(event.person, locale=locale))
        return replace(ctx, event=event, texts=await texts_for(locale))

    async def shown(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Remember which messages of `chat` show what, after the replies were sent, for reactions and replies."""
        known = [each for each in shown if each.query_id and each.message_ref]
        if known:
            with going_on("reactions to an answer will not be understood"):
                await self._services.store.messages.remember(chat, known)

    async def answers_every_photo(self, chat: Chat) -> bool:
        """Whether in this group photos that are not addressed to the bot are answered; False if it cannot be known."""
        settings = ChatSettings()
        with going_on("a chat's settings cannot be read"):
            settings = await self._services.store.chats.settings(chat)
        return settings.every_photo

    async def locale_of(self, person: Person, chat: Chat) -> str:
        """In which locale this person is spoken to here: as they, or the group, have chosen, else the platform's."""
        store, own, group = self._services.store, PersonSettings(), ""
        with going_on("a shopper's settings cannot be read"):
            own = await store.people.settings(person, chat)
            group = (await store.chats.settings(chat)).language if chat.kind == "group" else ""
        return effective_locale(person.locale, own, group)

    async def suggest(self, kind: Literal["gender", "type", "colour"], typed: str, locale: str) -> tuple[Option, ...]:
        """At most 25 of the catalogue's words that fit what was typed so far: the label in the shopper's language, the
        value as the catalogue writes it. Right after a start it waits up to two seconds for the index."""
        words = await catalogue_words_in_time(self._services.worker)
        return suggestions(words, kind, typed, await texts_for(locale))

    async def states_prices(self) -> bool:
        """Whether the shop states any price; where it is not known in time (as in `suggest`), that it does."""
        return (await catalogue_words_in_time(self._services.worker)).has_prices

    def connect(self, platform: Platform, deliver: Deliver) -> None:
        """From now on, what is to be told in chats of this platform without being asked goes through `deliver`."""
        self._deliveries[platform] = deliver

    def disconnect(self, platform: Platform) -> None:
        """The front end ends: what is to be told waits until one is connected again."""
        self._deliveries.pop(platform, None)

    @property
    def reached(self) -> frozenset[Platform]:
        """The platforms in whose chats something can be told now."""
        return frozenset(self._deliveries)

    async def moved(self, old: Chat, new: Chat) -> None:
        """A group got another id: what is kept under the old one is the new one's."""
        with going_on("what is kept of a chat could not be moved to its new id"):
            await self._services.store.chats.move(old, new)

    async def left(self, chat: Chat) -> None:
        """The chat cannot be reached any more (blocked, kicked, deleted): nothing is told there again."""
        with going_on("what is kept of a chat that is gone could not be deleted"):
            await self._services.store.chats.leave(chat)

    async def serve_offers(self) -> None:
        """Have the products by chat found, as after a restart. Goes on without, if they cannot be."""
        with going_on("the products by chat cannot be read"):
            await serve(self._services)

    async def gathers(self, platform: Platform, name: str) -> bool:
        """Whether what comes in parts (an album) is to be gathered here, and not by another bot that has begun to."""
        is_ours = True
        with going_on("it cannot be told whether another bot has the rest of an album"):
            is_ours = await self._services.store.messages.holds(platform, name)
        return is_ours  # noqa: RET504 - going_on swallows errors

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        """The commands for the platform's menu, described in the language of `locale`."""
        return start_help.command_specs(Texts.for_locale(locale), for_admin)

    async def tell_news(self, clock: Callable[[], float] = time.time) -> int | None:
        """Tell those who asked for it what another index has brought, each at most once a day; returns how many were
        told, None while another bot is telling them. To be called now and then."""
        try:
            async with self._services.store.news.telling() as may:
                return await tell_news(self._services, self._deliveries, clock) if may else None
        except (StoreError, RecommenderError, WorkerFullError) as error:
            _log.error("news could not be told: %s", error)
        except Exception:
            _log.exception("news could not be told")
        return 0


async def _text(ctx: EventContext[TextEvent]) -> list[Reply]:
    if (taken := await awaited_text(ctx)) is not None:
        return taken
    return await _go_on(ctx, ctx.event.text, ctx.event.replies_to)


async def _go_on(ctx: EventContext[Event], text: str, replies_to: str = "") -> list[Reply]:
    """A text continues the answer that it replies to, else the shopper's last one in this chat."""
    event, store = ctx.event, ctx.store
    shown = await store.messages.shown_by(event.chat, replies_to) if replies_to else None
    query_id = shown.query_id if shown else await store.queries.latest(event.person, event.chat)
    query = await store.queries.find(query_id, event.person, event.chat) if query_id else None
    return await filter_by_text(ctx, query, text) if query else await answer_words(ctx, text)


async def _command(ctx: EventContext[CommandEvent]) -> list[Reply]:
    return await _COMMANDS.get(ctx.event.name.lower(), start_help.unknown_command)(ctx)


async def _find(ctx: EventContext[CommandEvent]) -> list[Reply]:
    """With a photo it comes as a PhotoEvent; without one its words go on from the last answer."""
    argument = ctx.event.argument
    return await _go_on(ctx, argument) if argument else [Reply(text=ctx.texts("find-needs-photo"))]


async def _press(ctx: EventContext[ActionEvent]) -> list[Reply]:
    # An impatient second tap on the same button is the same wish, not another one.
    press, pressing = (ctx.event.chat.platform, ctx.event.person.user_id, ctx.event.action), ctx.services.pressing
    if press in pressing:
        return sentence_reply(ctx, ctx.texts("notice-busy"))
    pressing.add(press)
    try:
        action = parse_action(ctx.event.action)
        replies = await _act(ctx, action) if action else None
    finally:
        pressing.discard(press)
    return sentence_reply(ctx, ctx.texts("notice-stale")) if replies is None else replies


async def _act(ctx: EventContext[ActionEvent], action: Action) -> list[Reply] | None:
    """None for a button that means nothing any more."""
    event = ctx.event
    if action.verb in _OF_NO_QUERY:
        return await _OF_NO_QUERY[action.verb](ctx, action)
    query = await ctx.store.queries.find(action.target, event.person, event.chat)
    # What was asked in private is nobody else's business, however they came by the button.
    if query is None or not (query.by_person or query.in_chat):
        return None
    if action.verb in _OF_AN_ANSWER:
        return None if action.place else await _OF_AN_ANSWER[action.verb](ctx, query)
    ability, count = _OF_A_PLACE[action.verb]
    chosen = event.values[0] if action.verb == "keep" and event.values else str(action.place)
    place = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else 0
    return await ability(ctx, query, place) if 0 < place <= count(query) else None


def _hits(query: StoredQuery) -> int:
    return len(query.answer.hits)


_BY_EVENT: Mapping[type[Event], Callable[[EventContext[Any]], _Replies]] = {
    PhotoEvent: offer_or_answer,
    PostEvent: take_post,
    PostsGoneEvent: posts_gone,
    TextEvent: _text,
    InlineEvent: answer_inline,
    CommandEvent: _command,
    ActionEvent: _press,
    ReactionEvent: react,
}
_COMMANDS: Mapping[str, Callable[[EventContext[CommandEvent]], _Replies]] = {
    "start": open_link,
    "help": start_help.show_help,
    "find": _find,
    "saved": show_saved,
    "history": show_history,
    "settings": show_settings,
    "forget_me": ask_to_forget,
    "export_me": export,
    "catalogue": show_catalogue,
    "admin": admin.become_admin,
    "reindex": admin.reindex,
    "stats": admin_figures.show_stats,
    "quality": admin_figures.show_quality,
}
_OF_NO_QUERY: Mapping[Verb, Callable[[EventContext[ActionEvent], Action], _Replies]] = {
    "saved": press_saved_list,
    "unsave": unsave,
    "unwatch": unwatch,
    "set": change,
    "forget": forget,
    "remain": forget,
    "offer": add_after_all,
    "search": search_after_all,
    "alter": ask_value,
    "stock": turn_stock,
    "withdraw": withdraw,
    "restore": restore,
    "card": show_offer,
    "shelf": press_shelf,
}
_OF_AN_ANSWER: Mapping[Verb, Callable[[EventContext[ActionEvent], StoredQuery], Awaitable[list[Reply] | None]]] = {
    "next": next_hits,
    "back": previous_hits,
    "panel": open_panel,
    "clear": clear_filters,
    "open": reopen,
    "share": share,
    "outfit": complete_look,
    "watch": watch,
}
# Each with how many places there are.
_OF_A_PLACE: Mapping[
    Verb, tuple[Callable[[EventContext[ActionEvent], StoredQuery, int], _Replies], Callable[[StoredQuery], int]]
] = {
    "up": (partial(press_verdict, verdict="up"), _hits),
    "down": (partial(press_verdict, verdict="down"), _hits),
    "like": (more_like, _hits),
    "keep": (save_product, _hits),
    "piece": (other_garment, lambda query: len(query.answer.garment_queries)),
    "heart": (press_heart, _hits),
    "correct": (correct, lambda _: len(DOUBTED)),
    "pick": (pick_filter, lambda _: len(MENUS)),
    "drop": (drop_filter, lambda query: len(query.chips)),
}
