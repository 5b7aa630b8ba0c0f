"""A run of the front end from login to its end, and the ways in which a connection breaks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.frontends import FrontEndError
from tests import ROOT
from tests.bot.frontends.discord.loopback.server import GUILD_ID, DiscordServer
from tests.bot.frontends.discord.people import read
from tests.bot.frontends.discord.rig import (
    ANSWER,
    RunningDiscord,
    ScriptedConversation,
    front_end_for,
    running_discord,
)
from tests.bot.rig import draw_shop, photo

# The gateway


@pytest.mark.parametrize("how", ["reconnect", "drop", "invalidate"])
async def test_a_lost_connection(running: RunningDiscord, script: ScriptedConversation, how: str) -> None:
    """After a reconnect that Discord asks for, a connection that ends without a word, and a session that is over, the
    bot is back, and what happened meanwhile is answered once."""
    gateway, asker = running.server.gateway, running.someone()
    if how == "reconnect":
        await gateway.ask_to_reconnect()
    elif how == "drop":
        gateway.drop()
    else:
        await gateway.invalidate()
    if how == "drop":
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await gateway.connected()
    else:
        await gateway.connected()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
    await asker.answer(asked)
    await running.settled()
    assert len(script.events) == 1
    assert len(gateway.resumed) == (0 if how == "invalidate" else 1)
    assert running.server.command_writes == 1


async def test_a_session_that_cannot_be_resumed(running: RunningDiscord) -> None:
    """If the session is forgotten meanwhile, a new one is begun."""
    running.server.gateway.forgets_sessions = True
    running.server.gateway.drop()
    await running.server.gateway.connected()
    asker = running.someone()
    await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    assert len(running.server.gateway.identified) == 2


async def test_a_proxy_is_not_left_for_a_resume(discord: DiscordServer, script: ScriptedConversation) -> None:
    """Discord names its own address for resuming; with a configured gateway the bot stays with that."""
    discord.gateway.resume_url = "ws://gateway.invalid/"
    async with running_discord(discord, script) as bot:
        discord.gateway.drop()
        await discord.gateway.connected()
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
        assert len(discord.gateway.resumed) == 1


# Beginning and end


async def failing(discord: DiscordServer, **more: Any) -> FrontEndError:
    """How a run ends that cannot work."""
    with pytest.raises(FrontEndError) as found:
        async with asyncio.timeout(60):
            await front_end_for(discord, ScriptedConversation(), **more).run(lambda where: None)
    return found.value


async def test_a_bad_token_is_one_line(discord: DiscordServer, caplog: pytest.LogCaptureFixture) -> None:
    """It names the remedy, holds nothing of the token, and is not tried again."""
    error = await failing(discord, token="wrong.token.of-somebody")
    assert error.permanent
    assert "LOOKALIKE_DISCORD_TOKEN" in str(error) and "wrong" not in str(error) + caplog.text


@pytest.mark.slow
async def test_a_bad_token_stops_nothing_else(discord: DiscordServer, tmp_path: Path) -> None:
    """In the whole bot, that line is all that is seen of it: the local chat is served, and no traceback is written."""
    catalogue = draw_shop(tmp_path / "shop")
    lines = [
        *("[catalogue]", f'source = "{catalogue}"', "[web]", "port = 0", "[discord]", 'token = "wrong.token.of"'),
        *(f'api_url = "{discord.url}/api/v10"', f'gateway_url = "{discord.url.replace("http", "ws")}/gateway"'),
    ]
    await asyncio.to_thread((tmp_path / "config.toml").write_text, "\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot", "run"),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LOOKALIKE_DISCORD_TOKEN": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        started = await process.stdout.readline()
    assert started.startswith(b"Local chat: http://")
    assert process.stderr is not None
    async with asyncio.timeout(60):
        before = await process.stderr.readuntil(b"Discord does not accept the token")
    assert process.returncode is None
    async with aiohttp.ClientSession() as session, session.get(started.decode().split()[-1]) as response:
        assert response.status == 200
    process.terminate()
    async with asyncio.timeout(60):
        _, after = await process.communicate()
    errors = (before + after).decode()
    assert len([line for line in errors.splitlines() if "discord" in line.lower()]) == 1
    assert "Traceback" not in errors and "wrong.token" not in errors


async def test_a_token_that_the_gateway_refuses(discord: DiscordServer) -> None:
    """The same line."""
    discord.gateway.token = "another"
    assert (await failing(discord)).permanent


@pytest.mark.parametrize("what", ["api_url", "gateway_url"])
async def test_a_server_that_cannot_be_reached(
    discord: DiscordServer, what: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One line with the address, to be tried again later."""
    address = "http://127.0.0.1:9/api" if what == "api_url" else "ws://127.0.0.1:9"
    error = await failing(discord, **{what: address})
    assert not error.permanent
    assert address in str(error)
    assert not any(each.exc_info for each in caplog.records)


async def test_a_login_that_fails(discord: DiscordServer) -> None:
    """A server that refuses for other reasons is tried again later."""
    discord.fail("GET", "/users/@me", status=403, body={"code": 0, "message": "no"}, times=9)
    error = await failing(discord)
    assert not error.permanent and "403" in str(error)


async def test_an_intent_that_is_not_enabled(
    discord: DiscordServer, script: ScriptedConversation, caplog: pytest.LogCaptureFixture
) -> None:
    """The bot says so in one line, with the remedy, and goes on without the message content."""
    async with running_discord(discord, script, message_content=True) as bot:
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    (line,) = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
    assert "message content intent" in line and "message_content = false" in line
    assert len(discord.gateway.identified) == 2


async def test_several_connections_where_discord_recommends_them(
    discord: DiscordServer, script: ScriptedConversation
) -> None:
    """With two shards recommended, both are connected to the configured gateway, and what comes is answered."""
    discord.shards = 2
    async with running_discord(discord, script) as bot:
        await discord.until(lambda: len(discord.gateway.sockets) == 2)
        assert [each["shard"] for each in discord.gateway.identified] == [[0, 2], [1, 2]]
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))


async def test_shards_on_two_machines(discord: DiscordServer, script: ScriptedConversation) -> None:
    """Each bot connects its shards alone, and hears what is said in them: a guild's events go to one of the two, and
    direct messages to who has the first."""
    second = ScriptedConversation(ANSWER)
    mine, other = (GUILD_ID >> 22) % 2, 1 - (GUILD_ID >> 22) % 2
    async with (
        running_discord(discord, script, shard_count=2, shard_ids=(mine,)) as bot,
        running_discord(discord, second, shard_count=2, shard_ids=(other,)),
    ):
        await discord.until(lambda: len(discord.gateway.sockets) == 2)
        assert [each["shard"] for each in discord.gateway.identified] == [[mine, 2], [other, 2]]
        asker, direct = bot.someone(), bot.someone(direct=True)
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
        assert (len(script.events), len(second.events)) == (1, 0)
        await direct.answer(await direct.command("find", photo=direct.attachment(photo(2))))
        assert len((script if mine == 0 else second).events) == (2 if mine == 0 else 1)
    error = await failing(discord, shard_count=2, shard_ids=(0, 2))
    assert error.permanent
    assert str(error) == "[discord] shard_ids has 2, but shards are numbered from 0 to below shard_count"


async def test_the_end_waits_for_what_has_begun(discord: DiscordServer, script: ScriptedConversation) -> None:
    """When the bot is stopped, an answer that was being made is still sent; then everything is put back."""
    from discord.http import Route

    before = Route.BASE
    script.gate.clear()
    async with running_discord(discord, script) as bot:
        asker = bot.someone()
        asked = await asker.command("find", photo=asker.attachment(photo(1)))
        await discord.until(lambda: asked.acknowledged_at and script.events)
        bot.task.cancel()
        await discord.until(lambda: script.deliver is None)
        script.gate.set()
        with contextlib.suppress(asyncio.CancelledError):
            await bot.task
    assert "Shirt 1" in read(discord.messages[asked.message_ids[0]])
    assert before == Route.BASE
    assert script.deliver is None


async def test_it_can_run_again(discord: DiscordServer, script: ScriptedConversation) -> None:
    """After it has ended, the same front end can be run once more."""
    front_end = front_end_for(discord, script)
    for turn in (1, 2):
        lines: list[str] = []
        task = asyncio.create_task(front_end.run(lines.append))
        await discord.until(lambda lines=lines: lines)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        assert (lines, len(discord.gateway.identified)) == (["@lookalike"], turn)
