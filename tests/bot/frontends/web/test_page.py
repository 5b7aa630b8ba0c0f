"""How the page fits its visitors: small screens, dark rooms, less motion; and that it draws whatever a reply holds."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.async_api import Browser, expect

from bot.messages import ActionEvent, Button, Document, Event, Glimpse, Menu, Option, PhotoEvent, Progressing, Reply
from tests.bot.frontends.web.browser import CHROMIUM, CONTRAST, PHONE, photo_file, visit
from tests.bot.frontends.web.rig import Scripted, serving

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian's package `chromium`)"),
]


async def test_a_phone_has_all_in_reach(browser: Browser, url: str) -> None:
    """On 375 by 667 nothing stands out to the side, and all buttons are large enough."""
    async with visit(browser, url, viewport=PHONE, is_mobile=True, has_touch=True) as ben:
        await ben.open()
        assert await ben.outside() == []
        await expect(ben.page.get_by_role("button", name="Take a photo")).to_be_visible()
        await ben.page.get_by_role("button", name="Send sample photo 1").tap()
        await expect(ben.page.locator(".card")).to_have_count(5)
        assert await ben.outside() == []
        assert await ben.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        sizes = await ben.page.locator("button:visible").evaluate_all(
            "all => all.map((node) => Math.min(node.offsetWidth, node.offsetHeight))"
        )
        assert min(sizes) >= 38
        await ben.page.locator(".card").nth(4).scroll_into_view_if_needed()
        await ben.page.locator(".card").nth(4).get_by_role("button", name="Fits:").tap()
        await expect(ben.page.locator(".card").nth(4).locator(".bare").first).to_have_attribute("aria-pressed", "true")
        assert (ben.strangers(), ben.complaints) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_light_and_dark_are_readable(browser: Browser, url: str, scheme: str) -> None:
    """In both schemes text stands out from its ground by at least 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    async with visit(browser, url, color_scheme=scheme) as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        await expect(anna.page.locator(".card")).to_have_count(5)
        await anna.page.locator(".card .bare").first.click()
        low = await anna.page.evaluate(CONTRAST)
        assert low == []


async def test_less_motion_means_no_motion(browser: Browser, url: str) -> None:
    """Who asks for less motion sees no bubble rise and no dots jump."""
    async with visit(browser, url, reduced_motion="reduce") as anna:
        await anna.open()
        durations = await anna.page.evaluate("document.getAnimations().map((each) => each.effect.getTiming().duration)")
        assert all(duration < 1 for duration in durations)


async def test_a_picture_that_is_gone_leaves_a_placeholder(browser: Browser, url: str, tmp_path: Path) -> None:
    """A product whose picture is missing keeps its place and shape in the row."""
    (tmp_path / "shop" / "2.jpg").unlink()
    async with visit(browser, url) as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        await expect(anna.page.locator(".card")).to_have_count(5)
        await expect(anna.page.locator(".card").nth(2).locator("img")).to_have_count(0)
        heights = await anna.page.locator(".card .picture").evaluate_all("all => all.map((node) => node.offsetHeight)")
        assert len(set(heights)) == 1


async def test_a_document_that_is_a_picture_is_shown(browser: Browser) -> None:
    """A plot is drawn within the message, with words for who cannot see it."""
    buffer = io.BytesIO()
    Image.new("RGB", (900, 1200), "navy").save(buffer, "PNG")
    talk = Scripted(Reply(text="Figures", document=Document("plot.png", "image/png", buffer.getvalue(), "A plot")))
    async with serving(talk) as url, visit(browser, url) as anna:
        await anna.open()
        plot = anna.page.get_by_role("img", name="A plot").first
        await expect(plot).to_be_visible()
        await expect(plot).to_have_js_property("naturalWidth", 900)


async def test_menus_and_documents_are_usable(browser: Browser) -> None:
    """A choice, a choice of several, buttons and a download are drawn from whatever the conversation replies."""
    reply = Reply(
        text="Pick",
        menus=(
            Menu("Colour", "c:1", (Option("Red", "red"), Option("Blue", "blue"))),
            Menu("Size", "s:1", (Option("S", "s", chosen=True), Option("M", "m")), multiple=True),
        ),
        buttons=((Button("Off", "o:1", disabled=True), Button("Go", "g:1", icon="✨")),),
        document=Document("data.json", "application/json", b'{"a": 1}'),
    )
    talk = Scripted(reply)
    async with serving(talk) as url, visit(browser, url) as anna:
        await anna.open()
        await anna.page.get_by_label("Colour").select_option("blue")
        await expect(anna.page.locator(".theirs")).to_have_count(2)
        await anna.page.get_by_label("M", exact=True).first.check()
        await expect(anna.page.get_by_role("button", name="Off").first).to_be_disabled()
        await anna.page.get_by_role("button", name="Go").first.click()
        async with anna.page.expect_download() as download:
            await anna.page.get_by_role("link", name="data.json").first.click()
        saved = await (await download.value).path()
        assert await asyncio.to_thread(Path(saved).read_bytes) == b'{"a": 1}'
        pressed = [(e.action, e.values) for e in talk.events if hasattr(e, "action")]
        assert pressed == [("c:1", ("blue",)), ("s:1", ("s", "m")), ("g:1", ())]


class Outfit(Scripted):
    """Sees a bag in the left half of whatever photo comes, and a shoe in the right one; what is pressed opens there."""

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        if isinstance(event, ActionEvent):
            return [Reply(text="Choose", menus=(Menu("Colour", "c", (Option("Red", "r"),)),), under=True)]
        if not isinstance(event, PhotoEvent):
            return [Reply(text="Hello")]
        parts = [Glimpse(event.message_ref, box=box) for box in ((0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0))]
        named = zip(("Bag", "Shoe"), parts, (False, True), strict=True)
        garments = tuple(Button(name, f"piece q {name}", "👗", is_on, glimpse=part) for name, part, is_on in named)
        return [Reply(text="Shoe", buttons=((Button("Filters", "panel q"),), garments), query_id="q", glimpse=parts[1])]


COLOURS = """all => all.map((each) => {
  const [red, , blue] = each.getContext("2d").getImageData(each.width / 2, each.height / 2, 1, 1).data;
  return red > blue ? "red" : "blue";
})"""


async def test_what_is_in_the_photo_is_cut_out_of_it(browser: Browser) -> None:
    """Each garment's button has its part of the shopper's own photo, what is shown is pressed; also after a reload."""
    image = Image.new("RGB", (80, 60), "red")
    image.paste("blue", (40, 0, 80, 60))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    async with serving(Outfit()) as url, visit(browser, url) as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file(buffer.getvalue()))
        for _ in range(2):
            garments = anna.page.get_by_role("group", name="What I see in your photo")
            await expect(garments.locator("canvas:visible")).to_have_count(2)
            assert await garments.locator("canvas").evaluate_all(COLOURS) == ["red", "blue"]
            await expect(garments.get_by_role("button", pressed=True)).to_have_text("Shoe")
            await anna.page.wait_for_function("indexedDB.databases().then((all) => all.length)")
            await anna.page.reload()


async def test_what_belongs_to_an_answer_opens_at_it(browser: Browser) -> None:
    """Right under it, not at the chat's end, and once however often it is opened; also after a reload."""
    async with serving(Outfit()) as url, visit(browser, url) as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        filters = anna.page.get_by_role("button", name="Filters")
        await expect(filters).to_have_count(1)
        await anna.page.fill("#text", "hm")
        await anna.page.keyboard.press("Enter")
        await expect(anna.page.locator(".theirs")).to_have_count(3)
        await filters.click()
        await filters.click()
        texts = ["Hello", "Shoe", "Choose", "Hello"]
        for _ in range(2):
            await expect(anna.page.locator(".theirs .words")).to_have_text(texts)
            await anna.page.reload()
