"""Buttons and selects whose `custom_id` holds all that a press needs, so that they work after a restart.

A custom_id is "la", the kind, the scope, the place among the message's components, a colon, and the action as the
conversation gave it: "lab" + "g" + "7" + ":" + "up k3J9_dQw-x 2". The place keeps ids apart, which have to be unique
within a message. Discord allows 100 characters; an action has at most 60 bytes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal, Protocol, cast

import discord

from bot.frontends.discord.outgoing.markdown import one_line, shortened
from bot.messages import Button, ButtonStyle, Menu, Option

# Where an answer belongs: to everybody in the channel; to one person's chat with the bot (direct messages, "Find
# similar"); or to the channel's chat, but what follows is for one person's eyes too (a list that a command has shown).
Scope = Literal["group", "private", "hidden"]
_SCOPES: Mapping[str, Scope] = MappingProxyType({"g": "group", "p": "private", "h": "hidden"})

_FORM = re.compile(r"la(?P<kind>[bms])(?P<scope>[gph])(?P<place>\d+):(?P<action>.*)", re.DOTALL)
# Between the action and the option's value, in a select that stands for several buttons and menus.
_BETWEEN = "\x1f"
_NONE: Mapping[str, int] = MappingProxyType({})
MAX_OPTIONS = 25
_MAX_LABEL = 80
_MAX_OPTION = 100
_MAX_PLACEHOLDER = 150


@dataclass(frozen=True, slots=True)
class Press:
    """What a custom_id (and what was picked) says: the conversation's action, its values, and whose answer it is on."""

    action: str
    values: tuple[str, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Pick:
    """One line of a select that stands for buttons and menus for which there was no room. `topic` is what it is about:
    the select says the topics of its lines."""

    topic: str
    label: str
    action: str
    value: str = ""
    icon: str = ""

    @property
    def packed(self) -> str:
        """As the option's value."""
        return f"{self.action}{_BETWEEN}{self.value}" if self.value else self.action


def read_press(custom_id: str, values: list[str]) -> Press | None:
    """What was pressed; None if the component is none of ours."""
    found = _FORM.fullmatch(custom_id)
    if found is None:
        return None
    scope = _SCOPES[found["scope"]]
    if found["kind"] != "s":
        return Press(found["action"], tuple(values), scope)
    action, _, value = (values[0] if values else "").partition(_BETWEEN)
    return Press(action, (value,) if value else (), scope)


class TakesPresses(Protocol):
    """The client, as far as an item knows it."""

    async def pressed(self, interaction: discord.Interaction) -> None:
        """Called once for each press, also after a restart."""


class Pressable(discord.ui.DynamicItem[Any], template=_FORM):
    """A button or select of ours. The library makes one anew for each press, from the message's own components."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
    ) -> Pressable:
        """See DynamicItem."""
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        """See DynamicItem."""
        await cast("TakesPresses", interaction.client).pressed(interaction)


class Items:
    """Makes the components of one message. Without `icons` an emoji is written into the label. `commands` are the ids
    of the registered ones, for texts that name them."""

    def __init__(self, scope: Scope, *, icons: bool = True, commands: Mapping[str, int] = _NONE) -> None:
        self.commands = commands
        self._scope = scope[0]
        self._icons = icons
        self._places = itertools.count()

    def button(self, button: Button, *, with_label: bool = True, prefix: str = "") -> Pressable:
        """With its icon, and its label unless that is left out; what is pressed is green."""
        emoji = discord.PartialEmoji.from_str(button.icon) if button.icon and self._icons else None
        icon = "" if self._icons else button.icon
        label = shortened(one_line(f"{prefix} {icon} {button.label if with_label else ''}"), _MAX_LABEL)
        if not label and emoji is None:
            label = shortened(one_line(button.label), _MAX_LABEL) or "…"
        item: discord.ui.Button[Any] = discord.ui.Button(
            style=discord.ButtonStyle.success if button.pressed else _STYLES[button.style],
            label=label or None,
            emoji=emoji,
            disabled=button.disabled,
            custom_id=self._id("b", button.action),
        )
        return Pressable(item)

    def menus(self, menu: Menu) -> list[Pressable]:
        """A select, or as many as its options need."""
        parts = _parts(menu.options)
        return [self._menu(menu, part, place, len(parts)) for place, part in enumerate(parts, start=1)]

    def _menu(self, menu: Menu, options: tuple[Option, ...], place: int, parts: int) -> Pressable:
        label = f"{menu.label} ({place}/{parts})" if parts > 1 else menu.label
        item: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=self._id("m", menu.action),
            placeholder=shortened(one_line(label), _MAX_PLACEHOLDER),
            min_values=0 if menu.multiple else 1,
            max_values=len(options) if menu.multiple else 1,
            options=[_option(each.label, each.value, chosen=each.chosen) for each in _once(options, menu.multiple)],
        )
        return Pressable(item)

    def picks(self, picks: list[Pick]) -> list[Pressable]:
        """Selects in which each line is a button or a menu's option; what they are for stands in them."""
        return [self._picks(part) for part in _parts(tuple({each.packed: each for each in picks}.values()))]

    def _picks(self, picks: tuple[Pick, ...]) -> Pressable:
        said = dict.fromkeys(each.topic for each in picks)
        item: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=self._id("s", ""),
            placeholder=shortened(" · ".join(said), 60),
            options=[_option(each.label, each.packed, icon=each.icon if self._icons else "") for each in picks],
        )
        return Pressable(item)

    def _id(self, kind: str, action: str) -> str:
        return f"la{kind}{self._scope}{next(self._places)}:{action}"


def _once(options: tuple[Option, ...], multiple: bool) -> tuple[Option, ...]:
    """Discord refuses a value that comes twice, and two defaults where one can be chosen."""
    known = tuple({each.value: each for each in options}.values())
    chosen = [each.value for each in known if each.chosen]
    if multiple or len(chosen) <= 1:
        return known
    return tuple(Option(each.label, each.value, each.value == chosen[0]) for each in known)


def _parts(options: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    return [options[start : start + MAX_OPTIONS] for start in range(0, len(options), MAX_OPTIONS)]


def _option(label: str, value: str, *, icon: str = "", chosen: bool = False) -> discord.SelectOption:
    return discord.SelectOption(
        label=shortened(one_line(label), _MAX_OPTION) or "…",
        value=value[:_MAX_OPTION],
        emoji=discord.PartialEmoji.from_str(icon) if icon else None,
        default=chosen,
    )


_STYLES = {
    ButtonStyle.NORMAL: discord.ButtonStyle.secondary,
    ButtonStyle.PRIMARY: discord.ButtonStyle.primary,
    ButtonStyle.DANGER: discord.ButtonStyle.danger,
}
