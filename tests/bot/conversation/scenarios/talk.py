"""A conversation as a shopper has it, in shorthand: what is sent, and what is seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.messages import (
    ActionEvent,
    Button,
    Chat,
    CommandEvent,
    Event,
    FormFilters,
    Person,
    Photo,
    PhotoEvent,
    Reply,
    Shown,
    TextEvent,
)
from tests.bot.conversation.scenarios.boutique import shopper_photo
from tests.bot.rig import PRIVATE, SHOPPER, Bot


@dataclass
class Talk:
    """One person in one chat; `seen` is everything that the bot has said there."""

    bot: Bot
    person: Person = SHOPPER
    chat: Chat = PRIVATE
    seen: list[Reply] = field(default_factory=list)
    _count: list[int] = field(default_factory=lambda: [0])

    def as_(self, person: Person, chat: Chat | None = None) -> Talk:
        """Another person, or the same elsewhere, with the same bot."""
        return replace(self, person=person, chat=chat or self.chat, seen=[])

    async def photo(
        self, type: str = "Tshirts", colour: str = "Blue", caption: str = "", form: FormFilters | None = None
    ) -> Reply:
        """A photo of such a thing; the one answer to it."""
        photos = (Photo(shopper_photo(type, colour)),)
        event = PhotoEvent(self.person, self.chat, photos=photos, caption=caption, form=form or FormFilters())
        (reply,) = await self.send(event)
        return reply

    async def say(self, text: str, replies_to: str = "") -> Reply:
        """A text; the one reply to it."""
        (reply,) = await self.send(TextEvent(self.person, self.chat, text=text, replies_to=replies_to))
        return reply

    async def command(self, name: str, argument: str = "") -> Reply:
        """A command; the one reply to it."""
        (reply,) = await self.send(CommandEvent(self.person, self.chat, name=name, argument=argument))
        return reply

    async def press(self, label: str, *, card: int = 0, at: Reply | None = None) -> Reply:
        """The button of this label or icon, of the newest message that has it (or of `at`); `card`: on that card."""
        for reply in [at] if at else reversed(self.seen):
            rows = (
                [reply.cards[card - 1].buttons] if card and len(reply.cards) >= card else [] if card else reply.buttons
            )
            for button in (button for row in rows for button in row):
                if label in (button.label, button.icon):
                    return await self.action(button.action)
        raise AssertionError(f"there is no button {label!r}")

    async def choose(self, menu: str, option: str, at: Reply | None = None) -> Reply:
        """A line of a menu of the newest message that has it."""
        for reply in [at] if at else reversed(self.seen):
            for each in reply.menus:
                for line in each.options:
                    if (each.label, line.label) == (menu, option):
                        return await self.action(each.action, line.value)
        raise AssertionError(f"there is no {option!r} in a menu {menu!r}")

    async def action(self, action: str, *values: str) -> Reply:
        (reply,) = await self.send(ActionEvent(self.person, self.chat, action=action, values=values))
        return reply

    async def send(self, event: Event) -> list[Reply]:
        """What is said to any event; each answer is remembered under the message ref "m1", "m2" ..."""
        replies = await self.bot.conversation.handle(event)
        for reply in replies:
            self._count[0] += 1
            if reply.query_id:
                await self.bot.conversation.shown(self.chat, [Shown(reply.query_id, f"m{self._count[0]}")])
        self.seen += replies
        return replies

    @property
    def last_ref(self) -> str:
        """The message ref of the newest message."""
        return f"m{self._count[0]}"


def chips(reply: Reply) -> list[str]:
    """The filters shown, each with a way to take it away."""
    return [button.label for row in reply.buttons for button in row if button.icon == "✖️"]


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def products(reply: Reply) -> list[str]:
    return [card.product_id for card in reply.cards]


def actions(reply: Reply) -> list[str]:
    """Of all buttons and menus."""
    rows: list[tuple[Button, ...]] = [*reply.buttons, *(card.buttons for card in reply.cards)]
    return [button.action for row in rows for button in row] + [menu.action for menu in reply.menus]
