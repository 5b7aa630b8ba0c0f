"""What the composition root hands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app.engine import RecommenderOpener, photo_decoders
from bot.app.run import _settings
from bot.config import default_config, load_config
from bot.conversation import Settings
from bot.ports import IndexMissingError, RecommenderError
from recommender import Embedder, build_index, read_catalogue
from recommender.photo.decoders import PhotoDecoders
from tests.bot.rig import draw_shop


def test_the_conversation_keeps_the_configured_limits(tmp_path: Path) -> None:
    """Each limit that the conversation knows is the one of [limits], and the admins and the retention are theirs."""
    path = tmp_path / "config.toml"
    path.write_text(
        "[admins]\ntelegram = [7]\n[store]\nretention_days = 9\n[limits]\nphoto_bytes = 2000\nphotos_per_message = 4\n"
        "queries_per_minute = 5\nqueries_per_minute_group = 6\nways_on_per_minute = 13\nsaved = 8\nwatches = 3\n"
        "filters_per_text = 10\nfilters = 11\nranking_ms = 12\n",
        encoding="utf-8",
    )
    admins = {"telegram": frozenset({"7"}), "discord": frozenset[str]()}
    assert _settings(load_config(path, {})) == Settings(
        admins, 5, 6, 8, 3, 4, 2000, 9, 5, 10, 11, 12, ways_on_per_minute=13
    )  # type: ignore[arg-type]


def test_without_an_index_the_networks_are_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is tried; and the index is tried again only once there is another one, which is then served."""
    loaded = []
    load = Embedder.load
    monkeypatch.setattr(Embedder, "load", lambda: loaded.append(1) or load())
    config = default_config(tmp_path, {})
    opener = RecommenderOpener(config)
    for _ in range(3):
        with pytest.raises(IndexMissingError):
            opener()
    config.index_dir.mkdir(parents=True)
    (config.index_dir / "current").write_text("nothing\n", encoding="utf-8")
    with pytest.raises(RecommenderError):
        opener()
    assert len(loaded) == 1
    (config.index_dir / "current").unlink()
    build_index(read_catalogue(draw_shop(tmp_path / "shop", 3)), config.index_dir, load())
    assert opener().product_count == 3
    assert len(loaded) == 1


def test_without_a_configuration_photos_have_its_limits() -> None:
    """The decoders' own defaults, which `ask` takes where there is nothing to read, are those of [limits]."""
    configured, own = photo_decoders(default_config()), PhotoDecoders()
    for held in ("_limits", "_seconds", "_memory"):
        assert getattr(configured, held) == getattr(own, held)
