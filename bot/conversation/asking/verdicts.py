"""👍 and 👎, by button or by emoji reaction. Everybody has a verdict of their own on each product of each answer; what
is drawn as pressed takes it back, the other one replaces it."""

from __future__ import annotations

from bot.conversation.actions import parse_action
from bot.conversation.event_context import EventContext
from bot.conversation.saying.render import answer_reply
from bot.messages import ActionEvent, ReactionEvent, Reply
from bot.metrics import VERDICTS
from bot.ports import StoredQuery, Verdict, VerdictTally
from bot.texts import texts_for

_UP = frozenset("👍❤🔥🥰😍🤩👏💯🎉😻💖💕💗💓💘💙💚💛🧡💜🖤🤍🤎👌🙏✅⭐🌟😊😁🫶")
_DOWN = frozenset("👎💩🤮😡🤬💔😠🤢❌😒🙁☹")
# Says how an emoji is drawn (variation selector, skin tones), not which one it is.
_DRAWING = dict.fromkeys([0xFE0F, *range(0x1F3FB, 0x1F400)])


async def press_verdict(
    ctx: EventContext[ActionEvent], query: StoredQuery, place: int, verdict: Verdict
) -> list[Reply]:
    """Keep, replace or take back the verdict of whoever pressed. The answer is drawn anew for its asker, and for all
    where all see it; others get a word of thanks only."""
    store, event = ctx.store, ctx.event
    product_id = query.answer.hits[place - 1].product.id
    is_mine, action = query.tallies.get(product_id, VerdictTally()).mine == verdict, parse_action(event.action)
    # The buttons are drawn for the asker: others do not see there what they have said themselves.
    if not (action.turned(is_mine) if action and query.by_person else not is_mine):
        await store.verdicts.clear(query.query_id, product_id, event.person, event.chat)
        notice = ctx.texts("notice-cleared")
    else:
        await store.verdicts.set(query.query_id, product_id, event.person, event.chat, verdict)
        notice = ctx.texts(f"notice-{verdict}")
        VERDICTS.labels(verdict).inc()
    now = await store.queries.find(query.query_id, event.person, event.chat)
    if now is None or not (now.by_person or now.is_group):
        return [Reply(notice=notice)]
    return [answer_reply(now, await texts_for(now.locale), ctx.services, replaces=True, notice=notice)]


async def react(ctx: EventContext[ReactionEvent]) -> list[Reply]:
    """A reaction on a product's picture, or on an answer as a whole, is a verdict; others are nothing to us.
    Reactions are answered by silence: nobody wants a message for each."""
    event, store = ctx.event, ctx.store
    verdict = verdict_of(event.emoji)
    shown = await store.messages.shown_by(event.chat, event.message_ref) if verdict else None
    if verdict is None or shown is None:
        return []
    if event.anonymous:
        await store.verdicts.count_anonymous(shown.query_id, shown.product_id, verdict, -1 if event.removed else 1)
    elif event.removed:
        await store.verdicts.clear(shown.query_id, shown.product_id, event.person, event.chat, verdict)
    else:
        await store.verdicts.set(shown.query_id, shown.product_id, event.person, event.chat, verdict)
    if not event.removed:
        VERDICTS.labels(verdict).inc()
    return []


def verdict_of(emoji: str) -> Verdict | None:
    """What an emoji says of a product, if anything."""
    plain = emoji.translate(_DRAWING)
    if plain in _UP:
        return "up"
    return "down" if plain in _DOWN else None
