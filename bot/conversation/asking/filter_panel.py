"""What opens behind an answer's "Filters": the filters that are set, each with a way to take it away, and menus."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.asking.filtering import answer_with_filters
from bot.conversation.event_context import EventContext
from bot.conversation.saying.render import chip_buttons
from bot.conversation.saying.start_help import examples
from bot.conversation.words.chips import chip_label, merged
from bot.messages import ActionEvent, Button, Event, Menu, Option, Reply
from bot.ports import Chip, ChipKind, StoredQuery
from bot.texts import capitalized
from bot.texts.lexicon import folded

# The places of the menus in an action; old buttons have to go on meaning the same.
MENUS: dict[int, ChipKind] = {1: "gender", 2: "colour", 3: "price", 4: "type"}
_MOST = {"gender": 6, "colour": 12, "type": 8}
_ANY = "-"


async def open_panel(ctx: EventContext[ActionEvent], query: StoredQuery) -> list[Reply]:
    """The menus for one answer: a message of its own, for whoever asked for it, at the answer."""
    texts, words = ctx.texts, ctx.worker.words
    menus = [menu for place, kind in MENUS.items() if (menu := _menu(ctx, query, place, kind))]
    rows = chip_rows(ctx, query, words.currency)
    if query.answer.hits and query.kind not in ("similar", "outfit"):
        rows = (*rows, (Button(texts("button-watch"), str(Action("watch", query.query_id)), icon="🔔"),))
    # In a group the bot may hear only what is said to it.
    text = texts(
        "panel-title" if query.chips else "panel-title-none",
        group="yes" if query.is_group else "no",
        under=examples(texts, words)["under"],
    )
    return [Reply(text=text, menus=tuple(menus), buttons=rows, only_for_person=True, under=True)]


def chip_rows(ctx: EventContext[Event], query: StoredQuery, currency: str) -> tuple[tuple[Button, ...], ...]:
    """The filters that are set, two in a row, and a way to be rid of all."""
    buttons = chip_buttons(query, ctx.texts, currency)
    if len(buttons) > 1:
        label = ctx.texts("button-all-away")
        action = str(Action("clear", query.query_id))
        buttons.append(Button(label, action, icon="✖️", aloud=ctx.texts("chip-away", what=label)))
    return tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))


async def pick_filter(ctx: EventContext[ActionEvent], query: StoredQuery, place: int) -> list[Reply]:
    """One line of one of the menus was chosen."""
    kind = MENUS[place]
    value = ctx.event.values[0] if ctx.event.values else _ANY
    chips = tuple(chip for chip in query.chips if chip.kind != kind or chip.negated)
    if value != _ANY:
        chip = _price_chip(value) if kind == "price" else Chip(kind, (value,))
        if chip is None:
            return [Reply(notice=ctx.texts("notice-stale"))]
        chips = merged(chips, (chip,))
    return [await answer_with_filters(ctx, query, chips)]


async def drop_filter(ctx: EventContext[ActionEvent], query: StoredQuery, place: int) -> list[Reply]:
    """The answer without one of its filters."""
    return [await answer_with_filters(ctx, query, (*query.chips[: place - 1], *query.chips[place:]))]


async def clear_filters(ctx: EventContext[ActionEvent], query: StoredQuery) -> list[Reply]:
    """The answer without any of its filters."""
    return [await answer_with_filters(ctx, query, ())]


def _menu(ctx: EventContext[Event], query: StoredQuery, place: int, kind: ChipKind) -> Menu | None:
    texts = ctx.texts
    set_now = next((chip for chip in query.chips if chip.kind == kind and not chip.negated), None)
    options = _prices(ctx, query) if kind == "price" else _words(ctx, query, kind)
    if not options:
        return None
    chosen = "|".join(set_now.words) if set_now else ""
    if set_now and kind == "price" and set_now.high is not None and set_now.low is None:
        chosen = f"<{set_now.high:g}"
    lines = tuple(Option(capitalized(text), value, value == chosen) for text, value in options)
    if set_now is not None:
        lines = (Option(texts("panel-any"), _ANY), *lines)
    return Menu(texts(f"panel-{kind}"), str(Action("pick", query.query_id, place)), lines)


def _words(ctx: EventContext[Event], query: StoredQuery, kind: ChipKind) -> list[tuple[str, str]]:
    words = ctx.worker.words
    if kind == "type":
        # Only what is near the photo's own type: nobody looks for a belt like a dress.
        recognised = [guess.value for guess in query.answer.attributes.type[:2]]
        near = (
            each
            for word in recognised
            for each in (word, *words.called.get(folded(word), ()), *words.near_types.get(folded(word), ())[:5])
        )
        known = [word for word in dict.fromkeys(near) if word in words.types]
    else:
        known = list(words.genders if kind == "gender" else words.usual_colours)
    if len(known) < 2:
        return []
    return [(ctx.texts.name(kind, word), word) for word in known[: _MOST[kind]]]


def _prices(ctx: EventContext[Event], query: StoredQuery) -> list[tuple[str, str]]:
    """Limits around what was shown."""
    shown = sorted(hit.product.price for hit in query.answer.hits if hit.product.price)
    if not shown:
        return []
    currency = ctx.worker.words.currency
    middle = shown[len(shown) // 2]
    limits = dict.fromkeys(_nice(middle * share) for share in (0.5, 0.8, 1.25, 2.0))
    return [(chip_label(Chip("price", high=limit), ctx.texts, currency), f"<{limit:g}") for limit in limits]


def _nice(price: float) -> float:
    """1, 2, 2.5, 4, 5, 6, 8 times a power of ten, the nearest."""
    size = 10.0 ** (len(str(int(price))) - 1)
    return min((step * size for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)), key=lambda each: abs(each - price))


def _price_chip(value: str) -> Chip | None:
    try:
        chip = Chip("price", high=float(value.removeprefix("<")))
    except ValueError:
        return None
    return None if chip.is_empty else chip
