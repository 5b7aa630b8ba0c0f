"""What every platform adapter is to the rest: `FrontEnd`, its context, and the error that it ends with on purpose.

A front end does five things: fetch the bytes within the limit, build an event, await the conversation, render the
reply, and meet the platform's deadlines. It imports `bot.conversation`, `bot.messages`, its own section of `bot.config`
and its SDK; neither another front end, nor the recommender, nor the store.

Each module here (`web`, `telegram`, `discord`) offers one function for the composition root, which imports the module
only when that front end is wanted:

    def create(conversation: Conversation, section: WebConfig, context: FrontEndContext) -> FrontEnd
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.config import LimitsConfig
from bot.messages import Box, Platform
from bot.ports import KeptFiles


class FrontEndError(Exception):
    """The front end cannot work now, and knows why: `str(error)` is one sentence for whoever runs the bot, with what to
    do about it, and without any secret. It is printed as it is, without a traceback.

    `permanent`: trying again cannot help (a setting that is wrong), so that it is not restarted. `taken`: what it needs
    is somebody else's now (a port), so that it is restarted, but nobody waits for that alone.
    """

    def __init__(self, sentence: str, *, permanent: bool = False, taken: bool = False) -> None:
        super().__init__(sentence)
        self.permanent, self.taken = permanent, taken


HealthReport = dict[str, Any]  # "status": "ok", "degraded" or "down", and why; see bot/app/health.py


class RedrawAsJpeg(Protocol):
    """A picture of any format becomes a JPEG that every platform takes."""

    def __call__(self, data: bytes, /, *, most_side: int = 0) -> Awaitable[bytes]:
        """With `most_side`, its longer side has at most so many pixels. Raises ValueError if it is no picture."""


class CutOut(Protocol):
    """The boxes of a photo (all of it, without any) as one small picture, a frame around the one that is meant."""

    def __call__(self, data: bytes, boxes: Sequence[Box], meant: int, /) -> Awaitable[bytes]:
        """Raises ValueError if it is no photo."""


@dataclass(frozen=True, slots=True)
class FrontEndContext:
    """What a front end is told besides its own section of the configuration.

    `photo_bytes`: read no more than this of one photo; hand a larger one on as PhotoFault.TOO_LARGE.
    `upload_bytes` and `chats`: how much the local chat holds at once of all its shoppers.
    `sample_photos`: picture files to try with, offered by the local chat.
    `kept_files`: where to remember by which id the platform knows a product's picture; without it, nothing is kept.
    `redraw`: for product pictures that the platform does not take as they are; `cut_out`: for what an answer is about.
    `admins`: the platform's ids of the shop's admins, whose menus list their commands too.
    `private_hosts`: where product pictures may be fetched though it is a private network.
    `health` and `metrics`: how the bot is, and what it counts, for whoever runs it.
    `catalogue_channels`: ids and names of channels whose posts are products (bot.messages.PostEvent).
    """

    photo_bytes: int
    sample_photos: tuple[Path, ...] = ()
    kept_files: KeptFiles | None = None
    redraw: RedrawAsJpeg | None = None
    cut_out: CutOut | None = None
    admins: tuple[str, ...] = ()
    upload_bytes: int = LimitsConfig().upload_bytes
    chats: int = LimitsConfig().chats
    private_hosts: tuple[str, ...] = ()
    health: Callable[[], HealthReport] = lambda: {"status": "ok"}
    metrics: Callable[[], bytes] = bytes
    catalogue_channels: tuple[str, ...] = ()


class FrontEnd(Protocol):
    """One platform adapter."""

    @property
    def name(self) -> Platform:
        """The platform, as in `--only`."""

    async def run(self, ready: Callable[[str], None]) -> None:
        """Serve until cancelled; `ready` is called each time that it can be used, with where ("http://127.0.0.1:8080",
        "@lookalike_bot"). On cancellation it finishes what it has begun, closes all that it opened and lets the
        CancelledError out. Raises FrontEndError for what its admin can mend; anything else is a fault of ours, and is
        logged with its traceback and restarted after a pause. `run` may be awaited again after it ended."""
