"""Whether the shop shows a product at all."""

from __future__ import annotations

from functools import cache, lru_cache

from recommender.folding import plain

# What shop systems say of drafts, of what is switched off, and of what is kept out of sight.
_NOT_SHOWN = """
0, -1, false, no, n, f, off, draft, archived, inactive, disabled, hidden, unpublished, private, pending, trash,
deleted, staging, unlisted, invisible, nein, non, нет, nao, entwurf, brouillon, borrador, rascunho, черновик, скрыт
"""


@lru_cache(maxsize=1024)
def is_shown(text: str) -> bool:
    """False for what says that it is not; what says nothing known is shown."""
    return plain(text.strip()) not in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(word.strip() for word in _NOT_SHOWN.split(","))
