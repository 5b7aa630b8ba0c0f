"""Looks learnt on finished embeddings: from titles that say half of it, and from labels."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from recommender.errors import EmbedderError
from recommender.looks import LOOKS
from recommender.network.embedder import Embedder
from recommender.network.look_heads import LookHeads
from recommender.network.weight_files import SHIPPED_WEIGHTS
from recommender.training.labels import PHONE_LABELS, PHONE_LOOKS
from recommender.training.looks.examples import LookExamples
from recommender.training.looks.learning import learn_looks

DIM, STRIPED, LONG = 16, 0, 1  # along which dimension a look can be seen


def examples(seed: int, count: int, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings of tops, a third of them striped and half of them with long sleeves, and whether they are."""
    rng = np.random.default_rng(seed)
    truth = np.stack([rng.random(count) < 1 / 3, rng.random(count) < 1 / 2], axis=1)
    raw = rng.normal(0, 0.4, (count, DIM))
    raw[:, [STRIPED, LONG]] += 2 * truth - 1 + shift
    return (raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32), truth


def known(count: int, **said: np.ndarray) -> np.ndarray:
    found = np.full((count, len(LOOKS)), np.nan)
    for look, values in said.items():
        found[:, LOOKS.index(look.replace("_", " "))] = values
    return found


def test_titles_that_name_half() -> None:
    """Of the stripes that titles leave out most are seen as probable all the same, and hardly any where there are
    none; that a long sleeve is, labels tell without any title, in the shop's pictures too."""
    embeddings, truth = examples(1, 3000)
    named = np.where(truth[:, 0] & (np.random.default_rng(2).random(3000) < 0.5), 1.0, np.nan)
    shop = LookExamples(embeddings, ["top"] * 3000, known(3000, striped=named))
    nothing = LookExamples(np.zeros((0, DIM), np.float32), [], known(0))
    theirs, of_phones = examples(3, 300)
    phone = LookExamples(theirs, ["top"] * 300, known(300, long_sleeve=of_phones[:, 1].astype(float)))
    heads = learn_looks(shop, nothing, phone)
    assert heads.looks == ("striped", "long sleeve")
    seen = heads.see(embeddings, studio=True)
    silent = np.isnan(named)
    assert seen[silent & truth[:, 0], 0].mean() > 0.7
    assert seen[silent & ~truth[:, 0], 0].mean() < 0.1
    assert ((seen[:, 1] > 0.5) == truth[:, 1]).mean() > 0.95


def test_shoppers_see_as_often() -> None:
    """Where the ground of shoppers' photos looks like stripes, their offset sees to it that they are as usual as in the
    shop; without phone photos both are the same."""
    embeddings, truth = examples(1, 2000)
    shop = LookExamples(embeddings, ["top"] * 2000, known(2000, striped=np.where(truth[:, 0], 1.0, np.nan)))
    nothing = LookExamples(np.zeros((0, DIM), np.float32), [], known(0))
    theirs, _ = examples(4, 600, shift=0.6)
    heads = learn_looks(shop, nothing, LookExamples(theirs, ["top"] * 600, known(600)))
    as_shown = heads.see(theirs, studio=True).mean()
    assert heads.see(theirs, studio=False).mean() == pytest.approx(1 / 3, abs=0.06)
    assert as_shown > 0.4
    alone = learn_looks(shop, nothing, None)
    np.testing.assert_array_equal(alone.offsets, alone.shopper_offsets)


def test_too_little_is_not_learnt() -> None:
    """A look that hardly any title names and no label says has no head, and without any the embedder serves as it
    did."""
    embeddings, truth = examples(1, 60)
    shop = LookExamples(embeddings, ["top"] * 60, known(60, striped=np.where(truth[:, 0], 1.0, np.nan)))
    assert learn_looks(shop, LookExamples(np.zeros((0, DIM), np.float32), [], known(0)), None).looks == ()


def test_labels_speak_of_looks() -> None:
    """Every label that says something of looks is one of phone photos, and says words that titles have."""
    assert set(PHONE_LOOKS) <= set(PHONE_LABELS)
    for has, lacks in PHONE_LOOKS.values():
        assert {*has, *lacks} <= set(LOOKS)
        assert not set(has) & set(lacks)


def test_served_beside_the_embedder(tmp_path: Path) -> None:
    """Looks, and the heads for phone photos, are written beside a copy of what was served, which stays the same but for
    them; without such heads there are none any more; from a folder without an embedder nothing is written."""
    pytest.importorskip("keras", reason="training needs the train extra")
    from recommender.training.export import export_looks

    dim = Embedder.load().dim
    one = np.zeros(1, np.float32)
    mine = LookHeads(("polo",), "", np.ones((1, dim), np.float32), one, one, one + 1)
    manifest = export_looks(mine, Embedder.load().phone_heads, SHIPPED_WEIGHTS, tmp_path / "out")
    served = Embedder.load(tmp_path / "out")
    assert served.phone_heads is not None
    assert served.looks.looks == ("polo",)
    assert served.version == json.loads(manifest.read_text())["version"] == Embedder.load().version
    with pytest.raises(EmbedderError, match="no embedder to learn looks on"):
        export_looks(mine, None, tmp_path, tmp_path / "out")
    export_looks(mine, None, SHIPPED_WEIGHTS, tmp_path / "bare")
    assert Embedder.load(tmp_path / "bare").phone_heads is None
