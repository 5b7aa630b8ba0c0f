"""Corrections of what the network says of phone photos."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from recommender.network.embedder import Embedder
from recommender.network.look_heads import LookHeads
from recommender.network.phone_heads import PhoneHeads, WordHead

KNOWN = ("Jeans", "Tights", "Watches")
SEEN = np.array([[0.6, 0.2, 0.2], [0.6, 0.2, 0.2]], np.float32)
PLANE = np.eye(2, dtype=np.float32)


def head(*words: str, sharpness: float = 1.0) -> WordHead:
    """Each word is seen along the first of two dimensions, four times as probable."""
    directions = np.zeros((len(words), 2), np.float32)
    directions[:, 0] = np.log(4)
    return WordHead(words, directions, np.zeros(len(words), np.float32), sharpness)


def test_a_word_is_corrected_by_what_the_embedding_shows() -> None:
    """Only photos that show it get more of a word, at the cost of the head's others; what it has not learnt keeps its
    probability, and words that this network does not know are passed over."""
    two = head("Jeans", "Tights", "Saris")
    two.directions[0] = 0
    np.testing.assert_allclose(
        two.corrected(KNOWN, SEEN, PLANE), [[0.8 * 0.6 / 1.4, 0.8 * 0.8 / 1.4, 0.2], [0.6, 0.2, 0.2]], atol=1e-6
    )
    unsure = head("Jeans", "Tights", sharpness=0.0).corrected(KNOWN, SEEN, PLANE)
    np.testing.assert_allclose(unsure, [[0.4, 0.4, 0.2]] * 2, atol=1e-6)
    assert head("Saris").corrected(KNOWN, SEEN, PLANE) is SEEN


def test_the_file() -> None:
    """Heads are read as they were written, but for the rounding; for an embedding of another size they are refused."""
    heads = PhoneHeads(
        {kind: (head("Jeans"), head("Tights", "Watches", sharpness=0.5)) for kind in ("types", "genders", "colours")},
        head("denim"),
        head("taken"),
    )
    read = PhoneHeads.from_bytes(heads.to_bytes(), 2)
    np.testing.assert_array_equal(read.were_taken(PLANE), [True, False])
    expected = heads.corrected("types", KNOWN, SEEN, PLANE)
    np.testing.assert_allclose(read.corrected("types", KNOWN, SEEN, PLANE), expected, atol=1e-3)
    assert read.near_looks is None
    with pytest.raises(ValueError, match="3 dimensions"):
        PhoneHeads.from_bytes(heads.to_bytes(), 3)


def test_what_is_seen_nearer_counts() -> None:
    """Where a photo's middle was looked at, both embeddings say genders and looks; other kinds, and photos of which it
    was not, are read as before. So too from the file."""
    nearer = WordHead(("Jeans",), np.array([[0, 0, 0, np.log(4)]], np.float32), np.zeros(1, np.float32))
    heads = PhoneHeads(
        {"types": (head("Jeans"),), "genders": (head("Jeans", "Tights"),), "near genders": (nearer,)},
        head("denim"),
        head("taken"),
        replace(nearer, words=("denim",)),
    )
    bare = LookHeads(("denim",), "v", np.zeros((1, 2)), np.zeros(1), np.zeros(1), np.ones(1))
    near = PLANE[::-1]
    for these in (heads, PhoneHeads.from_bytes(heads.to_bytes(), 2)):
        expected = nearer.corrected(KNOWN, SEEN, np.hstack([PLANE, near]))
        np.testing.assert_allclose(these.corrected("genders", KNOWN, SEEN, PLANE, near), expected, atol=1e-3)
        for kind, shown in (("types", near), ("genders", None)):
            expected = these.heads[kind][0].corrected(KNOWN, SEEN, PLANE)
            np.testing.assert_allclose(these.corrected(kind, KNOWN, SEEN, PLANE, shown), expected, atol=1e-3)
        looks = these.joined(bare)
        np.testing.assert_allclose(looks.see(PLANE, False, near)[:, 0], [0.8, 0.5], atol=1e-3)
        np.testing.assert_allclose(looks.see(PLANE, False)[:, 0], [0.8, 0.5], atol=1e-3)
        np.testing.assert_allclose(looks.see(PLANE[:1], False, PLANE[:1])[:, 0], [0.5], atol=1e-3)
        np.testing.assert_array_equal(looks.see(PLANE, True, near), bare.see(PLANE, True))


def test_only_shoppers_photos_are_looked_at_nearer() -> None:
    """By the package's embedder: in the middle of a phone's photo, of which fine stripes are seen so; not of a shop's
    picture, not where several framings are not wanted, and the rest of what is seen stays the same."""
    embedder = Embedder.load()
    patches = np.random.default_rng(5).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    photo = np.asarray(Image.fromarray(patches).resize((300, 300)))
    studio = np.pad(photo, ((40, 40), (40, 40), (0, 0)), constant_values=255)
    seen, quick = embedder.predict([studio, photo]), embedder.predict([studio, photo], thorough=False)
    assert seen.near is not None and quick.near is not None
    np.testing.assert_allclose(np.linalg.norm(seen.near, axis=1), [0, 1], atol=1e-5)
    assert not quick.near.any()
    np.testing.assert_allclose(seen.embeddings, quick.embeddings, atol=1e-5)
    changed = photo.copy()
    changed[120:180, 120:180] = 255 - changed[120:180, 120:180]
    other = embedder.predict([changed]).near
    assert other is not None and float(other[0] @ seen.near[1]) < 0.99


def test_looks_of_shoppers_photos() -> None:
    """A look that was learnt of phone photos is seen in these by its own direction, in a shop's pictures as before."""
    bare = LookHeads(("denim", "polo"), "v", np.array([[0, 1], [0, 2]]), np.zeros(2), np.zeros(2), np.array([0.5, 1.0]))
    heads = PhoneHeads({}, head("denim", "lace"), head("taken")).joined(bare)
    np.testing.assert_array_equal(heads.see(PLANE, studio=True), bare.see(PLANE, studio=True))
    np.testing.assert_allclose(heads.see(PLANE, studio=False)[:, 0], [0.8, 0.5], atol=1e-6)
    np.testing.assert_allclose(heads.see(PLANE, studio=False)[:, 1], bare.see(PLANE, studio=False)[:, 1])


def test_only_phone_photos_are_corrected() -> None:
    """By the package's embedder: a shop's picture is called what the network alone calls it, a phone's is not; and
    neither is what shows that no phone took it, whatever its ground."""
    embedder = Embedder.load()
    assert embedder.phone_heads is not None
    dim = np.zeros((1, embedder.dim), np.float32)
    shop, phone = (WordHead(("taken",), dim, np.array([offset], np.float32)) for offset in (-1, 1))
    embedder.phone_heads = replace(embedder.phone_heads, taken=phone)
    patches = np.random.default_rng(5).integers(0, 256, (6, 6, 3), dtype=np.uint8)
    photo = np.asarray(Image.fromarray(patches).resize((200, 200)))
    studio = np.pad(photo, ((40, 40), (40, 40), (0, 0)), constant_values=255)
    ours, alone = (one.predict([photo, studio]) for one in (embedder, embedder.without_phone_heads()))
    np.testing.assert_array_equal(ours.embeddings, alone.embeddings)
    for kind in ("types", "genders", "colours"):
        assert np.abs(getattr(ours, kind)[0] - getattr(alone, kind)[0]).max() > 1e-3
        np.testing.assert_allclose(getattr(ours, kind)[1], getattr(alone, kind)[1], atol=1e-6)
        np.testing.assert_allclose(getattr(ours, kind).sum(axis=1), 1, atol=1e-4)
    embedder.phone_heads = replace(embedder.phone_heads, taken=shop)
    np.testing.assert_array_equal(embedder.predict([photo]).colours, alone.colours[:1])
