"""Products that came by chat: what is known of them in the database, their pictures in a folder beside it.

A picture's file is called by the hash of its bytes, written aside and renamed: whatever name is there is whole.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.messages import Post
from bot.ports import ChatOffer, Product, StoreError
from bot.store.database import Connection, Database, StoredRow, StorePart, all_rows
from bot.store.pseudonyms import Pseudonyms
from bot.store.serial import dump_product, load_product

_DAY = 86_400.0
_KEPT_DAYS = 30  # of what was withdrawn
_UNUSED_SECONDS = 3600.0  # a picture may be written a moment before its product
_SUFFIXES = ((0, b"\xff\xd8", ".jpg"), (0, b"\x89PNG", ".png"), (8, b"WEBP", ".webp"), (4, b"ftyp", ".heic"))


class OfferStore(StorePart):
    """Offers by the product's id."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms, folder: Path) -> None:
        super().__init__(db, pseudonyms)
        self._folder = folder

    async def keep_picture(self, data: bytes) -> str:
        """Its path, for a later `put`."""
        try:
            return await asyncio.to_thread(self._write, data)
        except OSError as error:
            raise StoreError(f"a picture cannot be written: {error}") from error

    async def read_picture(self, path: str) -> bytes:
        """The bytes of one that was kept."""
        try:
            return await asyncio.to_thread(Path(path).read_bytes)
        except OSError as error:
            raise StoreError(f"a picture cannot be read: {error}") from error

    async def put(self, offer: ChatOffer, pictures: Sequence[tuple[str, Post]] = ()) -> None:
        """The product as it is now. `pictures`, by their paths, take the place of those of the same posts, or come
        behind the others; those that are not named stay as they are."""
        new = [(Path(path).name, self._pseudonyms.post(post)) for path, post in pictures]
        product, product_id = replace(offer.product, image="", additional_images=()), offer.product.id

        def work(db: Connection) -> None:
            db.execute(
                """
                INSERT INTO offers VALUES (:id, :product, :caption, :withdrawn, :now, :now)
                ON CONFLICT (product_id) DO UPDATE SET product = excluded.product, caption = excluded.caption,
                    withdrawn = excluded.withdrawn, changed_at = excluded.changed_at
                """,
                {
                    "id": product_id,
                    "product": dump_product(product),
                    "caption": offer.caption,
                    "withdrawn": offer.withdrawn,
                    "now": time.time(),
                },
            )
            if new:
                statement = "SELECT file, post FROM offer_pictures WHERE product_id = ? ORDER BY place"
                before = [(row["file"], row["post"]) for row in all_rows(db, statement, product_id)]
                posts = {post for _, post in new}
                at = next((place for place, (_, post) in enumerate(before) if post in posts), len(before))
                kept = [each for each in before if each[1] not in posts]
                db.execute("DELETE FROM offer_pictures WHERE product_id = ?", (product_id,))
                rows = [(product_id, n, *each) for n, each in enumerate((*kept[:at], *new, *kept[at:]))]
                db.executemany("INSERT INTO offer_pictures VALUES (?, ?, ?, ?)", rows)

        await self._db.write(work)

    async def find(self, product_id: str) -> ChatOffer | None:
        """The offer, withdrawn or not."""
        return next(iter(await self._offers("WHERE product_id = ?", product_id)), None)

    async def made_of(self, posts: Sequence[Post]) -> ChatOffer | None:
        """The offer that one of these messages is a part of."""
        marks = ", ".join("?" * len(posts))
        where = f"WHERE product_id IN (SELECT product_id FROM offer_pictures WHERE post IN ({marks}))"  # noqa: S608
        return next(iter(await self._offers(where, *map(self._pseudonyms.post, posts))), None)

    async def page(self, start: int, count: int) -> list[ChatOffer]:
        """Those in the catalogue, the latest first."""
        return await self._offers(
            "WHERE NOT withdrawn ORDER BY added_at DESC, product_id LIMIT ? OFFSET ?", count, start
        )

    async def count(self) -> int:
        """How many are in the catalogue."""
        row = await self._db.row("SELECT count(*) AS count FROM offers WHERE NOT withdrawn")
        return int(row["count"]) if row else 0

    async def products(self) -> list[Product]:
        """All in the catalogue, in the order in which they came."""
        return [offer.product for offer in await self._offers("WHERE NOT withdrawn ORDER BY added_at, product_id")]

    async def delete(self, product_id: str) -> None:
        """It was no product after all. Its pictures go with the next `prune`."""
        await self._db.execute("DELETE FROM offers WHERE product_id = ?", product_id)

    async def posts_gone(self, posts: Sequence[Post]) -> int:
        """These messages were deleted: their pictures are no product's any more, and products without any are gone.
        Returns how many pictures went."""
        marks = [(self._pseudonyms.post(each),) for each in posts]

        def work(db: Connection) -> int:
            gone = db.executemany("DELETE FROM offer_pictures WHERE post = ?", marks).rowcount
            db.execute("DELETE FROM offers WHERE product_id NOT IN (SELECT product_id FROM offer_pictures)")
            return gone

        return await self._db.write(work)

    async def prune(self) -> None:
        """Delete what was withdrawn a month ago, and pictures that are nobody's."""
        await self._db.execute("DELETE FROM offers WHERE withdrawn AND changed_at < ?", time.time() - _KEPT_DAYS * _DAY)
        used = set(await self._db.rows(lambda row: str(row["file"]), "SELECT DISTINCT file FROM offer_pictures"))
        await asyncio.to_thread(self._sweep, used)

    async def _offers(self, where: str, *values: object) -> list[ChatOffer]:
        def work(db: Connection) -> list[ChatOffer]:
            rows = all_rows(db, f"SELECT * FROM offers {where}", *values)  # noqa: S608 - our own words
            files = defaultdict(list)
            statement = "SELECT product_id, file FROM offer_pictures {} ORDER BY product_id, place"
            one = "WHERE product_id = ?"
            if len(rows) < 100:
                pictures = [each for row in rows for each in all_rows(db, statement.format(one), row["product_id"])]
            else:
                pictures = all_rows(db, statement.format(""))
            for each in pictures:
                files[each["product_id"]].append(str(self._folder / each["file"]))
            return [_offer(row, files[row["product_id"]]) for row in rows]

        return await self._db.read(work)

    def _write(self, data: bytes) -> str:
        suffix = next((end for at, mark, end in _SUFFIXES if data.startswith(mark, at)), ".img")
        path = self._folder / (hashlib.blake2b(data, digest_size=16).hexdigest() + suffix)
        if path.exists():
            path.touch()  # in use from now on
            return str(path)
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}")
        with aside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        return str(path)

    def _sweep(self, used: set[str]) -> None:
        before = time.time() - _UNUSED_SECONDS
        with contextlib.suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                if path.name not in used and path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)


def _offer(row: StoredRow, pictures: Sequence[str]) -> ChatOffer:
    first, *more = pictures or ("",)
    product = replace(load_product(row["product"]), image=first, additional_images=tuple(more))
    return ChatOffer(product, row["caption"], bool(row["withdrawn"]))
