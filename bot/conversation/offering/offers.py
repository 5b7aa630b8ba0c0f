"""A photo with a caption becomes a product that is found within seconds: what is read, seen, kept and served."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation.event_context import EventContext, Services
from bot.conversation.offering.drawing import FIELDS
from bot.conversation.offering.wording import wording_of
from bot.conversation.saying.faults import fault_sentence, megabytes
from bot.messages import Event, PhotoEvent, Post
from bot.ports import (
    Attributes,
    ChatOffer,
    Guess,
    IndexMissingError,
    PhotoError,
    Product,
    RankingRequest,
    ReadCaption,
    RecommenderError,
    WorkerFullError,
    read_caption,
)
from bot.texts import Texts, capitalized

_log = logging.getLogger(__name__)

# From when on the network's word is taken for the product's, where the caption says nothing.
_SURE = {"type": 0.5, "colour": 0.6, "gender": 0.7}


async def serve(services: Services) -> bool:
    """Have found what is offered as it is now; False if that has to wait, for the index is not there (yet)."""
    try:
        await services.worker.serve_additions(services.store.offers.products)
    except IndexMissingError:
        return False
    except RecommenderError as error:
        _log.error("products by chat cannot be found now: %s: %s", type(error).__name__, error)
        return False
    return True


@dataclass(frozen=True, slots=True)
class Taken:
    """What has become of some photos with a caption: the offer, or the sentence on why there is none; what was read;
    whether it can be found now."""

    read: ReadCaption
    offer: ChatOffer | None = None
    fault: str = ""
    served: bool = True


async def take_offer(ctx: EventContext[Event], event: PhotoEvent, before: ChatOffer | None = None) -> Taken:
    """Make a product of the event's photos and caption, in place of the one of `before`, and have it found."""
    services, texts = ctx.services, ctx.texts
    text = caption_text(event.caption, event.links)
    read = read_caption(text, services.worker.words.currency)
    usable = [(photo, post) for photo, post in zip(event.photos, posts_of(event), strict=True) if photo.fault is None]
    faults = [texts(f"fault-{each.fault.value}", megabytes=megabytes(ctx)) for each in event.photos if each.fault]
    if not usable:
        return Taken(read, fault=next(iter(faults), texts("send-photo")))
    try:
        seen = await _look_at(services, usable[0][0].data)
    except PhotoError as error:
        return Taken(read, fault=fault_sentence(ctx, error))
    product_id = before.product.id if before else f"chat-{secrets.token_hex(5)}"
    offer = before or ChatOffer(await _product(product_id, text, services, seen, texts), text)
    if before is not None and read.title and text != before.caption:
        then, now = [await _product(product_id, each, services, seen, texts) for each in (before.caption, text)]
        offer = _changed(before, then, now, text)
    pictures = [(await services.store.offers.keep_picture(photo.data), post) for photo, post in usable]
    await services.store.offers.put(offer, pictures)
    served = await serve(services)
    return Taken(read, await services.store.offers.find(product_id), served=served)


def caption_text(caption: str, links: Sequence[str]) -> str:
    """A caption with the addresses that it was parted from."""
    return "\n".join(filter(None, (caption, *links)))


def _changed(before: ChatOffer, then: Product, now: Product, caption: str) -> ChatOffer:
    """With what the new caption says otherwise than the old one did; what was set by hand besides stays."""
    names = (*FIELDS, "currency", "in_stock")
    fields = {name: getattr(now, name) for name in names if getattr(now, name) != getattr(then, name)}
    return replace(before, product=replace(before.product, **fields), caption=caption)


async def _look_at(services: Services, data: bytes) -> Attributes:
    """What the network sees in it; nothing while it cannot say. Raises PhotoError if it is no usable photo."""
    try:
        return (await services.worker.recommend(data, RankingRequest(k=1))).attributes
    except PhotoError:
        raise
    except (RecommenderError, WorkerFullError):
        return Attributes()


async def _product(product_id: str, caption: str, services: Services, seen: Attributes, texts: Texts) -> Product:
    read, wording = read_caption(caption, services.worker.words.currency), await wording_of(caption, texts.language)
    words = {kind: wording.words.get(kind) or _surely(getattr(seen, kind), least) for kind, least in _SURE.items()}
    parts = {kind: texts.name(kind, words[kind]) for kind in ("gender", "colour", "type") if words[kind]}
    key = "-".join(("what", *parts))
    named = texts(key, **parts) if "type" in parts else texts("offer-untitled")
    return Product(
        id=product_id,
        title=read.title or capitalized(named),
        link=read.link,
        price=read.price,
        currency=read.currency,
        in_stock=read.in_stock is not False,
        type=words["type"],
        colour=words["colour"],
        gender=words["gender"],
    )


def _surely(guesses: Sequence[Guess], least: float) -> str:
    return guesses[0].value if guesses and guesses[0].probability >= least else ""


def posts_of(event: PhotoEvent) -> tuple[Post, ...]:
    """Which message each photo came with: the channel's, where it was posted or forwarded, else the admin's own."""
    own = Post(event.chat, event.message_ref or event.event_id)
    if len(event.posts) == len(event.photos):
        return event.posts
    # One message can hold several photos.
    return (*event.posts, own)[:1] * len(event.photos)
