"""An admin who fills the catalogue by chat, in the words of the tests."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

from bot.messages import (
    ActionEvent,
    Button,
    Chat,
    CommandEvent,
    Person,
    Photo,
    PhotoEvent,
    Post,
    PostEvent,
    PostsGoneEvent,
    Reply,
    TextEvent,
)
from tests.bot.rig import ADMIN, Bot, photo

KEEPER, DESK = Person(ADMIN, "en-GB"), Chat("telegram", ADMIN)
CHANNEL = Chat("telegram", "-1001", "group")


@dataclass
class Shopkeeper:
    """Sends, presses and writes in the private chat; each event has an id and a message of its own."""

    bot: Bot
    person: Person = KEEPER
    chat: Chat = DESK
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def _base(self) -> tuple[Person, Chat, str, str]:
        number = next(self._ids)
        return self.person, self.chat, f"{id(self)}:{number}", str(number)

    async def send(
        self, caption: str, *numbers: int | Photo, links: tuple[str, ...] = (), posts: tuple[Post, ...] = ()
    ) -> list[Reply]:
        """Photos (of these patterns) with a caption, forwarded from these posts if there are any."""
        photos = tuple(each if isinstance(each, Photo) else Photo(photo(each)) for each in numbers)
        return await self.bot.handle(
            PhotoEvent(*self._base(), photos=photos, caption=caption, links=links, posts=posts)
        )

    async def offer(
        self, caption: str, *numbers: int | Photo, links: tuple[str, ...] = (), posts: tuple[Post, ...] = ()
    ) -> Reply:
        """As `send`, answered by the card of a product."""
        (reply,) = await self.send(caption, *numbers, links=links, posts=posts)
        assert reply.cards[0].product_id.startswith("chat-"), reply
        return reply

    async def press(self, reply: Reply, icon: str) -> list[Reply]:
        """The button with this icon, of the reply or its first card."""
        buttons = [each for row in reply.buttons for each in row] + [b for card in reply.cards for b in card.buttons]
        return await self.push(next(each for each in buttons if each.icon == icon))

    async def push(self, button: Button | str) -> list[Reply]:
        action = button if isinstance(button, str) else button.action
        return await self.bot.handle(ActionEvent(*self._base(), action=action))

    async def say(self, text: str, *links: str) -> list[Reply]:
        return await self.bot.handle(TextEvent(*self._base(), text=text, links=links))

    async def command(self, name: str, argument: str = "") -> Reply:
        (reply,) = await self.bot.handle(CommandEvent(*self._base(), name=name, argument=argument))
        return reply

    async def post(self, caption: str, *numbers: int, refs: tuple[str, ...], edited: bool = False) -> None:
        """A post of the channel; nothing is said there."""
        posts = tuple(Post(CHANNEL, ref) for ref in refs)
        photos = tuple(Photo(photo(n)) for n in numbers)
        event = PostEvent(Person(""), CHANNEL, f"post {next(self._ids)}", photos=photos, caption=caption, posts=posts)
        assert await self.bot.handle(replace(event, edited=edited)) == []

    async def unpost(self, *refs: str) -> None:
        """Messages of the channel are deleted."""
        posts = tuple(Post(CHANNEL, ref) for ref in refs)
        assert await self.bot.handle(PostsGoneEvent(Person(""), CHANNEL, f"gone {next(self._ids)}", posts=posts)) == []

    async def found(self, number: int) -> str:
        """The title of what a shopper finds with the photo of this pattern, re-taken."""
        reply = await self.bot.ask(photo(number, size=80))
        return reply.cards[0].title
