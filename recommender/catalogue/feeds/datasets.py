"""Datasets of fashion that are one table, as their makers hand them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from recommender.answers import LeftOut
from recommender.catalogue.feeds.feed import FeedContext, FeedEntry
from recommender.catalogue.feeds.generic import ColumnPlatform
from recommender.catalogue.feeds.record import Record, text_of

_PICTURE = "picture of the dataset"


class _HAndM(ColumnPlatform):
    """H&M's Personalized Fashion Recommendations. No column names the pictures: they lie in folders by the first three
    digits of the id. The table knows neither prices nor links."""

    def entries(self, records: Iterable[Record], context: FeedContext) -> Iterator[FeedEntry | LeftOut]:
        def with_pictures() -> Iterator[Record]:
            for record in records:
                # A spreadsheet takes the zero from the front.
                number = text_of(record.fields.get("article_id", "")).zfill(10)
                path = f"images/{number[:3]}/{number}.jpg"
                yield replace(record, fields={**record.fields, "article_id": number, _PICTURE: path})

        return super().entries(with_pictures(), replace(context, names=(*context.names, _PICTURE)))


H_AND_M = _HAndM(
    name="h-and-m",
    looks_like="a folder with articles.csv and images/070/0700001001.jpg",
    signature="articleid prodname producttypename",
    table="articles.csv",
    columns={
        "id": "article_id",
        "title": "prod_name",
        "image": "picture_of_the_dataset",
        "type": "product_type_name",
        "gender": "index_group_name index_name",
        "colour": "colour_group_name",
        "group_id": "product_code",
    },
)
