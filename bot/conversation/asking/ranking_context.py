"""What an answer depends on besides its photo: relaxed filters, verdicts, what many call wrong, and a shopper's taste.

Taste is what their verdicts tell: gentle, shown in /settings, and switched off there.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from bot.conversation.event_context import EventContext, Services
from bot.conversation.saying.faults import going_on
from bot.conversation.words.chips import filters_of, relaxation_steps
from bot.messages import Event
from bot.ports import Chip, Product, Profile, RankingContext, RankingRequest, Verdict
from bot.texts import Texts
from bot.texts.lexicon import folded

_MANY = 3  # people who call a product wrong for a kind of query, before it is ranked lower for it
_READ_AGAIN = 600.0
HISTORY = 300  # verdicts that count, the latest ones
_LEAST = 4  # liked products before anything is concluded
_SEEN = 3  # verdicts that a word needs
_CLEAR = 0.25  # a weaker leaning is chance


async def ranking_request(
    ctx: EventContext[Event], chips: Sequence[Chip], exclude: Collection[str] = (), continues: str = ""
) -> RankingRequest:
    """A page of hits with these filters; `continues` is the query whose verdicts count. What the store cannot tell is
    left out: an answer does not depend on it."""
    services = ctx.services
    verdicts: Mapping[str, int] = {}
    profile, rejected = Profile(), services.rejected.products
    with going_on("an answer goes without what was learned"):
        if continues:
            verdicts = await services.store.verdicts.balance(continues)
        person, chat = ctx.event.person, ctx.event.chat
        if (await services.store.people.settings(person, chat)).learns:
            profile = taste_profile(await services.store.verdicts.latest_of(person, chat, HISTORY))
        rejected = await _rejected(services)
    context = RankingContext(
        relaxed=tuple(filters_of(step.chips) for step in relaxation_steps(chips, services.worker.words)),
        recolour=tuple(word for chip in chips if chip.kind == "colour" and not chip.negated for word in chip.words),
        liked=tuple(product for product, worth in verdicts.items() if worth > 0),
        disliked=tuple(product for product, worth in verdicts.items() if worth < 0),
        profile=profile,
        rejected=rejected,
    )
    seconds = ctx.settings.ranking_ms / 1000
    return RankingRequest(filters_of(chips), ctx.settings.page_size, exclude, context, seconds)


async def _rejected(services: Services) -> Mapping[str, Mapping[str, float]]:
    known = services.rejected
    if time.monotonic() - known.read_at > _READ_AGAIN:
        known.products, known.read_at = await services.store.verdicts.rejected(_MANY), time.monotonic()
    return known.products


def taste_profile(history: Sequence[tuple[Product, Verdict]]) -> Profile:
    """From the latest verdicts; nothing, while they are few."""
    liked = [product for product, verdict in history if verdict == "up"]
    disliked = [product for product, verdict in history if verdict == "down"]
    if len(liked) < _LEAST:
        return Profile()
    prices = sorted(product.price for product in liked if product.price)
    low, high = (prices[len(prices) // 10], prices[-1 - len(prices) // 10]) if len(prices) >= _LEAST else (None, None)
    return Profile(
        genders=_leanings([p.audience for p in liked], [p.audience for p in disliked]),
        colours=_leanings([p.colour for p in liked], [p.colour for p in disliked]),
        brands=_leanings([p.brand for p in liked], [p.brand for p in disliked]),
        low=low,
        high=high,
    )


def taste_line(profile: Profile, texts: Texts, currency: str) -> str:
    """What is preferred, in one line; empty if nothing is."""
    parts = []
    for kind, words in (("gender", profile.genders), ("colour", profile.colours)):
        parts += [texts.name(kind, word) for word, weight in _strongest(words) if weight > 0]
    parts += [word.title() for word, weight in _strongest(profile.brands) if weight > 0]
    if profile.low is not None and profile.high is not None:
        low, high = texts.amount(int(profile.low), currency), texts.amount(int(profile.high) + 1, currency)
        parts.append(texts("chip-between", low=low, high=high))
    return ", ".join(parts)


def _strongest(words: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(words.items(), key=lambda pair: (-abs(pair[1]), pair[0]))[:3]


def _leanings(liked: Iterable[str], disliked: Iterable[str]) -> dict[str, float]:
    """From -1 to 1 by word, case folded: how much more of what was liked has it than of what was not."""
    ups = Counter(folded(word) for word in liked if word)
    downs = Counter(folded(word) for word in disliked if word)
    all_ups, all_downs = max(1, ups.total()), max(1, downs.total())
    found = {}
    for word in {*ups, *downs}:
        if ups[word] + downs[word] < _SEEN:
            continue
        up, down = (ups[word] + 0.5) / (all_ups + 1), (downs[word] + 0.5) / (all_downs + 1)
        leaning = (up - down) / (up + down)
        if abs(leaning) >= _CLEAR:
            found[word] = round(leaning, 3)
    return found
