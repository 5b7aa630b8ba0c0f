"""Trains the garment detector: `scripts/train_garments --help`. See docs/garments.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

from bot.streams import settle_streams
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import RecommenderError
from recommender.product import Product
from recommender.taxonomy import garment_of
from recommender.training.data import held_out, read_phone_photos, void_photos
from recommender.training.plan import DetectorPlan
from scripts.lib.train.options import add_data, add_plan, plan_of


def parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(prog="scripts/train_garments", description=__doc__)
    add_data(make, "the later one fills up what the earlier has few of", "the exported detector")
    make.add_argument("--only-head", action="store_true", help="leave the trunk as --init has it: for a first run")
    make.add_argument("--export-only", action="store_true", help="export the weights in --out, without training")
    make.add_argument("--tune", type=int, default=0, metavar="N", help="only choose what is listed, on N composites")
    add_plan(make, DetectorPlan)
    return make


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return run(options)
    except RecommenderError as error:
        print(f"scripts/train_garments: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the same command goes on from the last checkpoint", file=sys.stderr)
        return 130


def run(options: argparse.Namespace) -> int:
    if options.tune:
        return tune_rules(options)
    import keras

    from recommender.training.detector.export import export_detector
    from recommender.training.detector.network import WEIGHTS, build_detector, start_from
    from recommender.training.detector.training import train_detector
    from recommender.training.synthetic.material import gather

    plan = plan_of(options, DetectorPlan)
    keras.utils.set_random_seed(plan.seed)
    keras.mixed_precision.set_global_policy("float32" if options.export_only else options.precision)
    detector = build_detector()
    if options.export_only:
        detector.load_weights(options.out / WEIGHTS)
    else:
        start_from(detector, options.init, options.only_head)
        phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
        phones = [photo for photo in phones if not held_out(photo.sender, options.held_out)]
        views = places(options, lambda name: not held_out(name, options.held_out))
        material = gather(learnt_from(options), phones, plan.each, plan.snapshots, plan.seed, views, plan.backgrounds)
        for key, pieces in sorted(material.pieces.items()):
            print(f"{key:20}{len(pieces):6}")
        train_detector(detector, material, plan, options.out)
        detector.save_weights(options.out / WEIGHTS)
        keras.mixed_precision.set_global_policy("float32")
        trained, detector = detector, build_detector()
        detector.set_weights(trained.get_weights())
    if keras.backend.backend() != "tensorflow":
        print("the weights are saved; to export them: the same with --export-only and KERAS_BACKEND=tensorflow")
        return 0
    facts = {"init": Path(options.init).name, "catalogues": [Path(place).name for place in options.catalogue]}
    print(f"exported {export_detector(detector, options.out, facts)}")
    return 0


def tune_rules(options: argparse.Namespace) -> int:
    """Choose the rules on the half of what is held out that scripts/evaluate --street does not ask with."""
    from recommender.network.garment_finder import GarmentFinder
    from recommender.training.detector.tuning import tune, write_rules
    from recommender.training.synthetic.material import gather

    half = options.held_out / 2
    phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
    phones = [photo for photo in phones if held_out(photo.sender, half)]
    by_id = {p.id: p for place in options.catalogue for p in read_catalogue(place) if p.image and held_out(p.id, half)}
    views = places(options, lambda name: held_out(name, half))
    material = gather(by_id.values(), phones, 200, 200, seed=3, places=views, backgrounds=options.backgrounds)
    rules = tune(GarmentFinder.load(options.out), material, options.tune)
    write_rules(rules, options.out / "garments.json")
    print("\n".join(f"{type:12}{offset:6.2f}{slope:6.2f}" for type, (offset, slope) in rules.belief.items()))
    print("\n".join(f"{pair:40}{added:6.2f}" for pair, added in rules.together.items()))
    print(f"listed from a probability of {rules.listed} on")
    return 0


def places(options: argparse.Namespace, keep: Callable[[str], bool]) -> list[np.ndarray]:
    """The photos of places that people are set in."""
    return void_photos(options.void_photos, 384, keep) if options.void_photos else []


def learnt_from(options: argparse.Namespace) -> list[Product]:
    """The products that are not held out, the first catalogue's before the second's, each product once, each type's
    order mixed by a hash so that a part of them is a fair part."""
    seen: dict[str, Product] = {}
    for place in options.catalogue:
        fresh = [
            p for p in read_catalogue(place) if p.image and p.id not in seen and not held_out(p.id, options.held_out)
        ]
        fresh.sort(key=lambda p: (garment_of(p.type), _mixing(p.id)))
        seen |= {product.id: product for product in fresh}
    return list(seen.values())


def _mixing(id: str) -> float:
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if held_out("mix" + id, middle) else (middle, high)
    return low


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
