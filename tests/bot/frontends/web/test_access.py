"""The page for everybody: axe-core, names for a screen reader, the focus, and letters for each language."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.messages import Button, Menu, Option, Reply
from bot.texts import LANGUAGES
from tests.bot.frontends.web.browser import CHROMIUM, PHONE, Watched, photo_file, visit
from tests.bot.frontends.web.rig import Scripted, ShopWorker, serving

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian's package `chromium`)"),
]
# What axe looks at by itself are the standards; its best practices (headings in order, landmarks) are asked for too.
_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


async def complaints_of(page: Page) -> list[str]:
    """What axe-core finds: the rule, and where."""
    await page.evaluate(AT_REST)  # of what moves in, axe would see the colours half mixed with the ground
    found = await Axe().run(page, options=_RULES)
    return [f"{each['id']}: {[node['html'][:120] for node in each['nodes']]}" for each in found.response["violations"]]


AT_REST = "Promise.all(document.getAnimations().map((each) => each.finished.catch(() => 0)))"


@pytest.mark.parametrize(("scheme", "screen"), [("light", None), ("dark", PHONE)], ids=["desktop", "phone"])
async def test_axe_finds_nothing(browser: Browser, url: str, scheme: str, screen: dict[str, int] | None) -> None:
    """Empty, with an answer, filters, menus, a quote, the list of commands, a notice and a picture in large."""
    options: dict[str, Any] = {"viewport": screen, "is_mobile": True, "has_touch": True} if screen else {}
    async with visit(browser, url, color_scheme=scheme, **options) as anna:
        await anna.open()
        page = anna.page
        assert await complaints_of(page) == []
        await page.get_by_role("textbox", name="Message").fill("under 40")
        await page.set_input_files("#file", photo_file())
        await expect(page.locator(".card")).to_have_count(5)
        await page.locator(".card .bare").first.click()
        await expect(page.locator(".card .bare").first).to_have_attribute("aria-pressed", "true")
        await page.get_by_role("button", name="Filters").click()
        await expect(page.locator("select").first).to_be_visible()
        await page.locator(".card").first.get_by_role("button", name="Save").click()
        await expect(page.locator(".toast")).to_be_visible()
        await page.get_by_role("button", name="Go on from this answer").click()
        await page.get_by_role("button", name="Commands").click()
        await expect(page.get_by_role("listbox")).to_be_visible()
        assert await complaints_of(page) == []
        await page.keyboard.press("Escape")
        await page.locator(".card .cover").first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        assert await complaints_of(page) == []


async def test_a_screen_reader_hears_what_each_part_is(anna: Watched) -> None:
    """An answer is a heading with its products' below; a filter's button says that it takes it away."""
    await anna.page.get_by_role("textbox", name="Message").fill("under 40")
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.get_by_role("heading", level=2, name="close matches")).to_be_visible()
    await expect(anna.page.get_by_role("heading", level=3)).to_have_count(5)
    await expect(anna.page.get_by_role("list", name="Products: 5").get_by_role("listitem")).to_have_count(5)
    await expect(anna.page.get_by_role("button", name="Remove: under 40")).to_be_visible()
    await expect(anna.page.get_by_role("button", name="Larger picture: Crimson")).to_have_count(1)


async def test_the_focus_is_never_lost(anna: Watched, shop: ShopWorker) -> None:
    """After all that hides, replaces or removes what had the focus, there is something else to go on from."""
    page = anna.page
    nowhere = "document.activeElement === document.body"
    await page.get_by_role("button", name="Send sample photo 1").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".card")).to_have_count(5)
    assert not await page.evaluate(nowhere)
    await page.get_by_role("button", name="Filters").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("select").first).to_be_visible()
    assert (await anna.focused()).endswith("Filters")
    down = page.get_by_role("button", name="To the newest message")
    await page.locator("#scroller").evaluate("node => node.scrollTo(0, 0)")
    await down.focus()
    await page.keyboard.press("Enter")
    await expect(down).to_be_hidden()
    await expect(page.locator("#text")).to_be_focused()
    await page.get_by_role("button", name="Sample photos").focus()
    await page.keyboard.press("Enter")
    assert await anna.focused() == "Sample photos"


async def test_the_focus_stays_where_buttons_come_and_go(browser: Browser) -> None:
    """A message that is drawn anew with other buttons keeps the focus on the same one, else on the one at its place;
    where nothing is left to press, in the list of messages."""
    rows = (tuple(Button(each, f"a:{each}") for each in ("one", "two", "three")),)
    menu = Menu("Menu", "m:1", (Option("x", "x"), Option("y", "y")))
    talk = Scripted(Reply("What?", menus=(menu,), buttons=rows))
    async with serving(talk) as url, visit(browser, url) as anna:
        await anna.open()
        steps = [(("two", "three"), "two"), (("three", "four"), "three"), (("three",), "three"), ((), "")]
        await anna.page.get_by_role("button", name="two").focus()
        for labels, focused in steps:
            buttons = (tuple(Button(each, f"a:{each}") for each in labels),) if labels else ()
            talk.replies = [Reply("What now?", buttons=buttons, replaces=True)]
            if focused == "three" and len(labels) == 2:
                await anna.page.get_by_role("button", name="two").focus()
            await anna.page.keyboard.press("Enter")
            await expect(anna.page.locator(".theirs .act")).to_have_text(list(labels))
            if focused:
                assert await anna.focused() == focused
        await expect(anna.page.locator("#messages")).to_be_focused()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_language_has_its_letters(browser: Browser, url: str, language: str) -> None:
    """No sentence is drawn in a font without its letters: what the page says is as wide as no row of empty boxes."""
    async with visit(browser, url, locale=language) as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        await expect(anna.page.locator(".card")).to_have_count(5)
        await anna.page.evaluate("document.fonts.ready")
        if language == "hi":
            loaded = await anna.page.evaluate("[...document.fonts].map((each) => each.status)")
            assert loaded == ["loaded", "loaded"]
        used = {each for node in ("#status", ".headline", ".footer", "#text") for each in await fonts_of(anna, node)}
        assert used
        assert ("Noto Sans Devanagari" in used) == (language == "hi")
        assert await anna.page.evaluate(BOXES) == []


async def fonts_of(someone: Watched, selector: str) -> list[str]:
    """Which fonts the browser has really drawn an element with."""
    devtools = await someone.context.new_cdp_session(someone.page)
    await devtools.send("DOM.enable")
    await devtools.send("CSS.enable")
    root = (await devtools.send("DOM.getDocument"))["root"]["nodeId"]
    node = (await devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector}))["nodeId"]
    fonts = (await devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node}))["fonts"]
    await devtools.detach()
    return [each["familyName"] for each in fonts]


# Letters of what is shown that are drawn as a letter is that no font has.
BOXES = """() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const drawn = (letter, font) => {
    pen.canvas.width = pen.canvas.height = 40;
    pen.font = `24px ${font}`;
    pen.fillText(letter, 4, 30);
    return pen.getImageData(0, 0, 40, 40).data.join();
  };
  const font = getComputedStyle(document.body).fontFamily;
  const box = drawn("\\u{10FFFD}", font);
  const letters = new Set(document.body.innerText + document.querySelector("#text").placeholder);
  return [...letters].filter((each) => /\\p{L}/u.test(each) && drawn(each, font) === box);
}"""


async def test_a_notice_covers_nothing(browser: Browser, url: str) -> None:
    """A notice stands in the header, moves nothing, and goes away by itself."""
    async with visit(browser, url, reduced_motion="reduce") as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        await expect(anna.page.locator(".card")).to_have_count(5)
        await expect(anna.page.locator("#typing")).to_be_hidden()
        await anna.page.wait_for_load_state("networkidle")
        place = "() => document.querySelector('.card').getBoundingClientRect().top"
        before = await anna.page.evaluate(place)
        header = await anna.page.locator(".top").bounding_box()
        await anna.page.locator(".card .bare").first.click()
        toast = anna.page.get_by_role("status").filter(has_text="Noted: it fits.")
        await expect(toast).to_be_visible()
        box = await toast.bounding_box()
        assert box is not None
        assert header == await anna.page.locator(".top").bounding_box()
        assert header is not None
        assert header["y"] <= box["y"]
        assert box["y"] + box["height"] <= header["y"] + header["height"]
        buttons = await anna.page.locator(".top button:visible").evaluate_all(
            "all => all.map((node) => node.getBoundingClientRect().left)"
        )
        assert box["x"] + box["width"] <= min(buttons)
        assert abs(await anna.page.evaluate(place) - before) < 1
        await expect(toast).to_be_hidden()
        await expect(anna.page.locator("#status")).to_be_visible()
