"""Scenarios: what a shopper says of the products changes what comes next, and what comes first another day."""

from __future__ import annotations

from pathlib import Path

from bot.conversation.asking.ranking_context import taste_profile
from bot.messages import Person, Reply
from bot.ports import Product
from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder
from tests.bot.conversation.scenarios.talk import Talk, products
from tests.bot.rig import running_bot


async def judge(talk: Talk, answer: Reply, wanted: str) -> int:
    """A thumb for every product: up if its id has this in it. Returns how many were up."""
    good = [wanted in product for product in products(answer)]
    for place, is_good in enumerate(good, start=1):
        await talk.press("👍" if is_good else "👎", card=place, at=answer)
    return sum(good)


async def test_verdicts_move_what_comes_next(talk: Talk) -> None:
    """A shopper who likes only black ones, which the photo does not show, gets them on the next page, and is told
    why; who says nothing does not."""
    page = await talk.photo("Handbags", "Green")
    assert await judge(talk, page, "-black-") == 0
    second = await talk.press("Next 5", at=page)
    assert "Your verdicts count here." in second.text
    other = talk.as_(Person("3003", "en"))
    silent = await other.press("Next 5", at=await other.photo("Handbags", "Green"))
    assert "Your verdicts" not in silent.text
    learned_black = sum("-black-" in product for product in products(second))
    assert learned_black >= 2
    assert learned_black > sum("-black-" in product for product in products(silent))


async def test_without_verdicts_nothing_changes(talk: Talk) -> None:
    """The pages of somebody who says nothing are pages of one ranking, also after others have judged it."""
    page = await talk.photo("Jeans", "Blue")
    judged = await talk.press("Next 5", at=page)
    await judge(talk, judged, "-women-")
    other = talk.as_(Person("3003", "en"))
    first = await other.photo("Jeans", "Blue")
    second = await other.press("Next 5", at=first)
    assert "verdicts" not in second.text
    assert products(second) == products(judged)


async def test_a_taste_is_gentle_shown_and_switched_off(talk: Talk) -> None:
    """After some verdicts /settings says what is preferred; what is closest stays first; off is off."""
    assert "do not show a taste yet" in (await talk.command("settings")).text
    for colour in ("Blue", "Green"):
        await judge(talk, await talk.photo("Tshirts", colour), "-women-")
    settings = await talk.command("settings")
    assert "women's" in settings.text
    answer = await talk.photo("Handbags", "Black")
    stranger = await talk.as_(Person("3003", "en")).photo("Handbags", "Black")
    assert {product.rsplit("-", 2)[0] for product in products(answer)} == {"handbags-black"} | {
        product.rsplit("-", 2)[0] for product in products(answer)[4:]
    }
    assert products(answer)[0].split("-")[:2] == products(stranger)[0].split("-")[:2]
    off = await talk.press("Learn my taste from my verdicts")
    assert off.replaces
    assert "I am not learning your taste." in off.text
    assert products(await talk.photo("Casual Shoes", "Black")) == products(
        await talk.as_(Person("3003", "en")).photo("Casual Shoes", "Black")
    )


def test_a_taste_needs_evidence() -> None:
    """A few verdicts say nothing; a word that stands on both sides says nothing either."""
    red, blue = (Product(c, c, gender="Women", colour=c, price=20.0, brand="B") for c in ("Red", "Blue"))
    assert taste_profile([(red, "up")] * 3).colours == {}
    taste = taste_profile([(red, "up")] * 5 + [(blue, "down")] * 5)
    assert taste.colours["red"] > 0 > taste.colours["blue"]
    assert taste.genders == {}
    assert (taste.low, taste.high) == (20.0, 20.0)


async def test_what_many_call_wrong_sinks(tmp_path: Path, boutique: Path) -> None:
    """Once three people have called a product wrong for such a photo, others are shown it later or not at all."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot:
        talk = Talk(bot)
        first = await talk.photo("Handbags", "Green")
        victim = products(first)[1]
        for number in range(3):
            person = talk.as_(Person(f"400{number}", "en"))
            answer = await person.photo("Handbags", "Green")
            await person.press("👎", card=products(answer).index(victim) + 1, at=answer)
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot:
        later = products(await Talk(bot, Person("5005", "en")).photo("Handbags", "Green"))
        assert later[0] == products(first)[0]
        assert victim not in later or later.index(victim) > 1
        # For another kind of photo nothing was said of it.
        rejected = await bot.store.verdicts.rejected(3)
        assert set(rejected) == {"handbags"}
        assert 0 < rejected["handbags"][victim] <= 1
