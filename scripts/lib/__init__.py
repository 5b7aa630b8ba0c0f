"""What the commands beside this folder run, under the same names."""

from pathlib import Path

# The checkout that the commands belong to.
ROOT = Path(__file__).resolve().parents[2]
