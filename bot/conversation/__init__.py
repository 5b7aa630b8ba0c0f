"""All that the bot says and does, once, for every platform. One file per ability; `Conversation` dispatches.

Imports no SDK, no SQL, no numpy and nothing of the recommender but the plain dataclasses that `bot.ports` passes on.
"""

from __future__ import annotations

from bot.conversation.core import Conversation
from bot.conversation.event_context import Settings

__all__ = ["Conversation", "Settings"]
