"""What the bot and its recommender processes say to each other, as MessagePack over a socket between the two.

A frame is two lengths, a head and a payload. The head is one of the types below; the payload is the pixels of the
photos that it asks about, one after another, as they are. Nothing in it can become code: no pickle is read here.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Mapping, Sequence

import msgspec

from bot.app.told_errors import ToldError
from recommender.answers import (
    Answer,
    CatalogueWords,
    DecodedPhoto,
    Garment,
    PhotoRequest,
    RankingRequest,
)
from recommender.errors import RecommenderError
from recommender.photo.decoder_process import filled
from recommender.product import Product

_LENGTHS = struct.Struct("<IQ")


class PhotoHead(msgspec.Struct, frozen=True):
    """A photo whose pixels are in the payload, (height, width, 3) uint8, and what is asked of it."""

    height: int
    width: int
    decode_ms: float
    ranking: RankingRequest
    garment: Garment | None = None
    glimpse: bool = False


class AskPhotos(msgspec.Struct, frozen=True, tag="photos"):
    """`Recommender.recommend_many` of photos that are decoded."""

    photos: tuple[PhotoHead, ...]


class AskFurther(msgspec.Struct, frozen=True, tag="further"):
    """`Recommender.further`."""

    query: bytes
    embedder_version: str
    ranking: RankingRequest


class AskMoreLike(msgspec.Struct, frozen=True, tag="more like"):
    """`Recommender.more_like`."""

    product_id: str
    ranking: RankingRequest


class AskGoesWith(msgspec.Struct, frozen=True, tag="goes with"):
    """`Recommender.goes_with`."""

    query: bytes
    embedder_version: str
    ranking: RankingRequest
    shown: tuple[str, ...] = ()


class AskGoesWithProduct(msgspec.Struct, frozen=True, tag="goes with product"):
    """`Recommender.goes_with_product`."""

    product_id: str
    ranking: RankingRequest


class AskNamed(msgspec.Struct, frozen=True, tag="named"):
    """`Recommender.named`."""

    ranking: RankingRequest


class AskProducts(msgspec.Struct, frozen=True, tag="products"):
    """`Recommender.products`."""

    ids: Sequence[str]


class AskToTakeUp(msgspec.Struct, frozen=True, tag="take up"):
    """`Recommender.refresh`, whose end is waited for. It is told beside the answers, and the index that is served then
    before it is."""


Ask = AskPhotos | AskFurther | AskMoreLike | AskGoesWith | AskGoesWithProduct | AskNamed | AskProducts | AskToTakeUp


class AskFrame(msgspec.Struct, frozen=True):
    """One question, by a number that its reply has too."""

    number: int
    ask: Ask


class ServedIndex(msgspec.Struct, frozen=True):
    """The index that a process answers from; without a version, there is none that can be used."""

    version: str = ""
    products: int = 0
    words: CatalogueWords = CatalogueWords()


class PhotoOutcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of the two."""

    answer: Answer | None = None
    error: ToldError | None = None

    @property
    def result(self) -> Answer | RecommenderError:
        """The one that it is."""
        return self.answer or (self.error or ToldError("")).error()


class ReplyFrame(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a question of that number is answered with: an outcome for each photo, or products, or one error for all;
    or, with the number 0 and unasked, the index that is served from now on."""

    number: int
    outcomes: tuple[PhotoOutcome, ...] = ()
    products: Mapping[str, Product] = {}
    error: ToldError | None = None
    served: ServedIndex | None = None


encode_frame = msgspec.msgpack.Encoder(enc_hook=dict).encode  # a mapping that is no dict
decode_ask = msgspec.msgpack.Decoder(AskFrame).decode
decode_reply = msgspec.msgpack.Decoder(ReplyFrame).decode


class FrameSocket:
    """Frames over a socket, both ways. Any thread may send; one alone receives."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._sending = threading.Lock()

    def send(self, frame: object, payload: Sequence[memoryview] = ()) -> None:
        """Raises OSError when the other side is gone, or takes nothing any more."""
        head = encode_frame(frame)
        with self._sending:
            self._connection.sendall(_LENGTHS.pack(len(head), sum(each.nbytes for each in payload)) + head)
            for each in payload:
                self._connection.sendall(each)

    def receive(self) -> tuple[bytearray, memoryview]:
        """Head and payload. Raises EOFError or OSError when the other side is gone."""
        lengths = _LENGTHS.unpack(filled(self._connection, bytearray(_LENGTHS.size)))
        head, payload = (bytearray(length) for length in lengths)
        filled(self._connection, head)
        filled(self._connection, payload)
        return head, memoryview(payload)

    def end(self) -> None:
        """Whoever receives, here or there, sees that, and closes it."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._connection.close()


def ask_photos(requests: Sequence[PhotoRequest]) -> tuple[AskPhotos, list[memoryview]]:
    """The question about photos that are decoded, and its payload."""
    heads, pixels = [], []
    for each in requests:
        assert isinstance(each.data, DecodedPhoto)  # noqa: S101 - for the type checker: strangers' bytes are decoded elsewhere
        height, width = each.data.pixels.shape[:2]
        heads.append(PhotoHead(height, width, each.data.decode_ms, each.ranking, each.garment, each.glimpse))
        pixels.append(each.data.pixels.data.cast("B"))
    return AskPhotos(tuple(heads)), pixels


def photo_requests(ask: AskPhotos, payload: memoryview) -> list[PhotoRequest]:
    """What `ask_photos` was made of."""
    requests, start = [], 0
    for head in ask.photos:
        end = start + head.height * head.width * 3
        pixels = payload[start:end]
        photo = DecodedPhoto.of_bytes(pixels, head.height, head.width, head.decode_ms)
        requests.append(PhotoRequest(photo, head.ranking, head.garment, head.glimpse))
        start = end
    return requests
