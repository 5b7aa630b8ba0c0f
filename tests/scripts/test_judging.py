"""scripts/evaluate --judge: the page in a real browser, the file of verdicts, its tally, and two versions compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import async_playwright, expect

from recommender.errors import CatalogueError
from recommender.index.building import build_index
from recommender.recommender import Recommender
from recommender.training.data import read_phone_photos
from scripts.lib.evaluate.__main__ import main as evaluate
from scripts.lib.evaluate.judging import (
    JudgedAnswer,
    JudgedHit,
    compared,
    judged_answers,
    page,
    read_page,
    tally,
    tally_table,
)
from tests.bot.frontends.web.browser import CHROMIUM, launch
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, stock
from tests.recommender.training.drawn_shop import write_phone_photos
from tests.scripts.conftest import called

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


def _answers(version: str, count: int = 4) -> list[JudgedAnswer]:
    hits = tuple(JudgedHit(f"</script> shirt {n}\u2028", DOT) for n in range(5))
    return [JudgedAnswer(f"photo {n}", DOT, version, "Shirt: close matches", hits) for n in range(count)]


def _verdicts(path: Path, told: dict[str, str]) -> Path:
    rows = [
        {"version": version, "photo": f"photo {n}", "verdict": {"g": "good", "f": "fair", "b": "bad"}[letter]}
        for version, letters in told.items()
        for n, letter in enumerate(letters)
    ]
    path.write_text(json.dumps({"verdicts": rows}))
    return path


def test_a_page_is_read_back(tmp_path: Path) -> None:
    """What a page holds comes back from it, with titles that would end its script or its line; what is no page is
    refused."""
    written = tmp_path / "before.html"
    written.write_text(page(_answers("w (a)")), encoding="utf-8")
    assert read_page(written) == _answers("w (a)")
    written.write_text("<p>nothing</p>")
    with pytest.raises(CatalogueError, match="no page"):
        read_page(written)


def test_two_versions_are_mixed() -> None:
    """Both answers to each photo that both have, in another order than either's, with nothing shown that tells them
    apart; one version alone is refused."""
    mixed = compared(_answers("w (a)", 30), _answers("w (b)", 20))
    assert sorted((one.version, one.photo) for one in mixed) == sorted(
        (version, f"photo {n}") for version in ("w (a)", "w (b)") for n in range(20)
    )
    assert [one.photo for one in mixed] != [one.photo for one in _answers("w (a)", 20)] * 2
    assert {one.heading for one in mixed} == {""}
    with pytest.raises(CatalogueError, match="one version"):
        compared(_answers("w (a)"), _answers("w (a)"))
    with pytest.raises(CatalogueError, match="in common"):
        compared(_answers("w (a)"), _answers("w (b)", 0))


def test_the_tally_by_hand(tmp_path: Path) -> None:
    """Shares with their interval (8 of 10: 49.0 to 94.3 %, as Wilson 1927 gives it), and, by photo, which version
    was better."""
    told = tally(_verdicts(tmp_path / "v.json", {"w (a)": "ggggggggfb", "w (b)": "bgggggggg"}))
    good = told["versions"]["w (a)"]["good"]
    assert (good["count"], good["share"]) == (8, 0.8)
    assert (round(good["low"], 3), round(good["high"], 3)) == (0.490, 0.943)
    assert (told["better"], told["worse"]) == (1, 1)
    assert "w (b) beside w (a): better for 1 photos, worse for 1" in tally_table(told)
    with pytest.raises(CatalogueError, match="no file of verdicts"):
        tally(tmp_path / "missing.json")


def test_the_same_photos_each_time(tmp_path: Path) -> None:
    """The page is made of as many phone photos as asked for, always the same ones, with their hits' pictures and the
    heading that a shopper reads, and the weights' version with the name that was given."""
    embedder, index = ColourEmbedder(), tmp_path / "index"
    build_index(Shelf(stock(tmp_path / "shop", 12)), index, embedder)
    recommender = Recommender.open(index, embedder)
    photos = read_phone_photos(write_phone_photos(tmp_path / "phones", 6))
    answers = judged_answers(recommender, photos, 3, "before")
    assert answers == judged_answers(recommender, photos[::-1], 3, "before")
    assert len({one.photo for one in answers}) == 3
    assert {one.version for one in answers} == {f"{recommender.embedder_version} (before)"}
    assert all(one.heading and one.picture for one in answers)
    assert all(hit.picture.startswith("data:image/jpeg") and hit.title for one in answers for hit in one.hits)


def test_what_is_missing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a catalogue, or without a place for the page, there is a sentence and status 2; --tally needs neither."""
    for arguments in ([], ["--judge", "3", "--catalogue", str(tmp_path)]):
        with pytest.raises(SystemExit) as left:
            evaluate(arguments)
        assert left.value.code == 2
    assert "--page is needed" in capsys.readouterr().err
    done = called(evaluate, "--tally", _verdicts(tmp_path / "v.json", {"w (a)": "gb"}))
    assert (done.returncode, "50.0 %" in done.stdout) == (0, True)
    assert called(evaluate, "--tally", tmp_path / "none.json").returncode == 1


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian's package `chromium`)")
async def test_one_key_a_verdict(tmp_path: Path) -> None:
    """In a browser: photo and five hits are shown, 1, 2 and 3 judge and go on, the arrow goes back, verdicts survive
    a reload, and what is saved can be tallied."""
    first, second, mixed = (tmp_path / f"{name}.html" for name in ("a", "b", "mixed"))
    first.write_text(page(_answers("w (a)", 2)), encoding="utf-8")
    second.write_text(page(_answers("w (b)", 2)), encoding="utf-8")
    assert called(evaluate, "--compare", first, second, "--page", mixed).returncode == 0
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        tab = await browser.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        await tab.goto(mixed.as_uri())
        await expect(tab.locator("figure")).to_have_count(6)
        await expect(tab.locator("body")).not_to_contain_text("w (a)")
        assert await tab.locator("img").evaluate_all("all => all.every((image) => image.naturalWidth === 1)")
        for key in ("1", "3", "ArrowLeft", "2"):
            await tab.keyboard.press(key)
        await expect(tab.locator("#place")).to_have_text("3 of 4, 2 judged")
        await tab.reload()
        await expect(tab.locator("#place")).to_have_text("3 of 4, 2 judged")
        await tab.keyboard.press("1")
        async with tab.expect_download() as started:
            await tab.keyboard.press("s")
        saved = tmp_path / "verdicts.json"
        await (await started.value).save_as(saved)
        await browser.close()
    told: list[dict[str, Any]] = json.loads(saved.read_text())["verdicts"]
    assert [one["verdict"] for one in told] == ["good", "fair", "good"]
    assert [(one["version"], one["photo"]) for one in told] == [(a.version, a.photo) for a in read_page(mixed)[:3]]
    assert sum(each["answers"] for each in tally(saved)["versions"].values()) == 3
    assert complaints == []
