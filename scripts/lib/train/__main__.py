"""Trains the embedder: `scripts/train --help`. One run is one stage (docs/training.md)."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

from bot.streams import settle_streams
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import EmbedderError, RecommenderError
from recommender.network.embedder import Embedder
from recommender.photo.decoding import load_photo
from recommender.product import Product
from recommender.training.data import held_out, phone_set, product_set, read_phone_photos, void_photos
from recommender.training.labels import LabelVocabulary
from recommender.training.plan import EmbedderPlan, read_plan, write_plan
from scripts.lib.train.options import add_data, add_plan, plan_of

# How much nearer a photo is framed once more, for its attributes, where there is no second classifier: that one takes
# as long as a third framing. A farther one too (0.91) brought nothing measurable.
ZOOMS = [1.1]
_PLAN = "plan.json"
_GROUNDS = 80  # phone photos on which products are re-taken
_CALIBRATING = 100  # pictures, and as many phone photos, that say which values occur: more change nothing


def parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(
        prog="scripts/train",
        description=__doc__,
        epilog="With --verdicts DB only the ranking is fitted: scripts/train --verdicts DB --help.",
    )
    add_data(make, "the later one's pictures replace the earlier's", "the exported embedder")
    make.add_argument("--resume", action="store_true", help="go on with the interrupted run in --out, with its numbers")
    make.add_argument("--only-share", type=float, default=1.0, help="train on this share of what is not held out")
    make.add_argument("--serve-size", type=int, default=0, help="pixels of the exported network (default: --size)")
    make.add_argument("--export-only", action="store_true", help="export --init as it is, without training")
    make.add_argument(
        "--mean-with", type=Path, metavar="DIR", help="with --export-only: the mean of --init's and this run's weights"
    )
    make.add_argument(
        "--one-view",
        action="store_true",
        help="serve from one view of a photo, not two or three: faster, a little worse",
    )
    make.add_argument("--second", action="store_true", help="train a second opinion on type, gender and colour instead")
    make.add_argument("--looks", action="store_true", help="learn only the looks, on the embedder served from --init")
    make.add_argument(
        "--eight-bits",
        action="store_true",
        help="only let what is served from --init (embedder, second opinion, garment detector) compute in 8 bits",
    )
    make.add_argument(
        "--with-second",
        type=Path,
        metavar="DIR",
        help="serve with the second opinion of that run, or of what is served from there (default: --init's, if any)",
    )
    add_plan(make, EmbedderPlan)
    return make


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if any(each.split("=")[0] in ("--verdicts", "--simulated") for each in given):
        from scripts.lib.train import verdicts

        return verdicts.main(given)
    options = parser().parse_args(arguments)
    plan = plan_of(options, EmbedderPlan)
    begun = options.out / _PLAN
    if begun.exists() and not options.resume and not options.export_only:
        print(
            f"{options.out} holds a run already: add --resume to go on with it, or give another --out", file=sys.stderr
        )
        return 2
    try:
        if options.looks:
            return learn_looks_of(options)
        if options.eight_bits:
            return in_eight_bits_of(options)
        return run(options, read_plan(begun) if begun.exists() and options.resume else plan)
    except RecommenderError as error:
        print(f"scripts/train: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; the same command with --resume goes on from the last checkpoint", file=sys.stderr)
        return 130


def learn_looks_of(options: argparse.Namespace) -> int:
    """--looks: minutes on what is trained already, instead of a training."""
    from recommender.training.export import export_looks
    from recommender.training.looks.examples import phone_examples, product_examples
    from recommender.training.looks.learning import learn_looks
    from recommender.training.phone_words.learning import learn_phone_heads
    from recommender.training.phone_words.table import words_of_photos

    embedder = Embedder.load(Path(options.init))
    learnt = [product for product in _products(options) if not held_out(product.id, options.held_out)]
    phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
    phones = [photo for photo in phones if not held_out(photo.sender, options.held_out) and photo.path.is_file()]
    grounds = [load_photo(photo.path.read_bytes()) for photo in phones[:_GROUNDS]]
    shop, re_taken = product_examples(learnt, embedder, grounds)
    heads = learn_looks(shop, re_taken, phone_examples(phones, embedder) if phones else None)
    embedder.looks = heads
    words = learn_phone_heads(phones, words_of_photos(), embedder, shop.embeddings)
    learnt_of = f"{', '.join(heads.looks) or 'no looks'}{'' if words is None else '; words of phone photos'}"
    print(f"learnt {learnt_of}: {export_looks(heads, words, Path(options.init), options.out)}")
    return 0


def in_eight_bits_of(options: argparse.Namespace) -> int:
    """--eight-bits: a minute on what is trained already. What it does to the answers, scripts/evaluate says."""
    from recommender.training.export import export_in_eight_bits

    shop = [Path(p.image) for p in _products(options) if not held_out(p.id, options.held_out)]
    phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
    shoppers = [photo.path for photo in phones if not held_out(photo.sender, options.held_out) and photo.path.is_file()]
    rng = np.random.default_rng(options.seed)
    drawn = [
        paths[place] for paths in (shop, shoppers) for place in rng.permutation(len(paths))[:_CALIBRATING].tolist()
    ]
    photos = [load_photo(path.read_bytes()) for path in drawn]
    print(f"exported {export_in_eight_bits(Path(options.init), options.out, photos)}, measured on {len(photos)} photos")
    return 0


def _products(options: argparse.Namespace) -> list[Product]:
    """Of all catalogues, each once, with the last one's picture."""
    by_id = {product.id: product for place in options.catalogue for product in read_catalogue(place) if product.image}
    return list(by_id.values())


def run(options: argparse.Namespace, plan: EmbedderPlan) -> int:
    import keras

    from recommender.training.batches import EmbedderBatches
    from recommender.training.calibration.heads import calibrate
    from recommender.training.checkpoints import load_checkpoint, save_checkpoint, start_from, start_second_classifier
    from recommender.training.curves import draw_curves
    from recommender.training.export import carry_second_classifier, embedder_model, export, export_second_classifier
    from recommender.training.network import build_network, freeze_early_layers
    from recommender.training.second_classifier import freeze_second_classifier, is_second_classifier
    from recommender.training.title_words import frequent_title_words
    from recommender.training.trainer import settle, train

    keras.utils.set_random_seed(plan.seed)
    keras.mixed_precision.set_global_policy(options.precision)
    products = _products(options)
    words = LabelVocabulary.of(products)
    network, words = (start_second_classifier if options.second else start_from)(options.init, words, plan.size)
    if is_second_classifier(network) != options.second:
        raise EmbedderError(f"{options.init}: {'no' if options.second else 'a'} second opinion; see --second")
    freeze = freeze_second_classifier if options.second else freeze_early_layers
    if options.export_only and options.mean_with:
        other, other_words = load_checkpoint(options.mean_with, plan.size)
        if other_words != words:
            raise EmbedderError(f"{options.mean_with}: other words than {options.init}, so there is no mean of the two")
        network.set_weights([(a + b) / 2 for a, b in zip(network.get_weights(), other.get_weights(), strict=True)])
    long_side = int(plan.size * 1.5)
    learnt = [p for p in products if not held_out(p.id, options.held_out)]
    phones = read_phone_photos(options.phone_photos) if options.phone_photos else []
    voids: list[np.ndarray] = []
    if options.void_photos:
        voids = void_photos(options.void_photos, long_side, lambda name: not held_out(name, options.held_out))
    if not options.export_only:
        write_plan(plan, options.out / _PLAN)
        freeze(network)
        learnt = [p for p in learnt if held_out("share" + p.id, options.only_share)]
        title_words = frequent_title_words(learnt, plan.told) if plan.told else ()
        train(
            network,
            words,
            plan,
            product_set(learnt, words, long_side, title_words),
            phone_set([p for p in phones if not held_out(p.sender, options.held_out)], words, long_side),
            (
                product_set([p for p in products if held_out(p.id, options.held_out)][:1500], words, long_side),
                phone_set([p for p in phones if held_out(p.sender, options.held_out)], words, long_side),
            ),
            options.out,
            voids=voids,
        )
        draw_curves(options.out / "log.csv", options.out / "curves.png")
    elif options.mean_with:
        freeze(network)
        some = [learnt[i] for i in np.random.default_rng(plan.seed).permutation(len(learnt))[:6000]]
        shop = product_set(some, words, long_side)
        phone = phone_set([p for p in phones if not held_out(p.sender, options.held_out)], words, long_side)
        settle(network, EmbedderBatches(shop, phone, words, plan, min(plan.products, len(shop)), voids))
    save_checkpoint(network, words, options.out)
    if options.second:
        print(
            f"a second opinion; serve it with: scripts/train --export-only --with-second {options.out} --init FIRST ..."
        )
        return 0
    size = options.serve_size or plan.size
    keras.mixed_precision.set_global_policy("float32")
    # Built anew: of another size, and in full precision. Not from the checkpoint, which is rounded to be small.
    served = build_network(words, size)
    served.set_weights(network.get_weights())
    facts: dict[str, Any] = {"mirrored": not options.one_view}
    # Of a folder that is served: as it is. Of a run of --second: exported now.
    second = carry_second_classifier(options.with_second or Path(options.init), options.out)
    if options.with_second and not second:
        its_size = read_plan(options.with_second / _PLAN).size
        other, its_words = load_checkpoint(options.with_second, its_size)
        if not is_second_classifier(other):
            raise EmbedderError(f"{options.with_second}: no second opinion; see --second")
        second = export_second_classifier(other, its_words, its_size, options.out)
    if second:
        facts["second"] = second
    facts["zooms"] = [] if options.one_view or second else ZOOMS
    model = embedder_model(served)
    manifest = export(model, words, size, options.out, facts)
    # Calibrated on half of what is held out, so that scripts/evaluate has photos that no number here has seen.
    half = options.held_out / 2
    rng = np.random.default_rng(plan.seed)
    sample = [learnt[i] for i in rng.choice(len(learnt), min(6000, len(learnt)), replace=False)]
    shop = product_set([p for p in products if held_out(p.id, half)][:1500], words, long_side)
    phone = phone_set([p for p in phones if held_out(p.sender, half)], words, long_side)
    if len(shop) or len(phone):
        unseen = []
        if options.void_photos:
            unseen = void_photos(options.void_photos, long_side, lambda name: held_out(name, options.held_out / 2))
        found = calibrate(Embedder.load(manifest), product_set(sample, words, long_side), shop, phone, voids=unseen)
        facts |= {"temperatures": found.temperatures, "confidence": found.confidence, "calibrated on": found.shares}
    else:
        print("not calibrated: none of so few products is held out; see --held-out", file=sys.stderr)
    facts["data"] = {
        "catalogues": [Path(place).name for place in options.catalogue],
        "products": len(learnt),
        "phone photos": sum(not held_out(photo.sender, options.held_out) for photo in phones),
        "photos without products": len(voids),
    }
    facts["init"] = Path(options.init).name
    export(model, words, size, options.out, facts)
    print(f"exported {manifest}; measure it with: scripts/evaluate --embedder {options.out} --catalogue ...")
    return 0


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
