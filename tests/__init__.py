"""The tests mirror the tree that they test. `ROOT` is the checkout that they run in."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
