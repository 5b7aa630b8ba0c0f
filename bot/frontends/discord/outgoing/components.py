"""Buttons and selects: how they are made, and what a press on them says.

Their `custom_id` holds all that a press needs, so that they work after a restart. It is "la", the kind, the scope, a
number, a colon and the conversation's action: "lab" + "g" + "7" + ":" + "up k3J9_dQw-x 2". The number keeps ids apart,
which have to be unique within a message. Discord allows 100 characters; an action has at most 60 bytes. Presses are
heard by the client, whatever message they are on, so that discord.py need not remember any view.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import discord
from discord.utils import as_chunks

from bot.frontends.discord.outgoing.markdown import one_line, shortened
from bot.messages import Button, ButtonStyle, Menu, Option

# Whose an answer is. "group": everybody's in the channel. "private": one person's, in their chat with the bot (direct
# messages, "Find similar"). "hidden": the channel's, but what follows is for one person's eyes (a list of a command).
Scope = Literal["group", "private", "hidden"]
_SCOPES: Mapping[str, Scope] = MappingProxyType({"g": "group", "p": "private", "h": "hidden"})

_CUSTOM_ID = re.compile(r"la(?P<kind>[bms])(?P<scope>[gph])(?P<number>\d+):(?P<action>.*)", re.DOTALL)
# Between action and value of an option, in a select that stands for several buttons and menus; and before the action
# of one that is pressed for all.
_BETWEEN, _FOR_ALL = "\x1f", "\x1e"
_NONE: Mapping[str, int] = MappingProxyType({})
Component = discord.ui.Button[Any] | discord.ui.Select[Any]
MAX_OPTIONS = 25
_MAX_LABEL = 80
_MAX_OPTION = 100
_MAX_PLACEHOLDER = 150


@dataclass(frozen=True, slots=True)
class ComponentPress:
    """What a pressed custom_id says: the conversation's action, the values that were picked, and the answer's scope."""

    action: str
    values: tuple[str, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class SelectLine:
    """One line of a select that stands for buttons and menus for which there was no room. The select names the topics
    of its lines."""

    topic: str
    label: str
    action: str
    value: str = ""
    icon: str = ""
    for_all: bool = False

    @classmethod
    def of_button(cls, button: Button, prefix: str = "") -> SelectLine:
        """Does what the button would."""
        for_all = bool(button.shares)
        mark = " ✓" if button.pressed else ""
        return cls(button.label, f"{prefix}{button.label}{mark}", button.action, icon=button.icon, for_all=for_all)

    @classmethod
    def of_menu(cls, menu: Menu) -> list[SelectLine]:
        """One for each of its options."""
        return [cls(menu.label, f"{menu.label}: {each.label}", menu.action, each.value) for each in menu.options]

    @property
    def packed(self) -> str:
        """As the option's value."""
        action = f"{_FOR_ALL}{self.action}" if self.for_all else self.action
        return f"{action}{_BETWEEN}{self.value}" if self.value else action


def read_custom_id(custom_id: str, values: list[str]) -> ComponentPress | None:
    """What was pressed; None if the component is none of ours."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    if found is None:
        return None
    scope = _SCOPES[found["scope"]]
    if found["kind"] != "s":
        return ComponentPress(found["action"], tuple(values), scope)
    action, _, value = (values[0] if values else "").partition(_BETWEEN)
    if action.startswith(_FOR_ALL):
        action, scope = action.removeprefix(_FOR_ALL), "group"
    return ComponentPress(action, (value,) if value else (), scope)


class ComponentFactory:
    """Makes the components of one message. Without `icons` an emoji is written into the label. `commands` are the ids
    of the registered ones, for texts that name them."""

    def __init__(self, scope: Scope, *, icons: bool = True, commands: Mapping[str, int] = _NONE) -> None:
        self.commands = commands
        self._scope = scope[0]
        self._icons = icons
        self._numbers = itertools.count()

    def button(self, button: Button, *, with_label: bool = True, prefix: str = "") -> Component:
        """With its icon, and its label unless that is left out; what is pressed is green."""
        emoji = discord.PartialEmoji.from_str(button.icon) if button.icon and self._icons else None
        icon = "" if self._icons else button.icon
        label = shortened(one_line(f"{prefix} {icon} {button.label if with_label else ''}"), _MAX_LABEL)
        if not label and emoji is None:
            label = shortened(one_line(button.label), _MAX_LABEL) or "…"
        return discord.ui.Button(
            style=discord.ButtonStyle.success if button.pressed else _STYLES[button.style],
            label=label or None,
            emoji=emoji,
            disabled=button.disabled,
            custom_id=self._id("b", button.action, for_all=bool(button.shares)),
        )

    def menus(self, menu: Menu) -> list[Component]:
        """A select, or as many as its options need."""
        parts = list(as_chunks(menu.options, MAX_OPTIONS))
        return [self._menu(menu, part, number, len(parts)) for number, part in enumerate(parts, start=1)]

    def _menu(self, menu: Menu, options: list[Option], number: int, parts: int) -> Component:
        label = f"{menu.label} ({number}/{parts})" if parts > 1 else menu.label
        known = _once(options, menu.multiple)
        return discord.ui.Select(
            custom_id=self._id("m", menu.action),
            placeholder=shortened(one_line(label), _MAX_PLACEHOLDER),
            min_values=0 if menu.multiple else 1,
            max_values=len(known) if menu.multiple else 1,
            options=[_option(each.label, each.value, chosen=each.chosen) for each in known],
        )

    def overflow(self, lines: list[SelectLine]) -> list[Component]:
        """Selects in which each line is a button or a menu's option; what they are for stands in them."""
        return [self._overflow(part) for part in as_chunks({each.packed: each for each in lines}.values(), MAX_OPTIONS)]

    def _overflow(self, lines: list[SelectLine]) -> Component:
        topics = dict.fromkeys(each.topic for each in lines)
        return discord.ui.Select(
            custom_id=self._id("s", ""),
            placeholder=shortened(" · ".join(topics), 60),
            options=[_option(each.label, each.packed, icon=each.icon if self._icons else "") for each in lines],
        )

    def _id(self, kind: str, action: str, *, for_all: bool = False) -> str:
        """What is pressed for all counts as pressed in the channel, and all see what comes of it."""
        scope = "g" if for_all else self._scope
        return f"la{kind}{scope}{next(self._numbers)}:{action}"


def _once(options: list[Option], multiple: bool) -> list[Option]:
    """Discord refuses a value that comes twice, and two defaults where one can be chosen."""
    known = list({each.value: each for each in options}.values())
    chosen = [each.value for each in known if each.chosen]
    if multiple or len(chosen) <= 1:
        return known
    return [Option(each.label, each.value, each.value == chosen[0]) for each in known]


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
