"""The page in a real Chromium, as a shopper uses it: against the real server, conversation and store."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.bot.frontends.web.browser import CHROMIUM, DRAG, DROP, PASTE, REMEMBERED, Watched, photo_file, visit
from tests.bot.frontends.web.rig import PHOTO_BYTES, ShopWorker, picture, real_conversation, serving

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian's package `chromium`)"),
]


async def test_a_chosen_photo_is_shown_at_once_then_answered(anna: Watched, shop: ShopWorker) -> None:
    """The photo appears before the bot has answered, with a sign that it is looking; then come five cards."""
    shop.gate.clear()
    async with anna.page.expect_file_chooser() as chooser:
        await anna.page.get_by_role("button", name="Choose a photo").click()
    await (await chooser.value).set_files(photo_file())
    own = anna.page.locator(".mine img")
    await expect(own).to_be_visible()
    assert await own.evaluate("image => image.decode().then(() => image.naturalWidth)") == 300
    await expect(anna.page.locator("#typing")).to_be_visible()
    await expect(anna.page.locator("#announcer")).to_have_text("Lookalike is looking …")
    await expect(anna.page.locator(".card")).to_have_count(0)
    shop.gate.set()
    await expect(anna.page.locator(".card")).to_have_count(5)
    await expect(anna.page.locator("#typing")).to_be_hidden()
    await expect(anna.page.locator(".card img")).to_have_count(5)
    widths = await anna.page.locator(".card img").evaluate_all("all => all.map((image) => image.naturalWidth)")
    assert widths == [300] * 5
    assert shop.asked == [picture()]
    await expect(anna.page.locator("#announcer")).to_contain_text("close matches")


async def test_catalogue_texts_are_never_markup(anna: Watched) -> None:
    """A title with tags in it is shown as it was written, and its link leads to the product, in a tab of its own."""
    await anna.page.set_input_files("#file", photo_file())
    title = anna.page.locator(".card .title a").first
    await expect(title).to_have_text("Crimson <b>shirt</b> & co, no. 0")
    assert await title.get_attribute("href") == "http://shop.invalid/p/0"
    assert await title.get_attribute("target") == "_blank"
    assert "noopener" in str(await title.get_attribute("rel"))


async def test_an_admins_token_stays_on_no_screen(anna: Watched) -> None:
    """Not on that of who typed it either, once the bot has it."""
    await anna.page.locator("#text").fill("/admin sixteen-characters-and-more")
    await anna.page.keyboard.press("Enter")
    await expect(anna.page.locator(".mine .words")).to_have_text("/admin ***")


async def test_no_request_is_left_hanging(anna: Watched) -> None:
    """Once an answer is shown, nothing but the socket is open: a browser has six connections for all its tabs."""
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.locator(".card")).to_have_count(5)
    await anna.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize(("script", "kind"), [(DROP, "JPEG"), (PASTE, "PNG")], ids=["drop", "paste"])
async def test_a_dropped_or_pasted_photo_is_sent(anna: Watched, shop: ShopWorker, script: str, kind: str) -> None:
    """A file dropped on any place of the page, or pasted, is sent; what was being written goes along as its caption."""
    data = picture(kind=kind)
    await anna.page.get_by_role("textbox", name="Message").fill("under 40")
    await anna.page.evaluate(script, [list(data), f"image/{kind.lower()}"])
    await expect(anna.page.locator(".card")).to_have_count(5)
    await expect(anna.page.locator(".mine .words")).to_have_text("under 40")
    await expect(anna.page.locator("#text")).to_have_value("")
    await expect(anna.page.locator("#drop")).to_be_hidden()
    assert shop.asked == [data]


async def test_dragging_shows_where_to_drop(anna: Watched) -> None:
    """While something is dragged over the page it says so; Escape takes that back."""
    await anna.page.evaluate(DRAG)
    await expect(anna.page.locator("#drop")).to_be_visible()
    await anna.page.keyboard.press("Escape")
    await expect(anna.page.locator("#drop")).to_be_hidden()


async def test_a_sample_photo_is_one_press_away(anna: Watched, shop: ShopWorker, tmp_path: Path) -> None:
    """An empty chat offers the sample photos; a pressed one is sent like any other, and they can be called back."""
    await anna.page.get_by_role("button", name="Send sample photo 2").click()
    await expect(anna.page.locator(".card")).to_have_count(5)
    assert shop.asked == [(tmp_path / "b.png").read_bytes()]
    await expect(anna.page.locator("#samples")).to_be_hidden()
    await anna.page.get_by_role("button", name="Sample photos").click()
    await expect(anna.page.get_by_role("button", name="Send sample photo 1")).to_be_visible()


async def test_verdicts_are_pressed_and_taken_back(anna: Watched) -> None:
    """👍 stays pressed, 👎 takes its place, a second press takes it back; focus and pictures stay where they were."""
    await anna.page.set_input_files("#file", photo_file())
    second = anna.page.locator(".card").nth(1)
    up, down = second.get_by_role("button", name="Fits"), second.get_by_role("button", name="Does not fit")
    up = up.and_(second.locator(".bare").nth(0))
    await up.click()
    await expect(up).to_have_attribute("aria-pressed", "true")
    await expect(up).to_be_focused()
    fetched = len(anna.requests)
    await down.click()
    await expect(down).to_have_attribute("aria-pressed", "true")
    await expect(up).to_have_attribute("aria-pressed", "false")
    await down.click()
    await expect(down).to_have_attribute("aria-pressed", "false")
    await expect(anna.page.locator(".message")).to_have_count(3)
    assert [path for path in anna.requests[fetched:] if "/pictures/" in path] == []


async def test_next_five_and_more_like_this(anna: Watched) -> None:
    """The ways on bring new answers below, which are in view, until there is nothing further."""
    await anna.page.set_input_files("#file", photo_file())
    await anna.page.get_by_role("button", name="Next 5").click()
    await expect(anna.page.locator(".card")).to_have_count(10)
    await expect(anna.page.locator(".wide").nth(1).locator(".title").first).to_contain_text("no. 5")
    await anna.page.locator(".wide").nth(1).get_by_role("button", name="More like this").nth(2).click()
    await expect(anna.page.locator(".headline").nth(2)).to_contain_text("More like “Steelblue")
    await expect(anna.page.locator(".headline").nth(2)).to_be_in_viewport()
    await expect(anna.page.locator("#down")).to_be_hidden()
    await anna.page.locator(".wide").nth(0).get_by_role("button", name="More like this").nth(0).click()
    await expect(anna.page.locator(".headline").nth(3)).to_contain_text("More like “Crimson")
    await expect(anna.page.locator(".headline").nth(3)).to_be_in_viewport()


async def test_a_reply_goes_on_from_an_older_answer(anna: Watched) -> None:
    """The reply button of an answer quotes it over the message box, and what is written next continues that answer, not
    the last one; the quote stands over the shopper's message, leads back to the answer, and is there after a reload."""
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.locator(".card")).to_have_count(5)
    await anna.page.locator(".card").nth(0).get_by_role("button", name="More like this").click()
    await expect(anna.page.locator(".card")).to_have_count(10)
    older = anna.page.locator(".wide").nth(0)
    await older.get_by_role("button", name="Go on from this answer").click()
    await expect(anna.page.locator("#quote-text")).to_have_text("Men's shirt, I think: close matches")
    await expect(anna.page.locator("#text")).to_be_focused()
    await anna.page.keyboard.press("Escape")
    await expect(anna.page.locator("#quote")).to_be_hidden()
    await older.get_by_role("button", name="Go on from this answer").click()
    await anna.page.keyboard.type("more")
    await anna.page.keyboard.press("Enter")
    await expect(anna.page.locator("#quote")).to_be_hidden()
    # The last answer's next page would be its sixth to tenth product, this one's are those that it has not shown.
    await expect(anna.page.locator(".headline").nth(2)).to_contain_text("Further down the same list")
    await anna.page.reload()
    await expect(anna.page.locator(".card")).to_have_count(15)
    await anna.page.locator(".mine .quoted").click()
    await expect(anna.page.locator(".headline").nth(0)).to_be_in_viewport()


async def test_the_page_speaks_the_language_that_was_chosen(anna: Watched) -> None:
    """Chosen in /settings, the page's own words follow at once, and after a reload, whatever the browser prefers."""
    await anna.page.get_by_role("textbox", name="Message").fill("/settings")
    await anna.page.keyboard.press("Enter")
    await anna.page.locator("label.menu select").select_option("de")
    await expect(anna.page.locator("#text")).to_have_attribute("placeholder", "Nachricht")
    assert await anna.page.evaluate("document.documentElement.lang") == "de"
    await anna.page.get_by_role("button", name="Befehle").click()
    await expect(anna.page.get_by_role("listbox")).to_contain_text("Meine letzten Suchen")
    await anna.page.reload()
    await expect(anna.page.locator("#status")).to_have_text("Findet Ähnliches")


async def test_everything_works_by_keyboard(anna: Watched) -> None:
    """From the message box: a command, a sample, a verdict and the next five without touching the mouse. The window is
    as tall as an answer: in a lower one there is a way down to its end, too."""
    press = anna.page.keyboard.press
    await anna.page.set_viewport_size({"width": 1280, "height": 1100})
    await expect(anna.page.locator("#text")).to_be_focused()
    await anna.page.keyboard.type("/he")
    await expect(anna.page.get_by_role("option", selected=True)).to_contain_text("/help")
    await press("Escape")
    await expect(anna.page.get_by_role("listbox")).to_be_hidden()
    await anna.page.keyboard.type("lp")
    await press("Enter")
    await expect(anna.page.locator(".theirs")).to_have_count(2)
    for _ in range(4):
        await press("Shift+Tab")
        if "sample" in await anna.focused():
            break
    assert await anna.focused() == "Send sample photo 2"
    outline = "() => getComputedStyle(document.activeElement).outlineStyle"
    assert await anna.page.evaluate(outline) == "solid"
    await press("Enter")
    await expect(anna.page.locator(".card")).to_have_count(5)
    await press("Escape")
    await expect(anna.page.locator("#text")).to_be_focused()
    # While the page still follows the answer down there is one more button on the way.
    await expect(anna.page.get_by_role("button", name="To the newest message")).to_be_hidden()
    names = []
    for _ in range(5):
        await press("Shift+Tab")
        names.append(await anna.focused())
    assert names[:2] == ["Send a photo", "Go on from this answer"]
    assert names[2].endswith("Filters")
    assert names[3] == "Next 5"
    assert names[4].startswith("More like this: ")
    await press("Shift+Tab")
    assert (await anna.focused()).startswith("Save: ")
    await press("Shift+Tab")
    await press("Space")
    await expect(anna.page.locator(".card").nth(4).locator(".bare").nth(1)).to_have_attribute("aria-pressed", "true")
    assert (await anna.focused()).startswith("Does not fit: ")
    await press("Tab")
    await press("Tab")
    await press("Enter")
    await expect(anna.page.locator(".card")).to_have_count(10)


async def test_shift_enter_writes_on_and_a_letter_anywhere_goes_to_the_box(anna: Watched) -> None:
    """Enter sends, Shift+Enter breaks the line, and typing anywhere lands in the message box."""
    await anna.page.locator(".theirs").first.click()
    await anna.page.keyboard.type("one")
    await anna.page.keyboard.press("Shift+Enter")
    await anna.page.keyboard.type("two")
    await anna.page.keyboard.press("Enter")
    await expect(anna.page.locator(".mine .words")).to_have_text("one\ntwo", use_inner_text=True)
    await expect(anna.page.locator(".theirs")).to_have_count(2)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"Dear diary", "not a photo"), (b"\xff" * (PHOTO_BYTES + 1), "too large"), (picture()[:2000], "damaged")],
    ids=["text", "too large", "truncated"],
)
async def test_a_bad_file_is_answered_in_words(anna: Watched, data: bytes, words: str) -> None:
    """A file that is no usable photo has a bubble of its own and gets a sentence; the next photo is answered."""
    await anna.page.set_input_files("#file", photo_file(data))
    await expect(anna.page.locator(".theirs").nth(1)).to_contain_text(words)
    await expect(anna.page.locator(".mine .frame")).to_be_visible()
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.locator(".card")).to_have_count(5)


async def test_a_reload_shows_the_chat_again(anna: Watched) -> None:
    """After a reload the shopper's photo is there out of the browser's own memory, and the buttons work."""
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.locator(".card")).to_have_count(5)
    await anna.page.wait_for_function(REMEMBERED)
    await anna.page.reload()
    await expect(anna.page.locator(".card")).to_have_count(5)
    assert await anna.page.locator(".mine img").evaluate("i => i.decode().then(() => i.naturalWidth)") == 300
    await expect(anna.page.locator(".theirs")).to_have_count(2)
    await anna.page.locator(".card .bare").first.click()
    await expect(anna.page.locator(".card .bare").first).to_have_attribute("aria-pressed", "true")


async def test_two_tabs_show_the_same(anna: Watched) -> None:
    """What happens in one tab happens in the other one, the shopper's photo included; clearing clears both."""
    other = await anna.context.new_page()
    await other.goto(anna.url)
    await anna.page.set_input_files("#file", photo_file())
    await expect(other.locator(".card")).to_have_count(5)
    await other.locator(".card .bare").first.click()
    await expect(anna.page.locator(".card .bare").first).to_have_attribute("aria-pressed", "true")
    other.on("dialog", lambda dialog: dialog.accept())
    await other.get_by_role("button", name="Clear the chat").click()
    for page in (anna.page, other):
        await expect(page.locator(".card")).to_have_count(0)
        await expect(page.locator(".theirs")).to_have_count(1)
        await expect(page.locator("#hero")).to_be_visible()


async def test_the_page_outlives_a_restart_of_the_bot(browser: Browser, tmp_path: Path, shop: ShopWorker) -> None:
    """While the bot is gone the page says so and keeps what is written; then all goes on, old buttons too."""
    async with real_conversation(tmp_path, shop) as talk, AsyncExitStack() as stack:
        first = serving(talk)
        url = await first.__aenter__()
        anna = await stack.enter_async_context(visit(browser, url))
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        await expect(anna.page.locator(".card")).to_have_count(5)
        await first.__aexit__(None, None, None)
        await expect(anna.page.locator("#status")).to_have_text("Reconnecting …")
        await anna.page.get_by_role("textbox").fill("/help")
        await anna.page.keyboard.press("Enter")
        await expect(anna.page.get_by_role("button", name="Not sent. Try again")).to_be_visible()
        await stack.enter_async_context(serving(talk, port=int(url.rpartition(":")[2])))
        await expect(anna.page.locator("#status")).to_have_text("Finds lookalikes")
        await expect(anna.page.locator(".mine[data-state=sent]")).to_have_count(2)
        await expect(anna.page.locator(".theirs").nth(2)).to_contain_text("never kept")
        await anna.page.locator(".card .bare").first.click()
        await expect(anna.page.locator(".card .bare").first).to_have_attribute("aria-pressed", "true")
        await expect(anna.page.locator(".card")).to_have_count(5)
        await expect(anna.page.locator(".theirs")).to_have_count(3)
