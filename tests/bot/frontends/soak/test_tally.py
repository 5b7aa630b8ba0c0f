"""The soak's own counting of news: what it calls lost and twice."""

from __future__ import annotations

import time
from contextlib import suppress

import aiohttp

from tests.bot.frontends.discord.loopback.rules import EPHEMERAL
from tests.bot.frontends.discord.loopback.server import SentInteraction, serving_discord
from tests.bot.frontends.soak.discord import DiscordShopper, SoakDiscord
from tests.bot.frontends.soak.tally import SoakTally
from tests.bot.frontends.soak.telegram import SoakTelegram, TelegramShopper

_TOLD = "Cheaper: “{}” is now €{}, before €9.90."


def test_news_are_told_once_twice_or_lost() -> None:
    """Of what was saved before a reindex the lower price is due; said again it came twice, not said it is lost."""
    tally, said = SoakTally(), [{"text": "an answer"}]
    tally.news.homes["Telegram", 7] = "somebody"
    for title in ("Blue shirt", "Red shirt"):
        tally.news.follow("somebody", title)
    tally.news.reindexing()
    tally.news.follow("somebody", "Men&#x27;s hat")
    tally.news.reindexed({"Blue shirt": 8.5, "Red shirt": 7.0, "Men's hat": 3.0})
    text = "\n".join((_TOLD.format("Blue shirt", "8.50"), _TOLD.format("Old shirt", "1.00")))
    tally.heard(said, {"text": text}, "Telegram", 7, text)
    assert (len(said), tally.news.told, len(tally.news.waits)) == (1, 2, 1)
    assert not tally.news.all_told.is_set()
    tally.heard(said, {"text": text}, "Telegram", 7, text.splitlines()[0])
    tally.news.overdue()
    assert tally.news.twice == ["somebody: Blue shirt, €8.50"]
    assert tally.news.lost == ["somebody: Red shirt, 7.0"]


def test_an_answer_that_was_sent_in_the_moment_of_a_kill() -> None:
    """It may come again before the answer to what its shopper sent since; without a kill that is one too many."""
    for kills in ([], [1000.5], [998.2]):  # the last: Telegram, slow, took it after its sender was gone
        api = SoakTelegram(SoakTally())
        api.tally.kills += kills
        shopper = TelegramShopper(api, 1, [], 1)
        for number, date in enumerate((1000, 1008, 1009)):
            message = {"message_id": number, "date": date, "text": "an answer"}
            api.messages[7001, number] = message
            shopper.said.append(message)
        shopper._before = ("photo", 1, 1)
        shopper.settle()
        assert (len(api.tally.twice), sum(api.tally.excused.values())) == ((0, 1) if kills else (1, 0))


def test_what_one_person_in_a_channel_is_told_directly() -> None:
    """Where an interaction was acknowledged too late, its private answer comes as a direct message: it has come."""
    server = SoakDiscord(SoakTally(), 2)
    shopper = DiscordShopper(server, 1, [], 1)
    assert not shopper._person.direct
    server.store(int(server.direct_channel(shopper._person.id)["id"]), {"content": "Really?"}, {})
    assert [shopper.text(each) for each in shopper._whole(0)] == ["Really?"]


async def test_a_line_for_one_person_that_discord_took_in_silence() -> None:
    """Its second copy may stand for the answer to the next event, whose own answer then comes with the next but one."""
    for drop in ("", "after"):
        async with serving_discord(SoakDiscord(SoakTally(), 1)) as server:
            assert isinstance(server, SoakDiscord)
            shopper = DiscordShopper(server, 0, [], 1)
            pressing = SentInteraction(1, "token-1", 3, shopper._person.where, 0.0, acknowledged_at=1.0)
            server.interactions["token-1"] = pressing
            server.is_here.set()
            if drop:
                server.fail("POST", "/webhooks/", drop=drop)

            async def whisper(text: str) -> None:
                with suppress(aiohttp.ClientError):
                    async with aiohttp.ClientSession() as client:
                        said = {"content": text, "flags": EPHEMERAL}
                        await client.post(f"{server.url}/api/v10/webhooks/1/token-1", json=said)

            await shopper._expect("press for filters", whisper("the panel"))
            await shopper._expect("press to watch", whisper("the panel"))
            await shopper._expect("list of saved", whisper("the list"))
            await whisper("you watch")
            shopper.settle()
            assert (len(server.tally.twice), sum(server.tally.excused.values())) == ((0, 1) if drop else (1, 0))


def test_who_is_forgotten_is_owed_nothing() -> None:
    """Nothing is due to them any more; and news sent in the moment of a kill may come again."""
    tally = SoakTally()
    tally.news.follow("Telegram 7", "Blue shirt")
    tally.news.reindexing()
    tally.news.reindexed({"Blue shirt": 8.5})
    tally.news.forget("Telegram 7")
    tally.news.overdue()
    tally.heard([], {}, "Telegram", 7, _TOLD.format("Blue shirt", "8.50"))
    tally.kills.append(max(tally.news._heard.values()))
    tally.heard([], {}, "Telegram", 7, _TOLD.format("Blue shirt", "8.50"))
    assert (tally.news.lost, tally.news.twice, sum(tally.news.excused.values())) == ([], [], 1)


def test_news_of_a_watched_search_are_told_once_a_reindex() -> None:
    """Each reindex brings a new product; told before the reindex is known to have ended, they are told all the same."""
    tally, close = SoakTally(), "**A new product comes close to the search that you watch: Blue shirt**\nShown"
    tally.news.homes["Discord", 7] = "somebody"
    tally.news.watch("somebody", "Blue shirt")
    for number in range(1, 4):
        tally.news.reindexing()
        if number == 2:
            tally.heard([], {}, "Discord", 7, close)
        tally.news.reindexed({})
        if number == 1:
            tally.heard([], {}, "Discord", 7, close)
    assert (tally.news.told, tally.news.lost, tally.news.twice) == (2, [], [])
    tally.news.overdue()
    tally.heard([], {}, "Discord", 7, close)
    tally.heard([], {}, "Discord", 7, close)
    assert tally.news.lost == ["somebody: a watched search, 3"]
    tally.news.reindexing()
    tally.news.reindexed({})
    tally.news.swallowed.append(("Discord", 7, time.time()))
    tally.news.overdue()
    assert tally.news.lost == ["somebody: a watched search, 3"] and sum(tally.news.excused.values()) == 1
    assert tally.news.twice == ["somebody: a watched search, Blue shirt 3"]


def test_what_is_saved_again_before_its_news() -> None:
    """It is kept at the price that the news would have told: nothing is due any more, and that is counted."""
    tally = SoakTally()
    tally.news.follow("somebody", "Blue shirt")
    tally.news.reindexing()
    tally.news.reindexed({"Blue shirt": 8.5})
    tally.news.follow("somebody", "Blue shirt")
    assert tally.news.all_told.is_set() and sum(tally.news.excused.values()) == 1
