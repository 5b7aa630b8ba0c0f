"""The catalogue formats, one file each."""
