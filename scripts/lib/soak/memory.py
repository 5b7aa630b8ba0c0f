"""What the bot's processes hold during a soak: all of them, those of each kind, and what of it is anonymous."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from scripts.lib.bench.bot_process import processes_of
from scripts.lib.bench.child import in_mb

_KINDS = {b"decoder_process": "decoders", b"bot.app.processes": "recommenders", b"bot": "bot"}
_ALL = "all"


class SoakMemory:
    """MB (10^6 bytes) of each moment: of a page that several share each has its part (PSS). Anonymous is what a machine
    must have; the rest are files' pages, which the kernel takes back as it likes."""

    def __init__(self) -> None:
        self._moments: list[tuple[float, int, Mapping[str, float]]] = []

    def note(self, part: float, whose: int, bots: Iterable[int]) -> None:
        """At this part of the whole time. `whose`: which process is the bot, or how many bots there are."""
        held: defaultdict[str, float] = defaultdict(float)
        for pid in (each for bot in bots for each in processes_of(bot)):
            with suppress(OSError):
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
                pages = in_mb(f"/proc/{pid}/smaps_rollup")
                kind = next((kind for name, kind in _KINDS.items() if name in arguments), "others")
                for name in (_ALL, kind):
                    held[name] += pages.get("Pss", 0.0)
                    held[f"{name}, anonymous"] += pages.get("Pss_Anon", 0.0)
        self._moments.append((part, whose, held))

    def found(self) -> dict[str, Any]:
        """Quarter by quarter, the medians of the process that was there for longest."""
        if not self._moments:
            return {"memory_mb": [0.0] * 4, "memory_growth_percent": 0.0}
        whose = [each for part, each, _ in self._moments if part < 1]
        longest = max(set(whose), key=whose.count)
        quarters = [
            [held for part, each, held in self._moments if each == longest and n / 4 <= part < (n + 1) / 4]
            for n in range(4)
        ]
        names = sorted({name for _, _, held in self._moments for name in held})
        by_name = {name: [_middle([held.get(name, 0.0) for held in quarter]) for quarter in quarters] for name in names}
        held = by_name[_ALL]
        return {
            "memory_mb_at_start_and_end": [round(self._moments[at][2].get(_ALL, 0.0), 1) for at in (0, -1)],
            "memory_mb": held,
            "memory_growth_percent": round(100 * (held[3] / held[1] - 1), 1) if held[1] else 0.0,
            "memory_mb_by_kind": {name: by_name[name] for name in names if name != _ALL},
        }


def _middle(values: list[float]) -> float:
    return round(median(values), 1) if values else 0.0
