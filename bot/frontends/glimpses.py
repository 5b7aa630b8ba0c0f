"""What of a shopper's photo an answer is about, drawn from the photo that the platform still has."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.frontends import CutOut
from bot.messages import Glimpse, Photo, Picture, Reply

log = logging.getLogger(__name__)

_AT_ONCE = 4  # photos in memory


class GlimpsePictures:
    """For one run of a front end."""

    def __init__(self, cut_out: CutOut | None) -> None:
        self._cut_out = cut_out
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def drawn(self, reply: Reply, photo: Callable[[Glimpse], Awaitable[Photo]]) -> Reply:
        """With a picture of what it is newly about, where it has none yet; as it is where the photo cannot be had."""
        seen = reply.glimpse
        if seen is None or not seen.is_new or seen.picture is not None or self._cut_out is None:
            return reply
        async with self._room:
            data = (await photo(seen)).data
            if not data:
                return reply
            meant = seen.among.index(seen.box) if seen.box in seen.among else 0
            try:
                cut_out = await self._cut_out(data, seen.among, meant)
            except ValueError as error:
                log.info("what an answer is about cannot be drawn: %s", error)
                return reply
        return replace(reply, glimpse=replace(seen, picture=Picture(data=cut_out)))
