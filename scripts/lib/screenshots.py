"""Takes the documents' screenshots of all three front ends, of the drawn sample shop.

    python -m scripts.lib.screenshots [http://127.0.0.1:8080] [--out docs]
    python -m scripts.lib.screenshots --chats FOLDER [--out docs]

The first sends a sample photo in a running local chat, at a desktop and on a phone. The second asks in the tests'
Telegram and Discord, whose pages draw what a shopper sees there; FOLDER keeps the sample shop and its index.

Needs the test dependencies (Playwright) and a Chromium of the system. Run it against the drawn sample shop only:
pictures of other catalogues do not belong into the repository.
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, ViewportSize, async_playwright

from scripts.lib import ROOT

DESKTOP: ViewportSize = {"width": 1180, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 780}


async def main() -> int:
    """Exit status 0, or 2 if there is no Chromium."""
    parser = argparse.ArgumentParser(description="Take the README's screenshots of a running local chat.")
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8080")
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    parser.add_argument("--chats", type=Path, metavar="FOLDER", help="Telegram and Discord instead, drawn by the tests")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("There is no Chromium on this machine.", file=sys.stderr)
        return 2
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        if arguments.chats:
            return await chats(browser, arguments.chats, arguments.out)
        desktop, phone = arguments.out / "screenshot-desktop.png", arguments.out / "screenshot-phone.png"
        await take(browser, arguments.url, desktop, DESKTOP, dark=False, sample=0)
        await take(browser, arguments.url, phone, PHONE, dark=True, sample=1)
        await browser.close()
    print(f"{desktop} and {phone} are there; look at them before you commit them.")
    return 0


async def chats(browser: Browser, folder: Path, out: Path) -> int:
    """Exit status 0; what the pages' modules raise otherwise."""
    for name, answer in (("telegram", ".k:has(.r)"), ("discord", ".m")):
        command = (sys.executable, "-m", f"tests.bot.frontends.{name}.page", str(folder))
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        if status := await process.wait():
            return status
        page = await browser.new_page(viewport={"width": 406, "height": 900}, device_scale_factor=2)
        await page.goto((folder / "page.html").absolute().as_uri())
        path = out / f"screenshot-{name}.png"
        ends = await page.locator(answer).first.evaluate("node => Math.ceil(node.getBoundingClientRect().bottom) + 5")
        await page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": 406, "height": ends})
        await page.close()
        with Image.open(path) as taken:
            taken.convert("RGB").quantize(256).save(path, optimize=True)
    print(f"{out}/screenshot-telegram.png and -discord.png are there; look at them before you commit them.")
    return 0


async def take(browser: Browser, url: str, path: Path, size: ViewportSize, *, dark: bool, sample: int) -> None:
    """One visitor sends one sample photo and presses one 👍."""
    context = await browser.new_context(
        viewport=size,
        color_scheme="dark" if dark else "light",
        device_scale_factor=2 if dark else 1,
        has_touch=dark,
        is_mobile=dark,
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto(url)
    await page.locator(".theirs").first.wait_for()
    await page.locator("#sample-list button").nth(sample).click()
    await page.locator(".card").nth(4).wait_for()
    await page.locator(".card .bare").first.click()
    await page.locator(".card .bare[aria-pressed=true]").wait_for()
    await page.evaluate("document.activeElement.blur()")
    await page.locator(".toast").wait_for(state="detached")
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=path)
    await context.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
