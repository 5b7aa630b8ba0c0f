"""What admins do from the chat, with a real reindex."""

from __future__ import annotations

import io
import logging
import os
import re
from pathlib import Path

import pytest
from PIL import Image

from bot.messages import Chat, CommandEvent, Person, Reply
from recommender.index.files import reindexing
from tests.bot.rig import ADMIN, PRIVATE, SHOPPER, Bot, card_button, draw_shop, index_shop, photo, running_bot

BOSS = Person(ADMIN, "en")
OFFICE = Chat("telegram", ADMIN)


async def test_only_admins_reindex_and_see_figures(bot: Bot) -> None:
    """Others are refused, whatever menu they found the command in; the same id on another platform is somebody else."""
    for name in ("reindex", "stats", "quality"):
        assert (await bot.command(name)).text == "Only the shop's admins can do this."
        assert (await bot.command(name, BOSS, Chat("discord", ADMIN))).text == "Only the shop's admins can do this."
    assert "For you as admin" in (await bot.command("help", BOSS, OFFICE)).text
    assert "For you as admin" not in (await bot.command("help", BOSS, Chat("web", ADMIN))).text


async def test_reindex_shows_progress_and_reports(tmp_path: Path) -> None:
    """Progress comes as replies that replace each other; the report names what changed and what was left out."""
    catalogue = draw_shop(tmp_path / "shop")
    index_shop(catalogue, tmp_path / "index")
    draw_shop(tmp_path / "shop", 15)
    (tmp_path / "shop" / "14.jpg").unlink()
    lines = catalogue.read_text(encoding="utf-8").splitlines()
    titles = [line.replace("pattern", "рубашка") if n == 3 else line for n, line in enumerate(lines)]
    catalogue.write_text("\n".join(titles), encoding="cp1251")
    shown: list[Reply] = []

    async def progressing(reply: Reply) -> None:
        shown.append(reply)

    async with running_bot(tmp_path / "db", tmp_path / "index", catalogue=catalogue) as bot:
        event = CommandEvent(BOSS, OFFICE, name="reindex")
        (report,) = await bot.handle(event, progressing)
        assert (await bot.send(photo(13)))[0].cards[0].product_id == "p13"
    assert shown
    assert all(reply.replaces and reply.text for reply in (*shown, report))
    first, second, third = report.text.splitlines()
    assert first.startswith("Reindexed 14 products in ")
    assert "1 added, 1 changed, 12 unchanged, 0 removed, 1 left out." in first
    assert "1 line" in second and "cp1251" in second and "рубашка" in second
    assert third == "Left out – missing picture: 1"


async def test_a_failed_reindex_says_so_and_the_old_index_serves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A catalogue that is gone is told to the admin, its path to the log alone, and shoppers are answered on."""
    catalogue = draw_shop(tmp_path / "shop")
    index_shop(catalogue, tmp_path / "index")
    catalogue.unlink()
    async with running_bot(tmp_path / "db", tmp_path / "index", catalogue=catalogue) as bot:
        with caplog.at_level(logging.ERROR):
            failed = await bot.command("reindex", BOSS, OFFICE)
        assert failed.text.startswith("The reindex failed; the old index goes on serving.")
        assert str(tmp_path) not in failed.text
        assert str(catalogue) in caplog.text
        assert (await bot.ask(photo(3))).cards[0].product_id == "p3"


async def test_a_worse_index_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    """The admin learns what is wrong, with examples, in the chat's language, and how to do it all the same."""
    catalogue = draw_shop(tmp_path / "shop", 24)
    index_shop(catalogue, tmp_path / "index")
    draw_shop(tmp_path / "shop", 6)
    async with running_bot(tmp_path / "db", tmp_path / "index", catalogue=catalogue) as bot:
        refused = await bot.command("reindex", BOSS, OFFICE)
        assert refused.text.splitlines() == [
            "The new index is worse than the old one, which goes on serving:",
            "- 75 % of the products of the old index are gone (at most 50 %), such as p6, p7, p8, p9, p10",
            "If it is meant so: /reindex force",
        ]
        assert (await bot.ask(photo(20))).cards[0].product_id == "p20"
        with reindexing(tmp_path / "index"):
            busy = await bot.command("reindex", BOSS, OFFICE)
        assert busy.text.startswith("A reindex has been running since 20")
        assert f"process {os.getpid()}" in busy.text
        forced = await bot.command("reindex", BOSS, OFFICE, argument="force")
        assert "18 removed" in forced.text


@pytest.mark.slow  # draws plots, in processes
async def test_stats_say_what_was_asked_and_draw_it(bot: Bot) -> None:
    """Photos, people, verdicts, what is wanted beside the catalogue; a picture for a phone; to the admin alone."""
    reply = await bot.ask(photo(0))
    await bot.press(card_button(reply, 1, "👍"))
    await bot.press(card_button(reply, 1, "🔎"))
    stats = await bot.command("stats", BOSS, OFFICE)
    lines = stats.text.splitlines()
    assert lines[0].endswith("(UTC)")
    assert "Photos: 1; searches in words: 0; ways on: 1; shoppers: 1" in lines
    assert "👍 1, 👎 0: 100 % good (surely between 20.7 and 100 %)" in lines
    assert lines[lines.index("Most liked") + 1] == f"• {reply.cards[0].title} · 👍 1 👎 0"
    assert stats.only_for_person
    assert stats.document is not None and stats.document.is_picture and stats.document.description
    assert Image.open(io.BytesIO(stats.document.data)).size == (900, 1200)


@pytest.mark.slow  # draws plots, in processes
async def test_stats_of_another_span_and_language(bot: Bot) -> None:
    """A span is said in the admin's own words; what is none is not guessed."""
    await bot.ask(photo(0))
    german = Person(ADMIN, "de")
    of_today = await bot.command("stats", german, OFFICE, argument="heute")
    assert "Fotos: 1; Suchen in Worten: 0; weitergefragt: 0; Leute: 1" in of_today.text
    before = await bot.command("stats", german, OFFICE, argument="1.11.2024 15.11.2024")
    assert before.text.startswith("01.11.2024 bis 15.11.2024 (UTC)\nFotos: 0;")
    heights = [Image.open(io.BytesIO(each.document.data)).height for each in (of_today, before) if each.document]
    assert heights == [1050, 450]  # no verdicts: no empty row of them; no photos: nothing wanted either
    unclear = await bot.command("stats", german, OFFICE, argument="Vollmond")
    assert unclear.text.startswith("„Vollmond“ verstehe ich nicht als Zeitraum.")


async def test_stats_without_a_library_that_draws(bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The text comes alone, and says so."""
    (tmp_path / "matplotlib.py").write_text("raise ImportError(name='matplotlib')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    await bot.ask(photo(0))
    stats = await bot.command("stats", BOSS, OFFICE)
    assert stats.document is None
    assert stats.text.endswith("There is no plot, for matplotlib is not installed: pip install '.[report]'")


async def test_quality_is_that_of_the_embedder_and_of_the_index(tmp_path: Path) -> None:
    """The model card's figures; the index's size and age, and what its gate measured when it took another's place."""
    catalogue = draw_shop(tmp_path / "shop", 24)
    index_shop(catalogue, tmp_path / "index")
    draw_shop(tmp_path / "shop", 18)
    async with running_bot(tmp_path / "db", tmp_path / "index", catalogue=catalogue) as bot:
        await bot.command("reindex", BOSS, OFFICE)
        said = (await bot.command("quality", BOSS, OFFICE)).text
    assert re.search(r"^• type@5: [\d.]+ % \([\d.]+-[\d.]+\)$", said, re.MULTILINE)
    assert re.search(r"^Index [0-9a-f-]+: 18 products, made .* ago", said, re.MULTILINE)
    assert "• 25 % of the products of the old index are gone (at most 50 %)" in said
    assert "• 0 % of the products do not find themselves (at most 5 %)" in said


async def test_admins_are_shown_their_commands(bot: Bot) -> None:
    """/help names the admin commands to admins only."""
    assert "/reindex" in (await bot.command("help", BOSS, OFFICE)).text
    assert "/reindex" not in (await bot.command("help", SHOPPER, PRIVATE)).text
