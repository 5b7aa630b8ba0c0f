"""A shop's file in, `Product`s out. `feeds/` has one file for each format."""
