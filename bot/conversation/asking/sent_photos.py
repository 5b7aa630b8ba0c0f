"""Words that address one of the shopper's photos: "the first photo", "back to the second one"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.event_context import EventContext
from bot.conversation.words.understood import Understood
from bot.messages import Event
from bot.ports import RecentPhoto, StoredQuery

_SECONDS = 3600.0  # between the first photo that counts and the last


def photo_named(found: Understood, query: StoredQuery) -> int:
    """Which photo is meant, 0 for none. After several photos "back to the first one" means a photo, too; "the first
    one" alone is a product."""
    if found.undo and len(found.places) == 1 and query.sent.count > 1 and not found.asks:
        found.photo, found.places, found.undo = found.places[0], [], False
    return found.photo


async def answer_to_photo(ctx: EventContext[Event], query: StoredQuery, place: int) -> StoredQuery | int:
    """The newest answer about that photo: of those that were sent together, where the answer's own was one of several,
    else of all that were sent lately. If there is none, how many there are."""
    event, queries = ctx.event, ctx.store.queries
    recent = await queries.photos(event.person, event.chat, _SECONDS)
    photos = _together(recent, query) if query.sent.count > 1 else dict(enumerate(recent, start=1))
    meant = photos.get(max(photos, default=0) + 1 + place if place < 0 else place)  # from the end
    answer = await queries.find(meant.answer_id, event.person, event.chat) if meant else None
    return answer or len(photos)


def _together(recent: Sequence[RecentPhoto], query: StoredQuery) -> dict[int, RecentPhoto]:
    """Those sent with the answer's photo, each by its place."""
    at = next((at for at in reversed(range(len(recent))) if recent[at].sent == query.sent), None)
    if at is None:
        return {}
    first = last = at
    while first and _follows(recent[first - 1], recent[first]):
        first -= 1
    while last + 1 < len(recent) and _follows(recent[last], recent[last + 1]):
        last += 1
    return {each.sent.place: each for each in recent[first : last + 1]}


def _follows(one: RecentPhoto, other: RecentPhoto) -> bool:
    return one.sent.count == other.sent.count and one.sent.place < other.sent.place
