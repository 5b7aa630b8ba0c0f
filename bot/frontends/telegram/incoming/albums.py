"""An album comes as one update per photo, without a word on how many: they are gathered until no more come."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from cachetools import TTLCache

from bot.frontends.ordering import EventStatus
from bot.frontends.telegram.incoming.events import IncomingEvent
from bot.messages import PhotoEvent

_QUIET_SECONDS = 0.8
_LONGEST_SECONDS = 4.0
_MOST = 10
# A photo that comes after its album was answered gets no answer of its own.
_STRAGGLER_SECONDS = 30.0
_REMEMBERED = 1000


class ArrivingAlbum:
    """The photos of one album that have come so far, with the statuses of their updates."""

    def __init__(self, first: IncomingEvent, status: EventStatus) -> None:
        self.photos = [first]
        self.statuses = [status]
        self._came = asyncio.Event()

    def add(self, incoming: IncomingEvent, status: EventStatus) -> None:
        """One more photo."""
        self.photos.append(incoming)
        self.statuses.append(status)
        self._came.set()

    async def whole(self) -> IncomingEvent:
        """The album as one event, once nothing has come for a while: the first caption, addressed if one of them is."""
        until = time.monotonic() + _LONGEST_SECONDS
        while len(self.photos) < _MOST and (left := min(_QUIET_SECONDS, until - time.monotonic())) > 0:
            self._came.clear()
            try:
                async with asyncio.timeout(left):
                    await self._came.wait()
            except TimeoutError:
                break
        # By the order in which they were sent; updates need not come in it.
        photos = sorted(self.photos, key=lambda each: int(each.event.message_ref))
        events = [each.event for each in photos if isinstance(each.event, PhotoEvent)]  # as all in an album are
        said = next((each for each in events if each.caption or each.links), events[0])
        posts = tuple(post for each in events for post in each.posts)
        return replace(
            photos[0],
            event=replace(events[0], caption=said.caption, links=said.links, posts=posts),
            files=tuple(file for each in photos for file in each.files),
            refs=tuple(each.event.message_ref for each in photos for _ in each.files),
            addressed=any(each.addressed for each in photos),
        )


class ArrivingAlbums:
    """All that are being gathered, and those just answered."""

    def __init__(self) -> None:
        self._open: dict[tuple[int, str], ArrivingAlbum] = {}
        self._closed: TTLCache[tuple[int, str], bool] = TTLCache(_REMEMBERED, _STRAGGLER_SECONDS)

    def add(self, incoming: IncomingEvent, status: EventStatus) -> ArrivingAlbum | None:
        """Add a photo to its album; returns the ArrivingAlbum if it is the album's first."""
        key = (incoming.destination.chat_id, incoming.group_id)
        gathering = self._open.get(key)
        if gathering is not None:
            gathering.add(incoming, status)
            return None
        if key in self._closed:
            status.done()
            return None
        gathering = self._open[key] = ArrivingAlbum(incoming, status)
        return gathering

    def close(self, incoming: IncomingEvent) -> None:
        """The album is gathered: what still comes of it is late."""
        key = (incoming.destination.chat_id, incoming.group_id)
        self._open.pop(key, None)
        self._closed[key] = True
