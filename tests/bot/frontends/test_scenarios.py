"""What shoppers say and press most, through all three front ends: corrections, prices, questions, pages, photos.

The words themselves are tested in the conversation; here each platform carries a few of each kind to the end.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.bot.conversation.scenarios.boutique import (
    DoubtfulEmbedder,
    shopper_photo,
    side_by_side,
)
from tests.bot.frontends.surfaces import PLATFORMS, OnDiscord, OnTelegram, Surface, on

everywhere = pytest.mark.parametrize("platform", PLATFORMS)
SHIRT = shopper_photo("Tshirts", "Blue")


@everywhere
async def test_corrections_and_what_takes_them_back(platform: str, tmp_path: Path, boutique: Path) -> None:
    """A "no" corrects instead of excluding; a colour stays until it is forgotten; what cannot be kept is said; "undo"
    goes back."""
    async with on(platform, tmp_path, boutique) as shopper:
        (shirts,) = await shopper.photos(SHIRT)
        assert shirts.text.count("Tshirts") == 5
        jeans = await shopper.say("no, it's jeans")
        assert jeans.text.count(" Jeans") >= 5 and "not" not in jeans.text.splitlines()[1]
        red = await shopper.say("in red")
        assert "Red jeans" in red.text and red.offers("red")
        back = await shopper.say("forget the colour")
        assert "Filters: jeans" in back.text and "red" not in back.text.splitlines()[1]
        assert "Red jeans" in (await shopper.say("undo")).text
        assert "The shop has nothing for “dress”" in (await shopper.say("a dress")).text
        plain = await shopper.press(await shopper.say("not striped"), "no striped")
        assert "no striped" not in plain.text


@everywhere
async def test_one_tap_corrects(platform: str, tmp_path: Path, boutique: Path) -> None:
    """Where it is not sure of the kind or of for whom it is, a tap steers the same answer in its place."""
    async with on(platform, tmp_path, boutique, DoubtfulEmbedder()) as shopper:
        (shirts,) = await shopper.photos(SHIRT)
        bags = await shopper.change(shirts, "Handbag")
        assert "blue handbag" in bags.text and bags.text.count(" Handbags") >= 5
        assert "Women's blue handbag" in (await shopper.change(bags, "Women's")).text


@everywhere
async def test_a_heart_saves(platform: str, tmp_path: Path, boutique: Path) -> None:
    """One tap on a card, seen as saved; the same tap takes it back."""
    heart = "❤️" if platform == "telegram" else "Save"
    async with on(platform, tmp_path, boutique) as shopper:
        (shirts,) = await shopper.photos(SHIRT)
        saved = await shopper.change(shirts, heart)
        assert "You have saved one product" in (await shopper.say("/saved")).text
        await shopper.change(saved, "❤️ ✓" if platform == "telegram" else heart)
        assert "You have saved nothing yet" in (await shopper.say("/saved")).text


@everywhere
async def test_what_cannot_be_kept_is_not_claimed(platform: str, tmp_path: Path, boutique: Path) -> None:
    """What neither titles nor pictures tell is declined; a heading names what is shown; what gave way is said."""
    async with on(platform, tmp_path, boutique) as shopper:
        await shopper.photos(SHIRT)
        assert "I cannot tell what has “logo”" in (await shopper.say("without logo")).text
        red = await shopper.say("in red, cheaper than 5 €")
        assert "without “under €5”" in red.text and "Red T-shirt" in red.text
        assert "red" not in (await shopper.say("remove red")).text.splitlines()[0].lower()


@everywhere
async def test_prices_and_questions(platform: str, tmp_path: Path, boutique: Path) -> None:
    """What is asked about a product is answered of it; "cheaper than the second" and "cheapest first" go by prices."""
    async with on(platform, tmp_path, boutique) as shopper:
        await shopper.photos(SHIRT, caption="for men")
        first, *_ = (await shopper.say("how much is the first?")).text.splitlines()
        assert first.startswith("1") and "€" in first
        assert (await shopper.say("which brand is the second?")).text.splitlines()[0].endswith(("Nimbus", "Orbit"))
        assert "https://shop.example/" in (await shopper.say("link to the third?")).text
        assert "under €" in (await shopper.say("cheaper than the second")).text
        assert "the cheapest first" in (await shopper.say("any price, sort by price")).text


@everywhere
async def test_it_and_what_is_dearest_or_darker(platform: str, tmp_path: Path, boutique: Path) -> None:
    """ "It" is the product last spoken of; the dearest come first, and darker is by the colour's own order."""
    async with on(platform, tmp_path, boutique) as shopper:
        await shopper.photos(SHIRT)
        second = (await shopper.say("how much is the second?")).text
        assert (await shopper.say("and how much is it?")).text == second
        assert (await shopper.say("save it")).text.startswith("Saved: ")
        assert "You have saved one product" in (await shopper.say("/saved")).text
        assert "the most expensive first" in (await shopper.say("the most expensive one")).text
        await shopper.say("undo")
        assert "darker" in (await shopper.say("a bit darker")).text
        wedding = await shopper.say("undo, something for a wedding")
        assert "wedding" in wedding.text


@everywhere
async def test_a_shop_without_prices(platform: str, tmp_path: Path, bare_boutique: Path) -> None:
    """Nothing offers them, and who asks is told."""
    async with on(platform, tmp_path, bare_boutique) as shopper:
        (shirts,) = await shopper.photos(SHIRT)
        panel = await shopper.press(shirts, "Filters")
        assert panel.offers("Colour") and not panel.offers("Price")
        for text in ("under 40", "the cheapest"):
            assert "The shop states no prices" in (await shopper.say(text)).text


@everywhere
async def test_pages_to_the_end(platform: str, tmp_path: Path, boutique: Path) -> None:
    """Pages say where other kinds of things begin, and stop where nothing is left. Neither they nor what is typed cost
    queries, of which there are two a minute here."""
    async with on(platform, tmp_path, boutique, queries_per_minute=2, page_size=5) as shopper:
        (page,) = await shopper.photos(SHIRT)
        said = []
        while page.offers("Next 5"):
            page = await shopper.press(page, "Next 5")
            said.append(page.text)
        assert len(said) == 19  # of 96 products
        others = [text for text in said if "these are other things" in text]
        assert len(others) == 1 and "From number 25 on" in others[0]
        assert "list: 96" in said[-1] and "96 to 96" not in said[-1]
        assert "Red T-shirt" in (await shopper.say("in red")).text
        assert "Photo 1 of" not in (await shopper.photos(shopper_photo("Jeans", "Blue")))[0].text


@everywhere
async def test_another_kind_and_a_comparison(platform: str, tmp_path: Path, boutique: Path) -> None:
    """What was said of a shirt's pattern is not meant for shoes, and it is said so. Two products are compared."""
    async with on(platform, tmp_path, boutique) as shopper:
        await shopper.photos(SHIRT)
        await shopper.say("striped, in red")
        shoes = await shopper.say("shoes")
        assert "I leave out “striped”" in shoes.text and shoes.offers("red") and not shoes.offers("striped")
        told = (await shopper.say("compare 1 and 2")).text.splitlines()
        assert len(told) == 2 and all("€" in each and "red" in each for each in told)
        assert (await shopper.say("how long does delivery take?")).text.startswith("The shop itself knows")


@everywhere
async def test_an_outfit_in_place_by_choice(platform: str, tmp_path: Path, boutique: Path) -> None:
    """With the setting more of an outfit stands where the one before stood, numbered on, and leads back to it."""
    async with on(platform, tmp_path, boutique) as shopper:
        settings = await shopper.say("/settings")
        await shopper.change(settings, "The next page replaces")
        (shirts,) = await shopper.photos(SHIRT)
        look = await shopper.press(shirts, "Goes with it")
        further = await shopper.change(look, "Next 5")
        assert "6. " in further.text.replace("\\", "") and not further.offers("Goes with it")
        back = await shopper.change(further, "Previous 5")
        assert back.text == look.text


@everywhere
async def test_one_of_several_photos(platform: str, tmp_path: Path, boutique: Path) -> None:
    """Each answer says and shows of which photo it is, and so does what follows."""
    async with on(platform, tmp_path, boutique) as shopper:
        bag = shopper_photo("Handbags", "Green")
        _, first, second = await shopper.photos(SHIRT, bag, count=3)
        assert "Photo 1 of 2 · " in first.text and "Photo 2 of 2 · " in second.text
        assert "Photo 2 of 2 · Red handbag" in (await shopper.say("in red")).text
        assert "Photo 1 of 2 · Blue T-shirt" in (await shopper.say("the first photo")).text
        assert "€" in (await shopper.say("how much is the first?")).text
        assert "Photo 2 of 2 · Red handbag" in (await shopper.say("back to the second one")).text
        shown = [shows(platform, each.message) for each in (first, second)]
        assert shown[0] and shown[1] and shown[0] != shown[1]


@everywhere
async def test_what_it_looked_at(platform: str, tmp_path: Path, boutique: Path) -> None:
    """Of a photo of two things the answer shows which one it is of, and so does the other's, which is one tap away;
    a photo of one thing needs no such picture. The products' numbers stay their places in the album."""
    async with on(platform, tmp_path, boutique) as shopper:
        (bag,) = await shopper.photos(side_by_side(SHIRT, shopper_photo("Handbags", "Green")))
        assert bag.text.count("Handbags") >= 5
        shirt = await shopper.press(bag, "Top")
        assert shirt.text.count("Tshirts") >= 5
        pictures = [cut_out(platform, shopper, each.message) for each in (bag, shirt)]
        assert pictures[0] and pictures[1] and pictures[0] != pictures[1]
        page = await shopper.press(shirt, "Next 5")
        back = await shopper.press(page, "Bag")
        assert cut_out(platform, shopper, back.message) == pictures[0]
        (alone,) = await shopper.photos(SHIRT)
        assert not cut_out(platform, shopper, alone.message)


def cut_out(platform: str, shopper: Surface, message: dict) -> object:  # type: ignore[type-arg]
    """What of the photo the platform shows with an answer to it, and what is said of it."""
    if isinstance(shopper, OnTelegram):
        answered = message.get("reply_to_message", {}).get("message_id", 0)
        album = [each for each in message["above"] if each["message_id"] > answered]
        above = [each for each in album if "media_group_id" not in each][-1:]
        return [(each["caption"], hash(shopper.someone.api.files[each["photo"][-1]["file_id"]])) for each in above]
    if isinstance(shopper, OnDiscord):
        first = message["components"][0]
        return [(each["media"]["url"], each["description"]) for each in first["items"]] if first["type"] == 12 else []
    return message["glimpse"]


def shows(platform: str, message: dict) -> object:  # type: ignore[type-arg]
    """By what the platform shows the photo that an answer is of."""
    if platform == "web":
        return message["glimpse"]
    if platform == "discord":
        return next(part["items"][0]["media"]["url"] for part in message["components"] if part["type"] == 12)
    return message["above"][-5]["reply_to_message"]["photo"]  # of the answer's five pictures the first replies to it


@everywhere
async def test_filters_open_at_their_answer(platform: str, tmp_path: Path, boutique: Path) -> None:
    """Also where others have come since; what is chosen there goes on from that answer."""
    async with on(platform, tmp_path, boutique) as shopper:
        (shirts,) = await shopper.photos(SHIRT)
        await shopper.photos(shopper_photo("Jeans", "Green"))
        panel = await shopper.press(shirts, "Filters")
        if platform == "web":
            assert panel.message["under"] == shirts.message["id"]
        elif platform == "telegram":
            assert panel.message["reply_to_message"]["message_id"] == shirts.message["message_id"]
        assert panel.offers("Colour")


@everywhere
async def test_photos_that_show_nothing(platform: str, tmp_path: Path, boutique: Path) -> None:
    """Too dark, too blurred, too small: said in a sentence, with a way to what comes nearest all the same."""
    waves = np.tile(100 + 60 * np.sin(np.arange(176) * 2 * np.pi / 44), (176, 1)).astype(np.uint8)
    photos = {
        "too dark": Image.new("RGB", (300, 300)),
        "too blurred": Image.fromarray(waves),
        "too small": Image.new("RGB", (20, 20), "white"),
    }
    async with on(platform, tmp_path, boutique) as shopper:
        for said, image in photos.items():
            buffer = io.BytesIO()
            image.save(buffer, "PNG")
            (answer,) = await shopper.photos(buffer.getvalue())
            assert said in answer.text and answer.offers("Show the nearest")


@everywhere
async def test_pages_in_place_by_choice(platform: str, tmp_path: Path, boutique: Path) -> None:
    """With the setting a page stands where the one before stood, and leads back to it."""
    async with on(platform, tmp_path, boutique) as shopper:
        settings = await shopper.say("/settings")
        await shopper.change(settings, "The next page replaces")
        (shirts,) = await shopper.photos(SHIRT)
        page = await shopper.change(shirts, "Next 5")
        assert "6 to 10" in page.text
        further = await shopper.change(page, "Next 5")
        assert "11 to 15" in further.text
        back = await shopper.change(await shopper.change(further, "Previous 5"), "Previous 5")
        assert [line for line in back.text.splitlines() if "Tshirts" in line] == [
            line for line in shirts.text.splitlines() if "Tshirts" in line
        ]
