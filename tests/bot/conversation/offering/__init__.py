"""Tests of the catalogue by chat."""
