"""How long another shopper waits beside nine slow photos of three people: the whole bot, on a Telegram on loopback.

`python -m scripts.lib.bench.slow_photos`, from the repository's root. See docs/reliability.md.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from recommender import Embedder, build_index, read_catalogue
from recommender.catalogue.sample_shop import SAMPLE_CATALOGUE, sample_photos, unpack_sample_shop
from scripts.lib.bench.bot_process import running_bot
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi, serving
from tests.recommender.photos import SLOW, slow_photo

_ROUNDS = 5


async def _measure(folder: Path, photos: list[bytes]) -> None:
    slow = [slow_photo(format) for format in SLOW]
    shop = folder / "shop" / SAMPLE_CATALOGUE
    async with serving(BotApi()) as api, running_bot("telegram", api.keys, shop, folder):
        await api.until(lambda: api.of("getUpdates"), 120)
        for number, photo in enumerate(photos[:3]):  # until all is loaded
            await _wait(Someone(api, 6000 + number), photo)
        for number in range(_ROUNDS):
            # Somebody new each time: who sends a photo again is answered from memory.
            alone = await _wait(Someone(api, 7000 + number), photos[number % len(photos)])
            people = [Someone(api, 8000 + 10 * number + person) for person in range(3)]
            began = time.monotonic()
            for turn in range(3):
                for place, person in enumerate(people):
                    await person.photo(slow[(3 * turn + place) % len(slow)])
            await asyncio.sleep(0.3)  # until they have been fetched
            beside = await _wait(Someone(api, 7100 + number), photos[number % len(photos)])
            for person in people:
                await person.until_answered(3, 300)
            taken = time.monotonic() - began
            print(f"alone {alone:.2f} s; beside nine slow photos {beside:.2f} s; these all answered in {taken:.1f} s")


async def _wait(shopper: Someone, photo: bytes) -> float:
    before, began = len(shopper.answered), time.monotonic()
    await shopper.photo(photo)
    await shopper.until_answered(before + 1, 120)  # also where it is the sentence on why there is none
    return time.monotonic() - began


def main() -> None:
    """Print a line for each round."""
    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as name:
        folder = Path(name)
        unpack_sample_shop(folder / "shop")
        build_index(read_catalogue(folder / "shop" / SAMPLE_CATALOGUE), folder / "index", Embedder.load())
        photos = [path.read_bytes() for path in sample_photos(folder / "shop")]
        asyncio.run(_measure(folder, photos))


if __name__ == "__main__":
    main()
