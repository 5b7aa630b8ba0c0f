"""`Conversation`: what a front end talks to. It only dispatches; each ability has its own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.messages import Chat, CommandSpec, Event, Platform, Progressing, Reply, Shown
from bot.ports import StorePort, Worker


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration decides about the conversation. `admins`: the user ids per platform."""

    admins: Mapping[Platform, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    queries_per_minute: int = 20
    page_size: int = 5
    max_photos: int = 3
    store_days: int = 0


class Conversation:
    """One for all front ends and all chats; every method may be called concurrently."""

    def __init__(self, worker: Worker, store: StorePort, settings: Settings) -> None:
        raise NotImplementedError

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        """What the bot says to this event: no, one or several replies, to be rendered in order.

        Never raises but CancelledError: whatever goes wrong inside is logged and answered with an apology. `progressing` is
        awaited with interim replies (replaces=True) during long work. An event whose `event_id` was handled before is
        answered with nothing.
        """
        raise NotImplementedError

    async def shown(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Remember which platform messages of `chat` show what, after the replies of an answer were sent (message ids are
        unique only within their chat on some platforms). Needed for reactions and replies to them. Never raises."""
        raise NotImplementedError

    def commands(self, locale: str, for_admin: bool = False) -> tuple[CommandSpec, ...]:
        """The commands for the platform's menu, described in the language of `locale`."""
        raise NotImplementedError

    def is_admin(self, platform: Platform, user_id: str) -> bool:
        """Whether this person is named in [admins]; checked again whenever an admin's command runs."""
        raise NotImplementedError
