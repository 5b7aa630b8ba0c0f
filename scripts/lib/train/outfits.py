"""Learns what is worn together from pictures of models: `scripts/train_outfits --help`. See docs/outfits.md."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.streams import settle_streams
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import RecommenderError
from recommender.network.embedder import Embedder
from recommender.product import Product
from recommender.training.data import held_out
from recommender.training.outfits.gathering import embedded, gather_outfits, learn_denim
from recommender.training.outfits.learning import learn_outfits


def parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(prog="scripts/train_outfits", description=__doc__)
    make.add_argument("--catalogue", required=True, metavar="DIR", help="products whose pictures show models")
    make.add_argument("--sold", metavar="DIR", help="more products, of which only the words count")
    make.add_argument("--embedder", type=Path, metavar="WEIGHTS", help="default: the shipped one")
    make.add_argument("--held-out", type=float, default=0.1, help="share of products kept for evaluation")
    make.add_argument("--out", required=True, type=Path, metavar="DIR", help="outfits.npz and outfits.json")
    return make


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        run(options)
    except RecommenderError as error:
        print(f"scripts/train_outfits: {error}", file=sys.stderr)
        return 1
    return 0


def run(options: argparse.Namespace) -> None:
    embedder = Embedder.load(options.embedder)
    pictured = learnt_from(options.catalogue, options.held_out)
    sold = {product.id: product for product in (*learnt_from(options.sold, options.held_out), *pictured)}
    pieces = gather_outfits(pictured, embedder, learn_denim(pictured, embedder))
    known, embeddings = embedded(pictured, embedder)
    made = learn_outfits([*sold.values()], pieces, known, embeddings, embedder.colours, embedder.version)
    options.out.mkdir(parents=True, exist_ok=True)
    strips = sum(len(piece.strips) for piece in pieces)
    sources = [Path(each).name for each in (options.catalogue, options.sold) if each]
    made.save(options.out, catalogues=sources, pictures=len(pieces), strips=strips)
    print(f"{len(pieces)} pictures of models, {strips} strips of what else they wear: {options.out / 'outfits.npz'}")


def learnt_from(catalogue: str | None, share: float) -> list[Product]:
    """The products that are not held out."""
    return [each for each in read_catalogue(catalogue) if not held_out(each.id, share)] if catalogue else []


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
