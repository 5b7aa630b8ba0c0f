"""The drawn products of the sample shop: Pillow and numpy, nothing taken from any photo.

`draw.picture(design)` draws one product; `assortment.assortment()` says which ones there are; `scenes` makes the sample
shopper photos. Nothing here is imported by the serving path except through `recommender.sample`.
"""
