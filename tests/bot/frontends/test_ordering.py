"""What belongs together happens in its order, and holds up nothing else."""

from __future__ import annotations

import asyncio

import pytest

from bot.frontends.ordering import TurnTaking


async def test_turns_are_taken_in_the_order_of_arrival() -> None:
    """Under one name one after the other, under another at once; who ends a turn early lets the next one begin."""
    turns = TurnTaking()
    said: list[str] = []
    go_on = asyncio.Event()

    async def speak(name: str, what: str, *, early: bool = False) -> None:
        async with turns.turn(name) as end_turn:
            said.append(what)
            if early:
                await end_turn()
            await go_on.wait()
            said.append(f"{what} ends")

    speakers = [speak("anna", "one", early=True), speak("anna", "two"), speak("anna", "three"), speak("ben", "four")]
    tasks = [asyncio.create_task(each) for each in speakers]
    for _ in range(100):  # of the loop's rounds: whoever can speak has spoken
        await asyncio.sleep(0)
    assert sorted(said) == ["four", "one", "two"]
    go_on.set()
    await asyncio.gather(*tasks)
    assert said.index("two ends") < said.index("three")


async def test_a_fault_in_one_turn_is_not_the_next_ones() -> None:
    """Whatever a turn ends by, the next one is taken."""
    turns = TurnTaking()
    with pytest.raises(ValueError, match="mine"):
        async with turns.turn("anna"):
            raise ValueError("mine")
    async with asyncio.timeout(30), turns.turn("anna") as end_turn:
        await end_turn()
        await end_turn()
