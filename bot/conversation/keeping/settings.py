"""/settings: a shopper's own in a private chat; those of the group, by its admins, in a group."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.actions import Action
from bot.conversation.asking.ranking_context import HISTORY, taste_line, taste_profile
from bot.conversation.event_context import EventContext
from bot.messages import ActionEvent, Button, Event, Menu, Option, Reply
from bot.ports import PersonSettings
from bot.texts import LANGUAGES, Texts, own_name, texts_for

_FOLLOW = "-"


async def show_settings(ctx: EventContext[Event], *, replaces: bool = False, notice: str = "") -> list[Reply]:
    """What is set, with the means to change it."""
    if ctx.event.chat.kind == "group":
        return [await _of_group(ctx, replaces, notice)]
    return [await _of_person(ctx, replaces, notice)]


async def change(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """A setting was pressed or chosen; who may is checked now, whoever was shown the button."""
    store, event, what = ctx.store, ctx.event, action.target
    value = event.values[0] if event.values else ""
    language = value if value in LANGUAGES else ""
    if event.chat.kind == "group":
        if not event.person.is_chat_admin:
            return [Reply(notice=ctx.texts("settings-admins-only"))]
        before = await store.chats.settings(event.chat)
        changes = {
            "lang": replace(before, language=language),
            "every": replace(before, every_photo=action.turned(before.every_photo)),
        }
        if what not in changes:
            return [Reply(notice=ctx.texts("notice-stale"))]
        await store.chats.set_settings(event.chat, changes[what])
        ctx = await _in_language(ctx, changes[what].language)
        return await show_settings(ctx, replaces=True, notice=ctx.texts("settings-changed"))
    own = await store.people.settings(event.person, event.chat)
    own_changes = {
        "lang": replace(own, language=language),
        "learn": replace(own, learns=action.turned(own.learns)),
        "tell": replace(own, tells=action.turned(own.tells)),
        "turn": replace(own, turns=action.turned(own.turns)),
    }
    if what not in own_changes:
        return [Reply(notice=ctx.texts("notice-stale"))]
    await store.people.set_settings(event.person, event.chat, own_changes[what])
    if what == "lang":
        ctx = await _in_language(ctx, language or ctx.platform_locale)
    return await show_settings(ctx, replaces=True, notice=ctx.texts("settings-changed"))


async def _of_person(ctx: EventContext[Event], replaces: bool, notice: str) -> Reply:
    store, event, texts = ctx.store, ctx.event, ctx.texts
    own = await store.people.settings(event.person, event.chat)
    lines = [texts("settings-title")]
    if own.learns:
        profile = taste_profile(await store.verdicts.latest_of(event.person, event.chat, HISTORY))
        taste = taste_line(profile, texts, ctx.worker.words.currency)
        lines.append(texts("settings-taste", what=taste) if taste else texts("settings-taste-none"))
    else:
        lines.append(texts("settings-taste-off"))
    menus, text = (_languages(texts, own.language),), "\n".join(lines)
    switches = (("learns", "learn", own.learns), ("tells", "tell", own.tells), ("turns", "turn", own.turns))
    buttons = tuple((_switch(texts(f"button-{name}"), what, is_on),) for name, what, is_on in switches)
    return Reply(text, menus=menus, buttons=buttons, replaces=replaces, notice=notice, only_for_person=True)


async def _of_group(ctx: EventContext[Event], replaces: bool, notice: str) -> Reply:
    event, texts = ctx.event, ctx.texts
    group = await ctx.store.chats.settings(event.chat)
    text = texts("settings-group-every" if group.every_photo else "settings-group-asked")
    if not event.person.is_chat_admin:
        return Reply(text=f"{text}\n{texts('settings-admins-only')}", notice=notice, only_for_person=True)
    every = _switch(texts("button-every"), "every", group.every_photo)
    menus = (_languages(texts, group.language),)
    return Reply(text, menus=menus, buttons=((every,),), replaces=replaces, notice=notice)


def _switch(label: str, what: str, is_on: bool) -> Button:
    return Button(label, str(Action("set", what).turning(is_on)), icon="✅" if is_on else "⬜", pressed=is_on)


def _languages(texts: Texts, chosen: str) -> Menu:
    options = [Option(texts("settings-language-follow"), _FOLLOW, not chosen)]
    options += [Option(own_name(code), code, code == chosen) for code in LANGUAGES]
    return Menu(texts("settings-language"), str(Action("set", "lang")), tuple(options))


async def _in_language(ctx: EventContext[ActionEvent], locale: str) -> EventContext[ActionEvent]:
    return replace(ctx, texts=await texts_for(locale or ctx.platform_locale))


def effective_locale(platform: str, own: PersonSettings, group_language: str) -> str:
    """The group's language, else the shopper's choice, else what the platform says. A region that the platform knows of
    the same language is kept, for its prices."""
    chosen = group_language or own.language
    if not chosen or platform.replace("_", "-").split("-")[0].lower() == chosen:
        return platform or chosen
    return chosen
