"""How replies of any kind look in Discord. Every message has passed the server's check of what Discord takes."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, cast

import pytest

from bot.frontends.discord.outgoing.components import ComponentFactory
from bot.frontends.discord.outgoing.embeds import buttons
from bot.frontends.discord.outgoing.layout import layout
from bot.messages import ActionEvent, Button, ButtonStyle, Menu, Option, Picture, ProductCard, Reply
from recommender.photo.reencoding import reencoded_as_jpeg
from tests.bot.frontends.discord.loopback.rules import GALLERY, SECTION, SELECT, THUMBNAIL, components_of
from tests.bot.frontends.discord.loopback.server import DiscordServer, is_ephemeral
from tests.bot.frontends.discord.page import page
from tests.bot.frontends.discord.people import DiscordUser, button, named, option, read
from tests.bot.frontends.discord.rig import RunningDiscord, ScriptedConversation, running_discord
from tests.bot.frontends.web.rig import picture
from tests.bot.rig import photo

Json = dict[str, Any]
LONG = "A very long title of a product that says everything about it, " * 5


@pytest.fixture
def script() -> ScriptedConversation:
    """A conversation to be told what to say."""
    return ScriptedConversation()


def card(rank: int, *more: Button, title: str = "", **fields: Any) -> ProductCard:
    """A shirt with the usual three buttons, and more."""
    buttons = (
        Button("Fits", f"up q {rank}", "👍"),
        Button("Does not fit", f"down q {rank}", "👎"),
        Button("More like this", f"like q {rank}", "🔎"),
        *more,
    )
    shown = {"price": "€ 10", "link": f"https://shop.example/{rank}", "picture": Picture(data=picture(60 + rank, 80))}
    return ProductCard(str(rank), rank, title or f"Shirt {rank}", buttons=buttons, **{**shown, **fields})


async def shown(running: RunningDiscord, script: ScriptedConversation, reply: Reply) -> tuple[DiscordUser, Json]:
    """The message for a reply."""
    script.replies = [reply]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    return asker, message


async def pressed(running: RunningDiscord, script: ScriptedConversation, press: Any) -> ActionEvent:
    """What the conversation hears of a press."""
    before = len(script.events)
    await press
    await running.server.until(lambda: len(script.events) > before)
    return cast("ActionEvent", script.events[-1])


async def test_a_whole_answer_fits(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Heading, five products with three buttons each, a last line and three ways on are one message of 40 parts, the
    thumbs without words, "More like this" with them."""
    ways = (
        Button("Next 5", "next q", style=ButtonStyle.PRIMARY),
        Button("Bag", "piece q 2", "👗"),
        Button("Filters", "p q"),
    )
    reply = Reply("Shirt: close matches", tuple(card(n) for n in range(1, 6)), "👍 or 👎?", buttons=(ways,))
    _, message = await shown(running, script, reply)
    parts = list(components_of(message))
    assert len(parts) == 40
    assert read(message).startswith(
        "**Shirt: close matches**\n-# 👍 or 👎?\n**1. [Shirt 1](https://shop.example/1)**\n€ 10"
    )
    assert "label" not in button(message, "👍") or button(message, "👍")["label"] is None
    assert button(message, "🔎")["label"] == "More like this"
    assert named(message, "Next 5")["style"] == 1  # type: ignore[index]
    assert all(named(message, each) for each in ("Bag", "Filters"))


async def test_what_is_too_much_goes_into_a_select(running: RunningDiscord, script: ScriptedConversation) -> None:
    """With a fourth button on each product, four ways on and a menu, nothing is lost: what does not fit is in selects,
    the thumbs and "Next 5" stay buttons, and each line does what its button would."""
    cards = tuple(card(n, Button("Save", f"save q {n}", "💾")) for n in range(1, 6))
    ways = (
        Button("Next 5", "next q", style=ButtonStyle.PRIMARY),
        *(Button(f"Way {n}", f"way q {n}") for n in range(4)),
    )
    menu = Menu("Colour", "pick q 2", (Option("Red", "Red"), Option("Navy", "Navy Blue")))
    asker, message = await shown(running, script, Reply("Shirt", cards, "?", (menu,), (ways,)))
    assert len([part for part in components_of(message) if part["type"] == SECTION]) == 5
    assert len([part for part in components_of(message) if (part.get("emoji") or {}).get("name") == "👎"]) == 5
    assert named(message, "Next 5")
    placeholders = [part["placeholder"] for part in components_of(message) if part["type"] == SELECT]
    assert placeholders == ["Colour · Way 1 · Way 2 · Way 3 · Save"]
    assert named(message, "Way 0")
    script.replies = []
    save = option(message, "3: Save")
    assert (await pressed(running, script, asker.press(message, save[0], [save[1]]))).action == "save q 3"
    way = option(message, "Way 2")
    assert (await pressed(running, script, asker.press(message, way[0], [way[1]]))).action == "way q 2"
    navy = option(message, "Colour: Navy")
    event = await pressed(running, script, asker.press(message, navy[0], [navy[1]]))
    assert (event.action, event.values) == ("pick q 2", ("Navy Blue",))


@pytest.mark.parametrize("count", [6, 10, 25, 40])
async def test_long_lists(running: RunningDiscord, script: ScriptedConversation, count: int) -> None:
    """More products than fit with their pictures are shown with a gallery, or as lines; the first are always named, and
    what can be done with them stays possible."""
    cards = tuple(card(n, Button("Remove", f"remove {n}", "🗑️")) for n in range(1, count + 1))
    _, message = await shown(running, script, Reply("Saved", cards))
    assert all(f"Shirt {n}]" in read(message) for n in range(1, min(count, 20) + 1))
    assert any(part["type"] in (GALLERY, THUMBNAIL) for part in components_of(message))


async def test_menus_are_selects(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A menu shows what is chosen; one for several takes several; one of more than 25 lines is split."""
    menus = (
        Menu("Colour", "colour", (Option("Any", "-"), Option("Red", "r", chosen=True))),
        Menu("Types", "types", tuple(Option(f"Type {n}", f"t{n}", n in (3, 30)) for n in range(40)), multiple=True),
    )
    asker, message = await shown(running, script, Reply("Filters", menus=menus))
    selects = [part for part in components_of(message) if part["type"] == SELECT]
    assert [part["placeholder"] for part in selects] == ["Colour", "Types (1/2)", "Types (2/2)"]
    assert [(part["min_values"], part["max_values"]) for part in selects] == [(1, 1), (0, 25), (0, 15)]
    assert [o["label"] for part in selects for o in part["options"] if o.get("default")] == ["Red", "Type 3", "Type 30"]
    event = await pressed(running, script, asker.press(message, selects[1]["custom_id"], ["t1", "t2"]))
    assert (event.action, event.values) == ("types", ("t1", "t2"))


async def test_no_message_is_kept_in_memory() -> None:
    """What was sent is not remembered by discord.py, in either form: presses are read from their custom_id alone."""
    reply = Reply("Shirt", (card(1),), buttons=((Button("Next 5", "next q"),),))
    below_embeds = buttons(reply, ComponentFactory("group"))
    assert layout(reply, (), ComponentFactory("group")).is_finished()
    assert below_embeds is not None and below_embeds.is_finished()


async def test_rows_stay_rows(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Where there is room, the conversation's rows of buttons are rows, with their looks."""
    rows = (
        (Button("Yes, delete", "yes", style=ButtonStyle.DANGER), Button("No", "no")),
        (Button("On", "on", pressed=True), Button("Off", "off", disabled=True)),
    )
    _, message = await shown(running, script, Reply("Really?", footer="This cannot be undone.", buttons=rows))
    drawn = [[(b["label"], b["style"], b["disabled"]) for b in row["components"]] for row in message["components"][-2:]]
    assert drawn == [[("Yes, delete", 4, False), ("No", 2, False)], [("On", 3, False), ("Off", 2, True)]]
    assert read(message) == "Really?\n-# This cannot be undone."


@pytest.mark.parametrize(
    "title",
    [
        "Tom & Jerry's <b>T-shirt</b> [new] (red) *now* _only_ `10` ~~20~~ ||x|| \\o/",
        "# not a heading",
        "> not a quotation",
        "-# not small",
        "1. not a list",
        "@everyone <@1001> <#5> <:x:1>",
        "חולצה אדומה 🙂 กางเกง",
        "two\nlines\r\nand a tab\t.",
    ],
)
async def test_titles_arrive_as_they_are(running: RunningDiscord, script: ScriptedConversation, title: str) -> None:
    """Nothing in a title is markup, pings anybody, or breaks the link; the texts of the conversation are the same."""
    _, message = await shown(running, script, Reply(title, (card(1, title=title, note=title),)))
    plain = page([message], {})
    words = html.escape(" ".join(title.split()), quote=False).replace("@everyone", "@\u200beveryone")
    assert f"<a href='https://shop.example/1'>{words}</a>" in plain
    assert plain.count(words) >= 2
    assert running.server.requests[-1].payload["allowed_mentions"] == {"parse": []}


async def test_nothing_fails_for_length(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Texts, titles, prices, labels and options beyond every limit are shortened, not refused."""
    cards = tuple(card(n, title=LONG, price="9" * 300, note=LONG) for n in range(1, 6))
    menu = Menu(LONG, "m", (Option(LONG, "x"), Option("", "y")))
    _, message = await shown(running, script, Reply(LONG * 20, cards, LONG, (menu,), ((Button(LONG, "b" * 60),),)))
    assert read(message).startswith("**A very long title")
    _, message = await shown(running, script, Reply(LONG * 20))
    assert len(read(message)) < 4000


async def test_icons_that_discord_does_not_have(running: RunningDiscord, script: ScriptedConversation) -> None:
    """If Discord refuses an emoji, it is written into the labels; the buttons are all there."""
    body = {"code": 50035, "message": "Invalid Form Body\nIn components.0.emoji.name: Invalid emoji"}
    running.server.fail("PATCH", "@original", status=400, body=body, times=9, when=lambda c: "emoji" in str(c.payload))
    _, message = await shown(running, script, Reply("Shirt", (card(1),)))
    labels = [part["label"] for part in components_of(message) if part["type"] == 2]
    assert labels == ["👍", "👎", "🔎 More like this"]


async def test_commands_in_texts_can_be_pressed(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A command that a text names is Discord's own mention of it; what only looks like one is left as it is."""
    ids = {each["name"]: each["id"] for each in running.server.commands}
    while "</hello" not in read((await shown(running, script, Reply("/hello")))[1]):
        pass  # the bot has not read yet what Discord has registered
    _, message = await shown(running, script, Reply("Try /hello or /gone, and/or https://x.example/hello. (/find)"))
    assert f"Try </hello:{ids['hello']}> or /gone, and/or https://x.example/hello. (</find:{ids['find']}>)" == read(
        message
    )


async def test_links_that_lead_nowhere(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A link that is no web address is left out; one with brackets and spaces stays whole."""
    cards = (card(1, link="javascript:alert(1)"), card(2, link="https://shop.example/a (b)?x=[1]"), card(3, link=""))
    _, message = await shown(running, script, Reply("Shirt", cards))
    assert "**1. Shirt 1**" in read(message) and "**3. Shirt 3**" in read(message)
    assert "[Shirt 2](https://shop.example/a%20%28b%29?x=[1])" in read(message)


async def test_pictures_of_every_kind(discord: DiscordServer, script: ScriptedConversation, tmp_path: Path) -> None:
    """A file is sent along, a web address is given as it is, what Discord does not draw is drawn anew, and what is
    missing costs its card the picture only; the same picture twice is sent once."""
    for name, kind in (("a.jpg", "JPEG"), ("b.bmp", "BMP")):
        (tmp_path / name).write_bytes(picture(kind=kind))
    pictures = (
        Picture(path=str(tmp_path / "a.jpg")),
        Picture(url="https://shop.example/pictures/1.jpg"),
        Picture(path=str(tmp_path / "b.bmp")),
        Picture(path=str(tmp_path / "missing.jpg")),
        Picture(path=str(tmp_path / "a.jpg")),
        None,
    )

    async def redraw(data: bytes, /, *, most_side: int = 0) -> bytes:
        return reencoded_as_jpeg(data, most_side)

    async with running_discord(discord, script, redraw=redraw) as bot:
        cards = tuple(card(n, picture=each) for n, each in enumerate(pictures, start=1))
        _, message = await shown(
            bot,
            script,
            Reply("Shirt", tuple(ProductCard(c.product_id, c.rank, c.title, picture=c.picture) for c in cards)),
        )
        media = [part["media"]["url"] for part in components_of(message) if part["type"] == THUMBNAIL]
        assert len(media) == 4
        assert media[1] == "https://shop.example/pictures/1.jpg"
        assert media[0] == media[3] and media[2].endswith(".jpg")
        assert len(message["attachments"]) == 2


async def test_pictures_are_made_smaller_before_they_are_left_out(
    discord: DiscordServer, script: ScriptedConversation
) -> None:
    """If Discord finds an answer too large, the same pictures come smaller."""

    async def redraw(data: bytes, /, *, most_side: int = 0) -> bytes:
        return reencoded_as_jpeg(data, most_side)

    large = [picture(900 + n, 1200) for n in range(5)]
    async with running_discord(discord, script, redraw=redraw) as bot:
        discord.fail("PATCH", "@original", status=413, body={"code": 40005, "message": "Request entity too large"})
        cards = tuple(card(n, picture=Picture(data=each)) for n, each in enumerate(large, start=1))
        _, message = await shown(bot, script, Reply("Shirt", cards))
        assert len(message["attachments"]) == 5
        assert sum(each["size"] for each in message["attachments"]) < sum(map(len, large)) / 2


async def test_a_changed_answer_brings_only_new_pictures(running: RunningDiscord, script: ScriptedConversation) -> None:
    """An edit with the same pictures sends none; one with others sends those, in place of the old."""
    reply = Reply("Shirt", (card(1), card(2)), replaces=True)
    asker, message = await shown(running, script, reply)
    first = message["attachments"]
    script.replies = [Reply("Same", reply.cards, replaces=True)]
    await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: "Same" in read(message))
    assert message["attachments"] == first
    script.replies = [Reply("Others", (card(3),), replaces=True)]
    await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: "Others" in read(message))
    assert len(message["attachments"]) == 1 and message["attachments"] != first


async def test_notices(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A notice alone is whispered to whoever pressed; beside a change it is left out, because the change says it."""
    asker, message = await shown(running, script, Reply("Shirt", (card(1),)))
    script.replies = [Reply(notice="Too old")]
    asked = await asker.press(message, button(message, "👍")["custom_id"])
    _, whisper = await asker.answer(asked, 2)
    assert is_ephemeral(whisper) and read(whisper) == "Too old"
    script.replies = [Reply("Changed", (card(1),), notice="Noted", replaces=True)]
    asked = await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: "Changed" in read(message))
    await running.settled()
    assert len(asked.message_ids) == 1


async def test_a_panel_for_one_leads_to_an_answer_for_all(
    running: RunningDiscord, script: ScriptedConversation
) -> None:
    """Filters open for whoever asked for them; the narrowed answer is shown where the first one was, and the chat is
    the channel's all along."""
    asker, message = await shown(
        running, script, Reply("Shirt", (card(1),), buttons=((Button("Filters", "panel q"),),))
    )
    menu = Menu("Colour", "pick q 2", (Option("Red", "Red"), Option("Navy", "Navy")))
    script.replies = [Reply("Narrow by", menus=(menu,), only_for_person=True)]
    _, panel = await asker.answer(await asker.press(message, named(message, "Filters")["custom_id"]), 2)  # type: ignore[index]
    assert is_ephemeral(panel)
    script.replies = [Reply("Red shirts", (card(1),))]
    select = option(panel, "Red")
    _, narrowed = await asker.answer(await asker.press(panel, select[0], [select[1]]), 2)
    assert not is_ephemeral(narrowed) and "Red shirts" in read(narrowed)
    assert script.events[-1].chat.kind == "group"


async def test_a_private_answer_stays_private(running: RunningDiscord, script: ScriptedConversation) -> None:
    """What follows a "Find similar" is seen by its asker alone, and belongs to their private chat."""
    script.replies = [Reply("Shirt", (card(1),))]
    asker = running.someone()
    (message,) = await asker.answer(await asker.find_similar(await asker.say("", asker.attachment(photo(1)))))
    _, following = await asker.answer(await asker.press(message, button(message, "🔎")["custom_id"]), 2)
    assert is_ephemeral(following)
    assert [event.chat.kind for event in script.events] == ["private", "private"]


async def test_what_follows_a_hidden_list_is_hidden(running: RunningDiscord, script: ScriptedConversation) -> None:
    """What is pressed on a list that a command has shown to one person is answered to that person, in the channel's
    chat."""
    script.replies = [Reply("Saved", (card(1),))]
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("hello"))
    _, following = await asker.answer(await asker.press(message, button(message, "🔎")["custom_id"]), 2)
    assert is_ephemeral(message) and is_ephemeral(following)
    assert [event.chat.kind for event in script.events] == ["group", "group"]


async def test_everything_pressed_on_one_message_is_drawn_in_order(
    running: RunningDiscord, script: ScriptedConversation
) -> None:
    """Quick presses on one message are answered one after the other, so that what is drawn last was pressed last."""
    asker, message = await shown(running, script, Reply("Shirt", (card(1),)))
    script.gate.clear()
    for _ in range(3):
        await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: len(running.server.called("POST", "/callback")) == 4)
    await running.heard()
    assert len(script.events) == 2
    script.gate.set()
    await running.server.until(lambda: len(script.events) == 4)
