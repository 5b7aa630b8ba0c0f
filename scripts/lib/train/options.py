"""What both trainings are told on the command line: what to learn from, what to start from, and a plan's numbers."""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import TypeVar

from recommender.training.plan import DetectorPlan, EmbedderPlan

_Plan = TypeVar("_Plan", EmbedderPlan, DetectorPlan)


def add_data(make: argparse.ArgumentParser, twice: str, exported: str) -> None:
    """`twice` says what a second catalogue is for, `exported` what comes out."""
    make.add_argument(
        "--catalogue",
        required=True,
        action="append",
        metavar="DIR",
        help=f"products with pictures and attributes; given twice, {twice}",
    )
    make.add_argument("--phone-photos", type=Path, metavar="DIR", help="shoppers' photos with labels")
    make.add_argument("--void-photos", type=Path, metavar="DIR", help="photos of anything but products")
    make.add_argument(
        "--init",
        required=True,
        metavar="WEIGHTS|imagenet|random",
        help="what to start from: MobileNetV2's, an earlier run",
    )
    make.add_argument("--out", required=True, type=Path, metavar="DIR", help=f"checkpoints, log, and {exported}")
    make.add_argument("--held-out", type=float, default=0.1, help="share of products and senders kept for evaluation")
    make.add_argument("--precision", default="float32", choices=("float32", "mixed_bfloat16", "mixed_float16"))


def add_plan(make: argparse.ArgumentParser, plan: type[_Plan]) -> None:
    """An option for each of the plan's numbers."""
    for field in fields(plan):
        name = f"--{field.name.replace('_', '-')}"
        make.add_argument(name, type=type(field.default), default=field.default, help=f"default {field.default}")


def plan_of(options: argparse.Namespace, plan: type[_Plan]) -> _Plan:
    """The plan that the options make."""
    return plan(**{field.name: getattr(options, field.name) for field in fields(plan)})
