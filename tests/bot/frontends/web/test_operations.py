"""/healthz and /metrics, as a monitor asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import aiohttp
import pytest

from bot.app.health import Health
from bot.worker import RecommenderWorker
from tests.bot.frontends.web.client import message, shopper
from tests.bot.frontends.web.rig import ShopWorker, picture, real_conversation, serving


def _health(tmp_path: Path, shop: ShopWorker) -> Health:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "current").write_text("i1")
    return Health(("web", "telegram"), cast("RecommenderWorker", shop), tmp_path / "index")


async def test_health_says_what_is_loaded_and_connected(tmp_path: Path, shop: ShopWorker) -> None:
    """503 while nobody can be answered, "degraded" while one front end is away, "ok" then."""
    health = _health(tmp_path, shop)
    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk, health=health.report, metrics=health.metrics) as url,
        aiohttp.ClientSession() as client,
    ):
        seen = []
        for step in (lambda: None, lambda: health.mark("web", True), lambda: health.mark("telegram", True)):
            step()
            async with client.get(f"{url}/healthz") as answer:
                report = await answer.json()
                seen.append((answer.status, report["status"]))
    assert seen == [(503, "down"), (200, "degraded"), (200, "ok")]
    assert report["front_ends"] == {"web": True, "telegram": True}
    assert (report["products"], report["index_version"]) == (17, "i1")
    assert report["index_age_seconds"] >= 0


async def test_metrics_count_an_answer(tmp_path: Path, shop: ShopWorker) -> None:
    """An answered photo is one query more, and no id or word of the shopper's is among the labels."""
    health = _health(tmp_path, shop)
    line = 'lookalike_queries_total{confidence="close",kind="photo",platform="web"}'

    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk, health=health.report, metrics=health.metrics) as url,
    ):

        async def metrics() -> dict[str, str]:
            async with aiohttp.ClientSession() as client, client.get(f"{url}/metrics") as answer:
                assert answer.content_type == "text/plain"
                return dict(each.rsplit(" ", 1) for each in (await answer.text()).splitlines() if each[0] != "#")

        before = float((await metrics()).get(line, 0))
        async with shopper(url) as anna, anna.listen() as socket:
            await anna.send_photo(picture())
            await message(socket, "me")
            await message(socket)
        after = await metrics()
    assert float(after[line]) == before + 1
    assert float(after["lookalike_answer_seconds_count"]) >= 1
    assert after["lookalike_index_products"] == "17.0"


@pytest.mark.parametrize("path", ["/healthz", "/metrics"])
async def test_what_a_proxy_passes_on_finds_nothing(path: str, tmp_path: Path, shop: ShopWorker) -> None:
    """A shop that puts its chat on the internet does not put its figures there."""
    health = _health(tmp_path, shop)
    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk, health=health.report, metrics=health.metrics) as url,
        aiohttp.ClientSession(headers={"X-Forwarded-For": "203.0.113.9"}) as client,
        client.get(url + path) as answer,
    ):
        assert answer.status == 404
