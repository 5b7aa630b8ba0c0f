"""Scenarios: a shopper's own data, settings, and limits."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from bot.messages import Person
from bot.ports import PersonSettings
from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder
from tests.bot.conversation.scenarios.talk import Talk, chips, products
from tests.bot.rig import GROUP, SHOPPER, Bot, running_bot

TABLES = ("queries", "hits", "verdicts", "saved", "watches", "people", "messages")


def rows(database: Path) -> dict[str, int]:
    with sqlite3.connect(database) as db:
        return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # noqa: S608


async def busy(talk: Talk) -> None:
    """A shopper who leaves something in every table."""
    answer = await talk.photo("Handbags", "Green", "not black")
    await talk.press("👍", card=1)
    await talk.action(f"keep {answer.query_id}", "2")
    await talk.action(f"watch {answer.query_id}")
    await talk.command("settings")
    await talk.press("Tell me when a saved product changes")


async def test_forgetting_takes_a_confirmation_and_takes_everything(talk: Talk, tmp_path: Path) -> None:
    """/forget_me says what is there, deletes it only when confirmed, and says what was deleted; others keep theirs."""
    friend = talk.as_(Person("2002", "en"))
    await busy(talk)
    await friend.photo("Jeans", "Red")
    theirs = rows(tmp_path / "db.sqlite")
    asked = await talk.command("forget_me")
    assert "one search, one verdict, one saved product, one watched search, your settings" in asked.text
    assert (await friend.press("Delete everything", at=asked)).notice.startswith("This is another person's")
    assert (await talk.press("Keep it", at=asked)).text == "Nothing was deleted."
    assert rows(tmp_path / "db.sqlite") == theirs
    done = await talk.press("Delete everything", at=asked)
    assert done.text.startswith("Deleted: one search, one verdict")
    assert rows(tmp_path / "db.sqlite") == dict.fromkeys(TABLES, 0) | {"queries": 1, "hits": 5, "messages": 1}
    assert (await talk.command("forget_me")).text == "I keep nothing about you."
    assert SHOPPER.user_id.encode() not in (tmp_path / "db.sqlite").read_bytes()


async def test_the_id_of_a_chat_is_kept_only_to_tell_something_there(talk: Talk, tmp_path: Path) -> None:
    """Without a watch or news of saved products the database does not know the platform's own id."""
    answer = await talk.photo("Handbags", "Green")

    def addresses() -> list[str]:
        with sqlite3.connect(tmp_path / "db.sqlite") as db:
            return [row[0] for row in db.execute("SELECT address FROM watches UNION ALL SELECT address FROM people")]

    assert addresses() == []
    await talk.action(f"watch {answer.query_id}")
    assert ['"1001"' in address for address in addresses()] == [True]
    await talk.command("saved")
    await talk.press(talk.seen[-1].buttons[-1][0].label)
    assert addresses() == []


async def test_an_export_holds_what_there_is(talk: Talk, boutique: Path) -> None:
    """/export_me gives JSON of searches with products, verdicts, saved products and settings; in a group in private."""
    await busy(talk)
    reply = await talk.command("export_me")
    assert reply.document is not None
    assert (reply.document.name, reply.document.media_type) == ("lookalike-my-data.json", "application/json")
    data = json.loads(reply.document.data)
    assert len(data["searches"][0]["products"]) == 5
    assert data["searches"][0]["chips"] == [{"kind": "colour", "words": ["Black"], "negated": True, "said": "black"}]
    assert [verdict["verdict"] for verdict in data["verdicts"]] == ["up"]
    assert len(data["saved"]) == len(data["watches"]) == 1
    assert data["settings"] == {"language": "", "learns": 1, "tells": 1, "turns": 0}
    assert SHOPPER.user_id not in reply.document.data.decode()
    # Where the shop's pictures lie on this machine is nobody's business.
    assert str(boutique.parent) not in reply.document.data.decode()
    in_group = await talk.as_(SHOPPER, GROUP).command("export_me")
    assert in_group.document is not None
    assert in_group.only_for_person


async def test_help_says_what_is_kept_in_two_sentences(talk: Talk) -> None:
    """The last paragraph of /help."""
    paragraph = (await talk.command("help")).text.split("\n\n")[-1]
    assert paragraph.count(". ") + paragraph.endswith(".") == 2
    assert "never kept" in paragraph
    assert "/forget_me" in paragraph


async def test_settings_of_a_group_are_its_admins(talk: Talk) -> None:
    """Others see them and cannot change them, not even with the admin's button."""
    member = talk.as_(Person("2002", "en"), GROUP)
    boss = talk.as_(Person("3003", "en", is_chat_admin=True), GROUP)
    assert "Only this group's admins" in (await member.command("settings")).text
    shown = await boss.command("settings")
    assert (await member.press("Answer every photo", at=shown)).notice.startswith("Only this group's admins")
    assert not await talk.bot.conversation.answers_every_photo(GROUP)
    assert "every photo" in (await boss.press("Answer every photo", at=shown)).text
    assert await talk.bot.conversation.answers_every_photo(GROUP)


async def test_the_same_photo_again(talk: Talk) -> None:
    """Answered as before, and said so; with other words, or once a verdict was given, it is another question."""
    first = await talk.photo("Handbags", "Green")
    again = await talk.photo("Handbags", "Green")
    assert "You sent this photo before" in again.text
    assert products(again) == products(first)
    assert again.query_id != first.query_id
    assert "before" not in (await talk.photo("Handbags", "Green", "red")).text
    assert "before" not in (await talk.as_(Person("2002", "en")).photo("Handbags", "Green")).text


async def test_a_group_has_a_limit_of_its_own(tmp_path: Path, boutique: Path) -> None:
    """Several people together cannot ask more than their group may; a private chat is not counted."""
    limits = {"queries_per_minute_group": 3}
    async with running_bot(tmp_path / "db", boutique, embedder=BoutiqueEmbedder(), settings=limits) as bot:
        for number, expected in enumerate((True, True, True, False)):
            reply = await Talk(bot, Person(f"70{number}", "en"), GROUP).photo("Jeans", "Red")
            assert bool(reply.cards) is expected
        assert "Please wait" in reply.text
        assert (await Talk(bot).photo("Jeans", "Red")).cards


async def test_old_things_go_with_their_queries(tmp_path: Path, boutique: Path) -> None:
    """Retention takes what somebody who has not asked for so long has saved, watched and set."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot:
        await busy(Talk(bot))
        await bot.store.people.set_settings(Person("9", "en"), Talk(bot).chat, PersonSettings(language="de"))
        assert await bot.store.prune(30) == 0
        assert rows(tmp_path / "db.sqlite")["people"] == 2
        with sqlite3.connect(tmp_path / "db.sqlite") as db:
            for statement in (
                "UPDATE queries SET asked_at = asked_at - 31 * 86400",
                "UPDATE saved SET saved_at = saved_at - 31 * 86400",
                "UPDATE watches SET made_at = made_at - 31 * 86400",
                "UPDATE people SET set_at = set_at - 31 * 86400",
            ):
                db.execute(statement)
        assert await bot.store.prune(30) == 1
    assert rows(tmp_path / "db.sqlite") == dict.fromkeys(TABLES, 0)


async def test_actions_of_others_and_none(bot: Bot) -> None:
    """Buttons about no query, made up: said to be too old, and nothing else happens."""
    talk = Talk(bot)
    for action in ("unsave abc", "unwatch abc", "set nothing", "saved other 9"):
        reply = await talk.action(action)
        assert reply.notice or reply.text
    assert chips(reply) == []
