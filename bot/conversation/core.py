"""`Conversation`: what a front end talks to. It only dispatches events; each ability has its own file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from bot.conversation import admin
from bot.conversation.actions import Action, Verb, parse_action
from bot.conversation.asking.answer import answer_photos
from bot.conversation.asking.filter_panel import MENUS, clear_filters, drop_filter, open_panel, pick_filter
from bot.conversation.asking.filtering import filter_by_text, other_garment
from bot.conversation.asking.further import more_like, next_hits
from bot.conversation.asking.verdicts import press_verdict, react
from bot.conversation.besides_events import BesidesEvents
from bot.conversation.event_context import EventContext
from bot.conversation.keeping.history import reopen, show_history
from bot.conversation.keeping.privacy import ask_to_forget, export, forget
from bot.conversation.keeping.saved import press_saved_list, save_product, show_saved, unsave
from bot.conversation.keeping.settings import change, show_settings
from bot.conversation.keeping.watches import unwatch, watch
from bot.conversation.saying import start_help
from bot.conversation.saying.faults import fault_sentence, going_on, sentence_reply
from bot.messages import ActionEvent, CommandEvent, Event, PhotoEvent, Progressing, ReactionEvent, Reply, TextEvent
from bot.ports import StoredQuery
from bot.texts import Texts

_Replies = Awaitable[list[Reply]]


class Conversation(BesidesEvents):
    """One for all front ends and all chats; every method may be called concurrently."""

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        """What the bot says to this event: no, one or several replies, to be rendered in order.

        Never raises but CancelledError: whatever goes wrong inside is logged and answered with an apology.
        `progressing` is awaited with interim replies (replaces=True) during long work. An event whose `event_id` was
        handled before is answered with nothing.
        """
        locale = event.person.locale
        ctx = EventContext(self._services, event, Texts.for_locale(locale), progressing, locale)
        try:
            if not await _is_new(ctx):
                return []
            ctx = await self._in_own_language(ctx)
            return await _BY_EVENT[type(event)](ctx)
        except asyncio.CancelledError:
            await _forget_event(ctx)  # not answered: if the platform sends it again, it is handled then
            raise
        except Exception as error:
            return sentence_reply(ctx, fault_sentence(ctx, error))

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


async def _is_new(ctx: EventContext[Event]) -> bool:
    event = ctx.event
    if event.event_id:
        with going_on("repeated events cannot be told"):
            return await ctx.store.messages.begin_event(event.chat.platform, event.event_id)
    return True


async def _forget_event(ctx: EventContext[Event]) -> None:
    event = ctx.event
    if event.event_id:
        with going_on("an event that was broken off may not be handled again"):
            await asyncio.shield(ctx.store.messages.forget_event(event.chat.platform, event.event_id))


async def _text(ctx: EventContext[TextEvent]) -> list[Reply]:
    return await _go_on(ctx, ctx.event.text, ctx.event.replies_to)


async def _go_on(ctx: EventContext[Event], text: str, replies_to: str = "") -> list[Reply]:
    """A text continues the answer that it replies to, else the shopper's last one in this chat."""
    event, store = ctx.event, ctx.store
    shown = await store.messages.shown_by(event.chat, replies_to) if replies_to else None
    query_id = shown.query_id if shown else await store.queries.latest(event.person, event.chat)
    query = await store.queries.find(query_id, event.person, event.chat) if query_id else None
    return await filter_by_text(ctx, query, text) if query else start_help.text_without_photo(ctx, text)


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
    place = int(chosen) if chosen.isdecimal() else 0
    return await ability(ctx, query, place) if 0 < place <= count(query) else None


def _hits(query: StoredQuery) -> int:
    return len(query.answer.hits)


_BY_EVENT: Mapping[type[Event], Callable[[EventContext[Any]], _Replies]] = {
    PhotoEvent: answer_photos,
    TextEvent: _text,
    CommandEvent: _command,
    ActionEvent: _press,
    ReactionEvent: react,
}
_COMMANDS: Mapping[str, Callable[[EventContext[CommandEvent]], _Replies]] = {
    "start": start_help.start,
    "help": start_help.show_help,
    "find": _find,
    "saved": show_saved,
    "history": show_history,
    "settings": show_settings,
    "forget_me": ask_to_forget,
    "export_me": export,
    "reindex": admin.reindex,
    "stats": admin.stats,
}
_OF_NO_QUERY: Mapping[Verb, Callable[[EventContext[ActionEvent], Action], _Replies]] = {
    "saved": press_saved_list,
    "unsave": unsave,
    "unwatch": unwatch,
    "set": change,
    "forget": forget,
    "remain": forget,
}
_OF_AN_ANSWER: Mapping[Verb, Callable[[EventContext[ActionEvent], StoredQuery], _Replies]] = {
    "next": next_hits,
    "panel": open_panel,
    "clear": clear_filters,
    "open": reopen,
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
    "pick": (pick_filter, lambda _: len(MENUS)),
    "drop": (drop_filter, lambda query: len(query.chips)),
}
