"""What people paste when they share a table leads to the file, and any other address to itself."""

from __future__ import annotations

import pytest

from recommender.catalogue.sources.shared_links import file_behind

_SHEET = "https://docs.google.com/spreadsheets/d/1AbC-d_9"


@pytest.mark.parametrize(
    ("shared", "file"),
    [
        (f"{_SHEET}/edit?usp=sharing", f"{_SHEET}/export?format=xlsx"),
        (f"{_SHEET}/edit?gid=77#gid=77", f"{_SHEET}/export?format=csv&gid=77"),
        (f"{_SHEET}/edit#gid=0", f"{_SHEET}/export?format=csv&gid=0"),
        (_SHEET, f"{_SHEET}/export?format=xlsx"),
        (f"{_SHEET}/export?format=tsv", f"{_SHEET}/export?format=tsv"),
        (f"{_SHEET}/pub?output=csv", f"{_SHEET}/pub?output=csv"),
        (
            "https://drive.google.com/file/d/1x_Y/view?usp=sharing",
            "https://drive.google.com/uc?export=download&id=1x_Y",
        ),
        ("https://drive.google.com/open?id=1x_Y", "https://drive.google.com/uc?export=download&id=1x_Y"),
        ("https://www.dropbox.com/s/abc/shop.csv?dl=0", "https://www.dropbox.com/s/abc/shop.csv?dl=1"),
        (
            "https://www.dropbox.com/scl/fi/abc/shop.xlsx?rlkey=k&dl=0",
            "https://www.dropbox.com/scl/fi/abc/shop.xlsx?rlkey=k&dl=1",
        ),
        (
            "https://shop.example/docs.google.com/spreadsheets/d/1/edit",
            "https://shop.example/docs.google.com/spreadsheets/d/1/edit",
        ),
        ("https://shop.example/feed.csv?dl=0", "https://shop.example/feed.csv?dl=0"),
    ],
)
def test_the_file_behind_a_link(shared: str, file: str) -> None:
    """The whole workbook, or the one sheet that the link names."""
    assert file_behind(shared) == file
