"""Tests of what values mean."""
