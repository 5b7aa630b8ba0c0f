"""Asking the recommender, and the plain stack, as the evaluation does."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from recommender.answers import Garment, Guess, PhotoRequest
from recommender.errors import PhotoError, RecommenderError
from recommender.network.embedder import Embedder
from recommender.network.garment_finder import GarmentFinder
from recommender.photo.decoding import load_photo
from recommender.product import Product
from recommender.protocols import NetworkOutput
from recommender.recommender import Recommender
from recommender.training.data import PhonePhoto, held_out
from recommender.training.phone_words.table import words_of_photos
from recommender.training.synthetic.augmentation import one_of, retaken
from recommender.training.synthetic.voids import synthetic_void
from scripts.lib.evaluate.by_eye import by_eye_figures
from scripts.lib.evaluate.measures import (
    Estimate,
    EvaluatedQuery,
    classification,
    look_figures,
    phone_figures,
    polo_figures,
    product_figures,
)

Answers = tuple[list[EvaluatedQuery], list[EvaluatedQuery]]  # to products, to phone photos
Shots = list[tuple[str, bytes]]  # a product's id and a photo of it
# Hits, type and its probability, confidence, gender and colour, as in EvaluatedQuery.
_Found = tuple[tuple[Product, ...], str, float, str, str, str]


class RememberingEmbedder:
    """An embedder that looks at each photo once, however many rankings are asked about it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._seen: dict[bytes, NetworkOutput] = {}
        self.version, self.dim, self.thresholds = embedder.version, embedder.dim, embedder.thresholds
        self.types, self.genders, self.colours = embedder.types, embedder.genders, embedder.colours
        self.descriptor_shape, self.looks = embedder.descriptor_shape, embedder.looks

    def embed(self, photos: Sequence[np.ndarray]) -> np.ndarray:
        return self.predict(photos).embeddings

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        keys = [blake2b(photo.tobytes(), digest_size=16, salt=b"close" * thorough).digest() for photo in photos]
        for key, photo in zip(keys, photos, strict=True):
            if key not in self._seen:
                self._seen[key] = self._embedder.predict([photo], thorough=thorough)
        parts = [self._seen[key] for key in keys]
        columns = ("embeddings", "types", "genders", "colours", "nothing", "descriptors", "near")
        return NetworkOutput(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


class RememberingFinder:
    """A garment finder that looks at each photo once."""

    def __init__(self, finder: GarmentFinder) -> None:
        self._finder = finder
        self._found: dict[bytes, tuple[Garment, ...]] = {}

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
        keys = [blake2b(photo.tobytes(), digest_size=16).digest() for photo in photos]
        for key, photo in zip(keys, photos, strict=True):
            if key not in self._found:
                self._found[key] = self._finder.find([photo])[0]
        return [self._found[key] for key in keys]


class PlainStack:
    """What everyone uses: ImageNet MobileNetV2 at 224, pooled, cosine nearest neighbours, nothing else.

    `weights`: a file of keras.applications' notop weights, or "imagenet" to fetch them."""

    def __init__(self, weights: str, gallery: Sequence[Product]) -> None:
        import keras

        from recommender.training.network import imagenet_backbone

        backbone = imagenet_backbone(weights)
        self._network = keras.Model(backbone.input, keras.layers.GlobalAveragePooling2D()(backbone.output))
        self._gallery = list(gallery)
        self._features = self._embed([Path(product.image).read_bytes() for product in self._gallery])

    def answer(self, photos: Sequence[bytes], k: int = 5) -> list[tuple[Product, ...]]:
        """The k nearest products for each photo, closest first."""
        similarities = self._embed(photos) @ self._features.T
        order = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
        return [tuple(self._gallery[i] for i in row) for row in order]

    def _embed(self, photos: Sequence[bytes]) -> np.ndarray:
        parts = []
        for start in range(0, len(photos), 64):
            batch = np.stack([_squashed(data) for data in photos[start : start + 64]])
            parts.append(np.asarray(self._network.predict_on_batch(batch)))
        features = np.concatenate(parts)
        return np.asarray(features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-9))


def _squashed(data: bytes) -> np.ndarray:
    photo = Image.fromarray(load_photo(data)).resize((224, 224), Image.Resampling.BILINEAR)
    return np.asarray(photo, dtype=np.float32) / 127.5 - 1.0


def name_of(photo: PhonePhoto) -> str:
    """A phone photo's name among the queries; some product may be called as the file is."""
    return f"phone photo {photo.path.stem}"


def ask(
    recommender: Recommender, queries: Sequence[Product], phones: Sequence[PhonePhoto], photos: dict[str, bytes]
) -> Answers:
    """Ask with the photos of all queries, then of all phone photos: `photos` holds them by name, in this order."""
    found = [_found(recommender, photos[name]) for name in tqdm(photos, desc="asking", mininterval=2)]
    return _answers(queries, phones, found)


def ask_plain(
    plain: PlainStack, queries: Sequence[Product], phones: Sequence[PhonePhoto], photos: dict[str, bytes]
) -> Answers:
    """The same of the plain stack, which recognises nothing and is never unsure."""
    return _answers(queries, phones, [(hits, "", 0.0, "", "", "") for hits in plain.answer(list(photos.values()))])


def figures(answers: Answers) -> dict[str, Estimate]:
    """The figures of answers to products and, if there are any, to phone photos."""
    products, shoppers = answers
    of_phones: dict[str, Estimate] = {}
    if shoppers:
        of_phones = phone_figures(shoppers) | polo_figures(shoppers) | by_eye_figures(shoppers, words_of_photos())
    return {**product_figures(products), **look_figures(products), **of_phones, **classification(products)}


def retake(gallery: Sequence[Product], phones: Sequence[PhonePhoto], count: int) -> Shots:
    """`count` products of the gallery, each photographed again on the floors and walls of phone photos."""
    rng = np.random.default_rng(7)
    grounds = [load_photo(photo.path.read_bytes()) for photo in phones[:60]]
    shots: Shots = []
    for row in rng.choice(len(gallery), min(count, len(gallery)), replace=False):
        try:
            photo = load_photo(Path(gallery[row].image).read_bytes())
        except PhotoError:  # the index has left it out, too
            continue
        shots.append((gallery[row].id, as_jpeg(retaken(photo, one_of(grounds, rng), rng), 40)))
    return shots


def self_at_1(recommender: Recommender, shots: Shots) -> dict[str, Estimate]:
    """How many of the re-taken products come first."""
    answers = (recommender.recommend(data) for _, data in tqdm(shots, desc="asking with re-taken", mininterval=2))
    first = [float(bool(a.hits) and a.hits[0].product.id == own) for (own, _), a in zip(shots, answers, strict=True)]
    return {"self@1": Estimate.of(first)} if first else {}


def nothing_figures(
    recommender: Recommender, answers: Answers, phones: Sequence[PhonePhoto], most: int = 400
) -> dict[str, Estimate]:
    """How often "none" is said of photos of nothing, and how often of shops' pictures and of phone photos. Of the
    former as many are asked about as of the others, `most` at most."""
    rng = np.random.default_rng(11)
    grounds = [load_photo(photo.path.read_bytes()) for photo in phones[:60]]
    drawn = [as_jpeg(synthetic_void(grounds, 300, rng), 80) for _ in range(min(most, sum(map(len, answers))))]
    missed = [
        float(recommender.recommend(data).confidence == "none") for data in tqdm(drawn, desc="nothings", mininterval=2)
    ]
    lost = (Estimate.of([float(one.confidence == "none") for one in part]) for part in answers)
    parts = {"none, of photos of nothing": Estimate.of(missed)}
    return parts | dict(zip(("none, of products", "none, of phone photos"), lost, strict=True))


def void_figures(recommender: Recommender, folder: Path, fraction: float) -> dict[str, Estimate]:
    """How often "none" is said of the photos below `folder` that training has not seen."""
    missed = []
    for path in tqdm(sorted(folder.rglob("*")), desc="photos without products", mininterval=2):
        if path.is_file() and held_out(path.name, fraction):
            with suppress(PhotoError):
                missed.append(float(recommender.recommend(path.read_bytes()).confidence == "none"))
    return {"none, of real photos without products": Estimate.of(missed)}


def _found(recommender: Recommender, data: bytes) -> _Found:
    answer = recommender.recommend_many([PhotoRequest(data)])[0]
    if isinstance(answer, RecommenderError):
        return (), "", 0.0, "", "", ""
    told = answer.attributes
    kind, gender, colour = (
        guesses[0] if guesses else Guess("", 0.0) for guesses in (told.type, told.gender, told.colour)
    )
    hits = tuple(hit.product for hit in answer.hits)
    return hits, kind.value, kind.probability, answer.confidence, gender.value, colour.value


def _answers(
    queries: Sequence[Product],
    phones: Sequence[PhonePhoto],
    found: Sequence[_Found],
) -> Answers:
    products = [
        EvaluatedQuery(query.id, query.type, frozenset({query.type}), query, *one)
        for query, one in zip(queries, found, strict=False)
    ]
    shoppers = [
        EvaluatedQuery(name_of(photo), photo.label, frozenset(photo.allowed), None, *one)
        for photo, one in zip(phones, found[len(queries) :], strict=True)
    ]
    return products, shoppers


def as_jpeg(photo: np.ndarray, quality: int) -> bytes:
    coded = io.BytesIO()
    Image.fromarray(photo).save(coded, "JPEG", quality=quality)
    return coded.getvalue()
