"""A real Chromium for the tests of the page: every request and every console line written down."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, FilePayload, Page, Playwright, expect

from tests.bot.frontends.web.rig import picture

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 375, "height": 667}


async def launch(playwright: Playwright) -> Browser:
    """The system's Chromium without a window, with a fresh profile."""
    return await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


@dataclass
class Watched:
    """One visitor's browser: its page, what it asked for, what it complained of."""

    url: str
    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def open(self) -> None:
        """The page, until it has greeted."""
        await self.page.goto(self.url)
        await self.page.locator(".theirs").first.wait_for()

    def strangers(self) -> list[str]:
        """Requests that went anywhere but to the bot (blob: and data: stay within the browser)."""
        own = (self.url, self.url.replace("http:", "ws:"), "blob:" + self.url, "data:")
        return [request for request in self.requests if not request.startswith(own)]

    async def outside(self) -> list[str]:
        """What is to be seen or pressed, and stands out of the screen's width."""
        return list(await self.page.evaluate(OUTSIDE))

    async def focused(self) -> str:
        """What has the focus: its accessible name, or else its text."""
        script = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
        return str(await self.page.evaluate(script))


def photo_file(data: bytes = b"") -> FilePayload:
    """A photo to choose in a file dialog; a drawn shirt, unless other bytes are given."""
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": data or picture()}


@asynccontextmanager
async def visit(browser: Browser, url: str, **options: Any) -> AsyncIterator[Watched]:
    """Somebody new comes to the page, with a screen as given."""
    context = await browser.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
    page = await context.new_page()
    # Only what never comes is waited for that long; a busy machine may take its time.
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    watched = Watched(url, context, page)
    context.on("request", lambda request: watched.requests.append(request.url))
    context.on("page", lambda other: _listen(other, watched))
    _listen(page, watched)
    try:
        yield watched
    finally:
        await context.close()


def _listen(page: Page, watched: Watched) -> None:
    page.on("websocket", lambda socket: watched.requests.append(re.sub(r"\?.*", "", socket.url)))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on(
        "console",
        lambda line: watched.complaints.append(line.text) if line.type in ("error", "warning") else None,
    )


OUTSIDE = """() => [...document.querySelectorAll("button, a, textarea, select, .bubble, .headline, .card, img")]
  .filter((node) => node.checkVisibility())
  .filter((node) => {
    const { left, right, width } = node.getBoundingClientRect();
    return width > 1 && (left < 0 || right > innerWidth);
  })
  .map((node) => node.outerHTML.slice(0, 120))"""
# Hands a file to the page as the browser would: by a drop anywhere, or by a paste.
DROP = """([bytes, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", { type }));
  const target = document.querySelector(".top");
  for (const kind of ["dragenter", "dragover", "drop"])
    target.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
DRAG = """() => {
  const dataTransfer = new DataTransfer();
  document.body.dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true }));
}"""
PASTE = """([bytes, type]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type }));
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""

# Whether the page has laid a copy of a photo into the browser's own memory.
REMEMBERED = """async () => {
  if (!(await indexedDB.databases()).length) return false;
  const after = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const database = await after(indexedDB.open("lookalike"));
  const count = await after(database.transaction("photos").objectStore("photos").count());
  database.close();
  return count === 1;
}"""

# The ratio of each visible text to the nearest ground that is painted behind it; those below 4.5 are listed.
CONTRAST = """() => {
  const paint = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const stops = style.backgroundImage.match(/rgba?\\([^)]*\\)/g);
      if (stops) return stops.map(paint);
      const colour = paint(style.backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return [colour];
    }
    return [[255, 255, 255]];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || !node.checkVisibility() || node.closest(".unseen") || node.disabled) continue;
    const ink = light(paint(getComputedStyle(node).color));
    for (const behind of ground(node).map(light)) {
      const ratio = (Math.max(ink, behind) + 0.05) / (Math.min(ink, behind) + 0.05);
      if (ratio < 4.5) low.push(`${node.className} ${node.textContent.slice(0, 30)} ${ratio.toFixed(2)}`);
    }
  }
  return low;
}"""
