"""What the composition root hands on."""

from __future__ import annotations

from pathlib import Path

from bot.app.run import _settings
from bot.config import load_config
from bot.conversation import Settings


def test_the_conversation_keeps_the_configured_limits(tmp_path: Path) -> None:
    """Each limit that the conversation knows is the one of [limits], and the admins and the retention are theirs."""
    path = tmp_path / "config.toml"
    path.write_text(
        "[admins]\ntelegram = [7]\n[store]\nretention_days = 9\n[limits]\nphoto_bytes = 2000\nphotos_per_message = 4\n"
        "queries_per_minute = 5\nqueries_per_minute_group = 6\nsaved = 8\nwatches = 3\n"
        "filters_per_text = 10\nfilters = 11\nranking_ms = 12\n",
        encoding="utf-8",
    )
    admins = {"telegram": frozenset({"7"}), "discord": frozenset[str]()}
    assert _settings(load_config(path, {})) == Settings(admins, 5, 6, 8, 3, 4, 2000, 9, 5, 10, 11, 12)  # type: ignore[arg-type]
