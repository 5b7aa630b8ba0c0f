"""What a catalogue left out, for its admin: by reason, each with examples."""

from __future__ import annotations

from collections.abc import Iterable

from recommender.answers import LeftOut, LeftOutReason

EXAMPLES = 3


def left_out_lines(left_out: Iterable[LeftOut]) -> list[str]:
    """The faults, the most frequent first; then what is left out as the shop means it, and what is there anyhow."""
    groups: dict[LeftOutReason, list[LeftOut]] = {}
    for one in left_out:
        groups.setdefault(one.reason, []).append(one)
    lines = [f"  left out   {sum(len(ones) for reason, ones in groups.items() if reason.is_fault):,}"]
    for reason, ones in sorted(groups.items(), key=lambda group: -len(group[1])):
        if reason.is_fault:
            lines += _group(reason.value, ones)
    for reason, ones in groups.items():
        if not reason.is_fault:
            lines += _group(("kept, " if reason.is_kept else "") + reason.value, ones, indent=2)
    return lines


def _group(name: str, ones: list[LeftOut], indent: int = 4) -> list[str]:
    lines = [f"{' ' * indent}{name}: {len(ones):,}"]
    lines += [f"      {one.where}" + (f": {one.detail}" if one.detail else "") for one in ones[:EXAMPLES]]
    if len(ones) > EXAMPLES:
        lines.append(f"      and {len(ones) - EXAMPLES:,} more")
    return lines
