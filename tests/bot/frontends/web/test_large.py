"""What a shopper expects of a good page: pictures in large, a draft that is kept, photos in all tabs, progress."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.ports import Answer, Attributes, CatalogueWords, Guess
from bot.texts import LANGUAGES
from tests.bot.frontends.web.browser import CHROMIUM, PHONE, Watched, photo_file, visit
from tests.bot.frontends.web.rig import ShopWorker, draw_shop, picture, real_conversation, serving

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian's package `chromium`)"),
]


async def test_a_phone_shows_five_cards_at_once(browser: Browser, url: str) -> None:
    """On 390 by 844 all five products are to be seen without scrolling, with their whole titles; none is cut off."""
    screen = {"width": 390, "height": 844}
    async with visit(browser, url, viewport=screen, is_mobile=True, has_touch=True) as ben:
        await ben.open()
        await ben.page.set_input_files("#file", photo_file())
        await expect(ben.page.locator(".card")).to_have_count(5)
        for number in range(5):
            await expect(ben.page.locator(".card").nth(number)).to_be_in_viewport(ratio=1)
        await expect(ben.page.locator(".headline")).to_be_in_viewport()
        cut = "all => all.filter((node) => node.scrollHeight > node.clientHeight + 1).length"
        assert await ben.page.locator(".card .title").evaluate_all(cut) == 0
        assert await ben.outside() == []


async def test_all_of_a_card_is_on_the_smallest_phone(browser: Browser, url: str) -> None:
    """320 pixels wide, the last of four buttons was cut in half by its card."""
    async with visit(browser, url, viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True) as ben:
        await ben.open()
        await ben.page.set_input_files("#file", photo_file())
        await expect(ben.page.locator(".card")).to_have_count(5)
        assert await ben.page.locator(".card").evaluate_all(CUT) == []
        assert await ben.outside() == []


CUT = """all => all.flatMap((card) => {
  const { left, right } = card.getBoundingClientRect();
  return [...card.querySelectorAll("button")].map((node) => node.getBoundingClientRect())
    .filter((box) => box.left < left || box.right > right || box.width < 28 || box.height < 28);
})"""


UNSURE = Attributes((Guess("Shirts", 0.99),), (Guess("Men", 0.5), Guess("Women", 0.4)), (Guess("Red", 0.7),))


class UnsureWorker(ShopWorker):
    """A shop for all, whose answers may be for men, women or children."""

    @property
    def words(self) -> CatalogueWords:
        return CatalogueWords(types=("Shirts",), genders=("Men", "Women", "Kids"), colours=("Red",))

    def _answer(self, k: int, exclude: Collection[str]) -> Answer:
        return replace(super()._answer(k, exclude), attributes=UNSURE)


async def test_three_short_answers_share_a_line(browser: Browser, tmp_path: Path) -> None:
    """For men, women or kids: none of the three wraps alone, on any usual phone and in any language."""
    shop = UnsureWorker(draw_shop(tmp_path / "shop"))
    async with real_conversation(tmp_path, shop) as talk, serving(talk) as url:
        for language in LANGUAGES:
            screen = {"width": 320, "height": 640}
            async with visit(browser, url, viewport=screen, is_mobile=True, has_touch=True, locale=language) as ben:
                await ben.open()
                await ben.page.set_input_files("#file", photo_file())
                people = ben.page.locator("div.menu").last.locator(".quick")
                await expect(people).to_have_count(3)
                for width in (320, 360, 400):
                    await ben.page.set_viewport_size({"width": width, "height": 640})
                    tops = await people.evaluate_all("all => all.map((node) => node.getBoundingClientRect().top)")
                    assert len(set(tops)) == 1, (language, width, tops)
                    assert await ben.outside() == []


async def test_a_picture_opens_in_large_and_closes(anna: Watched) -> None:
    """A press on a picture shows it in large with title, price and link; the others are a key away. Escape, "back" and
    a press beside it close it, and the focus is where it was."""
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.locator(".card")).to_have_count(5)
    large, second = anna.page.get_by_role("dialog"), anna.page.locator(".card .cover").nth(1)
    await second.click()
    await expect(large.get_by_role("heading")).to_contain_text("Teal <b>shirt</b>")
    await expect(large.get_by_role("link", name="View in the shop")).to_have_attribute(
        "href", "http://shop.invalid/p/1"
    )
    shown = await large.locator("img").bounding_box()
    assert shown is not None
    assert shown["height"] > 400
    await expect(large).to_contain_text("€20.90")
    await anna.page.keyboard.press("ArrowRight")
    await expect(large.get_by_role("heading")).to_contain_text("Goldenrod")
    await expect(large).to_contain_text("3 / 5")
    await anna.page.keyboard.type("x")  # not into the message box behind it
    await anna.page.keyboard.press("Escape")
    await expect(large).to_be_hidden()
    await expect(second).to_be_focused()
    await expect(anna.page.locator("#text")).to_have_value("")
    await second.press("Enter")
    await expect(large).to_be_visible()
    await anna.page.go_back()
    await expect(large).to_be_hidden()
    await expect(second).to_be_focused()
    await second.press("Enter")
    await anna.page.mouse.click(5, 5)
    await expect(large).to_be_hidden()
    await expect(anna.page.locator(".card")).to_have_count(5)


async def test_a_picture_that_is_opened_again_at_once_stays(anna: Watched) -> None:
    """Closed and opened before the browser has gone back: what comes of that closes nothing, and "back" does."""
    await anna.page.set_input_files("#file", photo_file())
    await expect(anna.page.locator(".card")).to_have_count(5)
    large, second = anna.page.get_by_role("dialog"), anna.page.locator(".card .cover").nth(1)
    for _ in range(3):
        await second.click()
        await expect(large).to_be_visible()
        await anna.page.evaluate(REOPENED)
        await expect(large).to_be_visible()
        await anna.page.go_back()
        await expect(large).to_be_hidden()


REOPENED = """() => new Promise((done) => {
  const large = document.querySelector("#large");
  large.addEventListener("close", () => document.querySelectorAll(".card .cover")[1].click(), { once: true });
  window.addEventListener("popstate", () => setTimeout(done, 50), { once: true });
  large.close();
})"""


async def test_the_link_of_a_product_can_be_copied(browser: Browser, url: str) -> None:
    """To send it to a friend: beside the large picture."""
    async with visit(browser, url, permissions=["clipboard-read", "clipboard-write"]) as anna:
        await anna.open()
        await anna.page.set_input_files("#file", photo_file())
        await anna.page.locator(".card .cover").nth(2).click()
        await anna.page.get_by_role("button", name="Copy link").click()
        await expect(anna.page.get_by_role("dialog").get_by_role("status")).to_have_text("Link copied.")
        assert await anna.page.evaluate("navigator.clipboard.readText()") == "http://shop.invalid/p/2"


async def test_a_swipe_turns_to_the_next_picture(browser: Browser, url: str) -> None:
    """On a phone the large picture fills the screen's width, and a swipe leads on."""
    async with visit(browser, url, viewport=PHONE, is_mobile=True, has_touch=True) as ben:
        await ben.open()
        await ben.page.set_input_files("#file", photo_file())
        await ben.page.locator(".card .cover").first.tap()
        large = ben.page.get_by_role("dialog")
        await expect(large).to_contain_text("1 / 5")
        assert await ben.page.evaluate("document.querySelector('.sheet').scrollHeight <= innerHeight")
        devtools = await ben.context.new_cdp_session(ben.page)
        for kind, points in (
            ("touchStart", [{"x": 300, "y": 250}]),
            ("touchMove", [{"x": 90, "y": 255}]),
            ("touchEnd", []),
        ):
            await devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        await expect(large).to_contain_text("2 / 5")
        assert await ben.outside() == []


async def test_a_draft_outlives_a_reload(anna: Watched) -> None:
    """What was being written is there after a reload, in the same tab and in one that is opened anew; what was sent is
    not."""
    await anna.page.get_by_role("textbox", name="Message").fill("a red one, under")
    await anna.page.reload()
    await expect(anna.page.locator("#text")).to_have_value("a red one, under")
    await expect(anna.page.locator("#send")).to_be_enabled()
    other = await anna.context.new_page()
    await anna.page.close()
    await other.goto(anna.url)
    await expect(other.locator("#text")).to_have_value("a red one, under")
    await other.locator("#text").press("Enter")
    await expect(other.locator(".mine")).to_have_count(1)
    await other.reload()
    await expect(other.locator(".mine")).to_have_count(1)
    await expect(other.locator("#text")).to_have_value("")


async def test_a_photo_is_seen_in_every_tab(anna: Watched, shop: ShopWorker) -> None:
    """A large photo, whose small copy is made while it is sent already, appears in the other tab too; and in a third
    one that is opened later."""
    other = await anna.context.new_page()
    await other.goto(anna.url)
    await other.locator(".theirs").first.wait_for()
    # The slowest browser: the message is in the other tab long before the copy is made.
    await anna.page.evaluate(
        """() => {
          const made = createImageBitmap;
          window.createImageBitmap = (file) => new Promise((done) => setTimeout(() => done(made(file)), 1500));
        }"""
    )
    await anna.page.set_input_files("#file", photo_file(picture(1500, 2000)))
    await expect(other.locator(".card")).to_have_count(5)
    await expect(other.locator(".mine .frame img")).to_be_visible()
    third = await anna.context.new_page()
    await third.goto(anna.url)
    await expect(third.locator(".mine .frame img")).to_be_visible()


async def test_a_slow_upload_shows_how_far_it_is(anna: Watched) -> None:
    """While a photo is under way over a slow line there is a bar; then it is gone."""
    devtools = await anna.context.new_cdp_session(anna.page)
    await devtools.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    await devtools.send("Network.emulateNetworkConditions", slow)
    noisy = picture(900, 1200) + bytes(1_000_000)
    await anna.page.set_input_files("#file", photo_file(noisy))
    bar = anna.page.get_by_role("progressbar", name="Sending")
    await expect(bar).to_be_visible()
    seen: list[float] = []
    async with asyncio.timeout(20):
        while len(set(seen)) < 3:
            seen += await anna.page.locator("progress").evaluate_all("all => all.map((bar) => bar.value)")
            await asyncio.sleep(0.05)
    assert seen == sorted(seen)
    await expect(anna.page.locator(".card")).to_have_count(5)
    await expect(bar).to_have_count(0)
