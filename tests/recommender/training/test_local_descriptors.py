"""The map of details: fitted on a network's middle, it tells re-taken products apart."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.network import local_descriptors
from recommender.training.data import TrainingSet
from recommender.training.labels import LabelVocabulary
from recommender.training.local_descriptors import DETAIL, MAP, fit_local_descriptors
from recommender.training.network import build_network
from tests.recommender.training.drawn_shop import COLOURS, TYPES, product

SIZE = 112  # of 7 x 7 places not all are kept
WORDS = LabelVocabulary((*TYPES, "(nothing)"), ("Men", "Women"), tuple(COLOURS))


def test_fitting_the_map_learns_and_touches_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    """On drawn products the share that finds itself among its closest rises above chance, the rest of the network stays
    as it was, and what it gives fits what an index keeps."""
    kinds = [(type, colour, seed) for type in TYPES for colour in COLOURS.values() for seed in range(4)]
    photos = [product(type, colour, (SIZE, 128), seed=seed)[0] for type, colour, seed in kinds]
    unknown = np.full(len(photos), -1, np.int32)
    shop = TrainingSet(photos, np.ones((len(photos), len(WORDS.types)), bool), unknown, unknown)
    network = build_network(WORDS, SIZE)
    before = {layer.name: layer.get_weights() for layer in network.layers}
    fit_local_descriptors(network, shop, None, SIZE, steps=60)
    changed = {
        name
        for name, weights in before.items()
        if any((a != b).any() for a, b in zip(weights, network.get_layer(name).get_weights(), strict=True))
    }
    assert changed == {"detail_norm", MAP}
    assert not network.get_layer(MAP).trainable
    assert float(capsys.readouterr().out.split()[1].rstrip("%")) > 20  # by chance one in two dozen
    maps = np.asarray(network.predict_on_batch(np.stack([photos[0][:SIZE, :SIZE]] * 2).astype(np.float32))["detail"])
    assert maps.shape == (2, SIZE // 16, SIZE // 16, DETAIL + 1)
    assert local_descriptors.strongest(maps).shape == (2, 32, DETAIL)
