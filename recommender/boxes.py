"""Boxes of garments in a photo: how large they are and what two of them share."""

from __future__ import annotations

Box = tuple[float, float, float, float]  # left, top, right, bottom as fractions of the photo


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shared(a: Box, b: Box) -> float:
    """The area of what lies in both."""
    return area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    both = shared(a, b)
    return both / max(1e-9, area(a) + area(b) - both)


def inside(a: Box, b: Box) -> float:
    """The share of the smaller one that lies in the other."""
    return shared(a, b) / max(1e-9, min(area(a), area(b)))


def around(boxes: list[Box]) -> Box:
    """The smallest box that holds all of these, of which there is at least one."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def within(box: Box, part: Box) -> Box:
    """A box of fractions of a part of the photo -> of the photo."""
    wide, high = part[2] - part[0], part[3] - part[1]
    return (part[0] + box[0] * wide, part[1] + box[1] * high, part[0] + box[2] * wide, part[1] + box[3] * high)
